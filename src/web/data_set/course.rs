//! A run over a data set that the worker steps: learned here, or scored by weights that are there.

use std::cell::RefCell;

use tsify::Ts;
use wasm_bindgen::prelude::*;

use super::reading::{Gathered, SetReading};
use super::types::{SetPhase, SetProgress, SetRunSettings};
use crate::device::Computer;
use crate::evaluate::inputs::{MemoryFiles, TruthContent, read_truth};
use crate::evaluate::{Truth, VideoTruth};
use crate::formats::digest::file_sha256;
use crate::formats::{self, Checkpoint};
use crate::lbr::LbrError;
use crate::lbr::blocks::Blocks;
use crate::lbr::data_set::{BATCH, LearnFrom};
use crate::lbr::model::Width;
use crate::lbr::set_run::{
    ReadyRun, SetClip, SetOutcome, SetRun, SetRunConfig, SetStep, describe, ready_method, set_tracks,
};
use crate::lbr::spr::Mode;
use crate::lbr::weights;
use crate::scores::{Run, ScoreFile};
use crate::web::engine::Engine;
use crate::web::failure::{Failure, FailureKind};
use crate::web::features::ChosenFiles;
use crate::web::features::blob::Blob;

/// A run that the worker steps.
#[wasm_bindgen]
pub struct SetCourse {
    computer: Computer,
    /// Empty while a call is under way.
    work: RefCell<Option<Work>>,
    clips: Vec<SetClip>,
    notes: Vec<String>,
    mode: LearnFrom,
    about: About,
}

/// What a result says beside its settings.
struct About {
    preset: &'static str,
    method: String,
    weights: Option<String>,
    seed: Option<u64>,
}

enum Work {
    Learns(Box<SetRun>),
    Ready { run: Box<ReadyRun>, motion: bool },
}

#[wasm_bindgen]
impl SetCourse {
    /// Plans learning from what was read, or goes on with a saved state.
    pub fn learn(
        engine: &Engine,
        reading: SetReading,
        settings: Ts<SetRunSettings>,
        state: Option<Blob>,
    ) -> Result<SetCourse, JsValue> {
        let settings: SetRunSettings = crate::web::taken(&settings)?;
        Ok(Self::planned(engine, reading, settings, state)?)
    }

    /// Plans scoring what was read by weights; `name` is their file's.
    pub fn ready(
        engine: &Engine,
        reading: SetReading,
        weights: Blob,
        name: &str,
    ) -> Result<SetCourse, JsValue> {
        Ok(Self::with_weights(engine, reading, &formats::open(weights, name).map_err(Failure::from)?)?)
    }

    /// Learns a step, or scores some cubes.
    pub async fn step(&self) -> Result<Ts<SetProgress>, JsValue> {
        let mut work = self.work.take().ok_or_else(under_way)?;
        let stepped = match &mut work {
            Work::Learns(run) => run.step().await,
            Work::Ready { run, .. } => run.step().await,
        };
        let progress = stepped.map(|step| progress(&work, step));
        self.work.replace(Some(work));
        crate::web::out(progress.map_err(Failure::from)?)
    }

    /// The state to go on with, as the bytes of a file; none before the first step and of scoring.
    pub async fn save(&self) -> Result<Option<Vec<u8>>, JsValue> {
        let work = self.work.take().ok_or_else(under_way)?;
        let saved = match &work {
            Work::Learns(run) => run.save().await,
            Work::Ready { .. } => Ok(None),
        };
        self.work.replace(Some(work));
        Ok(saved.map_err(Failure::from)?)
    }

    /// The networks with their statistics, as the bytes of a safetensors file; none of scoring.
    pub async fn weights(&self) -> Result<Option<Vec<u8>>, JsValue> {
        let work = self.work.take().ok_or_else(under_way)?;
        let written = match &work {
            Work::Learns(run) => match run.outcome() {
                Some(outcome) => weights::write_blocks(&outcome.weights, run.metadata()).await.map(Some),
                None => Err(unfinished()),
            },
            Work::Ready { .. } => Ok(None),
        };
        self.work.replace(Some(work));
        Ok(written.map_err(Failure::from)?)
    }

    /// Cubes that are scored.
    #[wasm_bindgen(getter)]
    pub fn cubes(&self) -> usize {
        self.clips.iter().map(|clip| clip.places.len()).sum()
    }

    /// The scores as the text of a `scores.json`.
    pub fn scores(&self) -> Result<String, JsValue> {
        let work = self.work.borrow();
        let work = work.as_ref().ok_or_else(under_way)?;
        let file = self.score_file(work)?;
        Ok(file.to_json().map_err(Failure::from)?)
    }

    /// In merge mode the truth of the test clips with the training clips as normal, as the text of a `truth.json`; none
    /// elsewhere, where the files are right as they are.
    pub fn truth(&self, files: &ChosenFiles) -> Result<Option<String>, JsValue> {
        if self.mode != LearnFrom::Merge {
            return Ok(None);
        }
        let read: MemoryFiles = files.in_memory().map_err(Failure::from)?.into_iter().collect();
        let content = read_truth(&read).map_err(Failure::from)?.truth;
        let TruthContent::PerVideo(mut truth) = content else { return Ok(None) };
        self.add_normal(&mut truth);
        Ok(Some(truth.to_json().map_err(Failure::from)?))
    }
}

