/** A call about a clip, with its progress on the page and, where the page must decode, its frames. */
import { MediaFailure } from "../../media/failure";
import { openVideoElement } from "../../media/video_element";
import type { Provisional, Watcher } from "../../session/client";
import type { Progress } from "../../session/protocol";
import { curveOfTrack } from "./curve";
import { watch, type Clip } from "./store";

/** Hands `work` a watcher that shows progress and, where the page must decode, feeds it with frames. */
export async function withFrames<T>(clip: Clip, work: (watcher: Watcher) => Promise<T>): Promise<T> {
  const watcher: Watcher = { onProgress, onProvisional };
  if (clip.byElement === null) return work(watcher);
  const element = await openVideoElement(clip.byElement, new MediaFailure("cannot-decode", `“${clip.name}” can no longer be played.`, "Choose the file again."));
  try {
    return await work({ ...watcher, onFrameWanted: () => element.next() });
  } finally {
    element.close();
  }
}

function onProgress(progress: Progress): void {
  const run = watch.run.value;
  if (run.kind === "running") watch.run.value = { ...run, progress };
}

function onProvisional({ track, step, steps }: Provisional): void {
  const run = watch.run.value;
  if (run.kind === "running") watch.run.value = { ...run, provisional: { curve: curveOfTrack(track), step, steps } };
}
