/** Every choice behind the number, each in one line, with a mark where it differs from the preset. */
import type { Catalogue, Conventions } from "../../session/protocol";
import { baseOf } from "./address";
import { reproduce } from "./store";
import { SwitchField } from "./switch_field";
import { changedSwitches, SWITCHES } from "./switch_words";

export function ConventionsPanel() {
  const catalogue = reproduce.catalogue.value;
  const conventions = reproduce.conventions.value;
  return (
    <section class="card conventions" aria-label="How it is computed">
      <h2>How it is computed</h2>
      {catalogue === null || conventions === null ? <p class="hint" aria-busy="true">Loading the conventions…</p> : <Panel catalogue={catalogue} conventions={conventions} />}
    </section>
  );
}

interface PanelProps {
  readonly catalogue: Catalogue;
  readonly conventions: Conventions;
}

function Panel({ catalogue, conventions }: PanelProps) {
  const base = baseOf(catalogue, conventions.preset ?? "");
  const changed = changedSwitches(conventions, base);
  return (
    <>
      <Whose catalogue={catalogue} conventions={conventions} />
      <fieldset class="switches">
        <legend>Conventions</legend>
        <p class="switches-state">
          {changed.size === 0 ? <span class="hint">{conventions.preset === null ? "All at their defaults." : `As ${conventions.preset} has them.`}</span> : <span><strong>{changed.size} changed</strong> from {conventions.preset ?? "the defaults"}</span>}
          {changed.size > 0 && <button type="button" class="button small quiet" onClick={() => (reproduce.conventions.value = { ...base })}>Set back</button>}
        </p>
        {SWITCHES.map((entry) => (
          <SwitchField key={entry.name} entry={entry} conventions={conventions} changed={changed.has(entry.name)} onValue={(value) => (reproduce.conventions.value = { ...conventions, [entry.name]: value })} />
        ))}
      </fieldset>
    </>
  );
}

function Whose({ catalogue, conventions }: PanelProps) {
  return (
    <div class="whose">
      <label class="field">
        <span>Dataset</span>
        <select value={reproduce.dataSet.value} onChange={(event) => (reproduce.dataSet.value = event.currentTarget.value)}>
          <option value="">Another, or not said</option>
          {catalogue.dataSets.map(({ key, name }) => <option key={key} value={key}>{name}</option>)}
        </select>
      </label>
      <label class="field">
        <span>Method</span>
        <select value={reproduce.method.value} onChange={(event) => (reproduce.method.value = event.currentTarget.value)}>
          <option value="">Another, or not said</option>
          {catalogue.methods.map((name) => <option key={name} value={name}>{name}</option>)}
        </select>
      </label>
      <label class="field wide">
        <span>Preset</span>
        <select value={conventions.preset ?? ""} onChange={(event) => (reproduce.conventions.value = { ...baseOf(catalogue, event.currentTarget.value) })}>
          <option value="">Defaults</option>
          {catalogue.presets.map(({ key }) => <option key={key} value={key}>{key}</option>)}
        </select>
      </label>
    </div>
  );
}
