//! A run of LBR that is stopped and gone on with is the uninterrupted one, bit for bit.

use std::collections::HashMap;
use std::sync::Arc;

use burn::tensor::Device;
use oddframe::formats::open;
use oddframe::lbr::LbrError;
use oddframe::lbr::initial::{start, start_target};
use oddframe::lbr::model::{Target, Width};
use oddframe::lbr::motion_reference;
use oddframe::lbr::scoring::Statistics;
use oddframe::lbr::spr::{Mode, Spr};
use oddframe::lbr::training::{Tail, Training, TrainingConfig};
use oddframe::lbr::weights;
use oddframe::localize::{CUBE_BYTES, CubePlace, Cubes, FlowCubes, Region, RegionSource};
use oddframe::random::Random;

const CUBES: usize = 10;

fn cubes(seed: u64) -> Arc<Cubes> {
    let mut random = Random::keyed(seed, "cubes of a test", 0);
    let pixels = (0..CUBES * CUBE_BYTES).map(|_| random.below(256) as u8).collect();
    let places = (0..CUBES)
        .map(|frame| {
            let region = Region { corners: [0.0, 0.0, 9.0, 9.0], source: RegionSource::File };
            CubePlace { frame, region }
        })
        .collect();
    Arc::new(Cubes { pixels, places })
}

fn config(seed: u64) -> TrainingConfig {
    let spr = Some(Spr { mode: Mode::Mixture, shrink: 0.5 });
    TrainingConfig { batch: 4, tail: Tail::Keep, steps: 7, warm_up: 2, spr, seed, read_every: 1 }
}

fn began(seed: u64) -> Training {
    let device = Device::flex();
    let model = start(Width::NARROWEST, seed, &device.clone().autodiff());
    Training::new(model, cubes(1), config(seed), &device)
}

fn steps(training: &mut Training, count: usize) -> Vec<f32> {
    (0..count).map(|_| pollster::block_on(training.step()).expect("a step").loss).collect()
}

fn saved(training: &Training) -> Vec<u8> {
    pollster::block_on(training.save()).expect("a state")
}

/// Network and moments by name; the order of the metadata is not fixed.
fn tensors(state: &[u8]) -> Vec<(String, Vec<f32>)> {
    let state = open(state, "state").expect("a state");
    let names = state.tensors().map(|tensor| tensor.name.clone());
    names.map(|name| (name.clone(), state.load(&name).expect("a tensor").values)).collect()
}

#[test]
fn a_resumed_run_is_the_uninterrupted_one() {
    let mut whole = began(3);
    let losses = steps(&mut whole, 7);
    // In the middle of an epoch of three steps, after refinement has begun.
    let mut first = began(3);
    assert_eq!(steps(&mut first, 4), losses[..4]);
    let state = saved(&first);
    let state = open(state.as_slice(), "state").expect("a state");
    let mut second = Training::resume(&state, cubes(1), config(3), &Device::flex()).expect("the run");
    assert_eq!((second.steps_done(), second.done()), (4, false));
    assert_eq!(steps(&mut second, 3), losses[4..]);
    assert!(second.done());
    assert_eq!(tensors(&saved(&second)), tensors(&saved(&whole)));
}

/// Flow of the cubes.
fn flow(key: u32) -> Arc<FlowCubes> {
    Arc::new(motion_reference::flow(CUBES, key))
}

fn began_with_motion(seed: u64) -> Training {
    let model = start_target(Width::NARROWEST, Target::Flow, seed, &Device::flex().autodiff());
    began(seed).with_motion(model, flow(1)).expect("flow of every cube")
}

#[test]
fn a_resumed_run_of_the_motion_variant_is_the_uninterrupted_one() {
    let mut whole = began_with_motion(3);
    let losses = steps(&mut whole, 7);
    let mut first = began_with_motion(3);
    steps(&mut first, 4);
    let state = saved(&first);
    let state = open(state.as_slice(), "state").expect("a state");
    let resumed = |cubes, flow| Training::resume_variant(&state, cubes, flow, config(3), &Device::flex());
    let mut second = resumed(cubes(1), Some(flow(1))).expect("the run");
    assert_eq!(steps(&mut second, 3), losses[4..]);
    let (found, expected) = (tensors(&saved(&second)), tensors(&saved(&whole)));
    assert!(found.iter().any(|(name, _)| name == "b0_0.of_ae.7.conv.weight"));
    assert!(found.iter().any(|(name, _)| name == "adam_flow.0.first"));
    assert_eq!(found, expected);
    // Without motion, or with other flow, it is another run.
    let code = |result: Result<Training, LbrError>| result.err().map(|error| error.code());
    assert_eq!(code(resumed(cubes(1), None)), Some("train/resume"));
    assert_eq!(code(resumed(cubes(1), Some(flow(2)))), Some("train/resume"));
    let mut plain = began(3);
    steps(&mut plain, 1);
    let state = saved(&plain);
    let state = open(state.as_slice(), "state").expect("a state");
    let resumed = Training::resume_variant(&state, cubes(1), Some(flow(1)), config(3), &Device::flex());
    assert_eq!(code(resumed), Some("train/resume"));
}

#[test]
fn a_state_holds_the_network_that_scoring_reads() {
    let mut training = began(3);
    steps(&mut training, 2);
    let state = saved(&training);
    let state = open(state.as_slice(), "state").expect("a state");
    let found = weights::read(&state, &Device::flex()).expect("the network");
    assert_eq!((found.width, found.statistics), (Width::NARROWEST, None));
}

#[test]
fn another_run_is_not_gone_on_with() {
    let mut training = began(3);
    steps(&mut training, 1);
    let state = saved(&training);
    let state = open(state.as_slice(), "state").expect("a state");
    let resumed =
        |cubes, config| Training::resume(&state, cubes, config, &Device::flex()).err().map(|e| e.code());
    assert_eq!(resumed(cubes(1), config(3)), None);
    assert_eq!(resumed(cubes(1), config(4)), Some("train/resume"));
    assert_eq!(resumed(cubes(2), config(3)), Some("train/resume"));
    let (model, statistics) = (training.model(), Statistics::of(&[1.0]));
    let weights = pollster::block_on(weights::write(&model, statistics, HashMap::new())).expect("weights");
    let weights = open(weights.as_slice(), "weights").expect("weights");
    let refused = Training::resume(&weights, cubes(1), config(3), &Device::flex()).err();
    assert_eq!(refused.map(|e| e.code()), Some("train/resume"));
}

#[test]
fn moments_of_other_lengths_than_their_tensors_are_refused() {
    let mut training = began(3);
    steps(&mut training, 1);
    let mut state = saved(&training);
    let header = 8 + u64::from_le_bytes(state[..8].try_into().expect("eight bytes")) as usize;
    let text = std::str::from_utf8(&state[8..header]).expect("JSON");
    // The moments of a weight and of its bias change places.
    let swapped =
        text.replace(".0.first", ".@.first").replace(".1.first", ".0.first").replace(".@.first", ".1.first");
    assert!(swapped != text && swapped.len() == text.len());
    state.splice(8..header, swapped.into_bytes());
    let state = open(state.as_slice(), "state").expect("a state");
    let refused = Training::resume(&state, cubes(1), config(3), &Device::flex()).err().expect("a refusal");
    assert_eq!(refused.code(), "lbr/weights");
    assert!(refused.to_string().contains("values in adam.0.first, expected"), "{refused}");
}
