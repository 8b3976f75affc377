//! The model of normality, read on demand: of a file of the authors or of ours its tensors alone, by ranges.

use super::parameters::Slot;
use super::table::{self, REFINER};
use super::{DsaNet, DsaNetError};
use crate::formats::{Checkpoint, KnownModel, Wanted, fit};

/// A tensor by which a model of normality is known.
const MARK: &str = ".video_prototypes";

/// `model`, as it was read from `checkpoint` for scoring, with the file's model of normality.
///
/// Errors: [`DsaNetError::NoPrototypes`] for an inference-only file; tensors that do not fit, all listed.
pub fn with_prototypes(checkpoint: &Checkpoint<'_>, model: &DsaNet) -> Result<DsaNet, DsaNetError> {
    let is_there = |name: &str| name.ends_with(&format!("{REFINER}{MARK}"));
    if !checkpoint.tensors().any(|tensor| is_there(&tensor.name)) {
        return Err(DsaNetError::NoPrototypes);
    }
    let slots = table::refiner(model.config());
    let wanted = slots.iter().map(|slot| Wanted::new(slot.name.clone(), slot.shape.clone())).collect();
    // The rest of the file is not of interest here.
    let known = KnownModel { ignorable: vec!["*".into()], ..KnownModel::new("SG-NM", wanted) };
    let fitted = fit(checkpoint, &known)?;
    let mut load = |slot: &Slot| Ok::<_, DsaNetError>(fitted.load(checkpoint, &slot.name)?.values);
    model.joined(slots, &mut load)
}
