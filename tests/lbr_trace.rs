//! A recorded run is the unrecorded one to the last bit, and the trace is what the run did.

use std::sync::Arc;

use burn::tensor::{Device, Tensor};
use oddframe::lbr::clip::ClipSettings;
use oddframe::lbr::experiment::{Dropped, Experiment, SMALL};
use oddframe::lbr::initial;
use oddframe::lbr::model::{TensorVisitor, Width};
use oddframe::lbr::spr::{Mode, Spr};
use oddframe::lbr::training::{Tail, Training, TrainingConfig};
use oddframe::localize::{CUBE_BYTES, CubePlace, Cubes, Region, RegionSource};
use oddframe::random::Random;

const CUBES: usize = 40;
const STEPS: usize = 12;
const WARM_UP: usize = 4;

/// Smooth cubes; every eighth is noise, which is hard to redraw.
fn cubes() -> (Arc<Cubes>, Vec<bool>) {
    let mut random = Random::keyed(5, "trace test cubes", 0);
    let (mut cubes, mut odd) = (Cubes::default(), Vec::new());
    for cube in 0..CUBES {
        let noisy = cube % 8 == 0;
        let level = random.below(200);
        let pixel = |i: usize, random: &mut Random| {
            if noisy { random.below(256) as u8 } else { (level + i % 32) as u8 }
        };
        cubes.pixels.extend((0..CUBE_BYTES).map(|i| pixel(i, &mut random)));
        let region = Region { corners: [0.0, 0.0, 32.0, 32.0], source: RegionSource::File };
        cubes.places.push(CubePlace { frame: cube, region });
        odd.push(noisy);
    }
    (Arc::new(cubes), odd)
}

fn config(refine: bool) -> TrainingConfig {
    TrainingConfig {
        batch: 16,
        tail: Tail::SkipUnderHalf,
        steps: STEPS,
        warm_up: WARM_UP,
        spr: refine.then_some(Spr { mode: Mode::Mixture, shrink: 0.7 }),
        seed: 3,
        read_every: 1,
    }
}

fn learned(refine: bool, record: bool) -> Training {
    let device = Device::flex();
    let model = initial::start(Width::NARROWEST, 3, &device.clone().autodiff());
    let mut training = Training::new(model, cubes().0, config(refine), &device);
    if record {
        training.record();
    }
    while !training.done() {
        pollster::block_on(training.step()).expect("the CPU computes");
    }
    training
}

/// All tensors, bit by bit.
#[derive(Default)]
struct Bits(Vec<u32>);

impl TensorVisitor for Bits {
    fn tensor<const D: usize>(&mut self, _name: String, tensor: &Tensor<D>) {
        self.0.extend(tensor.clone().into_data().iter::<f32>().map(f32::to_bits));
    }
}

fn bits(training: &Training) -> Vec<u32> {
    let mut bits = Bits::default();
    training.model().see_tensors(&mut bits);
    bits.0
}

#[test]
fn recording_changes_no_bit_of_the_weights() {
    for refine in [false, true] {
        let (recorded, plain) = (learned(refine, true), learned(refine, false));
        let (with, without) = (bits(&recorded), bits(&plain));
        assert!(with.len() > 5_000, "{} values", with.len());
        assert_eq!(with, without, "refinement: {refine}");
        assert!(plain.trace().is_none());
        assert_eq!(recorded.trace().map(|trace| trace.steps.len()), Some(STEPS));
    }
    assert_ne!(bits(&learned(true, true)), bits(&learned(false, true)), "refinement does something here");
}

#[test]
fn a_trace_is_what_the_run_did() {
    let training = learned(true, true);
    let trace = training.trace().expect("it was asked for");
    for (at, step) in trace.steps.iter().enumerate() {
        assert_eq!(step.step, at + 1);
        assert_eq!(step.weighing.is_some(), at >= WARM_UP, "step {}", step.step);
        let ones = vec![1.0; step.cubes.len()];
        let weights = step.weighing.as_ref().map_or(&ones, |weighing| &weighing.weights);
        let pairs = step.errors.iter().zip(weights);
        let weighted: f64 = pairs.map(|(&error, &weight)| f64::from(error) * f64::from(weight)).sum();
        let loss = weighted / (step.cubes.len() * CUBE_BYTES) as f64;
        // Sixteen f32 products against the same in f64.
        assert!(
            (f64::from(step.loss) / loss - 1.0).abs() < 1e-5,
            "step {}: {}, {loss}",
            step.step,
            step.loss
        );
    }
    for (at, step) in trace.steps.iter().enumerate().skip(WARM_UP) {
        let weighing = step.weighing.as_ref().expect("after the warm-up");
        let scores: Vec<f64> = weighing.scores.iter().map(|&score| f64::from(score)).collect();
        let twin = Spr { mode: Mode::Mixture, shrink: 0.7 }.look(&scores, (at - WARM_UP) as f64);
        let twin = twin.expect("finite scores");
        assert_eq!((weighing.lambda1, weighing.lambda2), (twin.lambda1, twin.lambda2));
        for (weight, expected) in weighing.weights.iter().zip(&twin.weights) {
            assert!((f64::from(*weight) - expected).abs() < 1e-3, "step {}: {weight}, {expected}", at + 1);
        }
    }
}

fn experiment(refine: bool) -> Experiment {
    let (cubes, odd) = cubes();
    let width = Some(Width::NARROWEST);
    let settings = ClipSettings { width, steps: Some(STEPS), refine, seed: 3, ..SMALL };
    let mut experiment = Experiment::new(cubes, odd, &settings, 5, &Device::flex()).expect("a valid width");
    while !experiment.done() {
        pollster::block_on(experiment.step()).expect("the CPU computes");
    }
    experiment
}

#[test]
fn an_experiment_is_looked_at_before_on_the_way_and_in_the_end() {
    let found = experiment(true);
    let steps: Vec<usize> = found.looks().iter().map(|look| look.step).collect();
    assert_eq!(steps, [0, 5, 10, STEPS]);
    let errors = pollster::block_on(found.errors()).expect("the CPU computes");
    let odd = cubes().1;
    let mean = |sort: bool| {
        let of: Vec<f64> =
            errors.iter().zip(&odd).filter(|pair| *pair.1 == sort).map(|(&e, _)| f64::from(e)).collect();
        of.iter().sum::<f64>() / of.len() as f64
    };
    let last = found.looks().last().expect("a look at the end");
    // All forty are in the sample: the last look is the mean over all.
    assert!((last.normal / mean(false) - 1.0).abs() < 1e-9 && (last.odd / mean(true) - 1.0).abs() < 1e-9);
    assert!(last.odd > last.normal, "noise is the harder to redraw: {last:?}");
}

#[test]
fn looking_changes_nothing_and_the_same_seed_is_the_same_experiment() {
    let (a, b) = (experiment(true), experiment(true));
    assert_eq!(a.looks(), b.looks());
    assert_eq!(a.trace(), b.trace());
    let last = a.trace().expect("an experiment is recorded").last_weights(CUBES);
    let dropped = Dropped::of(&last, &cubes().1);
    assert_eq!(dropped.met, last.iter().flatten().count());
    assert!(dropped.hits <= dropped.dropped && dropped.hits <= dropped.odd);
}
