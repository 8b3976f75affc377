//! Snippets of rendered scenes in which nothing odd happens, labelled by what the crowd does in them (ours).

use super::{Snippets, TrainError};
use crate::encode::{Crop, CropChoice, Preset, Recipe, SNIPPET_FRAMES};
use crate::random::Random;
use crate::synth::ActorKind;
use crate::synth::script::{Doing, Place, Script, ScriptedScene};
use crate::video::Frame;

/// Labels of a snippet: at least one of a kind is there; somebody stands, walks so; so many are there; how fast the
/// scene is played.
pub const LABELS: [&str; 16] = [
    "pedestrian",
    "bags",
    "rucksack",
    "trolley",
    "umbrella",
    "pram",
    "dog",
    "wheelchair user",
    "stands",
    "walks left",
    "walks right",
    "walks towards the camera",
    "walks away",
    "three or more",
    "six or more",
    "double speed",
];
/// Below this nobody walks, metres per second.
const STANDS: f64 = 0.25;
/// From here on somebody does.
const WALKS: f64 = 0.5;
/// The frame of a snippet that is asked.
const MIDDLE: usize = SNIPPET_FRAMES / 2;
/// Share of the snippets that are played at double speed, so that a network learns what speed looks like although
/// nobody normal is fast (Benaim et al., SpeedNet, CVPR 2020).
const DOUBLE: f64 = 1.0 / 3.0;
/// Purposes of random streams.
const CROP: &str = "i3d crop";
const SPEED: &str = "i3d speed";

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

/// The snippets of a scene for a network of `side` pixels, each by one of the ten crops, drawn from the scene's seed.
pub fn snippets(script: &Script, side: usize) -> Result<Snippets, TrainError> {
    let scene = ScriptedScene::new(script.clone())?;
    let recipe = Recipe::of(Preset::Wu, side)?;
    let crops = recipe.crops(CropChoice::Ten)?;
    let size = (script.width, script.height);
    let scaler = recipe.scaler(size);
    let mut found = Snippets::new(side, LABELS.len());
    for snippet in 0..script.frames / SNIPPET_FRAMES {
        let (_, crop) = crops[Random::keyed(script.seed, CROP, snippet as u64).below(crops.len())];
        let mut rgb = Vec::with_capacity(SNIPPET_FRAMES * side * side * 3);
        let first = snippet * SNIPPET_FRAMES;
        let is_double = first + 2 * SNIPPET_FRAMES <= script.frames
            && Random::keyed(script.seed, SPEED, snippet as u64).unit() < DOUBLE;
        let pace = if is_double { 2 } else { 1 };
        for t in (first..).step_by(pace).take(SNIPPET_FRAMES) {
            let frame: Frame = scaler.apply(&scene.render(t)?)?;
            crop.cut(&frame, side, recipe.middle, &mut rgb);
        }
        let window = window(crop, &recipe, scaler.target(), size);
        let doings = scene.doings(first + pace * MIDDLE);
        let inside: Vec<Doing> = doings.into_iter().filter(|doing| is_within(doing.at, window)).collect();
        found.push(&rgb, &labels(&inside, crop.mirrored, is_double))?;
    }
    Ok(found)
}

/// The part of the scene's picture that a crop shows, `[x1, y1, x2, y2]`.
fn window(crop: Crop, recipe: &Recipe, target: (usize, usize), size: (usize, usize)) -> [f64; 4] {
    let (top, left) = crop.origin(target, recipe.side, recipe.middle);
    let (across, down) = (size.0 as f64 / target.0 as f64, size.1 as f64 / target.1 as f64);
    let side = recipe.side;
    [left as f64 * across, top as f64 * down, (left + side) as f64 * across, (top + side) as f64 * down]
}

fn is_within([x, y]: [f64; 2], [x1, y1, x2, y2]: [f64; 4]) -> bool {
    x1 <= x && x < x2 && y1 <= y && y < y2
}

