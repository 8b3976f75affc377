//! The compact encoder: 64 numbers for a snippet, from pixels alone (ours).
//!
//! A frame becomes a 160x120 luma picture, cut into 8x6 cells. Every cell tells how much changes from the frame
//! before, how fast and in which direction it moves, and how textured what moves is; a row of cells gives its
//! strongest cell, because under a camera on a pole a row of cells is a distance. It stands where a published
//! encoder (I3D, CLIP) would stand, for rendered scenes and lessons; no published number was made with it.
//! All sums are of integers: the same pixels give the same bits on every machine.

mod cell;
mod luma;

use self::cell::{Cell, Measures};
use self::luma::Luma;
use super::{Features, SNIPPET_FRAMES};
use crate::video::{Frame, VideoError};

/// Width of a feature row.
pub const DIM: usize = ROWS * MEASURES + MEASURES + 1;
/// Cells from left to right.
const COLUMNS: usize = 8;
/// Cells from top to bottom.
const ROWS: usize = 6;
/// Numbers that a cell gives.
const MEASURES: usize = 9;

/// Why a clip could not be encoded.
#[derive(Debug, thiserror::Error, PartialEq)]
#[non_exhaustive]
pub enum CompactError {
    /// A frame that cannot be shrunk.
    #[error("frame {frame}: {source}")]
    Frame {
        /// Which frame, from 0.
        frame: usize,
        /// What is wrong with it.
        source: VideoError,
    },
    /// Too short for one row.
    #[error(
        "no snippets: the clip has {frames} frames, and a snippet takes {SNIPPET_FRAMES}; use a longer clip"
    )]
    TooShort {
        /// Frames pushed.
        frames: usize,
    },
}

/// Encodes a clip whose frames are pushed one at a time; keeps one picture and the sums of one snippet.
#[derive(Debug, Default)]
pub struct CompactEncoder {
    before: Option<Luma>,
    frames: usize,
    cells: Vec<Cell>,
    rows: Vec<f32>,
}

impl CompactEncoder {
    /// Of a clip that begins.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next frame, of any size from 160x120 on.
    pub fn push(&mut self, frame: &Frame) -> Result<(), CompactError> {
        let luma = Luma::of(frame).map_err(|source| CompactError::Frame { frame: self.frames, source })?;
        if self.cells.is_empty() {
            self.cells = vec![Cell::default(); COLUMNS * ROWS];
        }
        if let Some(before) = &self.before {
            for (index, cell) in self.cells.iter_mut().enumerate() {
                cell.see(before, &luma, index % COLUMNS, index / COLUMNS);
            }
        }
        self.before = Some(luma);
        self.frames += 1;
        if self.frames.is_multiple_of(SNIPPET_FRAMES) {
            let cells: Vec<Measures> = self.cells.drain(..).map(Cell::measures).collect();
            self.rows.extend(row(&cells));
        }
        Ok(())
    }

    /// The clip's features, `[1, frames / 16, 64]`; frames after the last whole snippet are left out, as in the
    /// published feature sets.
    pub fn finish(self) -> Result<Features, CompactError> {
        let snippets = self.rows.len() / DIM;
        if snippets == 0 {
            return Err(CompactError::TooShort { frames: self.frames });
        }
        Ok(Features { crops: 1, snippets, dim: DIM, data: self.rows, frames_per_snippet: SNIPPET_FRAMES })
    }
}

