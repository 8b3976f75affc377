//! The network: a ShuffleNet-like backbone, pyramid pooling by repeated depthwise convolutions, one head.
//!
//! Layers as in the authors' program, batch normalisations folded into the convolutions before them.

use burn::tensor::activation::{relu, sigmoid, softmax};
use burn::tensor::{Device, Tensor, TensorData};

use super::layout::{STAGES, convolutions};
use super::weights::Folded;
use crate::nn::plane::{Steps, conv2d, max_pool2d};

/// The network on a device, for evaluation only.
#[derive(Debug, Clone)]
pub struct FastestDet {
    /// In the order in which they are met.
    convolutions: Vec<Conv>,
}

#[derive(Debug, Clone)]
struct Conv {
    weight: Tensor<4>,
    bias: Tensor<1>,
    steps: Steps,
}

impl Conv {
    fn apply(&self, x: Tensor<4>, relu: bool) -> Tensor<4> {
        conv2d(x, self.weight.clone(), self.bias.clone(), Steps { relu, ..self.steps })
    }
}

/// Hands out the convolutions one after the other.
struct Walk<'a>(std::slice::Iter<'a, Conv>);

impl Walk<'_> {
    fn conv(&mut self, x: Tensor<4>) -> Tensor<4> {
        self.next().apply(x, false)
    }

    fn conv_relu(&mut self, x: Tensor<4>) -> Tensor<4> {
        self.next().apply(x, true)
    }

    fn next(&mut self) -> &Conv {
        self.0.next().expect("as many convolutions as the layout has")
    }
}

impl FastestDet {
    /// Builds the network from weight and bias of every convolution, in the layout's order and shapes.
    pub(super) fn new(folded: Vec<Folded>, device: &Device) -> Self {
        let convolutions = convolutions().into_iter().zip(folded).map(|(slot, (weight, bias))| Conv {
            weight: Tensor::from_data(TensorData::new(weight, slot.shape), device),
            bias: Tensor::from_data(TensorData::new(bias, [slot.shape[0]]), device),
            steps: Steps {
                stride: slot.stride,
                padding: slot.shape[2] / 2,
                groups: slot.groups(),
                relu: false,
            },
        });
        Self { convolutions: convolutions.collect() }
    }

    /// Objectness (after the logistic function), four raw box values and 80 class probabilities per cell.
    ///
    /// # Shapes
    /// `[n, 3, 352, 352]`, planes B, G, R of 0 to 1, to `[n, 85, 22, 22]`.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let mut walk = Walk(self.convolutions.iter());
        let x = walk.conv_relu(x);
        let mut x = max_pool2d(x, 3, 2);
        let scales = STAGES.map(|(blocks, _)| {
            x = halving_block(&mut walk, x.clone());
            for _ in 1..blocks {
                x = shuffling_block(&mut walk, x.clone());
            }
            x.clone()
        });
        let pyramid = pyramid_pooling(&mut walk, merged(scales));
        let shared = walk.conv_relu(pyramid);
        let mut branch = || {
            let wide = walk.conv_relu(shared.clone());
            walk.conv(wide)
        };
        let (objectness, boxes, classes) = (branch(), branch(), branch());
        Tensor::cat(vec![sigmoid(objectness), boxes, softmax(classes, 1)], 1)
    }
}

/// `[n, c, h, w]` to `[n, 2c, h / 2, w / 2]`: both branches side by side.
fn halving_block(walk: &mut Walk<'_>, x: Tensor<4>) -> Tensor<4> {
    let proj = walk.conv(x.clone());
    let proj = walk.conv_relu(proj);
    Tensor::cat(vec![proj, main_branch(walk, x)], 1)
}

/// `[n, 2c, h, w]` in and out: even channels pass, odd ones go through the branch.
fn shuffling_block(walk: &mut Walk<'_>, x: Tensor<4>) -> Tensor<4> {
    let [images, channels, height, width] = x.dims();
    let half = channels / 2;
    let pairs = x.reshape([images, half, 2, height, width]);
    let every_second =
        |first: usize| pairs.clone().narrow(2, first, 1).reshape([images, half, height, width]);
    Tensor::cat(vec![every_second(0), main_branch(walk, every_second(1))], 1)
}

fn main_branch(walk: &mut Walk<'_>, x: Tensor<4>) -> Tensor<4> {
    let x = walk.conv_relu(x);
    let x = walk.conv(x);
    walk.conv_relu(x)
}

/// The three scales at the size of the middle one: `[n, 336, 22, 22]`.
fn merged([fine, middle, coarse]: [Tensor<4>; 3]) -> Tensor<4> {
    Tensor::cat(vec![mean_of_nine(fine), middle, doubled(coarse)], 1)
}

/// The mean of 3 by 3 pixels with stride 2 and padding 1, where the border counts as zeros: every mean is over nine.
///
/// # Shapes
/// `[n, c, h, w]` to `[n, c, h', w']` ([`Steps::places`]).
fn mean_of_nine(x: Tensor<4>) -> Tensor<4> {
    let channels = x.dims()[1];
    let device = x.device();
    let weight = Tensor::<4>::full([channels, 1, 3, 3], 1.0 / 9.0, &device);
    let steps = Steps { stride: 2, padding: 1, groups: channels, relu: false };
    conv2d(x, weight, Tensor::zeros([channels], &device), steps)
}

/// Every pixel four times: `[n, c, h, w]` to `[n, c, 2h, 2w]`.
fn doubled(x: Tensor<4>) -> Tensor<4> {
    let [images, channels, height, width] = x.dims();
    x.reshape([images, channels, height, 1, width, 1])
        .expand([images, channels, height, 2, width, 2])
        .reshape([images, channels, 2 * height, 2 * width])
}

/// One, two and three depthwise convolutions of the same input, merged and added to it.
fn pyramid_pooling(walk: &mut Walk<'_>, x: Tensor<4>) -> Tensor<4> {
    let x = walk.conv_relu(x);
    let levels = [1, 2, 3].map(|depth| (0..depth).fold(x.clone(), |level, _| walk.conv_relu(level)));
    let merged = walk.conv(Tensor::cat(levels.to_vec(), 1));
    relu(x + merged)
}
