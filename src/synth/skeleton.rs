//! Poses of the human body: where the joints are while someone walks, runs, rides, sits or falls.
//!
//! Coordinates are of the body's own frame in body heights: forward, and up from the ground. Proportions
//! follow the usual figure of seven and a half heads; the gaits are ours, fitted by eye.

use libm::{cos, sin};
use std::f64::consts::PI;

/// Forward, up; body heights.
pub(super) type Joint = [f64; 2];

const THIGH: f64 = 0.245;
const SHIN: f64 = 0.245;
const UPPER_ARM: f64 = 0.175;
const FOREARM: f64 = 0.16;
const TRUNK: f64 = 0.30;
/// Chest to the middle of the head.
const NECK: f64 = 0.125;
/// The sole under the ankle.
const ANKLE: f64 = 0.035;

/// The joints of one pose; pairs are left, right.
#[derive(Debug, Clone, Copy)]
pub(super) struct Skeleton {
    pub(super) pelvis: Joint,
    pub(super) chest: Joint,
    pub(super) head: Joint,
    pub(super) knees: [Joint; 2],
    pub(super) feet: [Joint; 2],
    pub(super) elbows: [Joint; 2],
    pub(super) hands: [Joint; 2],
}

/// The numbers that tell one gait from another; angles in radians.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gait {
    pub(super) lean: f64,
    /// Swing of the thigh to each side of the vertical.
    pub(super) stride: f64,
    /// Bend of the knee while the leg is on the ground, and what is added while it swings.
    pub(super) knee: [f64; 2],
    /// Swing of the upper arm.
    pub(super) swing: f64,
    pub(super) elbow: f64,
    /// How far the body leaves the ground twice a cycle, body heights.
    pub(super) bounce: f64,
    /// Distance of one cycle (two steps), body heights.
    pub(super) cycle: f64,
}

/// A walk in town.
pub(super) const WALK: Gait =
    Gait { lean: 0.04, stride: 0.42, knee: [0.08, 0.75], swing: 0.42, elbow: 0.25, bounce: 0.0, cycle: 0.80 };
/// A run to catch something.
pub(super) const RUN: Gait = Gait {
    lean: 0.24,
    stride: 0.85,
    knee: [0.30, 1.45],
    swing: 0.95,
    elbow: 1.55,
    bounce: 0.035,
    cycle: 1.45,
};

/// A child's skip.
pub(super) const SKIP: Gait = Gait {
    lean: 0.06,
    stride: 0.62,
    knee: [0.20, 1.20],
    swing: 0.90,
    elbow: 0.60,
    bounce: 0.06,
    cycle: 1.25,
};

fn from(joint: Joint, angle: f64, length: f64) -> Joint {
    // Angle 0 hangs down, positive is forward.
    [joint[0] + length * sin(angle), joint[1] - length * cos(angle)]
}

/// The middle joint of a limb of two bones from `root` to `tip`; `side` +1 bends it forward, −1 backward.
fn bend(root: Joint, tip: Joint, bones: [f64; 2], side: f64) -> Joint {
    let (dx, dy) = (tip[0] - root[0], tip[1] - root[1]);
    let distance = (dx * dx + dy * dy).sqrt().max(1e-6);
    let along =
        ((bones[0] * bones[0] - bones[1] * bones[1] + distance * distance) / (2.0 * distance)).min(bones[0]);
    let off = side * (bones[0] * bones[0] - along * along).max(0.0).sqrt();
    let (ux, uy) = (dx / distance, dy / distance);
    [root[0] + ux * along - uy * off, root[1] + uy * along + ux * off]
}

impl Skeleton {
    /// The pose of a gait at `phase` in cycles.
    pub(super) fn moving(gait: &Gait, phase: f64) -> Self {
        let angle = 2.0 * PI * phase;
        let turns = [angle, angle + PI];
        let hips = turns.map(|turn| gait.stride * sin(turn));
        let knees = turns.map(|turn| gait.knee[0] + gait.knee[1] * cos(turn).max(0.0));
        let drop = |i: usize| THIGH * cos(hips[i]) + SHIN * cos(hips[i] - knees[i]);
        let height = drop(0).max(drop(1)) + ANKLE + gait.bounce * (1.0 + cos(2.0 * angle));
        let mut body = Self::trunk([0.0, height], gait.lean);
        for i in 0..2 {
            body.knees[i] = from(body.pelvis, hips[i], THIGH);
            body.feet[i] = from(body.knees[i], hips[i] - knees[i], SHIN);
            let arm = gait.lean - gait.swing * sin(turns[i]);
            body.elbows[i] = from(body.chest, arm, UPPER_ARM);
            body.hands[i] = from(body.elbows[i], arm + gait.elbow, FOREARM);
        }
        body
    }

