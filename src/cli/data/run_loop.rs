//! The loop around a run of training, whatever the method.

use std::time::Instant;

use super::WEIGHTS;
use crate::cli::CliError;
use crate::cli::progress::bar;
use crate::encode::FileSource;
use crate::learning::Select;
use crate::learning::run::{Epoch, Learner, Run, RunStep, VideoMeasure, best, test_auroc, validation_auroc};

/// Steps `run` through its `epochs`; `told` says what a step of the optimiser gave, `ended` is called after every measured
/// epoch with its number, counted from 1. How many seconds it took.
pub fn drive<L, S>(
    run: &mut Run<L, S>,
    epochs: usize,
    told: impl Fn(&L::Step) -> String,
    mut ended: impl FnMut(&mut Run<L, S>, usize) -> Result<(), CliError>,
) -> Result<f64, CliError>
where
    L: Learner,
    L::Error: Into<CliError>,
    S: FileSource,
{
    let began = Instant::now();
    let progress = bar("learn", Some(epochs as u64));
    progress.set_position(run.epochs().len() as u64);
    while let Some(step) = pollster::block_on(run.step())? {
        match step {
            RunStep::Learned(step) => progress.set_message(told(&step)),
            RunStep::Scored { .. } => progress.tick(),
            RunStep::Epoch(epoch) => {
                ended(run, epoch.epoch)?;
                progress.inc(1);
            }
        }
    }
    progress.finish_and_clear();
    Ok(began.elapsed().as_secs_f64())
}

/// Which of the weights of [`WEIGHTS`] are those of epoch `number`: the last always, the best on validation, and the best on
/// test only where the result is to be chosen by it.
pub fn standing_out<L, V: VideoMeasure>(
    epochs: &[Epoch<L, V>],
    number: usize,
    select: Select,
) -> [bool; WEIGHTS.len()] {
    let is_best = |value: fn(&Epoch<L, V>) -> Option<f64>| {
        best(epochs, value).is_some_and(|epoch| epoch.epoch == number)
    };
    [true, is_best(validation_auroc), select == Select::BestTest && is_best(test_auroc)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::frame_metrics::FrameMetrics;
    use crate::lanet::run::{MeanLosses, VideoMetrics};

    fn epoch(number: usize, validation: f64, test: f64) -> Epoch<MeanLosses, VideoMetrics> {
        Epoch {
            epoch: number,
            rate: 0.1,
            losses: MeanLosses { loss: 1.0, mil: 1.0, dr: 0.0, da: 0.0 },
            validation: Some(VideoMetrics { auroc: validation, loss: 0.5 }),
            test: Some(FrameMetrics { auroc: test, auroc_abnormal: 0.5, auroc_video_mean: 0.5 }),
        }
    }

    #[test]
    fn the_best_weights_on_the_test_set_are_kept_only_where_the_result_is_chosen_by_it() {
        let epochs = [epoch(1, 0.9, 0.6), epoch(2, 0.8, 0.7)];
        assert_eq!(standing_out(&epochs[..1], 1, Select::BestTest), [true, true, true]);
        assert_eq!(standing_out(&epochs[..1], 1, Select::Last), [true, true, false]);
        assert_eq!(standing_out(&epochs, 2, Select::BestTest), [true, false, true]);
        assert_eq!(standing_out(&epochs, 2, Select::BestVal), [true, false, false]);
    }
}
