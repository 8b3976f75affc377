/** "Encode a clip": from frames to the features that LA-Net and DSANet score, and against a released file. */
import { DropField } from "../../../fields/drop_field";
import { NumberField } from "../../../fields/number_field";
import { ComparisonTable } from "./comparison_table";
import { Progress } from "./progress";
import { canHalve, chosenWeights, compareFeatures, encodeClip, saveFeatures, takeClip, useFeatures } from "./run";
import { encoding } from "./store";
import { canEncode } from "./weights";
import { CROPS, duration, PRESETS, presetName, SNIPPET_FRAMES, STORAGES, type Option } from "./words";

export function EncodePanel() {
  const work = encoding.work.value;
  const busy = work.kind !== "idle";
  const clip = encoding.clip.value;
  return (
    <section class="card encode" aria-label="Encode a clip">
      <h2>Encode a clip</h2>
      <p class="hint">A row of features for every 16 frames, made like the released ones; never quite the same, because decoders and recipes differ. From pictures of the frames the result is the same on every machine.</p>
      <DropField takes="files" label="Clip to encode" about={clip?.name ?? "A video, a folder or zip of frames"} accept="video/*,.mkv,.mov,.zip,image/*,.tif,.tiff,.bmp" filled={clip !== null} disabled={busy} onFiles={(files) => void takeClip(files.map(({ file }) => file))} />
      <Settings busy={busy} />
      {work.kind === "busy" && work.unit === "crops" ? <Progress work={work} /> : <Start busy={busy} />}
      <Result />
      <Compare busy={busy} />
    </section>
  );
}

function Settings({ busy }: { readonly busy: boolean }) {
  const encoders = encoding.held.value.filter(({ about }) => canEncode(about));
  const clip = chosenWeights()?.about.facts.uses.includes("clip") === true;
  const chooseWeights = (id: string) => {
    encoding.weights.value = id;
    encoding.preset.value = ""; // Each encoder has presets of its own.
  };
  return (
    <fieldset class="network-settings" disabled={busy}>
      <legend class="visually-hidden">Encoding</legend>
      <label class="field">
        <span>Encoder</span>
        <select value={encoding.weights.value} onChange={(event) => chooseWeights(event.currentTarget.value)}>
          {encoders.length === 0 && <option value="">Add weights first</option>}
          {encoders.map(({ about }) => <option key={about.id} value={about.id}>{about.facts.model} ({about.name})</option>)}
        </select>
      </label>
      <Choice label="Made like" value={encoding.preset.value} options={[{ value: "", name: "As released" }, ...PRESETS[clip ? "clip" : "i3d"]]} onValue={(value) => (encoding.preset.value = value)} />
      <Choice label="Cut from each frame" value={encoding.crops.value} options={CROPS} onValue={(value) => (encoding.crops.value = value)} />
      {clip && <Choice label="Frames of a snippet" value={encoding.snippetFrames.value} options={SNIPPET_FRAMES} onValue={(value) => (encoding.snippetFrames.value = value)} />}
      {canHalve() && <Choice label="Values between layers" value={encoding.half.value ? "half" : ""} options={STORAGES} onValue={(value) => (encoding.half.value = value === "half")} />}
      <Choice label="Device" value={encoding.device.value} options={[{ value: "auto", name: "Automatic" }, { value: "gpu", name: "GPU" }, { value: "cpu", name: "CPU" }]} onValue={(value) => (encoding.device.value = value === "gpu" || value === "cpu" ? value : "auto")} />
    </fieldset>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly Option[];
  readonly onValue: (value: string) => void;
}

function Choice({ label, value, options, onValue }: ChoiceProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => onValue(event.currentTarget.value)}>{options.map((option) => <option key={option.value} value={option.value}>{option.name}</option>)}</select>
    </label>
  );
}

function Start({ busy }: { readonly busy: boolean }) {
  const weights = chosenWeights();
  const clip = encoding.clip.value;
  return (
    <div class="network-actions">
      <button type="button" class="button" disabled={busy || weights === undefined || clip === null} onClick={() => void encodeClip()}>Encode clip</button>
      <p class="hint">{weights === undefined ? "Weights of I3D or CLIP are still missing." : clip === null ? "A clip is still missing." : ""}</p>
    </div>
  );
}

function Result() {
  const encoded = encoding.encoded.value;
  if (encoded === null) return <p class="visually-hidden" role="status" aria-label="Encoded clip" />;
  const { facts, encoder, seconds, notes, decoder } = encoded;
  const { snippets, width, crops } = facts;
  const which = crops.length === 1 ? `crop ${crops[0] ?? 0}` : `${crops.length} crops`;
  return (
    <div class="encoded">
      <p role="status" aria-label="Encoded clip">
        {snippets.toLocaleString("en")} {snippets === 1 ? "snippet" : "snippets"} of {width.toLocaleString("en")} values, {which}, in {duration(seconds.clip)} on {encoder.device} ({(seconds.clip / (snippets * crops.length)).toFixed(2)} s a row; weights {duration(seconds.weights)}).
      </p>
      <p class="hint">{encoder.name}; made like {presetName(facts.preset)}; {facts.frames.toLocaleString("en")} frames by {decoder}.</p>
      {notes.map((note) => <p key={note} class="hint">{note}</p>)}
      <div class="network-actions">
        <button type="button" class="button" onClick={() => void useFeatures()}>Use these features</button>
        <button type="button" class="button quiet" onClick={saveFeatures}>Save features</button>
      </div>
    </div>
  );
}

function Compare({ busy }: { readonly busy: boolean }) {
  const released = encoding.released.value;
  const ready = released !== null && chosenWeights() !== undefined && encoding.clip.value !== null;
  return (
    <details class="train compare-features">
      <summary>Compare with a released file</summary>
      <p class="hint">The first snippets of the clip, in every crop, against the features that somebody released of the same clip. “As released” tries every preset.</p>
      <DropField takes="file" label="Released features" about={released?.name ?? ".npy of this clip: [snippets, width], or with 5 or 10 crops"} accept=".npy" filled={released !== null} disabled={busy} onFiles={([first]) => (encoding.released.value = first?.file ?? null)} />
      <div class="train-fields">
        <NumberField label="Snippets" value={encoding.snippets.value} min={1} max={1000} disabled={busy} onValue={(value) => (encoding.snippets.value = value ?? 8)} />
      </div>
      <button type="button" class="button" disabled={busy || !ready} onClick={() => void compareFeatures()}>Compare</button>
      <ComparisonTable />
    </details>
  );
}
