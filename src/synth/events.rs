//! The odd events of a scene: which, when and where, within their share of the frames.

use super::FPS;
use super::actor::{Actor, Kind};
use super::crowd::Planner;
use super::edition::Edition;
use super::wardrobe::{goods, look};
use crate::random::Random;

/// Largest share of frames with an odd event (ours: anomalies are rare); a little under the promised 20 %.
const MAX_SHARE: f64 = 0.195;
/// Frames of a clip for each event: a turn in and out of the view takes up to four seconds.
/// A shorter clip has room for a short fall only.
const FRAMES_PER_EVENT: usize = 600;
/// Shortest stay worth labelling, frames.
const SHORTEST: usize = 24;
/// Share of an event's stretch of the clip that stays usual at either end.
const QUIET: f64 = 0.15;
/// Least share of its stay for which most of an odd actor is in the picture, so that a scene's truth does not
/// hang on somebody's elbow at its edge.
const LEAST_WHOLE: f64 = 0.72;
/// The same for a cart, which is long and so takes longer to come in.
const LEAST_WHOLE_CART: f64 = 0.5;
/// Share of the actor that counts as most.
const MOST: f64 = 0.75;
/// Depths at which somebody who is going to fall crosses, metres: the near and middle field.
const NEAR_M: [f64; 2] = [7.7, 10.0];
/// Depths between which the others turn, metres.
const TURN_M: [f64; 2] = [7.7, 10.8];
/// Most of a way that can be out of the picture, metres.
const HIDDEN_M: f64 = 8.0;
/// Ways that are tried for an event of one class.
const TRIES: usize = 48;

/// What can happen.
#[derive(Debug, Clone, Copy)]
enum Class {
    Cyclist,
    Fall,
    Cart,
    Runner,
}

const CLASSES: [Class; 4] = [Class::Cyclist, Class::Fall, Class::Cart, Class::Runner];
/// What comes first in six scenes in a row: every second is a fall, the one event that is no louder than the
/// crowd to whoever only measures change.
const FIRST: [usize; 6] = [0, 1, 2, 1, 3, 1];
/// The same for nine scenes of the fourth edition: two in three are falls, and everything else comes once.
const FIRST_OF_FOURTH: [usize; 9] = [0, 1, 1, 2, 1, 1, 3, 1, 1];

/// The classes in the order in which a scene tries them for its `event`th event; the order after the first
/// changes every six seeds.
fn queue(edition: Edition, seed: u64, event: usize) -> [Class; 4] {
    // The seed 1 begins with a cyclist.
    let turn = seed.wrapping_sub(1);
    let step = (turn / 6 % 3) as usize + 1;
    let first = match edition {
        Edition::Third => FIRST[(turn % 6) as usize],
        Edition::Fourth => FIRST_OF_FOURTH[(turn % 9) as usize],
    };
    let first = first + event * step;
    [0, 1, 2, 3].map(|i| CLASSES[(first + i) % CLASSES.len()])
}

/// The odd actors of a scene of `frames` frames; none where the scene is too short for one.
pub(super) fn odd_actors(seed: u64, frames: usize, planner: &Planner) -> Vec<Actor> {
    let mut random = Random::keyed(seed, "plaza events", 0);
    let events = (frames / FRAMES_PER_EVENT).max(1);
    let stretch = frames / events;
    let mut actors = Vec::new();
    for event in 0..events {
        let slot = Slot { start: event * stretch, frames: stretch };
        let first_fit = |class: Class, random: &mut Random| {
            (0..TRIES)
                .find_map(|_| slot.place(candidate(class, slot.longest(), planner, random), planner, random))
        };
        let fitting =
            queue(planner.edition, seed, event).into_iter().find_map(|class| first_fit(class, &mut random));
        actors.extend(fitting);
    }
    actors
}

/// The stretch of a clip in which one event may happen.
struct Slot {
    start: usize,
    frames: usize,
}

impl Slot {
    /// Most frames that an event may take.
    fn longest(&self) -> usize {
        (MAX_SHARE * self.frames as f64) as usize
    }

    /// Gives an actor a time, if its stay is fit to be seen and short enough.
    fn place(&self, mut actor: Actor, planner: &Planner, random: &mut Random) -> Option<Actor> {
        let most = self.longest();
        // A way that is far too long need not be followed to its end.
        let crossing = (actor.path.length() - HIDDEN_M) / actor.speed * FPS;
        if !matches!(actor.kind, Kind::Faller { .. }) && crossing > most as f64 {
            return None;
        }
        let stay = Stay::of(&actor, planner)?;
        let least = if actor.kind == Kind::Cart { LEAST_WHOLE_CART } else { LEAST_WHOLE };
        if !(SHORTEST..=most).contains(&stay.frames) || stay.whole < least {
            return None;
        }
        let quiet = (QUIET * self.frames as f64) as usize;
        let start = self.start + quiet + random.below(self.frames - 2 * quiet - stay.frames + 1);
        actor.start += (start as f64 - stay.first as f64) / FPS;
        Some(actor)
    }
}

/// Somebody odd on some way, starting at time 0; a fall takes at most `longest` frames.
fn candidate(class: Class, longest: usize, planner: &Planner, random: &mut Random) -> Actor {
    let path = match class {
        Class::Fall => planner.crossing(NEAR_M, random),
        Class::Cyclist | Class::Cart | Class::Runner => planner.turning(TURN_M, random),
    };
    let (kind, speed) = match class {
        Class::Cyclist => (Kind::Cyclist, random.between(2.2, 2.7)),
        Class::Cart => (Kind::Cart, random.between(2.4, 2.9)),
        Class::Runner => (Kind::Runner, random.between(2.5, 3.0)),
        Class::Fall => {
            let after = random.between(0.35, 0.65) * path.length();
            // One frame less at either end, which rounding may add.
            let seconds = random.between(2.6, 3.3).min(longest.saturating_sub(2) as f64 / FPS);
            (Kind::Faller { after, seconds, fruit_m: planner.edition.fruit_m() }, random.between(1.1, 1.5))
        }
    };
    let look = match class {
        Class::Cyclist | Class::Runner | Class::Cart => planner.edition.odd_look(random),
        Class::Fall => look(random),
    };
    let thing = match class {
        // The bag is there before the fall is.
        Class::Fall => goods(random),
        Class::Cyclist | Class::Cart | Class::Runner => planner.edition.odd_thing(random),
    };
    Actor { kind, look, thing, path, start: 0.0, speed, phase: random.unit() }
}

/// When and how well an actor's oddness is seen.
struct Stay {
    first: usize,
    frames: usize,
    /// Share of the frames in which the actor is wholly in the picture.
    whole: f64,
}

impl Stay {
    /// `None` where the actor never is in the picture.
    fn of(actor: &Actor, planner: &Planner) -> Option<Self> {
        let end = (actor.end() * FPS) as usize;
        let share = |t: usize| {
            let time = t as f64 / FPS;
            if !actor.is_odd_at(time) {
                return None;
            }
            let extent = actor.extent(time, planner.camera)?;
            Some(planner.camera.share_in_view(extent))
        };
        let seen: Vec<(usize, f64)> =
            (0..end).filter_map(|t| Some((t, share(t)?))).filter(|&(_, share)| share > 0.0).collect();
        let (first, last) = (seen.first()?.0, seen.last()?.0);
        let frames = last + 1 - first;
        let whole = seen.iter().filter(|&&(_, share)| share >= MOST).count() as f64 / frames as f64;
        Some(Self { first, frames, whole })
    }
}
