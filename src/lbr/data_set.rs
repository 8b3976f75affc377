//! The published settings for data sets (LBR-SPR, CVPR 2022).

use super::spr::{Mode, Spr};
use super::training::{Tail, TrainingConfig, steps_per_epoch};
use crate::localize::LocalizeConfig;

/// Cubes per step.
pub const BATCH: usize = 256;
/// Epochs of the published runs.
pub const EPOCHS: usize = 30;
/// Epochs before refinement starts.
pub const WARM_UP_EPOCHS: usize = 5;

/// The data sets of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataSet {
    /// UCSD Ped1, 158x238.
    Ped1,
    /// UCSD Ped2, 240x360.
    Ped2,
    /// CUHK Avenue, 360x640.
    Avenue,
    /// ShanghaiTech, 480x856.
    ShanghaiTech,
}

impl DataSet {
    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ped1 => "ped1",
            Self::Ped2 => "ped2",
            Self::Avenue => "avenue",
            Self::ShanghaiTech => "shanghaitech",
        }
    }

    /// Shrink rate r of self-paced refinement.
    pub fn shrink(self) -> f64 {
        match self {
            Self::Ped1 | Self::Avenue => 1e-4,
            Self::Ped2 | Self::ShanghaiTech => 5e-3,
        }
    }

    /// Blocks of the frame with a network each, rows and columns.
    pub fn blocks(self) -> (usize, usize) {
        if self == Self::Ped1 { (4, 1) } else { (1, 1) }
    }

    /// Constants of the localizer.
    pub fn localize(self) -> LocalizeConfig {
        match self {
            Self::Ped1 => LocalizeConfig::ped1(),
            Self::Ped2 => LocalizeConfig::ped2(),
            Self::Avenue => LocalizeConfig::avenue(),
            Self::ShanghaiTech => LocalizeConfig::shanghaitech(),
        }
    }
}

/// The training of a run over `cubes` cubes for `epochs` epochs; `shrink` is `None` for plain LBR.
pub fn training(cubes: usize, epochs: usize, shrink: Option<f64>, seed: u64) -> TrainingConfig {
    let per_epoch = steps_per_epoch(cubes, BATCH, Tail::Keep);
    TrainingConfig {
        batch: BATCH,
        tail: Tail::Keep,
        steps: epochs * per_epoch,
        warm_up: WARM_UP_EPOCHS * per_epoch,
        spr: shrink.map(|shrink| Spr { mode: Mode::Mixture, shrink }),
        seed,
        read_every: 1,
    }
}

/// The block (row, column) of a box among `blocks`: where its centre lies, by the authors' whole-number rule,
/// kept inside (ours).
///
/// `frame` is (height, width).
pub fn block([x1, y1, x2, y2]: [f32; 4], frame: (usize, usize), blocks: (usize, usize)) -> (usize, usize) {
    let place = |low: f32, high: f32, side: usize, count: usize| {
        let centre = f64::midpoint(f64::from(low), f64::from(high));
        ((centre / (side as f64 / count as f64)) as usize).min(count - 1)
    };
    (place(y1, y2, frame.0, blocks.0), place(x1, x2, frame.1, blocks.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_belongs_to_the_block_of_its_centre() {
        assert_eq!(block([10.0, 30.0, 30.0, 50.0], (158, 238), (4, 1)), (1, 0));
        assert_eq!(block([200.0, 150.0, 238.0, 158.0], (158, 238), (4, 1)), (3, 0));
        assert_eq!(block([238.0, 158.0, 238.0, 158.0], (158, 238), (4, 2)), (3, 1));
    }

    #[test]
    fn ped2_takes_the_published_number_of_steps() {
        // The authors' 32,486 boxes: 127 batches, 30 epochs, 5 of them warm-up.
        let config = training(32_486, EPOCHS, Some(DataSet::Ped2.shrink()), 0);
        assert_eq!((config.steps, config.warm_up), (127 * 30, 127 * 5));
    }
}
