//! Learning and scoring block by block: the loops around the library's steps, with their progress bars.

use serde_json::{Value, json};

use super::CliError;
use super::clips::LocalizedClip;
use super::progress::bar;
use crate::device::Computer;
use crate::lbr::LbrError;
use crate::lbr::block_scores::{BlockErrors, BlockStatistics};
use crate::lbr::blocks::{Blocks, ClipCubes, Grid, Share};
use crate::lbr::initial::{start, start_target};
use crate::lbr::model::{Target, Width};
use crate::lbr::scoring::Scoring;
use crate::lbr::training::{Training, TrainingConfig};
use crate::lbr::weights::{BlockNetworks, BlockWeights};

/// What a reader of any result of the motion variant has to know.
pub const MOTION_NOTES: [&str; 2] = [
    "motion variant: classical optical flow (Farnebäck) instead of the authors' FlowNet2",
    "motion variant: a clip's first flow leads from its first frame to the second; the authors pair the first with itself",
];

/// The cubes of clips by blocks.
pub fn divide<'a>(
    clips: impl IntoIterator<Item = &'a LocalizedClip>,
    grid: Grid,
) -> Result<Blocks, CliError> {
    let parts = clips.into_iter().map(|clip| ClipCubes {
        cubes: &clip.localized.cubes,
        flow: clip.flow.as_ref(),
        frame: (clip.analysed.1, clip.analysed.0),
        frames: clip.localized.frames.len(),
    });
    Ok(Blocks::divide(grid, parts)?)
}

/// The same of clips to learn from. Errors: no cube at all.
pub fn divide_to_learn<'a>(
    clips: impl IntoIterator<Item = &'a LocalizedClip>,
    grid: Grid,
) -> Result<Blocks, CliError> {
    let blocks = divide(clips, grid)?;
    if blocks.cubes == 0 {
        return Err(LbrError::TooFewCubes { found: 0, needed: 1 }.into());
    }
    Ok(blocks)
}

/// A run of a block from its start values, with the second network where its cubes have flow.
pub fn begin(
    share: &Share,
    config: TrainingConfig,
    width: Width,
    computer: &Computer,
) -> Result<Training, CliError> {
    let taped = computer.device.clone().autodiff();
    let model = start(width, config.seed, &taped);
    let training = Training::new(model, share.cubes.clone(), config, &computer.device);
    let Some(flow) = &share.flow else { return Ok(training) };
    let model = start_target(width, Target::Flow, config.seed, &taped);
    Ok(training.with_motion(model, flow.clone())?)
}

/// Takes all steps of a run; `after` is told of each.
pub fn learn(
    training: &mut Training,
    label: String,
    mut after: impl FnMut(&Training) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let progress = bar(label, Some(training.config().steps as u64));
    progress.set_position(training.steps_done() as u64);
    while !training.done() {
        let learned = pollster::block_on(training.step())?;
        progress.set_position(learned.step as u64);
        progress.set_message(format!(
            "loss {:.5}, {} of {} dropped",
            learned.loss, learned.dropped, learned.cubes
        ));
        after(training)?;
    }
    progress.finish_and_clear();
    Ok(())
}

/// The networks of a run, for scoring.
pub fn learned(training: &Training) -> BlockNetworks {
    BlockNetworks { raw: training.model(), flow: training.flow_model(), statistics: None }
}

/// Errors of the cubes of every block that has networks; `None` for the others.
pub fn errors(
    networks: &[Option<BlockNetworks>],
    blocks: &Blocks,
    computer: &Computer,
) -> Result<Vec<Option<BlockErrors>>, CliError> {
    let pairs = networks.iter().zip(&blocks.shares);
    pairs
        .map(|(networks, share)| networks.as_ref().map(|n| block_errors(n, share, computer)).transpose())
        .collect()
}

fn block_errors(
    networks: &BlockNetworks,
    share: &Share,
    computer: &Computer,
) -> Result<BlockErrors, CliError> {
    let (cubes, device) = (&share.cubes, &computer.device);
    let raw = finished(Scoring::all(networks.raw.clone(), cubes.clone(), device))?;
    let flow = match (&networks.flow, &share.flow) {
        (Some(network), Some(flow)) => {
            Some(finished(Scoring::motion(network.clone(), cubes.clone(), flow.clone(), device)?)?)
        }
        _ => None,
    };
    Ok(BlockErrors { raw, flow })
}

/// Scores all cubes of a scoring.
pub fn finished(mut scoring: Scoring) -> Result<Vec<f32>, CliError> {
    let progress = bar("score", Some(scoring.total() as u64));
    while !scoring.done() {
        pollster::block_on(scoring.step())?;
        progress.set_position(scoring.scored() as u64);
    }
    progress.finish_and_clear();
    Ok(scoring.into_errors())
}

/// Scores of all cubes in the order of the clips, each block by the statistics of its networks.
pub fn scores(
    weights: &BlockWeights,
    errors: &[Option<BlockErrors>],
    blocks: &Blocks,
    raw_weight: f64,
) -> Vec<f32> {
    let statistics = weights.blocks.iter().map(|networks| networks.as_ref()?.statistics);
    let pairs = statistics.zip(errors);
    let scores = pairs.map(|(statistics, errors)| Some(statistics?.scores(errors.as_ref()?, raw_weight)));
    blocks.together(&scores.collect::<Vec<_>>())
}

/// Gives every block with networks the statistics of these errors.
pub fn take_statistics(networks: &mut [Option<BlockNetworks>], errors: &[Option<BlockErrors>]) {
    for (networks, errors) in networks.iter_mut().zip(errors) {
        if let (Some(networks), Some(errors)) = (networks, errors) {
            networks.statistics = Some(BlockStatistics::of(errors));
        }
    }
}

/// z-scores split by clip.
pub fn by_clip<'a>(clips: impl IntoIterator<Item = &'a LocalizedClip>, scores: &[f32]) -> Vec<Vec<f32>> {
    let mut rest = scores;
    let mut split = |clip: &LocalizedClip| {
        let (own, after) = rest.split_at(clip.localized.cubes.len());
        rest = after;
        own.to_vec()
    };
    clips.into_iter().map(&mut split).collect()
}

/// What the result says of the networks: cubes, mean and deviation, of one network as before, of several by block.
pub fn described(weights: &BlockWeights, blocks: &Blocks) -> Value {
    let of = |index: usize| {
        let statistics = weights.blocks[index].as_ref().and_then(|networks| networks.statistics);
        json!({
            "cubes": blocks.shares[index].cubes.len(),
            "mean_error": statistics.map(|s| s.raw.mean), "std_error": statistics.map(|s| s.raw.std),
            "flow_mean_error": statistics.and_then(|s| s.flow).map(|s| s.mean),
            "flow_std_error": statistics.and_then(|s| s.flow).map(|s| s.std),
        })
    };
    let grid = weights.grid;
    (0..grid.count()).map(|index| (grid.key(index), of(index))).collect::<serde_json::Map<_, _>>().into()
}
