//! Cost curves: the same work at rising sizes, to see whether time and memory grow as they should.
//!
//! The caller owns the clock, as for a [`super::Subject`]. Inputs are by formula; no curve needs a file.

use std::sync::Arc;

use burn::tensor::Device;

use super::BenchError;
use super::subject::Subject;
use super::workload::Task;
use crate::device::DeviceKind;
use crate::lbr;
use crate::lbr::model::Width;
use crate::lbr::scoring::Scoring;
use crate::localize::{LocalizeConfig, Localizer, RegionsFrom};
use crate::video::{Frame, analysed_size, to_analysed};

/// Width of the network that scores cubes: a quarter, which a visitor without a GPU may choose.
const WIDTH: f64 = 0.25;
/// Frames of the drawn clip whose reading is timed.
pub const CURVE_FRAMES: usize = 60;
/// Side of the square that crosses the drawn clip, as a share of its height; how many pixels it moves per frame, as a
/// share of its width.
const SQUARE: f64 = 0.15;
const SPEED: f64 = 0.012;

/// What grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    /// Snippets of a video that LA-Net scores, one crop.
    Snippets,
    /// Cubes that ReconCAE scores.
    Cubes,
    /// Pixels of the frames in which motion is looked for.
    FrameSize,
}

/// All curves, in the order in which they are printed.
pub const CURVES: [Curve; 3] = [Curve::Snippets, Curve::Cubes, Curve::FrameSize];

impl Curve {
    /// Its name in commands and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Snippets => "snippets",
            Self::Cubes => "cubes",
            Self::FrameSize => "frame-size",
        }
    }

    /// What is computed.
    pub fn title(self) -> &'static str {
        match self {
            Self::Snippets => "LA-Net scores one crop of a video",
            Self::Cubes => "ReconCAE at a quarter of its width scores cubes, 256 at a time",
            Self::FrameSize => "Motion regions of 60 frames, shrinking to the analysed size included",
        }
    }

    /// What a size counts.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Snippets => "snippets",
            Self::Cubes => "cubes",
            Self::FrameSize => "pixels per frame",
        }
    }

    /// What time should grow with.
    pub fn expected(self) -> &'static str {
        match self {
            Self::Snippets => "linear, and quadratic where every snippet attends to every other",
            Self::Cubes => "linear",
            Self::FrameSize => "linear until frames are shrunk to the analysed size, less from there on",
        }
    }

    /// Sizes in rising order: `(width, height)` of frames, else a number and 1.
    pub fn sizes(self) -> &'static [(usize, usize)] {
        match self {
            Self::Snippets => &[(100, 1), (200, 1), (500, 1), (1000, 1), (2000, 1), (5000, 1), (10_000, 1)],
            Self::Cubes => &[(256, 1), (512, 1), (1024, 1), (4096, 1), (16_384, 1), (50_000, 1)],
            Self::FrameSize => &[(160, 120), (320, 240), (640, 480), (1280, 720), (1920, 1080), (3840, 2160)],
        }
    }
}

/// A curve at one size, made ready.
pub enum CurvePoint {
    /// A model on its input.
    Model(Box<Subject>),
    /// A network, its cubes and its device.
    Cubes(Box<lbr::model::ReconCae>, Arc<crate::localize::Cubes>, Device),
    /// The ground on which a square moves, and its size.
    Frames(Vec<u8>, (usize, usize)),
}

impl CurvePoint {
    /// Makes weights and input ready on `device`, a device without a tape.
    pub fn new(
        curve: Curve,
        (size, height): (usize, usize),
        device: &Device,
        kind: DeviceKind,
    ) -> Result<Self, BenchError> {
        Ok(match curve {
            Curve::Snippets => {
                let task = Task::LaNet { crops: 1, snippets: size };
                Self::Model(Box::new(Subject::new(task, device, kind)?))
            }
            Curve::Cubes => {
                let model = lbr::reference::model(Width::new(WIDTH)?, device);
                Self::Cubes(Box::new(model), Arc::new(lbr::reference::cubes(size)), device.clone())
            }
            Curve::FrameSize => Self::Frames(ground(size, height), (size, height)),
        })
    }

    /// Once, from the input in memory to the result in memory. Gives how many results there were.
    pub async fn run(&mut self) -> Result<usize, BenchError> {
        match self {
            Self::Model(subject) => Ok(subject.run().await?.len()),
            Self::Cubes(model, cubes, device) => {
                let mut scoring = Scoring::all((**model).clone(), cubes.clone(), device);
                while !scoring.done() {
                    scoring.step().await?;
                }
                Ok(scoring.into_errors().len())
            }
            Self::Frames(ground, (width, height)) => {
                let (across, down) = analysed_size(*width, *height);
                let mut localizer = Localizer::new(LocalizeConfig::auto(across, down), RegionsFrom::Motion);
                for t in 0..CURVE_FRAMES {
                    let rgb = crossed(ground.clone(), *width, *height, t);
                    let frame = Frame::new(*width, *height, rgb, t as f64 / 30.0)?;
                    localizer.push(to_analysed(frame)?)?;
                }
                Ok(localizer.finish()?.cubes.len())
            }
        }
    }
}

/// A textured ground, R G B.
fn ground(width: usize, height: usize) -> Vec<u8> {
    let pixel = |at: usize| (96 + (at % width / 7 + at / width / 5) % 32) as u8;
    (0..width * height).flat_map(|at| [pixel(at); 3]).collect()
}

/// The ground with the square where it is in frame `t`.
fn crossed(mut rgb: Vec<u8>, width: usize, height: usize, t: usize) -> Vec<u8> {
    let side = (SQUARE * height as f64) as usize;
    let left = (SPEED * (width * t) as f64) as usize;
    for row in rgb.chunks_exact_mut(3 * width).skip(height / 3).take(side) {
        row[3 * left..3 * (left + side).min(width)].fill(220);
    }
    rgb
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_rise_and_reach_what_the_curves_are_for() {
        for curve in CURVES {
            let sizes: Vec<usize> = curve.sizes().iter().map(|(width, height)| width * height).collect();
            assert!(sizes.is_sorted_by(|a, b| a < b), "{curve:?}");
        }
        assert_eq!(Curve::Snippets.sizes().last(), Some(&(10_000, 1)));
        assert_eq!(Curve::Cubes.sizes().last(), Some(&(50_000, 1)));
    }

    #[test]
    fn a_point_gives_a_result_for_everything_it_was_given() {
        let device = Device::flex();
        let run = |curve, size| {
            let mut point = CurvePoint::new(curve, size, &device, DeviceKind::Cpu).expect("a point");
            pollster::block_on(point.run()).expect("a result")
        };
        assert_eq!(run(Curve::Snippets, (20, 1)), 20);
        assert_eq!(run(Curve::Cubes, (3, 1)), 3);
        // The square is found.
        assert!(run(Curve::FrameSize, (160, 120)) > 0);
    }
}
