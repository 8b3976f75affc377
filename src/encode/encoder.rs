//! From the frames of a clip to its features, a step at a time.

use std::collections::VecDeque;

use super::crop_choice::CropChoice;
use super::cut::Cut;
use super::encode_error::{EncodeError, EncodeNote};
use super::network::SnippetNetwork;
use super::places::Crop;
use super::recipe::{Recipe, RecipeError, SnippetRule};
use super::scaling::Scaler;
use super::{Features, SNIPPET_FRAMES};
use crate::video::Frame;

/// What is done after a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The snippet, from 0.
    pub snippet: usize,
    /// Crops of it that are done.
    pub done: usize,
    /// Crops of a snippet.
    pub crops: usize,
}

/// A clip's features.
#[derive(Debug, Clone, PartialEq)]
pub struct Encoded {
    /// `[crops, snippets, dim]`.
    pub features: Features,
    /// The crops' numbers in the recipe's order.
    pub crops: Vec<usize>,
    /// Frames of the clip.
    pub frames: usize,
    /// What is to be said.
    pub notes: Vec<EncodeNote>,
}

/// Encodes a clip whose frames are pushed one at a time.
///
/// Push frames; while a snippet is [waiting](SnippetEncoder::is_waiting), [step](SnippetEncoder::step), each step one
/// crop of it. After the last frame [end](SnippetEncoder::end), step on while a snippet waits, and
/// [finish](SnippetEncoder::finish). At most 17 resized frames are held.
///
/// A step is a [cut](SnippetEncoder::cut), its [row](Cut::row), and the row [put](SnippetEncoder::put) in its place;
/// whoever has several computers takes these three apart and makes rows elsewhere.
#[derive(Debug)]
pub struct SnippetEncoder<N> {
    network: N,
    clip: String,
    recipe: Recipe,
    crops: Vec<(usize, Crop)>,
    /// Of the first frame on.
    source: Option<((usize, usize), Scaler)>,
    window: Vec<Frame>,
    frames: usize,
    ended: bool,
    /// Snippets that are cut out whole.
    snippets: usize,
    /// Crops cut out of the snippet that waits.
    cropped: usize,
    /// Cuts without a row, in order.
    pending: VecDeque<Pending>,
    /// Per crop, `[snippets, dim]`.
    rows: Vec<Vec<f32>>,
    notes: Vec<EncodeNote>,
}

/// A cut without a row.
#[derive(Debug, Clone, Copy)]
struct Pending {
    snippet: usize,
    /// Among the crops that are asked for.
    place: usize,
    /// Whether all its pixels are the same.
    constant: bool,
}

impl<N: SnippetNetwork> SnippetEncoder<N> {
    /// Of a clip that begins; `clip` names it in messages.
    pub fn new(network: N, clip: &str, recipe: Recipe, crops: CropChoice) -> Result<Self, RecipeError> {
        if recipe.side != network.side() {
            return Err(RecipeError::Side { preset: recipe.preset, side: network.side() });
        }
        let crops = recipe.crops(crops)?;
        let rows = vec![Vec::new(); crops.len()];
        Ok(Self {
            network,
            clip: clip.to_owned(),
            recipe,
            crops,
            source: None,
            window: Vec::with_capacity(SNIPPET_FRAMES + 1),
            frames: 0,
            ended: false,
            snippets: 0,
            cropped: 0,
            pending: VecDeque::new(),
            rows,
            notes: Vec::new(),
        })
    }

    /// Takes the next frame; all must have one size.
    pub fn push(&mut self, frame: &Frame) -> Result<(), EncodeError> {
        let (clip, at) = (self.clip.clone(), self.frames);
        let when = if self.ended { Some("after the end") } else { None };
        if let Some(when) = when.or(self.is_waiting().then_some("while a snippet waits")) {
            return Err(EncodeError::Order { clip, frame: at, when });
        }
        let found = (frame.width(), frame.height());
        let recipe = &self.recipe;
        let (expected, scaler) = self.source.get_or_insert_with(|| (found, recipe.scaler(found)));
        if found != *expected {
            return Err(EncodeError::Size { clip, frame: at, found, expected: *expected });
        }
        let resized = scaler.apply(frame).map_err(|source| EncodeError::Frame { clip, frame: at, source })?;
        self.window.push(resized);
        self.frames += 1;
        Ok(())
    }

