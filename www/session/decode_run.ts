/** The first half of a run: the frames of a clip go, one at a time, through what looks at them. */

import { Analysis } from "../../pkg/oddframe.js";
import { MediaFailure } from "../media/failure";
import type { FrameSource, Pixels } from "../media/source";
import { MIN_FRAMES } from "../media/unreadable";
import { breath, Pace } from "./breath";
import type { Phase, Progress } from "./protocol";

/** Where a clip is cut: one hour at 30 frames per second. The curve keeps a score per frame; ours. */
export const MAX_FRAMES = 108_000;
/** Milliseconds of work between two breaths: the studio's questions wait no longer than this plus one frame. */
const BREATH_MS = 25;

/** What looks at the frames of a clip. */
export interface FrameTaker {
  readonly phase: Phase;
  /** Whether the pixels of the clip's frame `frame` are wanted; getting them is most of the cost. */
  wants(frame: number): boolean;
  push(pixels: Pixels, time: number): void;
  skip(time: number): void;
  /** What progress tells besides the number of frames. */
  found(): Pick<Progress, "cubes">;
}

/** Reads all of `source`; the caller frees the analysis. Notes about the clip are added to `notes`. */
export async function decodeClip(source: FrameSource, notes: string[], report: (progress: Progress) => void): Promise<Analysis> {
  const { width, height, fps } = source.info;
  const analysis = new Analysis(width, height, fps);
  try {
    const taker: FrameTaker = {
      phase: "decode",
      wants: (frame) => analysis.wants(frame),
      push: (pixels, time) => {
        analysis.push(pixels, time);
      },
      skip: (time) => {
        analysis.skip(time);
      },
      found: () => ({ cubes: analysis.cubes }),
    };
    const count = await readFrames(source, taker, notes, report);
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

/** Hands the frames of `source` to `taker` and counts them. Notes about the clip are added to `notes`. */
export async function readFrames(source: FrameSource, taker: FrameTaker, notes: string[], report: (progress: Progress) => void): Promise<number> {
  const began = performance.now();
  const expected = expectedFrames(source);
  const breathing = new Pace(BREATH_MS);
  let count = 0;
  const progress = (): Progress => {
    const total = expected === null ? null : Math.max(expected, count);
    const secondsLeft = total === null || count === 0 ? null : ((performance.now() - began) / 1000) * (total / count - 1);
    return { phase: taker.phase, done: count, total, secondsLeft, ...taker.found() };
  };
  for await (const frame of source.frames()) {
    if (count === MAX_FRAMES) {
      notes.push(`The clip is longer than ${MAX_FRAMES.toLocaleString("en")} frames; only these were read.`);
      break;
    }
    if (taker.wants(count)) taker.push(await frame.pixels(), frame.time);
    else taker.skip(frame.time);
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
