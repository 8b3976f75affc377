//! What one cell of the picture tells about a snippet.

use super::MEASURES;
use super::luma::{HEIGHT, Luma, WIDTH};

/// Pixels of a cell's side.
const SIDE: usize = 20;
const _: () = assert!(SIDE * super::COLUMNS == WIDTH && SIDE * super::ROWS == HEIGHT);
/// A pixel that changes by more moves; camera noise of a few levels does not.
const MOVING: i64 = 12;
/// Fewer moving pixels than this share of a cell are no motion to be measured.
const LEAST_SHARE: f32 = 0.02;
/// Added to both sums of squared slopes: where there is next to no slope, speed reads as next to nothing.
const DAMPING: f64 = 4000.0;

/// Sums of one cell over the frames of a snippet.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    steps: u32,
    change: f32,
    most_change: f32,
    share: f32,
    fastest_across: f32,
    across: f32,
    fastest_along: f32,
    along: f32,
    fastest_down: f32,
    texture: f32,
}

/// A cell's numbers, all at least 0.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measures {
    /// Mean and largest change (levels), share of moving pixels, largest and mean speed across, largest and mean
    /// speed up or down, largest speed down (pixels a frame), slope of what moves (levels a pixel).
    pub(super) values: [f32; MEASURES],
    /// Whether anything moves.
    pub(super) moves: bool,
}

impl Cell {
    /// Adds the step from one picture to the next for the cell in `column` and `row`.
    pub(super) fn see(&mut self, before: &Luma, now: &Luma, column: usize, row: usize) {
        let step = Step::of(before, now, column * SIDE, row * SIDE);
        let (across, down) = step.speed();
        self.steps += 1;
        self.change += step.change();
        self.most_change = self.most_change.max(step.change());
        self.share += step.share();
        self.fastest_across = self.fastest_across.max(across.abs());
        self.across += across.abs();
        self.fastest_along = self.fastest_along.max(down.abs());
        self.along += down.abs();
        self.fastest_down = self.fastest_down.max(down);
        self.texture += step.texture();
    }

    pub(super) fn measures(self) -> Measures {
        let mean = |sum: f32| sum / self.steps.max(1) as f32;
        let values = [
            mean(self.change),
            self.most_change,
            mean(self.share),
            self.fastest_across,
            mean(self.across),
            self.fastest_along,
            mean(self.along),
            self.fastest_down,
            mean(self.texture),
        ];
        Measures { values, moves: mean(self.share) > LEAST_SHARE }
    }
}

/// Integer sums over the pixels of a cell for one step in time.
#[derive(Debug, Default)]
struct Step {
    change: i64,
    moving: i64,
    slopes: i64,
    xx: i64,
    xy: i64,
    yy: i64,
    xt: i64,
    yt: i64,
}

impl Step {
    fn of(before: &Luma, now: &Luma, left: usize, top: usize) -> Self {
        let mut step = Self::default();
        for y in top..top + SIDE {
            for x in left..left + SIDE {
                let change = now.at(x, y) - before.at(x, y);
                step.change += change.abs();
                if change.abs() <= MOVING {
                    continue;
                }
                let ((ax, ay), (bx, by)) = (before.slope(x, y), now.slope(x, y));
                // Four times the slope: two pictures, two pixels.
                let (sx, sy) = (ax + bx, ay + by);
                step.moving += 1;
                step.slopes += sx.abs() + sy.abs();
                step.xx += sx * sx;
                step.xy += sx * sy;
                step.yy += sy * sy;
                step.xt += sx * change;
                step.yt += sy * change;
            }
        }
        step
    }

    fn change(&self) -> f32 {
        self.change as f32 / (SIDE * SIDE) as f32
    }

    fn share(&self) -> f32 {
        self.moving as f32 / (SIDE * SIDE) as f32
    }

    fn texture(&self) -> f32 {
        if self.moving == 0 { 0.0 } else { self.slopes as f32 / (4 * self.moving) as f32 }
    }

    /// Speed across and down by least squares over the moving pixels (Lucas and Kanade, 1981), damped.
    fn speed(&self) -> (f32, f32) {
        if self.share() < LEAST_SHARE {
            return (0.0, 0.0);
        }
        let (xx, xy, yy) = (self.xx as f64 + DAMPING, self.xy as f64, self.yy as f64 + DAMPING);
        let (xt, yt) = (4.0 * self.xt as f64, 4.0 * self.yt as f64);
        let determinant = xx * yy - xy * xy;
        ((-(yy * xt - xy * yt) / determinant) as f32, (-(xx * yt - xy * xt) / determinant) as f32)
    }
}
