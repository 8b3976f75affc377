/** A clip to features, features to the field or to the disk, features against a released file. */
import { batch } from "@preact/signals";
import { save } from "../../../files/save";
import { chooseClip } from "../../../media/choose";
import { toFailure } from "../../../session/client";
import { encoder as session } from "../../../session/sessions";
import type { EncodeInputs, FeatureFile } from "../../../session/protocol";
import { fileOf } from "../../../weights/held";
import { take } from "../files";
import { reproduce } from "../store";
import { encoding, type HeldWeights } from "./store";
import { refreshKept } from "./weights";
import { task, watching } from "./work";

/** Files that were chosen or dropped as the clip. */
export async function takeClip(files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  reproduce.failure.value = null;
  try {
    const source = await chooseClip(files);
    batch(() => {
      encoding.clip.value = { name: nameOf(files), source };
      encoding.encoded.value = null;
      encoding.compared.value = null;
    });
  } catch (error) {
    reproduce.failure.value = toFailure(error);
  }
}

export function chosenWeights(): HeldWeights | undefined {
  return encoding.held.value.find(({ about }) => about.id === encoding.weights.value);
}

/** I3D's kernels on a GPU have values of 16 bits. */
export function canHalve(): boolean {
  return encoding.device.value !== "cpu" && chosenWeights()?.about.facts.uses.includes("i3d") === true;
}

export async function encodeClip(): Promise<void> {
  const inputs = await inputsNow();
  if (inputs === null) return;
  encoding.encoded.value = null;
  await task("Starting", "crops", async (mine) => {
    const { encoded } = await session.call({ kind: "encode", inputs, crops: encoding.crops.value }, watching(mine, true));
    if (mine()) encoding.encoded.value = encoded;
  });
  await refreshKept(); // A damaged copy was removed.
}

export async function compareFeatures(): Promise<void> {
  const theirs = encoding.released.value;
  const inputs = await inputsNow();
  if (inputs === null || theirs === null) return;
  encoding.compared.value = null;
  await task("Starting", "crops", async (mine) => {
    const { comparisons, seconds } = await session.call({ kind: "compare-features", inputs, theirs, snippets: encoding.snippets.value }, watching(mine, true));
    if (mine()) encoding.compared.value = { file: theirs.name, comparisons, seconds };
  });
}

/** Puts the features on their field, as if they had been dropped there. */
export async function useFeatures(): Promise<void> {
  const encoded = encoding.encoded.value;
  if (encoded !== null) await take("features", encoded.crops.map(({ name, bytes }) => new File([bytes], name)));
}

/** All crops in one file. */
export function saveFeatures(): void {
  const encoded = encoding.encoded.value;
  const file: FeatureFile | undefined = encoded?.packed ?? encoded?.crops[0];
  if (file !== undefined) save(file.name.replace(/\.npy$/, ""), "npy", new Blob([file.bytes]));
}

/** null where weights or clip are missing. */
async function inputsNow(): Promise<EncodeInputs | null> {
  const held = chosenWeights();
  const clip = encoding.clip.value;
  if (held === undefined || clip === null) return null;
  try {
    const weights = { file: await fileOf(held), sha256: held.file === null ? held.about.sha256 : null };
    return { clip: clip.source, name: clip.name, weights, preset: encoding.preset.value || null, snippetFrames: encoding.snippetFrames.value, half: canHalve() && encoding.half.value };
  } catch (error) {
    reproduce.failure.value = toFailure(error);
    await refreshKept();
    return null;
  }
}

/** The folder's name where a folder was chosen, else the file's without its ending. */
function nameOf(files: readonly File[]): string {
  const [first] = files;
  const folder = first?.webkitRelativePath.split("/")[0] ?? "";
  const name = files.length > 1 ? folder || "pictures" : (first?.name ?? "clip").replace(/\.[^.]+$/, "");
  // Two underscores before a number would be read as the number of a crop.
  return name.replace(/_{2,}/g, "_");
}
