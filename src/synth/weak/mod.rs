//! Plaza-weak: rendered videos with a label per video, to learn from without any label in time (ours).
//!
//! A set is a list of seeds; pictures are rendered from it where they are wanted and never stored. Seeds are far from
//! those of the LBR-SPR benchmark (1 to 25) and of its development (from 1001 on).

mod places;
mod square;

use super::script::{Script, ScriptError, ScriptedScene};
use super::{AnyScene, Plaza, PlazaConfig};

/// One of the two sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeakSet {
    /// 60 videos of the square to learn from and 30 to test on, four odd classes.
    Square,
    /// 480 videos of two places to learn from, 120 to test on, six odd classes.
    Places,
}

impl WeakSet {
    /// The videos to learn from: as many normal as abnormal.
    pub fn train_videos(self) -> Vec<WeakVideo> {
        match self {
            Self::Square => square::train_videos(),
            Self::Places => places::train_videos(),
        }
    }

    /// The videos to test on: as many normal as abnormal.
    pub fn test_videos(self) -> Vec<WeakVideo> {
        match self {
            Self::Square => square::test_videos(),
            Self::Places => places::test_videos(),
        }
    }
}

/// One video of a set.
#[derive(Debug, Clone, PartialEq)]
pub struct WeakVideo {
    /// `train001` or `test001` and on.
    pub id: String,
    /// What it shows.
    pub scene: WeakScene,
}

/// What a video shows.
#[derive(Debug, Clone, PartialEq)]
pub enum WeakScene {
    /// The square of a seed.
    Square(PlazaConfig),
    /// A script.
    Script(Script),
}

impl WeakScene {
    /// The video's label.
    pub fn odd(&self) -> bool {
        match self {
            Self::Square(config) => config.odd,
            Self::Script(script) => !script.events.is_empty(),
        }
    }

    /// Where it comes from.
    pub fn seed(&self) -> u64 {
        match self {
            Self::Square(config) => config.seed,
            Self::Script(script) => script.seed,
        }
    }

    /// Sets the scene.
    pub fn open(&self) -> Result<AnyScene, ScriptError> {
        Ok(match self {
            Self::Square(config) => Plaza::new(*config)?.into(),
            Self::Script(script) => ScriptedScene::new(script.clone())?.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_scene_is_in_both_parts_and_half_of_each_is_odd() {
        for set in [WeakSet::Square, WeakSet::Places] {
            let (train, test) = (set.train_videos(), set.test_videos());
            let seeds: BTreeSet<u64> = train.iter().chain(&test).map(|video| video.scene.seed()).collect();
            assert_eq!(seeds.len(), train.len() + test.len());
            for part in [train, test] {
                assert_eq!(2 * part.iter().filter(|video| video.scene.odd()).count(), part.len());
            }
        }
    }
}
