//! What lies between a thing and the camera: lamp light, grey skies, fog.

use super::places::Stage;
use super::{Place, Script, Weather};
use crate::synth::part::Colour;
use crate::synth::path::Spot;

/// A lamp.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lamp {
    /// The spot that it lights.
    pub(super) at: Spot,
    /// Where a quarter of its light is left, metres.
    pub(super) reach_m: f64,
    /// Light under it, by channel.
    pub(super) colour: Colour,
}

/// Light and air of a scene.
#[derive(Debug, Clone)]
pub(super) struct Air {
    ambient: Colour,
    lamps: Vec<Lamp>,
    /// What all fades to, levels.
    veil: Colour,
    /// Per metre.
    density: f64,
    /// How far colours go to grey, 0 to 1.
    grey: f32,
    /// Light left by the sky.
    sky: f32,
}

/// How much of the sun's shadow each weather leaves (ours).
pub(super) fn sun_left(weather: Weather) -> f32 {
    match weather {
        Weather::Clear => 1.0,
        Weather::Rain | Weather::Snow => 0.22,
        Weather::Fog => 0.12,
    }
}

impl Air {
    pub(super) fn new(script: &Script, stage: &Stage) -> Self {
        let (density, grey, sky) = match script.weather {
            Weather::Clear => (0.0, 0.0, 1.0),
            Weather::Rain => (0.010, 0.18, 0.80),
            Weather::Snow => (0.013, 0.14, 0.92),
            Weather::Fog => (0.060, 0.22, 0.94),
        };
        let veil = if script.place == Place::Night { [66.0, 66.0, 72.0] } else { [202.0, 206.0, 210.0] };
        Self { ambient: stage.ambient, lamps: stage.lamps.clone(), veil, density, grey, sky }
    }

    /// Light that falls on a spot, by channel.
    pub(super) fn light_at(&self, [x, z]: Spot) -> Colour {
        let mut light = self.ambient;
        for lamp in &self.lamps {
            let (dx, dz) = (x - lamp.at[0], z - lamp.at[1]);
            let near = 1.0 + (dx * dx + dz * dz) / (lamp.reach_m * lamp.reach_m);
            let share = (1.0 / (near * near)) as f32;
            (0..3).for_each(|k| light[k] += share * lamp.colour[k]);
        }
        light.map(|l| l * self.sky)
    }

    /// How much of a thing `depth` metres away the air lets through, 0 to 1.
    pub(super) fn clearness(&self, depth: f64) -> f32 {
        // A quotient instead of an exponential: the same bits everywhere, and as good to the eye.
        let thickness = 1.0 + 0.5 * self.density * depth;
        (1.0 / (thickness * thickness)) as f32
    }

    /// A thing's colour under `light`, seen through air of a clearness.
    pub(super) fn seen(&self, colour: Colour, light: Colour, clearness: f32) -> Colour {
        let lit: Colour = [0, 1, 2].map(|k| colour[k] * light[k]);
        let mean = 0.30 * lit[0] + 0.59 * lit[1] + 0.11 * lit[2];
        [0, 1, 2].map(|k| {
            let greyed = lit[k] + self.grey * (mean - lit[k]);
            self.veil[k] + clearness * (greyed - self.veil[k])
        })
    }
}
