use burn::backend::Flex;
use burn::tensor::{Device, TensorData};

use super::*;
use crate::random::Random;

fn volume(dims: [usize; 5], seed: u64) -> Tensor<5> {
    let mut random = Random::keyed(seed, "volume tests", 0);
    let values: Vec<f32> = (0..dims.iter().product()).map(|_| random.between(-1.0, 1.0) as f32).collect();
    Tensor::from_data(TensorData::new(values, dims), &Device::flex())
}

fn values<const D: usize>(x: Tensor<D>) -> Vec<f32> {
    x.into_data().try_to_vec().expect("floats")
}

/// The definition, written out in f64.
fn by_definition(
    x: &Tensor<5>,
    weight: &Tensor<5>,
    bias: &[f32],
    stride: [usize; 3],
) -> ([usize; 5], Vec<f64>) {
    let ([n, ci, ..], [co, _, kt, ky, kx]) = (x.dims(), weight.dims());
    let axes = axes(&x.dims(), [kt, ky, kx], stride);
    let ([to, ho, wo], [tl, hl, wl]) = (axes.map(Axis::out), axes.map(|axis| axis.length as isize));
    let before = axes.map(|axis| axis.padding().0 as isize);
    let (x, weight) = (values(x.clone()), values(weight.clone()));
    let mut out = Vec::new();
    for position in 0..n * co * to * ho * wo {
        let (rest, column) = (position / wo, position % wo);
        let (rest, row, t) = (rest / ho / to, rest % ho, rest / ho % to);
        let (image, o) = (rest / co, rest % co);
        let mut sum = f64::from(bias[o]);
        for tap in 0..ci * kt * ky * kx {
            let (a, b, c) = (tap / kx / ky % kt, tap / kx % ky, tap % kx);
            let at = [(t, a), (row, b), (column, c)];
            let at: [isize; 3] =
                core::array::from_fn(|i| (at[i].0 * stride[i] + at[i].1) as isize - before[i]);
            let inside = at.iter().zip([tl, hl, wl]).all(|(&at, length)| (0..length).contains(&at));
            if inside {
                let channel = (image * ci + tap / kx / ky / kt) as isize;
                let from = ((channel * tl + at[0]) * hl + at[1]) * wl + at[2];
                sum += f64::from(x[from as usize]) * f64::from(weight[o * ci * kt * ky * kx + tap]);
            }
        }
        out.push(sum);
    }
    ([n, co, to, ho, wo], out)
}

#[test]
fn convolution_is_its_definition_whatever_the_shape() {
    let mut random = Random::keyed(1, "shapes", 0);
    for case in 0..60 {
        let mut draw = |from: usize, to: usize| from + random.below(to - from);
        let (n, ci, co) = (draw(1, 3), draw(1, 5), draw(1, 20));
        let (kernel, stride) = ([draw(1, 8), draw(1, 8), draw(1, 4)], [draw(1, 4), draw(1, 3), draw(1, 4)]);
        let x = volume([n, ci, draw(1, 9), draw(1, 12), draw(1, 20)], case);
        let weight = volume([co, ci, kernel[0], kernel[1], kernel[2]], 100 + case);
        let bias: Vec<f32> = (0..co).map(|o| o as f32 / 8.0 - 0.5).collect();
        let (dims, expected) = by_definition(&x, &weight, &bias, stride);
        let bias = Tensor::from_floats(bias.as_slice(), &Device::flex());
        let found = conv3d_same(x.clone(), weight.clone(), bias.clone(), stride);
        assert_eq!(found.dims(), dims, "case {case}");
        for (i, (found, expected)) in values(found).into_iter().zip(&expected).enumerate() {
            let off = (f64::from(found) - expected).abs();
            assert!(off < 2e-5, "case {case}, value {i}: {found}, expected {expected}");
        }
        let rectified = values(conv3d_same_relu(x, weight, bias, stride));
        for (i, (found, expected)) in rectified.into_iter().zip(&expected).enumerate() {
            let off = (f64::from(found) - expected.max(0.0)).abs();
            assert!(off < 2e-5, "case {case}, value {i}: {found}, expected {expected}");
        }
    }
}

