//! Lesson 8: who is in sight in the test videos of Plaza-weak, and on whom the false alarms fall.

use js_sys::{Uint8Array, Uint16Array};
use serde::{Deserialize, Serialize};
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

use crate::evaluate::alarms::{Alarms, Sighting, alarms_by_group};
use crate::evaluate::inputs::SNIPPET_FRAMES;
use crate::synth::ActorKind;
use crate::synth::script::ScriptError;
use crate::synth::weak::WeakSet;
use crate::web::failure::{Failure, FailureKind};

/// The videos, snippet by snippet.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct SightingsAnswer {
    /// Videos, in the order of the values.
    pub ids: Vec<String>,
    /// Snippets of each.
    pub snippets: usize,
    /// What the bits mean, the lowest first.
    pub kinds: Vec<SightedKind>,
    /// Who is in sight in the middle of each snippet, a bit per kind, `[videos][snippets]`.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Uint16Array<ArrayBuffer>")]
    pub groups: Uint16Array,
    /// 1 where a frame of the snippet is odd.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Uint8Array<ArrayBuffer>")]
    pub odd: Uint8Array,
}

/// A kind of actor.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct SightedKind {
    /// Its name.
    pub name: String,
    /// Seldom there and nothing odd.
    pub rare: bool,
}

/// Scores of those videos, and where to draw the line.
#[derive(Debug, Clone, Deserialize, Tsify)]
pub struct AlarmsQuestion {
    /// `[videos][snippets]`.
    pub scores: Vec<f32>,
    /// Snippets of each video.
    pub snippets: usize,
    /// As [`SightingsAnswer`] says.
    pub groups: Vec<u16>,
    /// As it says.
    pub odd: Vec<u8>,
    /// Scores at or above it raise an alarm.
    pub threshold: f32,
}

/// False alarms, and those with a kind of actor in sight.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct AlarmsAnswer {
    /// Snippets in which nothing odd happens.
    pub normal: usize,
    /// Those that are raised.
    pub raised: usize,
    /// By kind, in the order of the bits.
    pub kinds: Vec<KindAlarms>,
}

/// The normal snippets with one kind of actor in sight.
#[derive(Debug, Clone, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct KindAlarms {
    /// Videos in which it is.
    pub videos: usize,
    /// Snippets.
    pub normal: usize,
    /// Those that are raised.
    pub raised: usize,
    /// Their share.
    pub share: Option<f64>,
    /// The share of the normal snippets without it.
    pub share_without: Option<f64>,
}

/// Looks at every snippet of every test video.
#[wasm_bindgen]
pub fn lesson_sightings() -> Result<Ts<SightingsAnswer>, JsValue> {
    crate::web::out(sightings().map_err(Failure::from)?)
}

fn sightings() -> Result<SightingsAnswer, ScriptError> {
    let (mut ids, mut groups, mut odd) = (Vec::new(), Vec::new(), Vec::new());
    let mut snippets = 0;
    for video in WeakSet::Square.test_videos() {
        let scene = video.scene.open()?;
        let truth = scene.truth();
        snippets = truth.frames / SNIPPET_FRAMES;
        for first in (0..snippets).map(|snippet| snippet * SNIPPET_FRAMES) {
            let seen = scene.in_sight(first + SNIPPET_FRAMES / 2)?;
            let bits = ActorKind::USUAL.iter().enumerate().filter(|(_, kind)| seen.contains(kind));
            groups.push(bits.map(|(bit, _)| 1_u16 << bit).sum::<u16>());
            let end = first + SNIPPET_FRAMES;
            odd.push(u8::from(truth.events.iter().any(|event| event.start < end && first < event.end)));
        }
        ids.push(video.id);
    }
    let kinds = ActorKind::USUAL.map(|kind| SightedKind { name: kind.name().into(), rare: kind.is_rare() });
    Ok(SightingsAnswer {
        ids,
        snippets,
        kinds: kinds.into(),
        groups: Uint16Array::from(groups.as_slice()),
        odd: Uint8Array::from(odd.as_slice()),
    })
}

/// On whom the false alarms fall.
#[wasm_bindgen]
pub fn lesson_alarms(question: Ts<AlarmsQuestion>) -> Result<Ts<AlarmsAnswer>, JsValue> {
    let question: AlarmsQuestion = crate::web::taken(&question)?;
    let (scores, seen, odd) = (question.scores.len(), question.groups.len(), question.odd.len());
    if scores != seen || scores != odd {
        let detail =
            format!("{scores} scores, {seen} sightings and {odd} labels are not of the same snippets.");
        return Err(Failure::new(FailureKind::Unknown, detail, "Reload the page.").into());
    }
    let sightings: Vec<Sighting> = (0..scores)
        .map(|at| Sighting {
            video: at / question.snippets.max(1),
            score: question.scores[at],
            odd: question.odd[at] == 1,
            groups: question.groups[at],
        })
        .collect();
    let found = alarms_by_group(&sightings, ActorKind::USUAL.len(), question.threshold);
    crate::web::out(answer(found.map_err(Failure::from)?))
}

fn answer(Alarms { normal, raised, groups }: Alarms) -> AlarmsAnswer {
    let kind = |group: crate::evaluate::alarms::GroupAlarms| KindAlarms {
        videos: group.videos,
        normal: group.normal,
        raised: group.raised,
        share: group.share,
        share_without: group.share_without,
    };
    AlarmsAnswer { normal, raised, kinds: groups.into_iter().map(kind).collect() }
}
