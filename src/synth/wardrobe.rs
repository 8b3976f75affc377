//! How people look: sizes, skin, hair and clothes drawn from one washed-out palette.
//!
//! The crowd is of one kind and of moderate contrast to the paving. Those who ride, drive and run are odd here
//! and look it: hooped sportswear in colours that are made to be seen.

use super::body::{Cut, Headwear, Look};
use super::part::Colour;
use crate::random::Random;

const SKIN: [Colour; 4] =
    [[206.0, 170.0, 144.0], [192.0, 152.0, 124.0], [170.0, 128.0, 100.0], [138.0, 102.0, 80.0]];
const HAIR: [Colour; 4] =
    [[84.0, 72.0, 64.0], [104.0, 82.0, 64.0], [128.0, 100.0, 72.0], [146.0, 140.0, 132.0]];
/// Washed-out tops with a light and a dark one among them; none as light as paper or as dark as coal.
const TOPS: [Colour; 14] = [
    [216.0, 211.0, 202.0],
    [88.0, 96.0, 114.0],
    [106.0, 118.0, 138.0],
    [122.0, 124.0, 126.0],
    [118.0, 126.0, 108.0],
    [142.0, 112.0, 98.0],
    [100.0, 104.0, 112.0],
    [134.0, 140.0, 146.0],
    [146.0, 128.0, 102.0],
    [146.0, 104.0, 100.0],
    [98.0, 126.0, 126.0],
    [104.0, 120.0, 150.0],
    [134.0, 108.0, 122.0],
    [124.0, 134.0, 104.0],
];
const LEGS: [Colour; 7] = [
    [86.0, 92.0, 110.0],
    [98.0, 106.0, 124.0],
    [100.0, 100.0, 104.0],
    [116.0, 112.0, 106.0],
    [128.0, 114.0, 98.0],
    [108.0, 120.0, 134.0],
    [106.0, 110.0, 102.0],
];
const SHOES: [Colour; 3] = [[92.0, 84.0, 80.0], [112.0, 92.0, 76.0], [108.0, 108.0, 112.0]];
/// Canvas, leather, paint: for umbrellas, prams, bags, trolleys.
const GOODS: [Colour; 6] = [
    [146.0, 98.0, 92.0],
    [96.0, 108.0, 130.0],
    [100.0, 124.0, 114.0],
    [150.0, 128.0, 92.0],
    [124.0, 100.0, 82.0],
    [108.0, 106.0, 110.0],
];
const COATS_OF_DOGS: [Colour; 4] =
    [[96.0, 84.0, 74.0], [146.0, 118.0, 86.0], [154.0, 146.0, 132.0], [112.0, 106.0, 100.0]];
/// The dark halves of hooped jerseys.
const JERSEYS: [Colour; 4] =
    [[40.0, 60.0, 200.0], [200.0, 24.0, 70.0], [10.0, 140.0, 90.0], [130.0, 30.0, 160.0]];
/// Their light halves: colours that are made to be seen.
const NEON: [Colour; 4] =
    [[200.0, 240.0, 30.0], [255.0, 120.0, 20.0], [40.0, 230.0, 220.0], [255.0, 80.0, 170.0]];
/// What the odd of the fourth edition wear: colours that the crowd has not, no louder than its own.
const BRIGHT: [Colour; 5] = [
    [204.0, 52.0, 68.0],
    [44.0, 100.0, 208.0],
    [32.0, 150.0, 96.0],
    [224.0, 114.0, 32.0],
    [154.0, 62.0, 188.0],
];
const LIGHT: Colour = [246.0, 244.0, 238.0];

fn pick<const N: usize>(random: &mut Random, from: &[Colour; N]) -> Colour {
    from[random.below(N)]
}

/// Part of the way to sandstone.
fn pale(colour: Colour) -> Colour {
    const SANDSTONE: Colour = [196.0, 186.0, 170.0];
    [0, 1, 2].map(|k| 0.7 * colour[k] + 0.3 * SANDSTONE[k])
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
    let child = random.unit() < 0.06;
    let height = if child { random.between(1.3, 1.45) } else { random.between(1.56, 1.88) };
    let style = random.unit();
    let top = pick(random, &TOPS);
    let cut = match style {
        s if s < 0.12 => Cut::Skirt,
        s if s < 0.18 => Cut::Coat,
        _ => Cut::Trousers,
    };
    Look {
        height,
        build: random.between(0.95, 1.15) * if child { 1.1 } else { 1.0 },
        skin: pick(random, &SKIN),
        hair: pick(random, &HAIR),
        // A coat is large, so a thin and pale one for the sun.
        top: if cut == Cut::Coat { pale(top) } else { top },
        legs: pick(random, &LEGS),
        shoes: pick(random, &SHOES),
        cut,
        long_sleeves: random.unit() < 0.5,
        headwear: if random.unit() < 0.14 { Headwear::Hat(pick(random, &HAIR)) } else { Headwear::None },
        hoops: None,
    }
}

/// Dresses a child.
pub(super) fn child(random: &mut Random) -> Look {
    let grown = look(random);
    Look { height: random.between(1.15, 1.4), build: 1.1 * grown.build, cut: Cut::Trousers, ..grown }
}

/// A colour that the crowd does not have.
pub(super) fn bright(random: &mut Random) -> Colour {
    pick(random, &BRIGHT)
}

/// Dresses somebody from head to foot in one colour that the crowd does not have.
pub(super) fn in_one_colour(random: &mut Random) -> Look {
    let top = bright(random);
    let legs = top.map(|c| 0.8 * c);
    Look { top, legs, headwear: Headwear::Hat(top), cut: Cut::Trousers, ..look(random) }
}

/// Dresses somebody for sport.
pub(super) fn sportswear(random: &mut Random) -> Look {
    let dark = pick(random, &JERSEYS);
    let neon = pick(random, &NEON);
    Look {
        height: random.between(1.66, 1.88),
        top: neon,
        legs: dark,
        shoes: LIGHT,
        cut: Cut::Trousers,
        long_sleeves: false,
        headwear: Headwear::Hat(neon),
        hoops: Some(dark),
        ..look(random)
    }
}
