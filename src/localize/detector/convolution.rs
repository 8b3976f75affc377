//! Convolutions and pools of the network from slices, products and sums of tensors.
//!
//! burn's own operations for these would bring kernels of every type, dimension and direction into the page's module,
//! 60 kB of a first visit for a network that few visitors load; this brings none.

use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor, TensorData};

use super::layout::ConvSlot;

/// Side of both pools' windows.
const POOL_SIDE: usize = 3;
/// Step of both pools.
const POOL_STRIDE: usize = 2;

/// A convolution with its border of zeros: of all channels, or of each by itself.
#[derive(Debug, Clone)]
pub(super) struct Conv {
    /// `[1, o, k·k·i]`, or of single channels `[k·k, c, 1, 1]`.
    weight: Weight,
    /// `[1, o, 1, 1]`.
    bias: Tensor<4>,
    side: usize,
    stride: usize,
}

#[derive(Debug, Clone)]
enum Weight {
    Dense(Tensor<3>),
    Depthwise(Tensor<4>),
}

impl Conv {
    /// From weights `[o, i / groups, k, k]` and biases `[o]`.
    pub(super) fn new(slot: &ConvSlot, weight: &[f32], bias: Vec<f32>, device: &Device) -> Self {
        let [out, inputs, side, _] = slot.shape;
        let taps = side * side;
        // From the tap behind the channel to the tap before it.
        let at = |o: usize, i: usize, tap: usize| weight[(o * inputs + i) * taps + tap];
        let weight = if slot.groups() == 1 {
            let of = |o: usize| (0..taps).flat_map(move |tap| (0..inputs).map(move |i| at(o, i, tap)));
            let values: Vec<f32> = (0..out).flat_map(of).collect();
            Weight::Dense(Tensor::from_data(TensorData::new(values, [1, out, taps * inputs]), device))
        } else {
            let values: Vec<f32> = (0..taps).flat_map(|tap| (0..out).map(move |o| at(o, 0, tap))).collect();
            Weight::Depthwise(Tensor::from_data(TensorData::new(values, [taps, out, 1, 1]), device))
        };
        let bias = Tensor::from_data(TensorData::new(bias, [1, out, 1, 1]), device);
        Self { weight, bias, side, stride: slot.stride }
    }

    /// `[n, i, h, w]` to `[n, o, h / stride, w / stride]`.
    pub(super) fn apply(&self, x: Tensor<4>) -> Tensor<4> {
        let taps = taps(x, self.side, self.stride);
        let sum = match &self.weight {
            Weight::Dense(weight) => dense(taps, weight),
            Weight::Depthwise(weight) => {
                let products = taps.into_iter().enumerate();
                let products = products.map(|(tap, x)| x * weight.clone().narrow(0, tap, 1));
                products.reduce(|sum, product| sum + product).expect("a window has a tap")
            }
        };
        sum + self.bias.clone()
    }
}

fn dense(taps: Vec<Tensor<4>>, weight: &Tensor<3>) -> Tensor<4> {
    let x = Tensor::cat(taps, 1);
    let [images, channels, height, width] = x.dims();
    let [_, out, _] = weight.dims();
    let weight = weight.clone().expand([images, out, channels]);
    weight.matmul(x.reshape([images, channels, height * width])).reshape([images, out, height, width])
}

/// The pixels of each tap of a window `side` wide, row by row, with a border of zeros: `[n, c, h / stride, w / stride]` each.
fn taps(x: Tensor<4>, side: usize, stride: usize) -> Vec<Tensor<4>> {
    let [_, _, height, width] = x.dims();
    let x = framed(framed(x, 2, side / 2), 3, side / 2);
    let every = |x: Tensor<4>, axis: usize, from: usize, length: usize| {
        every_nth(x.narrow(axis, from, length - length % stride), axis, stride)
    };
    let rows = (0..side).map(|from| every(x.clone(), 2, from, height));
    rows.flat_map(|row| (0..side).map(move |from| every(row.clone(), 3, from, width))).collect()
}

/// With `margin` zeros on both sides of an axis.
fn framed(x: Tensor<4>, axis: usize, margin: usize) -> Tensor<4> {
    if margin == 0 {
        return x;
    }
    let mut shape = x.dims();
    shape[axis] = margin;
    let zeros = Tensor::zeros(shape, &x.device());
    Tensor::cat(vec![zeros.clone(), x, zeros], axis)
}

