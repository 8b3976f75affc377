//! The weights file: the authors' `.pth` or `.onnx`, or folded safetensors (ours).
//!
//! * `.pth`: convolutions and batch normalisations by the names of the authors' modules.
//! * `.onnx`: weight and bias of convolution i are the initialisers `onnx::Conv_{760 + 3i}` and `{761 + 3i}`, already
//!   folded; the other initialisers are shapes and indices of the graph.
//! * safetensors: the convolutions of the `.pth` file, folded, as `NAME.weight` and `NAME.bias`.

use burn::tensor::Device;

use super::layout::{ConvSlot, convolutions};
use super::{DetectorError, FastestDet};
use crate::formats::{Checkpoint, FormatError, KnownModel, Wanted, fit};
use crate::nn::layers::NORM_EPSILON;

/// Number of the first weight in the authors' `.onnx` file.
const FIRST_INITIALISER: usize = 760;

/// Weight and bias of one convolution, both flattened.
pub type Folded = (Vec<f32>, Vec<f32>);

/// How a file names the tensors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// Convolutions and batch normalisations apart.
    Modules,
    /// The initialisers of the `.onnx` file.
    Initialisers,
    /// Folded convolutions by the names of the modules.
    Folded,
}

impl Layout {
    /// The layout whose first convolution is in the file.
    fn of(checkpoint: &Checkpoint<'_>) -> Option<Self> {
        let has = |end: &str| checkpoint.tensors().any(|tensor| tensor.name.ends_with(end));
        match () {
            () if has("backbone.first_conv.1.running_var") => Some(Self::Modules),
            () if has("backbone.first_conv.0.bias") => Some(Self::Folded),
            () if checkpoint.tensor(&initialiser(0)).is_some() => Some(Self::Initialisers),
            () => None,
        }
    }

    fn known_model(self) -> KnownModel {
        let slots = convolutions();
        let wanted = slots.iter().enumerate().flat_map(|(index, slot)| self.wanted(index, slot)).collect();
        match self {
            Self::Modules => KnownModel::new("FastestDet", wanted),
            Self::Folded => KnownModel::new("FastestDet (folded)", wanted),
            Self::Initialisers => {
                let ignorable =
                    ["Reshape", "Gather", "Resize", "Pad"].map(|operator| format!("onnx::{operator}_*"));
                KnownModel {
                    ignorable: ignorable.into(),
                    ..KnownModel::new("FastestDet (ONNX, folded)", wanted)
                }
            }
        }
    }

    /// The tensors of convolution `index`.
    fn wanted(self, index: usize, slot: &ConvSlot) -> Vec<Wanted> {
        let outputs = [slot.shape[0]];
        match self {
            Self::Modules => {
                let norm = |part: &str| Wanted::new(format!("{}.{part}", slot.norm), outputs);
                let weight = Wanted::new(format!("{}.weight", slot.conv), slot.shape);
                vec![weight, norm("weight"), norm("bias"), norm("running_mean"), norm("running_var")]
            }
            Self::Folded | Self::Initialisers => {
                let (weight, bias) = match self {
                    Self::Initialisers => (initialiser(3 * index), initialiser(3 * index + 1)),
                    _ => (format!("{}.weight", slot.conv), format!("{}.bias", slot.conv)),
                };
                vec![Wanted::new(weight, slot.shape), Wanted::new(bias, outputs)]
            }
        }
    }
}

fn initialiser(offset: usize) -> String {
    format!("onnx::Conv_{}", FIRST_INITIALISER + offset)
}

/// The network by the names and shapes of its tensors, if this file could hold it, for recognising a file.
pub fn known_models(checkpoint: &Checkpoint<'_>) -> Vec<KnownModel> {
    Layout::of(checkpoint).map(Layout::known_model).into_iter().collect()
}

/// Reads the network onto `device`.
///
/// Errors: another network's file, a missing tensor, another shape or type, a value that is not finite, a
/// negative variance.
pub fn read(checkpoint: &Checkpoint<'_>, device: &Device) -> Result<FastestDet, DetectorError> {
    Ok(FastestDet::new(folded(checkpoint)?, device))
}

/// Weight and bias of every convolution in the order of the network, batch normalisation folded in.
///
/// Errors: as [`read`].
pub fn folded(checkpoint: &Checkpoint<'_>) -> Result<Vec<Folded>, DetectorError> {
    // A file of something else is held against the authors' own layout, to say what is missing.
    let layout = Layout::of(checkpoint).unwrap_or(Layout::Modules);
    let fitted = fit(checkpoint, &layout.known_model())?;
    let load = |name: &str| Ok::<_, FormatError>(fitted.load(checkpoint, name)?.values);
    let slots = convolutions();
    let all = slots.iter().enumerate().map(|(index, slot)| {
        let tensors = layout.wanted(index, slot);
        let values = tensors.iter().map(|wanted| load(&wanted.name)).collect::<Result<Vec<_>, _>>()?;
        match <[Vec<f32>; 2]>::try_from(values) {
            Ok([weight, bias]) => Ok((weight, bias)),
            Err(values) => fold(slot, &values),
        }
    });
    all.collect()
}

/// Weight, scale, shift, mean and variance to weight and bias: w·γ/√(σ² + ε) and β − μ·γ/√(σ² + ε).
fn fold(slot: &ConvSlot, tensors: &[Vec<f32>]) -> Result<Folded, DetectorError> {
    let [weight, gamma, beta, mean, variance] = tensors else {
        unreachable!("five tensors in the layout of the modules")
    };
    let (mut folded, mut bias) = (Vec::with_capacity(weight.len()), Vec::with_capacity(gamma.len()));
    for (index, kernel) in weight.chunks_exact(weight.len() / gamma.len()).enumerate() {
        if variance[index] < 0.0 {
            let tensor = format!("{}.running_var", slot.norm);
            return Err(DetectorError::Variance { tensor, index, value: variance[index] });
        }
        let deviation = (f64::from(variance[index]) + f64::from(NORM_EPSILON)).sqrt();
        let scale = f64::from(gamma[index]) / deviation;
        folded.extend(kernel.iter().map(|&w| (f64::from(w) * scale) as f32));
        bias.push((f64::from(beta[index]) - f64::from(mean[index]) * scale) as f32);
    }
    Ok((folded, bias))
}

#[cfg(test)]
#[path = "weights_tests.rs"]
mod tests;
