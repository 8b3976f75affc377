/** Which weights a published encoder and its head take, or which are missing and where they are loaded. */
import { heldFor, type HeldWeights } from "../../weights/held";
import { chosenFor, shortDigest, whyOff } from "./loaded";
import type { LoadedEntry } from "./methods";
import { watch } from "./store";

export function LoadedPanel({ entry }: { readonly entry: LoadedEntry }) {
  const chosen = chosenFor(entry);
  const off = whyOff(entry.method, watch.clip.value);
  return (
    <div class="experiment loaded">
      {off !== null && <p id="why-off">{off}</p>}
      {chosen === null ? (
        <p>Published weights cannot come with the page: <a href="#/reproduce?panel=weights">load them under encoders and weights</a>, then come back. Nothing leaves this machine.</p>
      ) : (
        <fieldset class="settings">
          <legend>Weights</legend>
          <Choice label="Encoder" chosen={chosen.encoder} fitting={heldFor(entry.encoder.use)} onChosen={(digest) => (watch.encoderWeights.value = digest)} />
          <Choice label="Network" chosen={chosen.head} fitting={heldFor(entry.head.use)} onChosen={(digest) => (watch.headWeights.value = digest)} />
          {entry.encoder.use === "i3d" && <Crops />}
        </fieldset>
      )}
      {chosen !== null && <p class="hint">{entry.path}</p>}
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly chosen: HeldWeights;
  readonly fitting: readonly HeldWeights[];
  readonly onChosen: (digest: string) => void;
}

function Choice({ label, chosen, fitting, onChosen }: ChoiceProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={shortDigest(chosen)} onChange={(event) => onChosen(event.currentTarget.value)}>
        {fitting.map((weights) => <option key={weights.about.id} value={shortDigest(weights)}>{weights.about.name}</option>)}
      </select>
    </label>
  );
}

function Crops() {
  return (
    <label class="field">
      <span>Cut from each frame</span>
      <select value={watch.crops.value} onChange={({ currentTarget: { value } }) => (watch.crops.value = value === "ten" ? "ten" : "centre")}>
        <option value="centre">Centre alone</option>
        <option value="ten">Ten, as released</option>
      </select>
    </label>
  );
}
