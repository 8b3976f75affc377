//! The motion variant of LBR-SPR against PyTorch: the second network's pass and three steps of joint training.
//! `tests/golden/README.md` says what the files hold and how they were made.

mod lbr_comparison;

use std::sync::Arc;

use burn::tensor::{Device, Tensor};
use lbr_comparison::{compare, read, relative};
use oddframe::lbr::model::{ReconCae, TensorVisitor, Width};
use oddframe::lbr::motion_reference;
use oddframe::lbr::reference::{self, Results, hash};
use oddframe::lbr::scoring::Scoring;
use oddframe::lbr::spr::{Mode, Spr};
use oddframe::lbr::training::{Learned, Tail, Training, TrainingConfig};
use oddframe::localize::{CUBE_BYTES, CubePlace, Cubes, FLOW_VALUES, FlowCubes, Region, RegionSource};
use safetensors::SafeTensors;

const WIDTH_1: &[u8] = include_bytes!("golden/lbr_motion_width1.safetensors");
const WIDTH_8TH: &[u8] = include_bytes!("golden/lbr_motion_width8th.safetensors");

fn golden(name: &str) -> Vec<f32> {
    let file = SafeTensors::deserialize(WIDTH_8TH).expect("committed golden");
    read(&file, name).expect("a golden tensor")
}

fn results(width: f64) -> Results {
    let width = Width::new(width).expect("a valid width");
    pollster::block_on(motion_reference::pass(width, &Device::flex())).expect("the CPU computes")
}

// PyTorch's own f32 gradients are within 1.5e-5 of f64.

#[test]
fn the_papers_second_network_equals_pytorch() {
    compare(WIDTH_1, &results(1.0), 2e-2);
}

#[test]
fn the_narrow_second_network_equals_pytorch() {
    compare(WIDTH_8TH, &results(0.125), 1e-3);
}

/// Parameters of a network by name, flattened, without running statistics.
struct Parameters(Vec<(String, Vec<f32>)>);

impl TensorVisitor for Parameters {
    fn tensor<const D: usize>(&mut self, name: String, tensor: &Tensor<D>) {
        if !name.contains("running") {
            self.0.push((name, tensor.clone().into_data().iter::<f32>().collect()));
        }
    }
}

fn parameters(model: &ReconCae) -> Parameters {
    let mut found = Parameters(Vec::new());
    model.see_tensors(&mut found);
    found
}

#[test]
fn the_second_network_has_the_published_number_of_parameters() {
    let found = parameters(&motion_reference::model(Width::PAPER, &Device::flex()));
    assert_eq!(found.0.iter().map(|(_, values)| values.len()).sum::<usize>(), 2_534_506);
    let last = &found.0[found.0.len() - 2..];
    assert_eq!((last[0].1.len(), last[1].1.len()), (10 * 32, 10));
}

const CUBES: usize = 8;
const STEPS: usize = 3;

/// The cubes of the joint training and their flow: cube i has (i + 1) / 8 of the contrast of the last.
fn cubes() -> (Arc<Cubes>, Arc<FlowCubes>) {
    let contrast = |index: usize, each: usize| (index / each + 1) as f64 / CUBES as f64;
    let pixel = |i: usize| (256.0 * hash(i, 3000) * contrast(i, CUBE_BYTES)).floor() as u8;
    let vectors = motion_reference::flow(CUBES, 3001).values;
    let scaled = |(i, value): (usize, f32)| (f64::from(value) * contrast(i, FLOW_VALUES)) as f32;
    let region = Region { corners: [0.0, 0.0, 9.0, 9.0], source: RegionSource::File };
    let places = (0..CUBES).map(|frame| CubePlace { frame, region }).collect();
    let cubes = Cubes { pixels: (0..CUBES * CUBE_BYTES).map(pixel).collect(), places };
    (Arc::new(cubes), Arc::new(FlowCubes { values: vectors.into_iter().enumerate().map(scaled).collect() }))
}

fn config() -> TrainingConfig {
    let spr = Some(Spr { mode: Mode::Mixture, shrink: 2.5 });
    TrainingConfig { batch: CUBES, tail: Tail::Keep, steps: STEPS, warm_up: 1, spr, seed: 0, read_every: 1 }
}

fn width() -> Width {
    Width::new(0.125).expect("a valid width")
}

