//! Layers that burn does not have, or not fast enough: each beside its plain reference.
//!
//! [`layers`] are the differentiable operations as functions of tensors. On the CPU they run the kernels of
//! `cpu`, on a GPU those of `kernels` (docs/kernels.md). [`plane`] is convolution with any stride, [`squared_error`] the
//! loss of an auto-encoder, [`adam`] a step of its optimiser, [`attention`] that of a video that is scored. [`reference`] compares devices. [`heads`] splits and joins those of an attention.
//! [`batch_norm`] keeps running statistics as PyTorch does; [`storage`] is how many bits a value has between layers. [`volume`] holds convolution and max-pooling in three axes
//! with TensorFlow's padding, [`dense`] products of matrices and functions of rows.

pub mod adam;
pub mod attention;
pub mod batch_norm;
pub mod dense;
pub(crate) mod flex;
mod gpu;
pub mod heads;
pub(crate) mod kernels;
pub mod layers;
pub mod plane;
pub mod reference;
pub mod squared_error;
pub mod storage;
mod tape;
pub mod volume;

use oddframe_kernels as cpu;
