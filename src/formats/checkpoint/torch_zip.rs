//! PyTorch's zip files since 1.6, and TorchScript's, which hold the same tensors in another tree.

use super::flatten::{Flat, flatten};
use super::table::{Place, Table, element_bytes};
use super::{CheckpointError, Opened};
use crate::formats::archive::{Archive, Method};
use crate::formats::error::check_limit;
use crate::formats::pickle::{self, Dialect, Input, MAX_STREAM, StorageRef};
use crate::formats::{ByteSource, Container, FormatError, FormatWarning};

/// Longest text of the entry that names the byte order.
const MAX_BYTE_ORDER: u64 = 64;

/// What stands before `data.pkl` in the entries' names, if it is such a file.
pub(super) fn prefix(archive: &Archive) -> Option<&str> {
    let names = archive.entries().iter().map(|entry| entry.name.as_str());
    let prefixes = names.filter_map(|name| name.strip_suffix("data.pkl"));
    prefixes.filter(|prefix| prefix.is_empty() || prefix.ends_with('/')).min_by_key(|prefix| prefix.len())
}

/// Reads the object, and nothing of the storages.
pub(super) fn open(
    source: &dyn ByteSource,
    archive: Archive,
    prefix: &str,
    verify: bool,
) -> Result<Opened, FormatError> {
    let script = archive.find(&format!("{prefix}constants.pkl")).is_some();
    let flat = object(source, &archive, prefix, script, verify)?;
    let big_endian = big_endian(source, &archive, prefix, verify)?;
    let mut table = Table::default();
    for (name, leaf) in flat.tensors {
        table
            .add_leaf(name, leaf, big_endian, &|tensor, storage| locate(&archive, prefix, tensor, storage))?;
    }
    let unpacked: u64 = archive
        .entries()
        .iter()
        .filter(|entry| entry.method == Method::Deflated && !is_source_text(&entry.name, prefix))
        .map(|entry| entry.size)
        .fold(0, u64::saturating_add);
    let packed = unpacked > 0;
    let warnings = packed
        .then(|| FormatWarning::Compressed { megabytes: unpacked.div_ceil(1 << 20) })
        .into_iter()
        .collect();
    Ok(Opened {
        container: if script { Container::TorchScript } else { Container::TorchZip },
        table,
        scalars: flat.scalars,
        archive: Some(archive),
        warnings,
        ..Opened::default()
    })
}

/// TorchScript's program is always packed and never read.
fn is_source_text(name: &str, prefix: &str) -> bool {
    name.strip_prefix(prefix).is_some_and(|name| name.starts_with("code/"))
}

fn object(
    source: &dyn ByteSource,
    archive: &Archive,
    prefix: &str,
    script: bool,
    verify: bool,
) -> Result<Flat, FormatError> {
    let name = format!("{prefix}data.pkl");
    let Some(entry) = archive.find(&name) else {
        return Err(FormatError::ZipContent { entry: name });
    };
    check_limit("the size in bytes of the pickle", entry.size, MAX_STREAM)?;
    let dialect = if script { Dialect::TorchScript } else { Dialect::Torch };
    let mut bytes = entry.reader(source, 0, entry.size, verify)?;
    let mut input = Input::new(&mut bytes, entry.size);
    let read = pickle::read(&mut input, dialect);
    // A damaged pickle can seem to want anything, so that its checksum is looked at first.
    input.finish()?;
    let (heap, root) = read.map_err(|error| match error {
        // The archive is whole, so that this is no matter of the download.
        FormatError::Truncated { length, to, .. } => FormatError::Damaged {
            entry: name,
            what: "the pickle's end",
            expected: format!("at least {to} bytes"),
            found: format!("{length} bytes"),
        },
        error => error,
    })?;
    flatten(&heap, root)
}

fn big_endian(
    source: &dyn ByteSource,
    archive: &Archive,
    prefix: &str,
    verify: bool,
) -> Result<bool, FormatError> {
    let Some(entry) = archive.find(&format!("{prefix}byteorder")) else { return Ok(false) };
    let text = entry.read(source, MAX_BYTE_ORDER, verify)?;
    match text.trim_ascii() {
        b"little" => Ok(false),
        b"big" => Ok(true),
        other => Err(FormatError::Damaged {
            entry: entry.name.clone(),
            what: "the byte order",
            expected: "little or big".into(),
            found: String::from_utf8_lossy(other).into_owned(),
        }),
    }
}

/// The entry of a storage, which must have just its size.
fn locate(
    archive: &Archive,
    prefix: &str,
    tensor: &str,
    storage: &StorageRef,
) -> Result<(Place, u64), FormatError> {
    let name = format!("{prefix}data/{}", storage.key);
    let Some(entry) = archive.find(&name) else {
        let (tensor, key) = (tensor.to_owned(), storage.key.to_string());
        return Err(CheckpointError::MissingStorage { tensor, key }.into());
    };
    entry.check()?;
    let bytes = u64::try_from(storage.elements).ok().and_then(|n| n.checked_mul(element_bytes(storage)));
    if bytes != Some(entry.size) || storage.view.is_some() {
        return Err(FormatError::Damaged {
            entry: name,
            what: "the size of the storage",
            expected: format!("{} elements of {} bytes", storage.elements, element_bytes(storage)),
            found: format!("{} bytes", entry.size),
        });
    }
    Ok((Place::Entry { name, skip: 0 }, entry.size))
}
