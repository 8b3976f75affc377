//! The initialisers of an ONNX model: names, types, shapes and where their values lie.
//!
//! Only `ModelProto.graph.initializer` is walked (field numbers of `onnx.proto3`, ONNX 1.16); nodes, attributes and
//! functions are skipped, so nothing of the graph is interpreted and no operator runs. Values are not read: their
//! bytes are named by range. An initialiser whose values are not one stretch of little-endian bytes is listed
//! with a type that cannot be read.

mod tensor;
mod wire;

use self::tensor::read_tensor;
use self::wire::{Fields, Value};
use super::error::check_limit;
use super::{ByteSource, Dtype, FormatError};

pub(super) use self::wire::looks_like_model;

/// Most initialisers of a model, as many as tensors of any other file.
const MAX_INITIALISERS: u64 = 100_000;

/// `ModelProto.graph`.
const MODEL_GRAPH: u64 = 7;
/// `GraphProto.initializer`.
const GRAPH_INITIALISER: u64 = 5;

/// One named constant of the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Initialiser {
    /// Its name in the graph.
    pub name: String,
    /// Type of its values; [`Dtype::Other`] where they are not read.
    pub dtype: Dtype,
    /// Length of each axis as the file has it.
    pub shape: Vec<u64>,
    /// First byte of its values and the byte after the last.
    pub range: (u64, u64),
}

/// Walks the model and lists its initialisers in the file's order.
///
/// Errors: a field that is no field, a model without a graph or with two, values that are there twice, more
/// than the limits allow, a file that ends too early.
pub(super) fn initialisers(source: &dyn ByteSource) -> Result<Vec<Initialiser>, FormatError> {
    let mut model = Fields::new(source, 0, source.len(), "the model");
    let mut graph = None;
    while let Some(field) = model.next()? {
        if field.number != MODEL_GRAPH {
            continue;
        }
        let Value::Bytes(from, to) = field.value else {
            return Err(field.damaged("the graph as a message"));
        };
        if graph.replace((from, to)).is_some() {
            return Err(field.damaged("one graph only"));
        }
    }
    let Some((from, to)) = graph else {
        return Err(wire::damaged(source.len(), "a graph", "the end of the model"));
    };
    let mut fields = model.inner(from, to, "the graph");
    let mut found = Vec::new();
    while let Some(field) = fields.next()? {
        if field.number != GRAPH_INITIALISER {
            continue;
        }
        let Value::Bytes(from, to) = field.value else {
            return Err(field.damaged("an initialiser as a message"));
        };
        check_limit("the number of initialisers", found.len() as u64 + 1, MAX_INITIALISERS)?;
        let mut inner = fields.inner(from, to, "an initialiser");
        found.push(read_tensor(source, &mut inner)?);
        fields.take_count(&inner);
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
