//! Plain Rust kernels behind the CPU (`flex`) device: slices in, slices out, no tensors.
//!
//! burn's CPU convolution copies every 3x3 window into a matrix first, which costs more than the product
//! itself when a layer has few channels, and its weight gradient runs a convolution with an image-sized
//! kernel. Here a block of images is laid out once as padded planes ([`planes`]), after which every use of a
//! convolution is one of two dense loops: [`gather`] (a weighted sum of shifted planes) for outputs and input
//! gradients, [`correlate`] for weight gradients. Both run at the vector width of the machine: AVX-512 or
//! AVX2 found at run time, simd128 on the web. A convolution in three axes ([`conv3d`]) and its
//! gradients are these loops over the planes of [`volumes`]; of 1x1 the pixels need no padding ([`pixelwise`]). Of enough channels, and where vectors are short as on the
//! web, a convolution 3x3 or 3x3x3 takes fewer products ([`winograd`]). Linear layers and attention are products of matrices ([`dense`]) and functions of rows
//! ([`pointwise`]).

#![warn(missing_docs)]

mod axis;
mod conv;
mod conv3d;
#[cfg(not(target_family = "wasm"))]
mod conv3d_grad;
mod correlate;
mod dense;
mod depthwise;
mod gather;
mod norm;
mod parallel;
mod pixelwise;
mod planes;
mod pointwise;
mod pool;
mod pool3d;
#[cfg(not(target_family = "wasm"))]
mod pool3d_grad;
mod sums3d;
mod tiles;
mod up;
mod volumes;
mod winograd;

pub use axis::Axis;
pub use conv::{Conv, conv, conv_weight_grad, conv_x_grad};
pub use conv3d::{Conv3d, conv3d};
#[cfg(not(target_family = "wasm"))]
pub use conv3d_grad::{conv3d_weight_grad, conv3d_x_grad};
pub use dense::{Product, multiply, multiply_transposed};
pub use depthwise::{Depthwise, depthwise};
pub use norm::{Norm, NormSaved, channel_sums, moments};
pub use pointwise::{gelu, quick_gelu, softmax_rows};
pub use pool::{max_pool2, max_pool2_grad};
pub use pool3d::max_pool3d;
#[cfg(not(target_family = "wasm"))]
pub use pool3d_grad::max_pool3d_grad;
#[cfg(target_family = "wasm")]
pub use tiles::web as fused;
pub use up::{up, up_weight_grad, up_x_grad};

#[cfg(test)]
mod tests;
#[cfg(test)]
mod volume_tests;
