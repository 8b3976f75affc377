/** ReconCAE's weights and inputs by formula (tests/golden/README.md, "The hash"). */
import { hashed, sizeOf, type Weight, type Weights } from "./hash";

export const PLANES = 15;
export const SIDE = 32;
export const EPSILON = 1e-5;
const INPUT_KEY = 1000;

/** Channels of the four stages. */
export const channels = (width: number): readonly [number, number, number, number] => [32 * width, 64 * width, 128 * width, 256 * width];

type Value = (uniform: number) => number;
interface Slot { readonly name: string; readonly shape: readonly number[]; readonly value: Value }

const conv = (name: string, shape: readonly number[], fanIn: number): Slot[] => [
  { name: `${name}.weight`, shape, value: (u) => (2 * u - 1) * Math.sqrt(6 / fanIn) },
  { name: `${name}.bias`, shape: shape.slice(0, 1), value: (u) => 0.1 * u - 0.05 },
];
const norm = (name: string, count: number): Slot[] => [
  { name: `${name}.weight`, shape: [count], value: (u) => 0.5 + u },
  { name: `${name}.bias`, shape: [count], value: (u) => 0.4 * u - 0.2 },
  { name: `${name}.running_mean`, shape: [count], value: (u) => 0.2 * u - 0.1 },
  { name: `${name}.running_var`, shape: [count], value: (u) => 0.5 + u },
];
const double = (name: string, from: number, to: number): Slot[] => [
  ...conv(`${name}.0`, [to, from, 3, 3], 9 * from),
  ...norm(`${name}.1`, to),
  ...conv(`${name}.3`, [to, to, 3, 3], 9 * to),
  ...norm(`${name}.4`, to),
];

/** The blocks in order: two convolutions each, those of the way up with a transposed one before them. */
export const DOWN = ["0.conv.conv", "1.mpconv.1.conv", "2.mpconv.1.conv", "3.mpconv.1.conv"] as const;
export const UP = ["4", "5", "6"] as const;
export const LAST = "7.conv";

function table(width: number): Slot[] {
  const [a, b, c, d] = channels(width);
  const sides = [PLANES, a, b, c, d];
  const down = DOWN.flatMap((name, stage) => double(name, sides[stage] ?? 0, sides[stage + 1] ?? 0));
  const up = UP.flatMap((name, stage) => {
    const [from, to] = [[d, c], [c, b], [b, a]][stage] ?? [0, 0];
    return [...conv(`${name}.up`, [from ?? 0, from ?? 0, 3, 3], 9 * (from ?? 0)), ...double(`${name}.conv.conv`, from ?? 0, to ?? 0)];
  });
  return [...down, ...up, ...conv(LAST, [PLANES, a, 1, 1], a)];
}

export function reconCaeWeights(width: number): Weights {
  return new Map(table(width).map(({ name, shape, value }, key): [string, Weight] => [name, { shape, values: hashed(sizeOf(shape), key, value) }]));
}

/** `[cubes][15][32][32]`. */
export function reconCaeInput(cubes: number): Float32Array<ArrayBuffer> {
  return hashed(cubes * PLANES * SIDE * SIDE, INPUT_KEY, (u) => Math.floor(256 * u) / 255);
}

/** A convolution and the normalisation by running statistics behind it, as one. */
export function folded({ shape, values }: Weight, bias: Weight, scale: Weight, shift: Weight, mean: Weight, variance: Weight): readonly [Weight, Weight] {
  const each = values.length / (shape[0] ?? 1);
  const factor = scale.values.map((value, o) => value / Math.sqrt((variance.values[o] ?? NaN) + EPSILON));
  return [
    { shape, values: values.map((value, at) => value * (factor[Math.floor(at / each)] ?? NaN)) },
    { shape: bias.shape, values: bias.values.map((value, o) => (value - (mean.values[o] ?? NaN)) * (factor[o] ?? NaN) + (shift.values[o] ?? NaN)) },
  ];
}
