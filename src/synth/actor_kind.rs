//! What somebody in a scene is, as a passer-by would say: the one list of names that cubes and alarms are told by.

use super::actor::{Actor, Kind};

/// What somebody in a scene is at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActorKind {
    /// On foot, with nothing in hand.
    Pedestrian,
    /// With one or two bags.
    Bags,
    /// With a rucksack.
    Rucksack,
    /// Pulls a shopping trolley.
    Trolley,
    /// Under an umbrella; rare.
    Umbrella,
    /// Pushes a pram; rare.
    Pram,
    /// Walks a dog; rare.
    Dog,
    /// In a wheelchair; rare.
    Wheelchair,
    /// On a kick scooter.
    Scooter,
    /// A dog off the lead.
    LooseDog,
    /// Rides a bicycle; odd.
    Cyclist,
    /// Drives a cart; odd.
    Cart,
    /// Runs; odd.
    Runner,
    /// Is falling or lies there; odd.
    Fall,
}

impl ActorKind {
    /// Everybody who belongs on the square of the third edition, the usual first.
    pub const USUAL: [Self; 8] = [
        Self::Pedestrian,
        Self::Bags,
        Self::Rucksack,
        Self::Trolley,
        Self::Umbrella,
        Self::Pram,
        Self::Dog,
        Self::Wheelchair,
    ];

    /// In a word or two; of the odd the class that the truth gives their event.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pedestrian => "pedestrian",
            Self::Bags => "bags",
            Self::Rucksack => "rucksack",
            Self::Trolley => "trolley",
            Self::Umbrella => "umbrella",
            Self::Pram => "pram",
            Self::Dog => "dog",
            Self::Wheelchair => "wheelchair user",
            Self::Scooter => "scooter",
            Self::LooseDog => "loose dog",
            Self::Cyclist => "cyclist",
            Self::Cart => "cart",
            Self::Runner => "runner",
            Self::Fall => "fall",
        }
    }

    /// Seldom there and nothing odd.
    pub fn is_rare(self) -> bool {
        matches!(self, Self::Umbrella | Self::Pram | Self::Dog | Self::Wheelchair)
    }

    /// Odd by the script.
    pub fn is_odd(self) -> bool {
        matches!(self, Self::Cyclist | Self::Cart | Self::Runner | Self::Fall)
    }

    /// What `actor` is at `time`, in seconds.
    pub(super) fn of(actor: &Actor, time: f64) -> Self {
        match actor.kind {
            Kind::Walker | Kind::Skipper => Self::Pedestrian,
            Kind::Scooter => Self::Scooter,
            Kind::LooseDog => Self::LooseDog,
            Kind::Bags(_) => Self::Bags,
            Kind::Backpack => Self::Rucksack,
            Kind::Trolley => Self::Trolley,
            Kind::Umbrella => Self::Umbrella,
            Kind::Pram => Self::Pram,
            Kind::DogWalker => Self::Dog,
            Kind::Wheelchair => Self::Wheelchair,
            Kind::Cyclist => Self::Cyclist,
            Kind::Cart => Self::Cart,
            Kind::Runner => Self::Runner,
            Kind::Faller { .. } if actor.is_odd_at(time) => Self::Fall,
            // Until the fall, and after it, somebody with the shopping.
            Kind::Faller { .. } => Self::Bags,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FPS, Plaza, PlazaConfig};
    use super::*;

    #[test]
    fn a_kind_is_odd_exactly_when_the_script_says_so_of_the_actor_and_never_rare_then() {
        for seed in 0..12 {
            let plaza = Plaza::new(PlazaConfig { seed, ..PlazaConfig::default() }).expect("valid");
            for actor in plaza.crowd.iter().chain(&plaza.odd) {
                for time in (0..600).step_by(40).map(|t| t as f64 / FPS) {
                    let kind = ActorKind::of(actor, time);
                    assert_eq!(kind.is_odd(), actor.is_odd_at(time), "seed {seed}, {time} s: {kind:?}");
                    let usual = ActorKind::USUAL.contains(&kind)
                        || matches!(kind, ActorKind::Scooter | ActorKind::LooseDog);
                    assert_eq!(kind.is_odd(), !usual, "{kind:?}");
                    assert!(!(kind.is_odd() && kind.is_rare()), "{kind:?}");
                    if kind.is_odd() {
                        assert_eq!(Some(kind.name()), actor.kind.odd_class());
                    }
                }
            }
        }
    }
}
