/** The worker's part of the Benchmark view: its clock around the crate's runs, each of which reads its result back. */
import { bench_workloads, BenchLedger, BenchSubject, products_are_fused, version } from "../../pkg/oddframe.js";
import type { Engine } from "../../pkg/oddframe.js";
import type { BenchFact, BenchMeasured, BenchMeasurement, BenchReport, BenchRequest, BenchResponse, Progress } from "./protocol";

/** Results that are held against stored values. */
const CHECKED_RUNS = 3;
/** Limits of an adapter that decide how large a network may be. */
const LIMITS = ["maxBufferSize", "maxStorageBufferBindingSize", "maxComputeInvocationsPerWorkgroup", "maxComputeWorkgroupStorageSize", "maxStorageBuffersPerShaderStage"] as const;
const FEATURES = ["shader-f16", "subgroups", "timestamp-query"] as const;

/** What is read of `navigator.gpu`, which not every browser has. */
interface Adapter {
  readonly info: { readonly vendor: string; readonly architecture: string; readonly description: string };
  readonly limits: Readonly<Partial<Record<string, number>>>;
  readonly features: { has(name: string): boolean };
}
interface Browser {
  readonly gpu?: { requestAdapter(): Promise<Adapter | null> };
}

export async function answerBench(request: BenchRequest, engine: Engine, progress: (progress: Progress) => void): Promise<BenchResponse> {
  const { id } = request;
  switch (request.kind) {
    case "bench-place":
      return { id, kind: "bench-place", workloads: bench_workloads(), facts: [...placeFacts(engine), ...(await adapterFacts())] };
    case "bench":
      return { id, kind: "benched", measured: await measure(engine, request.workload, request.runs, progress) };
    case "bench-report":
      return { id, kind: "bench-reported", report: reportOf(request.measurement) };
  }
}

async function measure(engine: Engine, workload: string, runs: number, progress: (progress: Progress) => void): Promise<BenchMeasured> {
  const began = performance.now();
  const subject = new BenchSubject(engine, workload);
  const load = performance.now() - began;
  const [times, results]: [number[], Float32Array[]] = [[], []];
  try {
    // Once more than asked for: the first run stands apart, it compiles.
    for (let run = 0; run <= runs; run++) {
      progress({ phase: "time", done: run, total: runs + 1, secondsLeft: null });
      const began = performance.now();
      const result = await subject.run();
      times.push(performance.now() - began);
      if (results.length < CHECKED_RUNS) results.push(result);
    }
  } finally {
    subject.free();
  }
  const [first = NaN, ...samples] = times;
  return { workload, load, first, samples, results };
}

function reportOf({ device, software, facts, measured }: BenchMeasurement): BenchReport {
  const ledger = new BenchLedger(device, software);
  try {
    for (const { name, value } of facts) ledger.fact(name, value);
    for (const { workload, load, first, samples, results } of measured) {
      ledger.timed(workload, load, first, Float64Array.from(samples));
      for (const result of results) ledger.result(result);
    }
    return ledger.report();
  } finally {
    ledger.free();
  }
}

function placeFacts(engine: Engine): BenchFact[] {
  const { kind, name } = engine.info();
  return [
    { name: "Oddframe", value: version() },
    { name: "Device", value: `${name} (${kind})` },
    { name: "Browser", value: navigator.userAgent },
    { name: "Processor threads", value: String(navigator.hardwareConcurrency) },
    { name: "Cross-origin isolated", value: self.crossOriginIsolated ? "yes" : "no (Oddframe needs no isolation)" },
    { name: "WebAssembly", value: `SIMD of 128 bits, ${products_are_fused() ? "fused products (relaxed SIMD)" : "no fused products"}, one thread` },
  ];
}

async function adapterFacts(): Promise<BenchFact[]> {
  const adapter = (await (navigator as unknown as Browser).gpu?.requestAdapter().catch(() => null)) ?? null;
  if (adapter === null) return [{ name: "WebGPU adapter", value: "none" }];
  const { vendor, architecture, description } = adapter.info;
  const name = [vendor, architecture, description].filter((part) => part !== "").join(" ");
  return [
    { name: "WebGPU adapter", value: name === "" ? "unnamed" : name },
    { name: "Adapter features", value: FEATURES.map((feature) => `${feature}: ${adapter.features.has(feature) ? "yes" : "no"}`).join(", ") },
    ...LIMITS.map((limit) => ({ name: limit, value: adapter.limits[limit]?.toLocaleString("en") ?? "not told" })),
  ];
}
