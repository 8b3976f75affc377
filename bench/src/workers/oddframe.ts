/** The module that the page ships, on the CPU or on WebGPU. */
import type * as Bindings from "../../../pkg/oddframe.js";
import { clipInput, clipWeights } from "../clip";
import { fastestDetInput, fastestDetWeights } from "../fastest_det";
import { i3dInput, i3dWeights } from "../i3d";
import { safetensorsFile } from "../safetensors";
import { serve, type Job, type Task } from "./protocol";

export function serveOddframe(device: Bindings.DeviceChoice): void {
  serve((job: Job) => {
    const given = givenWeights(job.task);
    return async () => {
      // Not bundled: byte for byte what is in pkg/.
      const bindings = (await import(/* @vite-ignore */ new URL("/pkg/oddframe.js", location.origin).href)) as typeof Bindings;
      await bindings.default();
      const engine = await bindings.Engine.open(device);
      const products = device === "cpu" ? `, ${bindings.products_are_fused() ? "fused" : "plain"} products` : "";
      const words = `Oddframe ${bindings.version()} on ${engine.info().name}${products}`;
      if (given === null) {
        const subject = new bindings.BenchSubject(engine, job.workload);
        return { engine: words, run: () => subject.run() };
      }
      if (job.task.kind === "fastest-det") {
        const network = bindings.DetectorNetwork.open(engine, given.file);
        return { engine: words, run: () => network.outputs_of(given.input) };
      }
      const encoder = bindings.Encoder.open(engine, given.file.name, given.file, { preset: null, snippetFrames: "one:8", anyEpsilon: false, half: false });
      return { engine: words, run: () => encoder.features_of(given.input) };
    };
  });
}

/** Weights as a visitor would load them; null where the module makes its own. */
function givenWeights(task: Task): { readonly file: File; readonly input: Float32Array } | null {
  switch (task.kind) {
    case "i3d":
      return { file: safetensorsFile("i3d.safetensors", i3dWeights(task.width)), input: i3dInput() };
    case "clip":
      return { file: safetensorsFile("clip.safetensors", clipWeights(task.tower)), input: clipInput(task.tower) };
    case "fastest-det":
      return { file: safetensorsFile("fastest-det.safetensors", fastestDetWeights()), input: fastestDetInput() };
    case "lanet":
    case "recon-cae":
    case "recon-cae-step":
    case "dsanet":
      return null;
  }
}
