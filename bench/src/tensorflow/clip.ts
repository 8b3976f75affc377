/** CLIP's image tower by TensorFlow.js's operations. */
import * as tf from "./core";
import { block, clipWeights, EPSILON, HEAD, tokens, type Tower } from "../clip";
import { weight } from "../hash";
import { transposed } from "../lanet";

type Layer = (x: tf.Tensor2D) => tf.Tensor2D;

/** Features `[1, output]` of `[1][3][side][side]`. */
export function clip(tower: Tower): (input: Float32Array) => tf.Tensor {
  const { side, patch, width, blocks } = tower;
  const weights = clipWeights(tower);
  const of = (name: string) => weight(weights, name);
  const matrix = (name: string) => tf.tensor2d(transposed(of(name)).values, transposed(of(name)).shape as [number, number]);
  const row = (name: string) => tf.tensor1d(of(name).values);
  const linear = (name: string): Layer => {
    const [w, b] = [matrix(`${name}weight`), row(`${name}bias`)];
    return (x) => tf.fused.matMul({ a: x, b: w, bias: b }) as tf.Tensor2D;
  };
  const norm = (name: string): Layer => {
    const [gamma, beta] = [row(`${name}weight`), row(`${name}bias`)];
    return (x) => {
      const { mean, variance } = tf.moments(x, 1, true);
      return x.sub(mean).mul(variance.add(EPSILON).rsqrt()).mul(gamma).add<tf.Tensor2D>(beta);
    };
  };
  const [before, after] = [norm("visual.ln_pre."), norm("visual.ln_post.")];
  const layers = Array.from({ length: blocks }, (_, index) => transformed(tower, block(index), linear, norm));
  // [outputs][inputs][row][column] to [row][column][inputs][outputs].
  const patches = tf.tensor4d(of("visual.conv1.weight").values, [width, 3, patch, patch]).transpose<tf.Tensor4D>([2, 3, 1, 0]);
  const first = tf.tensor2d(of("visual.class_embedding").values, [1, width]);
  const places = tf.tensor2d(of("visual.positional_embedding").values, [tokens(tower), width]);
  const projection = tf.tensor2d(of("visual.proj").values, of("visual.proj").shape as [number, number]);
  return (input) =>
    tf.tidy(() => {
      const picture = tf.tensor4d(input, [1, 3, side, side]).transpose<tf.Tensor4D>([0, 2, 3, 1]);
      const rows = tf.conv2d(picture, patches, patch, "valid").reshape<tf.Tensor2D>([tokens(tower) - 1, width]);
      const x = layers.reduce((x, layer) => layer(x), before(tf.concat([first, rows], 0).add<tf.Tensor2D>(places)));
      return tf.matMul(after(x.slice([0, 0], [1, width])), projection);
    });
}

function transformed({ width }: Tower, at: string, linear: (name: string) => Layer, norm: (name: string) => Layer): Layer {
  const [first, second] = [norm(`${at}ln_1.`), norm(`${at}ln_2.`)];
  const [all, out, wide, narrow] = ["attn.in_proj_", "attn.out_proj.", "mlp.c_fc.", "mlp.c_proj."].map((name) => linear(`${at}${name}`)) as [Layer, Layer, Layer, Layer];
  const heads = width / HEAD;
  return (x) => {
    // [tokens][queries, keys, values][heads][64] to [queries, keys, values][heads][tokens][64].
    const split = all(first(x)).reshape([-1, 3, heads, HEAD]).transpose([1, 2, 0, 3]);
    const [queries, keys, values] = split.unstack(0) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
    const products = tf.matMul(queries, keys, false, true).mul(1 / Math.sqrt(HEAD));
    const gathered = tf.matMul(tf.softmax(products), values).transpose([1, 0, 2]).reshape<tf.Tensor2D>([-1, width]);
    const attended = x.add<tf.Tensor2D>(out(gathered));
    const hidden = wide(second(attended));
    return attended.add<tf.Tensor2D>(narrow(hidden.mul<tf.Tensor2D>(hidden.mul(1.702).sigmoid())));
  };
}
