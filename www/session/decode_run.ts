/** The first half of a run: the frames of a clip go through the analysis, one at a time. */

import { Analysis } from "../../pkg/oddframe.js";
import { MediaFailure } from "../media/failure";
import type { FrameSource } from "../media/source";
import { MIN_FRAMES } from "../media/unreadable";
import { breath, Pace } from "./breath";
import type { Progress } from "./protocol";

/** Where a clip is cut: one hour at 30 frames per second. The curve keeps a score per frame; ours. */
export const MAX_FRAMES = 108_000;
/** Milliseconds of work between two breaths: the studio's questions wait no longer than this plus one frame. */
const BREATH_MS = 25;

/** Reads all of `source`; the caller frees the analysis. Notes about the clip are added to `notes`. */
export async function decodeClip(source: FrameSource, notes: string[], report: (progress: Progress) => void): Promise<Analysis> {
  const { width, height, fps } = source.info;
  const analysis = new Analysis(width, height, fps);
  try {
    const count = await readFrames(source, analysis, notes, report);
    if (count < MIN_FRAMES) {
      throw new MediaFailure(
        "too-little",
        `“${source.info.name}” has ${count} ${count === 1 ? "frame" : "frames"}; at least ${MIN_FRAMES} are needed.`,
        "Choose a clip of 20 s or more.",
      );
    }
    analysis.finish();
    return analysis;
  } catch (error) {
    // After a panic the module's memory is not to be touched again, not even to free.
    if (!(error instanceof WebAssembly.RuntimeError)) analysis.free();
    throw error;
  }
}

async function readFrames(source: FrameSource, analysis: Analysis, notes: string[], report: (progress: Progress) => void): Promise<number> {
  const began = performance.now();
  const expected = expectedFrames(source);
  const breathing = new Pace(BREATH_MS);
  let count = 0;
  const progress = (): Progress => {
    const total = expected === null ? null : Math.max(expected, count);
    const secondsLeft = total === null || count === 0 ? null : ((performance.now() - began) / 1000) * (total / count - 1);
    return { phase: "decode", done: count, total, secondsLeft, cubes: analysis.cubes };
  };
  for await (const frame of source.frames()) {
    if (count === MAX_FRAMES) {
      notes.push(`The clip is longer than ${MAX_FRAMES.toLocaleString("en")} frames; only these were read.`);
      break;
    }
    if (analysis.wants(count)) analysis.push(await frame.pixels(), frame.time);
    else analysis.skip(frame.time);
    count++;
    report(progress());
    if (breathing.due()) await breath();
  }
  notes.push(...source.notes);
  return count;
}

/** Exact where the source knows, else from the length: only the progress bar depends on it. */
function expectedFrames({ info: { frames, seconds, fps } }: FrameSource): number | null {
  const known = frames ?? (seconds === null ? null : Math.round(seconds * fps));
  return known === null ? null : Math.min(known, MAX_FRAMES);
}
