/** Weights that others have published: where they are, and by which digest they are known. Fetched only on a click. */
import list from "./public.json";

export interface PublicWeights {
  readonly id: string;
  /** What they are for; heads turn features into scores. */
  readonly use: string;
  readonly name: string;
  /** As their authors call the file. */
  readonly file: string;
  /** null where the host gives it to people only. */
  readonly url: string | null;
  readonly megabytes: number;
  /** SHA-1 of the file as git counts it, lower-case hex; null where it is not known. */
  readonly gitBlob: string | null;
  readonly sha256: string | null;
  readonly credit: string;
  readonly home: string;
  readonly licence: string;
}

export const PUBLIC_WEIGHTS: readonly PublicWeights[] = list;

/** Larger files are not read whole for git's digest; those known by it have 51 MB. */
const LARGEST_BLOB = 64e6;

/** Whose file this is by its digest; null where nobody's that is known. */
export async function publisherOf(file: Blob, sha256: string): Promise<PublicWeights | null> {
  const bySha = PUBLIC_WEIGHTS.find((entry) => entry.sha256 === sha256);
  if (bySha !== undefined || file.size > LARGEST_BLOB) return bySha ?? null;
  const blob = await gitBlob(file);
  return PUBLIC_WEIGHTS.find((entry) => entry.gitBlob === blob) ?? null;
}

async function gitBlob(file: Blob): Promise<string> {
  const counted = new Blob([`blob ${file.size}\0`, file]);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-1", await counted.arrayBuffer()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
