//! What the page says of a scene of the visitor's own.

use serde::Deserialize;
use tsify::Tsify;

use crate::synth::script::{CameraFlaws, Light, Place, Script, ScriptedEvent, Weather};

/// A scene of the visitor's own.
#[derive(Debug, Clone, Deserialize, Tsify)]
pub struct SceneScript {
    /// Looks and ways come from it.
    pub seed: u32,
    /// How many frames.
    pub frames: usize,
    /// Where it plays.
    #[tsify(type = "\"plaza\" | \"crossing\" | \"corridor\" | \"parking-lot\" | \"night\"")]
    pub place: Place,
    /// People.
    pub crowd: usize,
    /// What falls from the sky.
    #[tsify(type = "\"clear\" | \"rain\" | \"snow\" | \"fog\"")]
    pub weather: Weather,
    /// How the light changes.
    #[tsify(type = "\"steady\" | \"clouds\" | \"dusk\"")]
    pub light: Light,
    /// What the camera does to the picture.
    #[tsify(type = "{ noise: number; shake: number; compression: number }")]
    pub camera: CameraFlaws,
    /// What happens that is odd; a length of null is the class's usual one.
    #[tsify(
        type = "readonly { readonly class: \"cyclist\" | \"cart\" | \"runner\" | \"fall\" | \"fight\" | \"wrong-way\" | \"loitering\" | \"thrown-bag\" | \"smoke\" | \"crash\"; readonly at: number; readonly length: number | null; readonly side: \"left\" | \"middle\" | \"right\" }[]"
    )]
    pub events: Vec<ScriptedEvent>,
}

impl From<SceneScript> for Script {
    fn from(script: SceneScript) -> Self {
        let SceneScript { seed, frames, place, crowd, weather, light, camera, events } = script;
        let seed = u64::from(seed);
        Self { seed, frames, place, crowd, weather, light, camera, events, ..Self::default() }
    }
}
