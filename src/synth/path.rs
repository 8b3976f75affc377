//! Ways across the plaza: smooth curves on the ground, walked by distance.

/// Ground point: x and z in metres.
pub(super) type Spot = [f64; 2];

/// Pieces in which the curve's length is measured.
const PIECES: usize = 24;

/// A quadratic Bézier curve measured by length, walked at a sideways distance (people side by side share one).
#[derive(Debug, Clone)]
pub(super) struct Path {
    corners: [Spot; 3],
    aside: f64,
    /// Length from the start to the end of each piece, metres.
    reached: [f64; PIECES + 1],
}

/// A place on a path: where, and the unit direction of travel.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stance {
    pub(super) at: Spot,
    pub(super) forward: Spot,
}

impl Path {
    /// From the first corner towards the second to the third; `aside` metres to the left of it.
    pub(super) fn new(corners: [Spot; 3], aside: f64) -> Self {
        let mut path = Self { corners, aside, reached: [0.0; PIECES + 1] };
        let mut last = path.point(0.0);
        for piece in 1..=PIECES {
            let next = path.point(piece as f64 / PIECES as f64);
            let (dx, dz) = (next[0] - last[0], next[1] - last[1]);
            path.reached[piece] = path.reached[piece - 1] + (dx * dx + dz * dz).sqrt();
            last = next;
        }
        path
    }

    /// The same way, `aside` metres to the left.
    pub(super) fn beside(&self, aside: f64) -> Self {
        Self::new(self.corners, aside)
    }

    /// Length in metres.
    pub(super) fn length(&self) -> f64 {
        self.reached[PIECES]
    }

    /// The place `distance` metres from the start, within the path.
    pub(super) fn at(&self, distance: f64) -> Stance {
        let distance = distance.clamp(0.0, self.length());
        let piece = self.reached.partition_point(|&r| r <= distance).clamp(1, PIECES);
        let (low, high) = (self.reached[piece - 1], self.reached[piece]);
        let within = if high > low { (distance - low) / (high - low) } else { 0.0 };
        let u = ((piece - 1) as f64 + within) / PIECES as f64;
        Stance { at: self.point(u), forward: self.tangent(u) }
    }

    fn point(&self, u: f64) -> Spot {
        let v = 1.0 - u;
        let [a, b, c] = self.corners;
        let on = |i: usize| v * v * a[i] + 2.0 * u * v * b[i] + u * u * c[i];
        let [fx, fz] = self.tangent(u);
        [on(0) - fz * self.aside, on(1) + fx * self.aside]
    }

    fn tangent(&self, u: f64) -> Spot {
        let [a, b, c] = self.corners;
        let on = |i: usize| (1.0 - u) * (b[i] - a[i]) + u * (c[i] - b[i]);
        let (dx, dz) = (on(0), on(1));
        let length = (dx * dx + dz * dz).sqrt();
        if length > 0.0 { [dx / length, dz / length] } else { [1.0, 0.0] }
    }
}
