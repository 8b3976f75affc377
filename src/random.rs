//! The one source of randomness: a host generator keyed by (seed, purpose, step).
//!
//! Start values, shuffles and scenes draw from here and never from a device, so that the same seed means
//! the same run on every machine. The core is SplitMix64 (Steele, Lea, Flood: *Fast Splittable
//! Pseudorandom Number Generators*, OOPSLA 2014); its first outputs from state 0 are tested below.

/// A stream of pseudorandom numbers; equal keys give equal streams.
#[derive(Debug, Clone)]
pub struct Random {
    state: u64,
}

impl Random {
    /// SplitMix64 started at `state`.
    pub fn new(state: u64) -> Self {
        Self { state }
    }

    /// The stream of one purpose and step of a run, independent of all others.
    pub fn keyed(seed: u64, purpose: &str, step: u64) -> Self {
        // FNV-1a over the purpose, then one SplitMix64 output between the parts, so that neighbouring
        // seeds and steps do not give shifted copies of one stream.
        let purpose = purpose.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
        });
        let seeded = Self::new(seed).next_u64();
        let purposed = Self::new(seeded ^ purpose).next_u64();
        Self::new(Self::new(purposed ^ step).next_u64())
    }

    /// Uniform over all 64-bit values.
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Uniform in `0..n`: the high half of a 128-bit product. `n` must not be 0.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next_u64()) * n as u128) >> 64) as usize
    }

    /// Uniform in `[0, 1)`, on a grid of 2^-53.
    pub fn unit(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Uniform in `[low, high)`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Normal with mean 0 and deviation 1 (Box and Muller, 1958; one of the pair is dropped).
    pub fn normal(&mut self) -> f64 {
        // 1 - u lies in (0, 1], whose logarithm is finite.
        let radius = (-2.0 * libm::log(1.0 - self.unit())).sqrt();
        radius * libm::cos(core::f64::consts::TAU * self.unit())
    }

    /// Shuffles in place (Fisher–Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_is_splitmix64() {
        let mut random = Random::new(0);
        let first: Vec<u64> = (0..3).map(|_| random.next_u64()).collect();
        assert_eq!(first, [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F]);
    }

    #[test]
    fn streams_of_neighbouring_keys_differ() {
        let draw = |seed, purpose, step| Random::keyed(seed, purpose, step).next_u64();
        let all = [draw(0, "a", 0), draw(1, "a", 0), draw(0, "b", 0), draw(0, "a", 1)];
        for (i, a) in all.iter().enumerate() {
            assert!(all.iter().skip(i + 1).all(|b| a != b));
        }
        assert_eq!(draw(7, "shuffle", 3), draw(7, "shuffle", 3));
    }

    #[test]
    fn normal_values_have_their_mean_deviation_and_tails() {
        let mut random = Random::keyed(1, "test", 0);
        let drawn: Vec<f64> = (0..100_000).map(|_| random.normal()).collect();
        let mean = drawn.iter().sum::<f64>() / 1e5;
        let variance = drawn.iter().map(|value| value * value).sum::<f64>() / 1e5;
        let beyond_two = drawn.iter().filter(|value| value.abs() > 2.0).count();
        assert!(mean.abs() < 0.01 && (variance - 1.0).abs() < 0.02, "{mean}, {variance}");
        assert!((4_300..4_800).contains(&beyond_two), "{beyond_two}");
    }

    #[test]
    fn a_shuffle_keeps_every_item() {
        let mut items: Vec<usize> = (0..100).collect();
        Random::keyed(1, "test", 0).shuffle(&mut items);
        assert_ne!(items, (0..100).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..100).collect::<Vec<_>>());
    }
}
