/** The part of the protocol about encoders: what a file of weights is, keeping it, clips to features, features against a released file. */
import type { ClipFacts, EncoderFacts, FeatureComparison, SnippetCut, WeightsFacts } from "../../pkg/oddframe.js";
import type { KeptWeights } from "../weights/kept";
import type { ClipSource } from "./protocol";

export type { ClipFacts, ComparedCrop, EncoderFacts, FeatureComparison, WeightsFacts } from "../../pkg/oddframe.js";

/** Where weights come from: the visitor's disk, or an address of the list in `weights/public.json` by its id. */
export type WeightsOrigin =
  | { readonly kind: "file"; readonly file: File }
  | { readonly kind: "public"; readonly id: string };

/** Weights to encode with. */
export interface GivenWeights {
  readonly file: File;
  /** Of what was kept: the bytes must still be these. */
  readonly sha256: string | null;
}

/** How weights are opened. */
export interface EncoderChoice {
  readonly weights: GivenWeights;
  readonly snippetFrames: string;
  /** null: the encoder's first. */
  readonly preset: string | null;
  readonly anyEpsilon: boolean;
  /** I3D alone: values of 16 bits between layers, on GPUs with `shader-f16`. */
  readonly half: boolean;
}

/** A clip and how its features are made, in the words of the command line. */
export interface EncodeInputs {
  readonly clip: ClipSource;
  /** For messages and names of files, without an ending. */
  readonly name: string;
  readonly weights: GivenWeights;
  /** null: the encoder's first; where features are compared, all it has. */
  readonly preset: string | null;
  readonly snippetFrames: string;
  /** See `EncoderChoice`. */
  readonly half: boolean;
}

export interface FeatureFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}
/** A clip's features as files: one per crop, as sets of features hold them, and all crops in one where there are several. */
export interface EncodedClip {
  readonly facts: ClipFacts;
  /** Its `device` says how many workers made the rows, where they were several. */
  readonly encoder: EncoderFacts;
  readonly crops: readonly FeatureFile[];
  readonly packed: FeatureFile | null;
  /** About clip, weights and features. */
  readonly notes: readonly string[];
  /** What gave the pixels: they differ by a level or two between decoders. */
  readonly decoder: string;
  /** Loading the weights, and all the rest. */
  readonly seconds: { readonly weights: number; readonly clip: number };
}

export type EncodeRequest =
  /** By names and shapes, and the SHA-256 of its bytes; nothing is kept. */
  | { readonly id: number; readonly kind: "inspect-weights"; readonly file: File }
  /** Copied or fetched into the browser's own storage. */
  | { readonly id: number; readonly kind: "keep-weights"; readonly origin: WeightsOrigin }
  | { readonly id: number; readonly kind: "encode"; readonly inputs: EncodeInputs; readonly crops: string }
  | { readonly id: number; readonly kind: "compare-features"; readonly inputs: EncodeInputs; readonly theirs: File; readonly snippets: number }
  /** Asked of a helper by the worker that has it: see `crew.ts`. */
  | { readonly id: number; readonly kind: "open-encoder"; readonly choice: EncoderChoice }
  | { readonly id: number; readonly kind: "encode-cut"; readonly cut: SnippetCut };

export type EncodeResponse =
  | { readonly id: number; readonly kind: "weights-inspected"; readonly facts: WeightsFacts; readonly sha256: string; readonly verified: string | null }
  /** `file` alone where the browser keeps nothing: then it lasts as long as the tab. */
  | { readonly id: number; readonly kind: "weights-kept"; readonly kept: KeptWeights; readonly file: File | null }
  | { readonly id: number; readonly kind: "encoded"; readonly encoded: EncodedClip }
  /** The nearest preset first. */
  | { readonly id: number; readonly kind: "features-compared"; readonly comparisons: readonly FeatureComparison[]; readonly seconds: number }
  | { readonly id: number; readonly kind: "encoder-opened" }
  | { readonly id: number; readonly kind: "cut-encoded"; readonly row: Float32Array<ArrayBuffer> };
