//! Scripted scenes as a whole: same bytes everywhere, exact truth, a crowd that keeps apart, refused nonsense.

use super::*;
use crate::synth::{FPS, SynthError};

/// FNV-1a of truth and three frames of each hashed script, in their order. A change of the generator changes them, on
/// purpose or by mistake; `tests/browser/own_scene.test.ts` holds the web against the same numbers.
const HASHES: [u64; HASHED_SCRIPTS as usize] = [
    0x47C2_7795_340F_E39B,
    0x7BFE_5B14_EE80_373F,
    0xF93B_B957_3CE2_EBA7,
    0x4CC8_7DBF_904E_731F,
    0x5A8D_3B2D_6ED3_4159,
    0xAE50_1F6E_73BB_B0E3,
    0x2CA6_6EEA_43C2_C8C2,
    0x8632_28D8_81FD_AE5D,
    0x811A_E6EF_A233_AE43,
    0x7AAD_113D_2311_84EA,
];

fn script(place: Place, crowd: usize, events: &[&str]) -> Script {
    let events = events.iter().map(|text| text.parse().expect("an event")).collect();
    Script { seed: 5, frames: 450, place, crowd, events, ..Script::default() }
}

fn scene(place: Place, crowd: usize, events: &[&str]) -> ScriptedScene {
    ScriptedScene::new(script(place, crowd, events)).expect("fits")
}

fn refused(change: impl FnOnce(&mut Script)) -> ScriptError {
    let mut script = script(Place::Plaza, 10, &[]);
    change(&mut script);
    ScriptedScene::new(script).map(|_| ()).expect_err("to be refused")
}

fn event(text: &str) -> Vec<ScriptedEvent> {
    vec![text.parse().expect("an event")]
}

#[test]
fn ten_scripts_over_all_places_give_the_committed_bytes() {
    let found: Vec<u64> = (1..=HASHED_SCRIPTS).map(|number| scripts_hash(number).expect("fits")).collect();
    assert_eq!(found, HASHES, "found {found:#018X?}");
}

#[test]
fn a_frame_does_not_depend_on_what_was_rendered_before() {
    let make = || scene(Place::Crossing, 12, &["crash@6:4", "runner@2:4"]);
    let (fresh, used) = (make(), make());
    for t in 200..220 {
        used.render(t).expect("in range");
    }
    assert_eq!(fresh.render(240), used.render(240));
    assert_ne!(fresh.render(240), fresh.render(241));
}

#[test]
fn every_class_is_in_sight_where_and_when_the_script_says() {
    for &class in OddClass::ALL {
        for &place in Place::ALL.iter().filter(|place| class != OddClass::Crash || place.has_road()) {
            let length = class.usual_length_s();
            let truth = scene(place, 8, &[&format!("{class}@3:{length}")]).truth();
            let [event] = truth.events.as_slice() else { panic!("{class} at {place}: {truth:?}") };
            assert_eq!(event.class, class.name());
            let (first, last) = (90, 90 + (length * FPS) as usize);
            assert!(event.start >= first && event.end <= last + 1, "{class} at {place}: {event:?}");
            let seen = event.regions.len() as f64 / (last - first) as f64;
            assert!(seen > 0.7, "{class} at {place}: {seen} of it in sight");
            for [x1, y1, x2, y2] in event.regions.values() {
                assert!(0.0 <= *x1 && x1 < x2 && *x2 <= 320.0 && 0.0 <= *y1 && y1 < y2 && *y2 <= 240.0);
            }
        }
    }
}

#[test]
fn an_event_at_a_side_takes_place_in_that_third() {
    for class in ["fall", "fight", "loitering", "smoke"] {
        for (side, low, high) in [("left", 0.0, 140.0), ("middle", 90.0, 230.0), ("right", 180.0, 320.0)] {
            let truth = scene(Place::Plaza, 6, &[&format!("{class}@2:6:{side}")]).truth();
            let regions = &truth.events[0].regions;
            let middles = regions.values().map(|r| f64::from(0.5 * (r[0] + r[2])));
            let mean = middles.sum::<f64>() / regions.len() as f64;
            assert!((low..high).contains(&mean), "{class} at the {side}: {mean}");
        }
    }
}

