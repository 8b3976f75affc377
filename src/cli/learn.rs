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
use super::progress::bar;
use super::score_lbr::{LbrArgs, Learned};
use super::weights::open_weights;
use crate::device::{Computer, DeviceKind};
use crate::formats::digest::file_sha256;
use crate::lbr::clip::{CHECKPOINT_CUBES, ClipRun, ClipSettings, ClipStep, Pace, method_name};
use crate::lbr::data_set::{self, DataSet};
use crate::lbr::model::{ReconCae, Width};
use crate::lbr::scoring::{Scoring, Statistics};
use crate::lbr::training::{Training, TrainingConfig};
use crate::lbr::{LbrError, initial, weights};
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
        (Some(path), _) => with_weights(path, clips, computer),
        (None, Rules::Clip) => own_clip(args, clips, computer),
        (None, Rules::DataSet) => data_set(args, clips, computer),
    }
}

/// The z-scores of the network at its start values.
pub fn untrained(clips: &[LocalizedClip], seed: u64, computer: &Computer) -> Result<Computed, CliError> {
    let model = initial::start(Width::PAPER, seed, &computer.device);
    let errors = score_all(model, &joined(clips), computer)?;
    Ok(computed(clips, &errors, computer))
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
    let width = args.width.unwrap_or(Width::PAPER);
    let set = set_of(args.clips.preset)?;
    let cubes = joined(clips);
    if cubes.is_empty() {
        return Err(LbrError::TooFewCubes { found: 0, needed: 1 }.into());
    }
    let shrink = (!args.no_refinement).then(|| set.shrink());
    let epochs = args.epochs.map_or(data_set::EPOCHS, |epochs| epochs as usize);
    let mut config = data_set::training(cubes.len(), epochs, shrink, args.seed);
    config.read_every = computer.read_every();
    if let Some(steps) = args.steps {
        config.steps = steps as usize;
    }
    let began = Instant::now();
    let model = train(width, &cubes, config, computer)?;
    let errors = score_all(model, &cubes, computer)?;
    let statistics = Statistics::of(&errors);
    let seconds = began.elapsed().as_secs_f64();
    eprintln!("learned {} steps and scored {} cubes in {seconds:.1} s", config.steps, cubes.len());
    Ok(Learned {
        computed: computed(clips, &errors, computer),
        learning: Vec::new(),
        method: method_name(shrink.is_some(), width).into(),
        config: json!({
            "rules": "data set", "settings": set.name(), "width": width.factor(), "batch": config.batch,
            "epochs": epochs, "steps": config.steps, "warm_up": config.warm_up, "shrink": shrink,
            "cubes": cubes.len(), "mean_error": statistics.mean, "std_error": statistics.std, "seconds": seconds,
        }),
        weights: None,
        notes: Vec::new(),
    })
}

/// The published settings that a preset stands for; a clip of one's own in epochs has those of Ped2.
pub fn set_of(preset: Preset) -> Result<DataSet, CliError> {
    match preset {
        Preset::Ped1 => Err(CliError::Usage(
            "ped1 needs one network for each of four blocks of the frame, which is not there yet; \
             --preset ped2 learns one network"
                .into(),
        )),
        Preset::Clip | Preset::Ped2 => Ok(DataSet::Ped2),
        Preset::Avenue => Ok(DataSet::Avenue),
        Preset::ShanghaiTech => Ok(DataSet::ShanghaiTech),
    }
}

fn train(
    width: Width,
    cubes: &Arc<Cubes>,
    config: TrainingConfig,
    computer: &Computer,
) -> Result<ReconCae, CliError> {
    let model = initial::start(width, config.seed, &computer.device.clone().autodiff());
    let mut training = Training::new(model, cubes.clone(), config, &computer.device);
    let progress = bar("learn", Some(config.steps as u64));
    while !training.done() {
        let learned = pollster::block_on(training.step())?;
        progress.set_position(learned.step as u64);
        progress.set_message(format!(
            "loss {:.5}, {} of {} dropped",
            learned.loss, learned.dropped, learned.cubes
        ));
    }
    progress.finish_and_clear();
    Ok(training.model())
}

fn with_weights(path: &Path, clips: &[LocalizedClip], computer: &Computer) -> Result<Learned, CliError> {
    let checkpoint = open_weights(path)?;
    let loaded = weights::read(&checkpoint, &computer.device)?;
    let hash = file_sha256(checkpoint.source())?;
    let errors = score_all(loaded.model, &joined(clips), computer)?;
    Ok(Learned {
        computed: computed(clips, &errors, computer),
        learning: Vec::new(),
        method: "LBR (ready weights)".into(),
        config: json!({ "rules": "ready weights", "width": loaded.width.factor() }),
        weights: Some(hash),
        notes: vec!["scored with ready weights; mean and deviation are those of these clips".into()],
    })
}

/// The error of every cube.
pub fn score_all(model: ReconCae, cubes: &Arc<Cubes>, computer: &Computer) -> Result<Vec<f32>, CliError> {
    let mut scoring = Scoring::all(model, cubes.clone(), &computer.device);
    let progress = bar("score", Some(scoring.total() as u64));
    while !scoring.done() {
        pollster::block_on(scoring.step())?;
        progress.set_position(scoring.scored() as u64);
    }
    progress.finish_and_clear();
    Ok(scoring.into_errors())
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
    let mut rest = errors;
    let mut object_scores = Vec::with_capacity(clips.len());
    for clip in clips {
        let (own, after) = rest.split_at(clip.localized.cubes.len());
        object_scores.push(own.iter().map(|&error| statistics.z(error)).collect());
        rest = after;
    }
    Computed { object_scores, device: computer.kind.name().into(), adapter: computer.name.clone() }
}
