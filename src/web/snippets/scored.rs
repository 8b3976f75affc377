//! What a network says of one clip, frame by frame, and what its events are called.

use js_sys::Float32Array;
use tsify::Ts;
use wasm_bindgen::prelude::*;

use super::types::{NamedClass, NamedSpans, NamingQuestion, SnippetScores};
use crate::encode::SNIPPET_FRAMES;
use crate::known_heads::method_name;
use crate::scores::{ClassScores, NAMED_FROM, held, most_like};
use crate::web::encoding::encoder::Encoder;
use crate::web::engine::Engine;
use crate::web::failure::{Failure, FailureKind};
use crate::web::features::scoring::FeatureScoring;
use crate::web::features::types::ClassTrack;

/// What the page calls LA-Net's head on features of the compact encoder; DSANet's weights say their own name.
const LANET_NAME: &str = "LA-Net head, demo encoder (drawn scenes)";
/// What a result on other footage than drawn scenes is called besides.
const EXPERIMENTAL: &str = "experimental";

/// The scores of `video`, all of whose snippets `scoring` has scored, over its `frames`.
///
/// `drawn` says whether it is a scene of our own: encoder and heads know nothing else, so that other footage gives no
/// classes, and a name that says so.
#[wasm_bindgen]
pub fn snippet_scores(
    engine: &Engine,
    scoring: &FeatureScoring,
    video: &str,
    frames: usize,
    drawn: bool,
) -> Result<Ts<SnippetScores>, JsValue> {
    let mut found = assembled(engine, scoring, video, frames)?;
    if scoring.has_attention() {
        found.method = LANET_NAME.to_owned();
    }
    if !drawn {
        found.method = format!("{}, {EXPERIMENTAL}", found.method);
        found.experimental = true;
        found.classes.clear();
    }
    crate::web::out(found)
}

/// The same over features that `encoder` made of the clip: of any footage, under the weights' own name where encoder and
/// head are the published ones, and with classes where the encoder is CLIP.
#[wasm_bindgen]
pub fn encoded_snippet_scores(
    engine: &Engine,
    scoring: &FeatureScoring,
    encoder: &Encoder,
    video: &str,
    frames: usize,
) -> Result<Ts<SnippetScores>, JsValue> {
    let mut found = assembled(engine, scoring, video, frames)?;
    let (family, is_published) = scoring.family()?;
    let is_published = is_published && encoder.is_published();
    found.method = method_name(&found.method, family, is_published, &encoder.network_name());
    if !encoder.is_clip() {
        found.classes.clear();
    }
    crate::web::out(found)
}

fn assembled(
    engine: &Engine,
    scoring: &FeatureScoring,
    video: &str,
    frames: usize,
) -> Result<SnippetScores, Failure> {
    let file = scoring.file()?;
    let (Some(track), Some(run)) = (file.videos.get(video), file.run) else {
        let advice = "Press “Score clip” again.";
        return Err(Failure::new(FailureKind::Unknown, "the clip has not been scored", advice));
    };
    let over_frames = held(video, &track.scores, SNIPPET_FRAMES, frames).map_err(Failure::from)?;
    let mut notes = run.notes;
    if over_frames.held > 0 {
        let (held, snippet) = (over_frames.held, SNIPPET_FRAMES);
        notes.push(format!(
            "The last {held} of {frames} frames fill no snippet of {snippet}; they take the score before them."
        ));
    }
    Ok(SnippetScores {
        method: run.method,
        experimental: false,
        frames: Float32Array::from(over_frames.scores.as_slice()),
        snippets: Float32Array::from(track.scores.as_slice()),
        stride: SNIPPET_FRAMES,
        classes: track.classes.iter().map(ClassTrack::from).collect(),
        weights: run.weights.unwrap_or_default(),
        seed: run.seed.map(|seed| seed as f64),
        notes,
        device: engine.device_info(),
        version: run.version,
    })
}

/// What stretches of a clip are most like.
#[wasm_bindgen]
pub fn name_spans(question: Ts<NamingQuestion>) -> Result<Ts<NamedSpans>, JsValue> {
    let NamingQuestion { classes, stride, spans } = crate::web::taken(&question)?;
    let of_class =
        |class: ClassTrack| ClassScores { class: class.name, scores: class.probabilities.to_vec() };
    let classes: Vec<ClassScores> = classes.into_iter().map(of_class).collect();
    let named = |[start, end]: [usize; 2]| {
        let found = most_like(&classes, stride, start..end)?;
        Some(NamedClass { name: found.class, probability: found.probability })
    };
    crate::web::out(NamedSpans { from: NAMED_FROM, names: spans.into_iter().map(named).collect() })
}
