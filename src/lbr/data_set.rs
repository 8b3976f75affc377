//! The published settings for data sets (LBR-SPR, CVPR 2022).

use super::blocks::Grid;
use super::clip::method_name;
use super::model::Width;
use super::spr::{Mode, Spr};
use super::training::{Tail, TrainingConfig, steps_per_epoch};
use crate::localize::LocalizeConfig;

/// Cubes per step.
pub const BATCH: usize = 256;
/// Epochs of the published runs.
pub const EPOCHS: usize = 30;
/// Epochs before refinement starts.
pub const WARM_UP_EPOCHS: usize = 5;

/// Ped1 is cut into four rows (authors' configuration).
const PED1_BLOCKS: Grid = Grid::rows_of(4);

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

    /// Blocks of the frame with a network each.
    pub fn blocks(self) -> Grid {
        if self == Self::Ped1 { PED1_BLOCKS } else { Grid::WHOLE }
    }

    /// w_raw: how much the first network's z-score counts in the motion variant (authors' configurations).
    pub fn raw_weight(self) -> f64 {
        if self == Self::ShanghaiTech { 0.1 } else { 0.5 }
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

/// Which clips are learned from, and which are scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LearnFrom {
    /// The unlabelled test clips, which are scored: the paper's partial mode.
    #[default]
    Partial,
    /// Training and test clips together, and both are scored, the former as normal: the paper's merge mode.
    Merge,
    /// The training clips, and the test clips are scored: what most others do, and not LBR-SPR.
    Classic,
}

impl LearnFrom {
    /// Its name in configurations and results.
    pub fn name(self) -> &'static str {
        match self {
            Self::Partial => "partial",
            Self::Merge => "merge",
            Self::Classic => "classic",
        }
    }
}

/// The method's name: the paper's only in the paper's set-up. `mode` is `None` for plain LBR.
pub fn method(mode: Option<Mode>, width: Width, motion: bool, from: LearnFrom) -> String {
    let small = if width == Width::PAPER { "" } else { " (small)" };
    let base = match mode {
        None | Some(Mode::Mixture) => method_name(mode.is_some(), width).to_owned(),
        Some(Mode::EasyToHard) => format!("LBR with easy-to-hard self-paced learning{small}"),
        Some(mode) => format!("LBR-SPR{small}, {} weights", mode.name()),
    };
    let variant = if motion { format!("{base}, motion variant (classical flow)") } else { base };
    match from {
        LearnFrom::Partial => variant,
        LearnFrom::Merge => format!("{variant}, merge mode"),
        LearnFrom::Classic => {
            format!("network of {variant}, trained on the training split alone: not LBR-SPR")
        }
    }
}

/// What a reader of any result of the motion variant has to know.
const MOTION_NOTES: [&str; 2] = [
    "motion variant: classical optical flow (Farnebäck) instead of the authors' FlowNet2",
    "motion variant: a clip's first flow leads from its first frame to the second; the authors pair the first with itself",
];

/// What the results of the motion variant say of it; nothing without motion.
pub fn motion_notes(motion: bool) -> Vec<String> {
    if motion { MOTION_NOTES.map(String::from).into() } else { Vec::new() }
}

/// What a reader has to know of the clips that were learned from.
pub fn mode_note(from: LearnFrom) -> Option<&'static str> {
    match from {
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

/// The training of a run over `cubes` cubes, `batch` a step, for `epochs` epochs; `shrink` is `None` for plain LBR.
pub fn training(cubes: usize, batch: usize, epochs: usize, shrink: Option<f64>, seed: u64) -> TrainingConfig {
    let per_epoch = steps_per_epoch(cubes, batch, Tail::Keep);
    TrainingConfig {
        batch,
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
    fn a_method_has_the_papers_name_only_in_the_papers_set_up() {
        let (paper, small, spr) = (Width::PAPER, Width::NARROWEST, Some(Mode::Mixture));
        assert_eq!(method(spr, paper, false, LearnFrom::Partial), "LBR-SPR");
        assert_eq!(method(None, small, false, LearnFrom::Partial), "LBR (small)");
        assert_eq!(
            method(spr, paper, true, LearnFrom::Merge),
            "LBR-SPR, motion variant (classical flow), merge mode"
        );
        let classic = method(spr, paper, false, LearnFrom::Classic);
        assert_eq!(classic, "network of LBR-SPR, trained on the training split alone: not LBR-SPR");
        let hard = method(Some(Mode::Hard), small, false, LearnFrom::Partial);
        assert_eq!(hard, "LBR-SPR (small), hard weights");
        let ordinary = method(Some(Mode::EasyToHard), paper, false, LearnFrom::Partial);
        assert_eq!(ordinary, "LBR with easy-to-hard self-paced learning");
    }

    #[test]
    fn every_block_of_ped1_takes_the_published_number_of_steps() {
        let (blocks, shrink) = (DataSet::Ped1.blocks(), DataSet::Ped1.shrink());
        assert_eq!((blocks.count(), blocks.key(3).as_str()), (4, "b3_0"));
        let published = [(3_450, 14, 3.97), (44_147, 173, 3.57), (31_271, 123, 3.69), (16_701, 66, 3.84)];
        for (cubes, per_epoch, last) in published {
            let config = training(cubes, BATCH, EPOCHS, Some(shrink), 0);
            assert_eq!(config.steps, per_epoch * EPOCHS);
            let upper = 4.0 - (config.steps - config.warm_up) as f64 * shrink;
            assert!((upper - last).abs() < 6e-3, "{upper}, expected {last}");
        }
    }

    #[test]
    fn ped2_takes_the_published_number_of_steps() {
        // The authors' 32,486 boxes: 127 batches, 30 epochs, 5 of them warm-up.
        let config = training(32_486, BATCH, EPOCHS, Some(DataSet::Ped2.shrink()), 0);
        assert_eq!((config.steps, config.warm_up), (127 * 30, 127 * 5));
    }
}
