/** Method, device and settings; the one button; what is happening while it works. */
import { engine } from "../../session/sessions";
import { STEPS_RANGE, SEED_RANGE, WIDTHS } from "./address";
import { estimateSentence, loadedEstimate } from "./estimate";
import { Experiment } from "./experiment";
import { LoadedPanel } from "./loaded_panel";
import { CONTROLS, DEMO_HEADS, demoEntry, headEntry, LEARNERS, LOADED_HEADS, loadedEntry, methodEntry, methodFromKey } from "./methods";
import { MovingCamera } from "./moving_camera";
import { NumberField } from "../../fields/number_field";
import { ProgressPanel } from "./progress_panel";
import { isOff, openEngine, score } from "./run";
import { isFootage, watch } from "./store";

export function RunPanel() {
  const run = watch.run.value;
  const busy = run.kind === "running";
  const method = watch.method.value;
  return (
    <div class="card run">
      <div class="pair">
        <label class="field">
          <span>Method</span>
          <select value={method} disabled={busy} onChange={(event) => (watch.method.value = methodFromKey(event.currentTarget.value) ?? method)}>
            {LEARNERS.map((entry) => <option key={entry.method} value={entry.method}>{entry.name}</option>)}
            <optgroup label="Learnt from drawn scenes">
              {DEMO_HEADS.map((entry) => <option key={entry.method} value={entry.method}>{entry.name}</option>)}
            </optgroup>
            <optgroup label="With weights that you load">
              {LOADED_HEADS.map((entry) => <option key={entry.method} value={entry.method}>{entry.name}</option>)}
            </optgroup>
            <optgroup label="Controls (no model)">
              {CONTROLS.map((entry) => <option key={entry.method} value={entry.method}>{entry.name}</option>)}
            </optgroup>
          </select>
        </label>
        <DeviceField busy={busy} />
      </div>
      {headEntry(method) === null && <Settings busy={busy} />}
      {busy ? <ProgressPanel run={run} /> : run.kind === "asking" ? <MovingCamera probe={run.probe} /> : <Start />}
    </div>
  );
}

function DeviceField({ busy }: { readonly busy: boolean }) {
  return (
    <label class="field">
      <span>Device</span>
      <select value={watch.device.value} disabled={busy} onChange={({ currentTarget: { value } }) => openEngine(value === "gpu" || value === "cpu" ? value : "auto")}>
        <option value="auto">Automatic</option>
        <option value="gpu">GPU</option>
        <option value="cpu">CPU</option>
      </select>
    </label>
  );
}

function Settings({ busy }: { readonly busy: boolean }) {
  return (
    <fieldset class="settings">
      <legend>Settings</legend>
      <NumberField label="Steps" value={watch.steps.value} min={STEPS_RANGE.min} max={STEPS_RANGE.max} placeholder="auto" disabled={busy} onValue={(value) => (watch.steps.value = value)} />
      <label class="field">
        <span>Network width</span>
        <select value={watch.width.value ?? ""} disabled={busy} onChange={({ currentTarget: { value } }) => (watch.width.value = value === "" ? null : Number(value))}>
          <option value="">auto</option>
          {WIDTHS.map((width) => <option key={width} value={width}>{width === 1 ? "1 (the paper’s)" : String(width)}</option>)}
        </select>
      </label>
      <NumberField label="Seed" value={watch.seed.value} min={SEED_RANGE.min} max={SEED_RANGE.max} disabled={busy} onValue={(value) => (watch.seed.value = value ?? 0)} />
    </fieldset>
  );
}

function Start() {
  const method = watch.method.value;
  const [demo, loaded] = [demoEntry(method), loadedEntry(method)];
  const clip = watch.clip.value;
  const device = engine.device.value;
  const ready = clip !== null && watch.loading.value.kind === "ready";
  const off = clip !== null && isOff(method, clip);
  const source = clip?.source;
  const frames = source === undefined ? null : "frames" in source ? source.frames : source.kind === "pictures" ? source.files.length : (watch.probe.value?.frames ?? null);
  return (
    <div class="start">
      <p class="lead" id="what-happens">{methodEntry(method).about}</p>
      {demo !== null && clip !== null && isFootage(clip) && <Experiment entry={demo} />}
      {loaded !== null && <LoadedPanel entry={loaded} />}
      <button type="button" class="button primary" disabled={!ready || off} aria-describedby={`what-happens how-long${off ? " why-off" : ""}`} onClick={() => void score()}>Score clip</button>
      <p class="hint" id="how-long">{clip === null ? "Choose a clip first." : demo !== null ? demo.takes : loaded !== null ? loadedEstimate(frames, loaded.encoder.use === "i3d" && watch.crops.value === "ten" ? 10 : 1) : estimateSentence(device, { frames, steps: watch.steps.value, width: watch.width.value })}</p>
      {demo !== null && <p class="hint">Published features, of I3D or CLIP, are made of a clip in Reproduce: <a href="#/reproduce?panel=weights">encoders and weights</a>.</p>}
      {device?.why !== undefined && <p class="hint">On the CPU: {device.why}.</p>}
    </div>
  );
}
