//! What a GPU has to compile for a run, asked for before the run has anything to compute.

use burn::tensor::Device;
use std::sync::Arc;

use super::ClipSettings;
use crate::lbr::LbrError;
use crate::lbr::initial;
use crate::lbr::scoring::Scoring;
use crate::lbr::training::{Training, TrainingConfig};
use crate::localize::{CUBE_BYTES, CubePlace, Cubes, Region, RegionSource};

/// Cubes that decide the batch: about what a short clip has.
const TYPICAL_CUBES: usize = 500;

/// Learns a step on blank cubes, scores them and forgets it all. A GPU's driver compiles a kernel at its first use, beside the
/// program: what is asked of it now it compiles while the clip is read.
///
/// Errors: a width that there is not, and those of [`Training::step`] and [`Scoring::step`].
pub async fn warm(settings: &ClipSettings, device: &Device) -> Result<(), LbrError> {
    let model = initial::start(settings.network()?, settings.seed, &device.clone().autodiff());
    let config = TrainingConfig { steps: 1, warm_up: 0, read_every: 1, ..settings.training(TYPICAL_CUBES) };
    let cubes = Arc::new(blank(config.batch));
    let mut training = Training::new(model, cubes.clone(), config, device);
    training.step().await?;
    Scoring::all(training.model(), cubes, device).step().await
}

fn blank(count: usize) -> Cubes {
    let region = Region { corners: [0.0, 0.0, 1.0, 1.0], source: RegionSource::Motion };
    Cubes { pixels: vec![0; count * CUBE_BYTES], places: vec![CubePlace { frame: 0, region }; count] }
}
