/** I3D by TensorFlow.js's operations: `[batch, time, row, column, channel]`, normalisations folded into the convolutions. */
import * as tf from "./core";
import { weight, type Weights } from "../hash";
import { EPSILON, FRAMES, i3dWeights, SIDE, walk, type Cube, type Unit } from "../i3d";

/** Features `[1, row]` of `[3][16][224][224]`. */
export function i3d(width: number): (input: Float32Array) => tf.Tensor {
  const weights = i3dWeights(width);
  const kept = new Map<string, readonly [tf.Tensor5D, tf.Tensor1D]>();
  const unit = (unit: Unit, x: tf.Tensor5D): tf.Tensor5D => {
    const [filter, bias] = kept.get(unit.name) ?? folded(weights, unit.name);
    kept.set(unit.name, [filter, bias]);
    return tf.relu(tf.conv3d(x, filter, unit.stride, "same").add<tf.Tensor5D>(bias));
  };
  const pool = (x: tf.Tensor5D, kernel: Cube, stride: Cube) => tf.maxPool3d(x, [...kernel], [...stride], "same");
  return (input) =>
    tf.tidy(() => {
      const snippet = tf.tensor5d(input, [1, 3, FRAMES, SIDE, SIDE]).transpose<tf.Tensor5D>([0, 2, 3, 4, 1]);
      return walk<tf.Tensor5D>(width, snippet, { unit, pool, joined: (parts) => tf.concat([...parts], 4) }).mean([1, 2, 3]);
    });
}

/** `[outputs][inputs][time][row][column]` to `[time][row][column][inputs][outputs]`, kept beyond the run that makes them. */
function folded(weights: Weights, name: string): readonly [tf.Tensor5D, tf.Tensor1D] {
  const [w, gamma, beta, mean, variance] = ["conv3d.weight", "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var"].map((part) => weight(weights, `${name}.${part}`)) as [Part, Part, Part, Part, Part];
  const each = w.values.length / gamma.values.length;
  const factor = gamma.values.map((value, o) => value / Math.sqrt((variance.values[o] ?? NaN) + EPSILON));
  const scaled = w.values.map((value, at) => value * (factor[Math.floor(at / each)] ?? NaN));
  const bias = beta.values.map((value, o) => value - (mean.values[o] ?? NaN) * (factor[o] ?? NaN));
  return [tf.keep(tf.tensor(scaled, [...w.shape]).transpose<tf.Tensor5D>([2, 3, 4, 1, 0])), tf.keep(tf.tensor1d(bias))];
}
type Part = ReturnType<typeof weight>;
