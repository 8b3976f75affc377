//! The run of a seed: every block learned, saved as it goes, gone on with, scored.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::json;

use super::sets::Sets;
use super::settings::Settings;
use super::sha256;
use crate::cli::CliError;
use crate::cli::clips::{LocalizedClip, Rules};
use crate::cli::error::InPath;
use crate::cli::files::write;
use crate::cli::learn::{describe, motion_notes, set_of};
use crate::cli::networks::{self, by_clip, divide};
use crate::cli::score;
use crate::cli::weights::open_weights;
use crate::lbr::blocks::{Blocks, Grid, Share};
use crate::lbr::data_set::{self, LearnFrom};
use crate::lbr::spr::Spr;
use crate::lbr::training::{Training, TrainingConfig};
use crate::lbr::weights::{self, BlockNetworks, BlockWeights};
use crate::scores::{Run, ScoreFile, ScoreTrack};

/// Where a run can be gone on with (of several blocks each has its own), what it learned, and what it scored.
pub const STATE: &str = "state";
pub const WEIGHTS: &str = "weights.safetensors";
const SCORES: &str = "scores.json";

/// What the runs of all seeds share.
pub struct Runs<'a> {
    pub settings: &'a Settings,
    pub sets: &'a Sets,
    /// The cubes that are learned from.
    pub blocks: Blocks,
    /// SHA-256 of the boxes file.
    pub boxes: Option<String>,
    /// SHA-256 of that of the training clips.
    pub train_boxes: Option<String>,
}

