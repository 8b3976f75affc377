//! Scores of blocks and frames of LBR against NumPy: `tests/golden/frame_scores.json`.

use oddframe::lbr::block_scores::{BlockErrors, BlockStatistics, NO_MODEL_SCORE};
use oddframe::scores::{ScoredObjects, data_set_scores};
use serde_json::Value;

const GOLDEN: &str = include_str!("golden/frame_scores.json");

fn floats(value: &Value) -> Vec<f32> {
    value.as_array().expect("a list").iter().map(|v| v.as_f64().expect("a number") as f32).collect()
}

fn counts(value: &Value) -> Vec<usize> {
    value.as_array().expect("a list").iter().map(|v| v.as_u64().expect("a count") as usize).collect()
}

/// Objects' scores by block: the statistics are those of the training errors.
fn scores(set: &Value) -> Vec<f32> {
    let training = set["training_sse"].as_array().expect("a list per block");
    let statistics: Vec<Option<BlockStatistics>> = training
        .iter()
        .map(|errors| {
            let errors = BlockErrors { raw: floats(errors), flow: None };
            (!errors.raw.is_empty()).then(|| BlockStatistics::of(&errors))
        })
        .collect();
    let objects = counts(&set["objects"]["block"]).into_iter().zip(floats(&set["objects"]["sse"]));
    let score = |(block, error): (usize, f32)| {
        let errors = BlockErrors { raw: vec![error], flow: None };
        statistics[block].map_or(NO_MODEL_SCORE, |statistics| statistics.scores(&errors, 0.5)[0])
    };
    objects.map(score).collect()
}

fn near(what: &str, found: &[f32], want: &[f32]) {
    assert_eq!(found.len(), want.len(), "{what}");
    for (at, (found, want)) in found.iter().zip(want).enumerate() {
        assert!((found - want).abs() < 2e-5, "{what}[{at}]: {found}, expected {want}");
    }
}

#[test]
fn objects_frames_and_smoothing_equal_an_independent_computation() {
    let golden: Value = serde_json::from_str(GOLDEN).expect("committed golden");
    let sets = golden["data_sets"].as_array().expect("a list");
    assert_eq!(sets.len(), 3);
    for set in sets {
        let scores = scores(set);
        near("objects", &scores, &floats(&set["objects"]["score"]));
        let (lengths, all_frames) = (counts(&set["clip_lengths"]), counts(&set["objects"]["frame"]));
        let mut videos: Vec<(Vec<usize>, Vec<f32>)> = Vec::new();
        let mut before = 0;
        for &length in &lengths {
            let own = all_frames
                .iter()
                .zip(&scores)
                .filter(|(frame, _)| (before..before + length).contains(*frame));
            videos.push(own.map(|(frame, score)| (frame - before, *score)).unzip());
            before += length;
        }
        let objects: Vec<(usize, ScoredObjects<'_>)> = lengths
            .iter()
            .zip(&videos)
            .map(|(&length, (frames, scores))| (length, ScoredObjects { frames, scores }))
            .collect();
        let tracks = data_set_scores(&objects).expect("scores");
        let raw: Vec<f32> = tracks.iter().flat_map(|track| track.raw.clone().expect("a raw track")).collect();
        let smoothed: Vec<f32> = tracks.iter().flat_map(|track| track.scores.clone()).collect();
        near("raw", &raw, &floats(&set["raw"]));
        near("smoothed", &smoothed, &floats(&set["smoothed"]));
    }
}
