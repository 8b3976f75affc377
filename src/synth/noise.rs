//! Randomness that needs no memory: noise that is a function of place and time.
//!
//! Camera noise must be the same for a frame whatever was rendered before it, so it is a hash of (seed, frame,
//! sample); textures are smooth noise over ground coordinates.

/// Standard deviation of the camera noise in levels of 255 (ours; a good surveillance camera by day).
pub(super) const CAMERA_SIGMA: f32 = 2.0;
/// Standard deviation of the sum of four independent uniform bytes.
const BYTE_SUM_SIGMA: f32 = 147.8;

/// A well-mixed 32-bit hash (the finishing steps of MurmurHash3).
fn mixed(mut h: u32) -> u32 {
    h ^= h >> 16;
    h = h.wrapping_mul(0x85EB_CA6B);
    h ^= h >> 13;
    h = h.wrapping_mul(0xC2B2_AE35);
    h ^ (h >> 16)
}

/// The camera noise of one frame.
#[derive(Debug, Clone, Copy)]
pub(super) struct CameraNoise {
    key: u32,
}

impl CameraNoise {
    pub(super) fn new(seed: u64, frame: usize) -> Self {
        let folded = mixed(seed as u32) ^ mixed((seed >> 32) as u32 ^ 0x9E37_79B9);
        Self { key: mixed(folded ^ mixed(frame as u32 ^ 0x5BD1_E995)) }
    }

    /// Noise of a sample in levels: nearly Gaussian, the centred sum of four bytes.
    pub(super) fn at(self, sample: u32) -> f32 {
        let h = mixed(sample.wrapping_mul(0x9E37_79B1) ^ self.key);
        let pairs = (h & 0x00FF_00FF) + ((h >> 8) & 0x00FF_00FF);
        let sum = (pairs & 0xFFFF) + (pairs >> 16);
        (sum as f32 - 510.0) * (CAMERA_SIGMA / BYTE_SUM_SIGMA)
    }
}

/// A value in `[0, 1)` for a cell of a grid.
pub(super) fn cell(key: u32, x: i32, z: i32) -> f64 {
    let h = mixed(key ^ mixed(x as u32 ^ mixed(z as u32 ^ 0x68E3_1DA4)));
    f64::from(h >> 8) / f64::from(1_u32 << 24)
}

/// Smooth noise in `[0, 1)` with features about one unit wide.
pub(super) fn smooth(key: u32, x: f64, z: f64) -> f64 {
    let (x0, z0) = (x.floor(), z.floor());
    let ease = |v: f64| v * v * (3.0 - 2.0 * v);
    let (u, v) = (ease(x - x0), ease(z - z0));
    let at = |i: i32, j: i32| cell(key, x0 as i32 + i, z0 as i32 + j);
    let far = at(0, 0) + u * (at(1, 0) - at(0, 0));
    let near = at(0, 1) + u * (at(1, 1) - at(0, 1));
    far + v * (near - far)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn camera_noise_has_mean_zero_and_its_stated_deviation() {
        let noise = CameraNoise::new(1, 7);
        let samples: Vec<f32> = (0..100_000).map(|i| noise.at(i)).collect();
        let mean = samples.iter().sum::<f32>() / 1e5;
        let variance = samples.iter().map(|s| (s - mean) * (s - mean)).sum::<f32>() / 1e5;
        assert!(mean.abs() < 0.03, "{mean}");
        assert!((variance.sqrt() - CAMERA_SIGMA).abs() < 0.05, "{variance}");
    }

    #[test]
    fn neighbouring_frames_share_no_noise() {
        let (a, b) = (CameraNoise::new(1, 7), CameraNoise::new(1, 8));
        let product: f32 = (0..100_000).map(|i| a.at(i) * b.at(i)).sum::<f32>() / 1e5;
        assert!(product.abs() < 0.1, "{product}");
    }
}
