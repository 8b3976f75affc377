//! Scripts in which nothing is odd and everything else varies: weather, light, crowd, camera (ours).

use super::{CameraFlaws, Light, Place, Script, Weather};
use crate::random::Random;

/// Purpose of the random stream.
const VARIATION: &str = "script variation";
/// Share of the scenes whose camera shakes.
const SHAKES: f64 = 0.3;

impl Script {
    /// A normal scene of `frames` frames, drawn from `seed`: as many people as `crowd` has from fewest to most, any
    /// weather that the place can have, any light, noise and shake up to half of the most, any compression.
    pub fn varied(seed: u64, frames: usize, place: Place, crowd: [usize; 2]) -> Self {
        let mut random = Random::keyed(seed, VARIATION, 0);
        let weather = Weather::ALL[random.below(Weather::ALL.len())];
        let weather = if place.is_outdoors() { weather } else { Weather::Clear };
        let light = Light::ALL[random.below(Light::ALL.len())];
        let [fewest, most] = crowd;
        let crowd = fewest + random.below(most - fewest + 1);
        let camera = CameraFlaws {
            noise: random.between(0.0, 0.5 * CameraFlaws::MAX_NOISE),
            shake: if random.unit() < SHAKES {
                random.between(0.0, 0.5 * CameraFlaws::MAX_SHAKE)
            } else {
                0.0
            },
            compression: random.below(usize::from(CameraFlaws::MAX_COMPRESSION) + 1) as u8,
        };
        Self { seed, frames, place, crowd, weather, light, camera, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_gives_scripts_that_can_be_played_and_nothing_odd() {
        for &place in Place::ALL {
            for seed in 0..40 {
                let script = Script::varied(seed, 600, place, [4, 16]);
                assert_eq!(script.check(), Ok(()), "{script:?}");
                assert!(script.events.is_empty() && (4..=16).contains(&script.crowd), "{script:?}");
            }
        }
    }

    #[test]
    fn weather_light_and_shake_all_come() {
        let scripts: Vec<Script> =
            (0..200).map(|seed| Script::varied(seed, 600, Place::Plaza, [1, 12])).collect();
        for &weather in Weather::ALL {
            assert!(scripts.iter().any(|script| script.weather == weather), "{weather}");
        }
        for &light in Light::ALL {
            assert!(scripts.iter().any(|script| script.light == light), "{light}");
        }
        let shaking = scripts.iter().filter(|script| script.camera.shake > 0.0).count();
        assert!((40..80).contains(&shaking), "{shaking} of 200");
    }
}
