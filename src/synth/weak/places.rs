//! The second set: scripted scenes in five places, with weather, changing light and a camera that shakes as normal
//! variation, and nine odd classes. The test videos are of two places that the compact I3D encoder
//! (`configs/i3d-plaza.toml`) has never seen; the training videos are of all five.
//!
//! The class `wrong-way` is left out: everybody else goes one way there for the whole video, which no normal video
//! does, so that every snippet of it would tell the label.

use super::{WeakScene, WeakVideo};
use crate::random::Random;
use crate::synth::script::{OddClass, Place, Script, ScriptedEvent, Side};

/// As many normal as abnormal.
const TRAIN_VIDEOS: u64 = 160;
const TEST_VIDEOS: u64 = 60;
/// Frames of each video: 37 snippets.
const FRAMES: usize = 600;
const FIRST_TRAIN_SEED: u64 = 90_001;
const FIRST_TEST_SEED: u64 = 95_001;
const TEST_PLACES: &[Place] = &[Place::Corridor, Place::Night];
/// Fewest and most people about.
const CROWD: [usize; 2] = [4, 14];
/// Seconds before an event may begin and after it must have ended.
const MARGIN_S: f64 = 1.5;
/// Purpose of the events' random stream.
const EVENT: &str = "plaza-weak event";

pub(super) fn train_videos() -> Vec<WeakVideo> {
    videos("train", FIRST_TRAIN_SEED, TRAIN_VIDEOS, Place::ALL)
}

pub(super) fn test_videos() -> Vec<WeakVideo> {
    videos("test", FIRST_TEST_SEED, TEST_VIDEOS, TEST_PLACES)
}

/// Pairs of an abnormal and a normal video; a pair shares the place, and the classes take their turns within each place.
fn videos(part: &str, first_seed: u64, count: u64, places: &[Place]) -> Vec<WeakVideo> {
    let video = |k: u64| {
        let pair = (k / 2) as usize;
        let (place, turn) = (places[pair % places.len()], pair / places.len());
        let mut script = Script::varied(first_seed + k, FRAMES, place, CROWD);
        if k.is_multiple_of(2) {
            script.events.push(event(&script, turn));
        }
        WeakVideo { id: format!("{part}{:03}", k + 1), scene: WeakScene::Script(script) }
    };
    (0..count).map(video).collect()
}

/// The odd event of a script whose turn it is, at a moment and side drawn from the script's seed.
fn event(script: &Script, turn: usize) -> ScriptedEvent {
    let classes: Vec<OddClass> = OddClass::ALL.iter().copied().filter(|&c| fits(c, script.place)).collect();
    let class = classes[turn % classes.len()];
    let length = length_s(class);
    let mut random = Random::keyed(script.seed, EVENT, 0);
    let at = random.between(MARGIN_S, script.seconds() - length - MARGIN_S);
    // A tenth of a second is enough, and is read back from a word as it was written.
    let at = libm::floor(10.0 * at) / 10.0;
    ScriptedEvent { class, at, length: Some(length), side: Side::ALL[random.below(Side::ALL.len())] }
}

fn fits(class: OddClass, place: Place) -> bool {
    match class {
        OddClass::WrongWay => false,
        OddClass::Crash => place.has_road(),
        _ => true,
    }
}

/// Seconds of an event: short, so that no more than a fifth of the frames of abnormal videos are odd on average.
fn length_s(class: OddClass) -> f64 {
    match class {
        OddClass::Fall => 3.0,
        OddClass::Smoke => 5.0,
        OddClass::Loitering | OddClass::WrongWay => 6.0,
        _ => 4.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn scripts(videos: &[WeakVideo]) -> Vec<&Script> {
        fn script(video: &WeakVideo) -> &Script {
            match &video.scene {
                WeakScene::Script(script) => script,
                WeakScene::Square(_) => unreachable!("all are scripted"),
            }
        }
        videos.iter().map(script).collect()
    }

    #[test]
    fn every_script_can_be_played_and_the_test_places_are_two() {
        let (train, test) = (train_videos(), test_videos());
        for script in scripts(&train).iter().chain(&scripts(&test)) {
            assert_eq!(script.check(), Ok(()), "{script:?}");
        }
        let places = |videos: &[WeakVideo]| -> BTreeSet<Place> {
            scripts(videos).iter().map(|script| script.place).collect()
        };
        assert_eq!(places(&train).len(), Place::ALL.len());
        assert_eq!(places(&test), TEST_PLACES.iter().copied().collect());
    }

    #[test]
    fn nine_classes_come_in_both_parts() {
        for videos in [train_videos(), test_videos()] {
            let classes: BTreeSet<OddClass> =
                scripts(&videos).iter().flat_map(|script| &script.events).map(|event| event.class).collect();
            assert_eq!(classes.len(), OddClass::ALL.len() - 1);
            assert!(!classes.contains(&OddClass::WrongWay));
        }
    }
}
