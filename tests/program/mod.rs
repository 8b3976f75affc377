//! The built program as a script sees it, and a folder for every test.
#![allow(dead_code)] // No test program needs all of it.

use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A folder of one test, removed at its end.
pub struct Folder(PathBuf);

impl Folder {
    /// An empty one; `test` is its own among the tests of a program.
    pub fn new(test: &str) -> Self {
        let name = format!("oddframe-{}-{test}-{}", env!("CARGO_CRATE_NAME"), std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }

    /// The path of a file or folder in it as a word of a command line.
    pub fn word(&self, name: &str) -> String {
        text(&self.join(name)).to_owned()
    }

    /// Writes a text, and the folders above it; its path as a word.
    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file in the temporary folder");
        self.word(name)
    }

    /// The JSON in a file.
    pub fn json(&self, name: &str) -> Value {
        json(&fs::read(self.join(name)).expect("a file that was written"))
    }
}

impl Deref for Folder {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left of it lies in a temporary folder.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs the program.
pub fn oddframe(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_oddframe")).args(words).output().expect("the built program")
}

/// A path as a word of a command line.
pub fn text<P: AsRef<Path> + ?Sized>(path: &P) -> &str {
    path.as_ref().to_str().expect("a path of plain letters")
}

/// What was printed as a result.
pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

/// What was told on the way.
pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("text")
}

/// One JSON value.
pub fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("JSON")
}

/// Asserts success; what was told on the way.
pub fn succeeded(output: &Output) -> String {
    let told = stderr(output);
    assert!(output.status.success(), "{told}");
    told
}

/// Asserts success and one JSON value on stdout.
pub fn printed(output: &Output) -> Value {
    succeeded(output);
    json(&output.stdout)
}

/// Asserts a refusal with `code` in the last line of stderr and no result; that line.
pub fn refused(output: &Output, code: &str) -> String {
    let told = stderr(output);
    let line = told.lines().last().unwrap_or_default();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(line.starts_with(&format!("error[{code}]: ")), "{told}");
    assert!(output.stdout.is_empty(), "{}", stdout(output));
    line.to_owned()
}

/// The same of a refusal before anything else was told.
pub fn refused_at_once(output: &Output, code: &str) -> String {
    assert_eq!(stderr(output).lines().count(), 1, "{}", stderr(output));
    refused(output, code)
}
