//! What the network is to tell of each part of a view: sums over everybody in it, since features are means over parts.

use super::reel::kind_index;
use crate::synth::script::Mover;
use crate::synth::{ActorKind, FPS};

/// Targets of a part, by name: how many of each kind, how many stand or go which way in the picture, how many at each
/// pace (their own heights a second), sums of paces, of pixels a frame and of their squares, which way is up.
pub const TARGETS: [&str; PER_CELL] = [
    "pedestrian",
    "bags",
    "rucksack",
    "trolley",
    "umbrella",
    "pram",
    "dog",
    "wheelchair user",
    "car",
    "stands",
    "goes left",
    "goes right",
    "goes up",
    "goes down",
    "pace below 0.12",
    "pace to 0.45",
    "pace to 0.9",
    "pace to 1.4",
    "pace to 2.2",
    "pace above 2.2",
    "paces",
    "pixels a frame",
    "squared pixels",
    "upright",
    "turned once",
    "turned twice",
    "turned three times",
];
/// How many there are.
pub const PER_CELL: usize = 27;

/// First target of each group.
const STANDS: usize = ActorKind::USUAL.len() + 1;
const WAYS: usize = STANDS + 1;
const PACES: usize = WAYS + 4;
const SUMS: usize = PACES + PACE_LIMITS.len() + 1;
const TURNS: usize = SUMS + 3;
/// Between the groups of paces, heights a second: 0.12 is standing, 0.45 to 0.9 an ordinary walk.
const PACE_LIMITS: [f64; 5] = [0.12, 0.45, 0.9, 1.4, 2.2];
/// Beyond these one mover counts as much, so that a car close by does not outweigh all people.
const MOST_PACE: f64 = 6.0;
const MOST_PIXELS: f64 = 6.0;
const MOST_SQUARED: f64 = 8.0;

/// How one walker or car moves in a view.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Motion {
    pub(super) what: Mover,
    /// Pixels a frame, to the right and down.
    pub(super) velocity: [f64; 2],
    /// Pixels.
    pub(super) height: f64,
}

impl Motion {
    fn values(&self) -> [f64; PER_CELL] {
        let mut values = [0.0; PER_CELL];
        if let Some(kind) = kind_index(self.what) {
            values[kind] = 1.0;
        }
        let [right, down] = self.velocity;
        let pixels = (right * right + down * down).sqrt();
        let pace = pixels * FPS / self.height;
        if pace < PACE_LIMITS[0] {
            values[STANDS] = 1.0;
        } else {
            let (along, sign) = if right.abs() >= down.abs() { (0, right) } else { (2, down) };
            values[WAYS + along + usize::from(sign > 0.0)] = 1.0;
        }
        values[PACES + PACE_LIMITS.iter().filter(|&&limit| pace >= limit).count()] = 1.0;
        values[SUMS] = pace.min(MOST_PACE);
        values[SUMS + 1] = pixels.min(MOST_PIXELS);
        values[SUMS + 2] = (0.5 * pixels * pixels).min(MOST_SQUARED);
        values
    }
}

/// Targets of the parts of a view, `[cells, cells, PER_CELL]`, rows first.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Targets {
    cells: usize,
    values: Vec<f64>,
}

impl Targets {
    /// Nobody is there; the view was turned by `turns` quarters.
    pub(super) fn new(cells: usize, turns: usize) -> Self {
        let mut values = vec![0.0; cells * cells * PER_CELL];
        values.chunks_exact_mut(PER_CELL).for_each(|cell| cell[TURNS + turns] = 1.0);
        Self { cells, values }
    }

    /// Adds a mover at `[x, y]`, each -1 to 1 from left to right and from top to bottom, shared among the nearest four
    /// parts by its distances to their middles.
    pub(super) fn add(&mut self, at: [f64; 2], motion: &Motion) {
        let found = motion.values();
        let [column, row] = at.map(|along| 0.5 * (along + 1.0) * self.cells as f64 - 0.5);
        for (row, down) in shares(row, self.cells) {
            for (column, across) in shares(column, self.cells) {
                let cell = &mut self.values[(row * self.cells + column) * PER_CELL..][..PER_CELL];
                cell.iter_mut().zip(found).for_each(|(value, one)| *value += down * across * one);
            }
        }
    }

    pub(super) fn values(&self) -> &[f64] {
        &self.values
    }
}

/// The two cells about a place between their middles and their shares; beyond the outermost all is the outermost's.
fn shares(place: f64, cells: usize) -> [(usize, f64); 2] {
    let place = place.clamp(0.0, (cells - 1) as f64);
    let before = libm::floor(place);
    let after = (before as usize + 1).min(cells - 1);
    [(before as usize, 1.0 - (place - before)), (after, place - before)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn motion(velocity: [f64; 2]) -> Motion {
        Motion { what: Mover::Actor(ActorKind::Pram), velocity, height: 30.0 }
    }

    fn named(motion: Motion) -> Vec<(&'static str, f64)> {
        TARGETS.into_iter().zip(motion.values()).filter(|(_, value)| *value != 0.0).collect()
    }

    #[test]
    fn a_mover_is_told_by_kind_way_and_pace() {
        let walks = [("pram", 1.0), ("goes left", 1.0), ("pace to 0.9", 1.0)];
        let sums = [("paces", 0.5), ("pixels a frame", 0.5), ("squared pixels", 0.125)];
        assert_eq!(named(motion([-0.5, 0.0])), [&walks[..], &sums].concat());
        assert_eq!(named(motion([0.0; 2])), [("pram", 1.0), ("stands", 1.0), ("pace below 0.12", 1.0)]);
        let car = Motion { what: Mover::Car, velocity: [3.0, 30.0], height: 30.0 };
        let names: Vec<&str> = named(car).into_iter().map(|(name, _)| name).collect();
        assert_eq!(
            names,
            ["car", "goes down", "pace above 2.2", "paces", "pixels a frame", "squared pixels"]
        );
        assert_eq!(car.values()[SUMS..TURNS], [MOST_PACE, MOST_PIXELS, MOST_SQUARED]);
    }

    #[test]
    fn a_mover_is_shared_among_the_parts_around_it_and_counts_once() {
        let mut targets = Targets::new(2, 1);
        let pram = TARGETS.iter().position(|&name| name == "pram").expect("a target");
        targets.add([0.0, -1.0], &motion([1.0, 0.0]));
        let prams: Vec<f64> = targets.values().iter().skip(pram).step_by(PER_CELL).copied().collect();
        assert_eq!(prams, [0.5, 0.5, 0.0, 0.0]);
        targets.add([0.5, 0.5], &motion([1.0, 0.0]));
        let prams: Vec<f64> = targets.values().iter().skip(pram).step_by(PER_CELL).copied().collect();
        assert_eq!(prams, [0.5, 0.5, 0.0, 1.0]);
        let turned: Vec<f64> = targets.values().iter().skip(TURNS + 1).step_by(PER_CELL).copied().collect();
        assert_eq!(turned, [1.0; 4], "every part is told which way is up");
    }

    #[test]
    fn the_names_of_kinds_are_those_of_the_targets() {
        assert_eq!(TARGETS[..ActorKind::USUAL.len()], ActorKind::USUAL.map(ActorKind::name));
        assert_eq!(TARGETS[STANDS], "stands");
        assert_eq!(TARGETS[WAYS], "goes left");
        assert_eq!(TARGETS[PACES], "pace below 0.12");
        assert_eq!((TARGETS[SUMS], TARGETS[TURNS]), ("paces", "upright"));
    }
}
