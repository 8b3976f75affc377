/** A run from clip to snippet scores by the encoder and the head that come with the page: both know drawn scenes only. */
import type { EncodeSurroundings } from "./encode_run";
import { scoreEncoded } from "./encoded_run";
import { digestOf } from "./file_digest";
import { isDrawn, type LoadedWeights, type ScoredSnippets, type SnippetsRequest } from "./protocol";

type DemoRequest = Extract<SnippetsRequest, { kind: "score-demo" }>;

export async function scoreDemo({ clip, encoder, head }: DemoRequest, around: EncodeSurroundings): Promise<ScoredSnippets> {
  const weights = { encoder: await ownWeights(encoder), head: await ownWeights(head) };
  return scoreEncoded({ clip, ...weights, crops: "ten" }, around, { isDrawn: isDrawn(clip) });
}

/** The page's own, and small. */
async function ownWeights(file: File): Promise<LoadedWeights> {
  return { file, sha256: await digestOf(file, () => undefined), isKept: false };
}
