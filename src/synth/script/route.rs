//! The ways of the crowd through a place: where people come from, what they pass, where they go.

use super::places::{Bridge, Stage, Ways};
use crate::random::Random;
use crate::synth::path::Spot;

/// How far out of the picture they come and go, metres.
const MARGIN_M: f64 = 1.3;
/// Share of people who cross to the other strip where there is a bridge.
const CROSSES: f64 = 0.5;

/// A point on the way; at a signal one waits for the light.
#[derive(Debug, Clone, Copy)]
pub(super) struct WayPoint {
    pub(super) at: Spot,
    pub(super) waits: bool,
}

/// A way through the place, its end first; all walk in `stream`'s direction where there is one.
pub(super) fn route(stage: &Stage, stream: Option<f64>, random: &mut Random) -> Vec<WayPoint> {
    let direction = stream.unwrap_or_else(|| if random.unit() < 0.5 { -1.0 } else { 1.0 });
    match &stage.ways {
        Ways::Along { half_m, ends } => {
            // On the right, or on the whole breadth where all walk one way.
            let [low, high] = if stream.is_some() { [-0.9, 0.9] } else { [0.05, 0.95] };
            let side = if stream.is_some() { 1.0 } else { direction };
            let (x, y) =
                (side * random.between(low, high) * half_m, side * random.between(low, high) * half_m);
            let [from, to] = if direction > 0.0 { *ends } else { [ends[1], ends[0]] };
            without_signal(vec![[x, from], [0.5 * (x + y), 0.5 * (from + to)], [y, to]])
        }
        Ways::Across { strips, bridge } => across(stage, strips, bridge.as_ref(), direction, random),
    }
}

/// From side to side in a strip, or over the bridge to another.
fn across(
    stage: &Stage,
    strips: &[[f64; 2]],
    bridge: Option<&Bridge>,
    direction: f64,
    random: &mut Random,
) -> Vec<WayPoint> {
    let gate = |side: f64, z: f64| [side * (stage.camera.half_width_m(z) + MARGIN_M), z];
    let inside = |strip: [f64; 2], random: &mut Random| {
        // Near and far show equally often per row of the picture.
        let share = random.unit();
        strip[0] + (strip[1] - strip[0]) * share * (0.6 + 0.4 * share)
    };
    let from = strips[random.below(strips.len())];
    let other = strips.iter().copied().find(|strip| *strip != from);
    if let (Some(bridge), Some(to)) = (bridge, other)
        && random.unit() < CROSSES
    {
        let (a, b) = (inside(from, random), inside(to, random));
        return over_bridge(bridge, [from, to], gate(-direction, a), gate(direction, b), random);
    }
    let (a, b) = (inside(from, random), inside(from, random));
    let middle = [random.between(-1.0, 1.0), inside(from, random)];
    without_signal(vec![gate(-direction, a), middle, gate(direction, b)])
}

fn without_signal(way: Vec<Spot>) -> Vec<WayPoint> {
    way.into_iter().rev().map(|at| WayPoint { at, waits: false }).collect()
}

/// A way over the bridge from strip to strip, its end first.
fn over_bridge(
    bridge: &Bridge,
    [from, to]: [[f64; 2]; 2],
    begin: Spot,
    end: Spot,
    random: &mut Random,
) -> Vec<WayPoint> {
    // The edges that face each other.
    let (leave, arrive) =
        if from[0] < to[0] { (from[1] - 0.25, to[0] + 0.25) } else { (from[0] + 0.25, to[1] - 0.25) };
    let x = random.between(bridge.x[0], bridge.x[1]);
    let way = [(begin, false), ([x, leave], bridge.has_signal), ([x, arrive], false), (end, false)];
    way.into_iter().rev().map(|(at, waits)| WayPoint { at, waits }).collect()
}
