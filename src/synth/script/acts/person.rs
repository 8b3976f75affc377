//! One person with a part to play.

use super::Moving;
use super::bag::Throw;
use crate::synth::actor::{Actor, Kind};
use crate::synth::body::{Ground, dress};
use crate::synth::path::{Spot, Stance};
use crate::synth::script::item::Item;
use crate::synth::script::poses::{fighting, idling, walking};
use crate::synth::script::track::{Moment, Track};
use crate::synth::skeleton::{Skeleton, WALK};

/// What people keep from somebody who is going to be odd, metres.
const DISTANCE_M: f64 = 1.1;
const WHEELS_DISTANCE_M: f64 = 1.5;
/// The same while somebody fights, lies or throws: they make room.
const ROOM_M: f64 = 1.7;

/// What somebody does while halting.
#[derive(Debug, Clone, Copy)]
pub(super) enum Manner {
    /// Never halts.
    Usual,
    Falling {
        seconds: f64,
    },
    Fighting {
        turn: f64,
        /// Where the other is, if not ahead on the way.
        faces: Option<Spot>,
    },
    Loitering {
        seconds: f64,
    },
    Throwing {
        throw: Throw,
        /// When the throw begins, seconds.
        start: f64,
    },
}

/// Somebody on a track.
#[derive(Debug, Clone)]
pub(super) struct Performer {
    pub(super) actor: Actor,
    pub(super) track: Track,
    pub(super) manner: Manner,
}

impl Performer {
    pub(super) fn moving(&self, time: f64) -> Option<Moving> {
        let (at, velocity) = self.track.motion(time)?;
        let halts = self.track.at(time).is_some_and(|moment| moment.halted.is_some());
        let distance = match self.actor.kind {
            Kind::Cyclist | Kind::Cart => WHEELS_DISTANCE_M,
            _ if halts => ROOM_M,
            _ => DISTANCE_M,
        };
        Some(Moving { at, velocity, distance })
    }

    /// The person with all that is carried or thrown.
    pub(super) fn item(&self, time: f64, event: Option<usize>) -> Option<Item> {
        let moment = self.track.at(time)?;
        let mut parts = Vec::with_capacity(64);
        let ground = Ground::new(moment.stance);
        let walk = self.walk(moment.gone);
        match (self.manner, moment.halted) {
            (Manner::Falling { seconds }, halted) => {
                let fall = halted.map(|(_, since)| since / seconds);
                self.actor.build_with(walk, time, (moment.gone, fall), ground, &mut parts);
            }
            (Manner::Fighting { turn, faces }, Some((_, since))) => {
                let forward = faces.unwrap_or(moment.stance.forward);
                let ground = Ground::new(Stance { forward, ..moment.stance });
                dress(&fighting(since, turn), &self.actor.look, ground, &mut parts);
            }
            (Manner::Loitering { seconds }, Some((_, since))) => {
                let (pose, ground) = self.hang_about(moment, since, seconds);
                dress(&pose, &self.actor.look, ground, &mut parts);
            }
            (Manner::Throwing { throw, start }, halted) => {
                let pose = throw.pose(walk, halted);
                dress(&pose, &self.actor.look, ground, &mut parts);
                throw.bag(&pose, self.actor.look.height, ground, time - start, &mut parts);
            }
            _ => self.actor.build_with(walk, time, (moment.gone, None), ground, &mut parts),
        }
        Some(Item::solid(moment.stance.at, parts, event))
    }

    fn walk(&self, gone: f64) -> Skeleton {
        walking(gone / (WALK.cycle * self.actor.look.height) + self.actor.phase, 1.0)
    }

    /// To and fro within a round of so many seconds: a few steps, a stop, the steps back, a stop.
    fn hang_about(&self, moment: Moment, since: f64, seconds: f64) -> (Skeleton, Ground) {
        const ROUND_S: f64 = 6.0;
        const STEPS_S: f64 = 1.3;
        const STEPS_M: f64 = 1.1;
        let idle = idling(since, self.actor.phase);
        let Stance { at, forward } = moment.stance;
        let whole_rounds = (seconds / ROUND_S).floor() * ROUND_S;
        let in_round = since % ROUND_S;
        if since >= whole_rounds {
            return (idle, Ground::new(moment.stance));
        }
        let leg = |from: f64| ((in_round - from) / STEPS_S).clamp(0.0, 1.0);
        let (out, back) = (leg(0.0), leg(0.5 * ROUND_S));
        let offset = STEPS_M * (out - back);
        let walks = (out > 0.0 && out < 1.0) || (back > 0.0 && back < 1.0);
        let turned = in_round >= 0.5 * ROUND_S;
        let facing = if turned { forward.map(|f| -f) } else { forward };
        let place = [at[0] + offset * forward[0], at[1] + offset * forward[1]];
        let ground = Ground::new(Stance { at: place, forward: facing });
        let pose = if walks { self.walk(moment.gone + STEPS_M * (out + back)) } else { idle };
        (pose, ground)
    }
}
