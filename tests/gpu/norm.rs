//! Batch normalisation and pooling on a GPU against the CPU's.

use burn::tensor::Device;
use oddframe::nn::layers;

use super::adapter::gpu;
use super::draw::{Draw, near};
use super::layers::{compare, forward, vector};

#[test]
fn normalising_by_the_batchs_own_statistics_equals_that_of_the_cpu() {
    for case in 0..8 {
        let mut draw = Draw::new(900 + case);
        let (n, c, h, w) = (draw.size(1, 4), draw.size(1, 30), draw.size(1, 17), draw.size(2, 17));
        let inputs = [draw.data([n, c, h, w]), draw.data([c]), draw.data([c])];
        let what = format!("case {case}: [{n}, {c}, {h}, {w}]");
        compare(&what, inputs, |[x, gamma, beta]| {
            let moments = layers::moments(x.clone());
            layers::norm_relu(x, vector(gamma), vector(beta), moments)
        });
    }
}

#[test]
fn statistics_keep_their_digits_far_from_zero() {
    let mut draw = Draw::new(950);
    let (mut values, shape) = draw.data([3, 2, 19, 23]);
    values.iter_mut().for_each(|value| *value += 1000.0);
    let run = |device: &Device| {
        forward::<4, 1>(device, &[(values.clone(), shape.clone())], |[x]| {
            layers::moments(x).reshape([1, 1, 2, 2])
        })
    };
    let (found, want) = (run(&gpu()), run(&Device::flex()));
    for at in [0, 2] {
        assert!((found[at] - want[at]).abs() < 1e-3, "mean {}, expected {}", found[at], want[at]);
        let [found, want] = [found[at + 1], want[at + 1]];
        assert!((found - want).abs() < 1e-3 * want, "variance {found}, expected {want}");
    }
}

#[test]
fn a_convolution_with_the_normalisation_behind_it_equals_that_of_the_cpu() {
    for case in 0..4 {
        let mut draw = Draw::new(970 + case);
        let (n, ci, co) = (draw.size(1, 3), draw.size(1, 9), draw.size(1, 70));
        let (h, w) = (draw.size(1, 11), draw.size(1, 11));
        let (mut variance, shape) = draw.data([co]);
        variance.iter_mut().for_each(|value| *value = value.abs() + 0.1);
        let inputs = [
            draw.data([n, ci, h, w]),
            draw.data([co, ci, 3, 3]),
            draw.data([co, 1, 1, 1]),
            draw.data([co, 1, 1, 1]),
            draw.data([co, 1, 1, 1]),
            draw.data([co, 1, 1, 1]),
            (variance, [&shape[..], &[1, 1, 1]].concat()),
        ];
        let run = |[x, weight, bias, gamma, beta, mean, variance]: [_; 7]| {
            let [bias, gamma, beta] = [bias, gamma, beta].map(vector);
            layers::conv_norm_relu(x, weight, bias, gamma, beta, vector(mean), vector(variance))
        };
        let (found, want) = (forward(&gpu(), &inputs, run), forward(&Device::flex(), &inputs, run));
        near(&format!("case {case}: [{n}, {ci}, {h}, {w}] to {co}"), &found, &want);
    }
}

#[test]
fn pooling_equals_that_of_the_cpu_and_ties_go_to_the_first() {
    for case in 0..4 {
        let mut draw = Draw::new(990 + case);
        let shape = [draw.size(1, 3), draw.size(1, 9), 2 * draw.size(1, 9), 2 * draw.size(1, 9)];
        let (mut values, shape) = draw.data(shape);
        if case % 2 == 0 {
            // Four values: nearly every window has a tie.
            values.iter_mut().for_each(|value| *value = (2.0 * *value).floor());
        }
        compare(&format!("case {case}: {shape:?}"), [(values, shape)], |[x]| layers::max_pool2(x));
    }
}
