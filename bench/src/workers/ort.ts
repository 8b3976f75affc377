/** onnxruntime-web, whichever of its builds. */
import type * as Ort from "onnxruntime-web";
import { FEATURES, lanetInput } from "../lanet";
import { lanetFile, reconCaeFile } from "../onnx/models";
import { PLANES, reconCaeInput, SIDE } from "../recon_cae";
import { serve, type Task } from "./protocol";

interface Model {
  readonly file: Uint8Array<ArrayBuffer>;
  readonly input: string;
  readonly shape: readonly number[];
  readonly values: Float32Array<ArrayBuffer>;
  readonly output: string;
}

export function serveOrt(ort: typeof Ort, provider: "wasm" | "webgpu"): void {
  serve(({ task, threads }) => {
    const model = modelOf(task);
    return async () => {
      ort.env.wasm.wasmPaths = new URL("/onnxruntime/", location.origin).href;
      if (threads !== null) ort.env.wasm.numThreads = threads;
      const session = await ort.InferenceSession.create(model.file, { executionProviders: [provider], graphOptimizationLevel: "all" });
      return {
        engine: `onnxruntime-web ${ort.env.versions.web ?? ""} ${provider}, ${String(ort.env.wasm.numThreads ?? 1)} thread(s)`,
        run: async () => {
          const { [model.output]: result } = await session.run({ [model.input]: new ort.Tensor("float32", model.values, model.shape) });
          return (await result?.getData()) as Float32Array;
        },
      };
    };
  });
}

function modelOf(task: Task): Model {
  switch (task.kind) {
    case "lanet": {
      const { crops, snippets } = task;
      return { file: lanetFile(crops, snippets), input: "features", shape: [crops, snippets, FEATURES], values: lanetInput(crops, snippets), output: "scores" };
    }
    case "recon-cae": {
      const { cubes, width } = task;
      return { file: reconCaeFile(cubes, width), input: "cubes", shape: [cubes, PLANES, SIDE, SIDE], values: reconCaeInput(cubes), output: "errors" };
    }
    case "recon-cae-step":
      throw new Error("onnxruntime-web does not learn");
  }
}
