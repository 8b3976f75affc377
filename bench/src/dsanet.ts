/** DSANet as published for UCF-Crime at any number of columns, with a given table of text features: weights and input by its formula (tests/golden/README.md, "dsanet.safetensors"). */
import { sizeOf, type Weight, type Weights } from "./hash";
import { transposed } from "./lanet";

export const SLOTS = 256;
export const CLASSES = 14;
export const EPSILON = 1e-5;
/** Cosines up to here count as no likeness. */
export const LEAST_LIKENESS = 0.7;
export const TAPS = 5;
const BLOCKS = 2;
const WINDOW = 8;
const TEMPERATURE = 0.07;
const LENGTH_FLOOR = 1e-20;
/** Slots after which nearness has fallen to 1 / e. */
const REACH = 2.718281828;
/** QuickGELU's slope. */
const QUICK = 1.702;
const ROWS_PER_BASE = 100;
const BASES = 8;

/** By the index: FNV-1a of the name, MurmurHash3's finaliser; -1 to 1. */
function uniform(name: string): (index: number) => number {
  const seed = new TextEncoder().encode(name).reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5);
  return (index) => {
    let h = (seed + Math.imul(index, 0x9e3779b9)) | 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h ^= h >>> 16;
    return (2 * (h >>> 8)) / 2 ** 24 - 1;
  };
}

function made(name: string, shape: readonly number[], amplitude: number, offset = 0): Weight {
  const at = uniform(name);
  return { shape, values: Float32Array.from({ length: sizeOf(shape) }, (_, index) => offset + amplitude * at(index)) };
}

/** The tensor of that name. */
function tensor(name: string, shape: readonly number[]): Weight {
  if (name.endsWith("bias")) return made(name, shape, 0.1);
  if (name.includes("ln_")) return made(name, shape, 0.2, 1);
  if (name.endsWith("_embeddings.weight")) return made(name, shape, 0.05);
  const inputs = name.startsWith("gc") && shape.length === 2 ? (shape[0] ?? 1) : sizeOf(shape.slice(1));
  return made(name, shape, (name === "linear.weight" ? 0.05 : 1) * Math.sqrt(3 / inputs));
}

/** `[256][width]`. */
export function dsanetInput(width: number): Float32Array<ArrayBuffer> {
  const [bases, noise] = [uniform("base"), uniform("noise")];
  const base = (t: number, d: number) => Math.fround(bases((Math.floor(t / ROWS_PER_BASE) % BASES) * width + d));
  return Float32Array.from({ length: SLOTS * width }, (_, at) => base(Math.floor(at / width), at % width) + 0.5 * Math.fround(noise(at)));
}

/** Rows of length 1, `[classes][width]`. */
function textFeatures(width: number): Weight {
  const { shape, values } = made("text_features", [CLASSES, width], 1);
  const lengths = Array.from({ length: CLASSES }, (_, row) => Math.hypot(...values.subarray(row * width, (row + 1) * width)));
  return { shape, values: values.map((value, at) => value / (lengths[Math.floor(at / width)] ?? NaN)) };
}

function nearness(): Weight {
  return { shape: [SLOTS, SLOTS], values: Float32Array.from({ length: SLOTS * SLOTS }, (_, at) => Math.exp(-Math.abs(Math.floor(at / SLOTS) - (at % SLOTS)) / REACH)) };
}

/** What is done with rows, on whichever engine: `x` is whatever the engine calls a value. Rows are the last axis. */
export interface Operations<X> {
  /** A weight; every name has one. */
  readonly constant: (name: string, make: () => Weight) => X;
  /** `x` times a matrix `[inputs, outputs]`, with the bias added where there is one. */
  readonly linear: (x: X, matrix: X, bias: X | null) => X;
  readonly product: (a: X, b: X) => X;
  /** The last two axes swapped. */
  readonly turned: (x: X) => X;
  readonly sum: (a: X, b: X) => X;
  readonly times: (a: X, b: X) => X;
  readonly over: (a: X, b: X) => X;
  readonly softmax: (x: X) => X;
  readonly sigmoid: (x: X) => X;
  readonly norm: (x: X, gain: X, shift: X) => X;
  /** Of every row, `[rows, 1]`. */
  readonly lengths: (x: X) => X;
  /** What is at most `LEAST_LIKENESS` as 0. */
  readonly alike: (x: X) => X;
  readonly shaped: (x: X, shape: readonly number[]) => X;
  readonly columns: (x: X, first: number, count: number) => X;
  /** Along the last axis. */
  readonly joined: (parts: readonly X[]) => X;
  /** Over the rows, with `TAPS` of them each time and zeros beside: the weight is `[outputs, inputs, TAPS]`. */
  readonly convolved: (x: X, weight: X, bias: X) => X;
}

