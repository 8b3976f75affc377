//! Whose weights a file holds: every model of the crate, by the names and shapes of its tensors.

use std::fmt;

use crate::encode::{clip, i3d};
use crate::formats::{Checkpoint, KnownModel, fit};
use crate::localize::detector;
use crate::{dsanet, lanet, lbr};

/// What weights are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// The auto-encoder of LBR-SPR.
    Lbr,
    /// LA-Net, or PEL4VAD.
    LaNet,
    /// DSANet.
    DsaNet,
    /// The encoder I3D RGB.
    I3d,
    /// The encoder CLIP, image tower.
    Clip,
    /// FastestDet.
    Detector,
}

impl fmt::Display for Family {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Lbr => "lbr",
            Self::LaNet => "lanet",
            Self::DsaNet => "dsanet",
            Self::I3d => "i3d",
            Self::Clip => "clip",
            Self::Detector => "detector",
        })
    }
}

/// The models whose tensors could be in this file.
pub fn known_models(checkpoint: &Checkpoint<'_>) -> Vec<KnownModel> {
    candidates(checkpoint).into_iter().map(|(_, model)| model).collect()
}

/// What the weights of this file can be used for: the families whose tensors it holds, all of them and in their
/// shapes. DSANet's published file is CLIP's too.
pub fn families(checkpoint: &Checkpoint<'_>) -> Vec<Family> {
    let fitting = candidates(checkpoint).into_iter().filter(|(_, model)| fit(checkpoint, model).is_ok());
    let mut families: Vec<Family> = fitting.map(|(family, _)| family).collect();
    families.dedup();
    families
}

fn candidates(checkpoint: &Checkpoint<'_>) -> Vec<(Family, KnownModel)> {
    let lbr = lbr::weights::known_model_of(checkpoint);
    let all = [
        (Family::Lbr, lbr.into_iter().collect()),
        (Family::LaNet, lanet::known::known_models(checkpoint)),
        (Family::DsaNet, dsanet::known::known_models(checkpoint)),
        (Family::I3d, i3d::known::known_models(checkpoint)),
        (Family::Clip, clip::known::known_models(checkpoint)),
        (Family::Detector, detector::known_models(checkpoint)),
    ];
    all.into_iter()
        .flat_map(|(family, models)| models.into_iter().map(move |model| (family, model)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::testing::safetensors;
    use crate::formats::open;

    fn opened(tensors: &[(String, Vec<usize>, Vec<f32>)]) -> Checkpoint<'static> {
        open(safetensors(tensors, &[]), "weights.safetensors").expect("a file of weights")
    }

    fn zeros(tensors: Vec<(String, Vec<usize>)>) -> Vec<(String, Vec<usize>, Vec<f32>)> {
        tensors
            .into_iter()
            .map(|(name, shape)| {
                let count = shape.iter().product();
                (name, shape, vec![0.0; count])
            })
            .collect()
    }

    #[test]
    fn a_tower_is_clips_and_with_a_tensor_missing_it_is_nobodys() {
        let tiny = clip::ClipConfig { side: 48, patch: 16, width: 128, blocks: 2, output: 32 };
        let mut tensors = zeros(clip::tensors(tiny));
        assert_eq!(families(&opened(&tensors)), [Family::Clip]);
        tensors.retain(|(name, ..)| name != "visual.ln_post.bias");
        assert_eq!(families(&opened(&tensors)), []);
        assert_eq!(known_models(&opened(&tensors)).len(), 1);
    }

    #[test]
    fn what_is_no_model_has_no_family() {
        assert_eq!(families(&opened(&zeros(vec![("fc.weight".into(), vec![2, 2])]))), []);
    }
}
