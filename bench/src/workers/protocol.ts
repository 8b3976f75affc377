/** What the page asks a worker, and what it answers; every worker is one engine on one device. */
import type { Tower } from "../clip";

export type Task =
  | { readonly kind: "lanet"; readonly crops: number; readonly snippets: number }
  | { readonly kind: "recon-cae"; readonly cubes: number; readonly width: number }
  | { readonly kind: "recon-cae-step"; readonly cubes: number; readonly width: number }
  | { readonly kind: "i3d"; readonly width: number }
  | { readonly kind: "clip"; readonly tower: Tower }
  | { readonly kind: "fastest-det" }
  | { readonly kind: "dsanet"; readonly width: number };

export interface Job {
  readonly workload: string;
  readonly task: Task;
  /** null leaves it to the engine. */
  readonly threads: number | null;
}

export type Request = { readonly kind: "load"; readonly job: Job } | { readonly kind: "run" };
export type Response =
  | { readonly kind: "loaded"; readonly milliseconds: number; readonly engine: string }
  | { readonly kind: "ran"; readonly milliseconds: number; readonly result: readonly number[] }
  | { readonly kind: "failed"; readonly reason: string };

/** An engine that has a model ready: one run is input handed over, computed, result read. */
export interface Loaded {
  readonly engine: string;
  readonly run: () => Promise<Float32Array>;
}

/**
 * Answers for an engine. `prepare` makes files and inputs, untimed; what it returns loads the model, timed. A run is timed
 * by the worker's own clock, from the input in JavaScript's memory to the result in it.
 */
export function serve(prepare: (job: Job) => Promise<() => Promise<Loaded>> | (() => Promise<Loaded>)): void {
  let loaded: Loaded | null = null;
  const answer = async (request: Request): Promise<Response> => {
    if (request.kind === "load") {
      const load = await prepare(request.job);
      const began = performance.now();
      loaded = await load();
      return { kind: "loaded", milliseconds: performance.now() - began, engine: loaded.engine };
    }
    if (loaded === null) throw new Error("a run was asked for before a model");
    const began = performance.now();
    const result = await loaded.run();
    return { kind: "ran", milliseconds: performance.now() - began, result: Array.from(result) };
  };
  addEventListener("message", ({ data }: MessageEvent<Request>) => {
    answer(data).then(post, (error: unknown) => post({ kind: "failed", reason: error instanceof Error ? error.message : JSON.stringify(error) }));
  });
  // A panic inside an asynchronous call of ours settles no promise.
  addEventListener("error", (event) => post({ kind: "failed", reason: event.message }));
}

function post(response: Response): void {
  (self as unknown as DedicatedWorkerGlobalScope).postMessage(response);
}
