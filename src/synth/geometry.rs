//! Points of the scene in metres, and the camera that projects them.
//!
//! World axes: x to the right, y up from the ground, z away from the camera. The camera hangs on a lamp
//! post and looks horizontally with a shifted lens, so that vertical lines stay vertical in the picture.

/// Camera height over the ground, metres (ours).
const CAMERA_HEIGHT_M: f64 = 7.2;
/// Focal length in picture heights (ours): a person is about 33 px tall at the far side of the crowd and 70 px
/// at the near one in 240 rows.
const FOCAL_HEIGHTS: f64 = 1.25;
/// Row of the horizon in picture heights, far above the picture (ours): the camera looks down so steeply that
/// everybody who moves is seen against the paving.
const HORIZON_HEIGHTS: f64 = -0.296;

/// A point or direction, metres.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Vec3 {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) z: f64,
}

impl Vec3 {
    pub(super) const fn new(x: f64, y: f64, z: f64) -> Self {
        Self { x, y, z }
    }

    pub(super) fn add(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y, self.z + other.z)
    }

    pub(super) fn sub(self, other: Self) -> Self {
        self.add(other.times(-1.0))
    }

    pub(super) fn times(self, factor: f64) -> Self {
        Self::new(self.x * factor, self.y * factor, self.z * factor)
    }

    pub(super) fn mix(self, other: Self, share: f64) -> Self {
        self.add(other.sub(self).times(share))
    }

    pub(super) fn dot(self, other: Self) -> f64 {
        self.x * other.x + self.y * other.y + self.z * other.z
    }

    pub(super) fn cross(self, o: Self) -> Self {
        Self::new(self.y * o.z - self.z * o.y, self.z * o.x - self.x * o.z, self.x * o.y - self.y * o.x)
    }

    /// The direction of length 1; a vector of no length stays as it is.
    pub(super) fn unit(self) -> Self {
        let length = self.dot(self).sqrt();
        if length > 0.0 { self.times(1.0 / length) } else { self }
    }
}

/// Towards the sun: from the upper left behind the camera, about 64 degrees high.
pub(super) const TO_SUN: Vec3 = Vec3::new(-0.37, 0.90, -0.23);

/// Where a point standing at `p` throws its shadow on the ground.
pub(super) fn shadow_of(p: Vec3) -> Vec3 {
    p.sub(TO_SUN.times(p.y / TO_SUN.y))
}

/// How a camera hangs and looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mounting {
    /// Over the ground, metres.
    pub(super) height_m: f64,
    /// Focal length in picture heights.
    pub(super) focal_heights: f64,
    /// Row of the horizon in picture heights.
    pub(super) horizon_heights: f64,
}

impl Mounting {
    /// On the square's lamp post.
    pub(super) const LAMP_POST: Self =
        Self { height_m: CAMERA_HEIGHT_M, focal_heights: FOCAL_HEIGHTS, horizon_heights: HORIZON_HEIGHTS };
}

/// Projects world points to pixels; pixel (x, y) covers `[x, x+1) x [y, y+1)`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Camera {
    width: f64,
    height: f64,
    focal: f64,
    horizon: f64,
    height_m: f64,
    /// Columns to each side that are painted but not shown.
    margin: f64,
}

impl Camera {
    /// The nearest depth that is projected, metres; nothing of the scene comes closer.
    pub(super) const NEAR_M: f64 = 2.0;

    pub(super) fn new(width: usize, height: usize) -> Self {
        Self::mounted(Mounting::LAMP_POST, width, height, 0)
    }

    /// A camera whose picture has `margin` more pixels on every side than `width` x `height`.
    pub(super) fn mounted(mounting: Mounting, width: usize, height: usize, margin: usize) -> Self {
        let rows = height as f64;
        Self {
            width: (width + 2 * margin) as f64,
            height: (height + 2 * margin) as f64,
            focal: mounting.focal_heights * rows,
            horizon: mounting.horizon_heights * rows + margin as f64,
            height_m: mounting.height_m,
            margin: margin as f64,
        }
    }

    /// Width and height in pixels.
    pub(super) fn size(&self) -> [f64; 2] {
        [self.width, self.height]
    }

    /// Pixels per metre at depth `z`.
    pub(super) fn scale(&self, z: f64) -> f64 {
        self.focal / z.max(Self::NEAR_M)
    }

    /// Column and row of a point.
    pub(super) fn project(&self, p: Vec3) -> [f64; 2] {
        let scale = self.scale(p.z);
        [self.width / 2.0 + scale * p.x, self.horizon + scale * (self.height_m - p.y)]
    }

    /// The ground point (x, z) seen at a pixel position under the horizon.
    pub(super) fn ground_at(&self, column: f64, row: f64) -> [f64; 2] {
        let z = self.focal * self.height_m / (row - self.horizon);
        [(column - self.width / 2.0) * z / self.focal, z]
    }

    /// How high a wall at depth `z` is where it is seen in a row, metres.
    pub(super) fn height_seen(&self, z: f64, row: f64) -> f64 {
        self.height_m - (row - self.horizon) / self.scale(z)
    }

    /// Half the width of the visible ground at depth `z`, metres.
    pub(super) fn half_width_m(&self, z: f64) -> f64 {
        (self.width / 2.0 - self.margin) * z / self.focal
    }

    /// The share of a box `[x1, y1, x2, y2]` in pixels that lies in the picture.
    pub(super) fn share_in_view(&self, b: [f64; 4]) -> f64 {
        let inside =
            |low: f64, high: f64, limit: f64| (high.min(limit) - low.max(0.0)).max(0.0) / (high - low);
        inside(b[0], b[2], self.width) * inside(b[1], b[3], self.height)
    }
}
