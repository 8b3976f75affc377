//! Dropout masks drawn on the host, so that the same seed drops the same units on every device.

use burn::tensor::{Device, Tensor, TensorData};

use super::bags::Batch;
use super::config::LaNetConfig;
use super::head::DropoutMasks;
use crate::random::Random;

/// Purpose of the random streams of the masks.
const DROPOUT: &str = "lanet dropout";

/// Masks of one step for both dropouts of the head, to be used on a tape.
pub(crate) fn masks(
    config: &LaNetConfig,
    seed: u64,
    step: usize,
    batch: &Batch,
    device: &Device,
) -> DropoutMasks {
    let mut random = Random::keyed(seed, DROPOUT, step as u64);
    let mut draw = |width: usize| {
        let shape = [batch.lengths.len(), batch.snippets, width];
        let values = factors(shape.iter().product(), config.dropout, &mut random);
        Tensor::from_inner(Tensor::from_data(TensorData::new(values, shape), device))
    };
    let first = draw(config.mlp1);
    DropoutMasks { first, second: draw(config.mlp2) }
}

/// `count` factors: 0 at `rate`, else 1 / (1 - rate).
fn factors(count: usize, rate: f64, random: &mut Random) -> Vec<f32> {
    // Two decisions a draw: 32 bits each are plenty.
    let limit = (rate * 4_294_967_296.0) as u64;
    let kept = (1.0 / (1.0 - rate)) as f32;
    let factor = |bits: u64| if bits < limit { 0.0 } else { kept };
    let mut factors = Vec::with_capacity(count + 1);
    while factors.len() < count {
        let drawn = random.next_u64();
        factors.extend([factor(drawn >> 32), factor(drawn & 0xFFFF_FFFF)]);
    }
    factors.truncate(count);
    factors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenth_is_dropped_and_the_mean_is_kept() {
        let mut random = Random::keyed(1, "test", 0);
        let factors = factors(100_001, 0.1, &mut random);
        assert_eq!(factors.len(), 100_001);
        let dropped = factors.iter().filter(|&&factor| factor == 0.0).count();
        assert!((9_600..10_400).contains(&dropped), "{dropped}");
        assert!(factors.iter().all(|&f| f == 0.0 || (f - 1.0 / 0.9).abs() < 1e-6));
    }
}
