//! What the opcodes REDUCE, NEWOBJ, BUILD and BINPERSID make of the names in the tables.

use std::sync::Arc;

use super::globals::{Global, refusal};
use super::value::{Heap, Ref, Value};
use super::{numpy, tensors};
use crate::formats::FormatError;

/// More than any of our functions takes, so that copying them costs nothing.
const MAX_ARGUMENTS: usize = 16;

/// REDUCE, or with `new` NEWOBJ: applies a name to arguments.
///
/// Errors: a name with other arguments than its writer gives it is refused like an unknown name.
pub(super) fn reduce(heap: &mut Heap, callable: Ref, arguments: Ref, new: bool) -> Result<Ref, FormatError> {
    let Value::Global(global) = heap.get(callable) else {
        return Err(refusal(heap.get(callable).kind(), "as a function"));
    };
    let global = global.clone();
    let refused =
        || refusal("the function", &format!("{global:?} with other arguments than PyTorch gives it"));
    let Value::Tuple(arguments) = heap.get(arguments) else { return Err(refused()) };
    if arguments.len() > MAX_ARGUMENTS {
        return Err(refused());
    }
    let arguments = arguments.to_vec();
    if new {
        return match global {
            Global::ScriptClass | Global::Namespace if arguments.is_empty() => heap.add(Value::Inert(None)),
            Global::Dict | Global::Set | Global::List if arguments.is_empty() => {
                container(heap, &global, &arguments)?.ok_or_else(refused)
            }
            _ => Err(refused()),
        };
    }
    let made = match global {
        Global::RebuildTensor | Global::RebuildTensorV2 | Global::RebuildTensorV3 => {
            tensors::rebuild(heap, &global, &arguments)?.map(|tensor| Value::Tensor(Box::new(tensor)))
        }
        Global::RebuildParameter => return arguments.first().copied().ok_or_else(refused),
        Global::TypedList => return arguments.first().copied().ok_or_else(refused),
        Global::NumpyDtype => numpy::dtype(heap, &arguments)?.map(Value::NumpyType),
        Global::NumpyReconstruct => {
            numpy::reconstruct(heap, &arguments).map(|array| Value::Array(Box::new(array)))
        }
        Global::NumpyScalar => numpy::scalar(heap, &arguments)?,
        Global::Layout => Some(Value::None),
        Global::Device => arguments.first().filter(|&&name| heap.text(name).is_some()).map(|_| Value::None),
        Global::Encode => latin1(heap, &arguments)?.map(|bytes| Value::Bytes(Arc::new(bytes))),
        _ => return container(heap, &global, &arguments)?.ok_or_else(refused),
    };
    heap.add(made.ok_or_else(refused)?)
}

/// BUILD: gives an object its state.
pub(super) fn build(heap: &mut Heap, object: Ref, state: Ref) -> Result<(), FormatError> {
    let refused = |kind| refusal(kind, "with a state that PyTorch does not give it");
    match heap.get(object) {
        Value::Inert(_) => {
            heap.set(object, Value::Inert(Some(state)));
            Ok(())
        }
        // The versions of a state dict's modules say nothing about its values.
        Value::Dict(_) => match heap.get(state) {
            Value::Dict(pairs)
                if pairs.len() <= MAX_ARGUMENTS
                    && pairs.iter().all(|&(key, _)| heap.text(key) == Some("_metadata")) =>
            {
                Ok(())
            }
            _ => Err(refused("collections.OrderedDict")),
        },
        Value::NumpyType(_) => numpy::dtype_state(heap, object, state),
        Value::Array(_) => numpy::array_state(heap, object, state),
        other => Err(refused(other.kind())),
    }
}

/// BINPERSID: a storage that lies outside the pickle.
pub(super) fn persistent(heap: &mut Heap, id: Ref) -> Result<Ref, FormatError> {
    match tensors::storage(heap, id) {
        Some(storage) => heap.add(Value::Storage(Box::new(storage))),
        None => {
            let what = heap.sequence(id).and_then(|parts| heap.text(*parts.first()?)).unwrap_or("unknown");
            // A whole model carries the source text of its classes.
            let what = if what == "module" { "torch.nn.modules" } else { "the persistent id" };
            Err(refusal(what, "that is no storage"))
        }
    }
}

/// An empty or copied container.
fn container(heap: &mut Heap, global: &Global, arguments: &[Ref]) -> Result<Option<Ref>, FormatError> {
    let items = match arguments {
        [] => Vec::new(),
        // The factory of a defaultdict is a name like any other and makes nothing here.
        [_] if *global == Global::DefaultDict => Vec::new(),
        [only] => match (heap.get(*only), global) {
            (Value::Tuple(items), _) => items.to_vec(),
            (Value::List(items) | Value::Set(items), _) => items.clone(),
            (Value::Bytes(bytes), Global::Bytearray) => {
                return heap.add(Value::Bytes(bytes.clone())).map(Some);
            }
            _ => return Ok(None),
        },
        _ if *global == Global::Bytearray => {
            let Some(bytes) = latin1(heap, arguments)? else { return Ok(None) };
            return heap.add(Value::Bytes(Arc::new(bytes))).map(Some);
        }
        _ => return Ok(None),
    };
    heap.charge_refs(items.len())?;
    let value = match global {
        Global::Dict | Global::DefaultDict => {
            let pairs = items.iter().map(|&pair| match heap.sequence(pair) {
                Some(&[key, value]) => Some((key, value)),
                _ => None,
            });
            match pairs.collect() {
                Some(pairs) => Value::Dict(pairs),
                None => return Ok(None),
            }
        }
        Global::List => Value::List(items),
        Global::Set => Value::Set(items),
        Global::Size => Value::Tuple(items.into()),
        Global::Bytearray if items.is_empty() => Value::Bytes(Arc::default()),
        _ => return Ok(None),
    };
    heap.add(value).map(Some)
}

/// Text with the word `latin1` (or its spelling with a hyphen), as bytes.
fn latin1(heap: &mut Heap, arguments: &[Ref]) -> Result<Option<Vec<u8>>, FormatError> {
    let &[text, encoding] = arguments else { return Ok(None) };
    if !matches!(heap.text(encoding), Some("latin1" | "latin-1")) {
        return Ok(None);
    }
    heap.charge(heap.text(text).map_or(0, |text| text.len() as u64))?;
    Ok(heap.text(text).and_then(bytes_of))
}

/// The bytes that Latin-1 text stands for.
pub(super) fn bytes_of(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}
