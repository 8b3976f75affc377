/** The weights at hand: chosen, fetched, kept, deleted. */
import { encoder as session } from "../../../session/sessions";
import type { WeightsOrigin } from "../../../session/protocol";
import { fileOf, withKept } from "../../../weights/held";
import { deleteKept, roomLeft, type KeptWeights } from "../../../weights/kept";
import type { PublicWeights } from "../../../weights/public";
import { take } from "../files";
import { encoding, type HeldWeights } from "./store";
import { task, watching } from "./work";

/** What the browser keeps, and how much more it would. */
export async function refreshKept(): Promise<void> {
  hold(await withKept());
  encoding.room.value = await roomLeft();
}

/** A file of the visitor's: read where it lies, until the tab is closed. */
export async function addWeights(file: File): Promise<void> {
  await task(`Reading “${file.name}”`, "bytes", async (mine) => {
    const { facts, sha256, verified } = await session.call({ kind: "inspect-weights", file }, watching(mine));
    if (!mine()) return;
    const about: KeptWeights = { id: crypto.randomUUID(), name: file.name, bytes: file.size, sha256, facts, url: null, verified, licence: null, added: new Date().toISOString() };
    const known = encoding.held.value.find((held) => held.about.sha256 === sha256);
    if (known === undefined) hold([...encoding.held.value, { about, file }]);
    prefer(known?.about ?? about);
  });
}

export async function fetchWeights(entry: PublicWeights): Promise<void> {
  await keep({ kind: "public", id: entry.id }, `Fetching “${entry.file}”`);
}

/** Copies what is in this tab into the browser's storage. */
export async function keepWeights({ about, file }: HeldWeights): Promise<void> {
  if (file !== null) await keep({ kind: "file", file }, `Keeping “${about.name}”`);
}

async function keep(origin: WeightsOrigin, what: string): Promise<void> {
  // Asked once, by the click: else the browser may clear the storage when the disk is short.
  void navigator.storage.persist().catch(() => false);
  await task(what, "bytes", async (mine) => {
    const { kept, file } = await session.call({ kind: "keep-weights", origin }, watching(mine));
    if (file !== null) hold([...encoding.held.value.filter(({ about }) => about.sha256 !== kept.sha256), { about: kept, file }]);
    await refreshKept();
    if (mine()) prefer(kept);
  });
}

export async function removeWeights({ about, file }: HeldWeights): Promise<void> {
  if (file === null) await deleteKept(about.id);
  hold(encoding.held.value.filter((held) => held.about.id !== about.id));
  encoding.room.value = await roomLeft();
}

/** Puts the weights of a head on the field for weights. */
export async function useForScores(held: HeldWeights): Promise<void> {
  await take("weights", [await fileOf(held)]);
}

export function canEncode({ facts }: KeptWeights): boolean {
  return facts.uses.includes("i3d") || facts.uses.includes("clip");
}

function hold(held: readonly HeldWeights[]): void {
  encoding.held.value = held;
  const encoders = held.filter(({ about }) => canEncode(about));
  if (!encoders.some(({ about }) => about.id === encoding.weights.value)) encoding.weights.value = encoders.at(-1)?.about.id ?? "";
}

function prefer(about: KeptWeights): void {
  if (canEncode(about)) encoding.weights.value = encoding.held.value.find((held) => held.about.sha256 === about.sha256)?.about.id ?? "";
}
