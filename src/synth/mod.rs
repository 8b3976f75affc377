//! Plaza: a rendered street scene with exact ground truth.
//!
//! A sunlit square seen from a lamp post: people walk, alone and in company, with bags, prams, umbrellas and
//! dogs; now and then something odd happens: a cyclist, a market cart, somebody running, somebody falling. A
//! scene is a value of its [`PlazaConfig`]: the script is made once, each frame is rendered on its own, and the
//! same configuration gives the same bytes on every target (basic arithmetic and the `libm` crate only).
//!
//! * Frames: RGB8, [`FPS`] frames per second.
//! * Truth: [`VideoTruth`](crate::evaluate::VideoTruth) with a region for every frame in which an odd actor is
//!   in sight.
//! * Errors: [`SynthError`].
//!
//! The order of things: `furniture` and `backdrop` make the empty square, `events` and `crowd` script `actor`s
//! on `path`s; per frame each gives `part`s (`skeleton`, `body`, `things`, `vehicles`, `flutter`), which `raster`
//! draws on a `canvas`, and `noise` stands for the camera.
//!
//! [`script`] makes scenes of one's own: other places, weather, ten classes of odd events.
//!
//! Beside the scenes stand sets that have no pictures at all: [`drawn_scores`], [`drawn_bags`].

mod actor;
mod actor_kind;
mod any_scene;
mod backdrop;
mod bell;
mod body;
mod canvas;
mod crowd;
pub mod drawn_bags;
pub mod drawn_scores;
mod edition;
mod error;
mod events;
mod fingerprint;
mod flutter;
mod furniture;
mod geometry;
mod in_sight;
pub mod labelled_cubes;
mod noise;
mod part;
mod path;
mod people;
mod raster;
mod scooter;
pub mod script;
mod skeleton;
#[cfg(test)]
mod tests;
mod things;
mod tree_shade;
mod truth;
mod vehicles;
mod wardrobe;
pub mod weak;

pub use actor_kind::ActorKind;
pub use any_scene::AnyScene;
pub use edition::Edition;
pub use error::SynthError;
pub use fingerprint::{BENCHMARK_SEEDS, benchmark_hash};
pub use people::Person;

use crate::random::Random;
use crate::video::Frame;
use actor::Actor;
use backdrop::Backdrop;
use canvas::{Picture, Shade};
use crowd::Planner;
use furniture::Furniture;
use geometry::Camera;
use libm::sin;
use noise::CameraNoise;
use part::Part;
use std::f64::consts::PI;

/// Frames per second of every scene.
pub const FPS: f64 = 30.0;
/// How far the light swings to each side of its mean (ours: thin clouds), and how slowly, seconds.
const LIGHT_SWING: f64 = 0.025;
const LIGHT_PERIOD_S: f64 = 41.0;

/// What a scene is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlazaConfig {
    /// Everything that differs from scene to scene comes from here.
    pub seed: u64,
    /// Frames, at [`FPS`].
    pub frames: usize,
    /// Pixels per row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Whether odd events happen. They fill at most 20 % of the frames: a scene under about 240 frames has
    /// room for none, one of 300 has one.
    pub odd: bool,
    /// Generation of the scenes.
    pub edition: Edition,
}

impl PlazaConfig {
    /// Fewest pixels per row.
    pub const MIN_WIDTH: usize = 64;
    /// Fewest rows.
    pub const MIN_HEIGHT: usize = 48;
    /// Most pixels per row or column.
    pub const MAX_SIDE: usize = 4096;
    /// Fewest frames: with one, nothing moves.
    pub const MIN_FRAMES: usize = 2;
    /// Most frames: an hour.
    pub const MAX_FRAMES: usize = 108_000;

    fn check(&self) -> Result<(), SynthError> {
        let Self { frames, width, height, .. } = *self;
        if width < Self::MIN_WIDTH || height < Self::MIN_HEIGHT {
            let (min_width, min_height) = (Self::MIN_WIDTH, Self::MIN_HEIGHT);
            return Err(SynthError::TooSmall { width, height, min_width, min_height });
        }
        if width > Self::MAX_SIDE || height > Self::MAX_SIDE {
            return Err(SynthError::TooLarge { width, height, max: Self::MAX_SIDE });
        }
        if !(Self::MIN_FRAMES..=Self::MAX_FRAMES).contains(&frames) {
            return Err(SynthError::FrameCount { frames, min: Self::MIN_FRAMES, max: Self::MAX_FRAMES });
        }
        Ok(())
    }
}

