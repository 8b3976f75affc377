/** What the Benchmark view does: time the chosen workloads one after the other, then make the report. */
import { Cancelled, toFailure } from "../../session/client";
import { timekeeper } from "../../session/sessions";
import type { BenchMeasured, BenchWorkload } from "../../session/protocol";
import { ALL, bench } from "./store";

/** The model that shows what the device reaches; without it there is no share of the peak. */
const PROBE = "matmul";

export async function runBenchmark(): Promise<void> {
  bench.failure.value = null;
  bench.run.value = { kind: "running", words: "Starting the engine", done: 0, total: 0 };
  try {
    timekeeper.use(bench.device.value);
    const device = await timekeeper.open();
    const { workloads, facts } = await timekeeper.call({ kind: "bench-place" });
    bench.workloads.value = workloads;
    const software = device.kind === "software-gpu";
    const chosen = chosenOf(workloads, software);
    const measured: BenchMeasured[] = [];
    for (const workload of chosen) measured.push(await timed(workload, measured.length, chosen.length));
    const { report } = await timekeeper.call({ kind: "bench-report", measurement: { device: device.name, software, facts, measured } });
    bench.run.value = { kind: "done", report, facts, device: device.name, software };
  } catch (error) {
    bench.run.value = { kind: "idle" };
    if (!(error instanceof Cancelled)) bench.failure.value = toFailure(error);
  }
}

export function cancel(): void {
  timekeeper.cancel();
}

/** The probe first, then the chosen model at the chosen scale. */
function chosenOf(workloads: readonly BenchWorkload[], software: boolean): BenchWorkload[] {
  const size = bench.size.value;
  const small = size === "auto" ? software : size === "small";
  const of = (model: string) => workloads.filter((workload) => workload.model === model && workload.small === small);
  const model = bench.model.value;
  const models = model === ALL ? [...new Set(workloads.map((workload) => workload.model))] : [model];
  return [...of(PROBE), ...models.filter((name) => name !== PROBE).flatMap(of)];
}

async function timed(workload: BenchWorkload, at: number, of: number): Promise<BenchMeasured> {
  const words = `${nameOf(workload)} (${at + 1} of ${of})`;
  const show = (share: number) => (bench.run.value = { kind: "running", words, done: at + share, total: of });
  show(0);
  const onProgress = ({ done, total }: { readonly done: number; readonly total: number | null }) => show(total === null ? 0 : done / total);
  const { measured } = await timekeeper.call({ kind: "bench", workload: workload.name, runs: bench.runs.value }, { onProgress });
  return measured;
}

const NAMES: Readonly<Record<string, string>> = { lanet: "LA-Net", "recon-cae": "ReconCAE", "recon-cae-step": "ReconCAE training step", dsanet: "DSANet", i3d: "I3D", clip: "CLIP image tower", "fastest-det": "FastestDet", matmul: "Matrix product" };

/** Model and size in words. */
export const nameOf = ({ model, size }: { readonly model: string; readonly size: string }): string => `${NAMES[model] ?? model}, ${size}`;
