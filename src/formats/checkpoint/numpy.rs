//! NumPy's arrays as a table of tensors: one in a `.npy`, any number in an `.npz`.

use super::table::{Place, Stored, Table, element_count};
use super::{Opened, TensorInfo};
use crate::formats::archive::{Archive, Entry};
use crate::formats::npy::{self, Layout, PREFIX, header_end};
use crate::formats::npz::array_entries;
use crate::formats::source::{Pull, Stretch};
use crate::formats::{ByteSource, Container, FormatError, FormatWarning};

/// Reads the header of an array; its name is the file's.
pub(super) fn open_npy(source: &dyn ByteSource, file_name: &str) -> Result<Opened, FormatError> {
    let (layout, start) = layout(&mut Stretch::new(source, 0, source.len()))?;
    let name = file_name.strip_suffix(".npy").unwrap_or(file_name);
    let mut table = Table::default();
    let warnings = check_length(&layout, source.len() - start)?.into_iter().collect();
    table.add(stored(name.into(), layout, Place::File { at: start })?)?;
    Ok(Opened { container: Container::Npy, table, warnings, ..Opened::default() })
}

/// Reads the headers of all arrays; those that hold no numbers are left out with a warning if others do.
pub(super) fn open_npz(source: &dyn ByteSource, archive: Archive) -> Result<Opened, FormatError> {
    let (mut table, mut warnings, mut refused) = (Table::default(), Vec::new(), None);
    for (name, index) in array_entries(&archive)? {
        let entry = &archive.entries()[index];
        match member(source, entry, &name) {
            Ok((tensor, warning)) => {
                table.add(tensor)?;
                warnings.extend(warning);
            }
            Err(reason @ (FormatError::NpyObject | FormatError::NpyDtype { .. })) => {
                warnings.push(FormatWarning::Refused { name: name.clone(), reason: reason.clone() });
                refused.get_or_insert(FormatError::Member { name, source: Box::new(reason) });
            }
            Err(source) => return Err(FormatError::Member { name, source: Box::new(source) }),
        }
    }
    match refused {
        Some(error) if table.tensors.is_empty() => Err(error),
        _ => Ok(Opened {
            container: Container::Npz,
            table,
            archive: Some(archive),
            warnings,
            ..Opened::default()
        }),
    }
}

fn member(
    source: &dyn ByteSource,
    entry: &Entry,
    name: &str,
) -> Result<(Stored, Option<FormatWarning>), FormatError> {
    let (layout, start) = layout(&mut entry.reader(source, 0, entry.size, true)?)?;
    let warning = check_length(&layout, entry.size - start)?;
    let place = Place::Entry { name: entry.name.clone(), skip: start };
    Ok((stored(name.into(), layout, place)?, warning))
}

/// The layout, and the position of the first value.
fn layout(bytes: &mut dyn Pull) -> Result<(Layout, u64), FormatError> {
    let mut start = vec![0; PREFIX];
    let filled = bytes.fill(&mut start)?;
    start.truncate(filled);
    let end = header_end(&start);
    if end > start.len() {
        start.resize(end, 0);
        let more = bytes.fill(&mut start[filled..])?;
        start.truncate(filled + more);
    }
    let (layout, data) = npy::layout(&start)?;
    let after = data.len();
    Ok((layout, (start.len() - after) as u64))
}

fn check_length(layout: &Layout, found: u64) -> Result<Option<FormatWarning>, FormatError> {
    if found < layout.data_bytes {
        return Err(layout.truncated(found));
    }
    let surplus = found - layout.data_bytes;
    Ok((surplus > 0).then_some(FormatWarning::Trailing { bytes: surplus as usize }))
}

fn stored(name: String, layout: Layout, place: Place) -> Result<Stored, FormatError> {
    element_count(&name, &layout.shape)?;
    let info = TensorInfo { name, dtype: layout.dtype, shape: layout.shape };
    Ok(Stored {
        info,
        place,
        bytes: layout.data_bytes,
        offset: 0,
        stride: layout.stride,
        big_endian: layout.big_endian,
    })
}
