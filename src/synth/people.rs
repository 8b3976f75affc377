//! Who is where at a frame, by the script: for experiments that need the truth of every object.
//!
//! Boxes are those of the drawn shapes, projected and cut at the picture's edge; no pixel is painted for them.

use super::actor::Actor;
use super::{ActorKind, FPS, Plaza};

/// Share of somebody that must lie in the picture to be listed (ours).
const LEAST_IN_VIEW: f64 = 0.75;
/// Share of a box that the box of somebody nearer may cover before its owner counts as hidden (ours).
const MOST_COVERED: f32 = 0.5;

/// Somebody in the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Person {
    /// What they are at this moment.
    pub kind: ActorKind,
    /// Box `[x1, y1, x2, y2]` in pixels.
    pub region: [f32; 4],
}

impl Plaza {
    /// Everybody at frame `t` who is mostly in the picture and not hidden, farthest first.
    pub fn people(&self, t: usize) -> Vec<Person> {
        let time = t as f64 / FPS;
        let mut near: Vec<(f64, Person)> = self
            .crowd
            .iter()
            .chain(&self.odd)
            .filter_map(|actor| Some((actor.stance(time)?.at[1], self.person(actor, time)?)))
            .collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0));
        let people: Vec<Person> = near.into_iter().map(|(_, person)| person).collect();
        let hidden = |at: usize| {
            people[at + 1..].iter().any(|nearer| covered(people[at].region, nearer.region) > MOST_COVERED)
        };
        (0..people.len()).filter(|&at| !hidden(at)).map(|at| people[at]).collect()
    }

    fn person(&self, actor: &Actor, time: f64) -> Option<Person> {
        let extent = actor.extent(time, &self.camera)?;
        if self.camera.share_in_view(extent) < LEAST_IN_VIEW {
            return None;
        }
        let inside = |value: f64, limit: usize| value.clamp(0.0, limit as f64) as f32;
        let (width, height) = (self.config.width, self.config.height);
        let [x1, y1, x2, y2] = extent;
        let region = [inside(x1, width), inside(y1, height), inside(x2, width), inside(y2, height)];
        Some(Person { kind: ActorKind::of(actor, time), region })
    }
}

/// Share of box `a` that box `b` covers.
fn covered(a: [f32; 4], b: [f32; 4]) -> f32 {
    let side = |low: usize| (a[low + 2].min(b[low + 2]) - a[low].max(b[low])).max(0.0);
    side(0) * side(1) / ((a[2] - a[0]) * (a[3] - a[1]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synth::PlazaConfig;

    fn scene(seed: u64) -> Plaza {
        Plaza::new(PlazaConfig { seed, ..PlazaConfig::default() }).expect("a valid scene")
    }

    #[test]
    fn everybody_lies_in_the_picture_and_odd_is_whom_the_truth_calls_odd() {
        for seed in [1, 2, 3, 5] {
            let plaza = scene(seed);
            let truth = plaza.truth();
            for t in (0..600).step_by(23) {
                for Person { kind, region: [x1, y1, x2, y2] } in plaza.people(t) {
                    assert!(0.0 <= x1 && x1 < x2 && x2 <= 320.0 && 0.0 <= y1 && y1 < y2 && y2 <= 240.0);
                    let classes = truth.events.iter().filter(|event| (event.start..event.end).contains(&t));
                    let is_event = classes.clone().any(|event| event.class == kind.name());
                    assert_eq!(kind.is_odd(), is_event, "{seed}, {t}: {kind:?}");
                }
            }
        }
    }

    #[test]
    fn the_box_of_somebody_odd_holds_the_truths_region() {
        let plaza = scene(1);
        let truth = plaza.truth();
        let mut compared = 0;
        for (&t, drawn) in truth.events.iter().flat_map(|event| &event.regions) {
            for person in plaza.people(t).iter().filter(|person| person.kind.is_odd()) {
                // Painted pixels against projected shapes: a pixel or two to each side; furniture may hide some.
                let [x1, y1, x2, y2] = person.region;
                let holds = x1 <= drawn[0] + 2.5
                    && y1 <= drawn[1] + 2.5
                    && x2 >= drawn[2] - 2.5
                    && y2 >= drawn[3] - 2.5;
                assert!(holds, "frame {t}: {:?}, drawn {drawn:?}", person.region);
                compared += 1;
            }
        }
        assert!(compared > 30, "{compared} frames compared");
    }

    #[test]
    fn whoever_is_half_covered_by_somebody_nearer_is_hidden() {
        let all = [1, 4, 7].map(|seed| scene(seed).people(300));
        for people in all {
            for (at, person) in people.iter().enumerate() {
                let most = people[at + 1..].iter().map(|nearer| covered(person.region, nearer.region));
                assert!(most.fold(0.0, f32::max) <= MOST_COVERED);
            }
        }
        assert_eq!(covered([0.0, 0.0, 4.0, 4.0], [2.0, 0.0, 9.0, 4.0]), 0.5);
        assert_eq!(covered([0.0, 0.0, 4.0, 4.0], [5.0, 0.0, 9.0, 4.0]), 0.0);
    }
}
