//! What can go wrong while reading, learning, scoring and explaining.

use crate::encode::CropError;
use crate::formats::FormatError;

/// Why DSANet could not learn, score or explain.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DsaNetError {
    /// A setting that is not possible.
    #[error("setting {name} is {found}; it must be {expected}")]
    Setting {
        /// Name of the setting.
        name: &'static str,
        /// Its value.
        found: String,
        /// What is possible.
        expected: &'static str,
    },
    /// Features that cannot be computed with.
    #[error(transparent)]
    Crop(#[from] CropError),
    /// A file of weights that cannot be read or does not fit.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// A file that says something else than expected.
    #[error("this is not a file of DSANet: {reason}")]
    File {
        /// What is wrong with it.
        reason: String,
    },
    /// Official weights of a shape that is neither published network.
    #[error(
        "{blocks} temporal blocks and {adapters} text adapters are neither the UCF-Crime network (2, 3) nor the XD-Violence \
         network (1, 1); give the settings of the network"
    )]
    UnknownNetwork {
        /// Temporal blocks in the file.
        blocks: usize,
        /// Adapters of text blocks in the file.
        adapters: usize,
    },
    /// A VadCLIP trunk has no classes.
    #[error("{what} needs a DSANet; this file is a VadCLIP trunk, which gives anomaly scores alone")]
    TrunkOnly {
        /// What was asked for.
        what: &'static str,
    },
    /// Values given in memory that do not fit the network.
    #[error("{name}: {found} values, expected {expected}")]
    Count {
        /// What they are.
        name: String,
        /// Values of the shape.
        expected: usize,
        /// Values found.
        found: usize,
    },
    /// A value given in memory that is no finite number.
    #[error("{name}: the value at index {index} is not finite")]
    NotFinite {
        /// What it belongs to.
        name: String,
        /// Where.
        index: usize,
    },
    /// A class whose words CLIP's vocabulary is not known here for.
    #[error(
        "class \"{class}\" has no known words in CLIP's vocabulary here; use text_mode \"table\" or \"fixed\""
    )]
    NoTokens {
        /// The class.
        class: String,
    },
    /// Text features are needed that only CLIP's text tower gives.
    #[error(
        "text_mode \"adapter\" needs CLIP's text tower; open an official checkpoint, or use text_mode \"table\" or \"fixed\""
    )]
    NoTextTower,
    /// Text features are needed for the classes and were not given.
    #[error(
        "text_mode \"fixed\" needs the text features of all {classes} classes; give a table, or use text_mode \"table\""
    )]
    NoTextFeatures {
        /// Classes of the network.
        classes: usize,
    },
    /// The prototypes are not in an inference-only file.
    #[error(
        "these weights hold no prototypes of normality (an inference-only file); use the training checkpoint or the official .pth"
    )]
    NoPrototypes,
    /// The crops of one video have different lengths.
    #[error("\"{video}\": crops disagree on length: crop 0 = {first}, crop {crop} = {found}")]
    CropLength {
        /// The video.
        video: String,
        /// Snippets of crop 0.
        first: usize,
        /// The crop that differs.
        crop: usize,
        /// Its snippets.
        found: usize,
    },
    /// A video whose scoring was ended before a crop was through.
    #[error("\"{video}\": {scored} crops scored, crop {scored} is unfinished; step until it is done")]
    Unfinished {
        /// The video.
        video: String,
        /// Crops that are through.
        scored: usize,
    },
    /// A video without crops.
    #[error("\"{video}\": no crop was scored; give at least one")]
    NoCrops {
        /// The video.
        video: String,
    },
    /// A chunk that the crop does not have.
    #[error("\"{video}\": there is no chunk {chunk}; it has {chunks}, counted from 0")]
    NoSuchChunk {
        /// The video.
        video: String,
        /// The chunk asked for.
        chunk: usize,
        /// Chunks there are.
        chunks: usize,
    },
    /// A direction is needed of a vector of length 0.
    #[error(
        "degenerate activation in chunk {chunk}: {what} has length 0, so that no similarity to a class exists"
    )]
    Degenerate {
        /// The chunk.
        chunk: usize,
        /// The vector.
        what: String,
    },
    /// A score came out as no number.
    #[error("{what} of snippet {snippet} is {value}; the weights or the device are broken")]
    BadScore {
        /// Which output.
        what: &'static str,
        /// Index of the snippet.
        snippet: usize,
        /// The value found.
        value: f32,
    },
    /// There is nothing to learn from.
    #[error("no {what} videos to learn from; give at least one")]
    NoVideos {
        /// Which ones.
        what: &'static str,
    },
    /// Dropping the last batch leaves none.
    #[error(
        "{found} {what} crops do not fill one batch of {expected}; lower batch_size, or set drop_last = false"
    )]
    NoBatch {
        /// Which ones.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// Size of a batch.
        expected: usize,
    },
    /// A training video could not be loaded.
    #[error("training video number {index} could not be loaded: {source}")]
    Video {
        /// Its index in the source.
        index: usize,
        /// What the source says.
        source: Box<dyn core::error::Error + Send + Sync>,
    },
    /// A label that is no set of classes.
    #[error("training video number {index}: {reason}")]
    Label {
        /// Its index in the source.
        index: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// A step after the last epoch.
    #[error("all {epochs} epochs are done; no step is left")]
    NoStepLeft {
        /// Epochs of the run.
        epochs: usize,
    },
    /// A run cannot go on under other settings than it began with.
    #[error("the saved run has {name} = {saved}, this one {found}; resume with the settings it began with")]
    ResumeMismatch {
        /// Name of the setting.
        name: String,
        /// Value in the state file.
        saved: String,
        /// Value now.
        found: String,
    },
    /// Learning ran away.
    #[error("{what} became {value} at step {step}; the run stops; try a lower rate or another seed")]
    Diverged {
        /// What is no number.
        what: &'static str,
        /// What it became.
        value: f64,
        /// The step, counted from 1.
        step: usize,
    },
    /// The device failed to compute or to give back a result.
    #[error("the device failed while {doing}: {reason}")]
    Device {
        /// What was being computed.
        doing: &'static str,
        /// The device's own words.
        reason: String,
        /// Whether the device is gone.
        lost: bool,
    },
}

