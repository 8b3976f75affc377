/**
 * What the page and its workers say to each other: the only file that both sides import.
 * A `switch` over `kind` ends in `unreachable(message)`, so that a forgotten case does not compile.
 */

/** Where the frames come from. */
export type ClipSource =
  | { readonly kind: "scene"; readonly seed: number; readonly frames: number; readonly odd: boolean }
  /** A video file; decoded in the worker by WebCodecs. */
  | { readonly kind: "video"; readonly file: File }
  /** Pictures in name order: a chosen folder, or several chosen files. */
  | { readonly kind: "pictures"; readonly files: readonly File[] }
  /** A zip of pictures. */
  | { readonly kind: "zip"; readonly file: File }
  /** Frames that the page pushes itself (the `<video>` element's approximate decoding). */
  | { readonly kind: "pushed"; readonly name: string; readonly frames: number; readonly fps: number };

export type DeviceChoice = "auto" | "gpu" | "cpu";
export interface DeviceInfo {
  readonly kind: "gpu" | "software-gpu" | "cpu";
  /** "NVIDIA …", "software GPU" or "CPU". */
  readonly name: string;
  /** Why not the GPU, where the choice was automatic and the CPU was taken. */
  readonly why?: string;
}
export interface LbrSettings {
  /** 1 is the paper's network; null lets the device decide. */
  readonly width: number | null;
  /** null lets the rules for a visitor's clip decide. */
  readonly steps: number | null;
  readonly seed: number;
  readonly method: "lbr-spr" | "lbr";
}
export type ControlKind = "box-aspect" | "box-width" | "box-count" | "frame-copy" | "untrained";

export type Phase = "open" | "decode" | "learn" | "score";

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
/** A score per frame of the clip (frames that were not analysed inherit the score before them). */
export interface Track {
  /** Seconds, one per clip frame, ascending. */
  readonly times: Float64Array<ArrayBuffer>;
  /** z-scores: the highest of the frame's objects. */
  readonly raw: Float32Array<ArrayBuffer>;
  readonly smoothed: Float32Array<ArrayBuffer>;
  /** The plotted curve: smoothed, in robust units (f - median) / (1.4826 MAD). */
  readonly robust: Float32Array<ArrayBuffer>;
  /** 1 where no object was found. */
  readonly empty: Uint8Array<ArrayBuffer>;
}
export interface Objects {
  /** Per object the clip frame of its centre frame, ascending. */
  readonly frame: Uint32Array<ArrayBuffer>;
  /** x1 y1 x2 y2 per object, in pixels of the clip's own frames. */
  readonly box: Float32Array<ArrayBuffer>;
  /** Robust units, on the curve's scale. */
  readonly score: Float32Array<ArrayBuffer>;
}
export type State = "too-little" | "provisional" | "settled" | "no-majority";
export type Verdict = "nothing" | "stands-out" | "no-majority" | "too-little" | "provisional";
export interface OddEvent { readonly start: number; readonly end: number; readonly peak: number; readonly peakScore: number } // clip frames, half-open
export interface ScoredClip {
  /** "LBR-SPR", "LBR-SPR (small)", "LBR", "LBR (small)". */
  readonly method: string;
  readonly width: number;
  readonly steps: number;
  readonly stepsPlanned: number;
  readonly state: State;
  readonly verdict: Verdict;
  readonly clip: { readonly frames: number; readonly width: number; readonly height: number; readonly fps: number };
  readonly analysed: { readonly frames: number; readonly stride: number; readonly width: number; readonly height: number; readonly cubes: number };
  readonly track: Track;
  readonly objects: Objects;
  /** Sentences to show beside the result (cuts, shortened clip, approximate decoding, moving camera, ...). */
  readonly notes: readonly string[];
  readonly phases: readonly { readonly phase: Phase; readonly seconds: number }[];
  readonly device: DeviceInfo;
  readonly trainRate: number; // cubes per second
  readonly scoreRate: number;
  readonly seed: number;
  readonly version: string;
}
export interface SceneTruth { readonly frames: number; readonly events: readonly { readonly start: number; readonly end: number; readonly class: string }[] }
export interface ProbeResult { readonly pairs: number; readonly moving: number; readonly frames: number | null; readonly seconds: number | null; readonly width: number; readonly height: number; readonly fps: number | null; readonly codec: string | null }
/** 32x32 RGBA pictures of the five frames. */
export interface Explained { readonly input: readonly Uint8ClampedArray<ArrayBuffer>[]; readonly reconstruction: readonly Uint8ClampedArray<ArrayBuffer>[]; readonly error: readonly Uint8ClampedArray<ArrayBuffer>[] }

export type Request =
  | { readonly id: number; readonly kind: "open"; readonly module: WebAssembly.Module; readonly device: DeviceChoice }
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
  | { readonly id: number; readonly kind: "render"; readonly frame: number };

export type Response =
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
}
export function unreachable(value: never): never {
  throw new Error(`unhandled message ${JSON.stringify(value)}`);
}
