/** I3D's table of layers, weights and inputs by the hash (tests/golden/README.md, "The hash"), in the names of piergiaj/pytorch-i3d. */
import { hashed, sizeOf, type Weight, type Weights } from "./hash";

export const FRAMES = 16;
export const SIDE = 224;
/** Batch normalisation's, as DeepMind defines it. */
export const EPSILON = 1e-3;
const FIRST_KEY = 30_000;
const INPUT_KEY = 40_000;

/** A convolution with a cube for a kernel, normalisation and ReLU. */
export interface Unit {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly stride: number;
}

/** Of every module: its name and the published channels of b0, b1a, b1b, b2a, b2b, b3b. */
const MODULES: readonly (readonly [string, readonly [number, number, number, number, number, number]])[] = [
  ["Mixed_3b", [64, 96, 128, 16, 32, 32]],
  ["Mixed_3c", [128, 128, 192, 32, 96, 64]],
  ["Mixed_4b", [192, 96, 208, 16, 48, 64]],
  ["Mixed_4c", [160, 112, 224, 24, 64, 64]],
  ["Mixed_4d", [128, 128, 256, 24, 64, 64]],
  ["Mixed_4e", [112, 144, 288, 32, 64, 64]],
  ["Mixed_4f", [256, 160, 320, 32, 128, 128]],
  ["Mixed_5b", [256, 160, 320, 32, 128, 128]],
  ["Mixed_5c", [384, 192, 384, 48, 128, 128]],
];

/** What is done with a picture in time, on whichever engine: `x` is whatever the engine calls a value. */
export interface Layers<X> {
  readonly unit: (unit: Unit, x: X) => X;
  readonly pool: (x: X, kernel: Cube, stride: Cube) => X;
  readonly joined: (parts: readonly X[]) => X;
}
export type Cube = readonly [number, number, number];
const cube = (side: number): Cube => [side, side, side];

/** At a share of the published channels, rounded up to multiples of four. */
const channels = (width: number, published: number): number => 4 * Math.ceil((published * width) / 4);
/** Values of a row of features. */
export const rowOf = (width: number): number => channels(width, 1024);

/** The way from a snippet to the last module. */
export function walk<X>(width: number, snippet: X, { unit, pool, joined }: Layers<X>): X {
  const [c64, c192] = [channels(width, 64), channels(width, 192)];
  let x = unit({ name: "Conv3d_1a_7x7", inputs: 3, outputs: c64, kernel: 7, stride: 2 }, snippet);
  x = pool(x, [1, 3, 3], [1, 2, 2]);
  x = unit({ name: "Conv3d_2b_1x1", inputs: c64, outputs: c64, kernel: 1, stride: 1 }, x);
  x = unit({ name: "Conv3d_2c_3x3", inputs: c64, outputs: c192, kernel: 3, stride: 1 }, x);
  x = pool(x, [1, 3, 3], [1, 2, 2]);
  let inputs = c192;
  for (const [name, published] of MODULES) {
    const [b0, b1a, b1b, b2a, b2b, b3b] = published.map((count) => channels(width, count)) as [number, number, number, number, number, number];
    const from = name === "Mixed_4b" ? pool(x, cube(3), cube(2)) : name === "Mixed_5b" ? pool(x, cube(2), cube(2)) : x;
    const branch = (part: string, inputs: number, outputs: number, kernel: number, x: X) => unit({ name: `${name}.${part}`, inputs, outputs, kernel, stride: 1 }, x);
    x = joined([
      branch("b0", inputs, b0, 1, from),
      branch("b1b", b1a, b1b, 3, branch("b1a", inputs, b1a, 1, from)),
      branch("b2b", b2a, b2b, 3, branch("b2a", inputs, b2a, 1, from)),
      branch("b3b", inputs, b3b, 1, pool(from, cube(3), cube(1))),
    ]);
    inputs = b0 + b1b + b2b + b3b;
  }
  return x;
}

/** Every unit once, in the order in which the network meets them. */
export function units(width: number): Unit[] {
  const all: Unit[] = [];
  walk<null>(width, null, { unit: (unit) => (all.push(unit), null), pool: () => null, joined: () => null });
  return all;
}

/** Weight of the convolution, then scale, shift, mean and variance of the normalisation. */
export const PARTS = ["conv3d.weight", "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var"] as const;

export function i3dWeights(width: number): Weights {
  const all = new Map<string, Weight>();
  for (const { name, inputs, outputs, kernel } of units(width)) {
    const put = (part: (typeof PARTS)[number], shape: readonly number[], value: (uniform: number) => number) =>
      all.set(`${name}.${part}`, { shape, values: hashed(sizeOf(shape), FIRST_KEY + all.size, value) });
    put("conv3d.weight", [outputs, inputs, kernel, kernel, kernel], (u) => (2 * u - 1) * Math.sqrt(6 / (inputs * kernel ** 3)));
    put("bn.weight", [outputs], (u) => 0.8 + 0.4 * u);
    put("bn.bias", [outputs], (u) => 0.2 * u - 0.1);
    put("bn.running_mean", [outputs], (u) => 0.2 * u - 0.1);
    put("bn.running_var", [outputs], (u) => 0.5 + u);
  }
  return all;
}

/** `[3][16][224][224]`, from -1 to 1. */
export function i3dInput(): Float32Array<ArrayBuffer> {
  return hashed(3 * FRAMES * SIDE * SIDE, INPUT_KEY, (u) => Math.floor(256 * u) / 127.5 - 1);
}

/** Zeros before and after a side of `length` under TensorFlow's "same". */
export function padding(length: number, kernel: number, stride: number): readonly [number, number] {
  const all = Math.max(0, length % stride === 0 ? kernel - stride : kernel - (length % stride));
  return [Math.floor(all / 2), all - Math.floor(all / 2)];
}
