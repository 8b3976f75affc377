//! Kernels for a GPU, each held against its plain reference.

mod axis;
pub(crate) mod conv;
mod gemm;
mod tensors;
pub(crate) mod weight_grad;
