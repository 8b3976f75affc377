//! A hash of what was given, for the card.

use sha2::{Digest, Sha256};

use super::file_set::visible;
use super::{FileSet, InputError};

/// SHA-256 of a file's bytes; of several files, that of their sorted hashes, a line each: names and order do not
/// matter. `None` without a file.
///
/// Errors: those of [`FileSet::read`].
pub fn sha256_of(files: &dyn FileSet) -> Result<Option<String>, InputError> {
    let hashes = visible(files).into_iter().map(|index| Ok(hex(&files.read(index)?)));
    let mut hashes = hashes.collect::<Result<Vec<String>, InputError>>()?;
    if hashes.len() < 2 {
        return Ok(hashes.pop());
    }
    hashes.sort();
    Ok(Some(hex((hashes.join("\n") + "\n").as_bytes())))
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::inputs::MemoryFiles;

    #[test]
    fn one_file_has_the_hash_of_its_bytes_whatever_its_name() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        for name in ["a.npz", "b/c.npz"] {
            assert_eq!(sha256_of(&MemoryFiles::one(name, b"abc".to_vec())).unwrap().unwrap(), abc);
        }
        assert_eq!(sha256_of(&MemoryFiles::default()).unwrap(), None);
    }

    #[test]
    fn several_files_have_the_hash_of_their_sorted_hashes() {
        let files = |contents: [&str; 2]| -> MemoryFiles {
            let named = contents.into_iter().enumerate();
            named.map(|(name, content)| (name.to_string(), content.as_bytes().to_vec())).collect()
        };
        let hash = sha256_of(&files(["b", "a"])).unwrap();
        assert_eq!(hash, sha256_of(&files(["a", "b"])).unwrap());
        assert_ne!(hash, sha256_of(&files(["a", "c"])).unwrap());
        // (printf a | sha256sum; printf b | sha256sum) | cut -c 1-64 | sort | sha256sum
        assert_eq!(hash.unwrap(), "e31b611bfa25cad7df113c6721feec788606f694069ced6d3d3f738a89d14e2a");
    }
}
