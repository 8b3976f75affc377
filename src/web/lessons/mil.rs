//! Lesson 4: a linear head learns from one label per video.

use std::collections::BTreeMap;

use js_sys::{Float32Array, Float64Array, Uint8Array};
use serde::{Deserialize, Serialize};
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

use crate::evaluate::{Conventions, EvaluateError, Evaluation, Truth, VideoTruth};
use crate::lanet::mil::largest;
use crate::lanet::mil_head::{LabelledRows, MilHead};
use crate::scores::ScoreTrack;
use crate::synth::drawn_bags::{COLUMNS, DrawnBag, SNIPPETS, VIDEOS, drawn_bags, labels};
use crate::web::failure::Failure;

/// Which set, which labels, how long.
#[derive(Debug, Clone, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct MilQuestion {
    /// Of the set and of the start values.
    pub seed: u32,
    /// Snippets that stand for a positive video.
    pub k: usize,
    /// Share of labels that are turned over.
    pub flipped: f64,
    /// How far the videos with an event stand apart as a whole.
    pub place: f64,
    /// Steps of learning after which it is looked at, ascending.
    pub looks: Vec<usize>,
}

/// The head at one look.
#[derive(Debug, Clone, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct MilLook {
    /// Steps so far.
    pub step: usize,
    /// Loss of the next step.
    pub loss: f64,
    /// `[videos][snippets]`.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub scores: Float32Array,
    /// 1 for the snippets that stand for their video, `[videos][snippets]`.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Uint8Array<ArrayBuffer>")]
    pub picked: Uint8Array,
    /// Against the truth in time, all videos.
    pub auroc: f64,
    /// The same of the videos with an event alone.
    pub auroc_odd: Option<f64>,
    /// Each video's mean in place of its scores.
    pub video_mean: f64,
}

/// The set and the head on its way.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct MilAnswer {
    /// Videos.
    pub videos: usize,
    /// Snippets of each.
    pub snippets: usize,
    /// 1 for videos that are said to be odd.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Uint8Array<ArrayBuffer>")]
    pub labels: Uint8Array,
    /// First snippet of each video's event and the one after the last; equal where there is none.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float64Array<ArrayBuffer>")]
    pub events: Float64Array,
    /// As asked for.
    pub looks: Vec<MilLook>,
}

/// Steps of descent at this rate (ours).
const RATE: f64 = 0.15;

/// Learns, and looks.
#[wasm_bindgen]
pub fn lesson_mil(question: Ts<MilQuestion>) -> Result<Ts<MilAnswer>, JsValue> {
    let question: MilQuestion = crate::web::taken(&question)?;
    crate::web::out(answer(&question).map_err(Failure::from)?)
}

fn answer(question: &MilQuestion) -> Result<MilAnswer, EvaluateError> {
    let seed = u64::from(question.seed);
    let bags = drawn_bags(seed, question.place);
    let told = labels(&bags, question.flipped, seed);
    let labelled: Vec<LabelledRows<'_>> =
        bags.iter().zip(&told).map(|(bag, &positive)| LabelledRows { rows: &bag.rows, positive }).collect();
    let mut head = MilHead::new(seed, COLUMNS);
    let (mut looks, mut done) = (Vec::new(), 0);
    for &step in &question.looks {
        while done < step {
            head.step(&labelled, question.k, RATE);
            done += 1;
        }
        looks.push(look(&head, &bags, &told, question.k, done)?);
    }
    let events: Vec<f64> =
        bags.iter().flat_map(|bag| bag.event.unwrap_or([0, 0])).map(|t| t as f64).collect();
    let told: Vec<u8> = told.into_iter().map(u8::from).collect();
    Ok(MilAnswer {
        videos: VIDEOS,
        snippets: SNIPPETS,
        labels: Uint8Array::from(told.as_slice()),
        events: Float64Array::from(events.as_slice()),
        looks,
    })
}

fn look(
    head: &MilHead,
    bags: &[DrawnBag],
    told: &[bool],
    k: usize,
    step: usize,
) -> Result<MilLook, EvaluateError> {
    let (mut scores, mut picked) = (Vec::new(), Vec::new());
    let (mut tracks, mut truth) = (BTreeMap::new(), Truth::default());
    for (video, (bag, &positive)) in bags.iter().zip(told).enumerate() {
        let exact = head.scores(&bag.rows);
        let mut chosen = vec![0_u8; exact.len()];
        largest(&exact, if positive { k.max(1) } else { 1 }).into_iter().for_each(|t| chosen[t] = 1);
        let own: Vec<f32> = exact.iter().map(|&score| score as f32).collect();
        let odd = |t: usize| bag.event.is_some_and(|[start, end]| (start..end).contains(&t));
        let labels: Vec<bool> = (0..own.len()).map(odd).collect();
        scores.extend_from_slice(&own);
        picked.extend(chosen);
        truth.videos.insert(format!("{video:02}"), VideoTruth::from_labels(&labels));
        tracks.insert(format!("{video:02}"), ScoreTrack::new(1, own));
    }
    let evaluation = Evaluation::new(&tracks, &truth, &Conventions::default(), None)?;
    let results = evaluation.results();
    let labelled: Vec<LabelledRows<'_>> =
        bags.iter().zip(told).map(|(bag, &positive)| LabelledRows { rows: &bag.rows, positive }).collect();
    Ok(MilLook {
        step,
        loss: head.clone().step(&labelled, k, 0.0),
        scores: Float32Array::from(scores.as_slice()),
        picked: Uint8Array::from(picked.as_slice()),
        auroc: results.pooled.auroc,
        auroc_odd: results.anomalous.as_ref().map(|odd| odd.auroc),
        video_mean: results.controls.video_mean,
    })
}
