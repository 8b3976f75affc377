/** Reads the committed goldens: safetensors files of float32 tensors. */

import { readFileSync } from "node:fs";
import { resolve } from "node:path";

export type Tensors = ReadonlyMap<string, Float32Array>;

export function golden(name: string): Tensors {
  const bytes = readFileSync(resolve(import.meta.dirname, "../golden", name));
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString("utf8")) as Record<string, { dtype: string; data_offsets: [number, number] }>;
  delete header["__metadata__"];
  const tensors = new Map<string, Float32Array>();
  for (const [tensor, { dtype, data_offsets: [from, to] }] of Object.entries(header)) {
    if (dtype !== "F32") throw new Error(`${name}: ${tensor} is ${dtype}, expected F32`);
    const start = 8 + length + from;
    tensors.set(tensor, Float32Array.from({ length: (to - from) / 4 }, (_, i) => bytes.readFloatLE(start + 4 * i)));
  }
  return tensors;
}
