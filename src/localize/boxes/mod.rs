//! Boxes from a file: `.npz` with the arrays `frame`, `box`, `clip_lengths`, or JSON with the same fields.
//!
//! * `frame` `[n]`: index into the clips laid end to end in name order, from 0.
//! * `box` `[n, 4]`: x1 y1 x2 y2 in pixels of the original frame.
//! * `clip_lengths` `[m]`: frames of each clip.
//! * `score`, `class` `[n]`: optional, checked and kept.
//!
//! JSON also says `"format": "oddframe-boxes/1"` and the `width` and `height` of the frames. The boxes get no
//! filter here; those outside the frame are the [`super::Localizer`]'s to clamp and count.

mod checks;
mod error;
mod write;

use self::checks::Raw;
pub use self::error::BoxesError;
use super::region::rescaled;
use crate::formats::{Array, FormatError, Npz};

/// The `format` field of a JSON file of boxes.
const JSON_FORMAT: &str = "oddframe-boxes/1";

/// Boxes of one or several clips.
#[derive(Debug, Clone, PartialEq)]
pub struct Boxes {
    clip_lengths: Vec<usize>,
    /// Per box, its frame over all clips, ascending.
    frames: Vec<usize>,
    corners: Vec<[f32; 4]>,
    scores: Option<Vec<f32>>,
    classes: Option<Vec<i64>>,
    /// `(width, height)` of the frames that the boxes were made on, where the file says.
    size: Option<(usize, usize)>,
}

/// The fields of the JSON form; unknown ones are refused by name.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Json {
    format: String,
    width: usize,
    height: usize,
    clip_lengths: Vec<i64>,
    frame: Vec<i64>,
    #[serde(rename = "box")]
    corners: Vec<[f64; 4]>,
    score: Option<Vec<f64>>,
    class: Option<Vec<i64>>,
}

impl Boxes {
    /// Reads either form, told apart by the first byte.
    pub fn read(bytes: &[u8]) -> Result<Self, BoxesError> {
        match bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'{') => Self::from_json(bytes),
            Some(0x93) => Self::lone_array(bytes),
            _ => Self::from_npz(bytes),
        }
    }

    /// Reads the `.npz` form. Integers and floats may have any width that holds them.
    pub fn from_npz(bytes: &[u8]) -> Result<Self, BoxesError> {
        let mut npz = Npz::open(bytes)?;
        let score = if npz.contains("score") { Some(vector(&mut npz, "score")?.to_f32()?) } else { None };
        let class = if npz.contains("class") { Some(vector(&mut npz, "class")?.to_i64()?) } else { None };
        let boxes = array(&mut npz, "box")?;
        if boxes.shape.len() != 2 || boxes.shape[1] != 4 {
            return Err(BoxesError::Shape { array: "box", found: boxes.shape, expected: "[n, 4]" });
        }
        let corners = boxes.to_f32()?.as_chunks::<4>().0.to_vec();
        Raw {
            clip_lengths: vector(&mut npz, "clip_lengths")?.to_i64()?,
            frame: vector(&mut npz, "frame")?.to_i64()?,
            corners,
            score,
            class,
            size: None,
        }
        .checked()
    }

    /// Reads the JSON form.
    pub fn from_json(bytes: &[u8]) -> Result<Self, BoxesError> {
        let json: Json =
            serde_json::from_slice(bytes).map_err(|error| BoxesError::Json { reason: error.to_string() })?;
        if json.format != JSON_FORMAT {
            return Err(BoxesError::Json { reason: format!("its format is {:?}", json.format) });
        }
        Raw {
            clip_lengths: json.clip_lengths,
            frame: json.frame,
            corners: json.corners.iter().map(|corners| corners.map(|corner| corner as f32)).collect(),
            score: json.score.map(|scores| scores.iter().map(|&score| score as f32).collect()),
            class: json.class,
            size: Some((json.width, json.height)),
        }
        .checked()
    }

    /// A bare `.npy`: the authors publish pickled ones, which get their own advice.
    fn lone_array(bytes: &[u8]) -> Result<Self, BoxesError> {
        let array = crate::formats::read_npy(bytes).map_err(unpickled)?;
        Err(BoxesError::Shape {
            array: "(the only one)",
            found: array.shape,
            expected: "an .npz with frame, box and clip_lengths",
        })
    }

    /// Frames of each clip.
    pub fn clip_lengths(&self) -> &[usize] {
        &self.clip_lengths
    }

    /// How many boxes there are.
    pub fn len(&self) -> usize {
        self.frames.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Per box, where the file has them, its score.
    pub fn scores(&self) -> Option<&[f32]> {
        self.scores.as_deref()
    }

    /// Per box, where the file has them, its class.
    pub fn classes(&self) -> Option<&[i64]> {
        self.classes.as_deref()
    }

    /// Checks that these are the boxes of clips of `lengths` frames.
    pub fn check_clips(&self, lengths: &[usize]) -> Result<(), BoxesError> {
        if self.clip_lengths.len() != lengths.len() {
            return Err(BoxesError::Clips {
                boxes: self.clip_lengths.iter().sum(),
                box_clips: self.clip_lengths.len(),
                frames: lengths.iter().sum(),
                clips: lengths.len(),
            });
        }
        for (clip, (&boxes, &frames)) in self.clip_lengths.iter().zip(lengths).enumerate() {
            if boxes != frames {
                return Err(BoxesError::ClipLength { clip, boxes, frames });
            }
        }
        Ok(())
    }

    /// The boxes of clip `clip`, per frame, in pixels of the analysed frame.
    ///
    /// Sizes are `(width, height)`. A file that says its frames' size must agree with one of them.
    ///
    /// # Panics
    /// Where there is no such clip; see [`Self::check_clips`].
    pub fn of_clip(
        &self,
        clip: usize,
        original: (usize, usize),
        analysed: (usize, usize),
    ) -> Result<Vec<Vec<[f32; 4]>>, BoxesError> {
        let made_on = self.size.unwrap_or(original);
        if made_on != original && made_on != analysed {
            return Err(BoxesError::FrameSize { found: made_on, expected: original });
        }
        let start: usize = self.clip_lengths[..clip].iter().sum();
        let end = start + self.clip_lengths[clip];
        let mut frames = vec![Vec::new(); end - start];
        let first = self.frames.partition_point(|&frame| frame < start);
        for (&frame, &corners) in
            self.frames.iter().zip(&self.corners).skip(first).take_while(|(f, _)| **f < end)
        {
            frames[frame - start].push(rescaled(corners, made_on, analysed));
        }
        Ok(frames)
    }
}

fn array(npz: &mut Npz<'_>, name: &'static str) -> Result<Array, BoxesError> {
    npz.array(name).map_err(unpickled)
}

fn vector(npz: &mut Npz<'_>, name: &'static str) -> Result<Array, BoxesError> {
    let array = array(npz, name)?;
    if array.shape.len() == 1 {
        Ok(array)
    } else {
        Err(BoxesError::Shape { array: name, found: array.shape, expected: "[n]" })
    }
}

fn unpickled(error: FormatError) -> BoxesError {
    if error.code() == "npy/object" { BoxesError::Pickled } else { BoxesError::Format(error) }
}

#[cfg(test)]
mod tests;
