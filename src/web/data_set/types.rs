//! What crosses the border about data sets.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use crate::lbr::data_set::{DataSet, LearnFrom};

/// Whose settings hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum SetName {
    /// UCSD Ped1.
    Ped1,
    /// UCSD Ped2.
    Ped2,
    /// CUHK Avenue.
    Avenue,
    /// ShanghaiTech Campus.
    ShanghaiTech,
}

impl From<SetName> for DataSet {
    fn from(name: SetName) -> Self {
        match name {
            SetName::Ped1 => Self::Ped1,
            SetName::Ped2 => Self::Ped2,
            SetName::Avenue => Self::Avenue,
            SetName::ShanghaiTech => Self::ShanghaiTech,
        }
    }
}

/// Which clips are learned from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum SetMode {
    /// The unlabelled test clips.
    Partial,
    /// Training and test clips.
    Merge,
    /// The training clips.
    Classic,
}

impl From<SetMode> for LearnFrom {
    fn from(mode: SetMode) -> Self {
        match mode {
            SetMode::Partial => Self::Partial,
            SetMode::Merge => Self::Merge,
            SetMode::Classic => Self::Classic,
        }
    }
}

/// A clip among the paths.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct ArrangedClip {
    /// Its id.
    pub id: String,
    /// Which of the paths are its frames, in order.
    pub frames: Vec<usize>,
}

/// Which of the paths are what.
#[derive(Debug, Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ArrangedSet {
    /// The clips to score.
    pub test: Vec<ArrangedClip>,
    /// The clips of the training split.
    pub train: Vec<ArrangedClip>,
    /// Which of the paths are the truth.
    pub truth: Vec<usize>,
    /// Files that are none of these.
    pub left_out: usize,
}

/// How clips are read.
#[derive(Debug, Clone, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct SetReadingSettings {
    /// Whose settings hold.
    pub set: SetName,
    /// Which clips are learned from.
    pub mode: SetMode,
    /// Whether the flow of the cubes is wanted.
    pub motion: bool,
    /// Frames of the test clips in order.
    pub lengths: Vec<usize>,
    /// Frames of the training clips in order; none in partial mode.
    pub train_lengths: Vec<usize>,
}

/// How it is learned.
#[derive(Debug, Clone, Copy, Deserialize, Tsify)]
pub struct SetRunSettings {
    /// Self-paced refinement; without it the method is plain LBR.
    pub refine: bool,
    /// Width of the network.
    pub width: f64,
    /// Epochs.
    pub epochs: usize,
    /// Seed.
    pub seed: u32,
}

/// What a run is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum SetPhase {
    /// It learns.
    Learn,
    /// It scores.
    Score,
    /// It is over.
    Done,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, Serialize, Tsify)]
pub struct SetProgress {
    /// What it does.
    pub phase: SetPhase,
    /// Steps of all blocks, or errors computed.
    pub done: usize,
    /// Of how many.
    pub total: usize,
    /// Loss of the last step that was read; learning only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[tsify(optional)]
    pub loss: Option<f32>,
    /// Share of that step's cubes that counted nothing; learning only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[tsify(optional)]
    pub dropped: Option<f64>,
}

/// A score that no model made, or the run's own, against the truth.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct SetNumbers {
    /// "LBR-SPR", "box-aspect", …
    pub name: String,
    /// AUROC of the raw frame scores.
    pub raw: f64,
    /// The same smoothed over ten frames.
    pub smoothed: f64,
}

/// The run and its controls.
#[derive(Debug, Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct SetControls {
    /// The run first.
    pub rows: Vec<SetNumbers>,
    /// Share of the frames that are odd.
    pub odd_share: f64,
}
