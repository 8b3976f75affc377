/**
 * How long a run will take. From the last run on the same kind of device where there was one (kept in this browser's
 * storage), else a wide range per kind of device, and the sentence says which of the two it is.
 */
import type { DeviceInfo, ScoredClip } from "../../session/protocol";
import { count, duration } from "./sentences";

interface Rates {
  readonly decodePerFrame: number;
  readonly learnPerStep: number;
  readonly scorePerFrame: number;
  readonly steps: number;
  readonly width: number;
}

export interface Planned {
  readonly frames: number | null;
  readonly steps: number | null;
  readonly width: number | null;
}

/** Seconds for the 600-frame scene, wide on purpose: used until something has been measured. */
const UNMEASURED: Readonly<Record<DeviceInfo["kind"], string>> = {
  gpu: "about 10 to 60 s",
  "software-gpu": "several minutes",
  cpu: "about 1 to 3 min",
};

const key = (kind: DeviceInfo["kind"]) => `oddframe/rates/1/${kind}`;

/** Frames of a snippet, and seconds of one thread of a CPU for a row of I3D's or CLIP's features (docs/encoders.md). */
const SNIPPET_FRAMES = 16;
const SECONDS_A_ROW = 2;

export function loadedEstimate(frames: number | null, crops: number): string {
  if (frames === null) return `About ${SECONDS_A_ROW * crops} s per snippet of ${SNIPPET_FRAMES} frames on a CPU, and once the reading of the weights.`;
  const rows = Math.max(1, Math.floor(frames / SNIPPET_FRAMES)) * crops;
  return `${count(rows, "row")} of features: about ${duration(rows * SECONDS_A_ROW)} on a CPU, and once the reading of the weights.`;
}

export function estimateSentence(device: DeviceInfo | null, planned: Planned): string {
  if (device === null) return "The time is estimated once the engine has started.";
  const rates = recall(device.kind);
  const where = device.kind === "gpu" ? "this GPU" : device.kind === "cpu" ? "this CPU" : "the software GPU";
  if (rates === null || planned.frames === null || (planned.width !== null && planned.width !== rates.width)) {
    return `${capital(UNMEASURED[device.kind])} for twenty seconds of video on ${where}; measured with your first run.`;
  }
  const steps = planned.steps ?? rates.steps;
  const seconds = planned.frames * (rates.decodePerFrame + rates.scorePerFrame) + steps * rates.learnPerStep;
  return `About ${duration(Math.max(1, Math.round(seconds)))} on ${where}, going by your last run.`;
}

export function remember(result: ScoredClip): void {
  const seconds = (name: string) => result.phases.filter(({ phase }) => phase === name).reduce((sum, phase) => sum + phase.seconds, 0);
  const rates: Rates = {
    decodePerFrame: seconds("decode") / result.clip.frames,
    learnPerStep: seconds("learn") / Math.max(1, result.steps),
    scorePerFrame: seconds("score") / result.clip.frames,
    steps: result.stepsPlanned,
    width: result.width,
  };
  try {
    localStorage.setItem(key(result.device.kind), JSON.stringify(rates));
  } catch {
    // Storage is closed in some private windows; the estimate then stays a range.
  }
}

function recall(kind: DeviceInfo["kind"]): Rates | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key(kind)) ?? "null");
    return isRates(kept) ? kept : null;
  } catch {
    return null; // Closed storage, or something that is not ours: estimate without it.
  }
}

function isRates(value: unknown): value is Rates {
  if (typeof value !== "object" || value === null) return false;
  const fields: Partial<Record<string, unknown>> = { ...value };
  return ["decodePerFrame", "learnPerStep", "scorePerFrame", "steps", "width"].every((field) => Number.isFinite(fields[field]));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