/** Logits of being odd, then of the classes, `[256 + 256 × 14]`, from `[256, width]`. */
export function walk<X>(width: number, input: X, on: Operations<X>): X {
  const half = width / 2;
  const of = (name: string, shape: readonly number[]) => on.constant(name, () => tensor(name, shape));
  const number = (name: string, value: number) => on.constant(name, () => ({ shape: [1], values: Float32Array.of(value) }));
  const [slope, floor, scale, sharpness] = [number("slope", QUICK), number("floor", LENGTH_FLOOR), number("scale", 1 / Math.sqrt(width)), number("sharpness", 1 / TEMPERATURE)];
  const quick = (x: X) => on.times(x, on.sigmoid(on.times(x, slope)));
  const linearBy = (weight: string, bias: string, inputs: number, outputs: number, x: X) => on.linear(x, on.constant(weight, () => transposed(tensor(weight, [outputs, inputs]))), of(bias, [outputs]));
  const linear = (name: string, inputs: number, outputs: number, x: X) => linearBy(`${name}.weight`, `${name}.bias`, inputs, outputs, x);
  const perceptron = (name: string, x: X) => linear(`${name}.c_proj`, 4 * width, width, quick(linear(`${name}.c_fc`, width, 4 * width, x)));
  const norm = (name: string, x: X) => on.norm(x, of(`${name}.weight`, [width]), of(`${name}.bias`, [width]));

  let h = on.sum(input, of("frame_position_embeddings.weight", [SLOTS, width]));
  for (let index = 0; index < BLOCKS; index++) {
    const name = `temporal.resblocks.${index}`;
    const all = linearBy(`${name}.attn.in_proj_weight`, `${name}.attn.in_proj_bias`, width, 3 * width, norm(`${name}.ln_1`, h));
    const [queries, keys, values] = [0, 1, 2].map((part) => on.shaped(on.columns(all, part * width, width), [SLOTS / WINDOW, WINDOW, width])) as [X, X, X];
    const weights = on.softmax(on.times(on.product(queries, on.turned(keys)), scale));
    h = on.sum(h, linear(`${name}.attn.out_proj`, width, width, on.shaped(on.product(weights, values), [SLOTS, width])));
    h = on.sum(h, perceptron(`${name}.mlp`, norm(`${name}.ln_2`, h)));
  }

  const lengths = on.lengths(h);
  const cosines = on.over(on.product(h, on.turned(h)), on.sum(on.product(lengths, on.turned(lengths)), floor));
  const branch = (first: string, second: string, links: X) => {
    const linked = on.product(links, on.linear(h, of(`${first}.weight`, [width, half]), null));
    const beside = on.convolved(h, of(`${first}.residual.weight`, [half, width, TAPS]), of(`${first}.residual.bias`, [half]));
    const y = quick(on.sum(linked, beside));
    return quick(on.sum(on.product(links, on.linear(y, of(`${second}.weight`, [half, half]), null)), y));
  };
  const alike = branch("gc1", "gc2", on.softmax(on.alike(cosines)));
  const features = linear("linear", width, width, on.joined([alike, branch("gc3", "gc4", on.constant("nearness", nearness))]));

  const logits = linear("classifier", width, 1, on.sum(features, perceptron("mlp2", features)));
  const event = on.product(on.turned(logits), features);
  const enhanced = on.sum(on.constant("text", () => textFeatures(width)), on.over(event, on.lengths(event)));
  const classes = on.sum(enhanced, perceptron("mlp1", enhanced));
  const compared = on.product(on.over(features, on.lengths(features)), on.turned(on.over(classes, on.lengths(classes))));
  return on.joined([on.shaped(logits, [SLOTS]), on.shaped(on.times(compared, sharpness), [SLOTS * CLASSES])]);
}

/** All weights and what else does not depend on the input. */
export function dsanetWeights(width: number): Weights {
  const all = new Map<string, Weight>();
  const none = () => null;
  const constant = (name: string, make: () => Weight) => {
    if (!all.has(name)) all.set(name, make());
    return null;
  };
  const operations = { constant, linear: none, product: none, turned: none, sum: none, times: none, over: none, softmax: none, sigmoid: none, norm: none, lengths: none, alike: none, shaped: none, columns: none, joined: none, convolved: none };
  walk<null>(width, null, operations);
  return all;
}
