/** A look at a clip before the run: what it is, and whether its camera seems to move. */

import { Analysis } from "../../pkg/oddframe.js";
import type { FrameSource } from "../media/source";
import type { ProbeResult } from "./protocol";

/** Places that are looked at; ours. */
const PAIRS = 6;
/** They are spread over this much of the clip's beginning: far enough to see a hand move, short enough to decode. */
const FIRST_SECONDS = 12;
/** Containers round a frame's time, webm to the millisecond: asked for just after it, a frame is found. */
const ROUNDING = 0.001;
/** Analysed frames are about this far apart (ours). */
const ANALYSED_FPS = 15;

/** Looks at `source`; pushed frames come only once, so none of them are looked at. */
export async function probe(source: FrameSource): Promise<ProbeResult> {
  const { width, height, fps, frames, seconds, codec } = source.info;
  const times = placesOf(seconds ?? FIRST_SECONDS);
  let pairs = 0;
  let moving = 0;
  let pair: Analysis | null = null;
  try {
    for await (const frame of source.at(times)) {
      const pixels = await frame.pixels();
      if (pair === null) {
        pair = new Analysis(width, height, ANALYSED_FPS);
        pair.push(pixels, 0);
        continue;
      }
      pair.push(pixels, 1 / ANALYSED_FPS);
      pairs++;
      // One cut is a film's own; at most places it is a camera shaken so hard that nothing stays.
      if (pair.moving_share > 0 || pair.cuts > 0) moving++;
      pair.free();
      pair = null;
    }
  } finally {
    pair?.free();
  }
  return { pairs, moving, frames, seconds, width, height, fps, codec };
}

/** Two times for each place, in ascending order. */
function placesOf(seconds: number): number[] {
  const step = 1 / ANALYSED_FPS;
  const span = Math.max(0, Math.min(seconds, FIRST_SECONDS) - 2 * step);
  return Array.from({ length: PAIRS }, (_, i) => ROUNDING + (span * i) / (PAIRS - 1)).flatMap((time) => [time, time + step]);
}
