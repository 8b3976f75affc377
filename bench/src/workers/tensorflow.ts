/** TensorFlow.js, on whichever of its backends. */
import * as tf from "../tensorflow/core";
import { clipInput } from "../clip";
import { dsanetInput } from "../dsanet";
import { fastestDetInput } from "../fastest_det";
import { i3dInput } from "../i3d";
import { lanetInput } from "../lanet";
import { reconCaeInput } from "../recon_cae";
import { clip } from "../tensorflow/clip";
import { dsanet } from "../tensorflow/dsanet";
import { fastestDet } from "../tensorflow/fastest_det";
import { i3d } from "../tensorflow/i3d";
import { lanet } from "../tensorflow/lanet";
import { reconCae, reconCaeStep } from "../tensorflow/recon_cae";
import { serve, type Task } from "./protocol";

export function serveTensorflow(backend: "wasm" | "webgpu", prepare: (threads: number | null) => void): void {
  serve(({ task, threads }) => {
    const input = inputOf(task);
    prepare(threads);
    return async () => {
      if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js could not open its backend ${backend}`);
      const model = modelOf(task);
      return {
        engine: `TensorFlow.js ${tf.version_core} ${tf.getBackend()}`,
        run: async () => {
          const output = model(input);
          const result = await output.data<"float32">();
          output.dispose();
          return result;
        },
      };
    };
  });
}

function inputOf(task: Task): Float32Array {
  switch (task.kind) {
    case "lanet":
      return lanetInput(task.crops, task.snippets);
    case "recon-cae":
    case "recon-cae-step":
      return reconCaeInput(task.cubes);
    case "i3d":
      return i3dInput();
    case "clip":
      return clipInput(task.tower);
    case "fastest-det":
      return fastestDetInput();
    case "dsanet":
      return dsanetInput(task.width);
  }
}

function modelOf(task: Task): (input: Float32Array) => tf.Tensor {
  switch (task.kind) {
    case "lanet":
      return lanet(task.crops, task.snippets);
    case "recon-cae":
      return reconCae(task.cubes, task.width);
    case "recon-cae-step":
      return reconCaeStep(task.cubes, task.width);
    case "i3d":
      return i3d(task.width);
    case "clip":
      return clip(task.tower);
    case "fastest-det":
      return fastestDet();
    case "dsanet":
      return dsanet(task.width);
  }
}
