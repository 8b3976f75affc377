//! From a pose to solid shapes: dressed people standing somewhere and facing somewhere.

use super::geometry::Vec3;
use super::part::{Colour, Part};
use super::path::Stance;
use super::skeleton::{Joint, Skeleton};

/// A local frame on the ground: where forward, left and up point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground {
    origin: Vec3,
    forward: Vec3,
    left: Vec3,
}

impl Ground {
    pub(super) fn new(stance: Stance) -> Self {
        let [fx, fz] = stance.forward;
        Self {
            origin: Vec3::new(stance.at[0], 0.0, stance.at[1]),
            forward: Vec3::new(fx, 0.0, fz),
            left: Vec3::new(-fz, 0.0, fx),
        }
    }

    /// The world point that lies so far forward, left and up, metres.
    pub(super) fn at(&self, forward: f64, left: f64, up: f64) -> Vec3 {
        self.origin.add(self.forward.times(forward)).add(self.left.times(left)).add(Vec3::new(0.0, up, 0.0))
    }

    /// The frame moved over the ground.
    pub(super) fn moved(&self, forward: f64, left: f64) -> Self {
        Self { origin: self.at(forward, left, 0.0), ..*self }
    }
}

/// What covers the hips and thighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    Trousers,
    /// Bare legs from the hem on.
    Skirt,
    /// The top's colour down to the knee.
    Coat,
}

/// What is on the head.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Headwear {
    None,
    /// A brimmed sun hat.
    Hat(Colour),
}

/// How one person looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// Body height, metres.
    pub(super) height: f64,
    /// Breadth in proportion, 1 for the average.
    pub(super) build: f64,
    pub(super) skin: Colour,
    pub(super) hair: Colour,
    pub(super) top: Colour,
    pub(super) legs: Colour,
    pub(super) shoes: Colour,
    pub(super) cut: Cut,
    pub(super) long_sleeves: bool,
    pub(super) headwear: Headwear,
    /// Sportswear: rings of this colour around trunk, thighs and shins.
    pub(super) hoops: Option<Colour>,
}

/// Half the distance between the hip joints and between the shoulders, body heights.
const HIP: f64 = 0.05;
const SHOULDER: f64 = 0.105;
/// Bands of a hooped piece of clothing.
const RINGS: usize = 7;

/// One person's body being built.
struct Figure<'a> {
    ground: Ground,
    look: &'a Look,
    parts: &'a mut Vec<Part>,
}

