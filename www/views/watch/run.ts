/** Scoring the clip on the table, and stopping it. */
import { openVideoElement } from "../../media/video_element";
import { MediaFailure } from "../../media/failure";
import { Cancelled, SessionError, toFailure, type Provisional, type Watcher } from "../../session/client";
import { engine, studio } from "../../session/sessions";
import type { ControlKind, DeviceChoice, Progress, Track } from "../../session/protocol";
import { remember } from "./estimate";
import { isControl } from "./methods";
import { cameraMoves } from "./sentences";
import { FIRST_AXIS_TOP, watch, type Clip } from "./store";

/** The clip whose objects the engine still holds: a control of it needs no second reading. */
let scored: Clip | null = null;

/** Opens the engine on the chosen device, or says why it cannot be opened. */
export function openEngine(device: DeviceChoice): void {
  watch.device.value = device;
  watch.failure.value = null;
  engine.use(device);
  engine.open().catch((error: unknown) => {
    if (!(error instanceof Cancelled)) watch.failure.value = toFailure(error);
  });
}

/** The button "Score clip". `knowing`: the visitor was told that the camera moves and went on. */
export async function score(knowing = false): Promise<void> {
  const clip = watch.clip.value;
  if (clip === null || watch.run.value.kind === "running") return;
  watch.failure.value = null;
  const probe = watch.probe.value;
  if (!knowing && probe !== null && cameraMoves(probe)) {
    watch.run.value = { kind: "asking", probe };
    return;
  }
  const method = watch.method.value;
  watch.clicks.value = [];
  watch.events.value = null;
  watch.run.value = { kind: "running", progress: null, provisional: null, startedAt: performance.now() };
  watch.player.value?.play();
  try {
    if (isControl(method)) await scoreControl(clip, method);
    else await scoreLearner(clip, method);
  } catch (error) {
    if (error instanceof Cancelled) return; // `cancel` has set what is shown.
    scored = null;
    watch.run.value = { kind: "idle" };
    watch.failure.value = toFailure(error);
  }
}

/** Another clip comes onto the table: what runs is stopped, what was kept of the last one is stale. */
export function leaveClip(): void {
  if (watch.run.value.kind === "running") engine.cancel();
  scored = null;
  watch.run.value = { kind: "idle" };
  watch.clicks.value = [];
  watch.events.value = null;
  watch.controls.value = [];
  watch.axisTop.value = FIRST_AXIS_TOP;
}

/** "Stop", when the visitor was asked. */
export function decline(): void {
  watch.run.value = { kind: "idle" };
}

/** Stops at once; what was seen of the curve stays, marked as provisional. */
export function cancel(): void {
  const run = watch.run.value;
  if (run.kind !== "running") return;
  scored = null;
  engine.cancel();
  watch.run.value = { kind: "cancelled", provisional: run.provisional };
}

async function scoreLearner(clip: Clip, method: "lbr-spr" | "lbr"): Promise<void> {
  const settings = { method, width: watch.width.value, steps: watch.steps.value, seed: watch.seed.value };
  const { result } = await withFrames(clip, (watcher) => engine.call({ kind: "score", clip: clip.source, settings }, watcher));
  scored = clip;
  remember(result);
  watch.player.value?.retime(result.track.times); // Decoding told the exact times; the player steps by them from now on.
  const value = await auroc(result.track, clip);
  if (scored === clip) watch.run.value = { kind: "scored", result, auroc: value };
}

async function scoreControl(clip: Clip, control: ControlKind): Promise<void> {
  const startedAt = performance.now();
  const clipToRead = scored === clip ? {} : { clip: clip.source };
  const { track } = await withFrames(clip, (watcher) => engine.call({ kind: "control", control, ...clipToRead }, watcher));
  scored = clip;
  const value = await auroc(track, clip);
  if (scored !== clip) return;
  noteControl(control, value);
  watch.run.value = { kind: "controlled", control, track, auroc: value, seconds: (performance.now() - startedAt) / 1000 };
}

/** Computes a control beside a result that stays on the table. */
export async function addControl(control: ControlKind): Promise<void> {
  const clip = watch.clip.value;
  if (clip === null || scored !== clip) return;
  try {
    const { track } = await engine.call({ kind: "control", control });
    const value = await auroc(track, clip);
    if (scored === clip) noteControl(control, value);
  } catch (error) {
    if (!(error instanceof Cancelled)) watch.failure.value = toFailure(error);
  }
}

function noteControl(control: ControlKind, value: number | null): void {
  watch.controls.value = [...watch.controls.value.filter((row) => row.control !== control), { control, auroc: value }];
}

/** Hands `work` a watcher that shows progress and, where the page must decode, feeds it with frames. */
async function withFrames<T>(clip: Clip, work: (watcher: Watcher) => Promise<T>): Promise<T> {
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

function onProvisional(provisional: Provisional): void {
  const run = watch.run.value;
  if (run.kind === "running") watch.run.value = { ...run, provisional };
}

/** Frame AUROC against the scene's truth; null where nothing is known, or nothing is odd. */
async function auroc(track: Track, clip: Clip): Promise<number | null> {
  if (clip.truth === null || clip.truth.events.length === 0) return null;
  const labels = new Uint8Array(track.robust.length);
  if (labels.length !== clip.truth.frames) {
    throw new SessionError({ kind: "unknown", detail: `The curve has ${labels.length} frames, the scene ${clip.truth.frames}.`, advice: "This is a fault of the page: please report it." });
  }
  for (const { start, end } of clip.truth.events) labels.fill(1, start, end);
  const answer = await studio.call({ kind: "auroc", scores: track.robust, labels });
  return answer.auroc;
}
