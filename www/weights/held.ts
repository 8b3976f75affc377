/** Weights at hand: kept by this browser, or given in this tab alone. */
import { signal } from "@preact/signals";
import { listKept, openKept, type KeptWeights } from "./kept";

export interface HeldWeights {
  readonly about: KeptWeights;
  /** null: kept in the browser's storage. */
  readonly file: File | null;
}

/** Those that are kept, the oldest first, then those of this tab. */
export const held = signal<readonly HeldWeights[]>([]);

/** What the browser keeps now, before what this tab alone has. */
export async function withKept(): Promise<readonly HeldWeights[]> {
  const kept = await listKept();
  const inTab = held.value.filter(({ file, about }) => file !== null && kept.every(({ sha256 }) => sha256 !== about.sha256));
  return [...kept.map((about) => ({ about, file: null })), ...inTab];
}

/** Those that can be used for `use`: `i3d`, `clip`, `lanet`, `dsanet`. */
export function heldFor(use: KeptWeights["facts"]["uses"][number]): readonly HeldWeights[] {
  return held.value.filter(({ about }) => about.facts.uses.includes(use));
}

export async function fileOf({ about, file }: HeldWeights): Promise<File> {
  return file ?? openKept(about);
}
