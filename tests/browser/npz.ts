/** Reads and writes the zip archives that NumPy calls .npz: enough for the files of the tests. */

import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;

/** Members by name, unpacked: exactly the bytes of the `.npy` files. */
export function members(archive: Buffer): Map<string, Buffer> {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0 || archive.readUInt32LE(end) !== END) throw new Error("this is no zip archive");
  const found = new Map<string, Buffer>();
  let at = archive.readUInt32LE(end + 16);
  for (let i = archive.readUInt16LE(end + 10); i > 0; i--) {
    const [method, packed, name, extra, comment, local] = [archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 20), archive.readUInt16LE(at + 28), archive.readUInt16LE(at + 30), archive.readUInt16LE(at + 32), archive.readUInt32LE(at + 42)];
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const bytes = archive.subarray(start, start + packed);
    found.set(archive.toString("utf8", at + 46, at + 46 + name), method === 0 ? bytes : inflateRawSync(bytes));
    at += 46 + name + extra + comment;
  }
  return found;
}

/** An `.npz` of one-dimensional arrays. */
export function npz(arrays: Readonly<Record<string, Float32Array | Uint8Array>>): Buffer {
  return archive(new Map(Object.entries(arrays).map(([name, values]) => [`${name}.npy`, npy(values)])));
}

/** Rows of `width` values where a width is given, else one axis. */
export function npy(values: Float32Array | Uint8Array, width?: number): Buffer {
  const shape = width === undefined ? `${values.length},` : `${values.length / width}, ${width}`;
  const head = `{'descr': '${values instanceof Float32Array ? "<f4" : "|u1"}', 'fortran_order': False, 'shape': (${shape}), }`;
  const padded = head.padEnd(Math.ceil((head.length + 11) / 64) * 64 - 11) + "\n";
  const header = Buffer.from(`\x93NUMPY\x01\x00\x00\x00${padded}`, "latin1");
  header.writeUInt16LE(padded.length, 8);
  return Buffer.concat([header, Buffer.from(values.buffer, values.byteOffset, values.byteLength)]);
}

/** The values of a one-dimensional `.npy`, little-endian f32. */
export function floats(file: Buffer): Float32Array {
  const bytes = file.subarray(10 + file.readUInt16LE(8));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function archive(files: ReadonlyMap<string, Buffer>): Buffer {
  const parts: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const [name, bytes] of files) {
    const packed = deflateRawSync(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([number(LOCAL, 4), common, Buffer.from(name), packed]);
    const entry = Buffer.concat([number(ENTRY, 4), number(20, 2), common, Buffer.alloc(10), number(offset, 4), Buffer.from(name)]);
    parts.push(local);
    entries.push(entry);
    offset += local.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.concat([number(END, 4), Buffer.alloc(4), number(files.size, 2), number(files.size, 2), number(directory.length, 4), number(offset, 4), Buffer.alloc(2)]);
  return Buffer.concat([...parts, directory, end]);
}

function number(value: number, bytes: 2 | 4): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntLE(value, 0, bytes);
  return buffer;
}
