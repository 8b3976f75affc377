//! From the frames of a clip to its features, a step at a time.

use super::crop_choice::CropChoice;
use super::encode_error::{EncodeError, EncodeNote};
use super::network::{NetworkFailure, SnippetNetwork};
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
    /// Crops done of the snippet that waits.
    done: usize,
    /// Per crop, `[snippets, dim]`.
    rows: Vec<Vec<f32>>,
    notes: Vec<EncodeNote>,
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
            done: 0,
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

    /// Whether a snippet is whole and must be encoded before frames are taken.
    pub fn is_waiting(&self) -> bool {
        let needed = match self.recipe.snippets {
            SnippetRule::Whole | SnippetRule::RepeatLast => SNIPPET_FRAMES,
            SnippetRule::OneAhead => SNIPPET_FRAMES + 1,
        };
        self.window.len() >= needed
    }

    /// Encodes the next crop of the snippet that waits; nothing where none does.
    pub async fn step(&mut self) -> Result<Option<Progress>, EncodeError> {
        if !self.is_waiting() {
            return Ok(None);
        }
        let snippet = self.rows[self.crops.len() - 1].len() / self.network.dim();
        let (number, crop) = self.crops[self.done];
        let mut rgb = Vec::with_capacity(self.network.looks_at().len() * self.recipe.side.pow(2) * 3);
        for &frame in self.network.looks_at() {
            crop.cut(&self.window[frame], self.recipe.side, self.recipe.middle, &mut rgb);
        }
        let row = self.network.encode(&rgb).await.map_err(|failure| {
            let clip = self.clip.clone();
            match failure {
                NetworkFailure::NotFinite { stage } => {
                    EncodeError::NotFinite { clip, snippet, crop: number, stage }
                }
                NetworkFailure::Device(source) => EncodeError::Device { clip, snippet, source },
            }
        })?;
        if is_constant(&rgb) || is_constant(&row) {
            self.note_constant(snippet);
        }
        self.rows[self.done].extend(row);
        self.done += 1;
        let progress = Progress { snippet, done: self.done, crops: self.crops.len() };
        if self.done == self.crops.len() {
            self.done = 0;
            self.window.drain(..SNIPPET_FRAMES);
        }
        Ok(Some(progress))
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

    /// The features. Errors: a snippet still waits, or the end was not said.
    pub fn finish(self) -> Result<Encoded, EncodeError> {
        if !self.ended || self.is_waiting() {
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
