/** A run from clip to curve: decode, learn step by step, score. The worker owns the loop; the crate offers the steps. */

import { Learner } from "../../pkg/oddframe.js";
import type { Analysis, Engine } from "../../pkg/oddframe.js";
import type { FrameSource } from "../media/source";
import { breath, Pace } from "./breath";
import { decodeClip } from "./decode_run";
import type { LbrSettings, Phase, Progress, ScoredClip, Track } from "./protocol";

/** Progress is posted at most this often, in milliseconds. */
const PROGRESS_MS = 100;
/** Only the untrained control has a network at all, and its seed is the page's first one. */
const CONTROL_SETTINGS: LbrSettings = { width: null, steps: null, seed: 0, method: "lbr-spr" };

/** What a run tells on its way. */
export interface Listener {
  progress(progress: Progress): void;
  provisional(track: Track, step: number, steps: number): void;
}

/** A finished run; the learner answers questions about it until it is freed. */
export interface FinishedRun {
  readonly result: ScoredClip;
  readonly learner: Learner;
}

/** Opens a clip, whose source is closed again. */
export type OpenClip = () => Promise<FrameSource>;

/** Scores the clip that `open` opens. */
export async function scoreClip(engine: Engine, open: OpenClip, settings: LbrSettings, listener: Listener): Promise<FinishedRun> {
  const phases = new Phases();
  const report = throttled(listener);
  const { analysis, notes } = await readClip(open, phases, report);
  const learner = await phases.time("learn", () => learn(engine, analysis, settings, report, listener));
  listener.progress({ phase: "score", done: 0, total: null, secondsLeft: null });
  await breath();
  const result = await phases.time("score", () => learner.finish(notes));
  // The crate has no clock for what happens outside it, so all phases are timed here.
  return { result: { ...result, phases: phases.list }, learner };
}

/** Reads a clip for its controls alone: the learner is ready to start, and never does. */
export async function readForControls(engine: Engine, open: OpenClip, listener: Listener): Promise<Learner> {
  const { analysis } = await readClip(open, new Phases(), throttled(listener));
  return Learner.start(engine, analysis, CONTROL_SETTINGS);
}

async function readClip(open: OpenClip, phases: Phases, report: (progress: Progress) => void): Promise<{ analysis: Analysis; notes: string[] }> {
  report({ phase: "open", done: 0, total: null, secondsLeft: null });
  const source = await phases.time("open", open);
  const notes: string[] = [];
  try {
    return { analysis: await phases.time("decode", () => decodeClip(source, notes, report)), notes };
  } finally {
    source.close();
  }
}

async function learn(engine: Engine, analysis: Analysis, settings: LbrSettings, report: (progress: Progress) => void, listener: Listener): Promise<Learner> {
  const learner = await Learner.start(engine, analysis, settings);
  const finished = (): boolean => learner.done;
  while (!finished()) {
    const progress = await learner.step();
    report(progress);
    if (learner.checkpoint_due && !finished()) listener.provisional(await learner.track(), progress.done, progress.total ?? progress.done);
    await breath();
  }
  return learner;
}

/** Lets through the first progress of a phase, and then one every `PROGRESS_MS`. */
function throttled(listener: Listener): (progress: Progress) => void {
  const pace = new Pace(PROGRESS_MS);
  let phase: Phase | null = null;
  return (progress) => {
    const due = pace.due();
    if (!due && progress.phase === phase) return;
    phase = progress.phase;
    listener.progress(progress);
  };
}

/** Seconds per phase. */
class Phases {
  readonly list: { readonly phase: Phase; readonly seconds: number }[] = [];

  async time<T>(phase: Phase, work: () => Promise<T>): Promise<T> {
    const began = performance.now();
    const value = await work();
    this.list.push({ phase, seconds: (performance.now() - began) / 1000 });
    return value;
  }
}
