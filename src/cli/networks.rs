//! Learning and scoring block by block: the loops around the library's steps, with their progress bars.

use super::CliError;
use super::clips::LocalizedClip;
use super::progress::bar;
use crate::lbr::LbrError;
use crate::lbr::blocks::{Blocks, ClipCubes, Grid};
use crate::lbr::scoring::Scoring;
use crate::lbr::set_run::{ReadyRun, SetOutcome, SetRun, SetStep};

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

/// Learns a block of a run to its end; `after` is told of every epoch that ends.
pub fn learn_block(
    run: &mut SetRun,
    block: usize,
    label: String,
    mut after: impl FnMut(&SetRun, usize) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let progress = bar(label, run.training_of(block).map(|config| config.steps as u64));
    while run.next_block() == Some(block) {
        let SetStep::Learned { learned, ended, .. } = pollster::block_on(run.step())? else { break };
        progress.set_position(learned.step as u64);
        progress.set_message(format!(
            "loss {:.5}, {} of {} dropped",
            learned.loss, learned.dropped, learned.cubes
        ));
        if let Some(epoch) = ended {
            after(run, epoch)?;
        }
    }
    progress.finish_and_clear();
    Ok(())
}

/// Scores what a run has to score once all its blocks have learned, and gives what it found.
pub fn finish(run: &mut SetRun) -> Result<&SetOutcome, CliError> {
    let progress = bar("score", None);
    while let SetStep::Scored { done, total } = pollster::block_on(run.step())? {
        progress.set_length(total as u64);
        progress.set_position(done as u64);
    }
    progress.finish_and_clear();
    // Not over only where a block was left before its end.
    run.outcome().ok_or_else(|| LbrError::TooFewCubes { found: 0, needed: 1 }.into())
}

/// Scores by networks that are there.
pub fn score(run: &mut ReadyRun) -> Result<(), CliError> {
    let progress = bar("score", None);
    while let SetStep::Scored { done, total } = pollster::block_on(run.step())? {
        progress.set_length(total as u64);
        progress.set_position(done as u64);
    }
    progress.finish_and_clear();
    Ok(())
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