impl DsaNetError {
    /// Wraps what a read from a device gave.
    pub(crate) fn device(doing: &'static str, error: &burn::tensor::ExecutionError) -> Self {
        Self::Device { doing, reason: error.to_string(), lost: error.is_device_poisoned() }
    }

    /// A short name for scripts: `error[code]`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Setting { .. } => "dsanet/setting",
            Self::Crop(CropError::NoSnippets { .. }) => "dsanet/no-snippets",
            Self::Crop(CropError::Width { .. }) => "dsanet/width",
            Self::Crop(CropError::Values { .. }) => "dsanet/values",
            Self::Crop(CropError::NotFinite { .. })
            | Self::NotFinite { .. }
            | Self::BadScore { .. }
            | Self::Diverged { .. } => "dsanet/not-finite",
            Self::Format(error) => error.code(),
            Self::File { .. } | Self::Count { .. } => "dsanet/weights",
            Self::UnknownNetwork { .. } => "dsanet/unknown-network",
            Self::TrunkOnly { .. } => "dsanet/trunk-only",
            Self::NoTokens { .. } | Self::NoTextTower | Self::NoTextFeatures { .. } => "dsanet/text",
            Self::NoPrototypes => "dsanet/no-prototypes",
            Self::CropLength { .. } => "dsanet/crop-length",
            Self::Unfinished { .. } | Self::NoCrops { .. } => "dsanet/crops",
            Self::NoSuchChunk { .. } => "dsanet/no-such-chunk",
            Self::Degenerate { .. } => "dsanet/degenerate",
            Self::NoVideos { .. } | Self::NoBatch { .. } => "dsanet/no-videos",
            Self::Video { .. } => "dsanet/video",
            Self::Label { .. } => "dsanet/label",
            Self::NoStepLeft { .. } => "dsanet/no-step-left",
            Self::ResumeMismatch { .. } => "dsanet/resume",
            Self::Device { .. } => "device/failed",
        }
    }
}
