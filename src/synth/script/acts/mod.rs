//! What is scripted to the moment: the odd events, and the traffic around them.

mod bag;
mod casting;
mod driving;
mod person;
mod plume;
mod traffic;
mod ways;

pub(super) use casting::acts;
pub(super) use ways::stream;

use super::item::Item;
use crate::synth::path::Spot;
use driving::Drive;
use person::Performer;
use plume::Plume;

/// One actor, car or cloud on its way.
#[derive(Debug, Clone)]
pub(super) struct Act {
    /// The event that it belongs to, as an index into the script's; `None` for normal traffic.
    event: Option<usize>,
    /// When it is odd, seconds; before and after, it is like anybody else.
    odd: [f64; 2],
    role: Role,
}

#[derive(Debug, Clone)]
enum Role {
    Person(Box<Performer>),
    Car(Box<Drive>),
    Smoke(Plume),
}

/// What walkers keep away from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moving {
    pub(super) at: Spot,
    /// Metres per second.
    pub(super) velocity: Spot,
    /// What to keep from its middle, metres.
    pub(super) distance: f64,
}

impl Act {
    /// Its event, if it is odd at a time.
    fn event_at(&self, time: f64) -> Option<usize> {
        self.event.filter(|_| (self.odd[0]..self.odd[1]).contains(&time))
    }

    /// Adds what is to be drawn of it.
    pub(super) fn items(&self, time: f64, items: &mut Vec<Item>) {
        let event = self.event_at(time);
        match &self.role {
            Role::Person(performer) => items.extend(performer.item(time, event)),
            Role::Car(drive) => drive.items(time, event, items),
            Role::Smoke(plume) => plume.items(time, event, items),
        }
    }

    /// Where the car is that belongs to no event; `None` for everything else.
    pub(super) fn normal_car(&self, time: f64) -> Option<Spot> {
        match &self.role {
            Role::Car(drive) if self.event.is_none() => drive.moving(time).map(|moving| moving.at),
            _ => None,
        }
    }

    /// Where walkers must not go.
    pub(super) fn moving(&self, time: f64) -> Option<Moving> {
        match &self.role {
            Role::Person(performer) => performer.moving(time),
            Role::Car(drive) => drive.moving(time),
            Role::Smoke(plume) => plume.moving(time),
        }
    }
}
