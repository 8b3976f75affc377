/** Heads over a published encoder, with weights that the visitor loads: what is at hand, what is missing, scoring by them. */
import { MediaFailure } from "../../media/failure";
import { engine } from "../../session/sessions";
import type { LoadedWeights } from "../../session/protocol";
import { fileOf, held, heldFor, withKept, type HeldWeights } from "../../weights/held";
import { auroc } from "./against_truth";
import { curveOfSnippets } from "./curve";
import { loadedEntry, type LoadedEntry, type LoadedHead, type Method } from "./methods";
import { watch, type Clip, type Finished } from "./store";
import { withFrames } from "./watched";

export interface Chosen {
  readonly encoder: HeldWeights;
  readonly head: HeldWeights;
}

/** Letters of a digest that an address holds. */
const ADDRESS_LETTERS = 12;

/** Looks at what the browser keeps, which another tab may have changed. */
export async function refreshHeld(): Promise<void> {
  held.value = await withKept();
}

/** The weights that are chosen, by default the newest; null where some are missing. */
export function chosenFor({ encoder, head }: LoadedEntry): Chosen | null {
  const chosen = { encoder: newestOr(heldFor(encoder.use), watch.encoderWeights.value), head: newestOr(heldFor(head.use), watch.headWeights.value) };
  return chosen.encoder === null || chosen.head === null ? null : { encoder: chosen.encoder, head: chosen.head };
}

function newestOr(fitting: readonly HeldWeights[], digest: string): HeldWeights | null {
  return fitting.find(({ about }) => digest !== "" && about.sha256.startsWith(digest)) ?? fitting.at(-1) ?? null;
}

/** What an address calls weights. */
export function shortDigest({ about }: HeldWeights): string {
  return about.sha256.slice(0, ADDRESS_LETTERS);
}

/** Why the method is off for the clip; null where it is on. */
export function whyOff(method: Method, clip: Clip | null): string | null {
  const entry = loadedEntry(method);
  if (entry === null) return null;
  const missing = [entry.encoder, entry.head].filter(({ use }) => heldFor(use).length === 0).map(({ name }) => name);
  if (missing.length > 0) return `Off, because weights of ${missing.join(" and of ")} are missing.`;
  if (clip !== null && clip.byElement !== null) return "Off for this clip: only this browser’s video player can decode it, approximately, and features are made of exact frames. Choose another file, or pictures of its frames.";
  return null;
}

export async function scoreByLoaded(clip: Clip, method: LoadedHead): Promise<Finished> {
  const entry = loadedEntry(method);
  const chosen = entry === null ? null : chosenFor(entry);
  if (chosen === null) throw new Error(`${method} was started without its weights`);
  try {
    const [encoder, head] = await Promise.all([loaded(chosen.encoder), loaded(chosen.head)]);
    const { result } = await withFrames(clip, (watcher) => engine.call({ kind: "score-encoded", clip: clip.source, encoder, head, crops: watch.crops.value }, watcher));
    watch.player.value?.retime(result.times);
    const curve = curveOfSnippets(result);
    return { kind: "snippets", method, result, curve, auroc: await auroc(curve.values, clip) };
  } finally {
    void refreshHeld(); // A damaged copy was removed.
  }
}

async function loaded(weights: HeldWeights): Promise<LoadedWeights> {
  const { name, sha256 } = weights.about;
  const file = await fileOf(weights).catch(() => {
    throw new MediaFailure("bad-file", `“${name}” is no longer kept in this browser.`, "Load it again under encoders and weights.");
  });
  return { file, sha256, isKept: weights.file === null };
}
