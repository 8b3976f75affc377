/** A run from clip to curve: decode, learn step by step, score. The worker owns the loop; the crate offers the steps. */

import { Learner } from "../../pkg/oddframe.js";
import type { Analysis, Engine } from "../../pkg/oddframe.js";
import type { FrameSource } from "../media/source";
import { breath } from "./breath";
import { decodeClip } from "./decode_run";
import { Phases, throttled } from "./phases";
import type { LbrSettings, Progress, ScoredClip, Track } from "./protocol";

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
  // The GPU compiles while the clip is read. What it refuses is said when learning begins; a clip that cannot be read is said first.
  const warming = engine.warm(settings);
  warming.catch(() => undefined);
  const { analysis, notes } = await readClip(open, phases, report);
  const learner = await phases.time("learn", async () => {
    await warming;
    return learn(engine, analysis, settings, report, listener);
  });
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
