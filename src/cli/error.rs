//! What goes wrong on the command line: one line, a code, an exit status.

use std::io;
use std::path::{Path, PathBuf};

use super::data::ConfigError;
use super::reproduce::ReproduceError;
use crate::bench::BenchError;
use crate::device::DeviceError;
use crate::dsanet::DsaNetError;
use crate::dsanet::set_scoring::SetError;
use crate::encode::compact::CompactError;
use crate::encode::i3d::train::TrainError;
use crate::encode::{CompareError, EncodeError, FeatureError, RecipeError, WeightsError};
use crate::evaluate::EvaluateError;
use crate::evaluate::detection::DetectionError;
use crate::evaluate::inputs::InputError;
use crate::evaluate::places::PlacesError;
use crate::evaluate::region::RegionError;
use crate::formats::FormatError;
use crate::formats::annotations::AnnotationError;
use crate::lanet::LaNetError;
use crate::lanet::trained::TrainedError;
use crate::lbr::LbrError;
use crate::learning::run::RunError;
use crate::localize::detector::DetectorError;
use crate::localize::{BoxesError, FeedError, LocalizeError};
use crate::nn::storage::StorageError;
use crate::scores::ScoreError;
use crate::synth::SynthError;
use crate::synth::script::ScriptError;
use crate::video::VideoError;
use crate::video::ffmpeg::FfmpegError;
use crate::video::folder::FolderError;

/// Exit status for wrong usage and wrong input.
pub const EXIT_INPUT: u8 = 2;
/// Exit status for everything else: a full disk, a lost device.
pub const EXIT_FAILURE: u8 = 1;

