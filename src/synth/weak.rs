//! Plaza-weak: rendered videos with a label per video, to learn from without any label in time (ours).
//!
//! The set is this list of seeds; pictures are rendered from it where they are wanted and never stored. Seeds
//! are far from those of the LBR-SPR benchmark (1 to 25) and of its development (from 1001 on).

use super::{Edition, PlazaConfig};

/// Videos to train on: as many normal as abnormal.
pub const TRAIN_VIDEOS: u64 = 60;
/// Videos to test on: as many normal as abnormal.
pub const TEST_VIDEOS: u64 = 30;
/// Frames of each video: 37 snippets.
const FRAMES: usize = 600;
const FIRST_TRAIN_SEED: u64 = 50_001;
const FIRST_TEST_SEED: u64 = 60_001;

/// One video of the set.
#[derive(Debug, Clone, PartialEq)]
pub struct WeakVideo {
    /// `train001` or `test001` and on.
    pub id: String,
    /// What it shows; `odd` is the video's label.
    pub scene: PlazaConfig,
}

/// The videos to train on.
pub fn train_videos() -> Vec<WeakVideo> {
    videos("train", FIRST_TRAIN_SEED, TRAIN_VIDEOS)
}

/// The videos to test on.
pub fn test_videos() -> Vec<WeakVideo> {
    videos("test", FIRST_TEST_SEED, TEST_VIDEOS)
}

fn videos(part: &str, first_seed: u64, count: u64) -> Vec<WeakVideo> {
    let video = |k| {
        let scene = PlazaConfig {
            seed: first_seed + k,
            frames: FRAMES,
            odd: k % 2 == 0,
            // Whatever the benchmark becomes.
            edition: Edition::Third,
            ..PlazaConfig::default()
        };
        WeakVideo { id: format!("{part}{:03}", k + 1), scene }
    };
    (0..count).map(video).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_scene_is_in_both_parts_and_half_of_each_is_odd() {
        let (train, test) = (train_videos(), test_videos());
        let seeds: BTreeSet<u64> = train.iter().chain(&test).map(|video| video.scene.seed).collect();
        assert_eq!(seeds.len(), train.len() + test.len());
        for part in [train, test] {
            assert_eq!(2 * part.iter().filter(|video| video.scene.odd).count(), part.len());
        }
    }
}