/// Which of [`LABELS`] hold for these people; in a mirrored crop right is left.
fn labels(people: &[Doing], mirrored: bool, is_double: bool) -> [bool; LABELS.len()] {
    let any = |holds: &dyn Fn(&Doing) -> bool| people.iter().any(holds);
    let side = if mirrored { -1.0 } else { 1.0 };
    let walks = |axis: usize, sign: f64| {
        any(&|doing| {
            let [right, away] = doing.heading;
            let main = if right.abs() >= away.abs() { 0 } else { 1 };
            doing.speed >= WALKS && main == axis && doing.heading[axis] * sign > 0.0
        })
    };
    let mut holds = [false; LABELS.len()];
    let kinds = ActorKind::USUAL.len();
    for (holds, kind) in holds.iter_mut().zip(ActorKind::USUAL) {
        *holds = any(&|doing| doing.kind == kind);
    }
    holds[kinds..].copy_from_slice(&[
        any(&|doing| doing.speed < STANDS),
        walks(0, -side),
        walks(0, side),
        walks(1, -1.0),
        walks(1, 1.0),
        people.len() >= 3,
        people.len() >= 6,
        // Speed shows by what moves.
        is_double && people.iter().any(|doing| doing.speed >= WALKS),
    ]);
    holds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doing(kind: ActorKind, speed: f64, heading: [f64; 2]) -> Doing {
        Doing { kind, at: [0.0; 2], speed, heading }
    }

    fn named(people: &[Doing], mirrored: bool) -> Vec<&'static str> {
        LABELS
            .into_iter()
            .zip(labels(people, mirrored, false))
            .filter(|(_, holds)| *holds)
            .map(|(name, _)| name)
            .collect()
    }

    #[test]
    fn labels_say_who_is_there_and_which_way_they_go() {
        let pram = doing(ActorKind::Pram, 1.1, [0.8, 0.6]);
        let waits = doing(ActorKind::Pedestrian, 0.0, [0.0, 1.0]);
        assert_eq!(named(&[], false), [""; 0]);
        assert_eq!(named(&[pram, waits], false), ["pedestrian", "pram", "stands", "walks right"]);
        assert_eq!(named(&[pram], true), ["pram", "walks left"]);
        let away = doing(ActorKind::Dog, 1.2, [0.1, 0.99]);
        let towards = doing(ActorKind::Dog, 1.2, [0.1, -0.99]);
        assert_eq!(
            named(&[away, towards, away], true),
            ["dog", "walks towards the camera", "walks away", "three or more"]
        );
    }

    #[test]
    fn double_speed_is_told_where_somebody_walks() {
        let (waits, walks) = (doing(ActorKind::Dog, 0.0, [0.0, 1.0]), doing(ActorKind::Dog, 1.2, [0.0, 1.0]));
        let at_double = |people: &[Doing]| labels(people, false, true)[LABELS.len() - 1];
        assert_eq!(LABELS[LABELS.len() - 1], "double speed");
        assert!(!at_double(&[]) && !at_double(&[waits]) && at_double(&[waits, walks]));
        assert!(!labels(&[walks], false, false)[LABELS.len() - 1]);
    }

    #[test]
    fn the_names_of_kinds_are_those_of_the_labels() {
        let names = ActorKind::USUAL.map(ActorKind::name);
        assert_eq!(LABELS[..names.len()], names);
    }

    #[test]
    fn crops_show_the_parts_of_the_picture_that_they_are_cut_from() {
        let recipe = Recipe::of(Preset::Wu, 64).expect("a recipe");
        let size = (320, 240);
        let target = recipe.scaler(size).target();
        let windows: Vec<[f64; 4]> = recipe
            .crops(CropChoice::Five)
            .expect("five")
            .iter()
            .map(|(_, crop)| window(*crop, &recipe, target, size))
            .collect();
        for [x1, y1, x2, y2] in &windows {
            assert!(*x1 >= 0.0 && *y1 >= 0.0 && *x2 <= 320.0 + 1e-9 && *y2 <= 240.0 + 1e-9, "{windows:?}");
            assert!(
                (200.0..220.0).contains(&(x2 - x1)) && (200.0..220.0).contains(&(y2 - y1)),
                "{windows:?}"
            );
        }
    }

    #[test]
    fn scenes_are_normal_and_take_the_places_in_turn() {
        let scripts = scripts(&[Place::Plaza, Place::Parking], 9, 5, 48, [1, 5]);
        let places: Vec<Place> = scripts.iter().map(|script| script.place).collect();
        assert_eq!(places, [Place::Plaza, Place::Parking, Place::Plaza, Place::Parking, Place::Plaza]);
        assert!(scripts.iter().all(|script| script.events.is_empty() && (1..=5).contains(&script.crowd)));
        assert_eq!(scripts.iter().map(|script| script.seed).collect::<Vec<_>>(), [9, 10, 11, 12, 13]);
        let found = snippets(&scripts[0], 32).expect("snippets");
        assert_eq!((found.len(), found.side(), found.labels()), (3, 32, LABELS.len()));
        assert_eq!(found, snippets(&scripts[0], 32).expect("the same again"));
    }
}
