/** The part of the protocol about a clip as snippets: scores by weights that were learnt elsewhere, and why they are what they are. */
import type { ClipSize, NamedSpans, NamingQuestion, SnippetScores } from "../../pkg/oddframe.js";
import type { ClipSource, Phase } from "./protocol";

export type { ClassTrack, NamedClass, NamedSpans, NamingQuestion } from "../../pkg/oddframe.js";

/** Weights that the visitor loaded, whose SHA-256 was computed then. */
export interface LoadedWeights {
  readonly file: File;
  readonly sha256: string;
  /** By the browser's storage: the bytes must still be these. */
  readonly isKept: boolean;
}

/** What made the features that were scored. */
export interface EncodedBy {
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
  /** As whose features they were made, and from which crops by their numbers. */
  readonly preset: string;
  readonly crops: readonly number[];
  /** What gave the pixels: they differ by a level or two between decoders. */
  readonly decoder: string;
}

/** A clip scored snippet by snippet. */
export interface ScoredSnippets extends SnippetScores {
  /** null: the compact encoder, which has no weights. */
  readonly encoder: EncodedBy | null;
  readonly clip: ClipSize;
  /** Seconds of every frame. */
  readonly times: Float64Array<ArrayBuffer>;
  /** Whether a snippet's attention can be asked about. */
  readonly hasAttention: boolean;
  readonly phases: readonly { readonly phase: Phase; readonly seconds: number }[];
}

export type SnippetsRequest =
  | { readonly id: number; readonly kind: "score-snippets"; readonly clip: ClipSource; readonly weights: File }
  /** Through an encoder first. `crops`: the centre alone or all of its preset, where the head's protocol does not say which. */
  | { readonly id: number; readonly kind: "score-encoded"; readonly clip: ClipSource; readonly encoder: LoadedWeights; readonly head: LoadedWeights; readonly crops: "centre" | "ten" }
  /** Through the encoder that comes with the page, in all its crops. */
  | { readonly id: number; readonly kind: "score-demo"; readonly clip: ClipSource; readonly encoder: File; readonly head: File }
  /** Of the clip that was scored last; answered like the question about a feature file. */
  | { readonly id: number; readonly kind: "snippet-attention"; readonly snippet: number }
  /** A pure function of the crate; no device is needed. */
  | { readonly id: number; readonly kind: "name-spans"; readonly question: NamingQuestion };

export type SnippetsResponse =
  | { readonly id: number; readonly kind: "snippets-scored"; readonly result: ScoredSnippets }
  | { readonly id: number; readonly kind: "spans-named"; readonly named: NamedSpans };
