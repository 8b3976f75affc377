//! Digests: of a file's bytes, and of its weights whatever the container.

use sha2::{Digest, Sha256};

use super::checkpoint::Checkpoint;
use super::source::read_exact;
use super::{ByteSource, Fit, FormatError};

/// Bytes hashed at a time.
const PIECE: u64 = 4 << 20;

/// A SHA-256, as 64 hexadecimal digits.
pub type Hex = String;

/// SHA-256 of bytes that arrive piece by piece.
#[derive(Debug, Default, Clone)]
pub struct BytesDigest(Sha256);

impl BytesDigest {
    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all bytes taken.
    pub fn finish(self) -> Hex {
        hex(self.0)
    }
}

/// SHA-256 of all bytes, read in pieces of 4 MiB.
pub fn file_sha256(source: &dyn ByteSource) -> Result<Hex, FormatError> {
    let mut digest = BytesDigest::default();
    let mut buffer = vec![0; source.len().min(PIECE) as usize];
    let mut at = 0;
    while at < source.len() {
        let piece = &mut buffer[..(source.len() - at).min(PIECE) as usize];
        read_exact(source, at, piece, "the file")?;
        digest.push(piece);
        at += piece.len() as u64;
    }
    Ok(digest.finish())
}

/// SHA-256 of bytes in memory.
pub fn sha256(bytes: &[u8]) -> Hex {
    hex(Sha256::new_with_prefix(bytes))
}

/// Digest of weights: SHA-256 over the tensors sorted by name, each as name, shape and f32 values.
///
/// Before the name its length and before the sizes their number, as u32; sizes as u64; all little-endian.
/// Feed it in the order of the names' bytes.
#[derive(Debug, Default, Clone)]
pub struct WeightsDigest(Sha256);

impl WeightsDigest {
    /// Takes the next tensor.
    pub fn tensor(&mut self, name: &str, shape: &[usize], values: &[f32]) {
        self.0.update((name.len() as u32).to_le_bytes());
        self.0.update(name.as_bytes());
        self.0.update((shape.len() as u32).to_le_bytes());
        for &size in shape {
            self.0.update((size as u64).to_le_bytes());
        }
        // In pieces, so that the bytes of a large tensor are not all there twice.
        for piece in values.chunks(1 << 14) {
            let bytes: Vec<u8> = piece.iter().flat_map(|value| value.to_le_bytes()).collect();
            self.0.update(bytes);
        }
    }

    /// The digest of all tensors taken.
    pub fn finish(self) -> Hex {
        hex(self.0)
    }
}

/// Digest of the model's weights in a checkpoint. Errors: as [`Checkpoint::load`].
pub fn weights_digest(checkpoint: &Checkpoint<'_>, fit: &Fit) -> Result<Hex, FormatError> {
    let names = fit.names.iter().map(|name| (name.clone(), fit.key(name)));
    digest_of(checkpoint, names.collect())
}

/// Digest of all floating-point tensors of a checkpoint under their whole names.
pub fn floats_digest(checkpoint: &Checkpoint<'_>) -> Result<Hex, FormatError> {
    let floats = checkpoint.tensors().filter(|tensor| tensor.dtype.is_float());
    digest_of(checkpoint, floats.map(|tensor| (tensor.name.clone(), tensor.name.clone())).collect())
}

/// `names`: final name and whole name in the file.
fn digest_of(checkpoint: &Checkpoint<'_>, mut names: Vec<(String, String)>) -> Result<Hex, FormatError> {
    names.sort();
    let mut digest = WeightsDigest::default();
    for (name, key) in names {
        let tensor = checkpoint.load(&key)?;
        digest.tensor(&name, &tensor.shape, &tensor.values);
    }
    Ok(digest.finish())
}

fn hex(hasher: Sha256) -> Hex {
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_hashed_in_pieces() {
        // "abc": the first example of FIPS 180-2.
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(file_sha256(&b"abc".as_slice()).unwrap(), known);
        let long = vec![7_u8; PIECE as usize + 5];
        assert_eq!(file_sha256(&long).unwrap(), hex(Sha256::new_with_prefix(&long)));
    }

    #[test]
    fn the_digest_is_that_of_the_layout_written_out() {
        let mut digest = WeightsDigest::default();
        digest.tensor("ab", &[2, 1], &[1.0, -2.0]);
        let mut bytes = vec![2, 0, 0, 0, b'a', b'b', 2, 0, 0, 0];
        bytes.extend([2_u64, 1].iter().flat_map(|n| n.to_le_bytes()));
        bytes.extend([1.0_f32, -2.0].iter().flat_map(|v| v.to_le_bytes()));
        assert_eq!(digest.finish(), hex(Sha256::new_with_prefix(&bytes)));
    }
}
