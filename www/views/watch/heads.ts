/** Scoring by a head that learnt elsewhere, with the weights that come with the page: LA-Net's over I3D, DSANet's over the compact encoder. */
import { Cancelled, type Answer } from "../../session/client";
import { engine } from "../../session/sessions";
import { bundled } from "../reproduce/network/bundled";
import { auroc } from "./against_truth";
import { curveOfSnippets } from "./curve";
import type { DemoHead } from "./methods";
import { watch, type Clip, type Finished } from "./store";
import { withFrames } from "./watched";

type Answered = Answer<"score-demo">;

/** `isWanted` is asked once the weights are here: cancelling stops the engine, not their download. */
export async function scoreByHead(clip: Clip, method: DemoHead, isWanted: () => boolean): Promise<Finished> {
  const { result } = method === "lanet" ? await overI3d(clip, isWanted) : await overCompact(clip, isWanted);
  watch.player.value?.retime(result.times); // Decoding told the exact times; the player steps by them from now on.
  const curve = curveOfSnippets(result);
  return { kind: "snippets", method, result, curve, auroc: await auroc(curve.values, clip) };
}

async function overI3d(clip: Clip, isWanted: () => boolean): Promise<Answered> {
  const { i3d: encoder, places: head } = await bundled("i3d", "places");
  if (!isWanted()) throw new Cancelled();
  return withFrames(clip, (watcher) => engine.call({ kind: "score-demo", clip: clip.source, encoder, head }, watcher));
}

async function overCompact(clip: Clip, isWanted: () => boolean): Promise<Answered> {
  const { dsanet: weights } = await bundled("dsanet");
  if (!isWanted()) throw new Cancelled();
  return withFrames(clip, (watcher) => engine.call({ kind: "score-snippets", clip: clip.source, weights }, watcher));
}
