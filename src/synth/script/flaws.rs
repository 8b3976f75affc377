//! From the painted picture to bytes: changing light, a camera that shakes, its noise, its compression.

use super::blocks::Blocks;
use super::{CameraFlaws, Light, Script};
use crate::random::Random;
use crate::synth::noise::{CAMERA_SIGMA, CameraNoise};
use crate::synth::part::Colour;
use libm::sin;
use std::f64::consts::PI;

/// The camera of a script.
#[derive(Debug, Clone)]
pub(super) struct Flaws {
    seed: u64,
    light: Light,
    seconds: f64,
    /// Of the clouds and of the shaking, cycles.
    phases: [f64; 4],
    noise: f32,
    /// Pixels to each side, and the margin that is painted for it.
    shake: f64,
    pub(super) margin: usize,
    blocks: Option<Blocks>,
}

/// Slow and quick clouds: period in seconds, swing to each side.
const CLOUDS: [[f64; 2]; 2] = [[13.0, 0.17], [4.7, 0.06]];
/// Slow and quick swings of a shaking camera: periods in seconds, shares.
const SWINGS: [[f64; 2]; 2] = [[0.83, 0.65], [0.29, 0.35]];
/// Light at the beginning and end of dusk, by channel: from warm to blue.
const DUSK: [Colour; 2] = [[1.06, 1.0, 0.92], [0.42, 0.46, 0.60]];

impl Flaws {
    pub(super) fn new(script: &Script) -> Self {
        let CameraFlaws { noise, shake, compression } = script.camera;
        let shake = shake * script.height as f64 / 240.0;
        let mut random = Random::keyed(script.seed, "scene light", 0);
        Self {
            seed: script.seed,
            light: script.light,
            seconds: script.seconds(),
            phases: [0; 4].map(|_| random.unit()),
            noise: noise as f32 / CAMERA_SIGMA,
            shake,
            // One pixel more to mix with.
            margin: if shake > 0.0 { shake.ceil() as usize + 1 } else { 0 },
            blocks: Blocks::new(compression),
        }
    }

    /// How far the picture is moved at a time, columns and rows.
    pub(super) fn offset(&self, time: f64) -> [f64; 2] {
        let swing = |first: usize| -> f64 {
            let wave = |i: usize| {
                let [period, share] = SWINGS[i];
                share
                    * sin(2.0
                        * PI
                        * (time / period * (1.0 + 0.3 * first as f64) + self.phases[(first + i) % 4]))
            };
            wave(0) + wave(1)
        };
        [self.shake * swing(0), self.shake * swing(1)]
    }

    /// Light of a time against the usual, by channel.
    pub(super) fn gain(&self, time: f64) -> Colour {
        match self.light {
            Light::Steady => [1.0; 3],
            Light::Clouds => {
                let wave = |i: usize| CLOUDS[i][1] * sin(2.0 * PI * (time / CLOUDS[i][0] + self.phases[i]));
                [(0.92 + wave(0) + wave(1)) as f32; 3]
            }
            Light::Dusk => {
                let share = (time / self.seconds) as f32;
                [0, 1, 2].map(|k| DUSK[0][k] + share * (DUSK[1][k] - DUSK[0][k]))
            }
        }
    }

    /// The bytes of frame `t` from a picture of `width` x `height` pixels with the margin around it.
    pub(super) fn expose(
        &self,
        painted: &[Colour],
        [width, height]: [usize; 2],
        t: usize,
        time: f64,
    ) -> Vec<u8> {
        let gain = self.gain(time);
        let noise = CameraNoise::new(self.seed, t);
        let mut sample = 0_u32;
        let mut bytes = Vec::with_capacity(3 * width * height);
        let mut take = |pixel: Colour| {
            for k in 0..3 {
                // The cast rounds towards zero and saturates at 0 and 255.
                bytes.push((pixel[k] * gain[k] + self.noise * noise.at(sample) + 0.5) as u8);
                sample += 1;
            }
        };
        if self.margin == 0 {
            painted.iter().for_each(|&pixel| take(pixel));
        } else {
            let lens = Moved::new(painted, width + 2 * self.margin, self.margin, self.offset(time));
            (0..height).for_each(|y| (0..width).for_each(|x| take(lens.at(x, y))));
        }
        if let Some(blocks) = &self.blocks {
            blocks.apply(&mut bytes, width, height);
        }
        bytes
    }
}

/// A picture read between its pixels.
struct Moved<'a> {
    painted: &'a [Colour],
    stride: usize,
    /// Column and row of the first pixel.
    first: [usize; 2],
    shares: [f32; 2],
}

impl<'a> Moved<'a> {
    fn new(painted: &'a [Colour], stride: usize, margin: usize, offset: [f64; 2]) -> Self {
        // What the picture shows moves by the offset, so that it is read from the other side.
        let from = offset.map(|o| margin as f64 - o);
        let floor = from.map(f64::floor);
        let shares = [(from[0] - floor[0]) as f32, (from[1] - floor[1]) as f32];
        Self { painted, stride, first: floor.map(|f| f as usize), shares }
    }

    fn at(&self, x: usize, y: usize) -> Colour {
        let at = (y + self.first[1]) * self.stride + x + self.first[0];
        let row = |at: usize| {
            let (a, b) = (self.painted[at], self.painted[at + 1]);
            [0, 1, 2].map(|k| a[k] + self.shares[0] * (b[k] - a[k]))
        };
        let (above, below) = (row(at), row(at + self.stride));
        [0, 1, 2].map(|k| above[k] + self.shares[1] * (below[k] - above[k]))
    }
}
