//! Cloth in the wind of one's own speed: a flag worn as a cape.

use super::body::{Ground, Look};
use super::part::{Colour, Part};
use libm::{cos, sin};
use std::f64::consts::PI;

/// Pieces of the cloth along its length and across it; neighbours differ in colour.
const ROWS: usize = 5;
const COLUMNS: usize = 3;
/// Breadth at the shoulders and at the end, metres.
const BREADTH_M: [f64; 2] = [0.50, 0.95];
/// How the cloth hangs, and how far its end swings about that, radians.
const SLOPE: f64 = 0.35;
const SWING: f64 = 0.60;

/// The colours of the flag that goes with somebody's clothes: three with a hooped shirt, else the shirt's and one more.
pub(super) fn flag(look: &Look, other: Colour) -> [Colour; 3] {
    match look.hoops {
        Some(_) => [look.top, [246.0; 3], [30.0, 30.0, 34.0]],
        None => [look.top, other, look.top],
    }
}

/// Adds a cloth of `length_m` that streams backward from between the shoulders, `[forward, up]` in metres.
/// `phase` in cycles of the wearer's gait: each step throws it.
pub(super) fn cape(
    ground: &Ground,
    shoulders: [f64; 2],
    length_m: f64,
    phase: f64,
    colours: [Colour; 3],
    parts: &mut Vec<Part>,
) {
    let edges: [Vec<[f64; 2]>; COLUMNS + 1] =
        std::array::from_fn(|column| edge(shoulders, length_m, phase, column));
    let left = |row: usize, column: usize| {
        let breadth = BREADTH_M[0] + (BREADTH_M[1] - BREADTH_M[0]) * row as f64 / ROWS as f64;
        breadth * (column as f64 / COLUMNS as f64 - 0.5)
    };
    let at = |row: usize, column: usize| {
        let [forward, up] = edges[column][row];
        ground.at(forward, left(row, column), up)
    };
    for row in 0..ROWS {
        for column in 0..COLUMNS {
            let corners =
                [at(row, column), at(row, column + 1), at(row + 1, column + 1), at(row + 1, column)];
            parts.push(Part::panel(corners, colours[(row + column) % colours.len()]));
        }
    }
}

/// Forward and up of the cloth along one of its lengthwise lines: a wave runs down it, out of step with the
/// next line's.
fn edge(shoulders: [f64; 2], length_m: f64, phase: f64, column: usize) -> Vec<[f64; 2]> {
    let piece_m = length_m / ROWS as f64;
    let mut points = vec![shoulders];
    let [mut forward, mut up] = shoulders;
    for row in 1..=ROWS {
        let reach = row as f64 / ROWS as f64;
        let turn = 2.0 * PI * (2.0 * phase - 0.6 * reach + 0.21 * column as f64);
        let slope = SLOPE + SWING * reach * sin(turn);
        forward -= piece_m * cos(slope);
        up = (up - piece_m * sin(slope)).max(0.1);
        points.push([forward, up]);
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synth::part::Shape;
    use crate::synth::path::Stance;

    #[test]
    fn a_cape_hangs_from_the_shoulders_streams_behind_and_never_drags() {
        let ground = Ground::new(Stance { at: [0.0, 9.0], forward: [1.0, 0.0] });
        for step in 0..20 {
            let mut parts = Vec::new();
            cape(&ground, [0.1, 1.4], 1.1, f64::from(step) / 20.0, [[0.0; 3]; 3], &mut parts);
            assert_eq!(parts.len(), ROWS * COLUMNS);
            let corners = parts.iter().flat_map(|part| match part.shape {
                Shape::Panel { corners } => corners,
                Shape::Bar { .. } => unreachable!("a cape is of panels"),
            });
            for corner in corners {
                assert!(corner.x <= 0.1 + 1e-9 && corner.x > -1.1, "{corner:?}");
                assert!(corner.y >= 0.1 && (corner.z - 9.0).abs() <= 0.5 * BREADTH_M[1] + 1e-9);
            }
        }
    }
}
