//! Python pickles as data: a stack machine over plain values, without import and without call.
//!
//! A global is a name that is looked up in a table and REDUCE a rule for that name; what no table has ends
//! the reading. Values live in an arena and are named by index, so that no depth in the file becomes depth
//! in the program. Source of the opcodes: CPython's `pickletools`; of the globals: what `torch.save` writes.

mod build;
mod globals;
mod input;
mod machine;
mod numpy;
mod opcode;
mod stack;
mod tensors;
mod value;

#[cfg(test)]
mod tests;

pub(super) use input::{Input, MAX_STREAM};
pub(super) use numpy::{ArrayState, NumpyArray};
pub(super) use tensors::{StorageRef, TensorRef};
pub(super) use value::{Heap, Ref, Value};

use super::FormatError;

/// Which names a file may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// What `torch.save` writes.
    Torch,
    /// What `torch.jit.save` writes.
    TorchScript,
}

/// Reads one pickle, up to its STOP, and leaves `input` after it.
pub(super) fn read(input: &mut Input<'_>, dialect: Dialect) -> Result<(Heap, Ref), FormatError> {
    machine::Machine::new(input, dialect).run()
}
