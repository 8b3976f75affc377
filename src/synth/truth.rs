//! The exact truth of a scene, read from its script and painted footprints.

use super::actor::Actor;
use super::canvas::Footprint;
use super::{FPS, Plaza};
use crate::evaluate::{TruthEvent, VideoTruth};
use std::collections::BTreeMap;

/// Least share of the picture that must be in sight of an odd actor to be called visible (ours): 77 pixels of
/// 320x240, about a tenth of a grown-up.
pub(super) const LEAST_SHARE: f64 = 1e-3;

impl Plaza {
    /// The odd events: class, first and last frame in sight, and per frame the box around the drawn actor,
    /// without its shadow. A frame in which the actor is hidden belongs to the event but has no region.
    pub fn truth(&self) -> VideoTruth {
        let mut events: Vec<TruthEvent> = self.odd.iter().filter_map(|actor| self.event(actor)).collect();
        events.sort_by_key(|event| event.start);
        VideoTruth { frames: self.config.frames, events }
    }

    fn event(&self, actor: &Actor) -> Option<TruthEvent> {
        let class = actor.kind.odd_class()?;
        let first = (actor.start * FPS).max(0.0) as usize;
        let last = ((actor.end() * FPS).max(0.0) as usize).min(self.config.frames - 1);
        let regions: BTreeMap<usize, [f32; 4]> = (first..=last)
            .filter(|&t| actor.is_odd_at(t as f64 / FPS))
            .filter_map(|t| self.region(actor, t).map(|region| (t, region)))
            .collect();
        let (&start, _) = regions.first_key_value()?;
        let (&end, _) = regions.last_key_value()?;
        Some(TruthEvent { start, end: end + 1, class: class.into(), regions })
    }

    /// The box around an actor at a frame, if enough of it is in sight.
    pub(super) fn region(&self, subject: &Actor, t: usize) -> Option<[f32; 4]> {
        let mut footprint = Footprint::new(&self.backdrop, self.config.width);
        for drawn in self.cast(t) {
            footprint.begin(std::ptr::eq(drawn.actor, subject), drawn.depth);
            for part in &drawn.parts {
                part.draw(&self.camera, &mut footprint);
            }
        }
        let least = LEAST_SHARE * (self.config.width * self.config.height) as f64;
        footprint.found().filter(|&(count, _)| count as f64 >= least.max(1.0)).map(|(_, region)| region)
    }
}
