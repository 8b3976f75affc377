//! The tower on a device.

use std::collections::BTreeMap;

use burn::tensor::{Device, Tensor, TensorData};

use super::config::{ClipConfig, HEAD};
use super::names::{Layout, PROJECTION};
use super::weights::ClipWeights;
use crate::formats;
use crate::nn::dense::{linear, multiply, multiply_transposed, quick_gelu, softmax};

/// Added to a variance before its square root.
const NORM_EPS: f64 = 1e-5;

/// `x W^T + b`.
#[derive(Debug, Clone)]
struct Linear {
    /// `[out, in]`.
    weight: Tensor<2>,
    bias: Tensor<1>,
}

impl Linear {
    /// `[batch, tokens, in]` to `[batch, tokens, out]`.
    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let [batch, tokens, inputs] = x.dims();
        let [outputs] = self.bias.dims();
        let y = linear(x.reshape([batch * tokens, inputs]), self.weight.clone(), self.bias.clone());
        y.reshape([batch, tokens, outputs])
    }
}

/// Layer normalisation over the last axis.
#[derive(Debug, Clone)]
struct Norm {
    scale: Tensor<3>,
    offset: Tensor<3>,
}

impl Norm {
    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let centred = x.clone() - x.mean_dim(2);
        let variance = (centred.clone() * centred.clone()).mean_dim(2);
        centred / (variance + NORM_EPS).sqrt() * self.scale.clone() + self.offset.clone()
    }
}

/// One transformer block.
#[derive(Debug, Clone)]
struct Block {
    before_attention: Norm,
    query_key_value: Linear,
    out: Linear,
    before_mlp: Norm,
    wide: Linear,
    narrow: Linear,
}

impl Block {
    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let x = x.clone() + self.out.forward(self.attention(self.before_attention.forward(x)));
        let hidden = quick_gelu(self.wide.forward(self.before_mlp.forward(x.clone())));
        x + self.narrow.forward(hidden)
    }

    fn attention(&self, x: Tensor<3>) -> Tensor<3> {
        let [batch, tokens, width] = x.dims();
        let heads = width / HEAD;
        let stacked =
            self.query_key_value.forward(x).reshape([batch, tokens, 3 * heads, HEAD]).swap_dims(1, 2);
        let part =
            |at: usize| stacked.clone().narrow(1, at * heads, heads).reshape([batch * heads, tokens, HEAD]);
        let scores = multiply_transposed(part(0), part(1)) / (HEAD as f32).sqrt();
        let mixed: Tensor<3> = multiply(softmax(scores), part(2));
        mixed.reshape([batch, heads, tokens, HEAD]).swap_dims(1, 2).reshape([batch, tokens, width])
    }
}

/// CLIP's image tower.
#[derive(Debug, Clone)]
pub struct ClipVisual {
    config: ClipConfig,
    device: Device,
    /// Without a bias, which is 0.
    patches: Linear,
    class: Tensor<3>,
    positions: Tensor<3>,
    before: Norm,
    blocks: Vec<Block>,
    after: Norm,
    projection: Tensor<2>,
}

impl ClipVisual {
    /// Puts weights on a device; they are moved, not copied, since there are 345 MB of them.
    pub fn new(weights: ClipWeights, device: &Device) -> Self {
        let (config, mut upload) = (weights.config, Upload { tensors: weights.tensors, device });
        let ClipConfig { width, patch, output, .. } = config;
        let block = |index: usize| {
            let front = Layout::OpenAi.block(index);
            Block {
                before_attention: upload.norm(&front, "ln_1."),
                query_key_value: upload.linear(&front, "attn.in_proj_"),
                out: upload.linear(&front, "attn.out_proj."),
                before_mlp: upload.norm(&front, "ln_2."),
                wide: upload.linear(&front, "mlp.c_fc."),
                narrow: upload.linear(&front, "mlp.c_proj."),
            }
        };
        let blocks = (0..config.blocks).map(block).collect();
        Self {
            config,
            device: device.clone(),
            patches: Linear {
                weight: upload.tensor("visual.conv1.weight", [width, 3 * patch * patch]),
                bias: Tensor::zeros([width], device),
            },
            class: upload.tensor("visual.class_embedding", [1, 1, width]),
            positions: upload.tensor("visual.positional_embedding", [1, 1 + config.patches(), width]),
            before: upload.norm("visual.", "ln_pre."),
            blocks,
            after: upload.norm("visual.", "ln_post."),
            projection: upload.tensor(PROJECTION, [width, output]),
        }
    }

