/**
 * DSANet for UCF-Crime with weights from a formula, as files: 256 snippets of features and a safetensors file of the
 * authors' names. The numbers that the authors' modules give for it in f64 stand in `UCF_CHUNK`.
 */

import { closeSync, openSync, writeSync } from "node:fs";

const WIDTH = 512;
const SLOTS = 256;
const CLASSES = ["normal", "abuse", "arrest", "arson", "assault", "burglary", "explosion", "fighting", "roadaccidents", "robbery", "shooting", "shoplifting", "stealing", "vandalism"] as const;

/** Logits of the first chunk by snippet, and the first probabilities of snippet 0. */
export const UCF_CHUNK = {
  logits: [[0, -0.644166], [1, -0.806694], [99, -0.442479], [100, -0.346642], [255, -0.440237]],
  probabilities: [["normal", 0.532164], ["abuse", 0.033785]],
} as const;

/** FNV-1a of the name, then the finaliser of MurmurHash3; uniform within the amplitude around the offset. */
function formula(name: string, count: number, amplitude: number, offset: number): Float32Array {
  let seed = 0x811c9dc5;
  for (const byte of Buffer.from(name)) seed = Math.imul(seed ^ byte, 0x01000193);
  return Float32Array.from({ length: count }, (_, index) => {
    let h = (seed + Math.imul(index, 0x9e3779b9)) | 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h ^= h >>> 16;
    return offset + amplitude * ((2 * (h >>> 8)) / 2 ** 24 - 1);
  });
}

/** Rows of the input: every hundred share their first part. */
export function ucfFeatures(): { readonly values: Float32Array; readonly width: number } {
  const base = formula("base", 8 * WIDTH, 1, 0);
  const noise = formula("noise", SLOTS * WIDTH, 1, 0);
  const values = noise.map((part, index) => (base[(Math.floor(index / WIDTH / 100) % 8) * WIDTH + (index % WIDTH)] ?? NaN) + 0.5 * part);
  return { values, width: WIDTH };
}

type Shape = readonly number[];

function tensors(): readonly (readonly [string, Shape])[] {
  const linear = (name: string, output: number, input: number): [string, Shape][] => [[`${name}.weight`, [output, input]], [`${name}.bias`, [output]]];
  const norm = (name: string): [string, Shape][] => [[`${name}.weight`, [WIDTH]], [`${name}.bias`, [WIDTH]]];
  const perceptron = (name: string) => [...linear(`${name}.c_fc`, 4 * WIDTH, WIDTH), ...linear(`${name}.c_proj`, WIDTH, 4 * WIDTH)];
  const block = (name: string): [string, Shape][] => [
    ...norm(`${name}.ln_1`), ...norm(`${name}.ln_2`),
    [`${name}.attn.in_proj_weight`, [3 * WIDTH, WIDTH]], [`${name}.attn.in_proj_bias`, [3 * WIDTH]],
    ...linear(`${name}.attn.out_proj`, WIDTH, WIDTH), ...perceptron(`${name}.mlp`),
  ];
  const outer = (name: string): [string, Shape][] => [[`${name}.weight`, [WIDTH, WIDTH / 2]], [`${name}.residual.weight`, [WIDTH / 2, WIDTH, 5]], [`${name}.residual.bias`, [WIDTH / 2]]];
  const inner = (name: string): [string, Shape] => [`${name}.weight`, [WIDTH / 2, WIDTH / 2]];
  return [
    ["frame_position_embeddings.weight", [SLOTS, WIDTH]],
    ...block("temporal.resblocks.0"), ...block("temporal.resblocks.1"),
    ...outer("gc1"), ...outer("gc3"), inner("gc2"), inner("gc4"),
    ...linear("linear", WIDTH, WIDTH), ...perceptron("mlp1"), ...perceptron("mlp2"), ...linear("classifier", 1, WIDTH),
    ["text_features", [CLASSES.length, WIDTH]],
  ];
}

function values(name: string, shape: Shape): Float32Array {
  const count = shape.reduce((product, size) => product * size, 1);
  if (name === "text_features") return unitRows(formula(name, count, 1, 0));
  if (name.endsWith("bias")) return formula(name, count, 0.1, 0);
  if (/ln_[12]\./.test(name)) return formula(name, count, 0.2, 1);
  if (name === "frame_position_embeddings.weight") return formula(name, count, 0.05, 0);
  // Graph weights lie (in, out), all others (out, in).
  const fan = name.startsWith("gc") && shape.length === 2 ? (shape[0] ?? 1) : count / (shape[0] ?? 1);
  return formula(name, count, (name === "linear.weight" ? 0.05 : 1) * Math.sqrt(3 / fan), 0);
}

function unitRows(table: Float32Array): Float32Array {
  return table.map((value, index) => {
    const start = Math.floor(index / WIDTH) * WIDTH;
    return value / Math.sqrt(table.subarray(start, start + WIDTH).reduce((sum, x) => sum + x * x, 0));
  });
}

const METADATA = {
  format: "oddframe-dsanet", format_version: "1", dataset: "UCF-Crime",
  width: "512", slots: "256", classes: JSON.stringify(CLASSES), blocks: "2", heads: "1", window: "8", temperature: "5.0",
  text_mode: "adapter", adapters: "3", t_w: "0.1", prototypes: "16", decoder_blocks: "8", refiner_heads: "8", normal_ratio: "0.8",
  standardise: "false", input_clip: "8.0",
} as const;

/** Writes the weights, 50 MB, tensor by tensor. */
export function writeUcfWeights(path: string): void {
  const header: Record<string, unknown> = { __metadata__: METADATA };
  let end = 0;
  for (const [name, shape] of tensors()) {
    const start = end;
    end += 4 * shape.reduce((product, size) => product * size, 1);
    header[name] = { dtype: "F32", shape, data_offsets: [start, end] };
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const file = openSync(path, "w");
  try {
    for (const part of [length, text]) writeSync(file, part);
    for (const [name, shape] of tensors()) {
      const of = values(name, shape);
      writeSync(file, new Uint8Array(of.buffer, of.byteOffset, of.byteLength));
    }
  } finally {
    closeSync(file);
  }
}
