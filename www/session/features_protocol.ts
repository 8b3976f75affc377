/** The part of the protocol about feature files: scores by weights, why a score is what it is, learning. */
import type { AttentionOf, ChunkClasses, ChunkNormality, ClassTrack, CropDynamics, ScoringSettings, TrainingSettings, TrainingStep } from "../../pkg/oddframe.js";

export type { AttentionOf, ChunkClasses, ChunkNormality, ClassTrack, CropDynamics, EpochMeasures, MethodSettings, ScoringSettings, StepLosses, TrainingSettings, TrainingStep } from "../../pkg/oddframe.js";

/** What is learned from: features with a list of labels; what it is measured on, where there is truth. */
export interface TrainingInputs {
  readonly features: readonly File[];
  readonly list: File;
  /** Those of the truth's videos, where `features` does not hold them. */
  readonly testFeatures: readonly File[] | null;
  readonly truth: readonly File[] | null;
  /** Weights whose settings the run begins with; where null, LA-Net's as published, or a small DSANet head's. */
  readonly like: File | null;
}

export type FeaturesRequest =
  | { readonly id: number; readonly kind: "score-features"; readonly features: readonly File[]; readonly weights: File; readonly settings: ScoringSettings }
  /** Of the set that was scored last. */
  | { readonly id: number; readonly kind: "dynamics"; readonly video: string; readonly crop: number }
  /** Of the set that was scored last. */
  | { readonly id: number; readonly kind: "classes"; readonly video: string }
  /** Of a DSANet head that scored last: classes at another temperature than its own, answered as “classes”. */
  | { readonly id: number; readonly kind: "classes-at"; readonly video: string; readonly temperature: number }
  /** Of a DSANet head: one chunk of a crop, seen by its classes. */
  | { readonly id: number; readonly kind: "chunk-classes"; readonly video: string; readonly crop: number; readonly chunk: number }
  /** The same, seen by its prototypes of normality. */
  | { readonly id: number; readonly kind: "chunk-normality"; readonly video: string; readonly crop: number; readonly chunk: number }
  /** Of the crop whose dynamics were asked last. */
  | { readonly id: number; readonly kind: "attention"; readonly snippet: number }
  | { readonly id: number; readonly kind: "train"; readonly inputs: TrainingInputs; readonly settings: TrainingSettings };

export type FeaturesResponse =
  /** The text of a `scores.json`. */
  | { readonly id: number; readonly kind: "features-scored"; readonly scores: string; readonly hasAttention: boolean }
  /** Probabilities per class, the normal one first; empty where the network has no classes. */
  | { readonly id: number; readonly kind: "classes"; readonly classes: readonly ClassTrack[] }
  | { readonly id: number; readonly kind: "chunk-classes"; readonly view: ChunkClasses }
  | { readonly id: number; readonly kind: "chunk-normality"; readonly view: ChunkNormality }
  | { readonly id: number; readonly kind: "dynamics"; readonly dynamics: CropDynamics }
  | { readonly id: number; readonly kind: "attention"; readonly attention: AttentionOf }
  /** While it learns: what has happened since the last of these. */
  | { readonly id: number; readonly kind: "learning"; readonly steps: readonly TrainingStep[] }
  | { readonly id: number; readonly kind: "trained"; readonly weights: Uint8Array<ArrayBuffer>; readonly outcome: readonly string[] };
