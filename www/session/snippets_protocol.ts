/** The part of the protocol about a clip as snippets: scores by weights that were learnt elsewhere, and why they are what they are. */
import type { ClipSize, NamedSpans, NamingQuestion, SnippetScores } from "../../pkg/oddframe.js";
import type { ClipSource, Phase } from "./protocol";

export type { ClassTrack, NamedClass, NamedSpans, NamingQuestion } from "../../pkg/oddframe.js";

/** A clip scored snippet by snippet. */
export interface ScoredSnippets extends SnippetScores {
  readonly clip: ClipSize;
  /** Seconds of every frame. */
  readonly times: Float64Array<ArrayBuffer>;
  /** Whether a snippet's attention can be asked about. */
  readonly hasAttention: boolean;
  readonly phases: readonly { readonly phase: Phase; readonly seconds: number }[];
}

export type SnippetsRequest =
  | { readonly id: number; readonly kind: "score-snippets"; readonly clip: ClipSource; readonly weights: File }
  /** Of the clip that was scored last; answered like the question about a feature file. */
  | { readonly id: number; readonly kind: "snippet-attention"; readonly snippet: number }
  /** A pure function of the crate; no device is needed. */
  | { readonly id: number; readonly kind: "name-spans"; readonly question: NamingQuestion };

export type SnippetsResponse =
  | { readonly id: number; readonly kind: "snippets-scored"; readonly result: ScoredSnippets }
  | { readonly id: number; readonly kind: "spans-named"; readonly named: NamedSpans };
