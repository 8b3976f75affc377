/**
 * Weights that this browser keeps: files in its origin-private storage, each beside a page of facts about it.
 *
 * The facts are written last: data without facts is what an interrupted import has left, and is removed when it is a day
 * old. Nothing here leaves the machine.
 */
import type { WeightsFacts } from "../../pkg/oddframe.js";

const FOLDER = "weights";
const DATA = ".bin";
const FACTS = ".json";
/** Milliseconds after which data without facts belongs to no import that still runs. */
const ABANDONED = 24 * 3600 * 1000;

/** What is known about kept weights. */
export interface KeptWeights {
  /** Names the files. */
  readonly id: string;
  /** The file's own name. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly facts: WeightsFacts;
  /** The address, or null where the visitor gave the file. */
  readonly url: string | null;
  /** Whose file it is by its digest; null where no digest is known. */
  readonly verified: string | null;
  readonly licence: string | null;
  /** ISO 8601. */
  readonly added: string;
}

/** null where the browser has no such storage: pages that were not served over https, some private windows. */
async function folder(): Promise<FileSystemDirectoryHandle | null> {
  try {
    return await (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true });
  } catch {
    return null;
  }
}

/** All that is kept, the oldest first. */
export async function listKept(): Promise<readonly KeptWeights[]> {
  const place = await folder();
  if (place === null) return [];
  const names = new Set<string>();
  for await (const name of place.keys()) names.add(name);
  const kept: KeptWeights[] = [];
  for (const name of names) {
    if (name.endsWith(DATA) && !names.has(name.replace(DATA, FACTS))) await removeAbandoned(place, name);
    if (!name.endsWith(FACTS)) continue;
    const facts = await readFacts(place, name);
    if (facts !== null && names.has(`${facts.id}${DATA}`)) kept.push(facts);
  }
  return kept.sort((a, b) => (a.added < b.added ? -1 : 1));
}

async function readFacts(place: FileSystemDirectoryHandle, name: string): Promise<KeptWeights | null> {
  try {
    const text = await (await (await place.getFileHandle(name)).getFile()).text();
    return JSON.parse(text) as KeptWeights; // Written by `finish` below and by nobody else.
  } catch {
    return null; // Cut off while it was written: as if it had never been.
  }
}

async function removeAbandoned(place: FileSystemDirectoryHandle, name: string): Promise<void> {
  const { lastModified } = await (await place.getFileHandle(name)).getFile();
  if (Date.now() - lastModified > ABANDONED) await place.removeEntry(name);
}

/** The file under its own name. */
export async function openKept(kept: KeptWeights): Promise<File> {
  const place = await folder();
  if (place === null) throw new Error("the browser's storage is gone");
  const data = await (await place.getFileHandle(`${kept.id}${DATA}`)).getFile();
  return new File([data], kept.name, { lastModified: data.lastModified });
}

export async function deleteKept(id: string): Promise<void> {
  const place = await folder();
  // Facts first: what remains of an interrupted deletion is abandoned data.
  for (const ending of [FACTS, DATA]) await place?.removeEntry(`${id}${ending}`).catch(() => undefined);
}

/** A file on its way into the storage. */
export interface Keeping {
  readonly id: string;
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The written file, not kept yet. */
  close(): Promise<File>;
  /** From here on it is kept. */
  finish(kept: KeptWeights): Promise<void>;
  /** Leaves nothing. */
  discard(): Promise<void>;
}

/** null where the browser keeps nothing. */
export async function beginKeeping(): Promise<Keeping | null> {
  const place = await folder();
  if (place === null || !("createWritable" in FileSystemFileHandle.prototype)) return null;
  const id = crypto.randomUUID();
  const data = await place.getFileHandle(`${id}${DATA}`, { create: true });
  const stream = await data.createWritable();
  return {
    id,
    write: (bytes) => stream.write(bytes),
    async close() {
      await stream.close();
      return data.getFile();
    },
    async finish(kept) {
      const facts = await (await place.getFileHandle(`${id}${FACTS}`, { create: true })).createWritable();
      await facts.write(JSON.stringify(kept));
      await facts.close();
    },
    async discard() {
      await stream.abort().catch(() => undefined); // Closed already.
      await deleteKept(id);
    },
  };
}

/** Bytes that the browser still grants here; null where it does not say. */
export async function roomLeft(): Promise<number | null> {
  try {
    const { quota, usage } = await navigator.storage.estimate();
    return quota === undefined ? null : Math.max(0, quota - (usage ?? 0));
  } catch {
    return null;
  }
}
