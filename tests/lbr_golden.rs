//! LBR against PyTorch and NumPy: network, loss, gradients, running statistics, Adam and self-paced weights.
//! `tests/golden/README.md` says what the files hold and how they were made.

mod lbr_comparison;

use burn::tensor::{Device, Tensor};
use lbr_comparison::{compare, read};
use oddframe::lbr::model::{TensorVisitor, Width};
use oddframe::lbr::reference::{self, Results, adam_weights, pass};
use oddframe::lbr::spr::{Mode, Spr};
use safetensors::SafeTensors;
use serde_json::Value;

const WIDTH_1: &[u8] = include_bytes!("golden/lbr_width1.safetensors");
const WIDTH_8TH: &[u8] = include_bytes!("golden/lbr_width8th.safetensors");
const ADAM: &[u8] = include_bytes!("golden/adam.safetensors");
const SPR: &str = include_str!("golden/spr.json");

fn results(width: f64) -> Results {
    let width = Width::new(width).expect("a valid width");
    pollster::block_on(pass(width, &Device::flex())).expect("the CPU computes")
}

// PyTorch's own f32 gradients are 6.2e-3 off f64 at width 1 and 1.7e-5 at width 1/8.

#[test]
fn the_papers_network_equals_pytorch() {
    compare(WIDTH_1, &results(1.0), 2e-2);
}

#[test]
fn the_narrow_network_equals_pytorch() {
    compare(WIDTH_8TH, &results(0.125), 1e-3);
}

#[test]
fn sums_over_all_elements_of_every_stage_equal_pytorch() {
    for (golden, width) in [(WIDTH_1, 1.0), (WIDTH_8TH, 0.125)] {
        let file = SafeTensors::deserialize(golden).expect("committed golden");
        let found = results(width);
        for kind in ["eval", "train"] {
            let moments = read(&file, &format!("{kind}.moments")).expect("sums of the stages");
            for (stage, want) in moments.as_chunks::<2>().0.iter().enumerate() {
                let values = found[&format!("{kind}.stage.{stage}")].iter().map(|&value| f64::from(value));
                let [sum, squares] = [values.clone().sum::<f64>(), values.clone().map(|v| v * v).sum()];
                let [want_sum, want_squares] = want.map(f64::from);
                // A sum may cancel: it is measured by how large it could be.
                let largest = (values.len() as f64 * want_squares).sqrt();
                let off = ((sum - want_sum) / largest).abs().max((squares / want_squares - 1.0).abs());
                assert!(off <= 1e-5, "{kind}.stage.{stage} at width {width}: {off:e}");
            }
        }
    }
}

#[test]
fn the_worked_numbers_of_the_network_hold() {
    let got = results(1.0);
    let near = |got: f32, want: f64, allowed: f64| {
        assert!((f64::from(got) / want - 1.0).abs() < allowed, "{got}, expected {want}");
    };
    for (got, want) in got["eval.stage.7"].iter().zip([0.2217765, -0.2468819, -0.0003380, 0.0935761]) {
        assert!((f64::from(*got) - want).abs() < 3e-6, "{got}, expected {want}");
    }
    for (name, want) in [("eval.sse", [8426.823, 8380.753]), ("train.sse", [16732.475, 15488.598])] {
        (0..2).for_each(|i| near(got[name][i], want[i], 1e-5));
    }
    near(got["loss"][0], 0.796769996, 1e-6);
    let norm = |name: &str| got[name].iter().map(|v| v * v).sum::<f32>().sqrt();
    near(norm("grad.0.conv.conv.0.weight"), 1.178945, 2e-2);
    near(norm("grad.4.up.weight"), 0.8943612, 2e-2);
    near(norm("grad.7.conv.bias"), 0.2173189, 2e-2);
    near(got["running.0.conv.conv.1.running_mean"][0], 0.0255801, 1e-4);
    near(got["running.0.conv.conv.1.running_var"][0], 0.7261401, 1e-5);
}

#[test]
fn the_papers_network_has_the_published_number_of_parameters() {
    #[derive(Default)]
    struct Count {
        parameters: usize,
        statistics: usize,
        tensors: usize,
    }
    impl TensorVisitor for Count {
        fn tensor<const D: usize>(&mut self, name: String, tensor: &Tensor<D>) {
            let values = tensor.dims().iter().product::<usize>();
            if name.contains("running") {
                self.statistics += values
            } else {
                self.parameters += values
            }
            self.tensors += 1;
        }
    }
    let mut count = Count::default();
    reference::model(Width::PAPER, &Device::flex()).see_tensors(&mut count);
    assert_eq!((count.parameters, count.statistics, count.tensors), (2_534_671, 2816, 92));
    // 170.07 M multiply-accumulates per cube.
    assert_eq!(Width::PAPER.macs_per_cube(), 170_065_920);
}

#[test]
fn adam_turns_golden_gradients_into_golden_weights() {
    let file = SafeTensors::deserialize(ADAM).expect("committed golden");
    for name in ["kernel", "bias", "matrix"] {
        let of = |part: &str| read(&file, &format!("{name}.{part}")).expect("a golden tensor");
        let (start, gradients, want) = (of("start"), of("gradients"), of("weights"));
        let got =
            pollster::block_on(adam_weights(&start, &gradients, &Device::flex())).expect("the CPU computes");
        assert_eq!(got.len(), want.len());
        for (i, (got, want)) in got.iter().zip(&want).enumerate() {
            assert!((got - want).abs() <= 1e-6, "{name}[{i}]: {got}, expected {want}");
        }
    }
}

#[test]
fn self_paced_weights_equal_an_independent_computation() {
    let golden: Value = serde_json::from_str(SPR).expect("committed golden");
    let batches = golden["batches"].as_array().expect("a list");
    assert_eq!(batches.len(), 200);
    for (i, batch) in batches.iter().enumerate() {
        let list = |key: &str| -> Vec<f32> {
            batch[key]
                .as_array()
                .expect("a list")
                .iter()
                .map(|v| v.as_f64().expect("a number") as f32)
                .collect()
        };
        let scores = list("scores");
        let (step, shrink) = (batch["t"].as_u64().expect("t") as usize, batch["r"].as_f64().expect("r"));
        let modes = [
            (Mode::Mixture, "mixture"),
            (Mode::Hard, "hard"),
            (Mode::Linear, "linear"),
            (Mode::Huber, "huber"),
        ];
        for (mode, name) in modes {
            let tensor = Tensor::from_data(scores.as_slice(), &Device::flex());
            let got: Vec<f32> = Spr { mode, shrink }.weights(tensor, step).into_data().iter().collect();
            for (got, want) in got.iter().zip(list(name)) {
                assert!((got - want).abs() <= 1e-5, "batch {i}, {name}: {got}, expected {want}");
            }
        }
    }
}
