/** The words of the result: plain sentences from values, nothing else. */
import type { DeviceInfo, NamedClass, OddEvent, Phase, ProbeResult, ScoredClip, SceneTruth } from "../../session/protocol";
import type { Curve } from "./curve";
import { thresholdOf } from "./store";
import { written } from "./units";

/** `0:04.2`; minutes grow as they must. */
export function clock(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  const minutes = Math.floor(tenths / 600);
  return `${minutes}:${((tenths % 600) / 10).toFixed(1).padStart(4, "0")}`;
}

/** `0.8 s`, `12 s`, `2 min 5 s`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

export function count(number: number, noun: string): string {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

export const PHASE_NAMES: Readonly<Record<Phase, string>> = {
  open: "Starting the engine",
  decode: "Reading frames and finding what moves",
  learn: "Learning what is usual here",
  score: "Scoring every object",
  read: "Reading the files",
  resample: "Resampling the videos",
  weights: "Reading the weights",
  encode: "Reading frames and encoding snippets",
  features: "Encoding snippets",
  snippets: "Scoring every snippet",
  time: "Timing the models",
};

/** Events beyond these are counted, not listed, in a sentence. */
const NAMED_EVENTS = 4;

export function verdictSentence(result: ScoredClip, events: readonly OddEvent[], curve: Curve): string {
  if (result.verdict === "no-majority") return "Most of this clip looks alike; the method cannot tell which part is odd.";
  if (result.state === "too-little") return "Too little moves in this clip to say what is odd.";
  const found = standsOut(events, curve, []);
  return result.state === "provisional" ? `${found} The ranking had not settled yet.` : found;
}

/** `names` are what the events are most like, in their order; empty where the method names nothing. */
export function standsOut(events: readonly OddEvent[], { times, unit }: Curve, names: readonly (NamedClass | null)[]): string {
  const threshold = thresholdOf(unit);
  if (events.length === 0) return threshold === unit.threshold.first ? "Nothing stands out." : `Nothing stands out above ${written(threshold, unit)}.`;
  const named = events.slice(0, NAMED_EVENTS).map((event, index) => `${clock(times[event.start] ?? 0)}${names.length === 0 ? "" : ` (${likeWords(names[index] ?? null)})`}`);
  const rest = events.length - named.length;
  if (rest > 0) named.push(`${rest} more`);
  const list = named.length === 1 ? named.join() : `${named.slice(0, -1).join(", ")} and ${named.at(-1) ?? ""}`;
  return `Something stands out at ${list}.`;
}

/** "most like: cart, 0.73": what the weights were taught to call it, where they are sure enough. */
export function likeWords(named: NamedClass | null): string {
  return named === null ? "most like: no class" : `most like: ${named.name}, ${named.probability.toFixed(2)}`;
}

interface Timed {
  readonly clip: { readonly frames: number };
  readonly phases: readonly { readonly seconds: number }[];
  readonly device: DeviceInfo;
}

export function scoredSentence(result: Timed): string {
  const seconds = result.phases.reduce((sum, phase) => sum + phase.seconds, 0);
  return `Scored ${count(result.clip.frames, "frame")} in ${duration(seconds)} on ${result.device.name}.`;
}

/** What the state means, for people who do not know the method. */
export function stateSentence(result: ScoredClip): string {
  switch (result.state) {
    case "settled":
      return "The ranking no longer changes. It marks what was hardest to redraw in this clip, which need not be what you look for.";
    case "provisional":
      return "The ranking was still changing when learning ended. More steps may settle it.";
    case "too-little":
      return "Few objects or few frames with objects: take the curve as a hint at most. A longer clip helps.";
    case "no-majority":
      return "Many objects had to be left out while learning: the assumption that most of the clip is normal looks broken.";
  }
}

export const STATE_NAMES: Readonly<Record<ScoredClip["state"], string>> = {
  settled: "Settled",
  provisional: "Provisional",
  "too-little": "Too little to go by",
  "no-majority": "No clear majority",
};

/** People press late: a click up to this long after an event still counts for it, seconds. */
export const LATE_CLICK = 1;

export interface Hits {
  readonly clicks: number;
  readonly hits: number;
  readonly events: number;
  readonly caught: number;
}

export function hitsOf(clicks: readonly number[], truth: SceneTruth, times: Float64Array): Hits {
  const spans = truth.events.map((event) => [times[event.start] ?? Infinity, (times[event.end - 1] ?? Infinity) + LATE_CLICK] as const);
  const within = (click: number, [start, end]: readonly [number, number]) => click >= start && click <= end;
  return {
    clicks: clicks.length,
    hits: clicks.filter((click) => spans.some((span) => within(click, span))).length,
    events: spans.length,
    caught: spans.filter((span) => clicks.some((click) => within(click, span))).length,
  };
}

export function probeSentence(probe: ProbeResult): string {
  const parts = [`${probe.width} × ${probe.height}`];
  if (probe.frames !== null) parts.push(count(probe.frames, "frame"));
  if (probe.seconds !== null) parts.push(duration(probe.seconds));
  if (probe.fps !== null) parts.push(`${Math.round(probe.fps * 10) / 10} per second`);
  if (probe.codec !== null) parts.push(probe.codec);
  return parts.join(" · ");
}

/** Most of the pairs that were looked at changed as a whole. */
export function cameraMoves(probe: ProbeResult): boolean {
  return probe.pairs > 0 && probe.moving * 2 > probe.pairs;
}
