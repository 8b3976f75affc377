//! What the Reproduce view is answered.

use js_sys::{Float32Array, Float64Array, Uint32Array};
use serde::Serialize;
use tsify::Tsify;

use super::kinds::KindNumbers;
use super::settings::EvaluationSettings;

/// A published number beside the one from these files, both in percent.
#[derive(Debug, Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct PublishedNumber {
    /// Whose.
    pub method: String,
    /// "AUROC", "AP, trapezoid", "AP, step" or "FAR, normal videos".
    pub metric: String,
    /// As printed.
    pub published: String,
    /// The convention behind it, as far as it is known.
    pub convention: String,
    /// Where it is printed.
    pub source: String,
    /// How close the two are, or "another method".
    pub verdict: String,
}

/// The three pooled numbers.
#[derive(Debug, Clone, Copy, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct PooledNumbers {
    /// Area under the ROC curve.
    pub auroc: f64,
    /// Average precision, trapezoids.
    pub ap_trapezoid: f64,
    /// Average precision, steps.
    pub ap_step: f64,
}

/// Every number; null is a metric without a value on this data.
#[derive(Debug, Clone, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct Numbers {
    /// Area under the ROC curve, all frames.
    pub auroc: f64,
    /// Average precision, trapezoids.
    pub ap_trapezoid: f64,
    /// Average precision, steps.
    pub ap_step: f64,
    /// Of the videos with odd frames alone.
    pub anomalous: Option<PooledNumbers>,
    /// Mean of the videos' areas.
    pub macro_skip: Option<f64>,
    /// Of how many videos.
    pub macro_videos: usize,
    /// How many have one class.
    pub macro_left_out: usize,
    /// Mean of the padded areas.
    pub macro_pad: f64,
    /// False alarms, normal videos.
    pub far: Option<f64>,
    /// False alarms, all frames that are not odd.
    pub far_negative_frames: f64,
    /// Equal error rate.
    pub eer: f64,
    /// The score where it lies.
    pub eer_threshold: f32,
    /// Share of odd frames.
    pub chance_ap: f64,
    /// Control: each video's mean.
    pub video_mean: f64,
    /// Control: shuffled in time.
    pub time_shuffled: f64,
    /// Without the smoothing done here.
    pub unsmoothed: Option<PooledNumbers>,
}

/// Where it is odd and what kind of odd, from scores with regions or classes; null where the files lack them.
#[derive(Debug, Clone, Default, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct PlaceNumbers {
    /// Region-based detection criterion.
    pub rbdc: Option<f64>,
    /// Track-based detection criterion.
    pub tbdc: Option<f64>,
    /// Area under the ROC curve of all pixels.
    pub pixel_auroc: Option<f64>,
    /// IoU and mAP in percent at it.
    #[tsify(type = "[number, number][]")]
    pub map: Vec<[f64; 2]>,
    /// Mean of these.
    pub map_average: Option<f64>,
}

/// What was evaluated.
#[derive(Debug, Clone, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct DataFacts {
    /// Name of the data set.
    pub data_set: Option<String>,
    /// Which of its ground truths.
    pub variant: Option<String>,
    /// Videos.
    pub videos: usize,
    /// Videos with odd frames.
    pub anomalous: usize,
    /// Scores: snippets, or frames.
    pub scores: u64,
    /// Frames.
    pub frames: u64,
    /// Odd frames.
    pub positive: u64,
}

/// A remark on the numbers.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct EvaluationWarning {
    /// W1 to W5, the switch, or what reading found.
    pub code: String,
    /// The remark.
    pub text: String,
}

/// A row of the table of videos.
#[derive(Debug, Clone, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct VideoRow {
    /// Id.
    pub id: String,
    /// Class; empty where nobody says.
    pub class: String,
    /// Frames.
    pub frames: u64,
    /// Odd ones.
    pub positive: u64,
    /// Its own area under the ROC curve.
    pub auroc: Option<f64>,
    /// Why it has none.
    pub undefined: String,
    /// Highest score.
    pub max_score: f32,
    /// Mean score.
    pub mean_score: f64,
}

/// A curve as it is drawn: fewer points, the same area.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct CurvePoints {
    /// Ascending.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float64Array<ArrayBuffer>")]
    pub x: Float64Array,
    /// At `x`.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float64Array<ArrayBuffer>")]
    pub y: Float64Array,
    /// How many there are.
    pub drawn: usize,
    /// Points of the full curve.
    pub full: usize,
}

