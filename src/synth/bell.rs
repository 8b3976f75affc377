//! Numbers that are about normally distributed.

use crate::random::Random;

/// Uniform numbers in a sum; twelve have variance 1.
const TERMS: usize = 12;

/// Mean 0, deviation 1, never beyond 6: the sum of twelve uniform numbers, exact on every target (ours).
pub(super) fn bell(random: &mut Random) -> f64 {
    (0..TERMS).map(|_| random.unit()).sum::<f64>() - TERMS as f64 / 2.0
}