#[test]
fn the_kernels_and_the_composed_layers_agree() {
    let flex = |tensor: FloatTensor<Flex>| tensor;
    for (case, (kernel, stride)) in
        [([7, 7, 7], [2, 2, 2]), ([1, 3, 3], [1, 2, 2]), ([3, 3, 3], [1, 1, 1]), ([2, 2, 2], [2, 2, 2])]
            .into_iter()
            .enumerate()
    {
        let dims = [1, 3, 5, 9, 14];
        let x = volume(dims, 7 + case as u64);
        let data = x.clone().into_data();
        let primitive = || burn_flex::FlexTensor::from_data(data.clone());
        let found = values(max_pool3d_same(x.clone(), kernel, stride));
        let plain = composed::max_pool3d::<Flex>(flex(primitive()), kernel, stride);
        assert_eq!(found, plain.into_data().try_to_vec::<f32>().expect("floats"), "{kernel:?}");

        let weight = volume([4, 3, kernel[0], kernel[1], kernel[2]], 9);
        let bias = Tensor::<1>::from_floats([0.5, -0.5, 0.0, 1.0], &Device::flex());
        let [weight_data, bias_data] = [weight.clone().into_data(), bias.clone().into_data()];
        let found = values(conv3d_same_relu(x, weight, bias, stride));
        let [weight, bias] = [weight_data, bias_data].map(burn_flex::FlexTensor::from_data);
        let plain = composed::conv3d::<Flex>(primitive(), weight, bias, stride, true);
        let plain: Vec<f32> = plain.into_data().try_to_vec().expect("floats");
        assert_eq!(found.len(), plain.len());
        for (a, b) in found.iter().zip(&plain) {
            assert!((a - b).abs() < 4e-6 * b.abs().max(4.0), "{kernel:?}: {a} and {b}");
        }
    }
}

#[test]
fn pooling_takes_the_largest_and_ignores_what_lies_beyond_the_border() {
    let mut random = Random::keyed(2, "shapes", 0);
    for case in 0..60 {
        let mut draw = |from: usize, to: usize| from + random.below(to - from);
        let (kernel, stride) = ([draw(1, 4); 3], [draw(1, 3), draw(1, 3), draw(1, 3)]);
        // All below zero: a border of zeros would show.
        let x = volume([1, 2, draw(1, 7), draw(1, 8), draw(1, 9)], case) - 2.0;
        let axes = axes(&x.dims(), kernel, stride);
        let (found, all) = (max_pool3d_same(x.clone(), kernel, stride), values(x.clone()));
        let [_, _, t, h, w] = x.dims();
        let [to, ho, wo] = axes.map(Axis::out);
        assert_eq!(found.dims(), [1, 2, to, ho, wo]);
        for (position, found) in values(found).into_iter().enumerate() {
            let at = [position / wo / ho % to, position / wo % ho, position % wo];
            let inside = |i: usize, place: usize| {
                let first = (at[i] * stride[i]) as isize - axes[i].padding().0 as isize;
                (first..first + kernel[i] as isize).contains(&(place as isize))
            };
            let plane = position / wo / ho / to;
            let mut most = f32::NEG_INFINITY;
            for place in 0..t * h * w {
                if inside(0, place / w / h) && inside(1, place / w % h) && inside(2, place % w) {
                    most = most.max(all[plane * t * h * w + place]);
                }
            }
            assert_eq!(found, most, "case {case}, {position}");
        }
    }
}

#[test]
fn of_a_cube_of_minus_one_pooling_gives_minus_one_everywhere() {
    let x = Tensor::<5>::ones([1, 1, 3, 3, 3], &Device::flex()).neg();
    assert_eq!(values(max_pool3d_same(x, [3; 3], [1; 3])), [-1.0; 27]);
}

#[test]
fn not_a_number_does_not_vanish() {
    let x = Tensor::<5>::full([1, 1, 2, 2, 2], f32::NAN, &Device::flex());
    assert!(values(max_pool3d_same(x.clone(), [3; 3], [1; 3])).iter().all(|v| v.is_nan()));
    let (weight, bias) =
        (Tensor::ones([1, 1, 1, 1, 1], &Device::flex()), Tensor::zeros([1], &Device::flex()));
    assert!(values(conv3d_same_relu(x, weight, bias, [1; 3])).iter().all(|v| v.is_nan()));
}

fn close(found: FloatTensor<Flex>, expected: FloatTensor<Flex>, what: &str) {
    let [found, expected] =
        [found, expected].map(|tensor| tensor.into_data().try_to_vec::<f32>().expect("floats"));
    assert_eq!(found.len(), expected.len(), "{what}");
    for (a, b) in found.iter().zip(&expected) {
        assert!((a - b).abs() < 1e-5 * b.abs().max(4.0), "{what}: {a} and {b}");
    }
}

