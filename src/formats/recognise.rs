//! Which model a file of weights belongs to, by the names of its tensors.

use super::checkpoint::{Checkpoint, CheckpointError};
use super::fit::{kinds, vote};
use super::{Fit, FormatError, KnownModel, fit};

/// Tensors that are named where no model is known.
const LARGEST: usize = 10;

/// Finds the one of `models` whose tensors are all in the checkpoint, and fits it.
///
/// Errors: several are, and the caller must choose; or none is: then what the best one lacks, or
/// [`CheckpointError::Unknown`] with the largest tensors where no name is known.
pub fn recognise(checkpoint: &Checkpoint<'_>, models: &[KnownModel]) -> Result<Fit, FormatError> {
    let mut covered: Vec<&KnownModel> = Vec::new();
    let mut best: Option<(&KnownModel, usize, f64)> = None;
    for model in models {
        let (_, votes) = vote(checkpoint, model);
        if votes == model.wanted.len() {
            covered.push(model);
        }
        let share = votes as f64 / model.wanted.len().max(1) as f64;
        if votes > 0 && best.is_none_or(|(_, _, other)| share > other) {
            best = Some((model, votes, share));
        }
    }
    match (covered.as_slice(), best) {
        ([only], _) => fit(checkpoint, only),
        ([], Some((model, ..))) => fit(checkpoint, model),
        ([], None) => Err(FormatError::from(unknown(checkpoint, models)).in_file(checkpoint.file_name())),
        (several, _) => {
            // Of those that fit by shape too there may be one only.
            let fits: Vec<Fit> = several.iter().filter_map(|model| fit(checkpoint, model).ok()).collect();
            if let [only] = fits.as_slice() {
                return Ok(only.clone());
            }
            let names: Vec<&str> = several.iter().map(|model| model.name.as_str()).collect();
            let error = CheckpointError::Ambiguous { models: names.join(", ") };
            Err(FormatError::from(error).in_file(checkpoint.file_name()))
        }
    }
}

fn unknown(checkpoint: &Checkpoint<'_>, models: &[KnownModel]) -> CheckpointError {
    if checkpoint.tensors().len() == 0 {
        return CheckpointError::NoTensors { kinds: kinds(checkpoint) };
    }
    let mut tensors: Vec<_> = checkpoint.tensors().collect();
    tensors.sort_by_key(|tensor| std::cmp::Reverse(tensor.elements()));
    let largest: Vec<String> =
        tensors.iter().take(LARGEST).map(|tensor| format!("{} {:?}", tensor.name, tensor.shape)).collect();
    let known: Vec<&str> = models.iter().map(|model| model.name.as_str()).collect();
    let known = if known.is_empty() { "none has these names".into() } else { known.join(", ") };
    CheckpointError::Unknown { known, largest: largest.join(", ") }
}
