/** What every method gives: a value per frame in a unit of its own. */
import { rawInRobustUnits } from "../../charts/score_curve";
import type { ScoredSnippets, Track } from "../../session/protocol";
import { PROBABILITY, ROBUST, type Unit } from "./units";

export interface Curve {
  /** Seconds. */
  readonly times: Float64Array<ArrayBuffer>;
  readonly values: Float32Array<ArrayBuffer>;
  /** What the values were smoothed from, in the same unit; null where nothing was smoothed. */
  readonly raw: Float32Array | null;
  /** 1 where no object was found; null where the method looks at no objects. */
  readonly empty: Uint8Array | null;
  readonly unit: Unit;
}

export function curveOfTrack(track: Track): Curve {
  return { times: track.times, values: track.robust, raw: rawInRobustUnits(track), empty: track.empty, unit: ROBUST };
}

export function curveOfSnippets({ times, frames }: ScoredSnippets): Curve {
  return { times, values: frames, raw: null, empty: null, unit: PROBABILITY };
}

export function peakOf({ values }: Curve): number {
  return values.reduce((best, value, i) => (value > (values[best] ?? -Infinity) ? i : best), 0);
}
