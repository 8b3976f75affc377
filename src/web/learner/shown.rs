//! What the page is shown of a run: curves, objects, the result in numbers and words.

use js_sys::{Float32Array, Float64Array, Uint8Array, Uint32Array};

use super::Learner;
use crate::lbr::clip::{ClipRun, ObjectErrors, Presented, method_name, present};
use crate::localize::CubePlace;
use crate::scores::{
    ClipTiming, DEFAULT_THRESHOLD, Evidence, Finding, Learning, ScoreError, ScoredObjects, events, judge,
};
use crate::web::types::{Objects, ScoredClip, State, Track, VerdictKind};

impl Learner {
    /// Analysed frames of the chosen cubes, or of all.
    pub(super) fn object_frames(&self, chosen: Option<&[usize]>) -> Vec<usize> {
        let frame = |cube: usize| self.cubes.places[cube].frame;
        match chosen {
            Some(chosen) => chosen.iter().map(|&cube| frame(cube)).collect(),
            None => (0..self.cubes.len()).map(frame).collect(),
        }
    }

    pub(super) fn presented(&self, objects: &ObjectErrors) -> Result<Presented, ScoreError> {
        self.present(&self.object_frames(Some(&objects.cubes)), &objects.z_scores())
    }

    pub(super) fn present(&self, frames: &[usize], scores: &[f32]) -> Result<Presented, ScoreError> {
        let parts: Vec<usize> = self.clip.localized.frames.iter().map(|frame| frame.part).collect();
        let timing = ClipTiming {
            clip_frames: self.clip.times.len(),
            stride: self.clip.stride,
            frames_per_second: self.clip.clip.fps,
            parts: &parts,
        };
        present(ScoredObjects { frames, scores }, timing)
    }

    pub(super) fn js_track(&self, presented: &Presented) -> Track {
        let empty: Vec<u8> =
            presented.clip.track.has_object().into_iter().map(|has| u8::from(!has)).collect();
        let smoothed = &presented.clip.track.scores;
        Track {
            times: Float64Array::from(self.clip.times.as_slice()),
            raw: Float32Array::from(presented.clip.track.raw.as_deref().unwrap_or(smoothed)),
            smoothed: Float32Array::from(smoothed.as_slice()),
            robust: Float32Array::from(presented.curve.values.as_slice()),
            empty: Uint8Array::from(empty.as_slice()),
        }
    }

    fn js_objects(&self, presented: &Presented) -> Objects {
        let (analysed, clip) = (&self.clip.analysed, &self.clip.clip);
        let frames = self.object_frames(None);
        let clip_frame: Vec<u32> = frames.iter().map(|&frame| (frame * self.clip.stride) as u32).collect();
        let corners = |place: &CubePlace| {
            place.region.in_original((analysed.width, analysed.height), (clip.width, clip.height))
        };
        let boxes: Vec<f32> = self.cubes.places.iter().flat_map(corners).collect();
        Objects {
            frame: Uint32Array::from(clip_frame.as_slice()),
            boxes: Float32Array::from(boxes.as_slice()),
            score: Float32Array::from(presented.objects.as_slice()),
        }
    }

    /// The whole result; `notes` are the sentences of whoever decoded the clip.
    pub(super) fn result(&self, run: &ClipRun, notes: Vec<String>) -> Result<ScoredClip, ScoreError> {
        let Some(outcome) = run.outcome() else {
            return Err(ScoreError::NoObjects { frames: self.clip.times.len() });
        };
        let presented = self.presented(&outcome.objects)?;
        let fps = self.clip.clip.fps;
        let found = events(&presented.curve.values, fps, DEFAULT_THRESHOLD)?;
        let learning = Learning {
            cubes: self.cubes.len(),
            settled: outcome.settled,
            dropped_share: outcome.dropped_share,
        };
        let verdict = judge(&presented.curve.values, &presented.clip.track.has_object(), &found, learning);
        let mut notes = [self.clip.notes.clone(), notes].concat();
        if outcome.out_of_time {
            notes.push(format!(
                "Stopped early at step {} of {}: the time for learning was up.",
                outcome.steps, outcome.planned
            ));
        }
        if presented.curve.flat || outcome.statistics.flat() {
            notes.push("All objects look the same.".to_owned());
        }
        let (state, kind) = (state(&verdict.finding, verdict.evidence), verdict_kind(&verdict.finding));
        let clock = self.clock.borrow();
        Ok(ScoredClip {
            method: method_name(self.settings.refine, run.width()).to_owned(),
            width: run.width().factor(),
            steps: outcome.steps,
            steps_planned: outcome.planned,
            state,
            verdict: kind,
            sentence: verdict.sentence(fps),
            caveat: verdict.caveat().unwrap_or_default().to_owned(),
            clip: self.clip.clip,
            analysed: self.clip.analysed,
            track: self.js_track(&presented),
            objects: self.js_objects(&presented),
            notes,
            device: self.info.clone(),
            train_rate: clock.train_rate(),
            score_rate: clock.score_rate(),
            seed: self.seed,
            version: crate::web::questions::version(),
        })
    }
}

fn state(finding: &Finding, evidence: Evidence) -> State {
    match (evidence, finding) {
        (Evidence::TooLittle { .. }, _) => State::TooLittle,
        (_, Finding::NoMajority) => State::NoMajority,
        (Evidence::Provisional, _) => State::Provisional,
        (Evidence::Settled, _) => State::Settled,
    }
}

fn verdict_kind(finding: &Finding) -> VerdictKind {
    match finding {
        Finding::Nothing => VerdictKind::Nothing,
        Finding::StandsOut { .. } => VerdictKind::StandsOut,
        Finding::NoMajority => VerdictKind::NoMajority,
    }
}
