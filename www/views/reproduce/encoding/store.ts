/** The state of encoding and of the weights at hand: typed, without behaviour. */
import { signal } from "@preact/signals";
import type { ClipSource, DeviceChoice, EncodedClip, FeatureComparison } from "../../../session/protocol";
import { held, type HeldWeights } from "../../../weights/held";

export type { HeldWeights };

export interface ChosenClip {
  /** Without ending: names the feature files. */
  readonly name: string;
  readonly source: ClipSource;
}

export type EncodingWork =
  | { readonly kind: "idle" }
  | { readonly kind: "busy"; readonly what: string; readonly unit: "bytes" | "crops"; readonly done: number; readonly total: number | null; readonly secondsLeft: number | null };

export interface Compared {
  readonly file: string;
  readonly comparisons: readonly FeatureComparison[];
  readonly seconds: number;
}

export const encoding = {
  // What the visitor chose.
  device: signal<DeviceChoice>("auto"),
  held,
  /** The id of the weights to encode with; empty where none are chosen. */
  weights: signal(""),
  clip: signal<ChosenClip | null>(null),
  /** Empty: the one of the encoder's released features; where features are compared, all. */
  preset: signal(""),
  crops: signal("centre"),
  snippetFrames: signal("one:8"),
  /** Values of 16 bits between I3D's layers. */
  half: signal(false),
  released: signal<File | null>(null),
  snippets: signal(8),

  // What came of it.
  /** Bytes that the browser still grants; null where it does not say. */
  room: signal<number | null>(null),
  work: signal<EncodingWork>({ kind: "idle" }),
  encoded: signal<EncodedClip | null>(null),
  compared: signal<Compared | null>(null),
};