#[test]
fn a_region_holds_all_that_differs_from_the_scene_without_the_event() {
    // Nobody else is there who would walk another way, and in fog smoke has next to no shadow.
    let foggy = |events: &[&str]| {
        let script = Script { weather: Weather::Fog, ..script(Place::Plaza, 0, events) };
        ScriptedScene::new(script).expect("fits")
    };
    let with = foggy(&["fall@4:4:right", "smoke@2:6:left"]);
    let without = foggy(&["fall@4:4:right"]);
    let truth = with.truth();
    let smoke = &truth.events[0];
    assert_eq!(smoke.class, "smoke");
    for t in [90, 130, 170] {
        let [x1, y1, x2, y2] = smoke.regions[&t];
        let (a, b) = (with.render(t).expect("in range"), without.render(t).expect("in range"));
        let mut outside = 0;
        for (at, (p, q)) in a.rgb().chunks(3).zip(b.rgb().chunks(3)).enumerate() {
            let (x, y) = ((at % 320) as f32, (at / 320) as f32);
            let differs = p.iter().zip(q).any(|(a, b)| a.abs_diff(*b) > 12);
            outside += usize::from(differs && !((x1..x2).contains(&x) && (y1..y2).contains(&y)));
        }
        assert!(outside < 12, "frame {t}: {outside} pixels outside {:?}", smoke.regions[&t]);
    }
}

#[test]
fn a_shaking_camera_moves_the_regions_with_the_picture() {
    let still = scene(Place::Plaza, 0, &["loitering@1:8"]);
    let mut shaken = script(Place::Plaza, 0, &["loitering@1:8"]);
    shaken.camera.shake = 4.0;
    let shaken = ScriptedScene::new(shaken).expect("fits");
    let (still_truth, shaken_truth) = (still.truth(), shaken.truth());
    for (t, region) in &still_truth.events[0].regions {
        let moved = shaken_truth.events[0].regions[t];
        let [dx, dy] = shaken.flaws.offset(*t as f64 / FPS);
        assert!((f64::from(moved[0] - region[0]) - dx).abs() < 1.6, "frame {t}");
        assert!((f64::from(moved[1] - region[1]) - dy).abs() < 1.6, "frame {t}");
        assert!(dx.abs() <= 4.0 && dy.abs() <= 4.0);
    }
}

// A few are out of the picture between leaving and coming again as somebody else.
#[test]
fn forty_people_are_about_and_nobody_walks_through_anybody() {
    for &place in Place::ALL {
        let scene = scene(place, Script::MAX_CROWD, &["loitering@2:10"]);
        for t in (0..450).step_by(25) {
            let time = t as f64 / FPS;
            let spots: Vec<[f64; 2]> =
                scene.crowd.iter().filter_map(|trail| trail.at(time)).map(|(stance, ..)| stance.at).collect();
            assert!(spots.len() >= Script::MAX_CROWD - 4, "{place}, frame {t}: {}", spots.len());
            for (i, a) in spots.iter().enumerate() {
                let near = spots[..i].iter().map(|b| steering::length(steering::sub(*a, *b)));
                let nearest = near.fold(f64::MAX, f64::min);
                assert!(nearest > 0.3, "{place}, frame {t}: {nearest} m");
            }
        }
    }
}

#[test]
fn with_somebody_going_the_wrong_way_all_others_go_one_way() {
    for (side, sign) in [("left", -1.0), ("middle", 1.0), ("right", 1.0)] {
        let scene = scene(Place::Plaza, 20, &[&format!("wrong-way@2:9:{side}")]);
        for t in [100, 200, 300] {
            let along: f64 = scene
                .crowd
                .iter()
                .filter_map(|trail| trail.at(t as f64 / FPS))
                .map(|(s, ..)| s.forward[0])
                .sum();
            assert!(sign * along > 10.0, "{side}, frame {t}: {along}");
        }
    }
}

#[test]
fn without_events_nothing_is_labelled_whatever_the_weather() {
    for &weather in Weather::ALL {
        let normal = Script { weather, light: Light::Clouds, frames: 30, ..script(Place::Night, 5, &[]) };
        let scene = ScriptedScene::new(normal).expect("fits");
        assert!(scene.truth().events.is_empty());
        assert_eq!(scene.render(29).expect("in range").rgb().len(), 320 * 240 * 3);
    }
}

#[test]
fn weather_light_and_flaws_change_the_picture_and_nothing_else_of_the_truth() {
    let plain = script(Place::Parking, 9, &["fall@3:3"]);
    let truth = ScriptedScene::new(plain.clone()).expect("fits").truth();
    let picture =
        |script: &Script| ScriptedScene::new(script.clone()).expect("fits").render(120).expect("in range");
    let usual = picture(&plain);
    let camera = |noise, compression| CameraFlaws { noise, compression, ..CameraFlaws::default() };
    let others = [
        Script { light: Light::Dusk, ..plain.clone() },
        Script { light: Light::Clouds, ..plain.clone() },
        Script { camera: camera(9.0, 0), ..plain.clone() },
        Script { camera: camera(2.0, 3), ..plain.clone() },
        Script { weather: Weather::Fog, ..plain.clone() },
    ];
    for other in others {
        assert_ne!(picture(&other).rgb(), usual.rgb(), "{other:?}");
        assert_eq!(ScriptedScene::new(other).expect("fits").truth(), truth);
    }
}

