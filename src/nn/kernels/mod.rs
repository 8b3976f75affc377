//! Kernels for a GPU, each held against its plain reference.

pub(crate) mod adam;
pub(crate) mod attention;
mod axis;
pub(crate) mod conv;
pub(crate) mod depthwise;
mod gemm;
pub(crate) mod norm;
mod norm_shaders;
mod patch;
pub(crate) mod pool;
#[cfg(not(target_family = "wasm"))]
pub(crate) mod pool_grad;
pub(crate) mod squared_error;
pub(crate) mod tensors;
mod tile;
pub(crate) mod units;
pub(crate) mod weight_grad;
