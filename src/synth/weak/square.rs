//! The first set: the square in its third edition.

use super::{WeakScene, WeakVideo};
use crate::synth::{Edition, PlazaConfig};

/// As many normal as abnormal.
const TRAIN_VIDEOS: u64 = 60;
const TEST_VIDEOS: u64 = 30;
/// Frames of each video: 37 snippets.
const FRAMES: usize = 600;
const FIRST_TRAIN_SEED: u64 = 50_001;
const FIRST_TEST_SEED: u64 = 60_001;

pub(super) fn train_videos() -> Vec<WeakVideo> {
    videos("train", FIRST_TRAIN_SEED, TRAIN_VIDEOS)
}

pub(super) fn test_videos() -> Vec<WeakVideo> {
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
        WeakVideo { id: format!("{part}{:03}", k + 1), scene: WeakScene::Square(scene) }
    };
    (0..count).map(video).collect()
}
