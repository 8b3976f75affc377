//! Bytes of a file of the visitor's, read by ranges from the disk where it lies: nothing reads a whole file.
//!
//! The reader is the synchronous one that only workers have, because every reader of the library is synchronous.

use std::io;

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::formats::ByteSource;

#[wasm_bindgen]
extern "C" {
    /// A file, or a part of one.
    #[derive(Debug, Clone)]
    #[wasm_bindgen(typescript_type = "Blob")]
    pub type Blob;

    #[wasm_bindgen(method, getter)]
    fn size(this: &Blob) -> f64;

    #[wasm_bindgen(method)]
    fn slice(this: &Blob, start: f64, end: f64) -> Blob;

    type FileReaderSync;

    #[wasm_bindgen(constructor, catch)]
    fn new() -> Result<FileReaderSync, JsValue>;

    #[wasm_bindgen(method, catch, js_name = readAsArrayBuffer)]
    fn read_as_array_buffer(this: &FileReaderSync, blob: &Blob) -> Result<ArrayBuffer, JsValue>;
}

impl ByteSource for Blob {
    fn len(&self) -> u64 {
        self.size() as u64
    }

    fn read_at(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let end = offset.saturating_add(out.len() as u64);
        if end > ByteSource::len(self) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let part = self.slice(offset as f64, end as f64);
        let read = FileReaderSync::new().and_then(|reader| reader.read_as_array_buffer(&part));
        let read = read.map_err(|thrown| refused(&thrown))?;
        let bytes = Uint8Array::new(&read);
        if bytes.length() as usize != out.len() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.copy_to(out);
        // Dropped, not emptied by `transfer`: with that the browser kept 100 MB more of a checkpoint of 775 MB (Chromium 156).
        Ok(())
    }
}

/// A file that was moved or changed after it was chosen.
fn refused(thrown: &JsValue) -> io::Error {
    let message = js_sys::Reflect::get(thrown, &"message".into()).ok().and_then(|text| text.as_string());
    io::Error::other(message.unwrap_or_else(|| "the browser could not read it".to_owned()))
}
