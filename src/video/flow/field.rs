//! A field of vectors.

use super::filter::{Plane, resize};
use crate::video::PixelBox;

/// `(width, height)` of the grid in whose pixels the authors of LBR-SPR count their flow.
pub const AUTHORS_GRID: (usize, usize) = (512, 384);

/// One vector per pixel, in pixels per frame: x to the right, y down.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowField {
    pub(super) x: Plane,
    pub(super) y: Plane,
}

impl FlowField {
    /// No motion.
    pub(super) fn zero(width: usize, height: usize) -> Self {
        Self { x: Plane::zero(width, height), y: Plane::zero(width, height) }
    }

    /// `[2, height, width]`: movement to the right, then downwards.
    pub(super) fn from_planes(mut values: Vec<f32>, width: usize, height: usize) -> Self {
        let down = values.split_off(width * height);
        let plane = |values| Plane { width, height, values };
        Self { x: plane(values), y: plane(down) }
    }

    /// Pixels per row.
    pub fn width(&self) -> usize {
        self.x.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.x.height
    }

    /// The vector of a pixel.
    ///
    /// # Panics
    /// Outside the field.
    pub fn at(&self, x: usize, y: usize) -> [f32; 2] {
        assert!(x < self.width(), "column {x} of {}", self.width());
        [self.x.values[y * self.width() + x], self.y.values[y * self.width() + x]]
    }

    /// `[height, width]`, movement to the right.
    pub fn to_the_right(&self) -> &[f32] {
        &self.x.values
    }

    /// `[height, width]`, movement downwards.
    pub fn downwards(&self) -> &[f32] {
        &self.y.values
    }

    /// The same field in pixels of the authors' grid of 512x384, in which their numbers are: the threshold
    /// `u² + v² > 1` and what their motion network predicts.
    pub fn in_authors_grid(&self) -> Self {
        let (width, height) = AUTHORS_GRID;
        Self {
            x: self.x.scaled(width as f32 / self.width() as f32),
            y: self.y.scaled(height as f32 / self.height() as f32),
        }
    }

    /// 1 where the field is longer than a pixel of the authors' grid, `[height, width]`: their cue of motion.
    pub fn moving(&self) -> Vec<u8> {
        let there = self.in_authors_grid();
        let pairs = there.x.values.iter().zip(&there.y.values);
        pairs.map(|(u, v)| u8::from(u * u + v * v > 1.0)).collect()
    }

    /// Cuts out a box, resizes it to `side` x `side` (bilinear, half-pixel centres, edges clamped) without scaling
    /// the vectors, and adds the plane to the right, then the plane downwards, `[2, side, side]`, to `values`.
    ///
    /// # Panics
    /// Where the box is empty or leaves the field.
    pub fn cut(&self, pixels: PixelBox, side: usize, values: &mut Vec<f32>) {
        for plane in [&self.x, &self.y] {
            values.extend(resize(&plane.part(pixels), side, side).values);
        }
    }

    /// The field over a frame of `(width, height)`, its vectors in pixels of that size.
    pub(super) fn over(self, (width, height): (usize, usize)) -> Self {
        if (width, height) == (self.width(), self.height()) {
            return self;
        }
        let (across, down) = (width as f32 / self.width() as f32, height as f32 / self.height() as f32);
        Self {
            x: resize(&self.x, width, height).scaled(across),
            y: resize(&self.y, width, height).scaled(down),
        }
    }

    /// The start of the next level, whose sides are twice as long up to rounding: vectors are doubled.
    pub(super) fn finer(&self, width: usize, height: usize) -> Self {
        Self { x: resize(&self.x, width, height).scaled(2.0), y: resize(&self.y, width, height).scaled(2.0) }
    }
}
