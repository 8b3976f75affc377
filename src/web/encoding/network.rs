//! An encoder's network that owns its weights, whichever it is.

use std::rc::Rc;

use burn::tensor::Device;

use super::types::EncoderSettings;
use crate::encode::clip::{ClipConfig, ClipSnippets, ClipVisual, SnippetFrames};
use crate::encode::i3d::{I3d, I3dConfig, Layout, LoadOptions};
use crate::encode::{NetworkFailure, Preset, SnippetNetwork, WeightsError, clip, i3d};
use crate::formats::Checkpoint;
use crate::nn::storage::Storage;
use crate::web::failure::{Failure, FailureKind};

/// Presets of each encoder, that of the released features first.
const I3D_PRESETS: [Preset; 3] = [Preset::Wu, Preset::UrDmu, Preset::VideoFeatures];
const CLIP_PRESETS: [Preset; 2] = [Preset::VadClip, Preset::Clip];
const I3D: &str = "I3D";
const CLIP: &str = "CLIP";

/// A network on a device.
#[derive(Debug)]
pub enum Network {
    /// I3D RGB.
    I3d(I3d),
    /// CLIP's image tower over the frames of a snippet at these places.
    Clip { tower: Box<ClipVisual>, places: Vec<usize> },
}

/// A network with what is to be said about it.
#[derive(Debug)]
pub struct Opened {
    /// The network.
    pub network: Rc<Network>,
    /// The preset that was asked for, or the network's first.
    pub preset: Preset,
    /// What it is, in words.
    pub name: String,
    /// About the weights.
    pub notes: Vec<String>,
    /// Values of the weights.
    pub parameters: usize,
    /// What batch norm was folded with.
    epsilon: Option<Epsilon>,
}

/// Batch norm's epsilon in uploaded weights.
#[derive(Debug, Clone, Copy)]
struct Epsilon {
    value: f64,
    /// Whether the file leaves no choice.
    fixed: bool,
}

impl Opened {
    /// Turns to another preset; false where the weights must be read again for it, with its epsilon.
    pub fn turn_to(&mut self, asked: Option<&str>, any_epsilon: bool) -> Result<bool, Failure> {
        let presets = self.network.presets();
        let preset = of_family(asked.map(preset).transpose()?, presets, self.network.family())?;
        let serves = self
            .epsilon
            .is_none_or(|epsilon| preset.bn_eps() == Some(epsilon.value) || (any_epsilon && epsilon.fixed));
        if serves {
            self.preset = preset;
        }
        Ok(serves)
    }
}

impl Network {
    /// Uploads the weights of the encoder that the file holds.
    pub fn open(
        checkpoint: &Checkpoint<'_>,
        settings: &EncoderSettings,
        device: &Device,
    ) -> Result<Opened, Failure> {
        let asked = settings.preset.as_deref().map(preset).transpose()?;
        // A file that is neither is held against I3D, to say which of its tensors are missing.
        if clip::known::known_models(checkpoint).is_empty() {
            return i3d_network(checkpoint, asked, settings, device);
        }
        let preset = of_family(asked, &CLIP_PRESETS, CLIP)?;
        let frames: SnippetFrames = settings.snippet_frames.parse().map_err(|reason: String| {
            Failure::new(FailureKind::BadFile, reason, "Choose other frames of a snippet.")
        })?;
        let weights = clip::load(checkpoint)?;
        let notes = weights.notes.clone();
        let parameters = weights.tensors.values().map(|tensor| tensor.values.len()).sum();
        let name = format!("{}, frames {frames}", weights.config.name());
        let tower = Box::new(ClipVisual::new(weights, device));
        let network = Rc::new(Self::Clip { tower, places: frames.places() });
        Ok(Opened { network, preset, name, notes, parameters, epsilon: None })
    }

