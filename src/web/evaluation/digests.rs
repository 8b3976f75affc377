//! Hashes of values, for files that are known to be published ones.

use sha2::{Digest, Sha256};

use super::results::ValueDigest;
use crate::evaluate::inputs::{ScoreContent, ScoreInput, TruthContent, TruthInput};

/// SHA-256 of each video's scores as little-endian f32. Empty for scores that are not divided into videos.
pub fn of_scores(input: &ScoreInput) -> Vec<ValueDigest> {
    let ScoreContent::PerVideo(tracks) = &input.scores else { return Vec::new() };
    let bytes = |scores: &[f32]| scores.iter().flat_map(|score| score.to_le_bytes()).collect::<Vec<u8>>();
    tracks.iter().map(|(video, track)| digest(video, &bytes(&track.scores))).collect()
}

/// SHA-256 of each video's truth, a byte of 0 or 1 per frame. Empty for truth that is not divided into videos.
pub fn of_truth(input: &TruthInput) -> Vec<ValueDigest> {
    let TruthContent::PerVideo(truth) = &input.truth else { return Vec::new() };
    let bytes = |labels: Vec<bool>| labels.into_iter().map(u8::from).collect::<Vec<u8>>();
    truth.videos.iter().map(|(video, truth)| digest(video, &bytes(truth.labels()))).collect()
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn digest(video: &str, bytes: &[u8]) -> ValueDigest {
    ValueDigest { video: video.to_owned(), sha256: hex(bytes) }
}
