/** Whose settings hold, what is learned from, and how. */
import type { ComponentChildren } from "preact";
import { NumberField } from "../../../fields/number_field";
import { encoding } from "../encoding/store";
import { frames } from "./store";
import { MODES, SETS, WIDTHS, type Option } from "./words";

export function Settings({ busy }: { readonly busy: boolean }) {
  const detectors = encoding.held.value.filter(({ about }) => about.facts.uses.includes("detector"));
  return (
    <fieldset class="network-settings" disabled={busy}>
      <legend class="visually-hidden">Run</legend>
      <Choice label="Settings of" value={frames.set.value} options={SETS} onValue={(value) => (frames.set.value = value)} />
      <Choice label="Learn from" value={frames.mode.value} options={MODES} onValue={(value) => (frames.mode.value = value)} />
      <Choice label="Learning" value={frames.refine.value ? "spr" : "plain"} options={[{ value: "spr", name: "LBR-SPR" }, { value: "plain", name: "LBR, without refinement" }]} onValue={(value) => (frames.refine.value = value === "spr")} />
      <label class="field">
        <span>Objects without boxes</span>
        <select value={frames.detector.value} disabled={frames.boxes.value !== null} onChange={(event) => (frames.detector.value = event.currentTarget.value)}>
          <option value="">Motion alone</option>
          {detectors.map(({ about }) => <option key={about.id} value={about.id}>FastestDet and motion ({about.name})</option>)}
        </select>
      </label>
      <Choice label="Network width" value={frames.width.value} options={WIDTHS} onValue={(value) => (frames.width.value = value)} />
      <NumberField label="Learning epochs" value={frames.epochs.value} min={1} max={1000} onValue={(value) => (frames.epochs.value = value ?? 30)} />
      <NumberField label="Seed of the run" value={frames.seed.value} min={0} max={4294967295} onValue={(value) => (frames.seed.value = value ?? 0)} />
      <Choice label="Compute on" value={frames.device.value} options={[{ value: "auto", name: "Automatic" }, { value: "gpu", name: "GPU" }, { value: "cpu", name: "CPU" }]} onValue={(value) => (frames.device.value = value)} />
      <Check checked={frames.motion.value} onValue={(value) => (frames.motion.value = value)}>Motion variant (classical flow)</Check>
    </fieldset>
  );
}

interface ChoiceProps<T extends string | number> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly Option<T>[];
  readonly onValue: (value: T) => void;
}

function Choice<T extends string | number>({ label, value, options, onValue }: ChoiceProps<T>) {
  const choose = (text: string) => {
    const chosen = options.find((option) => String(option.value) === text);
    if (chosen !== undefined) onValue(chosen.value);
  };
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>{options.map((option) => <option key={option.value} value={option.value}>{option.name}</option>)}</select>
    </label>
  );
}

function Check({ checked, onValue, children }: { readonly checked: boolean; readonly onValue: (value: boolean) => void; readonly children: ComponentChildren }) {
  return <label class="check"><input type="checkbox" checked={checked} onChange={(event) => onValue(event.currentTarget.checked)} /> {children}</label>;
}
