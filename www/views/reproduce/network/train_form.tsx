/** Learning on the page: which network, from what, and what may be chosen of it. */
import { NumberField } from "../../../fields/number_field";
import { train, trainsOnBundled } from "./run";
import { network } from "./store";

export function TrainForm() {
  return (
    <details class="train" open={network.trainOpen.value} onToggle={(event) => (network.trainOpen.value = event.currentTarget.open)}>
      <summary>Train a network</summary>
      <label class="field">
        <span>Network to train</span>
        <select value={network.method.value} onChange={(event) => (network.method.value = event.currentTarget.value as typeof network.method.value)}>
          <option value="lanet">LA-Net</option>
          <option value="dsanet">DSANet head</option>
        </select>
      </label>
      <p class="hint">{trainsOnBundled() ? ON_BUNDLED[network.method.value] : ON_CHOSEN[network.method.value]}</p>
      <div class="train-fields">
        <NumberField label="Seed" value={network.seed.value} min={0} max={4294967295} onValue={(value) => (network.seed.value = value)} />
        <NumberField label="Epochs" value={network.epochs.value} min={1} max={1000} placeholder="as set" onValue={(value) => (network.epochs.value = value)} />
        {network.method.value === "lanet" ? <OfLaNet /> : <OfDsaNet />}
      </div>
      <button type="button" class="button" onClick={() => void train()}>{trainsOnBundled() ? "Train on bundled features" : "Train on these features"}</button>
    </details>
  );
}

const OWN = "The videos of “Ground truth” are measured while it learns.";
const ON_BUNDLED = {
  lanet: "From the 60 training videos of Plaza-weak, measured on its 30 test videos. For your own: choose “Features”, and under “Video list” a text of NAME 0 or NAME 1 per line; the videos of “Ground truth” are measured while it learns.",
  dsanet: "DSANet head, demo encoder, no CLIP: a small network with a learned table instead of CLIP’s text features, from the classes of the 60 training videos of Plaza-weak, measured on its 30 test videos. For your own: choose “Features”, and under “Video list” a text of NAME CLASS per line, “normal” being one.",
} as const;
const ON_CHOSEN = {
  lanet: `From the chosen features and the labels of “Video list”, with the settings of “Weights” if there are any, else the paper’s (32 bags a step). ${OWN}`,
  dsanet: `DSANet head, no CLIP: from the chosen features and the classes of “Video list”, with the settings of “Weights” if there are any, else those of a small network. ${OWN}`,
} as const;

function OfLaNet() {
  return (
    <>
      <label class="field">
        <span>Locality prior</span>
        <select value={network.prior.value ?? ""} onChange={(event) => (network.prior.value = (event.currentTarget.value || null) as typeof network.prior.value)}>
          <option value="">As set</option>
          <option value="post">After the softmax</option>
          <option value="pre">Before the softmax</option>
          <option value="none">None</option>
        </select>
      </label>
      <label class="check"><input type="checkbox" checked={network.lambda1.value} onChange={(event) => (network.lambda1.value = event.currentTarget.checked)} /> Dynamics ranking loss</label>
      <label class="check"><input type="checkbox" checked={network.lambda2.value} onChange={(event) => (network.lambda2.value = event.currentTarget.checked)} /> Dynamics alignment loss</label>
    </>
  );
}

function OfDsaNet() {
  return (
    <>
      <label class="check"><input type="checkbox" checked={network.sgnm.value} onChange={(event) => (network.sgnm.value = event.currentTarget.checked)} /> Model of normality (SG-NM)</label>
      <label class="check"><input type="checkbox" checked={network.dcsa.value} onChange={(event) => (network.dcsa.value = event.currentTarget.checked)} /> Event against background (DCSA)</label>
    </>
  );
}