impl Runs<'_> {
    /// The run of a seed in its folder.
    pub fn learn(&self, seed: u64, folder: &Path) -> Result<(), CliError> {
        if folder.join(SCORES).exists() && folder.join(WEIGHTS).exists() {
            eprintln!("seed {seed}: finished already, left as it is");
            return Ok(());
        }
        let mut found = Vec::with_capacity(self.blocks.shares.len());
        for (index, share) in self.blocks.shares.iter().enumerate() {
            if share.cubes.is_empty() {
                eprintln!("seed {seed}, block {}: no cubes, so no network", self.blocks.grid.key(index));
                found.push(None);
                continue;
            }
            found.push(Some(networks::learned(&self.learn_block(seed, index, share, folder)?)));
        }
        self.finish(seed, found, folder)
    }

    fn learn_block(
        &self,
        seed: u64,
        index: usize,
        share: &Share,
        folder: &Path,
    ) -> Result<Training, CliError> {
        let (grid, epochs) = (self.blocks.grid, self.settings.train.epochs);
        let config = self.config(share.cubes.len(), grid.seed(seed, index));
        let whole = grid == Grid::WHOLE;
        let label =
            if whole { format!("seed {seed}") } else { format!("seed {seed}, block {}", grid.key(index)) };
        let state = state_file(folder, grid, index);
        let mut training = self.begin(share, config, &state)?;
        let per_epoch = config.steps / epochs;
        let (began, before) = (Instant::now(), training.steps_done());
        networks::learn(&mut training, label.clone(), |training| {
            if !training.steps_done().is_multiple_of(per_epoch) {
                return Ok(());
            }
            self.end_epoch(training, training.steps_done() / per_epoch, &state)
        })?;
        let (steps, seconds) = (config.steps - before, began.elapsed().as_secs_f64());
        eprintln!("{label}: learned {steps} steps in {seconds:.1} s");
        Ok(training)
    }

    /// Saves the run, if this epoch is one of those to save.
    fn end_epoch(&self, training: &Training, epoch: usize, state: &Path) -> Result<(), CliError> {
        if !epoch.is_multiple_of(self.settings.train.save_every) && !training.done() {
            return Ok(());
        }
        eprintln!("epoch {epoch} of {}: saved", self.settings.train.epochs);
        write(state, &pollster::block_on(training.save())?)
    }

    fn config(&self, cubes: usize, seed: u64) -> TrainingConfig {
        let shrink = set_of(self.settings.data.preset).shrink();
        let mut config = data_set::training(cubes, self.settings.train.epochs, Some(shrink), seed);
        config.spr = self.settings.mode().map(|mode| Spr { mode, shrink });
        config.read_every = self.sets.computer.read_every();
        config
    }

    /// A new run, or the saved one.
    fn begin(&self, share: &Share, config: TrainingConfig, state: &Path) -> Result<Training, CliError> {
        let computer = &self.sets.computer;
        if state.exists() {
            let saved = open_weights(state)?;
            let (cubes, flow) = (share.cubes.clone(), share.flow.clone());
            let resumed = Training::resume_variant(&saved, cubes, flow, config, &computer.device);
            return resumed.in_path(state);
        }
        networks::begin(share, config, self.settings.width()?, computer)
    }

    /// Scores all cubes and writes weights and scores.
    fn finish(
        &self,
        seed: u64,
        mut found: Vec<Option<BlockNetworks>>,
        folder: &Path,
    ) -> Result<(), CliError> {
        let (mode, computer) = (self.settings.data.mode, &self.sets.computer);
        let mut errors = networks::errors(&found, &self.blocks, computer)?;
        networks::take_statistics(&mut found, &errors);
        let weights = BlockWeights { grid: self.blocks.grid, width: self.settings.width()?, blocks: found };
        let bytes = pollster::block_on(weights::write_blocks(&weights, self.metadata(seed)))?;
        write(&folder.join(WEIGHTS), &bytes)?;
        let clips: Vec<&LocalizedClip> = self.sets.scored(mode).collect();
        let others =
            (mode == LearnFrom::Classic).then(|| divide(clips.iter().copied(), weights.grid)).transpose()?;
        if let Some(others) = &others {
            errors = networks::errors(&weights.blocks, others, computer)?;
        }
        let blocks = others.as_ref().unwrap_or(&self.blocks);
        let raw_weight = set_of(self.settings.data.preset).raw_weight();
        let scores = networks::scores(&weights, &errors, blocks, raw_weight);
        let objects = by_clip(clips.iter().copied(), &scores);
        let mut tracks = score::tracks_of(&clips, &objects, Rules::DataSet, true)?;
        if self.settings.score.window == 1 {
            unsmooth(&mut tracks);
        }
        let run = self.run(seed, &weights, &clips, folder)?;
        score::finish(ScoreFile { videos: tracks, run: Some(run) }, Some(&folder.join(SCORES)))
    }

    /// What the score file says of the run.
    fn run(
        &self,
        seed: u64,
        weights: &BlockWeights,
        clips: &[&LocalizedClip],
        folder: &Path,
    ) -> Result<Run, CliError> {
        let Settings { data, train, score } = self.settings;
        let (set, computer) = (set_of(data.preset), &self.sets.computer);
        let shares = self.blocks.shares.iter().filter(|share| !share.cubes.is_empty());
        let configs: Vec<TrainingConfig> = shares.map(|share| self.config(share.cubes.len(), seed)).collect();
        let sum = |part: fn(&TrainingConfig) -> usize| configs.iter().map(part).sum::<usize>();
        let mut settings = json!({
            "rules": "data set", "width": train.width, "batch": data_set::BATCH,
            "epochs": train.epochs, "steps": sum(|config| config.steps), "warm_up": sum(|config| config.warm_up),
            "shrink": self.settings.mode().map(|_| set.shrink()), "window": score.window,
            "cubes": self.blocks.cubes, "boxes_sha256": self.boxes, "mode": data.mode.name(),
            "weights": self.settings.mode().map(|mode| mode.name()),
        });
        if self.train_boxes.is_some() {
            settings["train_boxes_sha256"] = json!(self.train_boxes);
        }
        describe(&mut settings, weights, &self.blocks, train.motion.then(|| set.raw_weight()));
        let mut notes = score::notes_of(clips.iter().copied());
        notes.extend(motion_notes(train.motion));
        notes.extend(mode_note(data.mode).map(String::from));
        Ok(Run {
            method: data_set::method(self.settings.mode(), self.settings.width()?, train.motion, data.mode),
            preset: data.preset.name().into(),
            config: settings,
            weights: Some(sha256(&folder.join(WEIGHTS))?),
            device: computer.kind.name().into(),
            adapter: computer.name.clone(),
            seed: Some(seed),
            version: env!("CARGO_PKG_VERSION").into(),
            notes,
        })
    }

    fn metadata(&self, seed: u64) -> HashMap<String, String> {
        let Settings { data, train, .. } = self.settings;
        let first = self.sets.scored(data.mode).next();
        let (width, height) = first.map_or((0, 0), |clip| clip.original);
        let shrink = set_of(data.preset).shrink();
        let entries = [
            ("frame_size", format!("{width}x{height}")),
            ("cubes", self.blocks.cubes.to_string()),
            ("epochs", train.epochs.to_string()),
            ("shrink", self.settings.mode().map_or("none".into(), |_| shrink.to_string())),
            ("seed", seed.to_string()),
            ("preset", data.preset.name().to_owned()),
            ("mode", data.mode.name().to_owned()),
            ("weights", self.settings.mode().map_or("none", |mode| mode.name()).to_owned()),
            ("motion", train.motion.to_string()),
            ("boxes_sha256", self.boxes.clone().unwrap_or_else(|| "none: motion regions".into())),
        ];
        entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// What a reader has to know of the mode.
fn mode_note(mode: LearnFrom) -> Option<&'static str> {
    match mode {
        LearnFrom::Partial => None,
        LearnFrom::Merge => {
            Some("merge mode: the clips train-* are those of the training split; they are normal")
        }
        LearnFrom::Classic => Some(
            "classic training: learned from the training split, whose clips are known to be normal, and not from the \
             clips that are scored; training on the training split alone is not LBR-SPR",
        ),
    }
}

/// Where the run of a block can be gone on with.
fn state_file(folder: &Path, grid: Grid, index: usize) -> PathBuf {
    let block = if grid == Grid::WHOLE { String::new() } else { format!("-{}", grid.key(index)) };
    folder.join(format!("{STATE}{block}.safetensors"))
}

/// The raw track in the place of the smoothed one.
fn unsmooth(tracks: &mut BTreeMap<String, ScoreTrack>) {
    for track in tracks.values_mut() {
        if let Some(raw) = track.raw.take() {
            track.scores = raw;
        }
    }
}
