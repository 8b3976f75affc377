//! Runs LBR on localized clips: the loops around the library's steps, with their progress bars.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use serde_json::json;

use super::CliError;
use super::clips::{LocalizedClip, Preset, Rules};
use super::control::Computed;
use super::files::write;
use super::lbr_trace::{Checkpoint, trace_file};
use super::networks::{self, divide};
use super::progress::bar;
use super::score_lbr::{LbrArgs, Learned};
use super::weights::open_weights;
use crate::device::{Computer, DeviceKind};
use crate::formats::digest::file_sha256;
use crate::lbr::LbrError;
use crate::lbr::blocks::Grid;
use crate::lbr::clip::{CHECKPOINT_CUBES, ClipRun, ClipSettings, ClipStep, Pace, method_name};
use crate::lbr::data_set::{self, DataSet, LearnFrom};
use crate::lbr::model::Width;
use crate::lbr::scoring::Statistics;
use crate::lbr::set_run::{ReadyRun, SetRun, SetRunConfig, described, ready_method};
use crate::lbr::spr::Mode;
use crate::lbr::weights;
use crate::localize::Cubes;
use crate::scores::Learning;

/// Learns from the clips, or loads the weights given, and scores every cube.
pub fn learn(
    args: &LbrArgs,
    clips: &[LocalizedClip],
    rules: Rules,
    computer: &Computer,
) -> Result<Learned, CliError> {
    match (&args.weights, rules) {
        (Some(path), _) => with_weights(args, path, clips, rules, computer),
        (None, Rules::Clip) => own_clip(args, clips, computer),
        (None, Rules::DataSet) => data_set(args, clips, computer),
    }
}

fn own_clip(args: &LbrArgs, clips: &[LocalizedClip], computer: &Computer) -> Result<Learned, CliError> {
    let settings = ClipSettings {
        width: args.width,
        steps: args.steps.map(|steps| steps as usize),
        batch: args.batch.map(|batch| batch as usize),
        refine: !args.no_refinement,
        seed: args.seed,
        pace: if computer.kind == DeviceKind::Gpu { Pace::Standard } else { Pace::Quick },
        read_every: computer.read_every(),
        checkpoint_cubes: CHECKPOINT_CUBES,
        budget_seconds: None,
    };
    let mut run = ClipRun::new(joined(clips), &settings, &computer.device)?;
    let began = Instant::now();
    let mut checkpoints = through(&mut run, args.trace.is_some(), began)?;
    let seconds = began.elapsed().as_secs_f64();
    let outcome = run.outcome().cloned().ok_or(LbrError::TooFewCubes { found: 0, needed: 0 })?;
    eprintln!("learned {} of {} steps and scored in {seconds:.1} s", outcome.steps, outcome.planned);
    if let Some(path) = &args.trace {
        checkpoints.push(Checkpoint { step: outcome.steps, objects: outcome.objects.clone() });
        write(path, &trace_file(&run, args.seed, &checkpoints)?)?;
    }
    let config = run.config();
    let learning = Learning {
        cubes: outcome.objects.cubes.len(),
        settled: outcome.settled,
        dropped_share: outcome.dropped_share,
    };
    Ok(Learned {
        computed: computed(clips, &outcome.objects.errors, computer),
        learning: vec![learning],
        method: method_name(settings.refine, run.width()).into(),
        config: json!({
            "rules": "clip", "width": run.width().factor(), "batch": config.batch, "steps": config.steps,
            "steps_learned": outcome.steps, "warm_up": config.warm_up,
            "shrink": config.spr.map(|spr| spr.shrink), "settled": outcome.settled,
            "rank_correlation": outcome.correlation, "dropped_share": outcome.dropped_share,
            "mean_error": outcome.statistics.mean, "std_error": outcome.statistics.std, "seconds": seconds,
        }),
        weights: None,
        notes: Vec::new(),
    })
}

/// Steps a run to its end; where it is to be recorded, the errors of its checkpoints on the way.
fn through(run: &mut ClipRun, record: bool, began: Instant) -> Result<Vec<Checkpoint>, CliError> {
    if record {
        run.record();
    }
    let (mut checkpoints, mut step) = (Vec::new(), 0);
    let progress = bar("learn", Some(run.config().steps as u64));
    loop {
        match pollster::block_on(run.step(began.elapsed().as_secs_f64()))? {
            ClipStep::Learned(learned) => {
                step = learned.step;
                progress.set_position(learned.step as u64);
                progress.set_message(format!(
                    "loss {:.5}, {} of {} dropped",
                    learned.loss, learned.dropped, learned.cubes
                ));
            }
            ClipStep::Provisional(objects) if record => checkpoints.push(Checkpoint { step, objects }),
            ClipStep::Scored { .. } | ClipStep::Provisional(_) => {}
            ClipStep::Finished => break,
        }
    }
    progress.finish_and_clear();
    Ok(checkpoints)
}

