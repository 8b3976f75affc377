/** Clips for the tests: real ones from the data folder beside the repository, and small drawn ones. */

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";

const CLIPS = resolve(import.meta.dirname, "../../../shared/data/clips");

/** Why tests of real clips cannot run here, or null. */
export const WITHOUT_CLIPS = existsSync(CLIPS) ? null : "../shared is not here";

export function realClip(name: string): string {
  return resolve(CLIPS, name);
}

/** A file as Playwright takes it. */
export interface MadeFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const WIDTH = 160;
const HEIGHT = 120;
const SQUARE = 18;
/** Left edge, top edge and pixels per frame of the squares that move: one object each, always apart. */
const SQUARES = [
  { x: 4, y: 10, speed: 3 },
  { x: 8, y: 50, speed: 2 },
  { x: 2, y: 90, speed: 3 },
] as const;

/** Pictures of three squares on their way over a still ground, as 24-bit BMP; a few objects in each. */
export function movingSquares(frames: number): MadeFile[] {
  return Array.from({ length: frames }, (_, t) => ({ name: `frame${t}.bmp`, mimeType: "image/bmp", buffer: bitmap((x, y) => shade(x, y, t)) }));
}

/** The same pictures as baseline TIFF, one strip of RGB each: no browser but Safari decodes these. */
export function movingSquaresTiff(frames: number): MadeFile[] {
  return Array.from({ length: frames }, (_, t) => ({ name: `frame${t}.tif`, mimeType: "image/tiff", buffer: tiff((x, y) => shade(x, y, t)) }));
}

/** Masks of such pictures: from frame `from` on, one of the squares is odd. */
export function squareMasks(frames: number, from: number): MadeFile[] {
  const odd = (x: number, y: number, t: number) => t >= from && x >= 8 + 2 * t && x < 26 + 2 * t && y >= 50 && y < 68;
  return Array.from({ length: frames }, (_, t) => ({ name: `frame${t}.bmp`, mimeType: "image/bmp", buffer: bitmap((x, y) => (odd(x, y, t) ? 255 : 0)) }));
}

function shade(x: number, y: number, t: number): number {
  for (const square of SQUARES) {
    const [dx, dy] = [x - (square.x + square.speed * t), y - square.y];
    // Stripes narrower than a step: every pixel of a moving square changes.
    if (dx >= 0 && dx < SQUARE && dy >= 0 && dy < SQUARE) return (dx + dy) % 5 < 2 ? 250 : 120;
  }
  return 40 + ((x * 7 + y * 13) % 9);
}

function bitmap(grey: (x: number, y: number) => number): Buffer {
  const header = 54;
  const bytes = Buffer.alloc(header + WIDTH * HEIGHT * 3); // Rows of 160 * 3 bytes need no padding to four.
  bytes.write("BM", 0, "latin1");
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(header, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(WIDTH, 18);
  bytes.writeInt32LE(-HEIGHT, 22); // Negative: top row first.
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  for (let y = 0; y < HEIGHT; y++) for (let x = 0; x < WIDTH; x++) bytes.fill(grey(x, y), header + (y * WIDTH + x) * 3, header + (y * WIDTH + x) * 3 + 3);
  return bytes;
}

function tiff(grey: (x: number, y: number) => number): Buffer {
  // Tag, type (3 short, 4 long), count, value or offset; in ascending order of tags.
  const tags = (bits: number, pixels: number): [number, number, number, number][] => [
    [256, 3, 1, WIDTH],
    [257, 3, 1, HEIGHT],
    [258, 3, 3, bits],
    [259, 3, 1, 1],
    [262, 3, 1, 2],
    [273, 4, 1, pixels],
    [277, 3, 1, 3],
    [278, 3, 1, HEIGHT],
    [279, 4, 1, WIDTH * HEIGHT * 3],
  ];
  const directory = 8;
  const bits = directory + 2 + 12 * 9 + 4;
  const pixels = bits + 6;
  const bytes = Buffer.alloc(pixels + WIDTH * HEIGHT * 3);
  bytes.write("II*\0", 0, "latin1");
  bytes.writeUInt32LE(directory, 4);
  bytes.writeUInt16LE(9, directory);
  for (const [i, [tag, type, count, value]] of tags(bits, pixels).entries()) {
    const at = directory + 2 + 12 * i;
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(type, at + 2);
    bytes.writeUInt32LE(count, at + 4);
    bytes.writeUInt32LE(value, at + 8);
  }
  for (let k = 0; k < 3; k++) bytes.writeUInt16LE(8, bits + 2 * k);
  for (let y = 0; y < HEIGHT; y++) for (let x = 0; x < WIDTH; x++) bytes.fill(grey(x, y), pixels + (y * WIDTH + x) * 3, pixels + (y * WIDTH + x) * 3 + 3);
  return bytes;
}

/** A zip of `files`, deflated. */
export async function zipped(name: string, files: readonly MadeFile[]): Promise<MadeFile> {
  const writer = new ZipWriter(new Uint8ArrayWriter());
  for (const file of files) await writer.add(file.name, new Uint8ArrayReader(file.buffer));
  return { name, mimeType: "application/zip", buffer: Buffer.from(await writer.close()) };
}
