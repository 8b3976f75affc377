/** NumPy's `.npy` of one axis of little-endian float32, as far as the page writes it itself; the crate reads and writes all the others. */

/** Where the bytes say how long the head is. */
const HEAD_LENGTH_AT = 8;
const HEAD_AT = 10;
/** A head ends on a multiple of it. */
const ALIGNED = 64;

/** The values' bytes. Throws where they are of another type. */
export async function valuesOf(file: File): Promise<ArrayBuffer> {
  const bytes = await file.arrayBuffer();
  const head = HEAD_AT + new DataView(bytes).getUint16(HEAD_LENGTH_AT, true);
  if (!new TextDecoder("latin1").decode(bytes.slice(0, head)).includes("'<f4'")) throw new Error(`${file.name} does not hold little-endian float32`);
  return bytes.slice(head);
}

/** A file of these values, one after the other. */
export function npyFile(name: string, values: readonly ArrayBuffer[]): File {
  return new File([headOf(values.reduce((sum, part) => sum + part.byteLength / 4, 0)), ...values], name);
}

function headOf(values: number): Uint8Array<ArrayBuffer> {
  const words = `{'descr': '<f4', 'fortran_order': False, 'shape': (${values},), }`;
  const length = Math.ceil((HEAD_AT + words.length + 1) / ALIGNED) * ALIGNED - HEAD_AT;
  const head = new Uint8Array(HEAD_AT + length);
  head.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, length & 0xff, length >> 8]);
  head.set(new TextEncoder().encode(`${words.padEnd(length - 1)}\n`), HEAD_AT);
  return head;
}
