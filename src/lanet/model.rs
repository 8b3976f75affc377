//! The network: locality-aware attention, then the scoring head.

use burn::tensor::{Device, Tensor, TensorData, module};

use super::attention::{Attention, Projected, Rows, rows_per_chunk};
use super::config::{LaNetConfig, Span};
use super::head::{DropoutMasks, Headed, features, head};
use super::loss_config::FeatTap;
use super::parameters::{Parameters, Part, start_values, table};
use super::pel4vad::{Learned, Tensors};
use super::standardise::Standardisation;
use super::tensors::INPUT;
use super::{CropView, LaNetError};

/// PEL4VAD's least norm over time (sibling code).
const LEAST_NORM: f64 = 1e-12;

/// LA-Net with its weights, on a device.
#[derive(Debug, Clone)]
pub struct LaNet {
    pub(super) config: LaNetConfig,
    pub(super) learned_span: Span,
    pub(super) parameters: Parameters,
    pub(super) learned: Option<Learned>,
    pub(super) standardisation: Option<Standardisation>,
    pub(super) device: Device,
}

impl LaNet {
    /// A network at its start values; `standardisation` is needed where the settings ask for it, and only there.
    pub fn start(
        config: &LaNetConfig,
        seed: u64,
        standardisation: Option<Standardisation>,
        device: &Device,
    ) -> Result<Self, LaNetError> {
        config.check()?;
        if config.pel4vad.is_some() {
            return Err(LaNetError::VariantNotTrained);
        }
        let mut tensors: Tensors = Tensors::new();
        for (index, slot) in table(config).into_iter().enumerate() {
            let values = start_values(&slot, index, seed);
            tensors.insert(slot.name, (slot.shape, values));
        }
        if let Some(Standardisation { mean, deviation }) = standardisation {
            for (name, values) in INPUT.into_iter().zip([mean, deviation]) {
                tensors.insert(name.to_owned(), (vec![values.len()], values));
            }
        }
        Self::from_tensors(config, tensors, device)
    }

    /// Its settings.
    pub fn config(&self) -> &LaNetConfig {
        &self.config
    }

    /// Where it computes.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// The same weights with another span.
    pub fn with_span(&self, span: Span) -> Result<Self, LaNetError> {
        let config = LaNetConfig { span, ..self.config.clone() };
        config.check()?;
        Ok(Self { config, ..self.clone() })
    }

    /// Whether the span is another than that it learned with: scores are then approximate and not comparable.
    pub fn approximate(&self) -> bool {
        self.config.span != self.learned_span
    }

    /// The same network with other weights.
    pub(crate) fn with_parameters(&self, parameters: Parameters) -> Self {
        Self { parameters, ..self.clone() }
    }

    /// Its attention.
    pub(crate) fn attention(&self) -> Attention<'_> {
        Attention { config: &self.config, learned: self.learned }
    }

    /// Uploads a checked crop, `[1, snippets, feat_dim]`, ready for the attention.
    pub(crate) fn upload(&self, crop: CropView<'_>) -> Tensor<3> {
        let shape = [1, crop.snippets, crop.dim];
        let x = Tensor::from_data(TensorData::new(crop.values.to_vec(), shape), &self.device);
        self.prepared(x, None)
    }

    /// Standardises rows where the settings ask for it; padding becomes zeros again.
    pub(crate) fn prepared(&self, x: Tensor<3>, valid: Option<&Tensor<2>>) -> Tensor<3> {
        let Some(Standardisation { mean, deviation }) = &self.standardisation else { return x };
        let (device, dim) = (x.device(), self.config.feat_dim);
        let row = |values: Vec<f32>| Tensor::<3>::from_data(TensorData::new(values, [1, 1, dim]), &device);
        let inverse = row(deviation.iter().map(|deviation| 1.0 / deviation).collect());
        let clip = self.config.input_clip;
        let x = ((x - row(mean.clone())) * inverse).clamp(-clip, clip);
        match valid {
            Some(valid) => x * valid.clone().unsqueeze_dim::<3>(2),
            None => x,
        }
    }

    /// From what the rows gathered to scores: output map, residual, layer normalisation, head.
    ///
    /// # Shapes
    /// `x [bags, snippets, feat_dim]`, `gathered [bags, snippets, attn_dim]`; all snippets of the bags.
    pub(crate) fn finish(
        &self,
        x: Tensor<3>,
        gathered: Tensor<3>,
        masks: Option<&DropoutMasks>,
        tap: FeatTap,
    ) -> Headed {
        head(&self.parameters, &self.config, self.attended(x, gathered), masks, tap)
    }

    /// Features X^F of new rows, without dropout.
    pub(crate) fn features(&self, x: Tensor<3>, gathered: Tensor<3>) -> Tensor<3> {
        let [features, _] = features(&self.parameters, &self.config, self.attended(x, gathered), None);
        features
    }

    fn attended(&self, x: Tensor<3>, gathered: Tensor<3>) -> Tensor<3> {
        let gathered = match self.learned {
            Some(learned) if learned.normalise => normalised_over_time(gathered),
            _ => gathered,
        };
        let sum = self.parameters.linear_of_bags(Part::Out, gathered) + x;
        let (gamma, beta) = (self.parameters.at(Part::Norm.weight()), self.parameters.at(Part::Norm.bias()));
        module::layer_norm(sum, gamma, Some(beta), self.config.ln_eps)
    }

    /// A batch at once, with the whole map.
    ///
    /// # Shapes
    /// `x [bags, snippets, feat_dim]`, `valid [bags, snippets]`: 1 for snippets, 0 for padding.
    pub(crate) fn batch(
        &self,
        x: Tensor<3>,
        valid: Option<&Tensor<2>>,
        masks: Option<&DropoutMasks>,
        tap: FeatTap,
    ) -> Headed {
        let x = self.prepared(x, valid);
        let [_, snippets, _] = x.dims();
        let projected = Projected::new(&self.parameters, x.clone());
        let keys = valid.filter(|_| self.config.mask_padding);
        let gathered = self.attention().gather(&projected, Rows::of_video(0, snippets), keys);
        self.finish(x, gathered, masks, tap)
    }

    /// Scores of one crop, whole or in chunks of rows that fit `budget_bytes`, `[snippets]` on the device.
    pub(crate) fn crop(&self, x: Tensor<3>, budget_bytes: usize) -> Headed {
        let [_, snippets, _] = x.dims();
        let projected = Projected::new(&self.parameters, x.clone());
        let rows = rows_per_chunk(snippets, budget_bytes);
        let chunk = |first: usize| Rows::of_video(first, rows.min(snippets - first));
        let gathered = (0..snippets).step_by(rows);
        let gathered = gathered.map(|first| self.attention().gather(&projected, chunk(first), None));
        self.finish(x, Tensor::cat(gathered.collect(), 1), None, FeatTap::PostDropout)
    }
}

/// PEL4VAD: signed square root, then each channel divided by its L2 norm over the video.
fn normalised_over_time(gathered: Tensor<3>) -> Tensor<3> {
    let roots = gathered.clone().sign() * gathered.abs().sqrt();
    let norms = (roots.clone() * roots.clone()).sum_dim(1).sqrt().clamp_min(LEAST_NORM);
    roots / norms
}

/// Values of a tensor.
pub(crate) async fn read<const D: usize>(
    tensor: Tensor<D>,
    doing: &'static str,
) -> Result<Vec<f32>, LaNetError> {
    let data = tensor.into_data_async().await.map_err(|error| LaNetError::device(doing, &error))?;
    Ok(data.iter::<f32>().collect())
}