#[test]
fn the_gradients_are_those_of_the_composed_layers() {
    let shapes = [
        ([2, 3, 5, 9, 14], 4, [7, 7, 7], [2, 2, 2]),
        ([3, 4, 4, 4, 4], 9, [3, 3, 3], [1, 1, 1]),
        ([9, 12, 2, 2, 2], 5, [1, 1, 1], [1, 1, 1]),
        ([2, 2, 3, 8, 7], 3, [1, 3, 3], [1, 2, 2]),
        ([2, 3, 4, 4, 4], 3, [2, 2, 2], [2, 2, 2]),
    ];
    for (key, (dims, outputs, kernel, stride)) in (20..).zip(shapes) {
        let primitive =
            |dims: [usize; 5], key: u64| burn_flex::FlexTensor::from_data(volume(dims, key).into_data());
        let [t, h, w] = axes(&dims, kernel, stride).map(Axis::out);
        let x = primitive(dims, key);
        let weight = primitive([outputs, dims[1], kernel[0], kernel[1], kernel[2]], 100 + key);
        let grad = primitive([dims[0], outputs, t, h, w], 200 + key);
        let all = || (x.clone(), weight.clone(), grad.clone());
        let ((x1, w1, g1), (x2, w2, g2)) = (all(), all());
        let plain = plain::conv3d_x_grad::<Flex>(x2, w2, g2, stride);
        close(Flex::conv3d_same_x_grad(x1, w1, g1, stride), plain, "of x");
        let ((x1, w1, g1), (x2, w2, g2)) = (all(), all());
        let plain = plain::conv3d_weight_grad::<Flex>(x2, w2, g2, stride);
        close(Flex::conv3d_same_weight_grad(x1, w1, g1, stride), plain, "of the weight");
        let grad = primitive([dims[0], dims[1], t, h, w], 300 + key);
        let plain = plain::max_pool3d_grad::<Flex>(x.clone(), grad.clone(), kernel, stride);
        close(Flex::max_pool3d_same_grad(x, grad, kernel, stride), plain, "of pooling");
    }
}

#[test]
fn what_is_not_on_the_tape_has_no_gradient() {
    let device = Device::flex().autodiff();
    let x = Tensor::<5>::from_data(volume([1, 2, 4, 6, 6], 5).into_data(), &device);
    let weight = Tensor::<5>::from_data(volume([3, 2, 3, 3, 3], 6).into_data(), &device).require_grad();
    let bias = Tensor::<1>::zeros([3], &device);
    let gradients = conv3d_same(x.clone(), weight.clone(), bias.clone(), [2; 3]).sum().backward();
    assert!(x.grad(&gradients).is_none() && bias.grad(&gradients).is_none());
    assert_eq!(weight.grad(&gradients).expect("a gradient").dims(), [3, 2, 3, 3, 3]);
}

#[test]
fn the_layers_have_gradients_on_a_tape() {
    let device = Device::flex().autodiff();
    let x = Tensor::<5>::from_data(volume([1, 2, 4, 6, 6], 5).into_data(), &device).require_grad();
    let weight = Tensor::<5>::from_data(volume([3, 2, 3, 3, 3], 6).into_data(), &device).require_grad();
    let bias = Tensor::<1>::zeros([3], &device).require_grad();
    let loss = |x: Tensor<5>, w: Tensor<5>, b: Tensor<1>| {
        max_pool3d_same(conv3d_same_relu(x, w, b, [1, 2, 2]), [2; 3], [2; 3]).sum()
    };
    let gradients = loss(x.clone(), weight.clone(), bias.clone()).backward();
    let found = values(weight.grad(&gradients).expect("a gradient"));
    assert!(x.grad(&gradients).is_some() && bias.grad(&gradients).is_some());
    // One weight moved a little both ways, on the kernels.
    let (x, bias) = (volume([1, 2, 4, 6, 6], 5), Tensor::zeros([3], &Device::flex()));
    for at in [0, 40, 161] {
        let moved = |step: f32| {
            let mut all = values(volume([3, 2, 3, 3, 3], 6));
            all[at] += step;
            let weight = Tensor::from_data(TensorData::new(all, [3, 2, 3, 3, 3]), &Device::flex());
            values(loss(x.clone(), weight, bias.clone()))[0]
        };
        let slope = (moved(1e-3) - moved(-1e-3)) / 2e-3;
        assert!((slope - found[at]).abs() < 2e-2, "weight {at}: {slope}, gradient {}", found[at]);
    }
}
