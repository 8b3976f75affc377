//! How people look: sizes, skin, hair and clothes drawn from one summer palette.
//!
//! Everybody, odd or not, is dressed by the same rules, so that no colour gives an event away.

use super::body::{Cut, Headwear, Look};
use super::part::Colour;
use crate::random::Random;

const SKIN: [Colour; 5] = [
    [236.0, 200.0, 172.0],
    [222.0, 178.0, 146.0],
    [196.0, 148.0, 112.0],
    [150.0, 104.0, 74.0],
    [104.0, 70.0, 50.0],
];
const HAIR: [Colour; 5] = [
    [40.0, 32.0, 28.0],
    [74.0, 50.0, 34.0],
    [120.0, 84.0, 50.0],
    [196.0, 162.0, 102.0],
    [150.0, 146.0, 142.0],
];
/// Quiet tops, then vivid ones.
const TOPS: [Colour; 14] = [
    [58.0, 74.0, 108.0],
    [92.0, 98.0, 106.0],
    [238.0, 234.0, 224.0],
    [70.0, 86.0, 72.0],
    [118.0, 74.0, 62.0],
    [46.0, 46.0, 52.0],
    [128.0, 150.0, 172.0],
    [236.0, 222.0, 190.0],
    [196.0, 54.0, 48.0],
    [232.0, 176.0, 52.0],
    [40.0, 128.0, 132.0],
    [44.0, 92.0, 170.0],
    [170.0, 72.0, 112.0],
    [92.0, 140.0, 70.0],
];
const LEGS: [Colour; 7] = [
    [48.0, 58.0, 86.0],
    [38.0, 38.0, 44.0],
    [88.0, 84.0, 80.0],
    [112.0, 92.0, 70.0],
    [74.0, 96.0, 126.0],
    [62.0, 66.0, 58.0],
    [226.0, 220.0, 206.0],
];
const SHOES: [Colour; 4] =
    [[40.0, 34.0, 32.0], [92.0, 62.0, 42.0], [226.0, 224.0, 220.0], [70.0, 72.0, 80.0]];
/// Canvas, leather, paint: for umbrellas, prams, bags, bicycles.
const GOODS: [Colour; 6] = [
    [176.0, 48.0, 46.0],
    [44.0, 62.0, 96.0],
    [52.0, 104.0, 88.0],
    [206.0, 160.0, 64.0],
    [112.0, 72.0, 46.0],
    [72.0, 70.0, 76.0],
];
const COATS_OF_DOGS: [Colour; 4] =
    [[58.0, 44.0, 34.0], [172.0, 128.0, 78.0], [226.0, 218.0, 200.0], [92.0, 84.0, 78.0]];

fn pick<const N: usize>(random: &mut Random, from: &[Colour; N]) -> Colour {
    from[random.below(N)]
}

/// A thing's colour.
pub(super) fn goods(random: &mut Random) -> Colour {
    pick(random, &GOODS)
}

/// A dog's coat.
pub(super) fn coat_of_dog(random: &mut Random) -> Colour {
    pick(random, &COATS_OF_DOGS)
}

/// Dresses somebody.
pub(super) fn look(random: &mut Random) -> Look {
    let child = random.unit() < 0.08;
    let height = if child { random.between(1.15, 1.4) } else { random.between(1.56, 1.88) };
    let style = random.unit();
    Look {
        height,
        build: random.between(0.92, 1.2) * if child { 1.1 } else { 1.0 },
        skin: pick(random, &SKIN),
        hair: pick(random, &HAIR),
        top: pick(random, &TOPS),
        legs: pick(random, &LEGS),
        shoes: pick(random, &SHOES),
        cut: match style {
            s if s < 0.18 => Cut::Skirt,
            s if s < 0.30 => Cut::Coat,
            _ => Cut::Trousers,
        },
        long_sleeves: random.unit() < 0.5,
        headwear: if random.unit() < 0.14 { Headwear::Hat(pick(random, &HAIR)) } else { Headwear::None },
    }
}
