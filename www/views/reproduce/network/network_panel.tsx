/** "Run LA-Net or DSANet here": features and weights to scores, the set that comes with the page, and learning. */
import { save } from "../../../files/save";
import { megabytes } from "../encoding/words";
import { reproduce } from "../store";
import { canScore, scoreBundled, scoreFeatures, stopNetwork } from "./run";
import { network, type NetworkWork } from "./store";
import { TrainForm } from "./train_form";
import { TrainingFigure } from "./training_figure";

export function NetworkPanel() {
  return (
    <section class="card network" aria-label="Run LA-Net or DSANet here">
      <h2>Run LA-Net or DSANet here</h2>
      <p class="hint">
        Snippet features and weights become scores on this machine. Files are read where they lie, one video at a time. No features at hand?{" "}
        <em>Plaza-weak</em> comes with the page: rendered street scenes, seen by a small encoder of drawn scenes; it says nothing about real footage.
      </p>
      <Settings />
      <Actions />
      <TrainingFigure />
    </section>
  );
}

function Settings() {
  const busy = network.work.value.kind !== "idle";
  return (
    <fieldset class="network-settings" disabled={busy}>
      <legend class="visually-hidden">Network</legend>
      <label class="field">
        <span>Device</span>
        <select value={network.device.value} onChange={(event) => (network.device.value = event.currentTarget.value as typeof network.device.value)}>
          <option value="auto">Automatic</option>
          <option value="gpu">GPU</option>
          <option value="cpu">CPU</option>
        </select>
      </label>
      <label class="field">
        <span>Crop files</span>
        <select value={network.crops.value} onChange={(event) => (network.crops.value = event.currentTarget.value)}>
          <option value="published">As published, else all</option>
          <option value="all">All of the set</option>
          <option value="available">Those that are there</option>
          <option value="only:0">The centre crop alone</option>
        </select>
      </label>
      <label class="field">
        <span>Weights are for</span>
        <select value={network.publishedFor.value ?? ""} onChange={(event) => (network.publishedFor.value = (event.currentTarget.value || null) as typeof network.publishedFor.value)}>
          <option value="">What the file says</option>
          <option value="ucf-crime">PEL4VAD on UCF-Crime</option>
          <option value="xd-violence">PEL4VAD on XD-Violence</option>
          <option value="shanghaitech">PEL4VAD on ShanghaiTech</option>
        </select>
      </label>
      <label class="field">
        <span>Bundled weights</span>
        <select value={network.bundledBy.value} onChange={(event) => (network.bundledBy.value = event.currentTarget.value as typeof network.bundledBy.value)}>
          <option value="weights">LA-Net head, compact encoder (drawn scenes)</option>
          <option value="dsanet">DSANet head, demo encoder, no CLIP</option>
        </select>
      </label>
    </fieldset>
  );
}

function Actions() {
  const work = network.work.value;
  if (work.kind !== "idle") return <Busy work={work} />;
  return (
    <>
      <div class="network-actions">
        <button type="button" class="button" disabled={!canScore()} onClick={() => void scoreFeatures()}>Score features</button>
        <button type="button" class="button" onClick={() => void scoreBundled()}>Score bundled features</button>
        <Made />
      </div>
      <TrainForm />
    </>
  );
}

/** What was made here can be taken along. */
function Made() {
  const scores = reproduce.chosen.value.get("scores");
  const [file] = scores?.made === true ? scores.files : [];
  const trace = network.trace.value;
  const weights = trace === null ? undefined : reproduce.chosen.value.get("weights")?.files[0];
  return (
    <>
      {file !== undefined && <button type="button" class="button quiet" onClick={() => save("scores", "json", file)}>Save scores</button>}
      {weights !== undefined && <button type="button" class="button quiet" onClick={() => save(trace?.method ?? "lanet", "safetensors", weights)}>Save weights</button>}
      {trace !== null && <button type="button" class="button quiet" onClick={() => save(`${trace.method}_trace`, "json", new Blob([JSON.stringify(trace, null, 1)], { type: "application/json" }))}>Save trace</button>}
    </>
  );
}

const WORDS: Readonly<Record<Exclude<NetworkWork["kind"], "idle">, string>> = {
  opening: "Reading the weights",
  scoring: "Scoring videos",
  reading: "Reading features",
  learning: "Learning",
  measuring: "Scoring the test videos",
};

function Busy({ work }: { readonly work: Exclude<NetworkWork, { kind: "idle" }> }) {
  const { kind, done, total, secondsLeft } = work;
  const amount = (value: number) => (kind === "opening" ? megabytes(value) : value.toLocaleString("en"));
  return (
    <div class="progress">
      <p class="lead" id="network-work">{WORDS[kind]}</p>
      {total === null || total === 0 ? <progress aria-labelledby="network-work" /> : <progress aria-labelledby="network-work" max={total} value={done} />}
      <div class="progress-foot">
        <p class="hint">{total === null ? "A moment, please." : `${amount(done)} of ${amount(total)}`}{secondsLeft !== null && secondsLeft >= 1 && `, about ${Math.round(secondsLeft).toLocaleString("en")} s left`}</p>
        <button type="button" class="button small" onClick={stopNetwork}>Cancel</button>
      </div>
    </div>
  );
}
