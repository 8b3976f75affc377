//! One number for the whole generator, so that a report can say which scenes it was made on.

use super::{Edition, Plaza, PlazaConfig, SynthError};
use std::ops::RangeInclusive;

/// The seeds of the benchmark scenes: 600 frames, 320x240, with odd events.
pub const BENCHMARK_SEEDS: RangeInclusive<u64> = 1..=25;

/// FNV-1a, 64 bits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fnv(pub(super) u64);

impl Fnv {
    pub(super) fn new() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }

    pub(super) fn take(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    }
}

/// Hash of the benchmark: for each of [`BENCHMARK_SEEDS`] the truth, every way and start of the script, and the
/// frame in the middle. Any change of the generator that changes a scene changes it.
pub fn benchmark_hash() -> Result<u64, SynthError> {
    hash_of(Edition::default())
}

/// The same of any edition.
pub(super) fn hash_of(edition: Edition) -> Result<u64, SynthError> {
    let mut hash = Fnv::new();
    for seed in BENCHMARK_SEEDS {
        let config = PlazaConfig { seed, edition, ..PlazaConfig::default() };
        let plaza = Plaza::new(config)?;
        for actor in plaza.crowd.iter().chain(&plaza.odd) {
            let begin = actor.path.at(0.0).at;
            let end = actor.path.at(actor.path.length()).at;
            for number in [actor.start, actor.speed, actor.phase, begin[0], begin[1], end[0], end[1]] {
                hash.take(&number.to_bits().to_le_bytes());
            }
        }
        for event in plaza.truth().events {
            hash.take(event.class.as_bytes());
            for (frame, region) in event.regions {
                hash.take(&(frame as u64).to_le_bytes());
                region.iter().for_each(|v| hash.take(&v.to_le_bytes()));
            }
        }
        hash.take(plaza.render(config.frames / 2)?.rgb());
    }
    Ok(hash.0)
}