    /// Whether a snippet is whole and must be encoded, or cut out, before frames are taken.
    pub fn is_waiting(&self) -> bool {
        let needed = match self.recipe.snippets {
            SnippetRule::Whole | SnippetRule::RepeatLast => SNIPPET_FRAMES,
            SnippetRule::OneAhead => SNIPPET_FRAMES + 1,
        };
        self.window.len() >= needed
    }

    /// Encodes the next crop of the snippet that waits; nothing where none does.
    pub async fn step(&mut self) -> Result<Option<Progress>, EncodeError> {
        let Some(cut) = self.cut() else { return Ok(None) };
        let row = cut.row(&self.network).await?;
        self.put(row).map(Some)
    }

    /// Cuts the next crop out of the snippet that waits; nothing where none does.
    pub fn cut(&mut self) -> Option<Cut> {
        if !self.is_waiting() {
            return None;
        }
        let (snippet, place) = (self.snippets, self.cropped);
        let (number, crop) = self.crops[place];
        let mut rgb = Vec::with_capacity(self.network.looks_at().len() * self.recipe.side.pow(2) * 3);
        for &frame in self.network.looks_at() {
            crop.cut(&self.window[frame], self.recipe.side, self.recipe.middle, &mut rgb);
        }
        self.pending.push_back(Pending { snippet, place, constant: is_constant(&rgb) });
        self.cropped += 1;
        if self.cropped == self.crops.len() {
            self.cropped = 0;
            self.snippets += 1;
            self.window.drain(..SNIPPET_FRAMES);
        }
        Some(Cut { clip: self.clip.clone(), snippet, crop: number, rgb })
    }

    /// Takes the row of the first cut that has none. Errors: there is no such cut, or the row has another length.
    pub fn put(&mut self, row: Vec<f32>) -> Result<Progress, EncodeError> {
        let expected = if self.pending.is_empty() { 0 } else { self.network.dim() };
        let Some(cut) = self.pending.pop_front().filter(|_| row.len() == expected) else {
            return Err(EncodeError::Row { clip: self.clip.clone(), found: row.len(), expected });
        };
        if cut.constant || is_constant(&row) {
            self.note_constant(cut.snippet);
        }
        self.rows[cut.place].extend(row);
        Ok(Progress { snippet: cut.snippet, done: cut.place + 1, crops: self.crops.len() })
    }

    /// Says that there are no more frames; the recipe may fill the last snippet, which then waits.
    pub fn end(&mut self) -> Result<(), EncodeError> {
        let needed = match self.recipe.snippets {
            SnippetRule::Whole => SNIPPET_FRAMES,
            SnippetRule::RepeatLast | SnippetRule::OneAhead => SNIPPET_FRAMES + 1,
        };
        if self.frames < needed {
            return Err(EncodeError::Short { clip: self.clip.clone(), frames: self.frames, needed });
        }
        self.ended = true;
        let left = self.window.len();
        match (self.recipe.snippets, self.window.last().cloned()) {
            (SnippetRule::RepeatLast, Some(last)) if left < SNIPPET_FRAMES => {
                self.window.resize(SNIPPET_FRAMES, last);
                self.notes.push(EncodeNote::Repeated { times: SNIPPET_FRAMES - left + 1 });
            }
            (SnippetRule::Whole | SnippetRule::OneAhead, Some(_)) if !self.is_waiting() => {
                self.notes.push(EncodeNote::Tail { frames: left });
            }
            _ => {}
        }
        Ok(())
    }

    /// The features. Errors: a snippet or a row is still wanted, or the end was not said.
    pub fn finish(self) -> Result<Encoded, EncodeError> {
        if !self.ended || self.is_waiting() || !self.pending.is_empty() {
            let when = if self.ended { "before the last snippet was encoded" } else { "before the end" };
            return Err(EncodeError::Unfinished { clip: self.clip, when });
        }
        Ok(Encoded {
            features: Features::of_crops(&self.rows, self.network.dim()),
            crops: self.crops.iter().map(|(number, _)| *number).collect(),
            frames: self.frames,
            notes: self.notes,
        })
    }

    fn note_constant(&mut self, snippet: usize) {
        match self.notes.last_mut() {
            Some(EncodeNote::Constant { last, .. }) if *last + 1 >= snippet => *last = snippet,
            _ => self.notes.push(EncodeNote::Constant { first: snippet, last: snippet }),
        }
    }
}

fn is_constant<T: PartialEq>(values: &[T]) -> bool {
    values.windows(2).all(|pair| pair[0] == pair[1])
}

#[cfg(test)]
#[path = "encoder_tests.rs"]
mod tests;
