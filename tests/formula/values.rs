//! The hash behind start values of the golden scripts.

/// Uniform within `about` of `centre`, by a hash of the name and the flat index.
pub fn values(name: &str, count: usize, about: f64, centre: f64) -> Vec<f32> {
    let mix = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    let start = name.bytes().fold(0x811C_9DC5, mix);
    let value = |i: usize| {
        let mut h = start.wrapping_add((i as u32).wrapping_mul(0x9E37_79B9));
        for (shift, factor) in [(16, 0x85EB_CA6B), (13, 0xC2B2_AE35), (16, 1)] {
            h = (h ^ (h >> shift)).wrapping_mul(factor);
        }
        (centre + about * (2.0 * f64::from(h >> 8) / f64::from(1 << 24) - 1.0)) as f32
    };
    (0..count).map(value).collect()
}
