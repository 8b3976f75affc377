/** The state of running LBR on a data set: typed, without behaviour. */
import { signal } from "@preact/signals";
import type { ArrangedSet, DeviceChoice, FinishedSet, PathFile, SetReadingSettings } from "../../../session/protocol";

export type SetName = SetReadingSettings["set"];
export type SetMode = SetReadingSettings["mode"];

/** A folder that was chosen, and which of its files are what. */
export interface ChosenSet {
  readonly name: string;
  readonly files: readonly PathFile[];
  readonly arranged: ArrangedSet;
}

/** What a run is called that made the result. */
export interface SetRunAbout {
  readonly set: SetName;
  readonly mode: SetMode;
  /** Learned here, by the weights that come with the page, or by the visitor's. */
  readonly by: "learned" | "shipped" | "given";
  readonly result: FinishedSet;
}

export type FramesWork =
  | { readonly kind: "idle" }
  | {
      readonly kind: "busy";
      readonly phase: "open" | "decode" | "learn" | "score";
      readonly done: number;
      readonly total: number | null;
      readonly secondsLeft: number | null;
      readonly cubes: number | null;
      readonly loss: number | null;
      readonly dropped: number | null;
      /** It was asked to end after its step. */
      readonly stopping: boolean;
    };

export const frames = {
  // What the visitor chose.
  test: signal<ChosenSet | null>(null),
  train: signal<ChosenSet | null>(null),
  boxes: signal<File | null>(null),
  trainBoxes: signal<File | null>(null),
  /** The id of the detector's weights at hand; empty: motion alone. */
  detector: signal(""),
  set: signal<SetName>("ped2"),
  mode: signal<SetMode>("partial"),
  refine: signal(true),
  motion: signal(false),
  width: signal(1),
  epochs: signal(30),
  seed: signal(0),
  device: signal<DeviceChoice>("auto"),
  weights: signal<File | null>(null),
  state: signal<File | null>(null),

  // What came of it.
  work: signal<FramesWork>({ kind: "idle" }),
  finished: signal<SetRunAbout | null>(null),
  /** A sentence about a run that was stopped. */
  stopped: signal(""),
};
