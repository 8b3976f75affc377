/** The part of the protocol that the Benchmark view speaks: what can be timed, one workload timed, a report of all. */
import type { BenchReport, BenchWorkload } from "../../pkg/oddframe.js";

export type { BenchReport, BenchRow, BenchWorkload } from "../../pkg/oddframe.js";

/** What was timed of one workload: milliseconds, and the results of its first runs. */
export interface BenchMeasured {
  readonly workload: string;
  readonly load: number;
  readonly first: number;
  readonly samples: readonly number[];
  readonly results: readonly Float32Array[];
}
/** A fact about the place, in words. */
export interface BenchFact {
  readonly name: string;
  readonly value: string;
}
export interface BenchMeasurement {
  readonly device: string;
  readonly software: boolean;
  readonly facts: readonly BenchFact[];
  readonly measured: readonly BenchMeasured[];
}

export type BenchRequest =
  | { readonly id: number; readonly kind: "bench-place" }
  | { readonly id: number; readonly kind: "bench"; readonly workload: string; readonly runs: number }
  | { readonly id: number; readonly kind: "bench-report"; readonly measurement: BenchMeasurement };

export type BenchResponse =
  | { readonly id: number; readonly kind: "bench-place"; readonly workloads: readonly BenchWorkload[]; readonly facts: readonly BenchFact[] }
  | { readonly id: number; readonly kind: "benched"; readonly measured: BenchMeasured }
  | { readonly id: number; readonly kind: "bench-reported"; readonly report: BenchReport };
