//! From a script to its acts: who plays each event, on which way.

use super::person::{Manner, Performer};
use super::plume::Plume;
use super::ways::{moved, over, sign, spot, stream, through};
use super::{Act, Role, bag, driving, traffic};
use crate::random::Random;
use crate::synth::Edition;
use crate::synth::actor::{Actor, Kind};
use crate::synth::path::Path;
use crate::synth::script::places::{Stage, Ways};
use crate::synth::script::track::{Halt, Track};
use crate::synth::script::{OddClass, Script, ScriptedEvent, Side};
use crate::synth::wardrobe::{goods, look, sportswear};

/// Half the distance at which two people fight, metres.
const ARM_M: f64 = 0.36;
/// How far beside each other they walk on, metres to each side.
const PASSING_M: f64 = 0.18;

/// Everything that a script fixes to the moment, traffic included.
pub(in crate::synth::script) fn acts(script: &Script, stage: &Stage) -> Vec<Act> {
    let mut acts = Vec::new();
    for (index, event) in script.events.iter().enumerate() {
        let mut casting = Casting {
            stage,
            event,
            index,
            seed: script.seed,
            stream: stream(script),
            random: Random::keyed(script.seed, "scene event", index as u64),
        };
        casting.cast(&mut acts);
    }
    traffic::drive_by(script, stage, &mut acts);
    acts
}

/// One event being cast.
struct Casting<'a> {
    stage: &'a Stage,
    event: &'a ScriptedEvent,
    index: usize,
    seed: u64,
    /// The direction of the crowd, where it has one.
    stream: Option<f64>,
    random: Random,
}

impl Casting<'_> {
    fn cast(&mut self, acts: &mut Vec<Act>) {
        match self.event.class {
            OddClass::Cyclist => acts.push(self.passer(Kind::Cyclist)),
            OddClass::Cart => acts.push(self.passer(Kind::Cart)),
            OddClass::Runner => acts.push(self.passer(Kind::Runner)),
            OddClass::WrongWay => acts.push(self.against()),
            OddClass::Fall => acts.push(self.faller()),
            OddClass::Loitering => acts.push(self.loiterer()),
            OddClass::Fight => self.fighters(acts),
            OddClass::ThrownBag => acts.push(self.thrower()),
            OddClass::Smoke => acts.push(self.smoke()),
            OddClass::Crash => self.crash(acts),
        }
    }

    fn span(&self) -> [f64; 2] {
        [self.event.at, self.event.end_s()]
    }

    fn act(&self, role: Role) -> Act {
        Act { event: Some(self.index), odd: self.span(), role }
    }

    fn actor(&mut self, kind: Kind, path: &Path) -> Actor {
        let random = &mut self.random;
        let dressed = match kind {
            Kind::Cyclist | Kind::Cart | Kind::Runner => sportswear(random),
            _ => look(random),
        };
        let phase = random.unit();
        // Start and speed are the track's.
        Actor { kind, look: dressed, thing: goods(random), path: path.clone(), start: 0.0, speed: 1.0, phase }
    }

    fn person(&mut self, kind: Kind, path: &Path, track: Track, manner: Manner) -> Act {
        let actor = self.actor(kind, path);
        self.act(Role::Person(Box::new(Performer { actor, track, manner })))
    }

    fn passer(&mut self, kind: Kind) -> Act {
        let direction = -sign(self.event.side, &mut self.random);
        let path = through(self.stage, direction, &mut self.random);
        let track = Track::through(path.clone(), self.span());
        self.person(kind, &path, track, Manner::Usual)
    }

    fn against(&mut self) -> Act {
        let path = through(self.stage, -self.stream.unwrap_or(1.0), &mut self.random);
        let track = Track::through(path.clone(), self.span());
        self.person(Kind::Walker, &path, track, Manner::Usual)
    }

    /// A way with one halt at the event's spot for as long as the event lasts.
    fn halting(&mut self, direction: f64, aside: f64, along: f64) -> (Path, Track) {
        let at =
            spot(self.stage, self.event.side, &mut Random::keyed(self.seed, "scene spot", self.index as u64));
        let at = moved(self.stage, at, along, aside);
        let (path, after) = over(self.stage, at, direction);
        let speed = self.random.between(1.1, 1.5);
        let halt = Halt { after, seconds: self.event.length_s() };
        (path.clone(), Track::halting(path, speed, vec![halt], self.event.at))
    }

    fn faller(&mut self) -> Act {
        let direction = self.stream.unwrap_or_else(|| sign(Side::Middle, &mut self.random));
        let (path, track) = self.halting(direction, 0.0, 0.0);
        // What a faller of the square needs beyond this is the track's.
        let fruit_m = Edition::Third.fruit_m();
        let kind = Kind::Faller { after: 0.0, seconds: self.event.length_s(), fruit_m };
        self.person(kind, &path, track, Manner::Falling { seconds: self.event.length_s() })
    }

    fn loiterer(&mut self) -> Act {
        let direction = sign(Side::Middle, &mut self.random);
        let (path, track) = self.halting(direction, 0.0, 0.0);
        self.person(Kind::Walker, &path, track, Manner::Loitering { seconds: self.event.length_s() })
    }

    fn fighters(&mut self, acts: &mut Vec<Act>) {
        let is_across = matches!(self.stage.ways, Ways::Across { .. });
        for (direction, turn) in [(1.0, 0.0), (-1.0, 0.5)] {
            // Side on to the camera, wherever they come from.
            let (aside, along, faces) = if is_across {
                (direction * PASSING_M, -direction * ARM_M, None)
            } else {
                (-direction * ARM_M, direction * PASSING_M, Some([direction, 0.0]))
            };
            let (path, track) = self.halting(direction, aside, along);
            let act = self.person(Kind::Walker, &path, track, Manner::Fighting { turn, faces });
            acts.push(act);
        }
    }

    fn thrower(&mut self) -> Act {
        let seconds = self.event.length_s();
        let direction = sign(Side::Middle, &mut self.random);
        let throw = bag::Throw::within(seconds, &mut self.random);
        let at = spot(self.stage, self.event.side, &mut self.random);
        // Half the throw to each side of the spot.
        let from = moved(self.stage, at, -0.5 * direction * throw.reach_m, 0.0);
        let (path, after) = over(self.stage, from, direction);
        let halts = throw.halts(after);
        let track = Track::halting(path.clone(), throw.speed, halts, self.event.at);
        let start = self.event.at;
        self.person(Kind::Walker, &path, track, Manner::Throwing { throw, start })
    }

    fn smoke(&mut self) -> Act {
        let at = spot(self.stage, self.event.side, &mut self.random);
        let key = self.random.next_u64();
        self.act(Role::Smoke(Plume::fire(at, self.span(), key)))
    }

    /// Two cars, splinters and steam. A script that was checked has a road here; without one nothing happens.
    fn crash(&mut self, acts: &mut Vec<Act>) {
        let Some(road) = self.stage.road else { return };
        let (span, side) = (self.span(), self.event.side);
        let (drives, steam) = driving::crash(self.stage, road, side, span, &mut self.random);
        acts.extend(drives.into_iter().map(|drive| self.act(Role::Car(Box::new(drive)))));
        acts.push(self.act(Role::Smoke(steam)));
    }
}