/// Why a command stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CliError {
    /// Options that make no sense, alone or together.
    #[error("{0}")]
    Usage(String),
    /// A file or folder that cannot be read.
    #[error("{}: cannot be read: {source}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// A file or folder that cannot be written.
    #[error("{}: cannot be written: {source}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// The result could not be printed.
    #[error("the result cannot be printed: {0}")]
    Print(#[source] io::Error),
    /// Another error, with the file or folder in which it lies.
    #[error("{}: {error}", path.display())]
    In {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        error: Box<CliError>,
    },
    /// Scores and truth gave no number.
    #[error(transparent)]
    Evaluate(#[from] EvaluateError),
    /// Given files hold no scores or truth, or do not fit together.
    #[error(transparent)]
    Input(#[from] InputError),
    /// Regions could not be measured.
    #[error(transparent)]
    Region(#[from] RegionError),
    /// Classed events could not be measured.
    #[error(transparent)]
    Map(#[from] DetectionError),
    /// A result card does not follow from its inputs.
    #[error(
        "{}: {count} fields of the card differ from what these files give; they stand on stdout",
        path.display()
    )]
    CardDiffers {
        /// The card.
        path: PathBuf,
        /// How many fields.
        count: usize,
    },
    /// Scores could not be made or read.
    #[error(transparent)]
    Score(#[from] ScoreError),
    /// A list or another text could not be read.
    #[error(transparent)]
    Annotation(#[from] AnnotationError),
    /// A scene could not be made.
    #[error(transparent)]
    Synth(#[from] SynthError),
    /// A script cannot be played.
    #[error(transparent)]
    Script(#[from] ScriptError),
    /// Frames could not be taken.
    #[error(transparent)]
    Video(#[from] VideoError),
    /// A folder of frames could not be read.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// A video file could not be read.
    #[error(transparent)]
    Ffmpeg(#[from] FfmpegError),
    /// A boxes file could not be taken.
    #[error(transparent)]
    Boxes(#[from] BoxesError),
    /// LBR could not learn or score.
    #[error(transparent)]
    Lbr(#[from] LbrError),
    /// LA-Net could not learn or score.
    #[error(transparent)]
    LaNet(#[from] LaNetError),
    /// DSANet could not learn or score.
    #[error(transparent)]
    DsaNet(#[from] DsaNetError),
    /// Features could not be read.
    #[error(transparent)]
    Features(#[from] FeatureError),
    /// A clip could not be encoded.
    #[error(transparent)]
    Encode(#[from] CompactError),
    /// A clip could not be encoded by a network.
    #[error(transparent)]
    Snippets(#[from] EncodeError),
    /// Weights of an encoder were refused.
    #[error(transparent)]
    EncoderWeights(#[from] WeightsError),
    /// There is no such way to make features.
    #[error(transparent)]
    Recipe(#[from] RecipeError),
    /// An encoder that learns.
    #[error(transparent)]
    TrainEncoder(#[from] TrainError),
    /// Features could not be compared.
    #[error(transparent)]
    Compare(#[from] CompareError),
    /// A configuration file was refused.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The device that was asked for cannot be used.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// The device cannot store values like this.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A file of weights could not be read or written.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// The detector could not be read, or gave nothing.
    #[error(transparent)]
    Detector(#[from] DetectorError),
    /// Objects could not be found or cut out.
    #[error(transparent)]
    Localize(#[from] LocalizeError),
    /// The models could not be timed, or gave wrong values.
    #[error(transparent)]
    Bench(#[from] BenchError),
    /// A table could not be made again.
    #[error(transparent)]
    Reproduce(#[from] ReproduceError),
    /// A picture could not be encoded.
    #[error("{}: the picture cannot be written: {source}", path.display())]
    Picture {
        /// The file.
        path: PathBuf,
        /// The encoder's words.
        source: image::ImageError,
    },
}

impl<E> From<RunError<E>> for CliError
where
    E: core::error::Error + Into<Self> + 'static,
{
    fn from(error: RunError<E>) -> Self {
        match error {
            RunError::Features(error) => error.into(),
            RunError::Method(error) => error.into(),
            RunError::Evaluate(error) => error.into(),
        }
    }
}

impl From<SetError> for CliError {
    fn from(error: SetError) -> Self {
        match error {
            SetError::Features(error) => error.into(),
            SetError::DsaNet(error) => error.into(),
        }
    }
}

impl From<FeedError> for CliError {
    fn from(error: FeedError) -> Self {
        match error {
            FeedError::Localize(error) => error.into(),
            FeedError::Detector(error) => error.into(),
            FeedError::Flow(error) => error.into(),
        }
    }
}

impl From<PlacesError> for CliError {
    fn from(error: PlacesError) -> Self {
        match error {
            PlacesError::Input(error) => error.into(),
            PlacesError::Region(error) => error.into(),
            PlacesError::Detection(error) => error.into(),
        }
    }
}

impl From<TrainedError> for CliError {
    fn from(error: TrainedError) -> Self {
        match error {
            TrainedError::DataSetUnknown => {
                Self::Usage(format!("{error}: add --pel4vad ucf-crime, xd-violence or shanghaitech"))
            }
            TrainedError::NotPel4vad => Self::Usage(format!("{error}: no --pel4vad")),
            TrainedError::Format(error) => error.into(),
            TrainedError::LaNet(error) => error.into(),
        }
    }
}

impl CliError {
    /// The short name that scripts match on.
    pub fn code(&self) -> &str {
        match self {
            Self::Usage(_) => "usage",
            Self::Read { .. } => "file/read",
            Self::Write { .. } | Self::Picture { .. } => "file/write",
            Self::Print(_) => "output",
            Self::In { error, .. } => error.code(),
            Self::Evaluate(error) => error.code(),
            Self::Region(error) => error.code(),
            Self::Map(error) => error.code(),
            Self::CardDiffers { .. } => "card/differs",
            Self::Score(error) => error.code(),
            Self::Input(error) => error.code(),
            Self::Annotation(error) => error.code(),
            Self::Synth(_) | Self::Script(ScriptError::Scene(_)) => "synth",
            Self::Script(_) => "synth/script",
            Self::Video(VideoError::FlowDevice { .. }) => "device/failed",
            Self::Video(_) => "video",
            Self::Folder(_) => "video/folder",
            Self::Ffmpeg(_) => "video/ffmpeg",
            Self::Boxes(error) => error.code(),
            Self::Format(error) => error.code(),
            Self::Detector(error) => error.code(),
            Self::Localize(_) => "localize",
            Self::Lbr(error) => error.code(),
            Self::LaNet(error) => error.code(),
            Self::DsaNet(error) => error.code(),
            Self::Features(error) => error.code(),
            Self::Encode(_) => "encode",
            Self::Snippets(error) => error.code(),
            Self::EncoderWeights(error) => error.code(),
            Self::Recipe(_) => "encode/preset",
            Self::TrainEncoder(_) => "train/i3d",
            Self::Compare(_) => "encode/compare",
            Self::Config(error) => error.code(),
            Self::Bench(error) => error.code(),
            Self::Reproduce(error) => error.code(),
            Self::Device(_) => "device/none",
            Self::Storage(_) => "device/f16",
        }
    }

    /// [`EXIT_INPUT`] where the caller can do something about it, else [`EXIT_FAILURE`].
    pub fn exit_status(&self) -> u8 {
        match self {
            Self::Write { .. } | Self::Picture { .. } | Self::Print(_) => EXIT_FAILURE,
            Self::Format(error) if matches!(error.cause(), FormatError::Write { .. }) => EXIT_FAILURE,
            Self::Device(_)
            | Self::Bench(BenchError::Device { .. } | BenchError::Wrong { .. })
            | Self::Lbr(LbrError::Device { .. })
            | Self::LaNet(LaNetError::Device { .. })
            | Self::DsaNet(DsaNetError::Device { .. })
            | Self::Snippets(EncodeError::Device { .. })
            | Self::TrainEncoder(TrainError::Device(_))
            | Self::Video(VideoError::FlowDevice { .. })
            | Self::Detector(DetectorError::Device { .. }) => EXIT_FAILURE,
            Self::In { error, .. } => error.exit_status(),
            _ => EXIT_INPUT,
        }
    }

    /// The line for stderr: `error[code]: sentence`, whatever line breaks the sentence has.
    pub fn line(&self) -> String {
        let sentence = self.to_string();
        let words: Vec<&str> = sentence.split_whitespace().collect();
        format!("error[{}]: {}", self.code(), words.join(" "))
    }
}

/// Names the file or folder in which an error lies.
pub trait InPath<T> {
    /// The same result, its error with `path` in front.
    fn in_path(self, path: &Path) -> Result<T, CliError>;
}

impl<T, E: Into<CliError>> InPath<T> for Result<T, E> {
    fn in_path(self, path: &Path) -> Result<T, CliError> {
        self.map_err(|error| CliError::In { path: path.into(), error: Box::new(error.into()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::VersionedJsonError;

    #[test]
    fn an_error_is_one_line_with_the_code_of_its_cause() {
        let refused: Result<(), _> =
            Err(ScoreError::Json(VersionedJsonError::Format { expected: "c", found: "a\nb".into() }));
        let error = refused.in_path(Path::new("scores.json")).unwrap_err();
        let line = error.line();
        assert!(line.starts_with("error[scores/format]: scores.json: "), "{line}");
        assert!(!line.contains('\n'), "{line}");
    }

    #[test]
    fn a_full_disk_is_not_the_callers_mistake() {
        let source = || io::Error::other("no space left");
        let write = CliError::Write { path: "a".into(), source: source() };
        let read = CliError::Read { path: "a".into(), source: source() };
        assert_eq!((write.exit_status(), read.exit_status()), (EXIT_FAILURE, EXIT_INPUT));
    }
}
