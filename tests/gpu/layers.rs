//! The layers on a GPU (Mesa's in software will do) against the same layers on the CPU, forward and backward, on random
//! shapes: odd sizes, channels that are no multiples of 4, one image, none.

use super::adapter::{gpu, values};
use super::draw::{Draw, near};
use burn::tensor::{Device, FloatDType, Tensor, TensorData};
use oddframe::nn::layers;
use oddframe::nn::plane::{Steps, conv2d, max_pool2d};
use oddframe::nn::storage::Storage;
use oddframe::nn::volume::{conv3d_same, conv3d_same_relu, max_pool3d_same};

const CASES: u64 = 8;

/// Values and gradients that a run gives on a device. Inputs of fewer axes have more of length 1 behind them.
pub fn both_ways<const D: usize, const N: usize>(
    device: &Device,
    inputs: &[(Vec<f32>, Vec<usize>); N],
    run: impl Fn([Tensor<D>; N]) -> Tensor<D>,
) -> Vec<Vec<f32>> {
    let device = device.clone().autodiff();
    let leaves = inputs.each_ref().map(|(values, shape)| {
        let mut dims = [1; D];
        dims[..shape.len()].copy_from_slice(shape);
        Tensor::<D>::from_data(TensorData::new(values.clone(), dims), &device).require_grad()
    });
    let out = run(leaves.clone());
    let weights = Draw::new(999).tensor(out.dims(), &device);
    let gradients = (out.clone() * weights).sum().backward();
    let mut all = vec![values(out.inner())];
    all.extend(leaves.iter().map(|leaf| values(leaf.grad(&gradients).expect("every input has a gradient"))));
    all
}

pub fn compare<const D: usize, const N: usize>(
    what: &str,
    inputs: [(Vec<f32>, Vec<usize>); N],
    run: impl Fn([Tensor<D>; N]) -> Tensor<D>,
) {
    let want = both_ways(&Device::flex(), &inputs, &run);
    let got = both_ways(&gpu(), &inputs, &run);
    for (i, (got, want)) in got.iter().zip(&want).enumerate() {
        let part = if i == 0 { "output".to_owned() } else { format!("gradient {i}") };
        near(&format!("{what}, {part}"), got, want);
    }
}

