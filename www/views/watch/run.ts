/** Scoring the clip on the table, and stopping it. */
import { batch } from "@preact/signals";
import { arrivalEnd, noteArrival } from "../../session/arrival";
import { Cancelled, toFailure } from "../../session/client";
import { engine } from "../../session/sessions";
import type { ControlKind, DeviceChoice } from "../../session/protocol";
import { auroc } from "./against_truth";
import { keepShown, makeRoomFor } from "./compare";
import { curveOfTrack } from "./curve";
import { remember } from "./estimate";
import { scoreByHead } from "./heads";
import { scoreByLoaded, whyOff } from "./loaded";
import { demoEntry, isControl, loadedEntry, type Learner, type Method } from "./methods";
import { cameraMoves } from "./sentences";
import { isFootage, nameOf, watch, type Clip, type Finished } from "./store";
import { ROBUST } from "./units";
import { withFrames } from "./watched";

/** The clip whose objects the engine still holds: a control of it needs no second reading. */
let held: Clip | null = null;
/** Counts the runs: what was begun for an earlier one is thrown away when it arrives. */
let runs = 0;

/** Opens the engine on the chosen device, or says why it cannot be opened. */
export function openEngine(device: DeviceChoice): void {
  watch.device.value = device;
  watch.failure.value = null;
  engine.use(device);
  const began = performance.now();
  const opened = engine.open().then(() => {
    noteArrival("device", Math.max(began, arrivalEnd("compile")));
  });
  opened.catch((error: unknown) => {
    if (!(error instanceof Cancelled)) watch.failure.value = toFailure(error);
  });
}

/** The button "Score clip". `knowing`: the visitor was told that the camera moves and went on. */
export async function score(knowing = false): Promise<void> {
  const clip = watch.clip.value;
  if (clip === null || watch.run.value.kind === "running") return;
  watch.failure.value = null;
  const probe = watch.probe.value;
  const method = watch.method.value;
  if (isOff(method, clip)) return;
  keepShown();
  // A published encoder looks at whole pictures: a camera that moves is nothing it would not know.
  if (!knowing && probe !== null && cameraMoves(probe) && loadedEntry(method) === null) {
    watch.run.value = { kind: "asking", probe };
    return;
  }
  const mine = ++runs;
  batch(() => {
    watch.clicks.value = [];
    watch.events.value = null;
    watch.run.value = { kind: "running", progress: null, provisional: null, startedAt: performance.now() };
  });
  watch.player.value?.play();
  try {
    const finished = await scoreBy(method, clip, () => mine === runs);
    if (mine === runs) putOnTable(finished);
  } catch (error) {
    if (error instanceof Cancelled || mine !== runs) return; // `cancel` has set what is shown.
    held = null;
    watch.run.value = { kind: "idle" };
    watch.failure.value = toFailure(error);
  }
}

/**
 * Heads that know drawn scenes only are off on footage, unless the visitor wants the experiment; those over a published
 * encoder are off without its weights and their own.
 */
export function isOff(method: Method, clip: Clip): boolean {
  return whyOff(method, clip) !== null || (demoEntry(method) !== null && isFootage(clip) && !watch.experiment.value);
}

function scoreBy(method: Method, clip: Clip, isWanted: () => boolean): Promise<Finished> {
  if (isControl(method)) return scoreControl(clip, method);
  if (method === "lanet" || method === "dsanet") return scoreByHead(clip, method, isWanted);
  if (method === "lanet-i3d" || method === "dsanet-clip") return scoreByLoaded(clip, method);
  return scoreLearner(clip, method);
}

function putOnTable(finished: Finished): void {
  batch(() => {
    makeRoomFor(nameOf(finished));
    if (finished.kind === "controlled") noteControl(finished.control, finished.auroc);
    watch.run.value = finished;
  });
}

/** Another clip comes onto the table: what runs is stopped, what was kept of the last one is stale. */
export function leaveClip(): void {
  if (watch.run.value.kind === "running") engine.cancel();
  runs += 1;
  held = null;
  watch.run.value = { kind: "idle" };
  watch.clicks.value = [];
  watch.events.value = null;
  watch.controls.value = [];
  watch.kept.value = [];
  watch.axisTop.value = ROBUST.top;
}

/** "Stop", when the visitor was asked. */
export function decline(): void {
  watch.run.value = { kind: "idle" };
}

/** Stops at once; what was seen of the curve stays, marked as provisional. */
export function cancel(): void {
  const run = watch.run.value;
  if (run.kind !== "running") return;
  runs += 1;
  held = null;
  engine.cancel();
  watch.run.value = { kind: "cancelled", provisional: run.provisional };
}

async function scoreLearner(clip: Clip, method: Learner): Promise<Finished> {
  const settings = { method, width: watch.width.value, steps: watch.steps.value, seed: watch.seed.value };
  const { result } = await withFrames(clip, (watcher) => engine.call({ kind: "score", clip: clip.source, settings }, watcher));
  held = clip;
  remember(result);
  watch.player.value?.retime(result.track.times); // Decoding told the exact times; the player steps by them from now on.
  const curve = curveOfTrack(result.track);
  return { kind: "scored", result, curve, auroc: await auroc(curve.values, clip) };
}

async function scoreControl(clip: Clip, control: ControlKind): Promise<Finished> {
  const startedAt = performance.now();
  const { track } = await askControl(clip, control);
  const curve = curveOfTrack(track);
  return { kind: "controlled", control, track, curve, auroc: await auroc(curve.values, clip), seconds: (performance.now() - startedAt) / 1000 };
}

/** Computes a control beside a result that stays on the table. */
export async function addControl(control: ControlKind): Promise<void> {
  const clip = watch.clip.value;
  if (clip === null) return;
  const mine = runs;
  try {
    const { track } = await askControl(clip, control);
    const value = await auroc(track.robust, clip);
    if (mine === runs) noteControl(control, value);
  } catch (error) {
    if (mine !== runs || error instanceof Cancelled) return;
    held = null;
    watch.failure.value = toFailure(error);
  }
}

async function askControl(clip: Clip, control: ControlKind) {
  const mine = runs;
  const clipToRead = held === clip ? {} : { clip: clip.source };
  const answer = await withFrames(clip, (watcher) => engine.call({ kind: "control", control, ...clipToRead }, watcher));
  if (mine === runs) held = clip;
  return answer;
}

function noteControl(control: ControlKind, value: number | null): void {
  watch.controls.value = [...watch.controls.value.filter((row) => row.control !== control), { control, auroc: value }];
}
