/** Weights of encoders by formula, as the golden scripts make them, in files of the published layouts; and the clip of the I3D golden. */

import { createHash } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import { units as i3dUnits } from "../../bench/src/i3d";
import type { MadeFile } from "./clips";
import { golden } from "./safetensors";

export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Uniform within `about` of `centre`, by a hash of the name and the flat index. */
export function formula(name: string, count: number, about: number, centre: number): Float32Array {
  let start = 0x811c9dc5;
  for (const byte of Buffer.from(name)) start = Math.imul(start ^ byte, 0x01000193) >>> 0;
  return Float32Array.from({ length: count }, (_, i) => {
    let h = (start + Math.imul(i, 0x9e3779b9)) >>> 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b) >>> 0;
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) >>> 0;
    h = (h ^ (h >>> 16)) >>> 0;
    return centre + about * ((2 * (h >>> 8)) / 2 ** 24 - 1);
  });
}

interface Unit {
  readonly name: string;
  readonly shape: readonly number[];
}

/** The convolutions of I3D with the published channels divided by `divisor`. */
function units(divisor: number): Unit[] {
  return i3dUnits(1 / divisor).map(({ name, inputs, outputs, kernel }) => ({ name, shape: [outputs, inputs, kernel, kernel, kernel] }));
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Weight, then scale, offset, mean and variance of the batch norm, by piergiaj's names. */
function ofUnit({ name, shape }: Unit): readonly NamedTensor[] {
  const weight = { name: `${name}.conv3d.weight`, shape, values: formula(`${name}.conv3d.weight`, size(shape), Math.sqrt(6 / size(shape.slice(1))), 0) };
  const channels = shape[0] ?? 0;
  const norm = [["weight", 0.2, 1], ["bias", 0.1, 0], ["running_mean", 0.1, 0], ["running_var", 0.5, 1]] as const;
  return [weight, ...norm.map(([part, about, centre]) => ({ name: `${name}.bn.${part}`, shape: [channels], values: formula(`${name}.bn.${part}`, channels, about, centre) }))];
}

/** An I3D as piergiaj publishes it. */
export function i3dPublished(divisor: number): NamedTensor[] {
  return units(divisor).flatMap(ofUnit);
}

/** Our file of an I3D for inputs of `side` pixels: batch norm folded in, the digest of its values among the metadata. */
export function i3dFolded(divisor: number, side: number, epsilon = 1e-3): Buffer {
  const tensors = units(divisor).flatMap((unit) => {
    const [weight, scale, offset, mean, variance] = ofUnit(unit).map(({ values }) => values);
    if (!weight || !scale || !offset || !mean || !variance) throw new Error("five tensors of a unit");
    const rest = weight.length / scale.length;
    const factors = Array.from(scale, (value, c) => value / Math.sqrt((variance[c] ?? NaN) + epsilon));
    const folded = weight.map((value, i) => value * (factors[Math.floor(i / rest)] ?? NaN));
    const bias = offset.map((value, c) => value - (mean[c] ?? NaN) * (factors[c] ?? NaN));
    return [{ name: `i3d.${unit.name}.weight`, shape: unit.shape, values: folded }, { name: `i3d.${unit.name}.bias`, shape: [bias.length], values: bias }];
  });
  const width = divisor === 1 ? "1" : `1/${divisor}`;
  return safetensors(tensors, { format: "oddframe-i3d", format_version: "1", width, input: String(side), bn_eps: String(epsilon), tensor_digest: digest(tensors), source_name: "formula", source_sha256: "" });
}

/** The shape of an image tower. */
export interface TowerShape {
  readonly side: number;
  readonly patch: number;
  readonly width: number;
  readonly blocks: number;
  readonly output: number;
}

/** Names (OpenAI's) and shapes of CLIP's image tower. */
function clipShapes({ side, patch, width, blocks, output }: TowerShape): Unit[] {
  const affine = (name: string, outputs: number, inputs?: number): Unit[] => [{ name: `${name}weight`, shape: inputs === undefined ? [outputs] : [outputs, inputs] }, { name: `${name}bias`, shape: [outputs] }];
  const block = (i: number): Unit[] => {
    const at = `visual.transformer.resblocks.${i}.`;
    return [
      ...affine(`${at}ln_1.`, width), ...affine(`${at}ln_2.`, width), ...affine(`${at}attn.in_proj_`, 3 * width, width), ...affine(`${at}attn.out_proj.`, width, width),
      ...affine(`${at}mlp.c_fc.`, 4 * width, width), ...affine(`${at}mlp.c_proj.`, width, 4 * width),
    ];
  };
  return [
    { name: "visual.class_embedding", shape: [width] }, { name: "visual.conv1.weight", shape: [width, 3, patch, patch] },
    { name: "visual.positional_embedding", shape: [1 + (side / patch) ** 2, width] }, ...affine("visual.ln_pre.", width), ...affine("visual.ln_post.", width),
    { name: "visual.proj", shape: [width, output] }, ...Array.from({ length: blocks }, (_, i) => block(i)).flat(),
  ];
}

/** CLIP's image tower in any shape, weights by formula. */
export function clipTower(shape: TowerShape): Buffer {
  return safetensors(clipShapes(shape).map(({ name, shape }) => ({ name, shape, values: formula(name, size(shape), ...clipRange(name, shape)) })), {});
}

/** In the small shape of the references. */
export function clipTiny(): Buffer {
  return clipTower({ side: 48, patch: 16, width: 128, blocks: 2, output: 32 });
}

/** CLIP ViT-B/16 in halves, 172 MB, with the same few thousand small numbers again and again. */
export function writeFullClip(path: string): void {
  const shapes = clipShapes({ side: 224, patch: 16, width: 768, blocks: 12, output: 512 });
  // Halves of 2^-6 and 2^-5 and their negatives, in no order that a matrix could be singular by.
  const block = Uint16Array.from(formula("block", 1 << 14, 1, 0), (value) => (value < 0 ? 0x8000 : 0) + (Math.abs(value) < 0.5 ? 0x2400 : 0x2800));
  writeRepeated(path, shapes, "F16", new Uint8Array(block.buffer));
}

function clipRange(name: string, shape: readonly number[]): [about: number, centre: number] {
  if (name.includes("ln_") && name.endsWith("weight")) return [0.2, 1];
  if (name.endsWith("bias")) return [0.1, 0];
  if (name.endsWith("embedding")) return [0.05, 0];
  const fanIn = name.endsWith("proj") ? (shape[0] ?? 1) : size(shape.slice(1));
  return [Math.sqrt(3 / fanIn), 0];
}

/** SHA-256 over the tensors sorted by name, each as name, shape and values. */
function digest(tensors: readonly NamedTensor[]): string {
  const hash = createHash("sha256");
  for (const { name, shape, values } of sorted(tensors)) {
    const head = Buffer.alloc(8 + name.length + 8 * shape.length);
    head.writeUInt32LE(name.length, 0);
    head.write(name, 4, "latin1");
    head.writeUInt32LE(shape.length, 4 + name.length);
    shape.forEach((length, i) => head.writeBigUInt64LE(BigInt(length), 8 + name.length + 8 * i));
    hash.update(head).update(bytesOf(values));
  }
  return hash.digest("hex");
}

function sorted(tensors: readonly NamedTensor[]): NamedTensor[] {
  return [...tensors].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function bytesOf(values: Float32Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

export function safetensors(tensors: readonly NamedTensor[], metadata: Readonly<Record<string, string>>): Buffer {
  return Buffer.concat([header(tensors, metadata), ...tensors.map(({ values }) => bytesOf(values))]);
}

function header(tensors: readonly { readonly name: string; readonly shape: readonly number[] }[], metadata: Readonly<Record<string, string>>, dtype: keyof typeof BYTES = "F32"): Buffer {
  let at = 0;
  const entries = tensors.map(({ name, shape }) => {
    const from = at;
    at += BYTES[dtype] * size(shape);
    return [name, { dtype, shape, data_offsets: [from, at] }] as const;
  });
  const text = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) });
  const padded = text.padEnd(Math.ceil(text.length / 8) * 8);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, Buffer.from(padded)]);
}

