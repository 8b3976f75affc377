//! What is shown of an object is what its score was made of.

use std::sync::Arc;

use burn::tensor::Device;
use oddframe::lbr::explain::{FULL_ERROR, explain};
use oddframe::lbr::initial;
use oddframe::lbr::model::{ReconCae, Width};
use oddframe::lbr::scoring::Scoring;
use oddframe::lbr::training::{Tail, Training, TrainingConfig};
use oddframe::localize::{Cubes, LocalizeConfig, Localizer, RegionsFrom};
use oddframe::synth::{Plaza, PlazaConfig};

/// Cubes of two seconds of a rendered street.
fn cubes() -> Arc<Cubes> {
    let config = PlazaConfig { seed: 1001, frames: 60, ..PlazaConfig::default() };
    let plaza = Plaza::new(config).expect("a valid scene");
    let (width, height) = (plaza.config().width, plaza.config().height);
    let mut localizer = Localizer::new(LocalizeConfig::auto(width, height), RegionsFrom::Motion);
    for t in 0..60 {
        localizer.push(plaza.render(t).expect("a frame of the scene")).expect("a frame of the clip's size");
    }
    Arc::new(localizer.finish().expect("sixty frames").cubes)
}

fn learned(cubes: &Arc<Cubes>, device: &Device) -> ReconCae {
    let width = Width::new(0.125).expect("a valid width");
    let config = TrainingConfig {
        batch: 16,
        tail: Tail::SkipUnderHalf,
        steps: 30,
        warm_up: 30,
        spr: None,
        seed: 0,
        read_every: 1,
    };
    let model = initial::start(width, 0, &device.clone().autodiff());
    let mut training = Training::new(model, cubes.clone(), config, device);
    while !training.done() {
        pollster::block_on(training.step()).expect("the CPU computes");
    }
    training.model()
}

#[test]
fn the_shown_error_of_an_object_is_its_scored_error() {
    let device = Device::flex();
    let cubes = cubes();
    assert!(cubes.len() > 20, "{} cubes", cubes.len());
    let model = learned(&cubes, &device);
    let mut scoring = Scoring::all(model.clone(), cubes.clone(), &device);
    while !scoring.done() {
        pollster::block_on(scoring.step()).expect("the CPU computes");
    }
    let scored = scoring.into_errors();
    for index in [0, 7, cubes.len() - 1] {
        let shown = pollster::block_on(explain(&model, &cubes, index, &device)).expect("the CPU computes");
        let off = (shown.squared_error / scored[index] - 1.0).abs();
        // Same convolutions, another order of sums: one cube at a time against all together.
        assert!(off < 1e-5, "cube {index}: shown {}, scored {}", shown.squared_error, scored[index]);
        // The picture of the error adds up to the same, within its 255 levels, where nothing is cut off.
        let levels: Vec<f32> =
            shown.error.iter().flatten().step_by(3).map(|&level| f32::from(level)).collect();
        if levels.iter().all(|&level| level < 255.0) {
            let sum: f32 = levels.iter().map(|level| 3.0 * (level / 255.0 * FULL_ERROR).powi(2)).sum();
            assert!((sum / scored[index] - 1.0).abs() < 0.02, "cube {index}: {sum} of {}", scored[index]);
        } else {
            let brightest: f32 = levels.iter().map(|level| 3.0 * (level / 255.0 * FULL_ERROR).powi(2)).sum();
            assert!(brightest <= scored[index] * 1.02, "cube {index}: {brightest} of {}", scored[index]);
        }
    }
}
