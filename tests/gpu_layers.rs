//! The layers on a GPU (Mesa's in software will do) against the same layers on the CPU, forward and backward, on random
//! shapes: odd sizes, channels that are no multiples of 4, one image, none.

mod adapter;

use adapter::{Draw, gpu, near, values};
use burn::tensor::{Device, Tensor, TensorData};
use oddframe::nn::layers;

const CASES: u64 = 8;

/// Values and gradients that a run gives on a device.
fn both_ways<const N: usize>(
    device: &Device,
    inputs: &[(Vec<f32>, Vec<usize>); N],
    run: impl Fn([Tensor<4>; N]) -> Tensor<4>,
) -> Vec<Vec<f32>> {
    let device = device.clone().autodiff();
    let leaves = inputs.each_ref().map(|(values, shape)| {
        let mut dims = [1; 4];
        dims[..shape.len()].copy_from_slice(shape);
        Tensor::<4>::from_data(TensorData::new(values.clone(), dims), &device).require_grad()
    });
    let out = run(leaves.clone());
    let weights = Draw::new(999).tensor(out.dims(), &device);
    let gradients = (out.clone() * weights).sum().backward();
    let mut all = vec![values(out.inner())];
    all.extend(leaves.iter().map(|leaf| values(leaf.grad(&gradients).expect("every input has a gradient"))));
    all
}

fn compare<const N: usize>(
    what: &str,
    inputs: [(Vec<f32>, Vec<usize>); N],
    run: impl Fn([Tensor<4>; N]) -> Tensor<4>,
) {
    let want = both_ways(&Device::flex(), &inputs, &run);
    let got = both_ways(&gpu(), &inputs, &run);
    for (i, (got, want)) in got.iter().zip(&want).enumerate() {
        let part = if i == 0 { "output".to_owned() } else { format!("gradient {i}") };
        near(&format!("{what}, {part}"), got, want);
    }
}

fn vector(tensor: Tensor<4>) -> Tensor<1> {
    let count = tensor.dims().iter().product::<usize>();
    tensor.reshape([count])
}

#[test]
fn convolutions_equal_those_of_the_cpu() {
    for case in 0..CASES {
        let mut draw = Draw::new(case);
        let (n, ci, co) = (draw.size(1, 4), draw.size(1, 20), draw.size(1, 80));
        let (h, w, side) = (draw.size(1, 14), draw.size(1, 14), if case % 3 == 0 { 1 } else { 3 });
        let inputs = [draw.data([n, ci, h, w]), draw.data([co, ci, side, side]), draw.data([co])];
        let what = format!("case {case}: [{n}, {ci}, {h}, {w}] to {co}, side {side}");
        compare(&what, inputs.clone(), |[x, k, b]| layers::conv(x, k, vector(b)));
        compare(&what, inputs, |[x, k, b]| layers::conv_relu(x, k, vector(b)));
    }
}

#[test]
fn transposed_convolutions_equal_those_of_the_cpu() {
    for case in 0..CASES {
        let mut draw = Draw::new(100 + case);
        let (n, ci, co) = (draw.size(1, 4), draw.size(1, 20), draw.size(1, 40));
        let (h, w) = (draw.size(1, 9), draw.size(1, 9));
        let inputs = [draw.data([n, ci, h, w]), draw.data([ci, co, 3, 3]), draw.data([co])];
        let what = format!("case {case}: [{n}, {ci}, {h}, {w}] to {co}");
        compare(&what, inputs, |[x, k, b]| layers::up(x, k, vector(b)));
    }
}
