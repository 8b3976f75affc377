//! Files of numbers: NumPy's `.npy` and `.npz`; the text formats of ground truth are in [`annotations`].
//!
//! Bytes in, [`Array`] out; nothing is ever executed, and every refusal is a [`FormatError`] with a code.

pub mod annotations;
mod array;
mod error;
mod npy;
mod npy_header;
mod npz;
pub(crate) mod versioned_json;

pub use array::{Array, ArrayData};
pub use error::{FormatError, FormatWarning};
pub use npy::read_npy;
pub use npz::Npz;
pub use versioned_json::VersionedJsonError;
