//! Files of numbers: NumPy's `.npy` and `.npz`.
//!
//! Bytes in, [`Array`] out; nothing is ever executed, and every refusal is a [`FormatError`] with a code.

mod array;
mod error;
mod npy;
mod npy_header;
mod npz;

pub use array::{Array, ArrayData};
pub use error::{FormatError, FormatWarning};
pub use npy::read_npy;
pub use npz::Npz;
