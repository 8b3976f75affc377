//! Lessons 2 and 3: a small LBR learns in the tab on cubes whose truth is known, and everything it did is told.

mod film;
mod run;
mod types;

use crate::lbr::experiment::ExperimentError;
use crate::synth::labelled_cubes::FilmError;
use crate::web::failure::{Failure, FailureKind};

impl From<FilmError> for Failure {
    fn from(error: FilmError) -> Self {
        Self::new(FailureKind::Unknown, &error, "Choose another seed.")
    }
}

impl From<ExperimentError> for Failure {
    fn from(error: ExperimentError) -> Self {
        match error {
            ExperimentError::Lbr(error) => error.into(),
            ExperimentError::Evaluate(error) => error.into(),
        }
    }
}

/// A mistake of the page's own, in words all the same.
fn unfinished(what: &str) -> Failure {
    Failure::new(FailureKind::Unknown, what, "Reload the page.")
}