/// The first of every `stride` entries along axis 2 or 3, whose length is a multiple of it.
fn every_nth(x: Tensor<4>, axis: usize, stride: usize) -> Tensor<4> {
    if stride == 1 {
        return x;
    }
    let mut shape = x.dims();
    let [images, channels, height, width] = shape;
    shape[axis] /= stride;
    let first = if axis == 2 {
        x.reshape([images, channels, height / stride, stride * width]).narrow(3, 0, width)
    } else {
        x.reshape([images, channels, height * (width / stride), stride]).narrow(3, 0, 1)
    };
    first.reshape(shape)
}

/// The largest of every window of 3x3 at every second pixel, for values of 0 or more: the border counts as 0.
pub(super) fn max_of_nine(x: Tensor<4>) -> Tensor<4> {
    let taps = taps(x, POOL_SIDE, POOL_STRIDE).into_iter();
    taps.reduce(|most, tap| most.clone() + relu(tap - most)).expect("a window has a tap")
}

/// The mean of every window of 3x3 at every second pixel; the border counts as zeros, every mean is over nine.
pub(super) fn mean_of_nine(x: Tensor<4>) -> Tensor<4> {
    let taps = taps(x, POOL_SIDE, POOL_STRIDE).into_iter();
    let sum = taps.reduce(|sum, tap| sum + tap).expect("a window has a tap");
    sum.div_scalar((POOL_SIDE * POOL_SIDE) as f64)
}

#[cfg(test)]
mod tests {
    use burn::tensor::module::{avg_pool2d, conv2d, max_pool2d};
    use burn::tensor::ops::{AvgPoolOptions, ConvOptions, MaxPoolOptions};

    use super::*;
    use crate::random::Random;

    fn random(shape: [usize; 4], seed: u64) -> Tensor<4> {
        let mut random = Random::keyed(seed, "convolutions of a test", 0);
        let values: Vec<f32> = (0..shape.iter().product()).map(|_| random.normal() as f32).collect();
        Tensor::from_data(TensorData::new(values, shape), &Device::flex())
    }

    fn assert_close(found: Tensor<4>, want: Tensor<4>, what: &str) {
        assert_eq!(found.dims(), want.dims(), "{what}");
        let (found, want) = (found.into_data(), want.into_data());
        for (found, want) in found.iter::<f32>().zip(want.iter::<f32>()) {
            assert!((found - want).abs() < 1e-4, "{what}: {found}, expected {want}");
        }
    }

    #[test]
    fn every_convolution_is_burns_own() {
        let device = Device::flex();
        for (inputs, out, side, stride, groups) in [
            (3, 5, 3, 2, 1),
            (4, 6, 1, 1, 1),
            (4, 4, 3, 1, 4),
            (4, 4, 3, 2, 4),
            (3, 3, 5, 1, 3),
            (2, 3, 5, 1, 1),
        ] {
            let (x, weight) = (random([2, inputs, 8, 12], 1), random([out, inputs / groups, side, side], 2));
            let bias: Vec<f32> = (0..out).map(|o| o as f32).collect();
            let options = ConvOptions::new([stride; 2], [side / 2; 2], [1, 1], groups);
            let biases = Tensor::<1>::from_data(TensorData::new(bias.clone(), [out]), &device);
            let want = conv2d(x.clone(), weight.clone(), Some(biases), options);
            let shape = [out, inputs / groups, side, side];
            let slot = ConvSlot { conv: String::new(), norm: String::new(), shape, stride };
            let weight: Vec<f32> = weight.into_data().iter().collect();
            let found = Conv::new(&slot, &weight, bias, &device).apply(x);
            assert_close(
                found,
                want,
                &format!("{inputs} to {out}, side {side}, stride {stride}, groups {groups}"),
            );
        }
    }

    #[test]
    fn pools_are_burns_own() {
        let x = random([2, 3, 8, 12], 3);
        let mean = AvgPoolOptions::new([3, 3]).with_stride([2, 2]).with_padding([1, 1]);
        let want = avg_pool2d(x.clone(), mean.with_count_include_pad(true));
        assert_close(mean_of_nine(x.clone()), want, "mean");
        let (x, max) = (x.abs(), MaxPoolOptions::new([3, 3]).with_stride([2, 2]).with_padding([1, 1]));
        assert_close(max_of_nine(x.clone()), max_pool2d(x, max), "largest");
    }
}