    /// Trunk and head over a pelvis; limbs are still to be set.
    fn trunk(pelvis: Joint, lean: f64) -> Self {
        let chest = from(pelvis, PI - lean, TRUNK);
        let head = from(chest, PI - 0.5 * lean, NECK);
        Self {
            pelvis,
            chest,
            head,
            knees: [pelvis; 2],
            feet: [pelvis; 2],
            elbows: [chest; 2],
            hands: [chest; 2],
        }
    }

    /// A body whose hands and feet rest on given points.
    pub(super) fn resting(pelvis: Joint, lean: f64, feet: [Joint; 2], hands: [Joint; 2]) -> Self {
        let mut body = Self::trunk(pelvis, lean);
        body.feet = feet;
        body.reach_feet();
        for (i, hand) in hands.into_iter().enumerate() {
            body.reach(i, hand);
        }
        body
    }

    fn reach_feet(&mut self) {
        for i in 0..2 {
            self.knees[i] = bend(self.pelvis, self.feet[i], [THIGH, SHIN], 1.0);
        }
    }

    /// Puts hand `i` on a point; the elbow bends backward.
    pub(super) fn reach(&mut self, i: usize, hand: Joint) {
        self.elbows[i] = bend(self.chest, hand, [UPPER_ARM, FOREARM], -1.0);
        self.hands[i] = hand;
    }

    /// The pose a share of the way to another one.
    fn mix(&self, other: &Self, share: f64) -> Self {
        let one = |a: Joint, b: Joint| [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
        let two = |a: [Joint; 2], b: [Joint; 2]| [one(a[0], b[0]), one(a[1], b[1])];
        Self {
            pelvis: one(self.pelvis, other.pelvis),
            chest: one(self.chest, other.chest),
            head: one(self.head, other.head),
            knees: two(self.knees, other.knees),
            feet: two(self.feet, other.feet),
            elbows: two(self.elbows, other.elbows),
            hands: two(self.hands, other.hands),
        }
    }

    /// The pose at `share` (0 to 1) of a fall: stumble, land on the chest, kick, kneel, stand up.
    pub(super) fn falling(upright: &Self, share: f64) -> Self {
        let kick = 2.0 * PI * 6.0 * share;
        let stumble =
            Self::resting([0.05, 0.44], 0.75, [[0.30, 0.03], [-0.30, 0.12]], [[0.52, 0.62], [0.45, 0.78]]);
        let lying = Self::lying(kick);
        let kneeling =
            Self::resting([-0.02, 0.30], 0.85, [[-0.26, 0.03], [0.14, 0.03]], [[0.42, 0.05], [0.36, 0.16]]);
        let keys: [(f64, &Self); 6] = [
            (0.0, upright),
            (0.12, &stumble),
            (0.24, &lying),
            (0.76, &lying),
            (0.88, &kneeling),
            (1.0, upright),
        ];
        let next = keys.partition_point(|k| k.0 <= share).clamp(1, keys.len() - 1);
        let ((from, a), (to, b)) = (keys[next - 1], keys[next]);
        let x = ((share - from) / (to - from)).clamp(0.0, 1.0);
        a.mix(b, x * x * (3.0 - 2.0 * x))
    }

    /// On the ground, rolling a little, limbs thrown about.
    fn lying(kick: f64) -> Self {
        let roll = 0.03 * sin(0.5 * kick);
        let pelvis = [0.10, 0.10 + roll];
        let chest = [0.40, 0.11 - roll];
        let mut body = Self {
            pelvis,
            chest,
            head: [0.53, 0.12 + roll],
            ..Self::resting(pelvis, 1.4, [[0.0; 2]; 2], [[0.0; 2]; 2])
        };
        for (i, turn) in [kick, kick + 2.4].into_iter().enumerate() {
            body.feet[i] = [-0.30 + 0.14 * sin(turn), 0.05 + 0.16 * (1.0 + cos(turn))];
            body.reach(i, [0.52 + 0.16 * cos(turn), 0.14 + 0.15 * (1.0 + sin(turn))]);
        }
        body.reach_feet();
        body
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length(a: Joint, b: Joint) -> f64 {
        ((a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)).sqrt()
    }

    #[test]
    fn a_walker_keeps_a_foot_on_the_ground_and_limbs_their_length() {
        for step in 0..40 {
            let body = Skeleton::moving(&WALK, f64::from(step) / 40.0);
            let lowest = body.feet[0][1].min(body.feet[1][1]);
            assert!((lowest - ANKLE).abs() < 1e-9);
            assert!((length(body.knees[0], body.feet[0]) - SHIN).abs() < 1e-9);
        }
    }

    #[test]
    fn a_fall_begins_and_ends_upright_and_lies_between() {
        let upright = Skeleton::moving(&WALK, 0.0);
        let head = |share| Skeleton::falling(&upright, share).head[1];
        assert!((head(0.0) - upright.head[1]).abs() < 1e-9 && (head(1.0) - upright.head[1]).abs() < 1e-9);
        assert!(head(0.5) < 0.25);
    }
}
