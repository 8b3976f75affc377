/** What to time, on what, how often; the one button; what is happening while it works. */
import { useEffect, useRef } from "preact/hooks";
import { NumberField } from "../../fields/number_field";
import type { DeviceChoice } from "../../session/protocol";
import { cancel, runBenchmark } from "./run";
import { bench, DEFAULT_RUNS, MODELS, RUNS_RANGE, SIZES, type Run } from "./store";

const DEVICES: readonly { readonly key: DeviceChoice; readonly name: string }[] = [
  { key: "auto", name: "Automatic" },
  { key: "gpu", name: "GPU" },
  { key: "cpu", name: "CPU" },
];

export function BenchPanel() {
  const run = bench.run.value;
  const busy = run.kind === "running";
  return (
    <section class="card bench-panel" aria-label="What to time">
      <div class="bench-choices">
        <Choice label="Model" among={MODELS} value={bench.model.value} busy={busy} onValue={(key) => (bench.model.value = key)} />
        <Choice label="Device" among={DEVICES} value={bench.device.value} busy={busy} onValue={(key) => (bench.device.value = key)} />
        <Choice label="Size" among={SIZES} value={bench.size.value} busy={busy} onValue={(key) => (bench.size.value = key)} />
        <NumberField label="Runs of each" value={bench.runs.value} min={RUNS_RANGE.min} max={RUNS_RANGE.max} disabled={busy} onValue={(value) => (bench.runs.value = value ?? DEFAULT_RUNS)} />
      </div>
      {busy ? <Working run={run} /> : <Start />}
    </section>
  );
}

interface ChoiceProps<K extends string> {
  readonly label: string;
  readonly among: readonly { readonly key: K; readonly name: string }[];
  readonly value: K;
  readonly busy: boolean;
  readonly onValue: (key: K) => void;
}

function Choice<K extends string>({ label, among, value, busy, onValue }: ChoiceProps<K>) {
  const choose = (text: string) => {
    const found = among.find(({ key }) => key === text);
    if (found !== undefined) onValue(found.key);
  };
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} disabled={busy} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        {among.map(({ key, name }) => <option key={key} value={key}>{name}</option>)}
      </select>
    </label>
  );
}

function Start() {
  return (
    <div class="bench-start">
      <button type="button" class="button primary" aria-describedby="bench-how" onClick={() => void runBenchmark()}>Run benchmark</button>
      <p class="hint" id="bench-how">A matrix product is timed first, to know what the device reaches. Full size on a CPU takes minutes; the small one is for GPUs in software. Keep the tab in front: browsers slow down hidden ones.</p>
    </div>
  );
}

function Working({ run }: { readonly run: Extract<Run, { kind: "running" }> }) {
  const heading = useRef<HTMLParagraphElement>(null);
  // The button that was pressed is gone; the focus stays where the visitor was.
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div class="bench-start">
      <p class="lead" id="bench-phase" tabIndex={-1} ref={heading}>{run.words}</p>
      {run.total === 0 ? <progress aria-labelledby="bench-phase" /> : <progress aria-labelledby="bench-phase" max={run.total} value={run.done} />}
      <button type="button" class="button" onClick={cancel}>Cancel</button>
    </div>
  );
}
