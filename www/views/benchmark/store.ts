/** The state of the Benchmark view. Actions live in `run.ts`. */
import { signal } from "@preact/signals";
import type { BenchFact, BenchReport, BenchWorkload, DeviceChoice, Failure } from "../../session/protocol";

/** Runs of each workload after the first (ours). */
export const DEFAULT_RUNS = 10;
export const RUNS_RANGE = { min: 1, max: 200 } as const;
export const ALL = "all";

export const MODELS = [
  { key: ALL, name: "All models" },
  { key: "lanet", name: "LA-Net" },
  { key: "recon-cae", name: "ReconCAE (LBR-SPR)" },
  { key: "recon-cae-step", name: "ReconCAE, a training step" },
  { key: "dsanet", name: "DSANet" },
  { key: "i3d", name: "I3D" },
  { key: "clip", name: "CLIP image tower" },
  { key: "fastest-det", name: "FastestDet" },
  { key: "matmul", name: "Matrix product only" },
] as const;
export type ModelKey = (typeof MODELS)[number]["key"];

export const SIZES = [
  { key: "auto", name: "By device" },
  { key: "full", name: "Full" },
  { key: "small", name: "Small" },
] as const;
export type SizeKey = (typeof SIZES)[number]["key"];

export type Run =
  | { readonly kind: "idle" }
  | { readonly kind: "running"; readonly words: string; readonly done: number; readonly total: number }
  | { readonly kind: "done"; readonly report: BenchReport; readonly facts: readonly BenchFact[]; readonly device: string; readonly software: boolean };

export const bench = {
  model: signal<ModelKey>(ALL),
  device: signal<DeviceChoice>("auto"),
  size: signal<SizeKey>("auto"),
  runs: signal(DEFAULT_RUNS),

  workloads: signal<readonly BenchWorkload[]>([]),
  run: signal<Run>({ kind: "idle" }),
  failure: signal<Failure | null>(null),
  notice: signal<string | null>(null),
};