impl SetCourse {
    fn planned(
        engine: &Engine,
        reading: SetReading,
        settings: SetRunSettings,
        state: Option<Blob>,
    ) -> Result<Self, Failure> {
        let computer = engine.computer().clone();
        let (Gathered { learned, others, clips, notes, .. }, set, mode, motion) = reading.into_gathered();
        let config = SetRunConfig {
            set,
            from: mode,
            weights: settings.refine.then_some(Mode::Mixture),
            width: Width::new(settings.width)?,
            epochs: settings.epochs.max(1),
            batch: BATCH,
            steps: None,
            seed: settings.seed.into(),
            read_every: computer.read_every(),
        };
        let others = others.map(crate::lbr::blocks::Division::finish);
        let mut run = SetRun::new(learned.finish(), others, config, &computer.device)?;
        if let Some(state) = state {
            run.resume(&formats::open(state, "the saved state")?)?;
        }
        let seed = Some(u64::from(settings.seed));
        let about = About { preset: set.name(), method: config.method(motion), weights: None, seed };
        let work = RefCell::new(Some(Work::Learns(Box::new(run))));
        Ok(Self { computer, work, clips, notes, mode, about })
    }

    fn with_weights(
        engine: &Engine,
        reading: SetReading,
        checkpoint: &Checkpoint<'_>,
    ) -> Result<Self, Failure> {
        let computer = engine.computer().clone();
        let (Gathered { learned, clips, notes, .. }, set, mode, motion) = reading.into_gathered();
        let loaded = weights::read_blocks(checkpoint, Some(set.blocks()), motion, &computer.device)?;
        let run = ReadyRun::new(loaded, learned.finish(), set.raw_weight(), false, &computer.device)?;
        let weights = Some(file_sha256(checkpoint.source())?);
        let about = About { preset: set.name(), method: ready_method(motion).into(), weights, seed: None };
        let work = RefCell::new(Some(Work::Ready { run: Box::new(run), motion }));
        Ok(Self { computer, work, clips, notes, mode, about })
    }

    /// The clips that are scored.
    pub(super) fn clips(&self) -> &[SetClip] {
        &self.clips
    }

    /// Hands the scored cubes and the scores per clip to `see`.
    pub(super) fn with_outcome<T>(
        &self,
        see: impl FnOnce(&Blocks, &SetOutcome) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let work = self.work.borrow();
        let work = work.as_ref().ok_or_else(under_way)?;
        let (outcome, blocks) = work.outcome()?;
        see(blocks, outcome)
    }

    /// What the method is called.
    pub(super) fn method(&self) -> &str {
        &self.about.method
    }

    /// Training clips that are scored are normal throughout.
    pub(super) fn add_normal(&self, truth: &mut Truth) {
        for clip in &self.clips {
            let normal = || VideoTruth { frames: clip.frames, events: Vec::new() };
            if self.mode == LearnFrom::Merge {
                truth.videos.entry(clip.id.clone()).or_insert_with(normal);
            }
        }
    }

    fn score_file(&self, work: &Work) -> Result<ScoreFile, Failure> {
        let (outcome, blocks) = work.outcome()?;
        let videos = set_tracks(&self.clips, &outcome.scores, true)?;
        let mut notes = self.notes.clone();
        let config = match work {
            Work::Learns(run) => {
                notes.extend(run.notes());
                run.report(outcome)
            }
            Work::Ready { run, motion } => {
                notes.extend(run.notes(*motion));
                let mut settings = serde_json::json!({
                    "rules": "ready weights", "width": outcome.weights.width.factor(), "cubes": blocks.cubes,
                });
                describe(&mut settings, &outcome.weights, blocks, None);
                settings
            }
        };
        let About { preset, method, weights, seed } = &self.about;
        let run = Run {
            method: method.clone(),
            preset: (*preset).into(),
            config,
            weights: weights.clone(),
            device: self.computer.kind.name().into(),
            adapter: self.computer.name.clone(),
            seed: *seed,
            version: env!("CARGO_PKG_VERSION").into(),
            notes,
        };
        Ok(ScoreFile { videos, run: Some(run) })
    }
}

impl Work {
    fn outcome(&self) -> Result<(&SetOutcome, &Blocks), Failure> {
        let (outcome, blocks) = match self {
            Self::Learns(run) => (run.outcome(), run.scored()),
            Self::Ready { run, .. } => (run.outcome(), run.scored()),
        };
        Ok((outcome.ok_or_else(unfinished)?, blocks))
    }
}

fn progress(work: &Work, step: SetStep) -> SetProgress {
    match (step, work) {
        (SetStep::Learned { learned, .. }, Work::Learns(run)) => {
            let (done, total) = run.progress();
            let dropped = learned.dropped as f64 / learned.cubes.max(1) as f64;
            let loss = Some(learned.loss).filter(|loss| loss.is_finite());
            SetProgress { phase: SetPhase::Learn, done, total, loss, dropped: Some(dropped) }
        }
        (SetStep::Scored { done, total }, _) => {
            SetProgress { phase: SetPhase::Score, done, total, loss: None, dropped: None }
        }
        _ => SetProgress { phase: SetPhase::Done, done: 1, total: 1, loss: None, dropped: None },
    }
}

fn unfinished() -> LbrError {
    LbrError::TooFewCubes { found: 0, needed: 1 }
}

fn under_way() -> Failure {
    Failure::new(FailureKind::Unknown, "another step is under way", "Wait for it, or press “Cancel”.")
}
