//! The stages: for each place its camera, backdrop, lamps, and where people and cars move.

mod corridor;
mod paint;
mod parking;
mod road;
mod street;

use super::air::Lamp;
use super::{Place, Script};
use crate::synth::Edition;
use crate::synth::backdrop::Backdrop;
use crate::synth::furniture::{Fixture, Furniture};
use crate::synth::geometry::{Camera, Mounting};
use crate::synth::part::Colour;
use crate::synth::path::Spot;
use paint::{Site, paint};
pub(super) use road::{CARS_S, CYCLE_S, Road, WALK_S};

/// Where people walk.
#[derive(Debug, Clone)]
pub(super) enum Ways {
    /// From side to side in strips between two depths, nearest first; between them over a bridge, if there is one.
    Across {
        /// `[nearest, farthest]` metres.
        strips: Vec<[f64; 2]>,
        bridge: Option<Bridge>,
    },
    /// From the camera to the far end and back, between two walls.
    Along {
        /// Half the breadth, metres.
        half_m: f64,
        /// Where people come and go: near and far depth, metres.
        ends: [f64; 2],
    },
}

/// The way between two strips.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bridge {
    /// From the left to the right, metres.
    pub(super) x: [f64; 2],
    /// Whether a light says when to walk.
    pub(super) has_signal: bool,
}

/// Something that stands in the way: where, and its radius in metres.
pub(super) type Obstacle = (Spot, f64);

/// A place made ready for one script.
#[derive(Debug, Clone)]
pub(super) struct Stage {
    pub(super) camera: Camera,
    /// Not yet seen through the air.
    pub(super) backdrop: Backdrop,
    pub(super) ways: Ways,
    pub(super) road: Option<Road>,
    /// Depths at which odd events take place, metres.
    pub(super) depths: [f64; 2],
    pub(super) obstacles: Vec<Obstacle>,
    /// Light where no lamp reaches, and the lamps.
    pub(super) ambient: Colour,
    pub(super) lamps: Vec<Lamp>,
    /// How much of a full shadow the sun throws here, 0 to 1.
    pub(super) sun: f32,
}

/// What a place consists of before it is painted.
struct Plan {
    mounting: Mounting,
    ways: Ways,
    road: Option<Road>,
    depths: [f64; 2],
    obstacles: Vec<Obstacle>,
    ambient: Colour,
    lamps: Vec<Lamp>,
    sun: f32,
}

/// Light of day.
const DAY: Colour = [1.0; 3];

impl Stage {
    /// Sets up a script's place with `margin` pixels around the picture; `sun` says how much the weather leaves of it.
    pub(super) fn new(script: &Script, margin: usize, sun: f32) -> Self {
        let plan = match script.place {
            Place::Plaza => plaza_plan(),
            Place::Crossing => street::crossing_plan(),
            Place::Corridor => corridor::plan(),
            Place::Parking => parking::plan(),
            Place::Night => street::night_plan(),
        };
        let (width, height) = (script.width + 2 * margin, script.height + 2 * margin);
        let camera = Camera::mounted(plan.mounting, script.width, script.height, margin);
        let site = Site::new(script.seed, &camera, width, height, plan.sun * sun);
        let backdrop = match script.place {
            Place::Plaza => {
                let furniture = Furniture::new(script.seed, &camera);
                Backdrop::new(script.seed, width, height, &camera, &furniture, Edition::Third)
            }
            Place::Crossing => paint(&site, street::crossing, &street::crossing_fixtures(&site)),
            Place::Corridor => paint(&site, corridor::look, &[]),
            Place::Parking => paint(&site, parking::look, &parking::fixtures(&site)),
            Place::Night => paint(&site, street::night, &street::night_fixtures(&site)),
        };
        let Plan { ways, road, depths, obstacles, ambient, lamps, sun: of_place, .. } = plan;
        Self { camera, backdrop, ways, road, depths, obstacles, ambient, lamps, sun: of_place * sun }
    }
}

fn plaza_plan() -> Plan {
    Plan {
        mounting: Mounting::LAMP_POST,
        ways: Ways::Across { strips: vec![[7.2, 16.0]], bridge: None },
        road: None,
        depths: [8.0, 10.6],
        obstacles: Vec::new(),
        ambient: DAY,
        lamps: Vec::new(),
        sun: 1.0,
    }
}

/// A fixture drawn into a backdrop.
type Fixtures = Vec<Fixture>;
