/**
 * What the page and its workers say to each other: the only file that both sides import.
 * A `switch` over `kind` ends in `unreachable(message)`, so that a forgotten case does not compile.
 */

import type * as Generated from "../../pkg/oddframe.js";
import type { ControlKind, DeviceChoice, DeviceInfo, Explained, LbrSettings, OddEvent, SceneScript, SceneTruth, Track } from "../../pkg/oddframe.js";

import type { BenchRequest, BenchResponse } from "./bench_protocol";
import type { EncodeRequest, EncodeResponse } from "./encode_protocol";
import type { EvaluateRequest, EvaluateResponse } from "./evaluate_protocol";
import type { FeaturesRequest, FeaturesResponse } from "./features_protocol";
import type { LessonRequest, LessonResponse } from "./lesson_protocol";
import type { SetRequest, SetResponse } from "./set_protocol";
import type { SnippetsRequest, SnippetsResponse } from "./snippets_protocol";

export type * from "./bench_protocol";
export type * from "./encode_protocol";
export type * from "./evaluate_protocol";
export type * from "./features_protocol";
export type * from "./lesson_protocol";
export type * from "./set_protocol";
export type * from "./snippets_protocol";
/** What the crate takes and gives has the types that are generated from it. */
export type { ControlKind, DeviceChoice, DeviceInfo, Explained, LbrSettings, OddEvent, SceneScript, SceneTruth, Track };
export type { Objects, State } from "../../pkg/oddframe.js";
export type Verdict = Generated.VerdictKind;

/** Where the frames come from. */
export type ClipSource =
  | { readonly kind: "scene"; readonly seed: number; readonly frames: number; readonly odd: boolean }
  | { readonly kind: "own-scene"; readonly script: SceneScript }
  /** A video file; decoded in the worker by WebCodecs. */
  | { readonly kind: "video"; readonly file: File }
  /** Pictures in name order: a chosen folder, or several chosen files. */
  | { readonly kind: "pictures"; readonly files: readonly File[] }
  /** A zip of pictures. */
  | { readonly kind: "zip"; readonly file: File }
  /** Frames that the page pushes itself (the `<video>` element's approximate decoding). */
  | { readonly kind: "pushed"; readonly name: string; readonly frames: number; readonly fps: number };

/** Whether the crate draws the frames itself. */
export function isDrawn(clip: ClipSource): boolean {
  return clip.kind === "scene" || clip.kind === "own-scene";
}

export type Phase = "open" | "decode" | "learn" | "score" | "read" | "resample" | "weights" | "encode" | "features" | "snippets" | "time";

export interface Progress {
  readonly phase: Phase;
  readonly done: number;
  readonly total: number | null;
  readonly secondsLeft: number | null;
  /** Learning only. */
  readonly loss?: number;
  /** Share of cubes with weight 0 and with a weight between 0 and 1, learning only. */
  readonly dropped?: number;
  readonly halved?: number;
  /** Decoding only: cubes found so far. */
  readonly cubes?: number;
}
/** A scored clip with the seconds of each phase, which only the worker's clock knows. */
export type ScoredClip = Generated.ScoredClip & { readonly phases: readonly { readonly phase: Phase; readonly seconds: number }[] };
export interface ProbeResult { readonly pairs: number; readonly moving: number; readonly frames: number | null; readonly seconds: number | null; readonly width: number; readonly height: number; readonly fps: number | null; readonly codec: string | null }
export type Request =
  | BenchRequest
  | EvaluateRequest
  | LessonRequest
  | FeaturesRequest
  | EncodeRequest
  | SnippetsRequest
  | SetRequest
  | { readonly id: number; readonly kind: "open"; readonly module: WebAssembly.Module; readonly device: DeviceChoice; readonly cores: number }
  | { readonly id: number; readonly kind: "probe"; readonly clip: ClipSource }
  | { readonly id: number; readonly kind: "score"; readonly clip: ClipSource; readonly settings: LbrSettings }
  /** Answer to `frame-wanted` for pushed clips. null ends the clip. */
  | { readonly id: number; readonly kind: "push"; readonly frame: ImageBitmap | null; readonly time: number }
  | { readonly id: number; readonly kind: "explain"; readonly object: number }
  /** Of the clip that was scored last, from the same regions; `clip` is given where another one must be read first. */
  | { readonly id: number; readonly kind: "control"; readonly control: ControlKind; readonly clip?: ClipSource }
  /** Both are pure functions of the crate; no device is needed. */
  | { readonly id: number; readonly kind: "events"; readonly robust: Float32Array<ArrayBuffer>; readonly times: Float64Array<ArrayBuffer>; readonly threshold: number }
  | { readonly id: number; readonly kind: "auroc"; readonly scores: Float32Array<ArrayBuffer>; readonly labels: Uint8Array<ArrayBuffer> }
  | { readonly id: number; readonly kind: "scene"; readonly seed: number; readonly frames: number; readonly odd: boolean }
  | { readonly id: number; readonly kind: "own-scene"; readonly script: SceneScript }
  | { readonly id: number; readonly kind: "render"; readonly frame: number };

export type Response =
  | BenchResponse
  | EvaluateResponse
  | LessonResponse
  | FeaturesResponse
  | EncodeResponse
  | SnippetsResponse
  | SetResponse
  | { readonly id: number; readonly kind: "progress"; readonly progress: Progress }
  | { readonly id: number; readonly kind: "provisional"; readonly track: Track; readonly step: number; readonly steps: number }
  | { readonly id: number; readonly kind: "opened"; readonly device: DeviceInfo }
  | { readonly id: number; readonly kind: "probed"; readonly probe: ProbeResult }
  | { readonly id: number; readonly kind: "scored"; readonly result: ScoredClip }
  | { readonly id: number; readonly kind: "frame-wanted" }
  | { readonly id: number; readonly kind: "explained"; readonly pictures: Explained }
  | { readonly id: number; readonly kind: "controlled"; readonly track: Track }
  | { readonly id: number; readonly kind: "events"; readonly events: readonly OddEvent[] }
  | { readonly id: number; readonly kind: "auroc"; readonly auroc: number }
  | { readonly id: number; readonly kind: "scene"; readonly truth: SceneTruth; readonly fps: number; readonly width: number; readonly height: number }
  | { readonly id: number; readonly kind: "rendered"; readonly frame: number; readonly picture: Uint8ClampedArray<ArrayBuffer> }
  | { readonly id: number; readonly kind: "failed"; readonly failure: Failure };

export interface Failure {
  readonly kind: "unsupported" | "out-of-memory" | "device-lost" | "bad-file" | "cannot-decode" | "too-little" | "not-finite" | "panic" | "unknown";
  /** One sentence: what, where, expected, found. */
  readonly detail: string;
  /** What to do next. */
  readonly advice: string;
  /** More than a sentence can hold, as lines of a text to save. */
  readonly lists?: string;
}
export function unreachable(value: never): never {
  throw new Error(`unhandled message ${JSON.stringify(value)}`);
}
