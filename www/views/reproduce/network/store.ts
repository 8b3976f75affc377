/** The state of scoring and training here: typed, without behaviour. */
import { signal } from "@preact/signals";
import type { DeviceChoice, EpochMeasures, MethodSettings, ScoringSettings, StepLosses } from "../../../session/protocol";

export type PublishedFor = ScoringSettings["publishedFor"];

/** What the network is busy with; training and scoring exclude each other. */
export type NetworkWork =
  | { readonly kind: "idle" }
  | { readonly kind: "opening" | "scoring" | "reading" | "learning" | "measuring"; readonly done: number; readonly total: number | null; readonly secondsLeft: number | null };

export interface TrainingTrace {
  readonly steps: readonly StepLosses[];
  readonly epochs: readonly EpochMeasures[];
  /** Last epoch, best on validation and on test, and the gap; empty until it is over. */
  readonly outcome: readonly string[];
  readonly method: MethodSettings["name"];
  readonly seed: number;
  readonly seconds: number;
}

export const network = {
  // What the visitor chose.
  device: signal<DeviceChoice>("auto"),
  crops: signal("published"),
  /** Whose weights score the set that comes with the page. */
  bundledBy: signal<"weights" | "dsanet">("weights"),
  publishedFor: signal<PublishedFor>(null),
  seed: signal<number | null>(0),
  epochs: signal<number | null>(null),
  /** Which network is trained. */
  method: signal<MethodSettings["name"]>("lanet"),
  sgnm: signal(true),
  dcsa: signal(true),
  lambda1: signal(true),
  lambda2: signal(true),
  /** Whether the part about training is unfolded. */
  trainOpen: signal(false),
  prior: signal<"post" | "pre" | "none" | null>(null),

  // What came of it.
  work: signal<NetworkWork>({ kind: "idle" }),
  trace: signal<TrainingTrace | null>(null),
  /** Whether the scores on the field were made here, so that the network can be asked why, and what it can say. */
  explains: signal<"nothing" | "attention" | "classes">("nothing"),
};
