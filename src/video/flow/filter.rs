//! Planes of numbers, blurred and resized.

use crate::video::{Frame, PixelBox};

/// Standard deviation of the blur before each number of halvings, `(2^k - 1) / 2`; the first has fixed taps.
const TAPS: [usize; 4] = [3, 3, 9, 19];

/// One value per pixel, `[height, width]`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Plane {
    pub width: usize,
    pub height: usize,
    pub values: Vec<f32>,
}

impl Plane {
    pub fn zero(width: usize, height: usize) -> Self {
        Self { width, height, values: vec![0.0; width * height] }
    }

    /// Luma of 0 to 255 as OpenCV rounds it: 15 bits of weights.
    pub fn luma(frame: &Frame) -> Self {
        let luma = |rgb: &[u8]| {
            let [red, green, blue] = [0, 1, 2].map(|plane| u32::from(rgb[plane]));
            ((3_735 * blue + 19_235 * green + 9_798 * red + 16_384) >> 15) as f32
        };
        let values = frame.rgb().chunks_exact(3).map(luma).collect();
        Self { width: frame.width(), height: frame.height(), values }
    }

    pub fn scaled(&self, factor: f32) -> Self {
        Self { values: self.values.iter().map(|value| value * factor).collect(), ..*self }
    }

    /// What lies in a box, which must not be empty.
    pub fn part(&self, pixels: PixelBox) -> Self {
        let PixelBox { left, top, right, bottom } = pixels;
        let values = (top..bottom).flat_map(|y| &self.row(y)[left..right]).copied().collect();
        Self { width: right - left, height: bottom - top, values }
    }

    pub fn row(&self, y: usize) -> &[f32] {
        &self.values[y * self.width..][..self.width]
    }
}

/// The blur before a picture is halved `halvings` times; borders are reflected without repeating the edge.
pub(super) fn gaussian(plane: &Plane, halvings: u32) -> Plane {
    let taps = gaussian_taps(halvings);
    let reflect = |at: isize, length: usize| -> usize {
        let last = length as isize - 1;
        let mut at = at;
        // Once is enough unless the picture is smaller than the kernel.
        while last > 0 && !(0..=last).contains(&at) {
            at = if at < 0 { -at } else { 2 * last - at };
        }
        at.clamp(0, last) as usize
    };
    separable(plane, &taps, &taps, reflect)
}

/// The taps of that blur along a line.
pub(super) fn gaussian_taps(halvings: u32) -> Vec<f32> {
    if halvings == 0 {
        return vec![0.25, 0.5, 0.25];
    }
    let deviation = (f64::from(1_u32 << halvings) - 1.0) / 2.0;
    let reach = (TAPS[halvings as usize] / 2) as i32;
    let weight = |x: i32| libm::exp(-f64::from(x * x) / (2.0 * deviation * deviation));
    let sum: f64 = (-reach..=reach).map(weight).sum();
    (-reach..=reach).map(|x| (weight(x) / sum) as f32).collect()
}

/// Correlates rows with `across` and columns with `down`, both of one odd length; `border` gives the index that
/// stands for one outside.
pub(super) fn separable(
    plane: &Plane,
    across: &[f32],
    down: &[f32],
    border: impl Fn(isize, usize) -> usize,
) -> Plane {
    let Plane { width, height, .. } = *plane;
    let reach = (across.len() / 2) as isize;
    let mut rows = Plane::zero(width, height);
    let mut padded = vec![0.0; width + across.len() - 1];
    for (y, out) in rows.values.chunks_exact_mut(width).enumerate() {
        let row = plane.row(y);
        for (at, value) in padded.iter_mut().enumerate() {
            *value = row[border(at as isize - reach, width)];
        }
        for (k, &tap) in across.iter().enumerate() {
            out.iter_mut().zip(&padded[k..]).for_each(|(out, value)| *out += tap * value);
        }
    }
    let mut found = Plane::zero(width, height);
    for (y, out) in found.values.chunks_exact_mut(width).enumerate() {
        for (k, &tap) in down.iter().enumerate() {
            let row = rows.row(border(y as isize + k as isize - reach, height));
            out.iter_mut().zip(row).for_each(|(out, value)| *out += tap * value);
        }
    }
    found
}

/// Where a target pixel falls in the source: both neighbours and the share of the second.
fn place(target: usize, from: usize, to: usize) -> (usize, usize, f32) {
    let at = ((target as f64 + 0.5) * from as f64 / to as f64 - 0.5) as f32;
    let low = at.floor();
    let last = from - 1;
    if low < 0.0 {
        return (0, 0, 0.0);
    }
    let first = (low as usize).min(last);
    if first == last { (last, last, 0.0) } else { (first, first + 1, at - low) }
}

/// Bilinear, half-pixel centres, edges clamped.
pub(super) fn resize(plane: &Plane, width: usize, height: usize) -> Plane {
    if (width, height) == (plane.width, plane.height) {
        return plane.clone();
    }
    let columns: Vec<_> = (0..width).map(|x| place(x, plane.width, width)).collect();
    let mut values = Vec::with_capacity(width * height);
    for y in 0..height {
        let (top, bottom, down) = place(y, plane.height, height);
        let (top, bottom) = (plane.row(top), plane.row(bottom));
        values.extend(columns.iter().map(|&(left, right, across)| {
            let mix = |row: &[f32]| row[left] + (row[right] - row[left]) * across;
            let (upper, lower) = (mix(top), mix(bottom));
            upper + (lower - upper) * down
        }));
    }
    Plane { width, height, values }
}
