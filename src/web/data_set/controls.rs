//! Scores that no model made, from the same boxes and by the same rules, against the truth beside the run's own.

use tsify::Ts;
use wasm_bindgen::prelude::*;

use super::course::SetCourse;
use super::types::{SetControls, SetNumbers};
use crate::evaluate::auroc;
use crate::evaluate::inputs::{
    MemoryFiles, PairOptions, TruthContent, TruthInput, pair, read_scores, read_truth,
};
use crate::lbr::Control;
use crate::lbr::blocks::Blocks;
use crate::lbr::set_run::{SetClip, set_tracks};
use crate::localize::Cubes;
use crate::scores::{ScoreFile, ScoreTrack};
use crate::web::failure::Failure;
use crate::web::features::ChosenFiles;

const CONTROLS: [Control; 4] = [Control::BoxAspect, Control::BoxWidth, Control::BoxCount, Control::FrameCopy];

#[wasm_bindgen]
impl SetCourse {
    /// AUROC of the run and of every control, raw and smoothed, pooled over all frames.
    pub fn controls(&self, truth: &ChosenFiles) -> Result<Ts<SetControls>, JsValue> {
        crate::web::out(self.numbers(truth)?)
    }
}

impl SetCourse {
    fn numbers(&self, files: &ChosenFiles) -> Result<SetControls, Failure> {
        let read: MemoryFiles = files.in_memory()?.into_iter().collect();
        let mut truth = read_truth(&read)?;
        if let TruthContent::PerVideo(truth) = &mut truth.truth {
            self.add_normal(truth);
        }
        self.with_outcome(|blocks, outcome| {
            let mut rows = Vec::new();
            let own = (self.method().to_owned(), outcome.scores.clone());
            let controls = CONTROLS
                .into_iter()
                .map(|control| (control.name().to_owned(), scores(control, self.clips(), blocks)));
            let mut odd_share = 0.0;
            for (name, scores) in std::iter::once(own).chain(controls) {
                let judged = judged(self.clips(), &scores, &truth)?;
                odd_share = judged.odd_share;
                rows.push(SetNumbers { name, raw: judged.raw, smoothed: judged.smoothed });
            }
            Ok(SetControls { rows, odd_share })
        })
    }
}

/// A control's scores per clip.
fn scores(control: Control, clips: &[SetClip], blocks: &Blocks) -> Vec<Vec<f32>> {
    if control == Control::FrameCopy {
        let of_block = blocks.shares.iter().map(|share| Some(control.scores(&share.cubes, 0)));
        return blocks.by_clip(&blocks.together(&of_block.collect::<Vec<_>>()));
    }
    let of_clip = |clip: &SetClip| {
        let cubes = Cubes { pixels: Vec::new(), places: clip.places.clone() };
        control.scores(&cubes, clip.frames)
    };
    clips.iter().map(of_clip).collect()
}

struct Judged {
    raw: f64,
    smoothed: f64,
    odd_share: f64,
}

fn judged(clips: &[SetClip], scores: &[Vec<f32>], truth: &TruthInput) -> Result<Judged, Failure> {
    let mut videos = set_tracks(clips, scores, true)?;
    videos.values_mut().for_each(|track| track.regions.clear());
    let json = ScoreFile { videos, run: None }.to_json()?;
    let read = read_scores(&MemoryFiles::one("scores.json", json.into_bytes()), None)?;
    let paired = pair(read, truth.clone(), &PairOptions::default())?;
    let (mut labels, mut raw, mut smoothed) = (Vec::new(), Vec::new(), Vec::new());
    for (id, ScoreTrack { scores, raw: unsmoothed, .. }) in &paired.scores {
        let own = paired.truth.videos.get(id).map_or_else(Vec::new, crate::evaluate::VideoTruth::labels);
        labels.extend(own);
        smoothed.extend_from_slice(scores);
        raw.extend_from_slice(unsmoothed.as_ref().unwrap_or(scores));
    }
    let odd = labels.iter().filter(|odd| **odd).count();
    Ok(Judged {
        raw: auroc(&raw, &labels)?,
        smoothed: auroc(&smoothed, &labels)?,
        odd_share: odd as f64 / labels.len().max(1) as f64,
    })
}
