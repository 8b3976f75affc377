//! What a head takes, before a clip is encoded for it.

use tsify::Ts;
use wasm_bindgen::prelude::*;

use super::types::HeadFacts;
use crate::formats;
use crate::known_heads::{HeadError, head_input};
use crate::web::encoding::encoder::Encoder;
use crate::web::failure::{Failure, FailureKind};
use crate::web::features::blob::Blob;

/// Holds the head in a file against the encoder whose features it is to score; reads no values.
///
/// Errors: no such head, with all tensors that are missing or of another shape; an encoder whose rows have another length
/// than the head takes, with the tensor that tells it.
#[wasm_bindgen]
pub fn head_for(encoder: &Encoder, name: &str, weights: Blob) -> Result<Ts<HeadFacts>, JsValue> {
    let checkpoint = formats::open(weights, name).map_err(Failure::from)?;
    let input = head_input(&checkpoint).map_err(Failure::from)?;
    input.check(&encoder.network_name(), encoder.columns()).map_err(Failure::from)?;
    crate::web::out(HeadFacts {
        crop: input.crop,
        published_for: input.pel4vad.map(|set| set.name().to_owned()),
    })
}

impl From<HeadError> for Failure {
    fn from(error: HeadError) -> Self {
        let advice = match error {
            HeadError::Format(error) => return error.into(),
            HeadError::Width { .. } => "Choose an encoder and a network that belong together.",
            HeadError::NoInput { .. } => "Choose another network.",
            HeadError::DataSetUnknown { .. } => {
                "Encode the clip in Reproduce, use its features there and say under “Weights are for” which data set it was."
            }
        };
        Self::new(FailureKind::BadFile, &error, advice)
    }
}
