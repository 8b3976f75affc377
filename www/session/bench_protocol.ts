/** The part of the protocol that the Benchmark view speaks: what can be timed, one workload timed, a report of all. */
import type { BenchFact, BenchMeasured, BenchMeasurement, BenchReport, BenchWorkload } from "../../pkg/oddframe.js";

export type { BenchFact, BenchMeasured, BenchMeasurement, BenchReport, BenchRow, BenchWorkload } from "../../pkg/oddframe.js";

export type BenchRequest =
  | { readonly id: number; readonly kind: "bench-place" }
  | { readonly id: number; readonly kind: "bench"; readonly workload: string; readonly runs: number }
  | { readonly id: number; readonly kind: "bench-report"; readonly measurement: BenchMeasurement };

export type BenchResponse =
  | { readonly id: number; readonly kind: "bench-place"; readonly workloads: readonly BenchWorkload[]; readonly facts: readonly BenchFact[] }
  | { readonly id: number; readonly kind: "benched"; readonly measured: BenchMeasured }
  | { readonly id: number; readonly kind: "bench-reported"; readonly report: BenchReport };
