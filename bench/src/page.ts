/** The page that the driver steers: engines by name, loaded and run one call at a time. */
import type { Job, Request, Response } from "./workers/protocol";

const SPAWN = {
  "oddframe-cpu": () => new Worker(new URL("./workers/oddframe_cpu.ts", import.meta.url), { type: "module" }),
  "oddframe-gpu": () => new Worker(new URL("./workers/oddframe_gpu.ts", import.meta.url), { type: "module" }),
  "onnxruntime-wasm": () => new Worker(new URL("./workers/ort_wasm.ts", import.meta.url), { type: "module" }),
  "onnxruntime-webgpu": () => new Worker(new URL("./workers/ort_webgpu.ts", import.meta.url), { type: "module" }),
  "tensorflow-wasm": () => new Worker(new URL("./workers/tensorflow_wasm.ts", import.meta.url), { type: "module" }),
  "tensorflow-webgpu": () => new Worker(new URL("./workers/tensorflow_webgpu.ts", import.meta.url), { type: "module" }),
} as const;
type Engine = keyof typeof SPAWN;

const workers = new Map<Engine, Worker>();

function ask(engine: Engine, request: Request): Promise<Response> {
  const worker = workers.get(engine);
  if (worker === undefined) return Promise.resolve({ kind: "failed", reason: `${engine} was asked before it was loaded` });
  return new Promise((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<Response>) => resolve(data);
    worker.onerror = ({ message }) => resolve({ kind: "failed", reason: message || "its script could not be loaded" });
    worker.postMessage(request);
  });
}

const driven = {
  load(engine: Engine, job: Job): Promise<Response> {
    workers.get(engine)?.terminate();
    workers.set(engine, SPAWN[engine]());
    return ask(engine, { kind: "load", job });
  },
  run: (engine: Engine): Promise<Response> => ask(engine, { kind: "run" }),
  end(): void {
    for (const worker of workers.values()) worker.terminate();
    workers.clear();
  },
};
export type Driven = typeof driven;
Object.assign(globalThis, { driven });
