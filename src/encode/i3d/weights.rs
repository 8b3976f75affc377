//! Weights from files: which layout, which width, batch norm folded in.

use super::config::{I3dConfig, Width};
use super::fold::BatchNorm;
use super::names::Layout;
use super::store;
use super::units::units;
use crate::encode::WeightsError;
use crate::formats::{Checkpoint, Fit, fit};

/// Batch norm's epsilon in DeepMind's, piergiaj's and hassony2's definitions. The copies in UR-DMU and
/// video_features use PyTorch's 1e-5 with the same weights.
pub const DEFAULT_BN_EPS: f64 = 1e-3;
/// Classes of Kinetics, for which the published weights were trained, and of Charades.
const KINETICS_CLASSES: usize = 400;
const CHARADES_CLASSES: usize = 157;

/// How a file is read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LoadOptions {
    /// Batch norm's epsilon where the file is not folded; where it is, the one that it must have been folded with.
    pub bn_eps: Option<f64>,
    /// Rows and columns of the input, where the file does not say.
    pub input: usize,
}

impl Default for LoadOptions {
    fn default() -> Self {
        Self { bn_eps: None, input: I3dConfig::default().input }
    }
}

/// A unit with its batch norm folded in.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitWeights {
    /// `[outputs, inputs, kt, ky, kx]`.
    pub weight: Vec<f32>,
    /// `[outputs]`.
    pub bias: Vec<f32>,
}

/// A network's weights in memory.
#[derive(Debug, Clone, PartialEq)]
pub struct I3dWeights {
    /// Width and input side.
    pub config: I3dConfig,
    /// In the order of [`units`].
    pub units: Vec<UnitWeights>,
    /// The epsilon that was folded in.
    pub bn_eps: f64,
    /// How the file names its tensors.
    pub layout: Layout,
    /// What is to be said about the file.
    pub notes: Vec<String>,
}

/// Reads the weights of a network, in any [`Layout`].
///
/// Errors: as [`fit`], listing every tensor that is missing or of another shape; as [`Checkpoint::load`]; a variance
/// below 0; in our format also metadata that do not fit and another epsilon than asked for.
pub fn load(checkpoint: &Checkpoint<'_>, options: LoadOptions) -> Result<I3dWeights, WeightsError> {
    if store::is_ours(checkpoint) {
        return store::read(checkpoint, options);
    }
    let layout = layout_of(checkpoint).unwrap_or(Layout::Piergiaj);
    let config = I3dConfig { width: width_of(checkpoint, layout), input: options.input }.check()?;
    let fitted = fit(checkpoint, &layout.known_model(config.width))?;
    let bn_eps = options.bn_eps.unwrap_or(DEFAULT_BN_EPS);
    let mut all = Vec::with_capacity(57);
    for unit in units(config.width) {
        all.push(folded(checkpoint, &fitted, layout, &unit.name, bn_eps)?);
    }
    let mut notes: Vec<String> = fitted.warnings.iter().map(ToString::to_string).collect();
    notes.extend(note_on_classes(checkpoint, &fitted, layout));
    Ok(I3dWeights { config, units: all, bn_eps, layout, notes })
}

/// The published layout of a file, by the name of its first weight, whatever stands before it.
pub(super) fn layout_of(checkpoint: &Checkpoint<'_>) -> Option<Layout> {
    Layout::ALL.into_iter().find(|layout| first_shape(checkpoint, *layout).is_some())
}

/// The width whose first layer the file has; the published one where none fits.
pub(super) fn width_of(checkpoint: &Checkpoint<'_>, layout: Layout) -> Width {
    let outputs = first_shape(checkpoint, layout).and_then(|shape| shape.first());
    let fits = |width: &Width| outputs == Some(&width.channels(64));
    Width::ALL.into_iter().find(fits).unwrap_or_default()
}

fn first_shape<'a>(checkpoint: &'a Checkpoint<'_>, layout: Layout) -> Option<&'a [usize]> {
    let mark = layout.mark();
    let mut tensors = checkpoint.tensors();
    let found = tensors.find(|tensor| {
        let front = tensor.name.strip_suffix(&mark);
        front.is_some_and(|front| front.is_empty() || front.ends_with('.'))
    });
    found.map(|tensor| tensor.shape.as_slice())
}

fn folded(
    checkpoint: &Checkpoint<'_>,
    fitted: &Fit,
    layout: Layout,
    unit: &str,
    eps: f64,
) -> Result<UnitWeights, WeightsError> {
    let load = |name: &str| fitted.load(checkpoint, name).map(|tensor| tensor.values);
    let mut weight = load(&layout.weight(unit))?;
    let mut parts = Vec::with_capacity(4);
    for name in layout.per_channel(unit) {
        parts.push(load(&name)?);
        if let (4, Some(channel)) = (parts.len(), parts[parts.len() - 1].iter().position(|&v| v < 0.0)) {
            let value = parts[3][channel];
            return Err(WeightsError::Variance { tensor: fitted.key(&name), channel, value });
        }
    }
    let norm = BatchNorm { scale: &parts[0], offset: &parts[1], mean: &parts[2], variance: &parts[3], eps };
    let bias = norm.fold_into(&mut weight);
    Ok(UnitWeights { weight, bias })
}

/// The classes are not used, but their number tells what the weights were last trained on.
fn note_on_classes(checkpoint: &Checkpoint<'_>, fitted: &Fit, layout: Layout) -> Option<String> {
    let weight = format!("{}{}weight", fitted.prefix, layout.classes()?);
    match *checkpoint.tensor(&weight)?.shape.first()? {
        KINETICS_CLASSES => None,
        CHARADES_CLASSES => Some("fine-tuned on Charades: the published features are Kinetics'".into()),
        other => Some(format!("trained for {other} classes; Kinetics has {KINETICS_CLASSES}")),
    }
}
