//! What can end a run.

use crate::encode::FeatureError;
use crate::evaluate::EvaluateError;
use crate::lanet::LaNetError;

/// Why a run of training, scoring and measuring ended.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// Features could not be read.
    #[error(transparent)]
    Features(#[from] FeatureError),
    /// The network could not learn or score.
    #[error(transparent)]
    LaNet(#[from] LaNetError),
    /// Scores and truth gave no number.
    #[error(transparent)]
    Evaluate(#[from] EvaluateError),
}
