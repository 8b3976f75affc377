//! What can end a run.

use crate::encode::FeatureError;
use crate::evaluate::EvaluateError;

/// Why a run of training, scoring and measuring ended.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError<E: core::error::Error + 'static> {
    /// Features could not be read.
    #[error(transparent)]
    Features(#[from] FeatureError),
    /// The network could not learn or score.
    #[error(transparent)]
    Method(E),
    /// Scores and truth gave no number.
    #[error(transparent)]
    Evaluate(#[from] EvaluateError),
}
