use std::io::{Cursor, Write};

use zip::CompressionMethod;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::formats::ArrayData;

fn npy(descr: &str, shape: &str, data: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.bytes());
    bytes.extend(data);
    bytes
}

fn archive(method: CompressionMethod, entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn member_code(bytes: &[u8], name: &str) -> &'static str {
    Npz::open(bytes).unwrap().array(name).unwrap_err().code()
}

#[test]
fn stored_and_deflated_arrays_are_read_by_name() {
    for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        let entries = [("a.npy", npy("|u1", "(3,)", &[1, 2, 3])), ("sub/b.npy", npy("|u1", "()", &[7]))];
        let bytes = archive(method, &entries);
        let mut npz = Npz::open(&bytes).unwrap();
        assert_eq!(npz.names().collect::<Vec<_>>(), ["a", "sub/b"]);
        assert_eq!(npz.array("a").unwrap().data, ArrayData::U8(vec![1, 2, 3]));
        assert_eq!(npz.array("sub/b").unwrap().data, ArrayData::U8(vec![7]));
        let error = npz.array("c").unwrap_err();
        assert_eq!(error, FormatError::NoArray { name: "c".into(), names: "a, sub/b".into() });
    }
}

#[test]
fn an_object_member_is_a_warning_unless_it_is_wanted_or_alone() {
    let number = ("a.npy", npy("|u1", "()", &[7]));
    let object = ("o.npy", npy("|O", "(1,)", b"\x80\x04N."));
    let bytes = archive(CompressionMethod::Deflated, &[object.clone(), number]);
    let mut npz = Npz::open(&bytes).unwrap();
    let (arrays, warnings) = npz.arrays().unwrap();
    assert_eq!((arrays.len(), arrays[0].0.as_str()), (1, "a"));
    assert_eq!(warnings.iter().map(FormatWarning::code).collect::<Vec<_>>(), ["npy/object"]);
    assert_eq!(npz.array("o").unwrap_err().code(), "npy/object");
    let alone = archive(CompressionMethod::Deflated, &[object]);
    assert_eq!(Npz::open(&alone).unwrap().arrays().unwrap_err().code(), "npy/object");
}

#[test]
fn archives_of_something_else_are_refused() {
    let entries = [("a.npy", npy("|u1", "()", &[7])), ("readme.txt", b"hello".to_vec())];
    let bytes = archive(CompressionMethod::Stored, &entries);
    assert_eq!(Npz::open(&bytes).unwrap_err(), FormatError::ZipContent { entry: "readme.txt".into() });
    let entries = [("a.npy", npy("|u1", "()", &[7])), ("__MACOSX/._a.npy", b"hello".to_vec())];
    let bytes = archive(CompressionMethod::Stored, &entries);
    assert_eq!(Npz::open(&bytes).unwrap().names().count(), 1);
    assert_eq!(Npz::open(b"").unwrap_err().code(), "ckpt/empty");
    assert_eq!(Npz::open(b"\x93NUMPY").unwrap_err().code(), "ckpt/unknown");
}

#[test]
fn two_entries_of_one_name_are_refused() {
    let entries = [("a.npy", npy("|u1", "()", &[7])), ("b.npy", npy("|u1", "()", &[8]))];
    let mut bytes = archive(CompressionMethod::Stored, &entries);
    for at in 0..bytes.len() - 5 {
        if bytes[at..].starts_with(b"b.npy") {
            bytes[at] = b'a';
        }
    }
    assert_eq!(Npz::open(&bytes).unwrap_err().code(), "ckpt/zip-damaged");
}

#[test]
fn a_changed_byte_is_found_by_the_checksum() {
    let mut bytes = archive(CompressionMethod::Stored, &[("a.npy", npy("|u1", "(4,)", b"WXYZ"))]);
    let at = bytes.windows(4).position(|w| w == b"WXYZ").unwrap();
    bytes[at] = b'V';
    assert_eq!(member_code(&bytes, "a"), "ckpt/damaged");
}

/// Position of the directory's record of the only entry.
fn directory(bytes: &[u8]) -> usize {
    bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap()
}

#[test]
fn a_checksum_of_zero_was_not_computed() {
    let mut bytes = archive(CompressionMethod::Stored, &[("a.npy", npy("|u1", "()", &[7]))]);
    let at = directory(&bytes) + 16;
    bytes[at..at + 4].fill(0);
    assert_eq!(Npz::open(&bytes).unwrap().array("a").unwrap().data, ArrayData::U8(vec![7]));
}

#[test]
fn sizes_that_lie_are_found() {
    let zeros = npy("|u1", "(5000,)", &[0; 5000]);
    let whole = archive(CompressionMethod::Deflated, &[("a.npy", zeros)]);
    let at = directory(&whole) + 24;
    let with_size = |size: u32| {
        let mut bytes = whole.clone();
        bytes[at..at + 4].copy_from_slice(&size.to_le_bytes());
        member_code(&bytes, "a")
    };
    assert_eq!(with_size(4000), "ckpt/damaged");
    assert_eq!(with_size(9000), "ckpt/damaged");
    assert_eq!(with_size(0xFFFF_FF00), "ckpt/limit"); // the ratio
}

#[test]
fn other_methods_and_encryption_are_refused() {
    let whole = archive(CompressionMethod::Stored, &[("a.npy", npy("|u1", "()", &[7]))]);
    let mut bytes = whole.clone();
    let at = directory(&bytes);
    bytes[at + 10] = 12; // bzip2
    assert_eq!(member_code(&bytes, "a"), "ckpt/zip-damaged");
    let mut bytes = whole;
    bytes[at + 8] |= 1; // encrypted
    assert_eq!(member_code(&bytes, "a"), "ckpt/zip-damaged");
}

#[test]
fn every_prefix_is_a_typed_error() {
    let whole = archive(CompressionMethod::Deflated, &[("a.npy", npy("|u1", "(3,)", &[1, 2, 3]))]);
    for length in 4..whole.len() - 22 {
        assert_eq!(Npz::open(&whole[..length]).unwrap_err().code(), "ckpt/truncated", "{length}");
    }
    for length in 0..whole.len() {
        assert!(Npz::open(&whole[..length]).is_err(), "{length}");
    }
}
