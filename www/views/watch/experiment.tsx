/** Why a head is off for a clip that is no drawn scene, and the switch that tries it all the same. */
import type { DemoEntry } from "./methods";
import { watch } from "./store";

export function Experiment({ entry }: { readonly entry: DemoEntry }) {
  return (
    <div class="experiment">
      <p id="why-off">{entry.notOnFootage}</p>
      <label class="check">
        <input type="checkbox" checked={watch.experiment.value} aria-describedby="why-off" onChange={(event) => (watch.experiment.value = event.currentTarget.checked)} /> Experiment anyway
      </label>
      {watch.experiment.value && <p class="hint">Whatever comes out is marked as experimental, here and in every export. It says nothing about this clip that anybody has checked.</p>}
    </div>
  );
}
