//! What can go wrong while reading, learning, scoring and explaining.

use crate::encode::CropError;

/// One way in which a set of tensors does not fit the network.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TensorProblem {
    /// The network needs a tensor that is not there.
    Missing {
        /// Its name.
        name: String,
        /// Its shape.
        expected: Vec<usize>,
    },
    /// There is a tensor that the network does not have.
    Extra {
        /// Its name.
        name: String,
    },
    /// Another shape.
    Shape {
        /// Name of the tensor.
        name: String,
        /// Shape of the network's tensor.
        expected: Vec<usize>,
        /// Shape found.
        found: Vec<usize>,
    },
    /// The number of values does not match the shape.
    Count {
        /// Name of the tensor.
        name: String,
        /// Values of the shape.
        expected: usize,
        /// Values found.
        found: usize,
    },
    /// A value that is no finite number.
    NotFinite {
        /// Name of the tensor.
        name: String,
        /// Index of the first such value.
        index: usize,
        /// How many there are.
        count: usize,
    },
}

impl core::fmt::Display for TensorProblem {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Missing { name, expected } => write!(f, "{name} {expected:?} is missing"),
            Self::Extra { name } => write!(f, "{name} is not part of the network"),
            Self::Shape { name, expected, found } => write!(f, "{name} is {found:?}, expected {expected:?}"),
            Self::Count { name, expected, found } => {
                write!(f, "{name} has {found} values, its shape needs {expected}")
            }
            Self::NotFinite { name, index, count } => {
                write!(f, "{name} has {count} values that are not finite, the first at index {index}")
            }
        }
    }
}

fn listed(problems: &[TensorProblem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// Why LA-Net could not learn, score or explain.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LaNetError {
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
    /// A snippet that the video does not have.
    #[error("\"{video}\": there is no snippet {snippet}; it has {snippets}, counted from 0")]
    NoSuchSnippet {
        /// The video.
        video: String,
        /// The snippet asked for.
        snippet: usize,
        /// Snippets there are.
        snippets: usize,
    },
    /// A step after the last epoch.
    #[error("all {epochs} epochs are done; no step is left")]
    NoStepLeft {
        /// Epochs of the run.
        epochs: usize,
    },
    /// There is nothing to learn from.
    #[error("no videos to learn from; give at least one")]
    NoBags,
    /// A training video could not be loaded.
    #[error("training video number {index} could not be loaded: {source}")]
    Bag {
        /// Its index in the source.
        index: usize,
        /// What the source says.
        source: Box<dyn core::error::Error + Send + Sync>,
    },
    /// Tensors that do not fit the network.
    #[error("the tensors do not fit the network: {}", listed(.0))]
    Tensors(Vec<TensorProblem>),
    /// A weights or state file that cannot be read.
    #[error("this is not a weights file of LA-Net: {reason}")]
    WeightsFile {
        /// What is wrong with it.
        reason: String,
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
    /// PEL4VAD weights can be scored with, not trained.
    #[error("the PEL4VAD variant can only score; train with the settings of LA-Net")]
    VariantNotTrained,
    /// Scores of a stream need the causal span.
    #[error("scores of a stream need span \"causal\"; this model has another")]
    NotCausal,
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
    /// A score came out as no number.
    #[error("the score of snippet {snippet} is {value}; the weights or the device are broken")]
    BadScore {
        /// Index of the snippet.
        snippet: usize,
        /// The score found.
        value: f32,
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

impl LaNetError {
    /// Wraps what a read from a device gave.
    pub(crate) fn device(doing: &'static str, error: &burn::tensor::ExecutionError) -> Self {
        Self::Device { doing, reason: error.to_string(), lost: error.is_device_poisoned() }
    }

    /// A short name for scripts: `error[code]`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Setting { .. } => "lanet/setting",
            Self::Crop(CropError::NoSnippets { .. }) => "lanet/no-snippets",
            Self::Crop(CropError::Width { .. }) => "lanet/width",
            Self::Crop(CropError::Values { .. }) => "lanet/values",
            Self::Crop(CropError::NotFinite { .. }) | Self::BadScore { .. } | Self::Diverged { .. } => {
                "lanet/not-finite"
            }
            Self::CropLength { .. } => "lanet/crop-length",
            Self::Unfinished { .. } | Self::NoCrops { .. } => "lanet/crops",
            Self::NoSuchSnippet { .. } => "lanet/no-such-snippet",
            Self::NoStepLeft { .. } => "lanet/no-step-left",
            Self::NoBags => "lanet/no-videos",
            Self::Bag { .. } => "lanet/video",
            Self::Tensors(_) => "lanet/tensors",
            Self::WeightsFile { .. } => "lanet/weights",
            Self::ResumeMismatch { .. } => "lanet/resume",
            Self::VariantNotTrained => "lanet/variant",
            Self::NotCausal => "lanet/not-causal",
            Self::Device { .. } => "device/failed",
        }
    }
}