#[test]
fn an_event_that_does_not_fit_says_what_would() {
    let late = refused(|script| script.events = event("fall@13:3"));
    assert!(matches!(late, ScriptError::OutOfClip { number: 1, latest: Some(latest), .. } if latest == 12.0));
    assert!(late.to_string().contains("between 0 and 12 s"), "{late}");
    let whole = refused(|script| script.events = event("loitering@0:20"));
    assert!(matches!(whole, ScriptError::OutOfClip { latest: None, .. }), "{whole}");
}

#[test]
fn impossible_events_are_refused_with_what_is_possible() {
    let alone = refused(|script| (script.crowd, script.events) = (0, event("wrong-way@1:6")));
    assert_eq!(alone, ScriptError::NobodyToGoAgainst { number: 1, crowd: 0, min: 4, max: 40 });
    let inside = refused(|script| (script.place, script.events) = (Place::Corridor, event("crash@1:4")));
    let known = "crossing, parking-lot, night".to_string();
    assert_eq!(inside, ScriptError::NoRoad { number: 1, place: Place::Corridor, known });
    let short = refused(|script| script.events = event("smoke@1:2"));
    assert!(matches!(short, ScriptError::Length { min: 4.0, max: 60.0, .. }), "{short}");
    let rain = refused(|script| (script.place, script.weather) = (Place::Corridor, Weather::Rain));
    assert_eq!(rain, ScriptError::Indoors { weather: Weather::Rain, place: Place::Corridor });
    let twice = refused(|script| {
        script.place = Place::Crossing;
        script.events = [event("crash@1:3"), event("crash@8:3")].concat();
    });
    assert!(matches!(twice, ScriptError::TwoCrashes { number: 2, other: 1, earliest: 16.0, .. }), "{twice}");
}

#[test]
fn hostile_numbers_are_refused_and_nan_never_passes() {
    assert_eq!(refused(|script| script.crowd = 41), ScriptError::Crowd { crowd: 41, max: 40 });
    assert_eq!(
        refused(|script| script.frames = 18_001),
        ScriptError::TooLong { frames: 18_001, max: 18_000 }
    );
    assert!(matches!(refused(|script| script.frames = 1), ScriptError::Scene(SynthError::FrameCount { .. })));
    assert!(matches!(refused(|script| script.width = 9), ScriptError::Scene(SynthError::TooSmall { .. })));
    let events = event("fall@1:2").repeat(9);
    assert_eq!(refused(|script| script.events = events), ScriptError::TooManyEvents { events: 9, max: 8 });
    for value in [f64::NAN, f64::INFINITY, -1.0] {
        assert!(matches!(
            refused(|script| script.camera.noise = value),
            ScriptError::Flaw { what: "noise", .. }
        ));
        assert!(matches!(
            refused(|script| script.camera.shake = value),
            ScriptError::Flaw { what: "shake", .. }
        ));
        let late = ScriptedEvent { class: OddClass::Fall, at: value, length: None, side: Side::Middle };
        assert!(
            matches!(refused(|script| script.events = vec![late]), ScriptError::OutOfClip { .. }),
            "{value}"
        );
        let long = ScriptedEvent { at: 1.0, length: Some(value), ..late };
        assert!(
            matches!(refused(|script| script.events = vec![long]), ScriptError::Length { .. }),
            "{value}"
        );
    }
    assert!(matches!(refused(|script| script.camera.compression = 4), ScriptError::Flaw { .. }));
    let past = scene(Place::Plaza, 0, &[]).render(450);
    assert_eq!(past, Err(ScriptError::Scene(SynthError::NoSuchFrame { frame: 450, frames: 450 })));
}

#[test]
fn any_allowed_size_renders_with_every_weather_and_a_shaking_camera() {
    for (width, height) in [(64, 48), (64, 400), (321, 241), (640, 360)] {
        for &weather in Weather::ALL {
            let mut script = Script { width, height, weather, frames: 3, ..script(Place::Night, 6, &[]) };
            script.camera = CameraFlaws { noise: 3.0, shake: 4.0, compression: 2 };
            let frame = ScriptedScene::new(script).expect("fits").render(2).expect("in range");
            assert_eq!((frame.width(), frame.height()), (width, height));
        }
    }
}
