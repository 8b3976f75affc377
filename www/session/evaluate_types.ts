/** What crosses the border for the Reproduce view. */
export type FileRole = "scores" | "compare" | "truth" | "list";

export interface Conventions {
  preset: string | null;
  crop: string;
  repeat: number | null;
  smooth: string;
  smooth_scope: "video" | "concat";
  normalise: string;
  empty_frame: number | null;
  drop_head: number;
  drop_tail: number;
  interval: "half_open0" | "inclusive0" | "inclusive1";
  length_policy: "strict" | "truncate" | "hold_last" | "build";
  ap: "both" | "trapezoid" | "step";
  average: "micro" | "macro_skip" | "macro_pad";
  far_tau: number;
  far_tau_picked: boolean;
  map_normal_class: "exclude_quirk" | "include" | "drop" | null;
  subset: boolean;
  interval_replicates: number;
  interval_seed: number;
}
export interface PresetEntry { key: string; method: string; dataSet: string | null; conventions: Conventions }
export interface DataSetEntry { key: string; name: string; videos: number }
export interface PublishedNumber { method: string; dataSet: string; auroc: number | null; ap: number | null; apRule: "trapezoid" | "step" | null; far: number | null; source: string }
export interface Catalogue { defaults: Conventions; presets: PresetEntry[]; dataSets: DataSetEntry[]; methods: string[]; published: PublishedNumber[] }
export interface EvaluationSettings { conventions: Conventions; dataSet: string | null; method: string | null }
export interface Pooled { auroc: number; apTrapezoid: number; apStep: number }
export interface Numbers extends Pooled {
  anomalous: Pooled | null; macroSkip: number | null; macroVideos: number; macroLeftOut: number; macroPad: number;
  far: number | null; farNegativeFrames: number; eer: number; eerThreshold: number; chanceAp: number;
  videoMean: number; timeShuffled: number; unsmoothed: Pooled | null;
}
export interface DataFacts { dataSet: string | null; variant: string | null; videos: number; anomalous: number; scores: number; frames: number; positive: number }
export interface Warning { code: string; text: string }
export interface VideoRow { id: string; class: string; frames: number; positive: number; auroc: number | null; undefined: string; maxScore: number; meanScore: number }
export interface CurvePoints { x: Float64Array<ArrayBuffer>; y: Float64Array<ArrayBuffer>; full: number }
export interface Evaluated {
  numbers: Numbers; data: DataFacts; published: PublishedNumber | null; warnings: Warning[]; modified: string[];
  videos: VideoRow[]; roc: CurvePoints; precisionRecall: CurvePoints; comparison: Compared | null;
}
export interface Compared { name: string; numbers: Pooled; difference: Pooled; caveat: string; roc: CurvePoints; precisionRecall: CurvePoints }
export interface Spread { low: number; high: number }
export interface Spreads { auroc: Spread; apTrapezoid: Spread; apStep: Spread; replicates: number; seed: number }
export interface Resampled { done: number; total: number; own: Spreads | null; difference: Spreads | null }
export interface Differing { field: string; card: string; here: string }
export interface Verification { settings: EvaluationSettings; differing: Differing[] }
export interface VideoTrack { id: string; starts: Uint32Array<ArrayBuffer>; end: number; scores: Float32Array<ArrayBuffer>; odd: Uint32Array<ArrayBuffer> }