impl Default for PlazaConfig {
    fn default() -> Self {
        Self { seed: 1, frames: 600, width: 320, height: 240, odd: true, edition: Edition::default() }
    }
}

/// A scripted scene, ready to render.
#[derive(Debug, Clone)]
pub struct Plaza {
    config: PlazaConfig,
    camera: Camera,
    backdrop: Backdrop,
    crowd: Vec<Actor>,
    odd: Vec<Actor>,
    /// Phase of the light's swing, 0 to 1.
    light: f64,
}

/// One actor of a frame, ready to draw.
struct Drawn<'a> {
    actor: &'a Actor,
    /// Metres from the camera.
    depth: f32,
    parts: Vec<Part>,
}

impl Plaza {
    /// Scripts the scene. Errors: [`SynthError::TooSmall`], [`SynthError::TooLarge`],
    /// [`SynthError::FrameCount`].
    pub fn new(config: PlazaConfig) -> Result<Self, SynthError> {
        config.check()?;
        let camera = Camera::new(config.width, config.height);
        let furniture = Furniture::new(config.seed, &camera);
        let planner = Planner { camera: &camera, edition: config.edition };
        let odd =
            if config.odd { events::odd_actors(config.seed, config.frames, &planner) } else { Vec::new() };
        let crowd = crowd::crowd(config.seed, config.frames as f64 / FPS, &planner, &odd);
        let backdrop =
            Backdrop::new(config.seed, config.width, config.height, &camera, &furniture, config.edition);
        let light = Random::keyed(config.seed, "plaza light", 0).unit();
        Ok(Self { config, camera, backdrop, crowd, odd, light })
    }

    /// What the scene was made from.
    pub fn config(&self) -> &PlazaConfig {
        &self.config
    }

    /// Renders frame `t`, 0-based. Errors: [`SynthError::NoSuchFrame`].
    pub fn render(&self, t: usize) -> Result<Frame, SynthError> {
        let PlazaConfig { frames, width, height, .. } = self.config;
        if t >= frames {
            return Err(SynthError::NoSuchFrame { frame: t, frames });
        }
        let cast = self.cast(t);
        let mut picture = Picture::new(&self.backdrop, width, height);
        picture.darken(&self.shade(&cast));
        self.paint(&cast, &mut picture);
        Ok(Frame::new(width, height, self.expose(&picture, t), t as f64 / FPS)?)
    }

    /// Who is there at frame `t`, farthest first.
    fn cast(&self, t: usize) -> Vec<Drawn<'_>> {
        let time = t as f64 / FPS;
        let mut cast: Vec<Drawn> = self
            .crowd
            .iter()
            .chain(&self.odd)
            .filter_map(|actor| {
                let depth = actor.stance(time)?.at[1] as f32;
                Some(Drawn { actor, depth, parts: actor.parts(time) })
            })
            .collect();
        cast.sort_by(|a, b| b.depth.total_cmp(&a.depth));
        cast
    }

    fn shade(&self, cast: &[Drawn]) -> Shade {
        let mut shade = Shade::new(self.config.width, self.config.height);
        for part in cast.iter().flat_map(|drawn| &drawn.parts) {
            part.draw_shadow(&self.camera, &mut shade);
        }
        shade
    }

    fn paint(&self, cast: &[Drawn], picture: &mut Picture) {
        for drawn in cast {
            for part in &drawn.parts {
                part.draw(&self.camera, &mut picture.painting(part.colour, drawn.depth));
            }
        }
    }

    /// From light to bytes: the sun's slow change, the camera's noise, rounding.
    fn expose(&self, picture: &Picture, t: usize) -> Vec<u8> {
        let turn = t as f64 / FPS / LIGHT_PERIOD_S + self.light;
        let gain = (1.0 + LIGHT_SWING * sin(2.0 * PI * turn)) as f32;
        let noise = CameraNoise::new(self.config.seed, t);
        let samples = picture.pixels().as_flattened();
        samples
            .iter()
            .zip(0_u32..)
            // The cast rounds towards zero and saturates at 0 and 255.
            .map(|(&level, sample)| (level * gain + noise.at(sample) + 0.5) as u8)
            .collect()
    }
}