/// Per row of cells the largest of each measure, then the mean of each over all cells, then the share of cells
/// in which something moves.
fn row(cells: &[Measures]) -> impl Iterator<Item = f32> {
    let largest = |row: &[Measures], k: usize| row.iter().map(|cell| cell.values[k]).fold(0.0, f32::max);
    let mut values = Vec::with_capacity(DIM);
    for row in cells.chunks_exact(COLUMNS) {
        values.extend((0..MEASURES).map(|k| largest(row, k)));
    }
    let count = cells.len() as f32;
    values.extend((0..MEASURES).map(|k| cells.iter().map(|cell| cell.values[k]).sum::<f32>() / count));
    values.push(cells.iter().filter(|cell| cell.moves).count() as f32 / count);
    values.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    // Places of measures in a cell's values.
    const SHARE: usize = 2;
    const FASTEST_ACROSS: usize = 3;
    const FASTEST_DOWN: usize = 7;

    const SIDE: (usize, usize) = (320, 240);

    /// A striped square on textured ground, `x` pixels from the left, in the row of cells at 100 to 140.
    fn picture(x: f32, y: f32) -> Frame {
        let (width, height) = SIDE;
        let mut rgb = Vec::with_capacity(width * height * 3);
        for row in 0..height {
            for column in 0..width {
                let (dx, dy) = (column as f32 - x, row as f32 - y);
                let inside = (0.0..36.0).contains(&dx) && (0.0..36.0).contains(&dy);
                // Smooth stripes, 24 pixels from crest to crest: steps of a few pixels can be told from their slope.
                let wave = |d: f32| (d / 24.0 * core::f32::consts::TAU).sin();
                let level = if inside {
                    128.0 + 50.0 * wave(dx) + 50.0 * wave(dy)
                } else {
                    60.0 + ((column / 7 + row / 5) % 3) as f32
                };
                rgb.extend([level as u8; 3]);
            }
        }
        Frame::new(width, height, rgb, 0.0).expect("a picture")
    }

    fn encoded(frames: usize, place: impl Fn(usize) -> (f32, f32)) -> Features {
        let mut encoder = CompactEncoder::new();
        for t in 0..frames {
            let (x, y) = place(t);
            encoder.push(&picture(x, y)).expect("a frame");
        }
        encoder.finish().expect("a snippet")
    }

    fn global(features: &Features, measure: usize) -> f32 {
        features.data[ROWS * MEASURES + measure]
    }

    #[test]
    fn a_still_clip_encodes_as_nothing() {
        let features = encoded(40, |_| (50.0, 100.0));
        assert_eq!((features.crops, features.snippets, features.dim), (1, 2, DIM));
        assert!(features.data.iter().all(|&value| value == 0.0));
    }

    #[test]
    fn twice_the_speed_reads_as_twice_the_speed() {
        let speed = |step: f32| {
            let features = encoded(16, |t| (40.0 + step * t as f32, 100.0));
            features.data[..ROWS * MEASURES]
                .iter()
                .skip(FASTEST_ACROSS)
                .step_by(MEASURES)
                .fold(0.0_f32, |a, &b| a.max(b))
        };
        let (slow, fast) = (speed(2.0), speed(4.0));
        // In pixels of the small picture, half as many as of this one; the fastest cell sees an edge, which reads fast.
        assert!((0.9..2.0).contains(&slow) && (1.8..4.0).contains(&fast), "{slow} and {fast}");
        assert!((1.6..2.4).contains(&(fast / slow)), "{slow} and {fast}");
    }

    #[test]
    fn falling_and_rising_are_told_apart_by_the_downward_measure() {
        let down = encoded(16, |t| (100.0, 60.0 + 3.0 * t as f32));
        let up = encoded(16, |t| (100.0, 105.0 - 3.0 * t as f32));
        let of = |features: &Features| global(features, FASTEST_DOWN);
        assert!(of(&down) > 3.0 * of(&up), "down {}, up {}", of(&down), of(&up));
    }

    #[test]
    fn what_moves_tells_in_which_row_it_moves() {
        let features = encoded(16, |t| (40.0 + 2.0 * t as f32, 82.0));
        let shares: Vec<f32> = (0..ROWS).map(|row| features.data[row * MEASURES + SHARE]).collect();
        assert!(shares[2] > 0.05 && shares[0] == 0.0 && shares[5] == 0.0, "{shares:?}");
    }

    #[test]
    fn fewer_frames_than_a_snippet_are_refused_with_their_number() {
        let mut encoder = CompactEncoder::new();
        for _ in 0..15 {
            encoder.push(&picture(0.0, 0.0)).expect("a frame");
        }
        assert_eq!(encoder.finish(), Err(CompactError::TooShort { frames: 15 }));
    }

    #[test]
    fn a_frame_that_is_too_small_is_named() {
        let small = Frame::new(100, 80, vec![0; 100 * 80 * 3], 0.0).expect("a picture");
        let error = CompactEncoder::new().push(&small).expect_err("too small");
        assert!(matches!(error, CompactError::Frame { frame: 0, .. }), "{error}");
    }
}
