//! Scenes of one's own on the command line: a script from a file, or from options.

use std::path::{Path, PathBuf};

use clap::Args;

use super::CliError;
use super::files::read;
use crate::synth::script::{CameraFlaws, Light, Place, Script, ScriptError, ScriptedEvent, Weather};

/// What makes a scene one's own; without any of it the scene is the square's.
#[derive(Debug, Args)]
pub struct ScriptArgs {
    /// Play a script: a TOML file, or JSON if its name ends so (docs/scenes.md)
    #[arg(long, value_name = "FILE", conflicts_with_all = [
        "scene", "seed", "frames", "width", "height", "normal", "place", "crowd", "weather", "light", "noise",
        "shake", "compression", "events",
    ])]
    script: Option<PathBuf>,
    /// A scene of your own: plaza, crossing, corridor, parking-lot or night
    #[arg(long, value_name = "PLACE", conflicts_with = "scene")]
    place: Option<Place>,
    /// People who are about, 0 to 40
    #[arg(long, value_name = "PEOPLE", conflicts_with = "scene")]
    crowd: Option<usize>,
    /// clear, rain, snow or fog
    #[arg(long, conflicts_with = "scene")]
    weather: Option<Weather>,
    /// steady, clouds or dusk
    #[arg(long, conflicts_with = "scene")]
    light: Option<Light>,
    /// Deviation of the camera's noise, 0 to 12 levels of 255
    #[arg(long, value_name = "LEVELS", conflicts_with = "scene")]
    noise: Option<f64>,
    /// How far the camera swings to each side, 0 to 4 pixels of 240 rows
    #[arg(long, value_name = "PIXELS", conflicts_with = "scene")]
    shake: Option<f64>,
    /// How coarsely blocks of 8x8 pixels are compressed, 0 to 3
    #[arg(long, value_name = "STRENGTH", conflicts_with = "scene")]
    compression: Option<u8>,
    /// Something odd as class@seconds[:length[:side]], such as fall@4 or smoke@6:8:left; again for more. Classes:
    /// cyclist, cart, runner, fall, fight, wrong-way, loitering, thrown-bag, smoke, crash
    #[arg(long = "event", value_name = "EVENT", conflicts_with_all = ["scene", "normal"])]
    events: Vec<ScriptedEvent>,
}

impl ScriptArgs {
    /// The script that the options give on top of `common`, or the file's; `None` where none of them is there.
    pub fn script(&self, common: Script) -> Result<Option<Script>, CliError> {
        if let Some(path) = &self.script {
            return read_script(path).map(Some);
        }
        let options =
            [self.place.is_some(), self.crowd.is_some(), self.weather.is_some(), self.light.is_some()];
        let flaws = [self.noise.is_some(), self.shake.is_some(), self.compression.is_some()];
        if self.events.is_empty() && !options.into_iter().chain(flaws).any(|given| given) {
            return Ok(None);
        }
        let usual = CameraFlaws::default();
        Ok(Some(Script {
            place: self.place.unwrap_or(common.place),
            crowd: self.crowd.unwrap_or(common.crowd),
            weather: self.weather.unwrap_or(common.weather),
            light: self.light.unwrap_or(common.light),
            camera: CameraFlaws {
                noise: self.noise.unwrap_or(usual.noise),
                shake: self.shake.unwrap_or(usual.shake),
                compression: self.compression.unwrap_or(usual.compression),
            },
            events: self.events.clone(),
            ..common
        }))
    }
}

fn read_script(path: &Path) -> Result<Script, CliError> {
    let bytes = read(path)?;
    let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let script = if is_json {
        serde_json::from_slice(&bytes).map_err(|error| file_error("JSON", &error))
    } else {
        toml::from_slice(&bytes).map_err(|error| file_error("TOML", &error))
    };
    script.map_err(|error| CliError::In { path: path.into(), error: Box::new(error.into()) })
}

fn file_error(format: &'static str, error: &impl ToString) -> ScriptError {
    let words: Vec<String> = error.to_string().split_whitespace().map(str::to_owned).collect();
    ScriptError::File { format, reason: words.join(" ") }
}
