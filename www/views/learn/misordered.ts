/**
 * The commonest mistake with one long array of scores, made on purpose: it is written in the order of one list and cut
 * in that of another. The crate reads the files as it reads any others; here they are only made.
 */
import { nextToken, type ScoredSet } from "./scored";

/** Where the bytes of a `.npy` say how long its head is. */
const HEAD_LENGTH_AT = 8;
const HEAD_AT = 10;
/** A head ends on a multiple of it. */
const ALIGNED = 64;

const isNormal = (file: File) => file.name.startsWith("Normal");

/**
 * The published scores in one array, abnormal videos first as UCF-Crime's test list has them; and a list that names the
 * videos alphabetically.
 */
export async function misordered(set: ScoredSet): Promise<ScoredSet> {
  const { scores, truth } = set.files;
  const asListed = [...scores.filter((file) => !isNormal(file)), ...scores.filter(isNormal)];
  const values = await Promise.all(asListed.map(valuesOf));
  const ids = truth.map(({ name }) => name.replace(/(__\d+)?_gt\.npy$/, ""));
  const list = new File([ids.join("\n")], "list.txt", { type: "text/plain" });
  const one = new File([headOf(values.reduce((sum, part) => sum + part.byteLength / 4, 0)), ...values], "scores.npy");
  return { ...set, key: "ucf-crime in the wrong order", files: { ...set.files, token: nextToken(), scores: [one], list: [list], digests: null } };
}

async function valuesOf(file: File): Promise<ArrayBuffer> {
  const bytes = await file.arrayBuffer();
  const head = HEAD_AT + new DataView(bytes).getUint16(HEAD_LENGTH_AT, true);
  if (!new TextDecoder("latin1").decode(bytes.slice(0, head)).includes("'<f4'")) throw new Error(`${file.name} does not hold little-endian float32`);
  return bytes.slice(head);
}

/** Of a `.npy` of so many little-endian float32. */
function headOf(values: number): Uint8Array<ArrayBuffer> {
  const words = `{'descr': '<f4', 'fortran_order': False, 'shape': (${values},), }`;
  const length = Math.ceil((HEAD_AT + words.length + 1) / ALIGNED) * ALIGNED - HEAD_AT;
  const head = new Uint8Array(HEAD_AT + length);
  head.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, length & 0xff, length >> 8]);
  head.set(new TextEncoder().encode(`${words.padEnd(length - 1)}\n`), HEAD_AT);
  return head;
}
