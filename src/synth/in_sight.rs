//! Who is in sight at a frame: everybody by kind, those who belong on the square included.
//!
//! What [`Plaza::truth`](super::Plaza::truth) says of the odd, this says of all: who pays for false alarms can be
//! counted only where the usual are known, too (ours). Errors: [`SynthError::NoSuchFrame`].

use super::raster::Surface;
use super::truth::LEAST_SHARE;
use super::{ActorKind, FPS, Plaza, SynthError};
use std::collections::BTreeSet;

impl Plaza {
    /// The kinds of which at least one is in sight at frame `t`, by the same least share of the picture as the truth.
    pub fn in_sight(&self, t: usize) -> Result<BTreeSet<ActorKind>, SynthError> {
        let frames = self.config.frames;
        if t >= frames {
            return Err(SynthError::NoSuchFrame { frame: t, frames });
        }
        let cast = self.cast(t);
        let mut owners = Owners::new(&self.backdrop.depth, self.config.width);
        for (owner, drawn) in (0_u16..).zip(&cast) {
            (owners.owner, owners.depth) = (owner, drawn.depth);
            for part in &drawn.parts {
                part.draw(&self.camera, &mut owners);
            }
        }
        let least = (LEAST_SHARE * (self.config.width * self.config.height) as f64).max(1.0);
        let seen = owners.counts(cast.len());
        let visible = cast.iter().zip(seen).filter(|&(_, count)| count as f64 >= least);
        Ok(visible.map(|(drawn, _)| ActorKind::of(drawn.actor, t as f64 / FPS)).collect())
    }
}

/// Nobody's pixel.
const NOBODY: u16 = u16::MAX;

/// Whose each pixel is when all are painted in order.
struct Owners<'a> {
    width: usize,
    scenery: &'a [f32],
    pixels: Vec<u16>,
    owner: u16,
    depth: f32,
}

impl<'a> Owners<'a> {
    fn new(scenery: &'a [f32], width: usize) -> Self {
        Self { width, scenery, pixels: vec![NOBODY; scenery.len()], owner: NOBODY, depth: 0.0 }
    }

    /// Pixels of each owner.
    fn counts(&self, owners: usize) -> Vec<usize> {
        let mut counts = vec![0; owners];
        for &owner in &self.pixels {
            if let Some(count) = counts.get_mut(usize::from(owner)) {
                *count += 1;
            }
        }
        counts
    }
}

impl Surface for Owners<'_> {
    fn size(&self) -> (usize, usize) {
        (self.width, self.pixels.len() / self.width)
    }

    fn cover(&mut self, x: usize, y: usize, cover: f32, _shade: f32) {
        let at = y * self.width + x;
        // Thin edges leave what is under them in sight.
        if cover >= 0.5 && self.depth < self.scenery[at] {
            self.pixels[at] = self.owner;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::PlazaConfig;
    use super::super::actor::{Actor, Kind};
    use super::super::weak::WeakSet;
    use super::*;

    fn scene(seed: u64) -> Plaza {
        Plaza::new(PlazaConfig { seed, ..PlazaConfig::default() }).expect("valid")
    }

    #[test]
    fn somebody_odd_is_in_sight_exactly_where_the_truth_has_a_region() {
        for seed in [1, 2, 9] {
            let plaza = scene(seed);
            let truth = plaza.truth();
            for t in (0..600).step_by(7) {
                let odd = plaza.in_sight(t).expect("in range").into_iter().any(ActorKind::is_odd);
                let has_region = truth.events.iter().any(|event| event.regions.contains_key(&t));
                assert_eq!(odd, has_region, "seed {seed}, frame {t}");
            }
        }
    }

    #[test]
    fn every_usual_kind_walks_through_the_test_videos_of_plaza_weak() {
        let mut seen = BTreeSet::new();
        for video in WeakSet::Square.test_videos() {
            let scene = video.scene.open().expect("valid");
            (8..600).step_by(64).for_each(|t| seen.extend(scene.in_sight(t).expect("in range")));
        }
        assert!(ActorKind::USUAL.iter().all(|kind| seen.contains(kind)), "{seen:?}");
    }

    #[test]
    fn each_kind_of_actor_is_seen_as_what_the_script_calls_it() {
        let plaza = scene(4);
        let frames = (0..600).step_by(40);
        for t in frames {
            let time = t as f64 / FPS;
            let scripted: BTreeSet<ActorKind> =
                plaza.cast(t).iter().map(|drawn| ActorKind::of(drawn.actor, time)).collect();
            assert!(plaza.in_sight(t).expect("in range").is_subset(&scripted), "frame {t}");
        }
        let rare = |actor: &Actor| {
            matches!(actor.kind, Kind::Umbrella | Kind::Pram | Kind::DogWalker | Kind::Wheelchair)
        };
        for actor in plaza.crowd.iter().chain(&plaza.odd) {
            assert_eq!(ActorKind::of(actor, actor.start).is_rare(), rare(actor), "{actor:?}");
        }
    }

    #[test]
    fn a_frame_beyond_the_last_is_refused() {
        assert_eq!(scene(1).in_sight(600), Err(SynthError::NoSuchFrame { frame: 600, frames: 600 }));
    }
}
