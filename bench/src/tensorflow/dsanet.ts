/** DSANet by TensorFlow.js's operations. */
import * as tf from "./core";
import { dsanetWeights, EPSILON, LEAST_LIKENESS, SLOTS, walk } from "../dsanet";
import type { Weight } from "../hash";

/** `[256 + 256 × 14]` logits of `[256][width]`. */
export function dsanet(width: number): (input: Float32Array) => tf.Tensor {
  const kept = new Map([...dsanetWeights(width)].map(([name, weight]) => [name, uploaded(name, weight)]));
  const constant = (name: string): tf.Tensor => {
    const found = kept.get(name);
    if (found === undefined) throw new Error(`there is no weight ${name}`);
    return found;
  };
  const last = (x: tf.Tensor) => x.rank - 1;
  const operations: Parameters<typeof walk<tf.Tensor>>[2] = {
    constant,
    linear: (x, matrix, bias) => tf.fused.matMul({ a: x as tf.Tensor2D, b: matrix as tf.Tensor2D, ...(bias === null ? {} : { bias }) }),
    product: (a, b) => tf.matMul(a, b),
    turned: (x) => x.transpose(x.rank === 3 ? [0, 2, 1] : [1, 0]),
    sum: (a, b) => a.add(b),
    times: (a, b) => a.mul(b),
    over: (a, b) => a.div(b),
    softmax: (x) => tf.softmax(x),
    sigmoid: (x) => tf.sigmoid(x),
    norm: (x, gain, shift) => {
      const { mean, variance } = tf.moments(x, last(x), true);
      return x.sub(mean).mul(variance.add(EPSILON).rsqrt()).mul(gain).add(shift);
    },
    lengths: (x) => x.square().sum(last(x), true).sqrt(),
    alike: (x) => tf.where(x.lessEqual(LEAST_LIKENESS), tf.zerosLike(x), x),
    shaped: (x, shape) => x.reshape([...shape]),
    columns: (x, first, count) => x.slice([0, first], [x.shape[0] ?? 0, count]),
    joined: (parts) => tf.concat([...parts], last(parts[0] as tf.Tensor)),
    convolved: (x, weight, bias) => {
      const rows = x.reshape<tf.Tensor3D>([1, SLOTS, width]);
      return tf.conv1d(rows, weight as tf.Tensor3D, 1, "same").reshape([SLOTS, width / 2]).add(bias);
    },
  };
  return (input) => tf.tidy(() => walk<tf.Tensor>(width, tf.tensor2d(input, [SLOTS, width]), operations));
}

/** Weights of a convolution from `[outputs, inputs, taps]` to `[taps, inputs, outputs]`. */
function uploaded(name: string, { shape, values }: Weight): tf.Tensor {
  const weight = tf.tensor(values, [...shape]);
  return name.endsWith("residual.weight") ? weight.transpose([2, 1, 0]) : weight;
}
