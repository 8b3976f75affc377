//! Plain values, kept in an arena with a budget.

use std::sync::Arc;

use super::globals::Global;
use super::numpy::{NumpyArray, NumpyType};
use super::tensors::{StorageRef, TensorRef};
use crate::formats::FormatError;
use crate::formats::checkpoint::MAX_RANK;
use crate::formats::error::check_limit;

/// Most memory that the values of a pickle may take, by our own estimate.
const MAX_HEAP: u64 = 32 << 20;
/// What one value is reckoned at: itself, twice over while the arena grows, and its allocation.
const VALUE_COST: u64 = 72;
/// What one reference in a list, a dictionary, the stack or the memo is reckoned at.
pub(super) const REF_COST: u64 = 12;

/// A value's place in its [`Heap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Ref(u32);

/// What a pickle is made of.
#[derive(Debug)]
pub(crate) enum Value {
    None,
    Bool(bool),
    Int(i64),
    /// The number that begins PyTorch's old files.
    Magic,
    Float(f64),
    Text(Box<str>),
    Bytes(Arc<Vec<u8>>),
    Tuple(Box<[Ref]>),
    List(Vec<Ref>),
    /// In the order of writing; of equal keys the last counts.
    Dict(Vec<(Ref, Ref)>),
    Set(Vec<Ref>),
    Global(Global),
    Storage(Box<StorageRef>),
    Tensor(Box<TensorRef>),
    NumpyType(NumpyType),
    Array(Box<NumpyArray>),
    /// An object of which only the attributes count.
    Inert(Option<Ref>),
}

impl Value {
    /// What it is, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::None => "None",
            Self::Bool(_) => "a boolean",
            Self::Int(_) | Self::Magic => "an integer",
            Self::Float(_) => "a float",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
            Self::Tuple(_) => "a tuple",
            Self::List(_) => "a list",
            Self::Dict(_) => "a dictionary",
            Self::Set(_) => "a set",
            Self::Global(_) => "a name",
            Self::Storage(_) => "a storage",
            Self::Tensor(_) => "a tensor",
            Self::NumpyType(_) => "a NumPy type",
            Self::Array(_) => "a NumPy array",
            Self::Inert(_) => "an object",
        }
    }
}

/// All values of a pickle.
#[derive(Debug, Default)]
pub(crate) struct Heap {
    values: Vec<Value>,
    cost: u64,
}

impl Heap {
    /// Puts a value in and says where it is. The payload of strings and containers is charged apart.
    pub(crate) fn add(&mut self, value: Value) -> Result<Ref, FormatError> {
        self.charge(VALUE_COST)?;
        let at = Ref(self.values.len() as u32);
        self.values.push(value);
        Ok(at)
    }

    /// Reckons `bytes` more, before they are allocated.
    pub(crate) fn charge(&mut self, bytes: u64) -> Result<(), FormatError> {
        self.cost = self.cost.saturating_add(bytes);
        check_limit("the memory in bytes that the pickle's values take", self.cost, MAX_HEAP)
    }

    /// Reckons `count` more references.
    pub(crate) fn charge_refs(&mut self, count: usize) -> Result<(), FormatError> {
        self.charge(count as u64 * REF_COST)
    }

    pub(crate) fn get(&self, at: Ref) -> &Value {
        &self.values[at.0 as usize]
    }

    /// Every value, in the order in which they were made.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Value> {
        self.values.iter()
    }

    pub(super) fn get_mut(&mut self, at: Ref) -> &mut Value {
        &mut self.values[at.0 as usize]
    }

    /// Puts another value in a place.
    pub(super) fn set(&mut self, at: Ref, value: Value) {
        self.values[at.0 as usize] = value;
    }

    /// The integer at `at`.
    pub(crate) fn int(&self, at: Ref) -> Option<i64> {
        match self.get(at) {
            Value::Int(value) => Some(*value),
            _ => None,
        }
    }

    /// The text at `at`.
    pub(crate) fn text(&self, at: Ref) -> Option<&str> {
        match self.get(at) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The elements of a tuple or list.
    pub(crate) fn sequence(&self, at: Ref) -> Option<&[Ref]> {
        match self.get(at) {
            Value::Tuple(items) => Some(items),
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The integers of a tuple or list of them: the lengths of a tensor's axes.
    ///
    /// Errors: more than [`MAX_RANK`] of them.
    pub(super) fn lengths(&self, at: Ref) -> Result<Option<Vec<i64>>, FormatError> {
        let Some(items) = self.sequence(at) else { return Ok(None) };
        check_limit("the number of a tensor's axes", items.len() as u64, MAX_RANK as u64)?;
        Ok(items.iter().map(|&item| self.int(item)).collect())
    }
}
