/** LA-Net by TensorFlow.js's operations. */
import * as tf from "./core";
import { weight } from "../hash";
import { ATTENTION, EPSILON, FEATURES, KERNEL, lanetPrior, lanetWeights, transposed } from "../lanet";

/** Scores `[snippets]` of `[crops][snippets][1024]`. */
export function lanet(crops: number, snippets: number): (input: Float32Array) => tf.Tensor {
  const weights = lanetWeights();
  const linear = (name: string) => {
    const { shape, values } = transposed(weight(weights, `${name}.weight`));
    const [w, b] = [tf.tensor(values, [...shape]), tf.tensor(weight(weights, `${name}.bias`).values)];
    return (x: tf.Tensor2D) => tf.fused.matMul({ a: x, b: w, bias: b }) as tf.Tensor2D;
  };
  const [phi, psi, value, out, fc1, fc2] = ["phi", "psi", "value", "out", "fc1", "fc2"].map(linear) as Linears;
  const prior = tf.tensor2d(lanetPrior(snippets), [snippets, snippets]);
  const [gamma, beta] = ["norm.weight", "norm.bias"].map((name) => tf.tensor1d(weight(weights, name).values)) as [tf.Tensor1D, tf.Tensor1D];
  // [1, channels, kernel] to [kernel, channels, 1].
  const taps = tf.tensor3d(weight(weights, "causal.weight").values, [1, 128, KERNEL]).transpose<tf.Tensor3D>([2, 1, 0]);
  const bias = tf.tensor1d(weight(weights, "causal.bias").values);
  const bags = (x: tf.Tensor2D) => x.reshape<tf.Tensor3D>([crops, snippets, -1]);

  return (input) =>
    tf.tidy(() => {
      const x = tf.tensor2d(input, [crops * snippets, FEATURES]);
      const products = tf.matMul(bags(phi(x)), bags(psi(x)), false, true).mul(1 / Math.sqrt(ATTENTION));
      const gathered = tf.matMul(tf.softmax(products).add<tf.Tensor3D>(prior), bags(value(x)));
      const y = out(gathered.reshape<tf.Tensor2D>([crops * snippets, ATTENTION])).add(x);
      const { mean, variance } = tf.moments(y, 1, true);
      const normed = y.sub(mean).mul(variance.add(EPSILON).rsqrt()).mul(gamma).add<tf.Tensor2D>(beta);
      const features = bags(fc2(gelu(fc1(normed))));
      const padded = tf.pad(features, [[0, 0], [KERNEL - 1, 0], [0, 0]]);
      const logits = tf.conv1d(padded, taps, 1, "valid").add(bias);
      return tf.sigmoid(logits).mean([0, 2]);
    });
}

type Linear = (x: tf.Tensor2D) => tf.Tensor2D;
type Linears = [Linear, Linear, Linear, Linear, Linear, Linear];

/** The exact one. */
const gelu = (x: tf.Tensor2D): tf.Tensor2D => x.mul(0.5).mul(x.mul(Math.SQRT1_2).erf().add(1));
