//! The checks that boxes of either form must pass, each failure named by array and index.

use super::{Boxes, BoxesError};

/// The arrays of either form, not yet checked.
pub(super) struct Raw {
    pub(super) clip_lengths: Vec<i64>,
    pub(super) frame: Vec<i64>,
    pub(super) corners: Vec<[f32; 4]>,
    pub(super) score: Option<Vec<f32>>,
    pub(super) class: Option<Vec<i64>>,
    pub(super) size: Option<(usize, usize)>,
}

impl Raw {
    /// The boxes in frame order, once every array is found to be sound.
    pub(super) fn checked(self) -> Result<Boxes, BoxesError> {
        let count = self.frame.len();
        let lengths = [
            ("box", Some(self.corners.len())),
            ("score", self.score.as_ref().map(Vec::len)),
            ("class", self.class.as_ref().map(Vec::len)),
        ];
        for (array, found) in lengths {
            if let Some(found) = found.filter(|&found| found != count) {
                return Err(BoxesError::Length { array, found, expected: count });
            }
        }
        let mut total = 0_usize;
        let mut clip_lengths = Vec::with_capacity(self.clip_lengths.len());
        for (index, &length) in self.clip_lengths.iter().enumerate() {
            let fitting = usize::try_from(length).ok().filter(|length| total.checked_add(*length).is_some());
            let length =
                fitting.ok_or_else(|| value("clip_lengths", index, length, "a number of frames".into()))?;
            total += length;
            clip_lengths.push(length);
        }
        let frames = self.frame.iter().enumerate().map(|(index, &frame)| {
            let inside = usize::try_from(frame).ok().filter(|&frame| frame < total);
            inside.ok_or_else(|| value("frame", index, frame, format!("0..{total}, the frames of all clips")))
        });
        let frames = frames.collect::<Result<Vec<_>, _>>()?;
        check_corners(&self.corners)?;
        for (index, score) in self.score.iter().flatten().enumerate() {
            if !score.is_finite() {
                return Err(value("score", index, score, "a finite number".into()));
            }
        }
        Ok(self.sorted(clip_lengths, frames))
    }

    /// Stable by frame, so that the order within a frame is the file's.
    fn sorted(self, clip_lengths: Vec<usize>, frames: Vec<usize>) -> Boxes {
        let mut order: Vec<usize> = (0..frames.len()).collect();
        order.sort_by_key(|&index| frames[index]);
        Boxes {
            clip_lengths,
            corners: order.iter().map(|&index| self.corners[index]).collect(),
            scores: self.score.map(|scores| order.iter().map(|&index| scores[index]).collect()),
            classes: self.class.map(|classes| order.iter().map(|&index| classes[index]).collect()),
            frames: order.iter().map(|&index| frames[index]).collect(),
            size: self.size,
        }
    }
}

fn check_corners(corners: &[[f32; 4]]) -> Result<(), BoxesError> {
    for (index, corners) in corners.iter().enumerate() {
        let [x1, y1, x2, y2] = corners;
        if !corners.iter().all(|corner| corner.is_finite()) {
            return Err(value("box", index, format!("{corners:?}"), "finite numbers".into()));
        }
        if x1 >= x2 || y1 >= y2 {
            return Err(value("box", index, format!("{corners:?}"), "x1 < x2 and y1 < y2".into()));
        }
    }
    Ok(())
}

fn value(array: &'static str, index: usize, found: impl std::fmt::Display, expected: String) -> BoxesError {
    BoxesError::Value { array, index, found: found.to_string(), expected }
}