/// A second method on the same videos.
#[derive(Debug, Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Compared {
    /// Its file.
    pub name: String,
    /// Its numbers.
    pub numbers: PooledNumbers,
    /// The first method's minus its.
    pub difference: PooledNumbers,
    /// How to read that.
    pub caveat: String,
    /// Its ROC curve.
    pub roc: CurvePoints,
    /// Its precision over recall.
    pub precision_recall: CurvePoints,
}

/// An evaluation as the page shows it.
#[derive(Debug, Clone, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct Evaluated {
    /// Every number.
    pub numbers: Numbers,
    /// Where and what kind of odd.
    pub places: PlaceNumbers,
    /// Which class is taken for which.
    pub kinds: Option<KindNumbers>,
    /// The same of the second method.
    pub other_kinds: Option<KindNumbers>,
    /// What was evaluated.
    pub data: DataFacts,
    /// What is published for this method and data set, or for others on it.
    pub references: Vec<PublishedNumber>,
    /// What a reader should know.
    pub warnings: Vec<EvaluationWarning>,
    /// Switches that differ from the preset.
    pub modified: Vec<String>,
    /// A row per video.
    pub videos: Vec<VideoRow>,
    /// False-positive rate and recall.
    pub roc: CurvePoints,
    /// Recall and precision, by the headline's rule.
    pub precision_recall: CurvePoints,
    /// A second method.
    pub comparison: Option<Compared>,
}

/// An interval of 95 %.
#[derive(Debug, Clone, Copy, Serialize, Tsify)]
pub struct IntervalOf {
    /// 2.5 percentile.
    pub low: f64,
    /// 97.5 percentile.
    pub high: f64,
}

/// Intervals of the pooled numbers, or of their difference between two methods.
#[derive(Debug, Clone, Copy, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct IntervalsOf {
    /// Area under the ROC curve.
    pub auroc: IntervalOf,
    /// Average precision, trapezoids.
    pub ap_trapezoid: IntervalOf,
    /// Average precision, steps.
    pub ap_step: IntervalOf,
    /// Resamples.
    pub replicates: u64,
    /// Their seed.
    pub seed: u64,
}

/// How far the resampling is; the intervals come with the last step.
#[derive(Debug, Clone, Copy, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct ResampledVideos {
    /// Resamples drawn.
    pub done: u64,
    /// Resamples to draw.
    pub total: u64,
    /// Of the evaluation.
    pub own: Option<IntervalsOf>,
    /// Of the difference to the second method.
    pub difference: Option<IntervalsOf>,
}

/// A field in which a card and the files disagree.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct DifferingField {
    /// Its name.
    pub field: String,
    /// On the card.
    pub card: String,
    /// From the files.
    pub here: String,
}

/// A card that was computed again.
#[derive(Debug, Clone, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct Verification {
    /// Its own conventions.
    pub settings: EvaluationSettings,
    /// Where it differs; empty for a verified card.
    pub differing: Vec<DifferingField>,
}

/// One video as a chart shows it.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct VideoTrack {
    /// Id.
    pub id: String,
    /// First frame of each score.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Uint32Array<ArrayBuffer>")]
    pub starts: Uint32Array,
    /// The frame behind the last.
    pub end: u32,
    /// Scores, as evaluated.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub scores: Float32Array,
    /// Start and end of each stretch of odd frames, the end left out.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Uint32Array<ArrayBuffer>")]
    pub odd: Uint32Array,
}

/// A video's values in a hash.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct ValueDigest {
    /// Id.
    pub video: String,
    /// SHA-256, lower-case hex.
    pub sha256: String,
}

/// A threshold's place on the curves; counts are frames.
#[derive(Debug, Clone, Copy, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    /// Odd frames that are raised.
    pub true_positives: u64,
    /// Other frames that are.
    pub false_positives: u64,
    /// Odd frames.
    pub positives: u64,
    /// Other frames.
    pub negatives: u64,
    /// Recall.
    pub recall: f64,
    /// False-positive rate.
    pub false_positive_rate: f64,
    /// Precision; none where nothing is raised.
    pub precision: Option<f64>,
    /// Cost there.
    pub cost: f64,
    /// The threshold of the lowest cost; none where raising nothing is cheapest.
    pub cheapest: Option<f32>,
    /// Cost there.
    pub lowest_cost: f64,
}

/// A hash per video.
#[derive(Debug, Clone, Serialize, Tsify)]
#[serde(transparent)]
pub struct ValueDigests(pub Vec<ValueDigest>);
