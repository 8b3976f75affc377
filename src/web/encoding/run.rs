//! A clip's frames to its features, a step at a time.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Uint8Array;
use tsify::Ts;
use wasm_bindgen::prelude::*;

use super::encoder::Encoder;
use super::network::Network;
use super::types::{ClipFacts, ComparedCrop, EncodingStep, FeatureComparison, SnippetCut};
use crate::encode::{
    CropChoice, CropMatch, EncodeNote, Encoded, Features, SNIPPET_FRAMES, SnippetEncoder, compare,
    read_feature_file,
};
use crate::formats::npy_bytes;
use crate::video::Frame;
use crate::web::failure::{Failure, FailureKind};

/// Where a clip is.
enum Stage {
    /// Frames come in.
    Reading(Box<SnippetEncoder<Rc<Network>>>),
    /// All are encoded.
    Done(Encoded),
}

/// A clip that is being encoded: push frames, cut while it waits, put the rows, finish, take the files.
#[wasm_bindgen]
pub struct ClipEncoding {
    width: usize,
    height: usize,
    preset: String,
    crops: usize,
    /// Empty while a call is under way, and after an error.
    stage: RefCell<Option<Stage>>,
}

#[wasm_bindgen]
impl ClipEncoding {
    /// Begins with frames of this size; `clip` names it in messages. `crops` is `ten`, `five`, `centre`, `only:5` or, to
    /// hold them against a file, `all` that the preset has.
    pub fn begin(
        encoder: &Encoder,
        clip: &str,
        width: usize,
        height: usize,
        crops: &str,
    ) -> Result<ClipEncoding, JsValue> {
        let recipe = encoder.recipe()?;
        let crops = match crops {
            "all" if recipe.crops(CropChoice::Ten).is_ok() => CropChoice::Ten,
            "all" => CropChoice::Centre,
            text => text.parse().map_err(|reason: String| {
                Failure::new(FailureKind::BadFile, reason, "Choose another value under “Crops”.")
            })?,
        };
        let preset = recipe.preset.to_string();
        let count = recipe.crops(crops).map_err(Failure::from)?.len();
        let encoding = SnippetEncoder::new(encoder.network(), clip, recipe, crops).map_err(Failure::from)?;
        let stage = RefCell::new(Some(Stage::Reading(Box::new(encoding))));
        Ok(Self { width, height, preset, crops: count, stage })
    }

    /// Crops of a snippet.
    #[wasm_bindgen(getter)]
    pub fn crops(&self) -> usize {
        self.crops
    }

    /// Takes the next frame, R G B A; true where a snippet is whole and waits to be cut.
    pub fn push(&self, rgba: &[u8], time: f64) -> Result<bool, JsValue> {
        let frame = Frame::from_rgba(self.width, self.height, rgba, time).map_err(Failure::from)?;
        let mut encoding = self.reading()?;
        encoding.push(&frame).map_err(Failure::from)?;
        Ok(self.keep(encoding))
    }

    /// Cuts one crop out of the snippet that waits; null where none does. Its row is [`Encoder::row`]'s, of this or
    /// another worker's encoder of the same weights.
    #[wasm_bindgen(unchecked_return_type = "SnippetCut | null")]
    pub fn cut(&self) -> Result<JsValue, JsValue> {
        let mut encoding = self.reading()?;
        let cut = encoding.cut();
        self.keep(encoding);
        let Some(cut) = cut else { return Ok(JsValue::NULL) };
        let rgb = Uint8Array::from(cut.rgb.as_slice());
        Ok(crate::web::out(SnippetCut { clip: cut.clip, snippet: cut.snippet, crop: cut.crop, rgb })?.into())
    }

    /// Takes the row of the first cut that has none.
    pub fn put(&self, row: Vec<f32>) -> Result<Ts<EncodingStep>, JsValue> {
        let mut encoding = self.reading()?;
        let step = encoding.put(row).map_err(Failure::from)?;
        self.keep(encoding);
        crate::web::out(EncodingStep { snippet: step.snippet, done: step.done, crops: step.crops })
    }

    /// Says that there are no more frames; true where a last snippet waits to be cut.
    pub fn end(&self) -> Result<bool, JsValue> {
        let mut encoding = self.reading()?;
        encoding.end().map_err(Failure::from)?;
        Ok(self.keep(encoding))
    }