pub fn vector(tensor: Tensor<4>) -> Tensor<1> {
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

#[test]
fn convolutions_with_strides_equal_those_of_the_cpu() {
    for case in 0..CASES {
        let mut draw = Draw::new(200 + case);
        let (n, ci, co) = (draw.size(1, 3), draw.size(1, 9), draw.size(1, 70));
        let (taps, stride) = (draw.size(1, 5), draw.size(1, 3));
        let padding = draw.size(0, taps / 2);
        let (h, w) = (draw.size(taps, 13), draw.size(taps, 13));
        let inputs = [draw.data([n, ci, h, w]), draw.data([co, ci, taps, taps]), draw.data([co])];
        let relu = case % 2 == 0;
        let what =
            format!("case {case}: [{n}, {ci}, {h}, {w}] to {co}, {taps} taps by {stride} in {padding}");
        let steps = Steps { stride, padding, groups: 1, relu };
        compare(&what, inputs, |[x, k, b]| conv2d(x, k, vector(b), steps));
    }
}

#[test]
fn convolutions_of_each_channel_by_itself_equal_those_of_the_cpu() {
    for case in 0..CASES {
        let mut draw = Draw::new(300 + case);
        let (n, c, taps, stride) =
            (draw.size(1, 3), draw.size(2, 40), 1 + 2 * draw.size(0, 2), draw.size(1, 2));
        let (h, w) = (draw.size(taps, 12), draw.size(taps, 12));
        let inputs = [draw.data([n, c, h, w]), draw.data([c, 1, taps, taps]), draw.data([c])];
        let steps = Steps { stride, padding: taps / 2, groups: c, relu: case % 2 == 0 };
        compare(&format!("case {case}: {c} channels, {taps} taps by {stride}"), inputs, |[x, k, b]| {
            conv2d(x, k, vector(b), steps)
        });
    }
}

/// The definition too: the largest value about every stride-th pixel.
#[test]
fn windows_with_a_middle_have_the_same_largest_values_on_both() {
    for case in 0..CASES {
        let mut draw = Draw::new(350 + case);
        let (n, c, side, stride) =
            (draw.size(1, 3), draw.size(1, 9), 1 + 2 * draw.size(0, 2), draw.size(1, 3));
        let (h, w) = (draw.size(1, 20), draw.size(1, 20));
        let inputs = [draw.data([n, c, h, w])];
        let pixels = &inputs[0].0;
        let mut want = Vec::new();
        for plane in pixels.chunks_exact(h * w) {
            for (y, x) in (0..h).step_by(stride).flat_map(|y| (0..w).step_by(stride).map(move |x| (y, x))) {
                let about = |middle: usize, length: usize| {
                    middle.saturating_sub(side / 2)..(middle + side / 2 + 1).min(length)
                };
                let window = about(y, h).flat_map(|row| plane[row * w..][about(x, w)].iter().copied());
                want.push(window.fold(f32::NEG_INFINITY, f32::max));
            }
        }
        for device in [Device::flex(), gpu()] {
            let got = forward(&device, &inputs, |[x]| max_pool2d(x, side, stride));
            assert_eq!(got, want, "case {case}: {side} by {stride} of {h}x{w}");
        }
    }
}

/// Values that a run without a tape gives on a device.
pub fn forward<const D: usize, const N: usize>(
    device: &Device,
    inputs: &[(Vec<f32>, Vec<usize>); N],
    run: impl Fn([Tensor<D>; N]) -> Tensor<D>,
) -> Vec<f32> {
    values(run(inputs
        .each_ref()
        .map(|(values, shape)| Tensor::from_data(TensorData::new(values.clone(), shape.clone()), device))))
}

#[test]
fn convolutions_in_three_axes_equal_those_of_the_cpu() {
    for case in 0..2 * CASES {
        let mut draw = Draw::new(400 + case);
        let (n, ci, co) = (draw.size(1, 2), draw.size(1, 6), draw.size(1, 40));
        let kernel = if case % 4 == 0 { [1; 3] } else { core::array::from_fn(|_| draw.size(1, 7)) };
        let stride = core::array::from_fn(|_| draw.size(1, 3));
        let [t, h, w] = [draw.size(1, 7), draw.size(1, 10), draw.size(1, 10)];
        let inputs = [
            draw.data([n, ci, t, h, w]),
            draw.data([co, ci, kernel[0], kernel[1], kernel[2]]),
            draw.data([co]),
        ];
        let run = |[x, k, b]: [Tensor<5>; 3]| {
            let bias = b.reshape([co]);
            if case % 2 == 0 { conv3d_same(x, k, bias, stride) } else { conv3d_same_relu(x, k, bias, stride) }
        };
        let what = format!("case {case}: [{n}, {ci}, {t}, {h}, {w}] to {co}, {kernel:?} by {stride:?}");
        compare(&what, inputs, run);
    }
}

#[test]
fn pooling_in_three_axes_and_its_gradient_equal_those_of_the_cpu() {
    for case in 0..2 * CASES {
        let mut draw = Draw::new(500 + case);
        let [kernel, stride] = [0, 1].map(|_| core::array::from_fn(|_| draw.size(1, 3)));
        let shape = [draw.size(1, 2), draw.size(1, 5), draw.size(1, 7), draw.size(1, 10), draw.size(1, 10)];
        let (mut values, dims) = draw.data(shape);
        // Few values and many that are alike: which of them has the gradient is then the question.
        if case % 2 == 0 {
            values.iter_mut().for_each(|value| *value = (2.0 * *value).round());
        }
        let run = |[x]: [Tensor<5>; 1]| max_pool3d_same(x, kernel, stride);
        let what = format!("case {case}: {shape:?}, {kernel:?} by {stride:?}");
        let inputs = [(values, dims)];
        assert_eq!(forward(&gpu(), &inputs, run), forward(&Device::flex(), &inputs, run), "{what}");
        compare(&what, inputs, run);
    }
}

/// Operands that 16 bits hold exactly: what is left is the rounding of a result, its last bit whichever way a GPU rounds.
#[test]
fn values_of_16_bits_give_what_32_give_but_for_their_last_bit() {
    let device = gpu();
    assert!(Storage::F16.is_possible(&device), "an adapter without shader-f16; Mesa's in software has it");
    for case in 0..2 * CASES {
        let mut draw = Draw::new(900 + case);
        let (n, ci, co) = (draw.size(1, 2), draw.size(1, 9), draw.size(1, 70));
        let kernel = if case % 4 == 0 { [1; 3] } else { core::array::from_fn(|_| draw.size(1, 4)) };
        let stride = core::array::from_fn(|_| draw.size(1, 2));
        let [t, h, w] = [draw.size(1, 5), draw.size(1, 9), draw.size(1, 9)];
        let mut coarse = |shape: [usize; 5]| {
            let (values, dims) = draw.data(shape);
            (values.iter().map(|value| (256.0 * value).round() / 256.0).collect::<Vec<f32>>(), dims)
        };
        let inputs = [coarse([n, ci, t, h, w]), coarse([co, ci, kernel[0], kernel[1], kernel[2]])];
        let bias: Vec<f32> = (0..co).map(|o| o as f32 / 16.0 - 1.0).collect();
        let run = |storage: FloatDType, [x, k]: [Tensor<5>; 2]| {
            let bias = Tensor::from_floats(bias.as_slice(), &x.device());
            let out = conv3d_same_relu(x.cast(storage), k.cast(storage), bias, stride);
            max_pool3d_same(out, [1, 2, 2], [1, 2, 2])
        };
        let found = forward(&device, &inputs, |inputs| run(FloatDType::F16, inputs));
        let want = forward(&device, &inputs, |inputs| run(FloatDType::F32, inputs));
        assert_eq!(found.len(), want.len());
        for (i, (found, want)) in found.iter().zip(&want).enumerate() {
            let allowed = want.abs() / 1024.0 + 1e-7;
            assert!((found - want).abs() <= allowed, "case {case}, value {i}: {found}, expected {want}");
        }
    }
}

#[test]
fn tiles_that_are_exactly_full_and_those_with_one_value_more_are_right() {
    for (rows, columns, channels) in [(32, 128, 16), (33, 129, 17), (64, 64, 32), (65, 65, 1)] {
        let mut draw = Draw::new(600);
        let inputs =
            [draw.data([1, channels, 1, columns]), draw.data([rows, channels, 1, 1]), draw.data([rows])];
        let what = format!("{rows} rows, {columns} columns, {channels} deep");
        compare(&what, inputs, |[x, k, b]| layers::conv(x, k, vector(b)));
    }
}

#[test]
fn no_image_gives_no_values() {
    let device = gpu();
    let none = |shape: [usize; 4]| Tensor::<4>::from_data(TensorData::new(Vec::<f32>::new(), shape), &device);
    let mut draw = Draw::new(700);
    let (weight, bias) = (draw.tensor([6, 5, 3, 3], &device), draw.tensor([6], &device));
    let out = layers::conv(none([0, 5, 4, 4]), weight.clone(), bias.clone());
    assert_eq!((out.dims(), values(out).len()), ([0, 6, 4, 4], 0));
    let out = layers::up(
        none([0, 6, 4, 4]),
        weight.swap_dims(0, 1).reshape([6, 5, 3, 3]),
        draw.tensor([5], &device),
    );
    assert_eq!((out.dims(), values(out).len()), ([0, 5, 8, 8], 0));
    let each = Steps { stride: 2, padding: 1, groups: 6, relu: true };
    let out = conv2d(none([0, 6, 4, 4]), draw.tensor([6, 1, 3, 3], &device), bias, each);
    assert_eq!((out.dims(), values(out).len()), ([0, 6, 2, 2], 0));
}

#[test]
fn no_volume_gives_no_values_and_no_gradient() {
    let none = [(Vec::new(), vec![0, 3, 4, 5, 6])];
    let found = both_ways(&gpu(), &none, |[x]: [Tensor<5>; 1]| max_pool3d_same(x, [3; 3], [2; 3]));
    assert!(found.len() == 2 && found.iter().all(Vec::is_empty), "{found:?}");
}

#[test]
fn the_gradient_of_a_window_goes_to_its_first_nan_as_on_the_cpu() {
    let mut draw = Draw::new(850);
    let (mut values, dims) = draw.data([1, 2, 3, 5, 5]);
    values[31] = f32::NAN;
    values[38] = f32::NAN;
    let inputs = [(values, dims)];
    let run = |[x]: [Tensor<5>; 1]| max_pool3d_same(x, [3; 3], [1; 3]);
    let [found, want] = [gpu(), Device::flex()].map(|device| both_ways(&device, &inputs, run));
    let bits = |values: &[f32]| values.iter().map(|value| value.is_nan()).collect::<Vec<bool>>();
    assert_eq!(bits(&found[0]), bits(&want[0]));
    near("gradient beside what is no number", &found[1], &want[1]);
}

#[test]
fn a_nan_does_not_get_lost() {
    let device = gpu();
    let mut draw = Draw::new(800);
    let (mut x, _) = draw.data([1, 2, 4, 4]);
    x[5] = f32::NAN;
    let x = Tensor::<4>::from_data(TensorData::new(x, [1, 2, 4, 4]), &device);
    let found = |out: Tensor<4>| values(out).iter().filter(|value| value.is_nan()).count();
    let (weight, bias) = (draw.tensor([3, 2, 3, 3], &device), draw.tensor([3], &device));
    assert_eq!(found(layers::conv_relu(x.clone(), weight, bias)), 3 * 9, "the nine places around it");
    let each = Steps { stride: 1, padding: 1, groups: 2, relu: true };
    let (weight, bias) = (draw.tensor([2, 1, 3, 3], &device), draw.tensor([2], &device));
    assert_eq!(found(conv2d(x.clone(), weight, bias, each)), 9);
    let volume = max_pool3d_same(x.reshape([1, 2, 1, 4, 4]), [1, 3, 3], [1, 1, 1]);
    assert_eq!(values(volume).iter().filter(|value| value.is_nan()).count(), 9);
}
