//! From nested Python objects to a flat list of names.
//!
//! Names of dictionaries' keys and objects' attributes, and numbers of lists' elements, joined by dots.

use std::collections::HashMap;

use crate::formats::FormatError;
use crate::formats::error::check_limit;
use crate::formats::pickle::{Heap, NumpyArray, Ref, TensorRef, Value};

/// Deepest nesting; an object that contains itself is found by it.
const MAX_DEPTH: u64 = 32;
/// Most values looked at.
const MAX_VISITS: u64 = 200_000;
/// Most bytes of all names and texts together.
const MAX_NAMES: u64 = 12 << 20;

/// A value that is neither tensor nor container.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Scalar {
    /// A boolean.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A float.
    Float(f64),
    /// Text.
    Text(String),
}

/// A tensor, or an array, which is as good.
#[derive(Debug)]
pub(super) enum Leaf {
    Tensor(TensorRef),
    Array(NumpyArray),
}

/// What a file's object holds, in its own order.
#[derive(Debug, Default)]
pub(super) struct Flat {
    pub tensors: Vec<(String, Leaf)>,
    pub scalars: Vec<(String, Scalar)>,
    /// Bytes of names and texts so far.
    named: u64,
}

/// Walks everything below `root`.
pub(super) fn flatten(heap: &Heap, root: Ref) -> Result<Flat, FormatError> {
    let mut flat = Flat::default();
    let mut visits = 0;
    let mut waiting = vec![(String::new(), root, 0)];
    while let Some((path, at, depth)) = waiting.pop() {
        visits += 1;
        check_limit("the number of objects in the file", visits, MAX_VISITS)?;
        check_limit("the depth of nested objects", depth, MAX_DEPTH)?;
        let value = heap.get(at);
        if flat.leaf(&path, value)? {
            continue;
        }
        // An object's attributes are its state's.
        let at = match value {
            Value::Inert(Some(state)) => *state,
            _ => at,
        };
        let value = heap.get(at);
        let count = match value {
            Value::Dict(pairs) => pairs.len(),
            Value::List(items) => items.len(),
            Value::Tuple(items) => items.len(),
            _ => continue,
        };
        check_limit("the number of objects in the file", visits + count as u64, MAX_VISITS)?;
        let children = match value {
            Value::Dict(pairs) => flat.keyed(heap, pairs)?,
            _ => numbered(heap.sequence(at).unwrap_or_default()),
        };
        // The last on the heap comes first.
        for (key, child) in children.into_iter().rev() {
            let name = if path.is_empty() { key } else { format!("{path}.{key}") };
            flat.charge(name.len())?;
            waiting.push((name, child, depth + 1));
        }
    }
    Ok(flat)
}

impl Flat {
    fn charge(&mut self, bytes: usize) -> Result<(), FormatError> {
        self.named += bytes as u64;
        check_limit("the size in bytes of all names and texts", self.named, MAX_NAMES)
    }

    /// Names and places of a dictionary's values.
    fn keyed(&mut self, heap: &Heap, pairs: &[(Ref, Ref)]) -> Result<Vec<(String, Ref)>, FormatError> {
        // Of equal keys the last counts, in the place of the first.
        let mut seen = HashMap::new();
        let mut children: Vec<(String, Ref)> = Vec::new();
        for &(key, value) in pairs {
            let key = match heap.get(key) {
                Value::Text(text) => {
                    self.charge(text.len())?;
                    text.to_string()
                }
                Value::Int(number) => number.to_string(),
                // PyTorch's own tables have keys that are no names, never those of weights.
                _ => continue,
            };
            match seen.get(&key) {
                Some(&at) => children[at] = (key, value),
                None => {
                    seen.insert(key.clone(), children.len());
                    children.push((key, value));
                }
            }
        }
        Ok(children)
    }

    /// Takes a value that contains no other; false for all others.
    fn leaf(&mut self, path: &str, value: &Value) -> Result<bool, FormatError> {
        let scalar = match value {
            Value::Tensor(tensor) => {
                self.tensors.push((path.into(), Leaf::Tensor((**tensor).clone())));
                return Ok(true);
            }
            Value::Array(array) => {
                self.tensors.push((path.into(), Leaf::Array((**array).clone())));
                return Ok(true);
            }
            Value::Bool(value) => Scalar::Bool(*value),
            Value::Int(value) => Scalar::Int(*value),
            Value::Float(value) => Scalar::Float(*value),
            Value::Text(text) => {
                self.charge(text.len())?;
                Scalar::Text(text.to_string())
            }
            _ => return Ok(false),
        };
        self.scalars.push((path.into(), scalar));
        Ok(true)
    }
}

fn numbered(items: &[Ref]) -> Vec<(String, Ref)> {
    items.iter().enumerate().map(|(at, &item)| (at.to_string(), item)).collect()
}
