//! A hash of what was given, for the card.

use sha2::{Digest, Sha256};

use super::file_set::visible;
use super::{FileSet, InputError};

/// SHA-256 of a file's bytes; of several files, that of their list in the order of names: a line `HASH  NAME` each,
/// as `sha256sum` writes it. `None` without a file.
///
/// Errors: those of [`FileSet::read`].
pub fn sha256_of(files: &dyn FileSet) -> Result<Option<String>, InputError> {
    let chosen = visible(files);
    if let [only] = chosen[..] {
        return Ok(Some(hex(&files.read(only)?)));
    }
    let mut list = String::new();
    for index in &chosen {
        list += &format!("{}  {}\n", hex(&files.read(*index)?), files.names()[*index]);
    }
    Ok((!chosen.is_empty()).then(|| hex(list.as_bytes())))
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
    fn several_files_are_hashed_in_the_order_of_their_names() {
        let files = |names: [&str; 2]| -> MemoryFiles {
            names.into_iter().map(|name| (name.to_string(), name.as_bytes().to_vec())).collect()
        };
        let hash = sha256_of(&files(["b", "a"])).unwrap();
        assert_eq!(hash, sha256_of(&files(["a", "b"])).unwrap());
        assert_ne!(hash, sha256_of(&files(["a", "c"])).unwrap());
        // printf 'a' and 'b' to files of that name; sha256sum a b | sha256sum
        assert_eq!(hash.unwrap(), "cb13f400dcb618e400d0f7d54f7cdb330d37a07272cb99a1016cda5830a10556");
    }
}
