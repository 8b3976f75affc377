//! Scripts in which nothing is odd and much else varies: weather, light, crowd, the camera's noise (ours).

use super::{CameraFlaws, Light, Place, Script, Weather};
use crate::random::Random;

/// Purpose of the random stream.
const VARIATION: &str = "script variation";
/// Most noise, levels of 255.
const MAX_NOISE: f64 = 3.0;

impl Script {
    /// A normal scene of `frames` frames before a fixed camera, drawn from `seed`: from fewest to most of `crowd` people
    /// (in this order),
    /// any weather that the place can have, any light, little noise.
    pub fn varied(seed: u64, frames: usize, place: Place, crowd: [usize; 2]) -> Self {
        let mut random = Random::keyed(seed, VARIATION, 0);
        let weather = Weather::ALL[random.below(Weather::ALL.len())];
        let weather = if place.is_outdoors() { weather } else { Weather::Clear };
        let light = Light::ALL[random.below(Light::ALL.len())];
        let [fewest, most] = crowd;
        let crowd = fewest + random.below(most - fewest + 1);
        let camera = CameraFlaws { noise: random.between(0.0, MAX_NOISE), shake: 0.0, compression: 0 };
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
    fn every_weather_and_light_comes_before_a_fixed_camera() {
        let scripts: Vec<Script> =
            (0..200).map(|seed| Script::varied(seed, 600, Place::Plaza, [1, 12])).collect();
        for &weather in Weather::ALL {
            assert!(scripts.iter().any(|script| script.weather == weather), "{weather}");
        }
        for &light in Light::ALL {
            assert!(scripts.iter().any(|script| script.light == light), "{light}");
        }
        for CameraFlaws { noise, shake, compression } in scripts.iter().map(|script| script.camera) {
            assert!(noise <= MAX_NOISE && shake == 0.0 && compression == 0);
        }
    }
}
