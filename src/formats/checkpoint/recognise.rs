//! What a file is: its first bytes decide, never its name.

use crate::formats::error::{check_limit, first_bytes};
use crate::formats::onnx::looks_like_model;
use crate::formats::source::{check_range, read_vec};
use crate::formats::{ByteSource, FormatError};

/// Bytes looked at: as far as the mark of a tar archive.
const HEAD: u64 = 512;
/// Most bytes of a safetensors header; in the browser memory is scarcer.
const MAX_HEADER: u64 = if cfg!(target_family = "wasm") { 32 << 20 } else { 100_000_000 };
/// PyTorch's old files begin with a pickled integer; the second byte is the pickle protocol.
const LEGACY: [u8; 15] =
    [0x80, 2, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E];

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Zip,
    Legacy,
    Npy,
    Onnx,
    /// With the length of its header.
    Safetensors(u64),
}

/// Recognises a file, or says what it is instead.
pub(super) fn recognise(source: &dyn ByteSource) -> Result<Kind, FormatError> {
    let head = read_vec(source, 0, source.len().min(HEAD), "the first bytes")?;
    if head.is_empty() {
        return Err(FormatError::Empty);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(Kind::Zip);
    }
    // Before the pickles: a header of 640, 896, 1,152 or 1,408 bytes begins like one of protocol 2 to 5.
    if let Some(length) = safetensors_header(&head) {
        check_limit("the size in bytes of the safetensors header", length, MAX_HEADER)?;
        check_range(source, 8, length, "the safetensors header")?;
        return Ok(Kind::Safetensors(length));
    }
    if let [0x80, 2..=5, rest @ ..] = head.as_slice() {
        if rest.starts_with(&LEGACY[2..]) {
            return Ok(Kind::Legacy);
        }
        if LEGACY[2..].starts_with(rest) {
            check_range(source, 0, LEGACY.len() as u64, "the mark of a PyTorch file")?;
        }
        return Err(FormatError::PlainPickle);
    }
    if head.starts_with(b"\x93NUMPY") {
        return Ok(Kind::Npy);
    }
    if looks_like_model(&head) {
        return Ok(Kind::Onnx);
    }
    Err(foreign(&head))
}

/// The length that a safetensors file begins with, if a header follows it.
fn safetensors_header(head: &[u8]) -> Option<u64> {
    /// Longer headers than this are taken for chance.
    const LIKELY: u64 = 1 << 48;
    let (length, rest) = head.split_first_chunk::<8>()?;
    let length = u64::from_le_bytes(*length);
    let likely = length <= MAX_HEADER || length < LIKELY && rest.starts_with(b"{\"");
    (likely && rest.first() == Some(&b'{')).then_some(length)
}

fn foreign(head: &[u8]) -> FormatError {
    let text = head.trim_ascii_start();
    if text.starts_with(b"<") || text.starts_with(b"\xEF\xBB\xBF<") {
        return FormatError::Html;
    }
    if head.starts_with(b"version https://git-lfs") {
        let text = String::from_utf8_lossy(head);
        let size = text.lines().find_map(|line| line.strip_prefix("size "));
        let size = size.unwrap_or("an unknown number").chars().take(20).collect();
        return FormatError::LfsPointer { size };
    }
    let known: [(usize, &[u8], &str, &str); 4] = [
        (0, b"\x89HDF", "an HDF5 file (Keras)", "convert it with Python"),
        (0, b"\x1F\x8B", "a gzip archive", "unpack it first"),
        (257, b"ustar", "a tar archive", "unpack it first, or save it with a PyTorch from this decade"),
        (0, b"GGUF", "a GGUF file of a language model", "choose another file"),
    ];
    for (at, mark, kind, advice) in known {
        if head.get(at..).is_some_and(|rest| rest.starts_with(mark)) {
            return FormatError::Foreign { kind, advice };
        }
    }
    let expected = "a PyTorch (.pt, .pth, .pkl), safetensors, ONNX or NumPy (.npy, .npz) file";
    FormatError::Unknown { expected, start: first_bytes(head) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(bytes: &[u8]) -> &'static str {
        recognise(&bytes).unwrap_err().code()
    }

    #[test]
    fn first_bytes_decide() {
        assert_eq!(recognise(&b"PK\x03\x04".as_slice()), Ok(Kind::Zip));
        assert_eq!(recognise(&LEGACY.as_slice()), Ok(Kind::Legacy));
        let mut protocol_4 = LEGACY;
        protocol_4[1] = 4;
        assert_eq!(recognise(&protocol_4.as_slice()), Ok(Kind::Legacy));
        assert_eq!(recognise(&b"\x93NUMPY\x01".as_slice()), Ok(Kind::Npy));
        assert_eq!(recognise(&b"\x08\x06\x12\x07pytorch".as_slice()), Ok(Kind::Onnx));
        assert_eq!(recognise(&b"\x02\0\0\0\0\0\0\0{}".as_slice()), Ok(Kind::Safetensors(2)));
    }

    #[test]
    fn a_safetensors_header_of_any_length_is_no_pickle() {
        for length in 2..2_000_u64 {
            let mut bytes = length.to_le_bytes().to_vec();
            bytes.push(b'{');
            bytes.resize(8 + length as usize, b' ');
            assert_eq!(recognise(&bytes), Ok(Kind::Safetensors(length)));
        }
    }

    #[test]
    fn what_is_something_else_is_named() {
        assert_eq!(code(b""), "ckpt/empty");
        assert_eq!(code(b"  \n<!DOCTYPE html>"), "ckpt/html");
        let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 4024529\n";
        assert_eq!(recognise(&pointer.as_slice()), Err(FormatError::LfsPointer { size: "4024529".into() }));
        assert_eq!(code(b"\x89HDF\r\n"), "ckpt/foreign");
        assert_eq!(code(b"\x1F\x8B\x08"), "ckpt/foreign");
        assert_eq!(code(b"GGUF\x03"), "ckpt/foreign");
        let mut tar = [0; 512];
        tar[257..262].copy_from_slice(b"ustar");
        assert_eq!(code(&tar), "ckpt/foreign");
        assert_eq!(code(b"\x80\x04N."), "ckpt/plain-pickle");
        assert_eq!(code(&LEGACY[..9]), "ckpt/truncated");
        assert_eq!(code(b"hello, world"), "ckpt/unknown");
        assert_eq!(code(b"\xFF\0\0\0\0\0\0\0{}"), "ckpt/truncated");
        assert_eq!(code(b"\0\0\0\0\0\x01\0\0{\"a"), "ckpt/limit");
    }
}
