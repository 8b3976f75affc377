/** Earlier curves of the same clip, brought over the times of the newest one. */
import type { CurveData, OtherCurve } from "../../charts/score_curve";
import type { Curve } from "./curve";
import { frameAt } from "./player/player";
import { axisTop, watch, type KeptCurve } from "./store";
import { ROBUST } from "./units";

/** What tells the other curves from each other and from the newest one without colour, pixels. */
export const DASHES: readonly (readonly [number, number])[] = [[7, 4], [2, 3]];

/** The value of a kept curve at `time`: that of the frame shown then. */
export function valueAt({ curve }: KeptCurve, time: number): number {
  return curve.values[frameAt(curve.times, time)] ?? NaN;
}

export function othersOver(curve: Curve): Pick<CurveData, "others" | "otherTop"> {
  const kept = watch.kept.value;
  const others = kept.map((other, index): OtherCurve => ({
    values: valuesOver(other, curve.times),
    sharesAxis: other.curve.unit === curve.unit,
    dash: DASHES[index] ?? [],
  }));
  const second = kept.find((other) => other.curve.unit !== curve.unit)?.curve.unit ?? ROBUST;
  return { others, otherTop: axisTop(second) };
}

/** Two runs of one clip have the same times, except where the browser's own player decodes it. */
function valuesOver(other: KeptCurve, times: Float64Array): ArrayLike<number> {
  const { times: own, values } = other.curve;
  const isSame = own.length === times.length && own.every((time, frame) => time === times[frame]);
  return isSame ? values : Array.from(times, (time) => valueAt(other, time));
}
