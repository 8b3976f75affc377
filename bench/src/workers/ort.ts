/** onnxruntime-web, whichever of its builds. */
import type * as Ort from "onnxruntime-web";
import { clipInput } from "../clip";
import { dsanetInput, SLOTS } from "../dsanet";
import { fastestDetInput, SIDE as PICTURE_SIDE } from "../fastest_det";
import { FRAMES, i3dInput, SIDE as FRAME_SIDE } from "../i3d";
import { FEATURES, lanetInput } from "../lanet";
import { clipFile } from "../onnx/clip";
import { dsanetFile } from "../onnx/dsanet";
import { fastestDetFile } from "../onnx/fastest_det";
import { i3dFile } from "../onnx/i3d";
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
    case "i3d":
      return { file: i3dFile(task.width), input: "snippet", shape: [1, 3, FRAMES, FRAME_SIDE, FRAME_SIDE], values: i3dInput(), output: "features" };
    case "clip": {
      const { side } = task.tower;
      return { file: clipFile(task.tower), input: "picture", shape: [1, 3, side, side], values: clipInput(task.tower), output: "features" };
    }
    case "fastest-det":
      return { file: fastestDetFile(), input: "picture", shape: [1, 3, PICTURE_SIDE, PICTURE_SIDE], values: fastestDetInput(), output: "outputs" };
    case "dsanet":
      return { file: dsanetFile(task.width), input: "features", shape: [SLOTS, task.width], values: dsanetInput(task.width), output: "logits" };
    case "recon-cae-step":
      throw new Error("onnxruntime-web does not learn");
  }
}
