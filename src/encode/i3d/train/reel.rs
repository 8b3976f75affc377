//! Rendered scenes in which nothing odd happens, held in memory with the truth about who goes where (ours).

use super::TrainError;
use crate::encode::scaling::Scaling;
use crate::random::Random;
use crate::synth::ActorKind;
use crate::synth::script::{Mover, Place, Script, ScriptedScene};

/// Purpose of the random stream.
const SCALE: &str = "i3d reel scale";

/// The scripts of `count` normal scenes of `frames` frames with seeds from `first_seed` on: the places in turn, any
/// weather and light, from fewest to most of `crowd` people.
pub fn scripts(
    places: &[Place],
    first_seed: u64,
    count: usize,
    frames: usize,
    crowd: [usize; 2],
) -> Vec<Script> {
    let script = |(seed, &place): (u64, &Place)| Script::varied(seed, frames, place, crowd);
    (first_seed..).zip(places.iter().cycle()).take(count).map(script).collect()
}

/// Where somebody is in a reel's frame, in its pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Seen {
    pub(super) at: [f64; 2],
    pub(super) height: f64,
}

/// One walker or car, frame by frame; `None` where it is not about.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Track {
    pub(super) what: Mover,
    pub(super) seen: Vec<Option<Seen>>,
}

/// The frames of one scene at one size, and who moves in them.
#[derive(Debug, Clone, PartialEq)]
pub struct Reel {
    /// Width and height.
    pub(super) size: (usize, usize),
    pub(super) frames: usize,
    /// `[frames, height, width, 3]`.
    pub(super) rgb: Vec<u8>,
    pub(super) tracks: Vec<Track>,
}

impl Reel {
    /// Renders a script; its shorter side becomes a length between `short` pixels, drawn from the script's seed so that
    /// people come in every size.
    pub fn render(script: &Script, short: [usize; 2]) -> Result<Self, TrainError> {
        let scene = ScriptedScene::new(script.clone())?;
        let [least, most] = short.map(|side| libm::log(side as f64));
        let drawn = Random::keyed(script.seed, SCALE, 0).between(least, most);
        let side = libm::round(libm::exp(drawn)) as usize;
        let scaler = Scaling::short_side(side, None).scaler((script.width, script.height));
        let size = scaler.target();
        let by = [size.0 as f64 / script.width as f64, size.1 as f64 / script.height as f64];
        let mut rgb = Vec::with_capacity(script.frames * size.0 * size.1 * 3);
        let mut tracks: Vec<(usize, Track)> = Vec::new();
        for t in 0..script.frames {
            rgb.extend_from_slice(scaler.apply(&scene.render(t)?)?.rgb());
            for one in scene.sightings(t) {
                let known = tracks.iter().position(|(who, _)| *who == one.who);
                let index = known.unwrap_or_else(|| {
                    tracks.push((one.who, Track { what: one.what, seen: vec![None; script.frames] }));
                    tracks.len() - 1
                });
                let [x, y] = one.at;
                tracks[index].1.seen[t] =
                    Some(Seen { at: [x * by[0], y * by[1]], height: one.height * by[1] });
            }
        }
        let tracks = tracks.into_iter().map(|(_, track)| track).collect();
        Ok(Self { size, frames: script.frames, rgb, tracks })
    }
}

/// The place of a kind among the counted ones; cars come after the people.
pub(super) fn kind_index(what: Mover) -> Option<usize> {
    match what {
        Mover::Actor(kind) => ActorKind::USUAL.iter().position(|&usual| usual == kind),
        Mover::Car => Some(ActorKind::USUAL.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scenes_are_normal_and_take_the_places_in_turn() {
        let scripts = scripts(&[Place::Plaza, Place::Parking], 9, 5, 48, [1, 5]);
        let places: Vec<Place> = scripts.iter().map(|script| script.place).collect();
        assert_eq!(places, [Place::Plaza, Place::Parking, Place::Plaza, Place::Parking, Place::Plaza]);
        assert!(scripts.iter().all(|script| script.events.is_empty() && (1..=5).contains(&script.crowd)));
        assert_eq!(scripts.iter().map(|script| script.seed).collect::<Vec<_>>(), [9, 10, 11, 12, 13]);
    }

    #[test]
    fn a_reel_has_the_size_drawn_and_tracks_in_its_own_pixels() {
        let script = Script { frames: 20, crowd: 12, ..Script::default() };
        let reel = Reel::render(&script, [60, 60]).expect("a reel");
        assert_eq!(reel.size, (80, 60));
        assert_eq!(reel.rgb.len(), 20 * 80 * 60 * 3);
        let scene = ScriptedScene::new(script).expect("a scene");
        let there = scene.sightings(7);
        let here: Vec<Seen> = reel.tracks.iter().filter_map(|track| track.seen[7]).collect();
        assert_eq!(here.len(), there.len());
        for (here, there) in here.iter().zip(&there) {
            assert!(
                (4.0 * here.at[0] - there.at[0]).abs() < 1e-9
                    && (4.0 * here.height - there.height).abs() < 1e-9
            );
        }
    }
}
