/** ReconCAE by TensorFlow.js's operations: `[batch, row, column, channel]`, as its kernels like it best. */
import * as tf from "./core";
import { weight, type Weight, type Weights } from "../hash";
import { DOWN, EPSILON, folded, LAST, PLANES, reconCaeWeights, SIDE, UP } from "../recon_cae";

type Layer = (x: tf.Tensor4D) => tf.Tensor4D;

/** Squared errors `[cubes]`, normalisations folded into the convolutions. */
export function reconCae(cubes: number, width: number): (input: Float32Array) => tf.Tensor {
  const weights = reconCaeWeights(width);
  const pair = (name: string): Layer[] => [["0", "1"], ["3", "4"]].map(([conv, norm]) => convRelu(weights, `${name}.${conv ?? ""}`, `${name}.${norm ?? ""}`));
  const net = network(weights, pair, (name) => tf.tensor(weight(weights, name).values, [...weight(weights, name).shape]));
  return (input) => tf.tidy(() => net(shown(input, cubes)).sub(shown(input, cubes)).square().sum([1, 2, 3]));
}

/** One step of Adam; the loss `[1]` before it. */
export function reconCaeStep(cubes: number, width: number): (input: Float32Array) => tf.Tensor {
  const weights = reconCaeWeights(width);
  const variables = new Map<string, tf.Variable>();
  const variable = (name: string): tf.Tensor => {
    const found = variables.get(name) ?? tf.variable(tf.tensor(weight(weights, name).values, [...weight(weights, name).shape]), true, name);
    variables.set(name, found);
    return found;
  };
  const pair = (name: string): Layer[] => [["0", "1"], ["3", "4"]].map(([conv, norm]) => convNormRelu(variable, `${name}.${conv ?? ""}`, `${name}.${norm ?? ""}`));
  const net = network(weights, pair, variable);
  const adam = tf.train.adam(1e-3, 0.9, 0.999, 1e-8);
  return (input) =>
    tf.tidy(() => {
      const x = shown(input, cubes);
      const loss = adam.minimize(() => net(x).sub(x).square().mean(), true, [...variables.values()]);
      if (loss === null) throw new Error("TensorFlow.js gave no loss");
      return loss.reshape([1]);
    });
}

/** From `[n][15][32][32]`. */
const shown = (input: Float32Array, cubes: number): tf.Tensor4D => tf.tensor4d(input, [cubes, PLANES, SIDE, SIDE]).transpose<tf.Tensor4D>([0, 2, 3, 1]);

function network(weights: Weights, pair: (name: string) => Layer[], tensor: (name: string) => tf.Tensor): Layer {
  const down = DOWN.map(pair);
  const up = UP.map((name) => [transposedConv(weight(weights, `${name}.up.weight`).shape, tensor, `${name}.up`), ...pair(`${name}.conv.conv`)]);
  const last = conv(tensor, LAST);
  return (x) => {
    let y = x;
    down.forEach((layers, stage) => {
      y = layers.reduce((y, layer) => layer(y), stage === 0 ? y : tf.maxPool(y, 2, 2, "valid"));
    });
    for (const layers of up) y = layers.reduce((y, layer) => layer(y), y);
    return last(y);
  };
}

/** `[outputs][inputs][row][column]` to `[row][column][inputs][outputs]`; constants once, variables on the tape. */
const filter = (w: tf.Tensor): tf.Tensor4D => w.transpose<tf.Tensor4D>([2, 3, 1, 0]);

function convRelu(weights: Weights, name: string, norm: string): Layer {
  const of = (part: string): Weight => weight(weights, part);
  const [w, b] = folded(of(`${name}.weight`), of(`${name}.bias`), of(`${norm}.weight`), of(`${norm}.bias`), of(`${norm}.running_mean`), of(`${norm}.running_var`));
  const kernel = filter(tf.tensor(w.values, [...w.shape]));
  const bias = tf.tensor1d(b.values);
  return (x) => tf.fused.conv2d({ x, filter: kernel, strides: 1, pad: "same", bias, activation: "relu" });
}

function convNormRelu(tensor: (name: string) => tf.Tensor, name: string, norm: string): Layer {
  const [w, b, gamma, beta] = [`${name}.weight`, `${name}.bias`, `${norm}.weight`, `${norm}.bias`].map(tensor) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  return (x) => {
    const y = tf.conv2d(x, filter(w), 1, "same").add<tf.Tensor4D>(b);
    const { mean, variance } = tf.moments(y, [0, 1, 2]);
    return y.sub(mean).mul(variance.add(EPSILON).rsqrt()).mul(gamma).add(beta).relu();
  };
}

function conv(tensor: (name: string) => tf.Tensor, name: string): Layer {
  const [w, b] = [tensor(`${name}.weight`), tensor(`${name}.bias`)];
  return (x) => tf.conv2d(x, filter(w), 1, "same").add(b);
}

/** PyTorch's transposed convolution with padding 1 and output padding 1: the gradient of a convolution that pads by 1. */
function transposedConv(shape: readonly number[], tensor: (name: string) => tf.Tensor, name: string): Layer {
  const [w, b] = [tensor(`${name}.weight`), tensor(`${name}.bias`)];
  const outputs = shape[1] ?? 0;
  return (x) => {
    const [n, rows, columns] = x.shape;
    // Weight [inputs][outputs][row][column] to [row][column][outputs][inputs].
    return tf.conv2dTranspose(x, filter(w), [n, 2 * rows, 2 * columns, outputs], 2, 1, "floor").add(b);
  };
}
