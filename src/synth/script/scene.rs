//! A scene that plays a script.

use super::acts::{Act, acts};
use super::air::{Air, sun_left};
use super::flaws::Flaws;
use super::item::Item;
use super::places::Stage;
use super::thin::Thin;
use super::trail::Trail;
use super::walkers::trails;
use super::{Script, ScriptError, weather};
use crate::synth::backdrop::Backdrop;
use crate::synth::canvas::{Picture, Shade};
use crate::synth::{FPS, SynthError};
use crate::video::{Frame, VideoError};

/// A script set up, ready to render.
#[derive(Debug, Clone)]
pub struct ScriptedScene {
    pub(super) script: Script,
    pub(super) stage: Stage,
    /// The empty place, as seen through the air.
    pub(super) backdrop: Backdrop,
    air: Air,
    pub(super) flaws: Flaws,
    pub(super) acts: Vec<Act>,
    pub(super) crowd: Vec<Trail>,
    /// Of the weather's randomness.
    key: u32,
}

impl ScriptedScene {
    /// Sets the scene. Errors: every kind of [`ScriptError`] but those of reading.
    pub fn new(script: Script) -> Result<Self, ScriptError> {
        script.check()?;
        let flaws = Flaws::new(&script);
        let stage = Stage::new(&script, flaws.margin, sun_left(script.weather));
        let air = Air::new(&script, &stage);
        let acts = acts(&script, &stage);
        let crowd = trails(&script, &stage, &acts);
        let key = (script.seed as u32) ^ (script.seed >> 32) as u32;
        let backdrop = empty(&script, &stage, &air, key);
        Ok(Self { script, stage, backdrop, air, flaws, acts, crowd, key })
    }

    /// What it was made from.
    pub fn script(&self) -> &Script {
        &self.script
    }

    /// Renders frame `t`, 0-based. Errors: [`ScriptError::Scene`] with
    /// [`SynthError::NoSuchFrame`].
    pub fn render(&self, t: usize) -> Result<Frame, ScriptError> {
        let Script { frames, width, height, .. } = self.script;
        if t >= frames {
            return Err(SynthError::NoSuchFrame { frame: t, frames }.into());
        }
        let time = t as f64 / FPS;
        let items = self.items(time);
        let (wide, high) = self.painted_size();
        let mut picture = Picture::new(&self.backdrop, wide, high);
        picture.darken(&self.shade(&items));
        for item in items {
            self.paint(item.through(&self.air), &mut picture);
        }
        weather::fall(self.script.weather, self.key, &self.stage.camera, time, &mut picture);
        let bytes = self.flaws.expose(picture.pixels(), [width, height], t, time);
        Ok(Frame::new(width, height, bytes, time).map_err(|error: VideoError| SynthError::from(error))?)
    }

    /// Everything that stands in the picture at a time, farthest first.
    pub(super) fn items(&self, time: f64) -> Vec<Item> {
        let half_width = |z: f64| self.stage.camera.half_width_m(z);
        let mut items: Vec<Item> =
            self.crowd.iter().filter_map(|trail| trail.item(time, half_width)).collect();
        for act in &self.acts {
            act.items(time, &mut items);
        }
        items.sort_by(|a, b| b.depth().total_cmp(&a.depth()));
        items
    }

    /// Pixels of the picture with its margin.
    pub(super) fn painted_size(&self) -> (usize, usize) {
        let twice = 2 * self.flaws.margin;
        (self.script.width + twice, self.script.height + twice)
    }

    fn shade(&self, items: &[Item]) -> Shade {
        let (wide, high) = self.painted_size();
        let mut shade = Shade::new(wide, high);
        for item in items.iter().filter(|item| !item.shines) {
            let share = self.stage.sun * item.opacity;
            for part in &item.parts {
                part.draw_shadow(&self.stage.camera, &mut Thin { surface: &mut shade, share });
            }
        }
        shade
    }

    fn paint(&self, item: Item, picture: &mut Picture) {
        let (camera, depth, share) = (&self.stage.camera, item.depth(), item.opacity);
        for part in &item.parts {
            let mut brush = picture.painting(part.colour, depth);
            if share < 1.0 {
                part.draw(camera, &mut Thin { surface: &mut brush, share });
            } else {
                part.draw(camera, &mut brush);
            }
        }
    }
}

/// The empty place under its weather, through its air.
fn empty(script: &Script, stage: &Stage, air: &Air, key: u32) -> Backdrop {
    let wide = stage.camera.size()[0] as usize;
    let mut backdrop = stage.backdrop.clone();
    for (at, (pixel, &depth)) in backdrop.pixels.iter_mut().zip(&backdrop.depth).enumerate() {
        let (column, row) = ((at % wide) as f64 + 0.5, (at / wide) as f64 + 0.5);
        let spot = if depth.is_finite() {
            let z = f64::from(depth).min(FARTHEST_M);
            [(column - 0.5 * wide as f64) / stage.camera.scale(z), z]
        } else {
            stage.camera.ground_at(column, row)
        };
        if !depth.is_finite() {
            *pixel = weather::ground(script.weather, key, *pixel, spot);
        }
        *pixel = air.seen(*pixel, air.light_at(spot), air.clearness(spot[1]));
    }
    backdrop
}

/// Walls that stand for "behind everything" are lit as if they were here, metres.
const FARTHEST_M: f64 = 25.0;
