/** LA-Net's weights and inputs by formula (tests/golden/README.md, "lanet.safetensors"), and its prior. */
import { hashed, sizeOf, type Weight, type Weights } from "./hash";

export const FEATURES = 1024;
export const ATTENTION = 128;
export const KERNEL = 7;
export const EPSILON = 1e-5;
const FIRST_KEY = 10_000;
const INPUT_KEY = 20_000;
const CROP_KEY = 100_000;

const LINEAR: readonly (readonly [string, number, number])[] = [
  ["phi", ATTENTION, FEATURES],
  ["psi", ATTENTION, FEATURES],
  ["value", ATTENTION, FEATURES],
  ["out", FEATURES, ATTENTION],
];

/** Names, shapes and start bounds in the order of the file; a bound of null is the layer normalisation's. */
function table(): { readonly name: string; readonly shape: readonly number[]; readonly bound: number | null }[] {
  const affine = (name: string, shape: readonly number[], fanIn: number, fanOut: number) => [
    { name: `${name}.weight`, shape, bound: Math.sqrt(6 / (fanIn + fanOut)) },
    { name: `${name}.bias`, shape: shape.slice(0, 1), bound: 1 / Math.sqrt(fanIn) },
  ];
  return [
    ...LINEAR.flatMap(([name, outputs, inputs]) => affine(name, [outputs, inputs], inputs, outputs)),
    { name: "norm.weight", shape: [FEATURES], bound: null },
    { name: "norm.bias", shape: [FEATURES], bound: null },
    ...affine("fc1", [512, FEATURES], FEATURES, 512),
    ...affine("fc2", [128, 512], 512, 128),
    ...affine("causal", [1, 128, KERNEL], 128 * KERNEL, KERNEL),
  ];
}

export function lanetWeights(): Weights {
  const entries = table().map(({ name, shape, bound }, index): [string, Weight] => {
    const gain = index < 4 ? 3 : 1;
    const centre = name === "norm.weight" ? 1 : 0;
    const value = (u: number) => (bound === null ? centre + 0.4 * u - 0.2 : gain * bound * (2 * u - 1));
    return [name, { shape, values: hashed(sizeOf(shape), FIRST_KEY + index, value) }];
  });
  return new Map(entries);
}

/** `[crops][snippets][1024]`. */
export function lanetInput(crops: number, snippets: number): Float32Array<ArrayBuffer> {
  const each = snippets * FEATURES;
  const all = new Float32Array(crops * each);
  for (let crop = 0; crop < crops; crop++) {
    const key = (crop === 0 ? INPUT_KEY : CROP_KEY * crop) + snippets;
    all.set(hashed(each, key, (u) => Math.max(2 * u - 1, 0)), crop * each);
  }
  return all;
}

/** exp(-d² / 2) of every pair of snippets, `[snippets][snippets]`. */
export function lanetPrior(snippets: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: snippets * snippets }, (_, at) => Math.exp(-((Math.floor(at / snippets) - (at % snippets)) ** 2) / 2));
}

/** `[rows][columns]` to `[columns][rows]`. */
export function transposed({ shape, values }: Weight): Weight {
  const [rows = 0, columns = 0] = shape;
  return { shape: [columns, rows], values: Float32Array.from({ length: rows * columns }, (_, at) => values[(at % rows) * columns + Math.floor(at / rows)] ?? NaN) };
}
