//! Every layer on the CPU against burn's own operations, and through a tape.

use burn::tensor::{Device, TensorData, activation};

use super::*;
use crate::random::Random;

fn tensor<const D: usize>(dims: [usize; D], seed: u64, device: &Device) -> Tensor<D> {
    let mut random = Random::keyed(seed, "dense tests", 0);
    let values: Vec<f32> = (0..dims.iter().product()).map(|_| random.between(-2.0, 2.0) as f32).collect();
    Tensor::from_data(TensorData::new(values, dims), device)
}

fn near<const D: usize>(found: Tensor<D>, want: Tensor<D>, what: &str) {
    assert_eq!(found.dims(), want.dims(), "{what}");
    let values = |x: Tensor<D>| x.into_data().try_to_vec::<f32>().expect("floats");
    let (found, want) = (values(found), values(want));
    let largest = want.iter().fold(1.0_f32, |most, value| most.max(value.abs()));
    for (at, (found, want)) in found.iter().zip(&want).enumerate() {
        assert!((found - want).abs() <= 2e-6 * largest, "{what}, value {at}: {found}, expected {want}");
    }
}

/// Batches, rows, depth, columns: single ones, rests of tiles, more rows than columns and fewer.
const SHAPES: [[usize; 4]; 6] =
    [[1, 1, 1, 1], [1, 1, 70, 30], [2, 13, 9, 50], [3, 70, 33, 7], [1, 200, 128, 200], [2, 40, 64, 41]];

#[test]
fn every_layer_on_the_cpu_gives_what_burns_own_operations_give() {
    let cpu = Device::flex();
    for (seed, [n, rows, depth, columns]) in SHAPES.into_iter().enumerate() {
        let seed = 10 * seed as u64;
        let (left, right) =
            (tensor([n, rows, depth], seed, &cpu), tensor([n, depth, columns], seed + 1, &cpu));
        near(multiply(left.clone(), right.clone()), left.clone().matmul(right.clone()), "product");
        let turned = right.clone().swap_dims(1, 2);
        near(
            multiply_transposed(left.clone(), turned),
            left.clone().matmul(right.clone()),
            "transposed product",
        );
        let one = right.slice(0..1);
        near(multiply(left.clone(), one.clone()), left.clone().matmul(one), "one matrix for all");
        near(softmax(left.clone() * 10.0), activation::softmax(left.clone() * 10.0, 2), "softmax");
        near(gelu(left.clone() * 2.0), activation::gelu(left.clone() * 2.0), "gelu");
        let gated = left.clone() * activation::sigmoid(left.clone() * 1.702);
        near(quick_gelu(left.clone()), gated, "quick gelu");
        let x = left.reshape([n * rows, depth]);
        let (weight, bias) = (tensor([columns, depth], seed + 4, &cpu), tensor([columns], seed + 5, &cpu));
        let want = x.clone().matmul(weight.clone().transpose()) + bias.clone().reshape([1, columns]);
        near(linear(x, weight, bias), want, "linear");
    }
}

#[test]
fn a_tape_goes_through_every_layer() {
    let device = Device::flex().autodiff();
    let x = tensor([2, 5, 6], 1, &device).require_grad();
    let (weight, bias) = (tensor([6, 6], 2, &device).require_grad(), tensor([6], 3, &device).require_grad());
    let rows = linear(x.clone().reshape([10, 6]), weight.clone(), bias.clone());
    let rows = quick_gelu(gelu(rows)).reshape([2, 5, 6]);
    let map = softmax(multiply_transposed(rows.clone(), x.clone()));
    let gradients = multiply(map, rows).powf_scalar(2.0).sum().backward();
    for (what, found) in [
        ("x", x.grad(&gradients).map(|slope| slope.reshape([60]))),
        ("weight", weight.grad(&gradients).map(|slope| slope.reshape([36]))),
        ("bias", bias.grad(&gradients)),
    ] {
        let slope: Vec<f32> = found.expect(what).into_data().try_to_vec().expect("floats");
        assert!(slope.iter().all(|x| x.is_finite()) && slope.iter().any(|&x| x.abs() > 1e-4), "{what}");
    }
}