    /// Its presets, the first being the one of the released features.
    pub fn presets(&self) -> &'static [Preset] {
        match self {
            Self::I3d(_) => &I3D_PRESETS,
            Self::Clip { .. } => &CLIP_PRESETS,
        }
    }

    /// What people call it, with its shape where it is not the published one.
    pub fn name(&self) -> String {
        match self {
            Self::I3d(network) => i3d_name(network.config()),
            Self::Clip { tower, .. } => tower.config().name().to_owned(),
        }
    }

    /// Whether it is as its authors describe it.
    pub fn is_published(&self) -> bool {
        match self {
            Self::I3d(network) => network.config() == I3dConfig::default(),
            Self::Clip { tower, .. } => tower.config() == ClipConfig::VIT_B_16,
        }
    }

    fn family(&self) -> &'static str {
        match self {
            Self::I3d(_) => I3D,
            Self::Clip { .. } => CLIP,
        }
    }
}

fn i3d_network(
    checkpoint: &Checkpoint<'_>,
    asked: Option<Preset>,
    settings: &EncoderSettings,
    device: &Device,
) -> Result<Opened, Failure> {
    let preset = of_family(asked, &I3D_PRESETS, I3D)?;
    let (storage, stored) = match settings.half {
        false => (Storage::F32, ""),
        true => (Storage::F16, ", values of 16 bits"),
    };
    // Before the weights are read.
    storage.check(device)?;
    let options = LoadOptions { bn_eps: preset.bn_eps(), ..LoadOptions::default() };
    let weights = match i3d::load(checkpoint, options) {
        Err(WeightsError::FoldedEps { .. }) if settings.any_epsilon => {
            i3d::load(checkpoint, LoadOptions::default())?
        }
        loaded => loaded?,
    };
    let bn_eps = weights.bn_eps;
    let name = format!("{}, batch norm epsilon {bn_eps}{stored}", i3d_name(weights.config));
    let network = Rc::new(Network::I3d(I3d::new(&weights, device).stored(storage)?));
    let parameters = weights.units.iter().map(|unit| unit.weight.len() + unit.bias.len()).sum();
    let epsilon = Some(Epsilon { value: bn_eps, fixed: weights.layout == Layout::Folded });
    Ok(Opened { network, preset, name, notes: weights.notes, parameters, epsilon })
}

fn i3d_name(config: I3dConfig) -> String {
    format!("I3D width {} at {} pixels", config.width, config.input)
}

/// Reads a preset.
fn preset(text: &str) -> Result<Preset, Failure> {
    text.parse().map_err(|reason: String| {
        Failure::new(FailureKind::BadFile, reason, "Choose another value under “Made like”.")
    })
}

fn of_family(asked: Option<Preset>, known: &[Preset], family: &str) -> Result<Preset, Failure> {
    match asked {
        None => Ok(known[0]),
        Some(preset) if known.contains(&preset) => Ok(preset),
        Some(preset) => {
            let known: Vec<String> = known.iter().map(ToString::to_string).collect();
            let detail = format!("preset {preset} is not for {family}, which has {}", known.join(", "));
            Err(Failure::new(
                FailureKind::BadFile,
                detail,
                "Choose another value under “Made like”, or other weights.",
            ))
        }
    }
}

impl SnippetNetwork for Rc<Network> {
    fn side(&self) -> usize {
        match self.as_ref() {
            Network::I3d(network) => network.side(),
            Network::Clip { tower, .. } => tower.config().side,
        }
    }

    fn dim(&self) -> usize {
        match self.as_ref() {
            Network::I3d(network) => network.dim(),
            Network::Clip { tower, .. } => tower.config().output,
        }
    }

    fn looks_at(&self) -> &[usize] {
        match self.as_ref() {
            Network::I3d(network) => network.looks_at(),
            Network::Clip { places, .. } => places,
        }
    }

    async fn encode(&self, rgb: &[u8]) -> Result<Vec<f32>, NetworkFailure> {
        match self.as_ref() {
            Network::I3d(network) => network.encode(rgb).await,
            Network::Clip { tower, places } => ClipSnippets::new(tower, places).encode(rgb).await,
        }
    }
}
