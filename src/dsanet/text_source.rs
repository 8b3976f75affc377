//! Where a network's text features come from.

use burn::tensor::{Device, Tensor, TensorData};

use super::DsaNetError;
use super::config::DsaNetConfig;
use super::parameters::Parameters;
use super::table::text_features;
use super::text::{TextTower, counted, unit_rows};

/// Where a network's text features come from.
#[derive(Debug, Clone)]
pub enum TextSource {
    /// No classes.
    None,
    /// A constant table, `[classes][width]` row-major; rows are brought to length 1.
    Fixed(Vec<f32>),
    /// A constant table on the device, `[classes, width]`, rows of length 1.
    Ready(Box<Tensor<2>>),
    /// A learned table.
    Table,
    /// CLIP's text tower with learned adapters.
    Tower(Box<TextTower>),
}

/// Where text features come from while computing.
#[derive(Debug, Clone)]
pub(crate) enum Text {
    /// No classes: a VadCLIP trunk.
    None,
    /// A constant table, `[classes, width]`, rows of length 1.
    Fixed(Tensor<2>),
    /// The learned table among the parameters.
    Table,
    /// The tower with the learned adapters among the parameters, and what it gave when it was last asked.
    Tower(Box<TextTower>, Tensor<2>),
}

impl TextSource {
    /// What computes them; `parameters` are the network's learned tensors.
    pub(crate) fn opened(
        self,
        config: &DsaNetConfig,
        parameters: &Parameters,
        device: &Device,
    ) -> Result<Text, DsaNetError> {
        Ok(match self {
            Self::None => Text::None,
            Self::Table => Text::Table,
            Self::Fixed(values) => Text::Fixed(fixed(config, values, device)?),
            Self::Ready(table) => Text::Fixed(*table),
            Self::Tower(tower) => {
                let now = tower.features(parameters, config);
                Text::Tower(tower, now)
            }
        })
    }
}

fn fixed(config: &DsaNetConfig, values: Vec<f32>, device: &Device) -> Result<Tensor<2>, DsaNetError> {
    let slot = text_features(config);
    let values = counted(&slot, values)?;
    let zero = values.chunks_exact(config.width).position(|row| row.iter().all(|&value| value == 0.0));
    if let Some(class) = zero {
        return Err(DsaNetError::NoTokens { class: config.classes[class].clone() });
    }
    let shape = [config.classes.len(), config.width];
    Ok(unit_rows(Tensor::from_data(TensorData::new(values, shape), device)))
}
