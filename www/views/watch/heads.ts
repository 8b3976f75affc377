/** Scoring by a head that learnt elsewhere: LA-Net's or DSANet's, with the weights that come with the page. */
import { Cancelled } from "../../session/client";
import { engine } from "../../session/sessions";
import { bundled } from "../reproduce/network/bundled";
import { auroc } from "./against_truth";
import { curveOfSnippets } from "./curve";
import type { DemoHead } from "./methods";
import { watch, type Clip, type Finished } from "./store";
import { withFrames } from "./watched";

const WEIGHTS = { lanet: "weights", dsanet: "dsanet" } as const;

/** `isWanted` is asked once the weights are here: cancelling stops the engine, not their download. */
export async function scoreByHead(clip: Clip, method: DemoHead, isWanted: () => boolean): Promise<Finished> {
  const key = WEIGHTS[method];
  const { [key]: weights } = await bundled<typeof key>(key);
  if (!isWanted()) throw new Cancelled();
  const { result } = await withFrames(clip, (watcher) => engine.call({ kind: "score-snippets", clip: clip.source, weights }, watcher));
  watch.player.value?.retime(result.times); // Decoding told the exact times; the player steps by them from now on.
  const curve = curveOfSnippets(result);
  return { kind: "snippets", method, result, curve, auroc: await auroc(curve.values, clip) };
}