fn data_set(args: &LbrArgs, clips: &[LocalizedClip], computer: &Computer) -> Result<Learned, CliError> {
    let set = set_of(args.clips.preset);
    let config = SetRunConfig {
        set,
        from: LearnFrom::Partial,
        weights: (!args.no_refinement).then_some(Mode::Mixture),
        width: args.width.unwrap_or(Width::PAPER),
        epochs: args.epochs.map_or(data_set::EPOCHS, |epochs| epochs as usize),
        batch: args.batch.map_or(data_set::BATCH, |batch| batch as usize),
        steps: args.steps.map(|steps| steps as usize),
        seed: args.seed,
        read_every: computer.read_every(),
    };
    let mut run = SetRun::new(divide(clips, set.blocks())?, None, config, &computer.device)?;
    let began = Instant::now();
    while let Some(block) = run.next_block() {
        networks::learn_block(&mut run, block, "learn".into(), |_, _| Ok(()))?;
    }
    networks::finish(&mut run)?;
    let seconds = began.elapsed().as_secs_f64();
    let (steps, cubes) = (run.progress().1, run.learned().cubes);
    eprintln!("learned {steps} steps and scored {cubes} cubes in {seconds:.1} s");
    let outcome = run.outcome().ok_or(LbrError::TooFewCubes { found: 0, needed: 1 })?;
    let mut settings = run.report(outcome);
    settings["seconds"] = json!(seconds);
    Ok(Learned {
        computed: computed_of(outcome.scores.clone(), computer),
        learning: Vec::new(),
        method: config.method(args.motion),
        config: settings,
        weights: None,
        notes: run.notes(),
    })
}

/// The published settings that a preset stands for; a clip of one's own in epochs has those of Ped2.
pub fn set_of(preset: Preset) -> DataSet {
    match preset {
        Preset::Ped1 => DataSet::Ped1,
        Preset::Clip | Preset::Ped2 => DataSet::Ped2,
        Preset::Avenue => DataSet::Avenue,
        Preset::ShanghaiTech => DataSet::ShanghaiTech,
    }
}

fn with_weights(
    args: &LbrArgs,
    path: &Path,
    clips: &[LocalizedClip],
    rules: Rules,
    computer: &Computer,
) -> Result<Learned, CliError> {
    let checkpoint = open_weights(path)?;
    let set = set_of(args.clips.preset);
    let loaded = weights::read_blocks(&checkpoint, Some(set.blocks()), args.motion, &computer.device)?;
    let blocks = divide(clips, loaded.grid)?;
    // A clip of one's own is judged by itself, a data set by the cubes that were learned from.
    let own = rules == Rules::Clip;
    let mut run = ReadyRun::new(loaded, blocks, set.raw_weight(), own, &computer.device)?;
    networks::score(&mut run)?;
    let outcome = run.outcome().ok_or(LbrError::TooFewCubes { found: 0, needed: 1 })?;
    let mut settings = json!({ "rules": "ready weights", "width": outcome.weights.width.factor() });
    if outcome.weights.grid != Grid::WHOLE || args.motion {
        settings["blocks"] = described(&outcome.weights, run.scored());
    }
    Ok(Learned {
        computed: computed_of(outcome.scores.clone(), computer),
        learning: Vec::new(),
        method: ready_method(args.motion).into(),
        config: settings,
        weights: Some(file_sha256(checkpoint.source())?),
        notes: run.notes(args.motion),
    })
}

/// All cubes end to end.
pub fn joined(clips: &[LocalizedClip]) -> Arc<Cubes> {
    let mut all = Cubes::default();
    let mut frames = 0;
    for clip in clips {
        all.append(clip.localized.cubes.clone(), frames);
        frames += clip.localized.frames.len();
    }
    Arc::new(all)
}

/// z-scores by the mean and deviation of all errors, split by clip.
pub fn computed(clips: &[LocalizedClip], errors: &[f32], computer: &Computer) -> Computed {
    let statistics = Statistics::of(errors);
    let mut scores = errors.iter().map(|&error| statistics.z(error));
    let own = |clip: &LocalizedClip| scores.by_ref().take(clip.localized.cubes.len()).collect();
    computed_of(clips.iter().map(own).collect(), computer)
}

/// Scores per clip, and what computed them.
pub fn computed_of(object_scores: Vec<Vec<f32>>, computer: &Computer) -> Computed {
    Computed { object_scores, device: computer.kind.name().into(), adapter: computer.name.clone() }
}
