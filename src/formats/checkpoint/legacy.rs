//! PyTorch's files before 1.6: five pickles back to back, then the storages.

use std::collections::HashMap;

use super::flatten::flatten;
use super::table::{Place, Table, element_bytes};
use super::{CheckpointError, Opened};
use crate::formats::pickle::{self, Dialect, Heap, Input, StorageRef, Value};
use crate::formats::source::{Stretch, check_range};
use crate::formats::{ByteSource, Container, FormatError, FormatWarning};

/// The version of this layout.
const PROTOCOL: i64 = 1001;
/// Bytes of the number of elements before each storage.
const COUNT: u64 = 8;

/// A storage of the file: where its elements begin, how many there are and of how many bytes each.
struct Root {
    at: u64,
    elements: u64,
    size: u64,
}

/// Reads the pickles, and nothing of the storages.
pub(super) fn open(source: &dyn ByteSource) -> Result<Opened, FormatError> {
    let mut bytes = Stretch::new(source, 0, source.len());
    let mut input = Input::new(&mut bytes, source.len());
    let mut pickle = || pickle::read(&mut input, Dialect::Torch);
    let (heap, magic) = pickle()?;
    if !matches!(heap.get(magic), Value::Magic) {
        return Err(damaged("the mark", "PyTorch's number", heap.get(magic).kind()));
    }
    let (heap, version) = pickle()?;
    if heap.int(version) != Some(PROTOCOL) {
        return Err(damaged("the version", "1001", &format!("{:?}", heap.get(version))));
    }
    // The writer's type sizes, which PyTorch does not look at either.
    drop(pickle()?);
    let (heap, object) = pickle()?;
    let flat = flatten(&heap, object)?;
    let (keys, list) = pickle()?;
    let keys = key_list(&keys, list)?;
    let roots = roots(source, &heap, &keys, input.at())?;
    let surplus = source.len() - roots.end;
    let mut table = Table::default();
    for (name, leaf) in flat.tensors {
        table.add_leaf(name, leaf, false, &|tensor, storage| locate(&roots.by_key, tensor, storage))?;
    }
    Ok(Opened {
        container: Container::TorchLegacy,
        table,
        scalars: flat.scalars,
        warnings: (surplus > 0).then_some(FormatWarning::Surplus { bytes: surplus }).into_iter().collect(),
        ..Opened::default()
    })
}

struct Roots<'a> {
    by_key: HashMap<&'a str, Root>,
    /// Where the last one ends.
    end: u64,
}

/// Positions follow from the numbers of elements that the object's pickle gives.
fn roots<'a>(
    source: &dyn ByteSource,
    heap: &Heap,
    keys: &'a [String],
    mut at: u64,
) -> Result<Roots<'a>, FormatError> {
    let mut described: HashMap<&str, (i64, u64)> = HashMap::new();
    for value in heap.iter() {
        let Value::Storage(storage) = value else { continue };
        let size = (storage.elements, element_bytes(storage));
        if described.insert(&storage.key, size).is_some_and(|other| other != size) {
            let (elements, bytes) = size;
            return Err(damaged("storage", "one size", &format!("also {elements} x {bytes} bytes")));
        }
    }
    let mut by_key = HashMap::new();
    for key in keys {
        let Some(&(elements, size)) = described.get(key.as_str()) else {
            return Err(damaged("storage", "a tensor that uses it", &format!("key {key} without one")));
        };
        let bytes = u64::try_from(elements).ok().and_then(|n| n.checked_mul(size)).unwrap_or(u64::MAX);
        let length = bytes.saturating_add(COUNT);
        check_range(source, at, length, &format!("storage {key}"))?;
        let root = Root { at: at + COUNT, elements: elements.unsigned_abs(), size };
        if by_key.insert(key.as_str(), root).is_some() {
            return Err(damaged("the list of storages", "different keys", &format!("{key} twice")));
        }
        at += length;
    }
    Ok(Roots { by_key, end: at })
}

fn key_list(heap: &Heap, list: pickle::Ref) -> Result<Vec<String>, FormatError> {
    let wrong = |found: &str| damaged("the list of storages", "a list of keys", found);
    let items = heap.sequence(list).ok_or_else(|| wrong(heap.get(list).kind()))?;
    items
        .iter()
        .map(|&key| heap.text(key).map(String::from).ok_or_else(|| wrong(heap.get(key).kind())))
        .collect()
}

fn locate(
    roots: &HashMap<&str, Root>,
    tensor: &str,
    storage: &StorageRef,
) -> Result<(Place, u64), FormatError> {
    let Some(root) = roots.get(&*storage.key) else {
        let (tensor, key) = (tensor.to_owned(), storage.key.to_string());
        return Err(CheckpointError::MissingStorage { tensor, key }.into());
    };
    let (offset, elements) = match storage.view {
        None => (0, root.elements),
        Some((offset, size)) => match (u64::try_from(offset), u64::try_from(size)) {
            (Ok(offset), Ok(size)) if offset.checked_add(size).is_some_and(|end| end <= root.elements) => {
                (offset, size)
            }
            _ => {
                return Err(CheckpointError::Bounds {
                    tensor: tensor.into(),
                    shape: Vec::new(),
                    needs: format!("{offset} + {size} of a view"),
                    has: root.elements,
                }
                .into());
            }
        },
    };
    let place = Place::Legacy {
        count_at: root.at - COUNT,
        elements: root.elements,
        at: root.at + offset * root.size,
    };
    Ok((place, elements * root.size))
}

fn damaged(what: &'static str, expected: &str, found: &str) -> FormatError {
    FormatError::Damaged {
        entry: "the PyTorch file".into(),
        what,
        expected: expected.into(),
        found: found.chars().take(80).collect(),
    }
}
