//! Files of every form in memory, and the tests that read them.

mod files;
mod masks;
mod pairing;

use std::io::{Cursor, Write};

use super::*;
use crate::evaluate::Truth;
use crate::formats::annotations::{Interval, VideoList};
use crate::random::Random;
use crate::scores::ScoreTrack;

/// A `.npy` of one type of values, as NumPy 1.0 writes it.
fn npy(descr: &str, shape: &[usize], data: &[u8]) -> Vec<u8> {
    let shape: Vec<String> = shape.iter().map(|length| format!("{length},")).collect();
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': ({}), }}\n", shape.concat());
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(data);
    bytes
}

fn floats(values: &[f32]) -> Vec<u8> {
    let data: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    npy("<f4", &[values.len()], &data)
}

fn labels(values: &[u8]) -> Vec<u8> {
    npy("|u1", &[values.len()], values)
}

fn files(files: &[(&str, Vec<u8>)]) -> MemoryFiles {
    files.iter().map(|(name, bytes)| ((*name).to_string(), bytes.clone())).collect()
}

fn zip(files: &[(&str, Vec<u8>)]) -> MemoryFiles {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    // The name says nothing: contents do.
    MemoryFiles::one("given.bin", writer.finish().unwrap().into_inner())
}

fn text(text: &str) -> MemoryFiles {
    MemoryFiles::one("given.npz", text.as_bytes().to_vec())
}

fn tracks(input: ScoreInput) -> Vec<(String, Vec<f32>)> {
    match input.scores {
        ScoreContent::PerVideo(tracks) => tracks.into_iter().map(|(id, track)| (id, track.scores)).collect(),
        other => panic!("{other:?} is not per video"),
    }
}

fn truth_of(input: TruthInput) -> Vec<(String, Vec<u8>)> {
    match input.truth {
        TruthContent::PerVideo(truth) => of_videos(&truth),
        other => panic!("{other:?} is not per video"),
    }
}

fn of_videos(truth: &Truth) -> Vec<(String, Vec<u8>)> {
    let bytes = |labels: Vec<bool>| labels.into_iter().map(u8::from).collect();
    truth.videos.iter().map(|(id, video)| (id.clone(), bytes(video.labels()))).collect()
}

fn scores_code(files: &MemoryFiles) -> String {
    read_scores(files, None).unwrap_err().code().into()
}

fn truth_code(files: &MemoryFiles) -> String {
    read_truth(files).unwrap_err().code().into()
}
