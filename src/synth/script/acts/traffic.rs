//! Cars that belong here: by a light's phases, or now and then.

use super::driving::{Drive, lane};
use super::{Act, Role};
use crate::random::Random;
use crate::synth::script::car::Body;
use crate::synth::script::check::ROAD_LEAD_S;
use crate::synth::script::places::{CARS_S, CYCLE_S, Road, Stage};
use crate::synth::script::track::Track;
use crate::synth::script::{OddClass, Script};

/// Metres per second.
const SPEED: f64 = 8.5;
/// Share of a car's turns that it takes.
const COMES: f64 = 0.75;

/// Adds the normal cars of a script; none near a crash.
pub(super) fn drive_by(script: &Script, stage: &Stage, acts: &mut Vec<Act>) {
    let Some(Road { lanes, traffic_s: Some(gap), has_signal }) = stage.road else { return };
    for (lane_index, depth) in lanes.into_iter().enumerate() {
        let mut random = Random::keyed(script.seed, "scene traffic", lane_index as u64);
        let direction = if lane_index == 0 { -1.0 } else { 1.0 };
        let mut time = -CYCLE_S + random.unit() * gap;
        while time < script.seconds() {
            let (path, _) = lane(stage, depth, direction);
            let drives = random.unit() < COMES;
            let body = Body { beams: stage.ambient[0] < 0.5, ..Body::any(&mut random) };
            let track = Track::steady(path, SPEED, time);
            let on_phase = !has_signal || time.rem_euclid(CYCLE_S) < CARS_S;
            if drives && on_phase && is_road_free(script, &track) {
                let drive = Drive { body, track, crash: None };
                acts.push(Act { event: None, odd: [0.0; 2], role: Role::Car(Box::new(drive)) });
            }
            time += gap * random.between(0.9, 1.5);
        }
    }
}

fn is_road_free(script: &Script, track: &Track) -> bool {
    let crashes = script.events.iter().filter(|event| event.class == OddClass::Crash);
    crashes
        .into_iter()
        .all(|crash| track.end() < crash.at - ROAD_LEAD_S || track.start() > crash.end_s() + ROAD_LEAD_S)
}
