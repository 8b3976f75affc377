//! Whole networks on a GPU against the CPU.

use burn::module::Module;
use burn::tensor::{Device, Gradients, Tensor};
use oddframe::bench::{Subject, Task};
use oddframe::device::DeviceKind;
use oddframe::lanet::config::{LaNetConfig, PriorMode, Span};
use oddframe::lanet::{self, toy};
use oddframe::lbr;
use oddframe::lbr::model::{TensorVisitor, Width};
use oddframe::localize::CUBE_BYTES;
use oddframe::nn::squared_error::squared_errors;
use oddframe::nn::storage::Storage;

use super::adapter::{gpu, values};
use super::{auto_encoder, networks};

/// Of the length of all values: some tens of layers, each with its rounding; gradients go through them twice.
const OUTPUTS: f32 = 1e-4;
const GRADIENTS: f32 = 1e-3;

/// Length of the difference by that of what is wanted; no number where one is missing.
fn off(found: &[f32], want: &[f32]) -> f32 {
    let norm = |values: &mut dyn Iterator<Item = f32>| values.map(|v| v * v).sum::<f32>().sqrt();
    let off = norm(&mut found.iter().zip(want).map(|(a, b)| a - b));
    if found.len() == want.len() { off / norm(&mut want.iter().copied()) } else { f32::NAN }
}

fn close(what: &str, found: &[f32], want: &[f32], allowed: f32) {
    let off = off(found, want);
    // A NaN fails.
    assert!(off <= allowed, "{what}: off by {off:e}");
}

#[test]
fn the_auto_encoder_computes_as_on_the_cpu() {
    for width in [0.125, 0.25] {
        let width = Width::new(width).expect("a possible width");
        let run = |device: &Device| pollster::block_on(lbr::reference::pass(width, device)).expect("a pass");
        let (found, want) = (run(&gpu()), run(&Device::flex()));
        assert!(want.len() > 80 && found.len() == want.len());
        // Its gradients hang on single values that rounding puts on either side of a ReLU; those of the next test do not.
        for (name, want) in want.iter().filter(|(name, _)| !name.starts_with("grad.")) {
            close(&format!("width {width:?}, {name}"), &found[name], want, OUTPUTS);
        }
    }
}

#[test]
fn dsanet_gives_the_logits_that_it_gives_on_the_cpu() {
    let run = |device: &Device, kind: DeviceKind| {
        let mut subject = Subject::new(Task::DsaNet { width: 32 }, device, kind).expect("a network");
        pollster::block_on(subject.run()).expect("a pass")
    };
    let (found, want) = (run(&gpu(), DeviceKind::Gpu), run(&Device::flex(), DeviceKind::Cpu));
    assert_eq!(want.len(), 256 + 256 * 14);
    close("DSANet", &found, &want, OUTPUTS);
}

#[test]
fn the_auto_encoder_learns_as_on_the_cpu() {
    let (found, want) = (gradients(&gpu()), gradients(&Device::flex()));
    assert!(want.len() > 50 && found.len() == want.len());
    for ((name, found), (_, want)) in found.iter().zip(&want) {
        if [".0.bias", ".3.bias"].iter().any(|end| name.ends_with(end)) {
            // A normalisation takes a bias before it away: the slope is 0, and what there is of it is rounding.
            let rounding = |values: &[f32]| values.iter().all(|value| value.abs() < 1e-5);
            assert!(rounding(found) && rounding(want), "{name}: {found:?}");
        } else {
            close(name, found, want, GRADIENTS);
        }
    }
}

/// The gradients of the mean squared error of a redrawing, by the names of the tensors.
fn gradients(device: &Device) -> Vec<(String, Vec<f32>)> {
    let network = auto_encoder::auto_encoder(&device.clone().autodiff()).train();
    let cubes = Tensor::from_inner(auto_encoder::cubes(device));
    let flat = |tensor: Tensor<4>| tensor.flatten::<2>(1, 3);
    let loss = squared_errors(flat(network.train_forward(cubes.clone())), flat(cubes)).mean();
    let loss = loss.div_scalar(CUBE_BYTES as f64);
    let mut found = Found { gradients: &loss.backward(), all: Vec::new() };
    network.see_tensors(&mut found);
    found.all
}