    /// The shape.
    pub fn config(&self) -> ClipConfig {
        self.config
    }

    /// Where the weights are.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// Embeddings of normalised images, not normalised to length 1.
    ///
    /// # Shapes
    /// `[images, 3, side, side]` to `[images, output]`.
    pub fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        self.forward_stages(images, &mut |_, _| {})
    }

    /// [`ClipVisual::forward`], showing `[images, tokens, width]` to `see` after the patches, the first norm and
    /// every block.
    pub fn forward_stages(&self, images: Tensor<4>, see: &mut dyn FnMut(Stage, &Tensor<3>)) -> Tensor<2> {
        let [count, ..] = images.dims();
        let ClipConfig { width, output, .. } = self.config;
        let patches = self.embed_patches(images);
        see(Stage::Patches, &patches);
        let class = self.class.clone().expand([count, 1, width]);
        let tokens = Tensor::cat(vec![class, patches], 1) + self.positions.clone();
        let mut x = self.before.forward(tokens);
        see(Stage::Normalised, &x);
        for (index, block) in self.blocks.iter().enumerate() {
            x = block.forward(x);
            see(Stage::Block(index), &x);
        }
        let first = self.after.forward(x.narrow(1, 0, 1));
        first.reshape([count, width]).matmul(self.projection.clone()).reshape([count, output])
    }

    /// Every patch as a row, times the weights: a convolution whose stride is its kernel.
    fn embed_patches(&self, images: Tensor<4>) -> Tensor<3> {
        let [count, channels, side, columns] = images.dims();
        let ClipConfig { side: expected, patch, .. } = self.config;
        assert_eq!([channels, side, columns], [3, expected, expected], "normalised RGB images");
        let across = side / patch;
        let split: Tensor<6> = images.reshape([count, 3, across, patch, across, patch]);
        let rows: Tensor<3> =
            split.permute([0, 2, 4, 1, 3, 5]).reshape([count, across * across, 3 * patch * patch]);
        self.patches.forward(rows)
    }
}

/// A place in the tower.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Embedded patches.
    Patches,
    /// After the first norm.
    Normalised,
    /// After a block, from 0.
    Block(usize),
}

/// Moves weights to a device.
struct Upload<'a> {
    tensors: BTreeMap<String, formats::Tensor>,
    device: &'a Device,
}

impl Upload<'_> {
    /// Takes a tensor out of the map, in which `load` has put every one that there is.
    fn take(&mut self, name: &str) -> Vec<f32> {
        self.tensors.remove(name).map(|tensor| tensor.values).unwrap_or_default()
    }

    fn tensor<const D: usize>(&mut self, name: &str, shape: [usize; D]) -> Tensor<D> {
        Tensor::from_data(TensorData::new(self.take(name), shape), self.device)
    }

    fn norm(&mut self, front: &str, part: &str) -> Norm {
        let mut get = |kind: &str| {
            let values = self.take(&format!("{front}{part}{kind}"));
            let width = values.len();
            Tensor::from_data(TensorData::new(values, [1, 1, width]), self.device)
        };
        Norm { scale: get("weight"), offset: get("bias") }
    }

    fn linear(&mut self, front: &str, part: &str) -> Linear {
        let [weight, bias] = ["weight", "bias"].map(|kind| self.take(&format!("{front}{part}{kind}")));
        let outputs = bias.len();
        let inputs = weight.len() / outputs;
        let weight = Tensor::from_data(TensorData::new(weight, [outputs, inputs]), self.device);
        Linear { weight, bias: Tensor::from_data(TensorData::new(bias, [outputs]), self.device) }
    }
}
