//! The directory at the end of an archive, zip64 included.

use super::{Entry, Method, damaged};
use crate::formats::error::check_limit;
use crate::formats::source::{read_exact, read_vec};
use crate::formats::{ByteSource, FormatError};

/// Most entries of an archive.
const MAX_ENTRIES: u64 = 100_000;
/// Most bytes of an archive's directory.
const MAX_DIRECTORY: u64 = 16 << 20;
/// Bytes of the record that ends an archive, without its comment.
const END: usize = 22;
/// Bytes looked at first: enough for an archive without a comment.
const SHORT_TAIL: u64 = 1 << 10;
/// Bytes in which the end must begin, its comment being at most 65,535 bytes long.
const LONG_TAIL: u64 = 65_557;
/// Bytes of a directory's record, without its names.
const RECORD: usize = 46;

/// Where a directory lies.
struct Place {
    entries: u64,
    offset: u64,
    size: u64,
}

/// Reads all entries.
pub(super) fn read(source: &dyn ByteSource) -> Result<Vec<Entry>, FormatError> {
    let place = find(source)?;
    check_limit("the number of the archive's entries", place.entries, MAX_ENTRIES)?;
    check_limit("the size in bytes of the archive's directory", place.size, MAX_DIRECTORY)?;
    let bytes = read_vec(source, place.offset, place.size, "the archive's directory")?;
    let mut entries = Vec::new();
    let mut rest = bytes.as_slice();
    while !rest.is_empty() {
        let (entry, after) = record(rest, source.len())?;
        entries.push(entry);
        rest = after;
    }
    if entries.len() as u64 != place.entries {
        let reason = format!("the directory has {} entries and says {}", entries.len(), place.entries);
        return Err(damaged("the archive", &reason));
    }
    Ok(entries)
}

/// Looks backwards for an end whose directory is where it says.
fn find(source: &dyn ByteSource) -> Result<Place, FormatError> {
    let length = source.len();
    for tail in [SHORT_TAIL, LONG_TAIL] {
        let tail = tail.min(length);
        let start = length - tail;
        let bytes = read_vec(source, start, tail, "the archive's end")?;
        for at in (0..(bytes.len() + 1).saturating_sub(END)).rev() {
            if bytes[at..].starts_with(b"PK\x05\x06")
                && let Some(place) = place(source, &bytes[at..], start + at as u64)?
            {
                return Ok(place);
            }
        }
        if tail == length {
            break;
        }
    }
    Err(FormatError::DirectoryMissing { length })
}

/// The directory of the end at `at`, whose bytes begin `end`; none if it is no end after all.
fn place(source: &dyn ByteSource, end: &[u8], at: u64) -> Result<Option<Place>, FormatError> {
    if END as u64 + u64::from(u16_at(end, 20)) > source.len() - at {
        return Ok(None);
    }
    let mut place = Place {
        entries: u16_at(end, 10).into(),
        size: u32_at(end, 12).into(),
        offset: u32_at(end, 16).into(),
    };
    let mut disks = [u16_at(end, 4), u16_at(end, 6)].map(u32::from);
    if let Some(zip64) = zip64_record(source, at)? {
        place = Place { entries: u64_at(&zip64, 32), size: u64_at(&zip64, 40), offset: u64_at(&zip64, 48) };
        disks = [u32_at(&zip64, 16), u32_at(&zip64, 20)];
    }
    if place.offset.checked_add(place.size).is_none_or(|end| end > at) {
        return Ok(None);
    }
    if place.size > 0 {
        let mut start = [0; 4];
        read_exact(source, place.offset, &mut start, "the archive's directory")?;
        if &start != b"PK\x01\x02" {
            return Ok(None);
        }
    }
    if disks != [0, 0] {
        return Err(damaged("the archive", "it is one of several disks"));
    }
    Ok(Some(place))
}

/// The zip64 record of the end at `at`, if a locator stands before it.
fn zip64_record(source: &dyn ByteSource, at: u64) -> Result<Option<[u8; 56]>, FormatError> {
    let Some(locator_at) = at.checked_sub(20) else { return Ok(None) };
    let mut locator = [0; 20];
    read_exact(source, locator_at, &mut locator, "the archive's end")?;
    if !locator.starts_with(b"PK\x06\x07") {
        return Ok(None);
    }
    let mut record = [0; 56];
    let record_at = u64_at(&locator, 8);
    if record_at.checked_add(56).is_none_or(|end| end > locator_at) {
        return Ok(None);
    }
    read_exact(source, record_at, &mut record, "the archive's end")?;
    Ok(record.starts_with(b"PK\x06\x06").then_some(record))
}

/// The record that begins `bytes`, and what follows it.
fn record(bytes: &[u8], length: u64) -> Result<(Entry, &[u8]), FormatError> {
    let cut = || damaged("the archive", "its directory ends within an entry");
    let (fixed, rest) = bytes.split_at_checked(RECORD).ok_or_else(cut)?;
    if !fixed.starts_with(b"PK\x01\x02") {
        return Err(damaged("the archive", "its directory has something else between two entries"));
    }
    let (name, rest) = rest.split_at_checked(u16_at(fixed, 28).into()).ok_or_else(cut)?;
    let (extra, rest) = rest.split_at_checked(u16_at(fixed, 30).into()).ok_or_else(cut)?;
    let (_comment, rest) = rest.split_at_checked(u16_at(fixed, 32).into()).ok_or_else(cut)?;
    let mut entry = Entry {
        // Old archives have names in other alphabets; a name is a key, so any one-to-one reading will do.
        name: String::from_utf8(name.into())
            .unwrap_or_else(|_| name.iter().map(|&b| char::from(b)).collect()),
        method: match u16_at(fixed, 10) {
            0 => Method::Stored,
            8 => Method::Deflated,
            other => Method::Other(other),
        },
        encrypted: u16_at(fixed, 8) & 1 != 0,
        crc: u32_at(fixed, 16),
        packed: u32_at(fixed, 20).into(),
        size: u32_at(fixed, 24).into(),
        header: u32_at(fixed, 42).into(),
    };
    zip64_sizes(&mut entry, extra)?;
    if entry.header.checked_add(entry.packed).is_none_or(|end| end > length) {
        return Err(damaged(&entry.name, "it lies outside the file"));
    }
    Ok((entry, rest))
}

/// Takes from the zip64 field what had no room in 32 bits, in the field's fixed order.
fn zip64_sizes(entry: &mut Entry, mut extra: &[u8]) -> Result<(), FormatError> {
    const NO_ROOM: u64 = 0xFFFF_FFFF;
    let cut = |name: &str| damaged(name, "its extra field is cut off");
    while let Some((head, rest)) = extra.split_at_checked(4) {
        let length = u16_at(head, 2).into();
        let (field, rest) = rest.split_at_checked(length).ok_or_else(|| cut(&entry.name))?;
        extra = rest;
        if u16_at(head, 0) != 1 {
            continue;
        }
        let mut numbers = field.as_chunks::<8>().0.iter().map(|&b| u64::from_le_bytes(b));
        for value in [&mut entry.size, &mut entry.packed, &mut entry.header] {
            if *value == NO_ROOM {
                *value = numbers.next().ok_or_else(|| cut(&entry.name))?;
            }
        }
    }
    Ok(())
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(core::array::from_fn(|k| bytes[at + k]))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(core::array::from_fn(|k| bytes[at + k]))
}
