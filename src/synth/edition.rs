//! Which generation of the scenes: what people wear and do and where the light falls differ; the square, its camera
//! and the ways over it do not.

use super::actor::Kind;
use super::body::Look;
use super::part::Colour;
use super::{tree_shade, wardrobe};
use crate::random::Random;

/// A generation of the scenes. What was made from an older one stays byte for byte what it was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Edition {
    /// An evenly lit square, everybody on foot; what is odd is bright and patterned. The first Plaza-weak, scenes of
    /// one's own and the films of the lessons are made of it.
    Third,
    /// Sun and shade under trees, scooters, skipping children and dogs off the lead; what is odd has colours that the
    /// crowd does not wear. The benchmark (`docs/plaza.md`).
    #[default]
    Fourth,
}

impl Edition {
    /// The share of the light that reaches the ground at `x`, `z` metres.
    pub(super) fn light(self, key: u32, x: f64, z: f64) -> f32 {
        match self {
            Self::Third => 1.0,
            Self::Fourth => tree_shade::light(key, x, z),
        }
    }

    /// Who else comes in place of somebody usual on foot; `None` for nobody. Draws only where there is a choice.
    pub(super) fn fast(self, random: &mut Random) -> Option<Kind> {
        /// Share of the usual parties that are fast (ours).
        const FAST: f64 = 0.25;
        if self == Self::Third || random.unit() >= FAST {
            return None;
        }
        Some(match random.unit() {
            r if r < 0.4 => Kind::Scooter,
            r if r < 0.6 => Kind::Skipper,
            _ => Kind::LooseDog,
        })
    }

    /// Radius of the fruit that somebody spills who falls, metres.
    pub(super) fn fruit_m(self) -> f64 {
        match self {
            Self::Third => 0.09,
            Self::Fourth => 0.10,
        }
    }

    /// Dresses somebody who rides, drives or runs where nobody should.
    pub(super) fn odd_look(self, random: &mut Random) -> Look {
        match self {
            Self::Third => wardrobe::sportswear(random),
            Self::Fourth => wardrobe::in_one_colour(random),
        }
    }

    /// The colour of what an odd rider, driver or runner has along.
    pub(super) fn odd_thing(self, random: &mut Random) -> Colour {
        match self {
            Self::Third => wardrobe::goods(random),
            Self::Fourth => wardrobe::bright(random),
        }
    }
}