struct Found<'a> {
    gradients: &'a Gradients,
    all: Vec<(String, Vec<f32>)>,
}

impl TensorVisitor for Found<'_> {
    fn tensor<const D: usize>(&mut self, name: String, tensor: &Tensor<D>) {
        self.all.extend(tensor.grad(self.gradients).map(|gradient| (name, values(gradient))));
    }
}

#[test]
fn lanet_scores_as_on_the_cpu_whatever_its_attention() {
    let base = LaNetConfig { heads: 2, ..toy::config() };
    let spans = [Span::Full, Span::Causal, Span::Band { back: 5, ahead: 2 }];
    let mut cases: Vec<LaNetConfig> = Vec::new();
    for prior_mode in [PriorMode::Post, PriorMode::Pre, PriorMode::None] {
        cases.extend(spans.map(|span| LaNetConfig { prior_mode, span, sigma: 3.0, ..base.clone() }));
    }
    let values = toy::input(83);
    for config in cases {
        for budget in [usize::MAX, 83 * 4 * 20] {
            let [found, want] = [gpu(), Device::flex()].map(|device| {
                let model = toy::model(&config, &device).expect("the toy's tensors fit");
                let mut scorer = lanet::Scorer::new(&model, "toy", budget);
                scorer.begin(toy::crop(&values)).expect("a crop");
                while pollster::block_on(scorer.step()).expect("a step").is_some() {}
                scorer.finish().expect("scores").scores
            });
            close(
                &format!("{:?} {:?}, {budget} bytes", config.prior_mode, config.span),
                &found,
                &want,
                OUTPUTS,
            );
        }
    }
}

#[test]
fn lanet_and_pel4vad_at_full_size_score_as_on_the_cpu() {
    for (name, config) in lanet::reference::cases() {
        let [found, want] = [gpu(), Device::flex()].map(|device| {
            let model = lanet::reference::model(&config, &device).expect("the hash's tensors fit");
            pollster::block_on(lanet::reference::scores(&model, 70, usize::MAX)).expect("scores")
        });
        close(&name, &found, &want, OUTPUTS);
    }
}

#[test]
fn i3d_gives_the_features_that_it_gives_on_the_cpu() {
    let [found, want] = [gpu(), Device::flex()]
        .map(|device| values(networks::i3d(&device).forward(networks::snippet(&device))));
    close("features", &found, &want, OUTPUTS);
}

/// Between some twenty layers a value is rounded to eleven bits, weights too.
#[test]
fn i3d_with_values_of_16_bits_gives_the_features_but_for_their_rounding() {
    let device = gpu();
    let network = networks::i3d(&device);
    let want = values(network.forward(networks::snippet(&device)));
    let halved = network.stored(Storage::F16).expect("an adapter with shader-f16, as Mesa's in software");
    let found = values(halved.forward(networks::snippet(&device)));
    let off = off(&found, &want);
    assert!(off > 1e-6, "nothing was rounded: {off:e}");
    assert!(off < 2e-3, "features: off by {off:e}");
}

#[test]
fn values_of_16_bits_are_refused_on_the_cpu() {
    let refused = networks::i3d(&Device::flex()).stored(Storage::F16).expect_err("the CPU has 32 bits");
    assert!(refused.to_string().contains("shader-f16"), "{refused}");
}

#[test]
fn the_detector_gives_what_it_gives_on_the_cpu() {
    let [found, want] = [gpu(), Device::flex()]
        .map(|device| values(networks::detector(&device).forward(networks::picture(&device))));
    close("cells", &found, &want, OUTPUTS);
}
