/** A curve against what a scene knows of itself. */
import { SessionError } from "../../session/client";
import { studio } from "../../session/sessions";
import type { Clip } from "./store";

/** Frame AUROC against the scene's truth; null where nothing is known, or nothing is odd. */
export async function auroc(scores: Float32Array<ArrayBuffer>, clip: Clip): Promise<number | null> {
  if (clip.truth === null || clip.truth.events.length === 0) return null;
  const labels = new Uint8Array(scores.length);
  if (labels.length !== clip.truth.frames) {
    throw new SessionError({ kind: "unknown", detail: `The curve has ${labels.length} frames, the scene ${clip.truth.frames}.`, advice: "This is a fault of the page: please report it." });
  }
  for (const { start, end } of clip.truth.events) labels.fill(1, start, end);
  const answer = await studio.call({ kind: "auroc", scores, labels });
  return answer.auroc;
}
