//! What to do about features and weights that give no scores.

use crate::dsanet::DsaNetError;
use crate::dsanet::set_scoring::SetError;
use crate::encode::FeatureError;
use crate::formats::FormatError;
use crate::lanet::trained::TrainedError;
use crate::learning::run::RunError;
use crate::web::failure::{Failure, FailureKind};

impl From<FeatureError> for Failure {
    fn from(error: FeatureError) -> Self {
        let advice = match &error {
            FeatureError::MissingCrops { .. } => {
                "Choose the missing files too, or set “Crop files” to those that are there."
            }
            FeatureError::NoSuchCrop { .. } => "Choose another crop under “Crop files”.",
            FeatureError::Read { .. } => {
                "It may have been moved, changed or taken away: choose the files again."
            }
            FeatureError::NoFeatures { .. } => {
                "Choose the features of the same videos, or a list or truth of these."
            }
            FeatureError::NoLabel { .. } | FeatureError::ListEmpty | FeatureError::ListLine { .. } => {
                "Correct the “Video list”: one video per line, NAME 0 or NAME 1."
            }
            FeatureError::Width { .. } => "Choose the features that these weights were trained on.",
            _ => "Choose other files under “Features”.",
        };
        Self::new(FailureKind::BadFile, &error, advice)
    }
}

impl<E> From<RunError<E>> for Failure
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

impl From<FormatError> for Failure {
    fn from(error: FormatError) -> Self {
        Self::new(
            FailureKind::BadFile,
            &error,
            "Choose another file under “Weights”: .safetensors from “oddframe train lanet”, or a PyTorch .pkl, .pt or .pth of PEL4VAD or DSANet.",
        )
    }
}

impl From<SetError> for Failure {
    fn from(error: SetError) -> Self {
        match error {
            SetError::Features(error) => error.into(),
            SetError::DsaNet(error) => error.into(),
        }
    }
}

impl From<DsaNetError> for Failure {
    fn from(error: DsaNetError) -> Self {
        match error {
            DsaNetError::Format(error) => error.into(),
            DsaNetError::Device { .. } => Self::new(FailureKind::DeviceLost, &error, "Try again on the CPU."),
            DsaNetError::NoPrototypes => Self::new(
                FailureKind::BadFile,
                &error,
                "Scores and classes stand; for prototypes choose weights that hold them.",
            ),
            DsaNetError::Diverged { .. } => {
                Self::new(FailureKind::NotFinite, &error, "Choose another seed, or the CPU.")
            }
            _ => Self::new(FailureKind::BadFile, &error, "Choose other features, or other weights."),
        }
    }
}

impl From<TrainedError> for Failure {
    fn from(error: TrainedError) -> Self {
        let advice = match error {
            TrainedError::Format(error) => return error.into(),
            TrainedError::LaNet(error) => return error.into(),
            TrainedError::DataSetUnknown => {
                "Say under “Weights are for” which data set they were published for."
            }
            TrainedError::NotPel4vad => "Set “Weights are for” back to what the file says.",
        };
        Self::new(FailureKind::BadFile, &error, advice)
    }
}
