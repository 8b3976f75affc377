/** FastestDet by TensorFlow.js's operations: `[picture, row, column, channel]`. */
import * as tf from "./core";
import { fastestDetWeights, SIDE, walk, type Conv } from "../fastest_det";
import { weight, type Weights } from "../hash";

/** `[1, 85, 22, 22]` of `[3][352][352]`. */
export function fastestDet(): (input: Float32Array) => tf.Tensor {
  const weights = fastestDetWeights();
  const kept = new Map<string, Kept>();
  const conv = (conv: Conv, x: tf.Tensor4D): tf.Tensor4D => {
    const [filter, bias] = kept.get(conv.name) ?? keep(weights, conv);
    kept.set(conv.name, [filter, bias]);
    const border = (conv.kernel - 1) / 2;
    const y = conv.depthwise ? tf.depthwiseConv2d(x, filter, conv.stride, border) : tf.conv2d(x, filter, conv.stride, border);
    return conv.relu ? tf.relu(y.add<tf.Tensor4D>(bias)) : y.add(bias);
  };
  const every = (x: tf.Tensor4D, first: number): tf.Tensor4D => tf.stridedSlice(x, [0, 0, 0, first], x.shape, [1, 1, 1, 2]) as tf.Tensor4D;
  const layers = {
    conv,
    largest: (x: tf.Tensor4D) => tf.maxPool(x, 3, 2, 1),
    mean: (x: tf.Tensor4D) => tf.avgPool(tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]]), 3, 2, "valid"),
    doubled: (x: tf.Tensor4D) => tf.image.resizeNearestNeighbor(x, [2 * x.shape[1], 2 * x.shape[2]]),
    parted: (x: tf.Tensor4D) => [every(x, 0), every(x, 1)] as const,
    joined: (parts: readonly tf.Tensor4D[]) => tf.concat([...parts], 3),
    summed: (a: tf.Tensor4D, b: tf.Tensor4D) => tf.relu(a.add<tf.Tensor4D>(b)),
  };
  return (input) =>
    tf.tidy(() => {
      const picture = tf.tensor4d(input, [1, 3, SIDE, SIDE]).transpose<tf.Tensor4D>([0, 2, 3, 1]);
      const [objectness, box, classes] = walk<tf.Tensor4D>(picture, layers);
      return tf.concat([tf.sigmoid(objectness), box, tf.softmax(classes)], 3).transpose([0, 3, 1, 2]);
    });
}

type Kept = readonly [tf.Tensor4D, tf.Tensor1D];

/** `[outputs][inputs][row][column]` to `[row][column][inputs][outputs]`, of depthwise ones `[row][column][inputs][1]`; kept beyond the run that makes them. */
function keep(weights: Weights, { name, depthwise }: Conv): Kept {
  const [filter, bias] = [weight(weights, `${name}.weight`), weight(weights, `${name}.bias`)];
  const order = depthwise ? [2, 3, 0, 1] : [2, 3, 1, 0];
  return [tf.keep(tf.tensor(filter.values, [...filter.shape]).transpose<tf.Tensor4D>(order)), tf.keep(tf.tensor1d(bias.values))];
}
