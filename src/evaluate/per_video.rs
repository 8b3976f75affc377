//! One row per video: what it holds and how well it is ranked for itself.

use serde::{Deserialize, Serialize};

use super::classes::classes_of;
use super::conventions::DataSet;
use super::curve::{Counted, Curve};
use super::pool::PooledVideo;
use super::ranked::Ranked;
use super::stated;

/// A video of the per-video table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VideoRow {
    /// Video id.
    pub id: String,
    /// Frames evaluated.
    pub frames: u64,
    /// Odd ones.
    pub positive: u64,
    /// Its classes, joined by "+"; empty where nobody says.
    pub class: String,
    /// Area under its own ROC curve.
    #[serde(with = "stated::undefined")]
    pub auroc: Option<f64>,
    /// Why there is none (E7), in words; empty where there is one.
    pub undefined: String,
    /// The same area with one virtual negative below and one virtual positive above all scores (AI-VAD).
    pub auroc_padded: f64,
    /// Highest score.
    pub max_score: f32,
    /// Mean score over the frames.
    pub mean_score: f64,
}

impl VideoRow {
    /// Names of the columns of [`VideoRow::csv_line`].
    pub const CSV_HEADER: &'static str =
        "video,class,frames,positive,auroc,auroc_padded,max_score,mean_score";

    /// The row as a line of CSV, without line end.
    pub fn csv_line(&self) -> String {
        let auroc = self.auroc.map_or("undefined".into(), |auroc| auroc.to_string());
        let quoted = |text: &str| match text.contains([',', '"', '\n', '\r']) {
            true => format!("\"{}\"", text.replace('"', "\"\"")),
            false => text.into(),
        };
        let (id, class) = (quoted(&self.id), quoted(&self.class));
        let Self { frames, positive, auroc_padded, max_score, mean_score, .. } = self;
        format!("{id},{class},{frames},{positive},{auroc},{auroc_padded},{max_score},{mean_score}")
    }
}

/// A row per video, in the order of `videos`.
pub(super) fn rows(videos: &[PooledVideo], ranked: &Ranked, data_set: Option<DataSet>) -> Vec<VideoRow> {
    let mut sorted: Vec<Vec<Counted>> =
        videos.iter().map(|v| Vec::with_capacity(v.counted.len() + 2)).collect();
    for share in &ranked.shares {
        sorted[share.video as usize].push(share.counted());
    }
    videos.iter().zip(sorted).map(|(video, sorted)| row(video, sorted, data_set)).collect()
}

/// `sorted` holds the video's scores, highest first.
fn row(video: &PooledVideo, mut sorted: Vec<Counted>, data_set: Option<DataSet>) -> VideoRow {
    let frames = video.positives() + video.negatives();
    let own = Curve::from_sorted(sorted.iter().copied());
    let total: f64 = sorted.iter().map(|c| f64::from(c.score) * (c.positives + c.negatives) as f64).sum();
    let max_score = sorted.first().map_or(0.0, |counted| counted.score);
    sorted.insert(0, Counted { score: f32::INFINITY, positives: 1, negatives: 0 });
    sorted.push(Counted { score: f32::NEG_INFINITY, positives: 0, negatives: 1 });
    VideoRow {
        id: video.id.clone(),
        frames,
        positive: video.positives(),
        class: classes_of(video, data_set).join("+"),
        undefined: own.as_ref().err().map_or_else(String::new, ToString::to_string),
        auroc: own.ok().map(|curve| curve.auroc()),
        // Both classes are there by construction.
        auroc_padded: Curve::from_sorted(sorted).map_or(f64::NAN, |curve| curve.auroc()),
        max_score,
        mean_score: total / frames.max(1) as f64,
    }
}
