/** The part of the protocol that the Reproduce view speaks: files and conventions in, numbers out. */
import type { Catalogue, Evaluated, EvaluationSettings, FileRole, ResampledVideos, Verification, VideoTrack } from "../../pkg/oddframe.js";

/** What the crate takes and gives has the types that are generated from it. */
export type { Catalogue, Conventions, CurvePoints, DataFacts, Evaluated, EvaluationSettings, FileRole, IntervalOf, KindNumbers, PooledNumbers, PublishedNumber, ResampledVideos, Verification, VideoRow, VideoTrack } from "../../pkg/oddframe.js";

/** What the numbers come from. The worker keeps what it has read under the token; another token is another set of files. */
export type EvaluationFiles = Readonly<Record<FileRole, readonly File[]>> & {
  readonly token: number;
  /** SHA-256 of the values by video, where the files are known to be published ones: little-endian float32, bytes. */
  readonly digests: Readonly<Record<"scores" | "truth", Readonly<Record<string, string>>>> | null;
};

export type EvaluateRequest =
  | { readonly id: number; readonly kind: "catalogue" }
  | { readonly id: number; readonly kind: "evaluate"; readonly files: EvaluationFiles; readonly settings: EvaluationSettings }
  /** Intervals for the last evaluation; ends without any when another evaluation is asked for. */
  | { readonly id: number; readonly kind: "resample" }
  | { readonly id: number; readonly kind: "verify"; readonly files: EvaluationFiles; readonly card: File }
  | { readonly id: number; readonly kind: "video"; readonly video: string }
  | { readonly id: number; readonly kind: "report"; readonly what: "card" | "curve" };

export type EvaluateResponse =
  | { readonly id: number; readonly kind: "catalogue"; readonly catalogue: Catalogue }
  | { readonly id: number; readonly kind: "evaluated"; readonly evaluated: Evaluated }
  | { readonly id: number; readonly kind: "resampled"; readonly resampled: ResampledVideos | null }
  | { readonly id: number; readonly kind: "verified"; readonly verification: Verification }
  | { readonly id: number; readonly kind: "video"; readonly track: VideoTrack }
  | { readonly id: number; readonly kind: "reported"; readonly text: string };