/** A full-size I3D by piergiaj's names, classes and all, with the same few thousand small numbers again and again: 50.8 MB on disk. */
export function writeFullI3d(path: string): void {
  const tensors = [...units(1).flatMap(({ name, shape }) => {
    const channels = [shape[0] ?? 0];
    return [{ name: `${name}.conv3d.weight`, shape }, ...["weight", "bias", "running_mean", "running_var"].map((part) => ({ name: `${name}.bn.${part}`, shape: channels }))];
  }), { name: "logits.conv3d.weight", shape: [400, 1024, 1, 1, 1] }, { name: "logits.conv3d.bias", shape: [400] }];
  const block = formula("block", 1 << 14, 0.02, 0.02);
  writeRepeated(path, tensors, "F32", new Uint8Array(block.buffer));
}

const BYTES = { F32: 4, F16: 2 } as const;

function writeRepeated(path: string, tensors: readonly Unit[], dtype: keyof typeof BYTES, block: Uint8Array): void {
  const file = openSync(path, "w");
  writeSync(file, header(tensors, {}, dtype));
  let left = tensors.reduce((sum, { shape }) => sum + BYTES[dtype] * size(shape), 0);
  for (; left > 0; left -= Math.min(left, block.byteLength)) writeSync(file, block.subarray(0, left));
  closeSync(file);
}

/** The clip of `tests/golden/i3d.py`: 32 pictures of 60x44, stripes that drift and a block that moves. */
export function goldenFrames(): MadeFile[] {
  return Array.from({ length: 32 }, (_, t) => ({ name: `frame${t}.bmp`, mimeType: "image/bmp", buffer: bitmap(t) }));
}

function bitmap(t: number): Buffer {
  const [width, height, head] = [60, 44, 54];
  const bytes = Buffer.alloc(head + width * height * 3); // Rows of 60 * 3 bytes need no padding to four.
  bytes.write("BM", 0, "latin1");
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(head, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(-height, 22); // Negative: top row first.
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let p = 0; p < 3; p++) {
        const block = Math.abs(x - 8 - t) < 6 && Math.abs(y - 20) < 9;
        const level = block ? 200 + 17 * p + x * y : x * 5 + y * 3 + t * (2 + p) * 3;
        bytes[head + (y * width + x) * 3 + 2 - p] = level % 256; // Blue first.
      }
  return bytes;
}

/** PyTorch's features of that clip by width 1/8 at 32 pixels, `[10, 2, 128]`. */
export function goldenFeatures(): Float32Array {
  const features = golden("i3d.safetensors").get("features");
  if (features === undefined) throw new Error("i3d.safetensors holds no features");
  return features;
}

/** An `.npy` of three axes. */
export function packedNpy(shape: readonly [number, number, number], values: Float32Array): Buffer {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(", ")}), }`;
  const padded = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11) + "\n";
  const head = Buffer.from(`\x93NUMPY\x01\x00\x00\x00${padded}`, "latin1");
  head.writeUInt16LE(padded.length, 8);
  return Buffer.concat([head, bytesOf(values)]);
}
