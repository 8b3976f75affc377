/** The few things that every lesson is worked with. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { tutor } from "../../session/sessions";
import { place } from "./address";
import { tell } from "./ask";

interface SliderProps {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  readonly shown?: string;
  readonly onChange: (value: number) => void;
}

export function Slider({ label, min, max, step, value, shown, onChange }: SliderProps) {
  const text = shown ?? String(value);
  return (
    <label class="learn-slider">
      <span>{label}</span>
      <input type="range" min={min} max={max} step={step} value={value} aria-valuetext={text} onInput={(event) => onChange(event.currentTarget.valueAsNumber)} />
      <output>{text}</output>
    </label>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly options: readonly (readonly [value: T, name: string])[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** One of a few, side by side. */
export function Choice<T extends string>({ label, options, value, onChange }: ChoiceProps<T>) {
  return (
    <fieldset class="learn-choice">
      <legend>{label}</legend>
      <div>
        {options.map(([option, name]) => (
          <label key={option}><input type="radio" name={label} checked={option === value} onChange={() => onChange(option)} /><span>{name}</span></label>
        ))}
      </div>
    </fieldset>
  );
}

export function Switch({ label, on, onChange }: { readonly label: string; readonly on: boolean; readonly onChange: (on: boolean) => void }) {
  return <label class="check"><input type="checkbox" checked={on} onChange={(event) => onChange(event.currentTarget.checked)} />{label}</label>;
}

export function Controls({ children }: { readonly children: ComponentChildren }) {
  return <div class="learn-controls">{children}</div>;
}

export interface Reading {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
  /** The one that the step is about. */
  readonly main?: boolean;
}

/** Values by name. */
export function Readings({ label, rows }: { readonly label: string; readonly rows: readonly Reading[] }) {
  return (
    <table class="learn-readings">
      <caption class="visually-hidden">{label}</caption>
      <tbody>
        {rows.map(({ name, value, note, main }) => (
          <tr key={name} class={main === true ? "main" : ""}>
            <th scope="row">{name}{note !== undefined && <small>{note}</small>}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Beside every live run: what it can be made again from, and how long it took. */
export function Stamp({ seconds, seeded = true, note = "" }: { readonly seconds: number | null; readonly seeded?: boolean; readonly note?: string }) {
  const time = seconds === null ? "computing…" : `${seconds < 0.0995 ? seconds.toFixed(3) : seconds.toFixed(1)} s in this tab`;
  return <p class="stamp">{[seeded ? `Seed ${place.value.seed}` : "", time, note].filter((part) => part !== "").join(" · ")}</p>;
}

interface FiveSeedsProps {
  readonly columns: readonly string[];
  /** A value per column, and the seconds. */
  readonly run: (seed: number) => Promise<{ readonly values: readonly number[]; readonly seconds: number }>;
  /** Whether it takes long enough to be stopped here. */
  readonly slow?: boolean;
  /** Behind the point. */
  readonly digits?: number;
  /** Whether something else is being learned. */
  readonly waits?: boolean;
}

/** One seed is an anecdote: five of them, side by side. */
export function FiveSeeds({ columns, run, slow = false, digits = 3, waits = false }: FiveSeedsProps) {
  const [rows, setRows] = useState<readonly { readonly seed: number; readonly values: readonly number[] }[]>([]);
  const [state, setState] = useState<"idle" | "busy" | number>("idle");
  const start = async () => {
    setState("busy");
    const first = place.value.seed;
    const found: { seed: number; values: readonly number[] }[] = [];
    let seconds = 0;
    try {
      for (let seed = first; seed < first + 5; seed++) {
        const one = await run(seed);
        seconds += one.seconds;
        found.push({ seed, values: one.values });
        setRows([...found]);
      }
      setState(seconds);
    } catch (error) {
      setState("idle");
      tell(error);
    }
  };
  return (
    <div class="five-seeds">
      <div class="ways">
        <button type="button" class="button small" disabled={state === "busy" || waits} onClick={() => void start()}>Run 5 seeds</button>
        {state === "busy" && slow && <button type="button" class="button small" onClick={() => tutor.cancel()}>Cancel</button>}
      </div>
      {rows.length > 0 && (
        <div class="table-scroll" tabIndex={0} role="group" aria-label="Five seeds">
          <table>
            <caption class="visually-hidden">Five seeds</caption>
            <thead><tr><th scope="col">Seed</th>{columns.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
            <tbody>
              {rows.map(({ seed, values }) => <tr key={seed}><th scope="row">{seed}</th>{values.map((value, i) => <td key={columns[i]}>{value.toFixed(digits)}</td>)}</tr>)}
              {rows.length === 5 && (
                <tr class="main"><th scope="row">from – to</th>{columns.map((name, i) => <td key={name}>{range(rows.map(({ values }) => values[i] ?? NaN), digits)}</td>)}</tr>
              )}
            </tbody>
          </table>
        </div>
      )}
      {typeof state === "number" && <Stamp seconds={state} seeded={false} />}
    </div>
  );
}

function range(values: readonly number[], digits: number): string {
  return `${Math.min(...values).toFixed(digits)} – ${Math.max(...values).toFixed(digits)}`;
}
