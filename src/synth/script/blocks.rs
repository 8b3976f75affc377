//! What coarse compression does to a picture: blocks of 8x8 pixels lose their fine detail.
//!
//! As JPEG and the key frames of MPEG do it (ITU-T T.81, annex A.3.3): a discrete cosine transform of each block of a
//! luma and two chroma planes, rounding to multiples of a step, the transform back. Steps are ours and grow with
//! frequency. Basic arithmetic and libm's cosine only.

use libm::cos;
use std::f64::consts::PI;

const SIDE: usize = 8;
/// Step of the lowest frequency by strength from 1; the highest has about four times as much.
const STEPS: [f32; 3] = [9.0, 20.0, 36.0];
/// Chroma is kept more coarsely.
const CHROMA: f32 = 1.8;

type Block = [[f32; SIDE]; SIDE];

/// The transform of one strength.
#[derive(Debug, Clone)]
pub(super) struct Blocks {
    /// `[frequency][place]`, orthonormal.
    basis: Block,
    step: f32,
}

impl Blocks {
    /// `None` for strength 0.
    pub(super) fn new(strength: u8) -> Option<Self> {
        let step = *STEPS.get(usize::from(strength).checked_sub(1)?)?;
        let entry = |u: usize, x: usize| {
            let scale = if u == 0 { 0.125_f64.sqrt() } else { 0.5 };
            (scale * cos(PI * (2 * x + 1) as f64 * u as f64 / 16.0)) as f32
        };
        Some(Self { basis: std::array::from_fn(|u| std::array::from_fn(|x| entry(u, x))), step })
    }

    /// Compresses an RGB8 picture in place; blocks at the edge repeat its last pixels.
    pub(super) fn apply(&self, rgb: &mut [u8], width: usize, height: usize) {
        for top in (0..height).step_by(SIDE) {
            for left in (0..width).step_by(SIDE) {
                let at =
                    |x: usize, y: usize| 3 * ((top + y).min(height - 1) * width + (left + x).min(width - 1));
                let mut planes = [[[0.0; SIDE]; SIDE]; 3];
                for (y, x) in cells() {
                    let pixel = at(x, y);
                    let ycc = to_luma([rgb[pixel], rgb[pixel + 1], rgb[pixel + 2]].map(f32::from));
                    (0..3).for_each(|k| planes[k][y][x] = ycc[k]);
                }
                let coarse = [1.0, CHROMA, CHROMA];
                (0..3).for_each(|k| planes[k] = self.coarsened(&planes[k], coarse[k] * self.step));
                for (y, x) in cells().filter(|&(y, x)| top + y < height && left + x < width) {
                    let levels = to_rgb([0, 1, 2].map(|k| planes[k][y][x]));
                    // The cast saturates at 0 and 255.
                    (0..3).for_each(|k| rgb[at(x, y) + k] = (levels[k] + 0.5) as u8);
                }
            }
        }
    }

    fn coarsened(&self, block: &Block, step: f32) -> Block {
        let basis = &self.basis;
        let turned: Block = transposed(basis);
        let mut spectrum = product(&product(basis, block), &turned);
        for (v, u) in cells() {
            let own = step * (1.0 + 0.22 * (u + v) as f32);
            spectrum[v][u] = (spectrum[v][u] / own).round() * own;
        }
        product(&product(&turned, &spectrum), basis)
    }
}

fn cells() -> impl Iterator<Item = (usize, usize)> {
    (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| (y, x)))
}

fn product(a: &Block, b: &Block) -> Block {
    let mut out = [[0.0; SIDE]; SIDE];
    for y in 0..SIDE {
        for k in 0..SIDE {
            for x in 0..SIDE {
                out[y][x] += a[y][k] * b[k][x];
            }
        }
    }
    out
}

fn transposed(a: &Block) -> Block {
    std::array::from_fn(|y| std::array::from_fn(|x| a[x][y]))
}

/// ITU-R BT.601, centred on 0.
fn to_luma([r, g, b]: [f32; 3]) -> [f32; 3] {
    let y = 0.299 * r + 0.587 * g + 0.114 * b;
    [y - 128.0, 0.564 * (b - y), 0.713 * (r - y)]
}

fn to_rgb([y, cb, cr]: [f32; 3]) -> [f32; 3] {
    let y = y + 128.0;
    [y + cr / 0.713, y - 0.344 * cb - 0.714 * cr, y + cb / 0.564]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn noise(width: usize, height: usize) -> Vec<u8> {
        let mut random = Random::keyed(1, "blocks", 0);
        (0..3 * width * height).map(|_| random.below(256) as u8).collect()
    }

    #[test]
    fn the_transform_and_back_without_rounding_is_the_picture() {
        let blocks = Blocks::new(1).expect("a strength");
        let mut random = Random::keyed(2, "blocks", 0);
        let block: Block =
            std::array::from_fn(|_| std::array::from_fn(|_| random.between(-99.0, 99.0) as f32));
        let same = blocks.coarsened(&block, 1e-3);
        for (y, x) in cells() {
            assert!((same[y][x] - block[y][x]).abs() < 0.01, "{y}, {x}");
        }
    }

    #[test]
    fn a_plain_picture_stays_plain_and_the_stronger_the_farther_from_the_picture() {
        let plain = vec![120_u8; 3 * 20 * 11];
        let original = noise(20, 11);
        let mut last = 0;
        for strength in 1..=3 {
            let blocks = Blocks::new(strength).expect("a strength");
            let mut same = plain.clone();
            blocks.apply(&mut same, 20, 11);
            assert!(same.iter().all(|&level| level.abs_diff(120) <= 12), "{strength}");
            assert!(same.windows(4).all(|pair| pair[0].abs_diff(pair[3]) <= 1), "{strength}");
            let mut rough = original.clone();
            blocks.apply(&mut rough, 20, 11);
            let off: u64 = rough.iter().zip(&original).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
            assert!(off > last, "{strength}: {off} after {last}");
            last = off;
        }
        assert!(Blocks::new(0).is_none() && Blocks::new(4).is_none());
    }
}
