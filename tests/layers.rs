//! The layers of `nn` against burn's own operations, forward and backward, on random shapes and values: each
//! kernel beside its plain reference.

use burn::tensor::module::{conv_transpose2d, conv2d, max_pool2d};
use burn::tensor::ops::{ConvOptions, ConvTransposeOptions, MaxPoolOptions};
use burn::tensor::{Device, Tensor, TensorData, activation};
use oddframe::nn::layers::{self, NORM_EPSILON};
use oddframe::random::Random;

/// Sums of some hundred products of about 1 in two orders: 1e-5 of the largest value.
const ALLOWED: f32 = 1e-5;
const CASES: u64 = 12;

struct Draw(Random);

impl Draw {
    fn new(case: u64) -> Self {
        Self(Random::keyed(case, "layers against burn", 0))
    }

    fn size(&mut self, least: usize, most: usize) -> usize {
        least + self.0.below(most - least + 1)
    }

    fn tensor<const D: usize>(&mut self, shape: [usize; D]) -> Tensor<D> {
        let values: Vec<f32> =
            (0..shape.iter().product()).map(|_| self.0.between(-1.0, 1.0) as f32).collect();
        Tensor::from_data(TensorData::new(values, shape), &Device::flex().autodiff()).require_grad()
    }
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().iter::<f32>().collect()
}

fn near(what: &str, got: &[f32], want: &[f32]) {
    assert_eq!(got.len(), want.len(), "{what}");
    let largest = want.iter().fold(1.0_f32, |most, v| most.max(v.abs()));
    for (i, (got, want)) in got.iter().zip(want).enumerate() {
        assert!((got - want).abs() <= ALLOWED * largest, "{what}[{i}]: {got}, expected {want}");
    }
}

/// Output and input gradients of `run` on copies of `inputs`, with a fixed random gradient of the output.
fn both_ways<const N: usize>(
    inputs: [(Vec<f32>, Vec<usize>); N],
    run: impl Fn([Tensor<4>; N]) -> Tensor<4>,
) -> Vec<Vec<f32>> {
    let device = Device::flex().autodiff();
    let leaves = inputs.map(|(values, shape)| {
        let mut dims = [1; 4];
        dims[..shape.len()].copy_from_slice(&shape);
        Tensor::<4>::from_data(TensorData::new(values, dims), &device).require_grad()
    });
    let out = run(leaves.clone());
    let mut draw = Draw::new(999);
    let weights = draw.tensor(out.dims()).detach();
    let gradients = (out.clone() * weights).sum().backward();
    let mut all = vec![values(out.inner())];
    all.extend(leaves.iter().map(|leaf| values(leaf.grad(&gradients).expect("every input has a gradient"))));
    all
}

fn data<const D: usize>(tensor: Tensor<D>) -> (Vec<f32>, Vec<usize>) {
    let shape = tensor.dims().to_vec();
    (values(tensor.inner()), shape)
}

fn compare(what: &str, got: &[Vec<f32>], want: &[Vec<f32>]) {
    assert_eq!(got.len(), want.len());
    for (i, (got, want)) in got.iter().zip(want).enumerate() {
        near(
            &format!("{what}, {}", if i == 0 { "output".into() } else { format!("gradient {i}") }),
            got,
            want,
        );
    }
}

fn vector(tensor: Tensor<4>) -> Tensor<1> {
    let count = tensor.dims().iter().product::<usize>();
    tensor.reshape([count])
}

#[test]
fn convolutions_equal_burns() {
    for case in 0..CASES {
        let mut draw = Draw::new(case);
        let (n, ci, co) = (draw.size(1, 5), draw.size(1, 20), draw.size(1, 20));
        let (h, w, side) = (draw.size(1, 18), draw.size(1, 18), if case % 3 == 0 { 1 } else { 3 });
        let inputs = [
            data(draw.tensor([n, ci, h, w])),
            data(draw.tensor([co, ci, side, side])),
            data(draw.tensor([co])),
        ];
        let options = ConvOptions::new([1, 1], [side / 2; 2], [1, 1], 1);
        let what = format!("case {case}: [{n}, {ci}, {h}, {w}] to {co}, side {side}");
        let plain = both_ways(inputs.clone(), |[x, k, b]| conv2d(x, k, Some(vector(b)), options.clone()));
        compare(&what, &both_ways(inputs.clone(), |[x, k, b]| layers::conv(x, k, vector(b))), &plain);
        let relu = both_ways(inputs.clone(), |[x, k, b]| {
            activation::relu(conv2d(x, k, Some(vector(b)), options.clone()))
        });
        compare(&what, &both_ways(inputs, |[x, k, b]| layers::conv_relu(x, k, vector(b))), &relu);
    }
}

#[test]
fn transposed_convolutions_equal_burns() {
    for case in 0..CASES {
        let mut draw = Draw::new(100 + case);
        let (n, ci, co) = (draw.size(1, 5), draw.size(1, 20), draw.size(1, 20));
        let (h, w) = (draw.size(1, 12), draw.size(1, 12));
        let inputs =
            [data(draw.tensor([n, ci, h, w])), data(draw.tensor([ci, co, 3, 3])), data(draw.tensor([co]))];
        let options = ConvTransposeOptions::new([2, 2], [1, 1], [1, 1], [1, 1], 1);
        let plain =
            both_ways(inputs.clone(), |[x, k, b]| conv_transpose2d(x, k, Some(vector(b)), options.clone()));
        let ours = both_ways(inputs, |[x, k, b]| layers::up(x, k, vector(b)));
        compare(&format!("case {case}: [{n}, {ci}, {h}, {w}] to {co}"), &ours, &plain);
    }
}

#[test]
fn pooling_equals_burns() {
    for case in 0..CASES {
        let mut draw = Draw::new(200 + case);
        let (n, c, h, w) = (draw.size(1, 4), draw.size(1, 40), 2 * draw.size(1, 9), 2 * draw.size(1, 9));
        let inputs = [data(draw.tensor([n, c, h, w]))];
        let plain = both_ways(inputs.clone(), |[x]| max_pool2d(x, MaxPoolOptions::new([2, 2])));
        compare(&format!("case {case}"), &both_ways(inputs, |[x]| layers::max_pool2(x)), &plain);
    }
}

#[test]
fn normalising_equals_the_same_in_plain_tensors() {
    for case in 0..CASES {
        let mut draw = Draw::new(300 + case);
        let (n, c, h, w) = (draw.size(1, 5), draw.size(1, 20), draw.size(2, 12), draw.size(2, 12));
        let inputs = [data(draw.tensor([n, c, h, w])), data(draw.tensor([c])), data(draw.tensor([c]))];
        let plain = both_ways(inputs.clone(), |[x, gamma, beta]| {
            let mean_of = |x: Tensor<4>| x.mean_dim(0).mean_dim(2).mean_dim(3);
            let centred = x.clone() - mean_of(x);
            let var = mean_of(centred.clone() * centred.clone());
            let normal = centred / var.add_scalar(f64::from(NORM_EPSILON)).sqrt();
            activation::relu(normal * gamma.reshape([1, c, 1, 1]) + beta.reshape([1, c, 1, 1]))
        });
        let ours = both_ways(inputs, |[x, gamma, beta]| {
            let moments = layers::moments(x.clone());
            layers::norm_relu(x, vector(gamma), vector(beta), moments)
        });
        compare(&format!("case {case}: [{n}, {c}, {h}, {w}]"), &ours, &plain);
    }
}
