/** The part of the protocol about data sets from their frames: which files are what, and a run of LBR over them. */
import type { ArrangedSet, SetControls, SetReadingSettings, SetRunSettings } from "../../pkg/oddframe.js";

export type { ArrangedSet, SetControls, SetNumbers, SetReadingSettings, SetRunSettings } from "../../pkg/oddframe.js";

/** A file with its place among the others: what was dropped has no path of its own. */
export interface PathFile {
  readonly path: string;
  readonly file: File;
}
export interface SetClip {
  readonly id: string;
  readonly frames: readonly File[];
}
export interface SetInputs {
  readonly test: readonly SetClip[];
  /** Empty in partial mode. */
  readonly train: readonly SetClip[];
  /** Empty where there is none. */
  readonly truth: readonly PathFile[];
  readonly boxes: File | null;
  readonly trainBoxes: File | null;
  readonly detector: File | null;
}
export type SetReadingChoice = Pick<SetReadingSettings, "set" | "mode" | "motion">;
/** Learn, perhaps going on with a saved state, or score by weights. */
export type SetTask =
  | { readonly kind: "learn"; readonly settings: SetRunSettings; readonly state: File | null }
  | { readonly kind: "ready"; readonly weights: File };

interface Finished {
  readonly kind: "finished";
  /** The text of a `scores.json`. */
  readonly scores: string;
  /** What was learned; null where it was scored by weights. */
  readonly weights: Uint8Array<ArrayBuffer> | null;
  /** The text of a `truth.json` in merge mode. */
  readonly truth: string | null;
  /** Null without truth. */
  readonly controls: SetControls | null;
  readonly cubes: number;
  /** About clips and method. */
  readonly notes: readonly string[];
  readonly seconds: number;
}
interface Stopped {
  readonly kind: "stopped";
  /** What to go on with; null where learning had not begun. */
  readonly state: Uint8Array<ArrayBuffer> | null;
  readonly done: number;
  readonly total: number;
}
export type SetResult = Finished | Stopped;
export type FinishedSet = Finished;

export type SetRequest =
  /** A pure function of the crate; no device is needed. */
  | { readonly id: number; readonly kind: "arrange-set"; readonly paths: readonly string[] }
  | { readonly id: number; readonly kind: "run-set"; readonly inputs: SetInputs; readonly reading: SetReadingChoice; readonly task: SetTask }
  /** The run that is under way ends after its step and answers with its state. */
  | { readonly id: number; readonly kind: "stop-set" };

export type SetResponse =
  | { readonly id: number; readonly kind: "set-arranged"; readonly arranged: ArrangedSet }
  | { readonly id: number; readonly kind: "set-ran"; readonly result: SetResult }
  | { readonly id: number; readonly kind: "set-stopping" };