fn plain() -> Training {
    let device = Device::flex();
    Training::new(reference::model(width(), &device.clone().autodiff()), cubes().0, config(), &device)
}

fn joint() -> Training {
    let taped = Device::flex().autodiff();
    plain().with_motion(motion_reference::model(width(), &taped), cubes().1).expect("flow of every cube")
}

fn learn(training: &mut Training) -> Vec<Learned> {
    (0..STEPS).map(|_| pollster::block_on(training.step()).expect("a step")).collect()
}

fn errors(mut scoring: Scoring) -> Vec<f32> {
    while !scoring.done() {
        pollster::block_on(scoring.step()).expect("a step");
    }
    scoring.into_errors()
}

#[test]
fn three_joint_steps_equal_pytorch() {
    let mut training = joint();
    let learned = learn(&mut training);
    let losses: Vec<f32> = learned.iter().map(|learned| learned.loss).collect();
    let want: Vec<f32> = golden("joint.losses").chunks_exact(3).map(|step| step[0]).collect();
    // PyTorch's own f32: losses 1.1e-4, errors 5.9e-4.
    let off = relative(&losses, &want);
    assert!(off < 1e-3, "losses {losses:?}, expected {want:?}: {off:e}");
    let counts: Vec<(usize, usize)> =
        learned.iter().map(|learned| (learned.dropped, learned.lessened)).collect();
    let counted = |weights: &[f32]| {
        let dropped = weights.iter().filter(|&&weight| weight == 0.0).count();
        (dropped, weights.iter().filter(|&&weight| weight > 0.0 && weight < 1.0).count())
    };
    assert_eq!(counts, golden("joint.weights").chunks_exact(CUBES).map(counted).collect::<Vec<_>>());

    let (device, (cubes, flow)) = (Device::flex(), cubes());
    let model = training.flow_model().expect("a second network");
    let start = [reference::model(width(), &device), motion_reference::model(width(), &device)];
    for (kind, learned, start) in [("raw", &training.model(), &start[0]), ("flow", &model, &start[1])] {
        let start = parameters(start);
        let mut compared = 0;
        for ((name, learned), (_, start)) in parameters(learned).0.iter().zip(&start.0) {
            if !["0.conv.conv.0.weight", "4.up.weight", "7.conv.weight", "7.conv.bias"]
                .contains(&name.as_str())
            {
                continue;
            }
            let moved = |values: &[f32]| {
                values.iter().zip(start).map(|(value, start)| value - start).collect::<Vec<_>>()
            };
            let off = relative(&moved(learned), &moved(&golden(&format!("joint.{kind}.{name}"))));
            assert!(off < 5e-2, "{kind}.{name} moved otherwise: relative error {off:e}");
            compared += 1;
        }
        assert_eq!(compared, 4);
    }
    let want = golden("joint.sse");
    let raw = errors(Scoring::all(training.model(), cubes.clone(), &device));
    let drawn = errors(Scoring::motion(model, cubes, flow, &device).expect("flow of every cube"));
    let off = relative(&[raw, drawn].concat(), &want);
    assert!(off < 1e-2, "errors after training: {off:e}");
}

#[test]
fn motion_leaves_the_first_network_as_it_is() {
    let (mut alone, mut both) = (plain(), joint());
    let (losses, joint_losses) = (learn(&mut alone), learn(&mut both));
    assert_eq!(parameters(&alone.model()).0, parameters(&both.model()).0);
    for (alone, both) in losses.iter().zip(&joint_losses) {
        assert!(both.loss > alone.loss && (both.dropped, both.lessened) == (alone.dropped, alone.lessened));
    }
    assert!(alone.flow_model().is_none());
}

#[test]
fn flow_of_other_cubes_is_refused() {
    let taped = Device::flex().autodiff();
    let short = Arc::new(motion_reference::flow(CUBES - 1, 3001));
    let refused = plain().with_motion(motion_reference::model(width(), &taped), short.clone());
    assert_eq!(refused.err().map(|error| error.code()), Some("lbr/flow-cubes"));
    let model = motion_reference::model(width(), &Device::flex());
    let refused = Scoring::motion(model, cubes().0, short, &Device::flex());
    assert_eq!(refused.err().map(|error| error.code()), Some("lbr/flow-cubes"));
}
