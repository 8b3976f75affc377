use std::io::{Cursor, Write};

use zip::write::{SimpleFileOptions, ZipWriter};

use super::*;

fn archive(entries: &[(&str, &[u8])], method: zip::CompressionMethod, comment: &str) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.set_comment(comment).unwrap();
    writer.finish().unwrap().into_inner()
}

const STORED: zip::CompressionMethod = zip::CompressionMethod::Stored;
const DEFLATED: zip::CompressionMethod = zip::CompressionMethod::Deflated;

fn part(bytes: &[u8], name: &str, from: u64, to: u64) -> Result<Vec<u8>, FormatError> {
    use crate::formats::source::Pull;
    let archive = Archive::open(&bytes)?;
    let mut reader = archive.find(name).unwrap().reader(&bytes, from, to, true)?;
    let mut out = vec![0; (to - from) as usize];
    let filled = reader.fill(&mut out)?;
    out.truncate(filled);
    Ok(out)
}

#[test]
fn a_part_of_an_entry_is_read_without_the_rest() {
    let text: Vec<u8> = (0..100_000_u32).flat_map(|n| (n % 251).to_le_bytes()).collect();
    for method in [STORED, DEFLATED] {
        let bytes = archive(&[("a", b"first"), ("b", &text)], method, "");
        assert_eq!(part(&bytes, "b", 0, 400_000).unwrap(), text);
        assert_eq!(part(&bytes, "b", 123_456, 123_465).unwrap(), text[123_456..123_465]);
        assert_eq!(part(&bytes, "b", 400_000, 400_000).unwrap(), b"");
    }
}

#[test]
fn a_changed_byte_is_found_in_a_whole_entry_only() {
    let mut bytes = archive(&[("a", b"WXYZ")], STORED, "");
    let at = bytes.windows(4).position(|w| w == b"WXYZ").unwrap();
    bytes[at] = b'V';
    assert_eq!(part(&bytes, "a", 0, 4).unwrap_err().code(), "ckpt/damaged");
    assert_eq!(part(&bytes, "a", 0, 3).unwrap(), b"VXY");
    let entry = Archive::open(&bytes).unwrap().entries()[0].clone();
    assert_eq!(entry.read(&bytes, 4, false).unwrap(), b"VXYZ");
    assert_eq!(entry.read(&bytes, 3, false).unwrap_err().code(), "ckpt/limit");
}

#[test]
fn a_comment_may_hide_the_end_and_may_look_like_one() {
    let long = "x".repeat(60_000);
    for comment in ["short", "PK\u{5}\u{6} and more that is no end of an archive at all", &long] {
        let bytes = archive(&[("a", b"1")], STORED, comment);
        assert_eq!(part(&bytes, "a", 0, 1).unwrap(), b"1", "{} bytes of comment", comment.len());
        assert_eq!(Archive::open(&bytes[..bytes.len() - 1].to_vec()).unwrap_err().code(), "ckpt/truncated");
    }
}

/// The same archive with a zip64 record, as PyTorch always writes one, and no room in the old fields.
fn with_zip64(bytes: &[u8]) -> Vec<u8> {
    let end = bytes.len() - 22;
    let mut out = bytes[..end].to_vec();
    let record_at = out.len() as u64;
    let number = |at: usize, size: usize| {
        let mut wide = [0; 8];
        wide[..size].copy_from_slice(&bytes[end + at..end + at + size]);
        wide
    };
    out.extend(b"PK\x06\x06");
    out.extend(44_u64.to_le_bytes());
    out.extend([45, 0, 45, 0]);
    out.extend([0; 8]);
    out.extend(number(8, 2));
    out.extend(number(10, 2));
    out.extend(number(12, 4));
    out.extend(number(16, 4));
    out.extend(b"PK\x06\x07\0\0\0\0");
    out.extend(record_at.to_le_bytes());
    out.extend(1_u32.to_le_bytes());
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([0xFF; 12]);
    out.extend([0, 0]);
    out
}

#[test]
fn a_zip64_record_counts_more_than_the_old_one() {
    let bytes = with_zip64(&archive(&[("a", b"1"), ("b", b"22")], STORED, ""));
    assert_eq!(part(&bytes, "b", 0, 2).unwrap(), b"22");
}

#[test]
fn the_directory_alone_says_sizes_and_the_local_header_where_data_begin() {
    let mut bytes = archive(&[("a", b"WXYZ")], STORED, "");
    // Checksum and sizes of the local header, zero in PyTorch's files.
    bytes[14..26].fill(0);
    assert_eq!(part(&bytes, "a", 0, 4).unwrap(), b"WXYZ");
    bytes[26] = 200;
    assert_eq!(part(&bytes, "a", 0, 4).unwrap_err().code(), "ckpt/zip-damaged");
    bytes[0] = b'Q';
    assert_eq!(part(&bytes, "a", 0, 4).unwrap_err().code(), "ckpt/zip-damaged");
}

#[test]
fn a_directory_that_contradicts_itself_is_refused() {
    let whole = archive(&[("a", b"1"), ("b", b"2")], STORED, "");
    let end = whole.len() - 22;
    let with = |at: usize, value: u8| {
        let mut bytes = whole.clone();
        bytes[end + at] = value;
        Archive::open(&bytes).map(drop)
    };
    assert_eq!(with(10, 3).unwrap_err().code(), "ckpt/zip-damaged"); // three entries
    assert_eq!(with(4, 1).unwrap_err().code(), "ckpt/zip-damaged"); // the second disk
    assert_eq!(with(19, 1).unwrap_err().code(), "ckpt/truncated"); // a directory beyond the end
    let first = whole.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    let mut outside = whole;
    outside[first + 45] = 0x7F; // the local header's position
    assert_eq!(Archive::open(&outside).unwrap_err().code(), "ckpt/zip-damaged");
}