impl Figure<'_> {
    fn point(&self, joint: Joint, left: f64) -> Vec3 {
        let h = self.look.height;
        self.ground.at(h * joint[0], h * left, h * joint[1])
    }

    fn limb(&mut self, a: Vec3, b: Vec3, radii: [f64; 2], colour: Colour) {
        let thick = self.look.height * self.look.build;
        self.parts.push(Part::bar(a, b, radii.map(|r| r * thick), colour));
    }

    /// Bands across a limb, alternating between two colours.
    fn rings(&mut self, a: Vec3, b: Vec3, radii: [f64; 2], colours: [Colour; 2]) {
        for ring in 0..RINGS {
            let share = ring as f64 / (RINGS - 1) as f64;
            let (at, radius) = (a.mix(b, share), radii[0] + share * (radii[1] - radii[0]));
            self.limb(at, at, [radius; 2], colours[ring % 2]);
        }
    }

    fn leg(&mut self, s: &Skeleton, i: usize, side: f64) {
        let look = *self.look;
        let (hip, knee) = (self.point(s.pelvis, side * HIP), self.point(s.knees[i], side * HIP));
        let foot = self.point(s.feet[i], side * HIP);
        let bare = look.cut == Cut::Skirt;
        self.limb(hip, knee, [0.055, 0.040], if bare { look.skin } else { look.legs });
        self.limb(knee, foot, [0.038, 0.026], if bare { look.skin } else { look.legs });
        if let Some(colour) = look.hoops {
            self.rings(hip.mix(knee, 0.3), knee, [0.054, 0.043], [look.shoes, colour]);
            self.rings(knee.mix(foot, 0.25), foot, [0.038, 0.030], [colour, look.shoes]);
        }
        // The toes point forward from the shin.
        let shin = [s.feet[i][0] - s.knees[i][0], s.feet[i][1] - s.knees[i][1]];
        let length = (shin[0] * shin[0] + shin[1] * shin[1]).sqrt().max(1e-6);
        let toe = |ahead: f64| {
            [
                s.feet[i][0] + (ahead * -shin[1] + 0.012 * shin[0]) / length,
                s.feet[i][1] + (ahead * shin[0] + 0.012 * shin[1]) / length,
            ]
        };
        let (heel, tip) = (self.point(toe(-0.015), side * HIP), self.point(toe(0.075), side * HIP));
        self.limb(heel, tip, [0.026, 0.020], look.shoes);
    }

    fn arm(&mut self, s: &Skeleton, i: usize, side: f64) {
        let look = *self.look;
        let shoulder = self.point([s.chest[0], s.chest[1] - 0.01], side * SHOULDER);
        let elbow = self.point(s.elbows[i], side * (SHOULDER + 0.025));
        let hand = self.point(s.hands[i], side * (SHOULDER + 0.01));
        let sleeve = if look.long_sleeves { look.top } else { look.skin };
        self.limb(shoulder, elbow, [0.034, 0.028], look.top);
        self.limb(elbow, hand, [0.026, 0.020], sleeve);
        self.limb(hand, hand, [0.024; 2], look.skin);
    }

    fn trunk(&mut self, s: &Skeleton) {
        let look = *self.look;
        let (pelvis, chest) = (self.point(s.pelvis, 0.0), self.point(s.chest, 0.0));
        let below = chest.mix(pelvis, 0.12);
        let (left, right) = (self.point(s.chest, SHOULDER * 0.85), self.point(s.chest, -SHOULDER * 0.85));
        self.limb(pelvis, below, [0.078, 0.085], look.top);
        if let Some(colour) = look.hoops {
            self.rings(pelvis, below, [0.080, 0.087], [colour, look.top]);
        }
        self.limb(left, right, [0.045; 2], look.top);
        if look.cut == Cut::Trousers {
            let (a, b) = (self.point(s.pelvis, HIP * 0.7), self.point(s.pelvis, -HIP * 0.7));
            self.limb(a, b, [0.062; 2], look.legs);
            return;
        }
        let between = |k: usize| 0.5 * (s.knees[0][k] + s.knees[1][k]);
        let hem = self.point([between(0), between(1)], 0.0);
        let colour = if look.cut == Cut::Coat { look.top } else { look.legs };
        self.limb(pelvis, hem, [0.082, 0.098], colour);
    }

    fn head(&mut self, s: &Skeleton) {
        let look = *self.look;
        let (chest, head) = (self.point(s.chest, 0.0), self.point(s.head, 0.0));
        let axis = head.sub(chest).unit();
        let size = look.height;
        self.parts.push(Part::bar(chest, head, [0.032 * size; 2], look.skin));
        self.parts.push(Part::ball(head, 0.062 * size, look.skin));
        let crown = head.add(axis.times(0.022 * size)).sub(self.ground.forward.times(0.016 * size));
        match look.headwear {
            Headwear::None => self.parts.push(Part::ball(crown, 0.060 * size, look.hair)),
            Headwear::Hat(colour) => {
                self.parts.push(Part::ball(crown.add(axis.times(0.015 * size)), 0.058 * size, colour));
                let brim = head.add(axis.times(0.030 * size));
                let reach = self.ground.left.times(0.075 * size);
                self.parts.push(Part::bar(brim.add(reach), brim.sub(reach), [0.022 * size; 2], colour));
            }
        }
    }
}

/// Adds the person's shapes to `parts`.
pub(super) fn dress(skeleton: &Skeleton, look: &Look, ground: Ground, parts: &mut Vec<Part>) {
    let mut figure = Figure { ground, look, parts };
    for (i, side) in [1.0, -1.0].into_iter().enumerate() {
        figure.leg(skeleton, i, side);
        figure.arm(skeleton, i, side);
    }
    figure.trunk(skeleton);
    figure.head(skeleton);
}
