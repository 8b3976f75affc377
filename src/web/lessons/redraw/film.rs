//! Scenes to cut cubes from, and the sets that are drawn from them.

use wasm_bindgen::prelude::*;

use super::types::{Material, RedrawQuestion};
use super::unfinished;
use crate::synth::labelled_cubes::{Film, FilmError, Filming, LabelledCubes};
use crate::web::failure::Failure;

/// Cubes of a set at most.
const CUBES: usize = 600;
/// Frames of the comparison of whole frames with objects.
const FRAMES: usize = 200;

/// Scenes that are rendered and cut, a frame at a call.
#[wasm_bindgen]
pub struct LessonFilm {
    filming: Filming,
    film: Option<Film>,
}

#[wasm_bindgen]
impl LessonFilm {
    /// Scripts the scenes.
    #[wasm_bindgen(constructor)]
    pub fn new(seed: u32) -> Result<LessonFilm, JsValue> {
        let filming = Filming::new(u64::from(seed)).map_err(Failure::from)?;
        Ok(Self { filming, film: None })
    }

    /// Renders the next frame; whether that was the last.
    pub fn step(&mut self) -> Result<bool, JsValue> {
        if self.film.is_none() {
            self.film = self.filming.step().map_err(Failure::from)?;
        }
        Ok(self.film.is_some())
    }

    /// Frames rendered.
    #[wasm_bindgen(getter)]
    pub fn done(&self) -> usize {
        self.filming.done()
    }

    /// Frames to render.
    #[wasm_bindgen(getter)]
    pub fn total(&self) -> usize {
        self.filming.total()
    }
}

impl LessonFilm {
    /// The set that is asked for.
    pub(super) fn set(&self, question: RedrawQuestion) -> Result<LabelledCubes, Failure> {
        let film = self.film.as_ref().ok_or_else(|| unfinished("the scenes are not rendered yet"))?;
        Ok(chosen(film, question)?)
    }
}

fn chosen(film: &Film, question: RedrawQuestion) -> Result<LabelledCubes, FilmError> {
    let seed = u64::from(question.seed);
    match question.material {
        Material::Objects => film.objects.drawn(question.odd, CUBES, seed),
        Material::WholeFrames => film.frames.drawn(question.odd, FRAMES, seed),
        Material::ObjectsOfFrames => {
            Ok(film.objects.of_frames_of(&film.frames.drawn(question.odd, FRAMES, seed)?))
        }
    }
}
