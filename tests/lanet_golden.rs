//! LA-Net against PyTorch at full size: scores, losses, gradients, Adam.
//! `tests/golden/README.md` says what the files hold and how they were made.

use burn::tensor::Device;
use oddframe::lanet::reference::{self, adam_weights};
use oddframe::lanet::{LaNet, LaNetConfig, RunConfig};
use oddframe::lbr::reference::hash;
use safetensors::SafeTensors;

const GOLDEN: &[u8] = include_bytes!("golden/lanet.safetensors");
const ADAM: &[u8] = include_bytes!("golden/adam.safetensors");
const WHOLE: usize = usize::MAX;

fn golden(bytes: &'static [u8]) -> SafeTensors<'static> {
    SafeTensors::deserialize(bytes).expect("committed golden")
}

fn read(file: &SafeTensors<'_>, name: &str) -> Vec<f32> {
    let tensor = file.tensor(name).unwrap_or_else(|_| panic!("the golden has no {name}"));
    tensor.data().as_chunks::<4>().0.iter().map(|&b| f32::from_le_bytes(b)).collect()
}

/// The values of `all` that the golden holds: all of them, or every 7919th around.
fn sampled(all: &[f32], count: usize) -> Vec<f32> {
    if all.len() == count { all.to_vec() } else { (0..count).map(|k| all[k * 7919 % all.len()]).collect() }
}

fn norm(values: impl Iterator<Item = f64>) -> f64 {
    values.map(|value| value * value).sum::<f64>().sqrt()
}

/// ‖a - b‖ / ‖b‖; a NaN anywhere gives NaN, which passes no comparison.
fn relative(got: &[f32], want: &[f32]) -> f64 {
    assert_eq!(got.len(), want.len());
    let off = norm(got.iter().zip(want).map(|(a, b)| f64::from(*a) - f64::from(*b)));
    off / norm(want.iter().map(|&value| f64::from(value)))
}

#[test]
fn the_default_network_has_1_119_105_parameters() {
    let tensors = LaNet::tensors(&LaNetConfig::default());
    assert_eq!(tensors.len(), 16);
    assert_eq!(tensors.iter().map(|(_, shape)| shape.iter().product::<usize>()).sum::<usize>(), 1_119_105);
}

#[test]
fn scores_are_pytorchs_in_every_mode_at_every_length() {
    let file = golden(GOLDEN);
    let found = pollster::block_on(reference::forward(&Device::flex(), WHOLE)).expect("the CPU computes");
    let mut worst = 0.0_f32;
    for (name, scores) in &found {
        let want = read(&file, &format!("forward.{name}"));
        assert_eq!(scores.len(), want.len(), "{name}");
        for (t, (got, want)) in scores.iter().zip(&want).enumerate() {
            assert!((got - want).abs() <= 1e-5, "{name}, snippet {t}: {got}, expected {want}");
            worst = worst.max((got - want).abs());
        }
    }
    println!("{} vectors of scores, at most {worst:e} off", found.len());
    let stored = file.names().into_iter().filter(|name| name.starts_with("forward.")).count();
    assert_eq!(found.len(), stored, "every golden was compared");
}

#[test]
fn chunks_of_rows_give_the_whole_at_full_size() {
    for (name, config) in reference::cases() {
        let model = reference::model(&config, &Device::flex()).expect("a model");
        let whole = pollster::block_on(reference::scores(&model, 333, WHOLE)).expect("whole");
        for rows in [1, 100] {
            let scores =
                pollster::block_on(reference::scores(&model, 333, rows * 333 * 4)).expect("in chunks");
            for (a, b) in whole.iter().zip(&scores) {
                assert!((a - b).abs() <= 1e-6, "{name}, {rows} rows at a time: {a} and {b}");
            }
        }
    }
}

#[test]
fn losses_and_gradients_are_pytorchs() {
    let file = golden(GOLDEN);
    let found = pollster::block_on(reference::learning(&RunConfig::default(), &Device::flex()));
    let found = found.expect("the CPU computes");
    let mut compared = 0;
    for (name, values) in &found {
        if name == "features" {
            continue;
        }
        compared += 1;
        let size = |values: &[f32]| norm(values.iter().map(|&value| f64::from(value)));
        if name == "grad.lanet.attn.psi.bias" {
            // A row's softmax does not see what all its keys share: the gradient is 0 but for rounding.
            let beside = size(&found["grad.lanet.attn.psi.weight"]);
            assert!(size(values) <= 1e-5 * beside, "{name}: {} beside {beside}", size(values));
            continue;
        }
        let want = read(&file, &format!("learning.{name}"));
        let off = relative(&sampled(values, want.len()), &want);
        println!("{name}: {off:e}");
        assert!(off <= 1e-5, "{name}: relative error {off:e}");
        let norm_of = match name.strip_prefix("grad.") {
            Some(tensor) => format!("learning.grad_norm.{tensor}"),
            None if name == "by_features" => "learning.by_features_norm".to_owned(),
            None => continue,
        };
        let (got, want) = (size(values), f64::from(read(&file, &norm_of)[0]));
        assert!((got / want - 1.0).abs() <= 1e-5, "{norm_of}: {got}, expected {want}");
    }
    assert_eq!(compared, 16 + 4, "16 gradients, losses, scores and their two gradients");
}

#[test]
fn adam_is_pytorchs() {
    let file = golden(ADAM);
    for name in ["kernel", "bias", "matrix"] {
        let (start, gradients) =
            (read(&file, &format!("{name}.start")), read(&file, &format!("{name}.gradients")));
        let want = read(&file, &format!("{name}.weights"));
        let got =
            pollster::block_on(adam_weights(&start, &gradients, 1e-3, &Device::flex())).expect("five steps");
        for (got, want) in got.iter().zip(&want) {
            assert!((got - want).abs() <= 2e-7 + 1e-6 * want.abs(), "{name}: {got}, expected {want}");
        }
    }
}

#[test]
fn the_reference_input_is_the_hash() {
    let input = reference::input(5, 1024);
    assert_eq!(input[7], (2.0 * hash(7, 20_005) - 1.0).max(0.0) as f32);
    let zeros = input.iter().filter(|&&value| value == 0.0).count();
    assert!((2_300..2_800).contains(&zeros), "{zeros} of {}", input.len());
}
