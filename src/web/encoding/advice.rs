//! What to do about weights and clips that give no features.

use crate::encode::{CompareError, EncodeError, RecipeError, WeightsError};
use crate::nn::storage::StorageError;
use crate::web::failure::{Failure, FailureKind};

impl From<WeightsError> for Failure {
    fn from(error: WeightsError) -> Self {
        let advice = match &error {
            WeightsError::FoldedEps { .. } => {
                "Choose the preset that belongs to these weights, or the weights as their authors publish them."
            }
            _ => {
                "Choose weights of I3D RGB or of CLIP ViT-B/16; the list under “Encoders and weights” says where they are."
            }
        };
        Self::new(FailureKind::BadFile, &error, advice)
    }
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        Self::new(
            FailureKind::Unsupported,
            error,
            "Choose 32 bits under “Values between layers”, or another device.",
        )
    }
}

impl From<RecipeError> for Failure {
    fn from(error: RecipeError) -> Self {
        let advice = match &error {
            RecipeError::Crops { .. } => "Choose another value under “Crops”.",
            _ => "Choose another value under “Made like”.",
        };
        Self::new(FailureKind::BadFile, &error, advice)
    }
}

impl From<EncodeError> for Failure {
    fn from(error: EncodeError) -> Self {
        let (kind, advice) = match &error {
            EncodeError::Short { .. } => (FailureKind::TooLittle, "Choose a longer clip."),
            EncodeError::NotFinite { .. } => (
                FailureKind::NotFinite,
                "Load the weights again, take 32 bits between layers, or try the CPU.",
            ),
            EncodeError::Device { .. } => (FailureKind::DeviceLost, "Try again on the CPU."),
            _ => (FailureKind::BadFile, "Choose another clip."),
        };
        Self::new(kind, &error, advice)
    }
}

impl From<CompareError> for Failure {
    fn from(error: CompareError) -> Self {
        let advice = match &error {
            CompareError::Width { .. } => "Choose other weights, or a file of this encoder.",
            _ => "Choose the file of this clip.",
        };
        Self::new(FailureKind::BadFile, &error, advice)
    }
}
