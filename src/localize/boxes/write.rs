//! Boxes as a file.

use super::checks::Raw;
use super::{Boxes, BoxesError};
use crate::formats::{NpyValues, npz_bytes};

impl Boxes {
    /// Boxes that were found: `frame` and `corners` go together, `frame` counts over all clips end to end.
    ///
    /// Errors: as for boxes from a file.
    pub fn new(clip_lengths: &[usize], frame: &[usize], corners: Vec<[f32; 4]>) -> Result<Self, BoxesError> {
        let wide = |numbers: &[usize]| {
            numbers.iter().map(|&n| i64::try_from(n).unwrap_or(i64::MAX)).collect::<Vec<i64>>()
        };
        let (clip_lengths, frame) = (wide(clip_lengths), wide(frame));
        Raw { clip_lengths, frame, corners, score: None, class: None, size: None }.checked()
    }

    /// The `.npz` form: `frame` i32, `box` f32, `clip_lengths` i32.
    ///
    /// Errors: [`BoxesError::Value`] for a number of frames beyond 32 bits.
    pub fn to_npz(&self) -> Result<Vec<u8>, BoxesError> {
        let narrow = |array: &'static str, numbers: &[usize]| {
            let each = numbers.iter().enumerate().map(|(index, &number)| {
                i32::try_from(number).map_err(|_| BoxesError::Value {
                    array,
                    index,
                    found: number.to_string(),
                    expected: format!("at most {}", i32::MAX),
                })
            });
            each.collect::<Result<Vec<i32>, _>>()
        };
        let (frame, lengths) = (narrow("frame", &self.frames)?, narrow("clip_lengths", &self.clip_lengths)?);
        let arrays = [
            ("frame", &[frame.len()][..], NpyValues::from(&frame)),
            ("box", &[self.corners.len(), 4][..], NpyValues::from(self.corners.as_flattened())),
            ("clip_lengths", &[lengths.len()][..], NpyValues::from(&lengths)),
        ];
        Ok(npz_bytes(arrays).expect("three different names, written to memory"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let corners = vec![[0.5, 1.0, 9.25, 20.0], [3.0, 3.0, 4.0, 4.0], [0.0, 0.0, 1.0, 1.0]];
        let boxes = Boxes::new(&[2, 0, 3], &[0, 4, 4], corners).unwrap();
        assert_eq!(Boxes::read(&boxes.to_npz().unwrap()).unwrap(), boxes);
        let none = Boxes::new(&[2], &[], Vec::new()).unwrap();
        assert_eq!(Boxes::read(&none.to_npz().unwrap()).unwrap(), none);
    }

    #[test]
    fn boxes_of_no_clip_are_refused_as_from_a_file() {
        let refused = Boxes::new(&[2], &[2], vec![[0.0, 0.0, 1.0, 1.0]]).unwrap_err();
        assert!(refused.to_string().starts_with("frame[0] is 2"), "{refused}");
        assert!(Boxes::new(&[2], &[0], vec![[1.0, 0.0, 1.0, 1.0]]).is_err());
    }
}
