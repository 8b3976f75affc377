//! From the network's raw output to boxes.

use super::{CLASSES, DetectorError};

/// Rows and columns of cells.
pub const CELLS: usize = 22;
/// Numbers of the output of one frame, `[85, 22, 22]`.
pub const OUTPUT_VALUES: usize = (5 + CLASSES.len()) * CELLS * CELLS;

/// Of two boxes of a class that overlap more than this, the one that scores lower goes (authors' program).
const OVERLAP: f32 = 0.45;
/// Exponents of objectness and class probability in the score (authors' program).
const OBJECT_POWER: f32 = 0.6;
const CLASS_POWER: f32 = 0.4;

/// An object in a frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detection {
    /// Index in [`CLASSES`].
    pub class: u8,
    /// objectness^0.6 · probability^0.4, 0 to 1.
    pub score: f32,
    /// x1 y1 x2 y2 in pixels; may reach out of the frame.
    pub corners: [f32; 4],
}

/// The objects in `output`, `[85, 22, 22]`, that score above `threshold`, by descending score.
///
/// `size`: `(width, height)` of the frame whose pixels the corners count. Of equal scores the earlier cell comes
/// first. Errors: [`DetectorError::OutputLength`], [`DetectorError::NotFinite`].
pub fn decode(output: &[f32], size: (usize, usize), threshold: f32) -> Result<Vec<Detection>, DetectorError> {
    if output.len() != OUTPUT_VALUES {
        return Err(DetectorError::OutputLength { found: output.len() });
    }
    if let Some((index, &value)) = output.iter().enumerate().find(|(_, value)| !value.is_finite()) {
        return Err(DetectorError::NotFinite { index, value });
    }
    let cells = (0..CELLS * CELLS).map(|cell| detection(output, cell, size));
    let mut found: Vec<Detection> = cells.filter(|detection| detection.score > threshold).collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    Ok(suppressed(found))
}

fn detection(output: &[f32], cell: usize, (width, height): (usize, usize)) -> Detection {
    let channel = |index: usize| output[index * CELLS * CELLS + cell];
    let (mut class, mut probability) = (0, channel(5));
    for index in 1..CLASSES.len() {
        if channel(5 + index) > probability {
            (class, probability) = (index, channel(5 + index));
        }
    }
    let (row, column) = ((cell / CELLS) as f32, (cell % CELLS) as f32);
    let x = (column + libm::tanhf(channel(1))) / CELLS as f32;
    let y = (row + libm::tanhf(channel(2))) / CELLS as f32;
    let (w, h) = (logistic(channel(3)), logistic(channel(4)));
    let (width, height) = (width as f32, height as f32);
    Detection {
        class: class as u8,
        score: libm::powf(channel(0), OBJECT_POWER) * libm::powf(probability, CLASS_POWER),
        corners: [
            (x - 0.5 * w) * width,
            (y - 0.5 * h) * height,
            (x + 0.5 * w) * width,
            (y + 0.5 * h) * height,
        ],
    }
}

fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + libm::expf(-x))
}

/// Drops what overlaps a better box of its class; `found` is sorted.
fn suppressed(found: Vec<Detection>) -> Vec<Detection> {
    let mut kept: Vec<Detection> = Vec::new();
    for candidate in found {
        let same = |other: &Detection| {
            other.class == candidate.class && overlap(other.corners, candidate.corners) > OVERLAP
        };
        if !kept.iter().any(same) {
            kept.push(candidate);
        }
    }
    kept
}

/// Intersection over union of the boxes as they are, without the authors' added pixel of other filters.
fn overlap(a: [f32; 4], b: [f32; 4]) -> f32 {
    let area = |[x1, y1, x2, y2]: [f32; 4]| (x2 - x1) * (y2 - y1);
    let width = (a[2].min(b[2]) - a[0].max(b[0])).max(0.0);
    let height = (a[3].min(b[3]) - a[1].max(b[1])).max(0.0);
    let both = width * height;
    both / (area(a) + area(b) - both)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An output in which nothing scores, and the given cells.
    fn output(cells: &[(usize, f32, [f32; 4], usize, f32)]) -> Vec<f32> {
        let mut values = vec![0.0; OUTPUT_VALUES];
        for &(cell, objectness, raw, class, probability) in cells {
            values[cell] = objectness;
            for (index, raw) in raw.into_iter().enumerate() {
                values[(1 + index) * CELLS * CELLS + cell] = raw;
            }
            values[(5 + class) * CELLS * CELLS + cell] = probability;
        }
        values
    }

    #[test]
    fn the_worked_cell_gives_the_worked_box() {
        let raw = [-1.086_964_2, 0.665_630_34, -2.666_552_5, -1.489_924_4];
        let output = output(&[(13 * CELLS + 13, 0.672_426_64, raw, 0, 0.964_647_9)]);
        let found = decode(&output, (360, 240), 0.4).unwrap();
        assert_eq!((found.len(), found[0].class), (1, 0));
        assert!((found[0].score - 0.776_845).abs() < 1e-5, "{}", found[0].score);
        for (found, expected) in found[0].corners.iter().zip([188.010, 126.096, 211.401, 170.240]) {
            assert!((found - expected).abs() < 1e-2, "{found}, expected {expected}");
        }
    }

    #[test]
    fn boxes_of_one_class_suppress_each_other_and_ties_go_to_the_earlier_cell() {
        let big = [0.0, 0.0, 0.0, 0.0];
        let cells = [(5, 0.5, big, 3, 1.0), (6, 0.5, big, 3, 1.0), (7, 0.5, big, 4, 1.0)];
        let found = decode(&output(&cells), (220, 220), 0.1).unwrap();
        let centres: Vec<(u8, f32)> =
            found.iter().map(|d| (d.class, (0.5 * (d.corners[0] + d.corners[2])).round())).collect();
        assert_eq!(centres, [(3, 50.0), (4, 70.0)]);
    }

    #[test]
    fn of_equally_probable_classes_the_first_is_meant() {
        let mut values = output(&[(0, 1.0, [0.0; 4], 9, 0.5)]);
        values[(5 + 70) * CELLS * CELLS] = 0.5;
        assert_eq!(decode(&values, (100, 100), 0.1).unwrap()[0].class, 9);
    }

    #[test]
    fn a_score_at_the_threshold_is_not_kept() {
        let values = output(&[(0, 1.0, [0.0; 4], 0, 1.0)]);
        assert_eq!(decode(&values, (100, 100), 1.0).unwrap(), []);
        assert_eq!(decode(&values, (100, 100), 0.999).unwrap().len(), 1);
    }

    #[test]
    fn what_is_no_number_never_passes() {
        for wrong in [f32::NAN, f32::INFINITY] {
            let mut values = output(&[]);
            values[1234] = wrong;
            let refused = decode(&values, (100, 100), 0.4).unwrap_err();
            assert!(matches!(refused, DetectorError::NotFinite { index: 1234, .. }), "{refused}");
        }
        assert!(matches!(decode(&[0.0; 9], (9, 9), 0.4), Err(DetectorError::OutputLength { found: 9 })));
    }
}
