/** One convention as a field. A value that cannot be is said to be wrong and does not count. */
import { useState } from "preact/hooks";
import type { Conventions } from "../../session/protocol";
import { joined, parted, type Switch } from "./switch_words";

type Value = Conventions[keyof Conventions];
interface SwitchFieldProps {
  readonly entry: Switch;
  readonly conventions: Conventions;
  readonly changed: boolean;
  readonly onValue: (value: Value) => void;
}
type Of<K extends Switch["kind"]> = Extract<Switch, { kind: K }>;

export function SwitchField(props: SwitchFieldProps) {
  const { entry, changed } = props;
  const about = `about-${entry.name}`;
  return (
    <div class={changed ? "switch changed" : "switch"}>
      <Control {...props} about={about} />
      <p class="switch-about" id={about}>
        {changed && <span class="changed-mark">changed</span>}
        {entry.about}
      </p>
    </div>
  );
}

function Control({ entry, conventions, onValue, about }: SwitchFieldProps & { readonly about: string }) {
  const value = conventions[entry.name];
  switch (entry.kind) {
    case "check":
      return (
        <label class="check">
          <input type="checkbox" checked={value === true} aria-describedby={about} onChange={(event) => onValue(event.currentTarget.checked)} /> {entry.label}
        </label>
      );
    case "choice":
      return (
        <label class="field">
          <span>{entry.label}</span>
          <select value={String(value ?? "")} aria-describedby={about} onChange={(event) => onValue(event.currentTarget.value === "" ? null : event.currentTarget.value)}>
            {entry.options.map((option) => <option key={option.value} value={option.value}>{option.name}</option>)}
          </select>
        </label>
      );
    case "number":
      return <NumberControl entry={entry} value={typeof value === "number" ? value : null} about={about} onValue={onValue} />;
    case "sized":
      return <SizedControl entry={entry} value={String(value)} about={about} onValue={onValue} />;
  }
}

interface ControlProps<K extends Switch["kind"], V> {
  readonly entry: Of<K>;
  readonly value: V;
  readonly about: string;
  readonly onValue: (value: Value) => void;
}

function NumberControl({ entry, value, about, onValue }: ControlProps<"number", number | null>) {
  const [wrong, setWrong] = useState(false);
  const take = (text: string) => {
    const entered = text.trim() === "" ? null : Number(text);
    const valid = entered === null ? entry.placeholder !== undefined : entered >= entry.min && entered <= entry.max && (entry.step === "any" || Number.isInteger(entered));
    setWrong(!valid);
    if (valid && entered !== value) onValue(entered);
  };
  return (
    <label class="field">
      <span>{entry.label}</span>
      <input type="number" min={entry.min} max={entry.max} step={entry.step} value={value ?? ""} placeholder={entry.placeholder ?? ""} aria-describedby={about} aria-invalid={wrong} onChange={(event) => take(event.currentTarget.value)} />
      {wrong && <small class="field-wrong">{entry.step === "any" ? "A number" : "A whole number"} from {entry.min.toLocaleString("en")} to {entry.max.toLocaleString("en")}.</small>}
    </label>
  );
}

/** A kind, and beside it its size where it has one. */
function SizedControl({ entry, value, about, onValue }: ControlProps<"sized", string>) {
  const [wrong, setWrong] = useState(false);
  const { word, size } = parted(value);
  const current = entry.options.find((option) => option.value === word)?.size ?? null;
  const choose = (chosen: string) => {
    setWrong(false);
    onValue(joined(chosen, entry.options.find((option) => option.value === chosen)?.size?.first ?? ""));
  };
  const resize = (text: string) => {
    const valid = current?.pattern.test(text.trim()) === true;
    setWrong(!valid);
    if (valid) onValue(joined(word, text.trim()));
  };
  return (
    <div class={current === null ? "sized" : "sized two"}>
      <label class="field">
        <span>{entry.label}</span>
        <select value={word} aria-describedby={about} onChange={(event) => choose(event.currentTarget.value)}>
          {entry.options.map((option) => <option key={option.value} value={option.value}>{option.name}</option>)}
        </select>
      </label>
      {current !== null && (
        <label class="field">
          <span>{current.label}</span>
          <input type="text" inputMode="decimal" key={word} value={size} aria-invalid={wrong} onChange={(event) => resize(event.currentTarget.value)} />
          {wrong && <small class="field-wrong">{current.expected}</small>}
        </label>
      )}
    </div>
  );
}
