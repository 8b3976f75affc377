//! The run of a seed: every block learned, saved as it goes, gone on with, scored.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::json;

use super::epochs::Epochs;
use super::sets::Sets;
use super::settings::Settings;
use super::sha256;
use crate::cli::CliError;
use crate::cli::clips::LocalizedClip;
use crate::cli::error::InPath;
use crate::cli::files::write;
use crate::cli::learn::set_of;
use crate::cli::networks::{self, divide};
use crate::cli::score;
use crate::cli::weights::open_weights;
use crate::lbr::LbrError;
use crate::lbr::blocks::{Blocks, Grid};
use crate::lbr::data_set::LearnFrom;
use crate::lbr::set_run::{SetClip, SetOutcome, SetRun, SetRunConfig, set_tracks};
use crate::lbr::weights;
use crate::scores::{Run, ScoreFile};

/// Where a run can be gone on with (of several blocks each has its own), what it learned, and what it scored.
pub const STATE: &str = "state";
pub const WEIGHTS: &str = "weights.safetensors";
const SCORES: &str = "scores.json";
/// What every epoch did, where it is asked for.
const TRACE: &str = "trace.json";

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
    /// Whether every epoch is looked at.
    pub trace: bool,
}

impl Runs<'_> {
    /// The run of a seed in its folder.
    pub fn learn(&self, seed: u64, folder: &Path) -> Result<(), CliError> {
        if folder.join(SCORES).exists() && folder.join(WEIGHTS).exists() {
            eprintln!("seed {seed}: finished already, left as it is");
            return Ok(());
        }
        let mut run = self.begin(seed)?;
        let mut seen = self.trace.then(Epochs::default);
        if self.trace {
            run.record();
        }
        let grid = self.blocks.grid;
        for block in run.empty_blocks() {
            eprintln!("seed {seed}, block {}: no cubes, so no network", grid.key(block));
        }
        for block in (0..grid.count()).filter(|&block| run.training_of(block).is_some()).collect::<Vec<_>>() {
            self.learn_block(&mut run, block, &state_file(folder, grid, block), &mut seen)?;
        }
        networks::finish(&mut run)?;
        if let Some(seen) = seen {
            write(&folder.join(TRACE), &seen.file(&run)?)?;
        }
        self.write(&run, folder)
    }

    /// The run at its start. Cubes are shared, not copied.
    fn begin(&self, seed: u64) -> Result<SetRun, CliError> {
        let mode = self.settings.data.mode;
        let others = || divide(self.sets.scored(mode), self.blocks.grid);
        let others = (mode == LearnFrom::Classic).then(others).transpose()?;
        let config = SetRunConfig {
            set: set_of(self.settings.data.preset),
            from: mode,
            weights: self.settings.mode(),
            width: self.settings.width()?,
            epochs: self.settings.train.epochs,
            batch: self.settings.train.batch,
            steps: None,
            seed,
            read_every: self.sets.computer.read_every(),
        };
        Ok(SetRun::new(self.blocks.clone(), others, config, &self.sets.computer.device)?)
    }

    fn learn_block(
        &self,
        run: &mut SetRun,
        block: usize,
        state: &Path,
        seen: &mut Option<Epochs>,
    ) -> Result<(), CliError> {
        let (grid, seed) = (self.blocks.grid, run.config().seed);
        let whole = grid == Grid::WHOLE;
        let label =
            if whole { format!("seed {seed}") } else { format!("seed {seed}, block {}", grid.key(block)) };
        if state.exists() {
            run.resume_block(block, &open_weights(state)?).in_path(state)?;
        }
        let (began, before) = (Instant::now(), run.progress().0);
        networks::learn_block(run, block, label.clone(), |run, epoch| {
            if let Some(seen) = seen {
                seen.look(run, epoch)?;
            }
            self.end_epoch(run, block, epoch, state)
        })?;
        let (steps, seconds) = (run.progress().0 - before, began.elapsed().as_secs_f64());
        eprintln!("{label}: learned {steps} steps in {seconds:.1} s");
        Ok(())
    }

    /// Saves the block, if this epoch is one of those to save.
    fn end_epoch(&self, run: &SetRun, block: usize, epoch: usize, state: &Path) -> Result<(), CliError> {
        let epochs = self.settings.train.epochs;
        if !epoch.is_multiple_of(self.settings.train.save_every) && epoch < epochs {
            return Ok(());
        }
        let Some(bytes) = pollster::block_on(run.save_block(block))? else { return Ok(()) };
        eprintln!("epoch {epoch} of {epochs}: saved");
        write(state, &bytes)
    }

    /// Writes weights and scores.
    fn write(&self, run: &SetRun, folder: &Path) -> Result<(), CliError> {
        let outcome = run.outcome().ok_or(LbrError::TooFewCubes { found: 0, needed: 1 })?;
        let bytes = pollster::block_on(weights::write_blocks(&outcome.weights, self.metadata(run)))?;
        write(&folder.join(WEIGHTS), &bytes)?;
        let clips: Vec<&LocalizedClip> = self.sets.scored(self.settings.data.mode).collect();
        let own: Vec<SetClip> = clips.iter().map(|clip| clip.of_set()).collect();
        let videos = set_tracks(&own, &outcome.scores, self.settings.score.window != 1)?;
        let file = ScoreFile { videos, run: Some(self.described(run, outcome, &clips, folder)?) };
        score::finish(file, Some(&folder.join(SCORES)))
    }

    /// What the score file says of the run.
    fn described(
        &self,
        run: &SetRun,
        outcome: &SetOutcome,
        clips: &[&LocalizedClip],
        folder: &Path,
    ) -> Result<Run, CliError> {
        let (Settings { data, score, .. }, computer) = (self.settings, &self.sets.computer);
        let mut settings = run.report(outcome);
        settings["window"] = json!(score.window);
        settings["boxes_sha256"] = json!(self.boxes);
        if self.train_boxes.is_some() {
            settings["train_boxes_sha256"] = json!(self.train_boxes);
        }
        let mut notes = score::notes_of(clips.iter().copied());
        notes.extend(run.notes());
        Ok(Run {
            method: run.config().method(run.motion()),
            preset: data.preset.name().into(),
            config: settings,
            weights: Some(sha256(&folder.join(WEIGHTS))?),
            device: computer.kind.name().into(),
            adapter: computer.name.clone(),
            seed: Some(run.config().seed),
            version: env!("CARGO_PKG_VERSION").into(),
            notes,
        })
    }

    fn metadata(&self, run: &SetRun) -> HashMap<String, String> {
        let first = self.sets.scored(self.settings.data.mode).next();
        let (width, height) = first.map_or((0, 0), |clip| clip.original);
        let boxes = self.boxes.clone().unwrap_or_else(|| "none: motion regions".into());
        let mut metadata = run.metadata();
        metadata.insert("frame_size".into(), format!("{width}x{height}"));
        metadata.insert("boxes_sha256".into(), boxes);
        metadata
    }
}

/// Where the run of a block can be gone on with.
fn state_file(folder: &Path, grid: Grid, index: usize) -> PathBuf {
    let block = if grid == Grid::WHOLE { String::new() } else { format!("-{}", grid.key(index)) };
    folder.join(format!("{STATE}{block}.safetensors"))
}