    /// Puts the features together.
    pub fn finish(&self) -> Result<Ts<ClipFacts>, JsValue> {
        let encoded = self.reading()?.finish().map_err(Failure::from)?;
        let (tail, others): (Vec<_>, Vec<_>) =
            encoded.notes.iter().partition(|note| matches!(note, EncodeNote::Tail { .. }));
        let facts = ClipFacts {
            snippets: encoded.features.snippets,
            width: encoded.features.dim,
            crops: encoded.crops.clone(),
            frames: encoded.frames,
            preset: self.preset.clone(),
            notes: others.iter().map(ToString::to_string).collect(),
            tail: tail.first().map(ToString::to_string),
        };
        self.stage.replace(Some(Stage::Done(encoded)));
        crate::web::out(facts)
    }

    /// The bytes of an `.npy` of one crop by its place, `[snippets, width]`.
    pub fn crop_npy(&self, place: usize) -> Result<Vec<u8>, JsValue> {
        self.with_features(|features| npy_bytes(&[features.snippets, features.dim], features.crop(place)))
    }

    /// The bytes of an `.npy` of all crops, `[crops, snippets, width]`.
    pub fn packed_npy(&self) -> Result<Vec<u8>, JsValue> {
        self.with_features(|features| {
            npy_bytes(&[features.crops, features.snippets, features.dim], &features.data)
        })
    }

    /// Holds the first `limit` snippets against a released file, whose bytes are given.
    pub fn compare(&self, name: &str, theirs: &[u8], limit: usize) -> Result<Ts<FeatureComparison>, JsValue> {
        let theirs = released(name, theirs)?;
        let stage = self.stage.borrow();
        let Some(Stage::Done(encoded)) = stage.as_ref() else { return Err(unfinished().into()) };
        let found = compare(encoded, &theirs, limit).map_err(Failure::from)?;
        crate::web::out(FeatureComparison {
            preset: self.preset.clone(),
            verdict: found.verdict.to_string(),
            cosine: found.cosine(),
            snippets: found.snippets,
            order: found.order(),
            crops: found.crops.iter().map(compared).collect(),
        })
    }
}

impl ClipEncoding {
    fn reading(&self) -> Result<Box<SnippetEncoder<Rc<Network>>>, Failure> {
        match self.stage.take() {
            Some(Stage::Reading(encoding)) => Ok(encoding),
            other => {
                self.stage.replace(other);
                Err(unfinished())
            }
        }
    }

    /// Puts the encoder back; true where it waits.
    fn keep(&self, encoding: Box<SnippetEncoder<Rc<Network>>>) -> bool {
        let waits = encoding.is_waiting();
        self.stage.replace(Some(Stage::Reading(encoding)));
        waits
    }

    fn with_features(&self, bytes: impl Fn(&Features) -> Vec<u8>) -> Result<Vec<u8>, JsValue> {
        match self.stage.borrow().as_ref() {
            Some(Stage::Done(encoded)) => Ok(bytes(&encoded.features)),
            _ => Err(unfinished().into()),
        }
    }
}

/// Features of a file to compare with.
fn released(name: &str, bytes: &[u8]) -> Result<Features, Failure> {
    let stack = read_feature_file(name, bytes, None).map_err(|error| {
        let advice = "Choose a .npy of snippet features under “Released features”.";
        Failure::new(FailureKind::BadFile, error, advice)
    })?;
    let (crops, snippets, dim, data) = (stack.crops, stack.snippets, stack.dim, stack.data);
    Ok(Features { crops, snippets, dim, data, frames_per_snippet: SNIPPET_FRAMES })
}

fn compared(crop: &CropMatch) -> ComparedCrop {
    ComparedCrop {
        theirs: crop.theirs,
        ours: crop.ours,
        cosine: crop.cosine,
        lowest: crop.lowest,
        norm_ratio: crop.norm_ratio,
        control: crop.control,
    }
}

fn unfinished() -> Failure {
    Failure::new(
        FailureKind::Unknown,
        "the clip was asked about in the wrong order",
        "Encode the clip again.",
    )
}
