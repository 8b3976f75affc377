//! Files of numbers: NumPy's arrays, and weights of PyTorch, safetensors and ONNX.
//!
//! * [`ByteSource`]: where bytes come from; nothing reads a whole file
//! * [`open`]: any file of weights or arrays as a [`Checkpoint`], a table of tensors that are read one by one
//! * [`fit`] and [`recognise`]: which model a checkpoint's names belong to
//! * [`digest`]: one number for equal weights, whatever file they lie in
//! * [`write_safetensors`]: the one format that is written
//! * [`read_npy`] and [`Npz`]: NumPy's arrays alone, as [`Array`]
//! * [`annotations`]: the text formats of ground truth
//!
//! Nothing is ever executed, and every refusal is a [`FormatError`] with a code.

pub mod annotations;
pub(crate) mod archive;
mod array;
mod checkpoint;
pub mod digest;
mod dtype;
mod error;
#[cfg(not(target_family = "wasm"))]
mod file_source;
mod fit;
mod npy;
mod npy_header;
mod npy_writer;
mod npz;
mod onnx;
mod pickle;
mod recognise;
mod safetensors_writer;
mod source;
pub(crate) mod versioned_json;
mod warning;

pub use array::{Array, ArrayData};
pub use checkpoint::{
    Checkpoint, CheckpointError, Container, OpenOptions, Scalar, Tensor, TensorInfo, open, open_with,
};
pub use dtype::Dtype;
pub use error::FormatError;
#[cfg(not(target_family = "wasm"))]
pub use file_source::FileSource;
pub use fit::{Fit, KnownModel, Misfit, ShapeMismatch, Wanted, fit};
pub use npy::read_npy;
pub use npy_writer::{NpyValues, npy_bytes, npz_bytes};
pub use npz::Npz;
pub use recognise::recognise;
pub use safetensors_writer::{Precision, write_mixed_safetensors, write_safetensors};
pub use source::ByteSource;
pub use versioned_json::VersionedJsonError;
pub use warning::FormatWarning;
