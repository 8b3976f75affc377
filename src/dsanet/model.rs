//! The network: trunk, heads, text features, and where it is there the model of normality.

use burn::tensor::{Device, Tensor, TensorData};

use super::DsaNetError;
use super::config::{DsaNetConfig, TextMode};
use super::graph::nearness;
use super::parameters::{Parameters, Slot};
use super::table::{self, REFINER, TEXT_FEATURES};
use super::text::{counted, unit_rows};
pub(crate) use super::text_source::Text;
pub use super::text_source::TextSource;
use super::trunk::{Aligned, align, detect, features};
use crate::encode::CropView;
use crate::encode::standardise::Standardisation;

/// Names of the standardisation in files.
pub(crate) const INPUT: [&str; 2] = ["input.mean", "input.deviation"];

/// DSANet with its weights, on a device.
#[derive(Debug, Clone)]
pub struct DsaNet {
    pub(crate) config: DsaNetConfig,
    pub(crate) parameters: Parameters,
    pub(crate) text: Text,
    pub(crate) standardisation: Option<Standardisation>,
    near: Tensor<3>,
    device: Device,
}

/// What a chunk gives.
pub(crate) struct Forward {
    /// F, `[batch, slots, width]`.
    pub(crate) features: Tensor<3>,
    /// Logits of being odd, `[batch, slots]`.
    pub(crate) logits: Tensor<2>,
    /// The classes; none for a VadCLIP trunk.
    pub(crate) aligned: Option<Aligned>,
    /// Text features, `[classes, width]`.
    pub(crate) text: Option<Tensor<2>>,
}

impl DsaNet {
    /// A network from the values that `load` gives for each tensor (see [`DsaNet::tensors`]).
    ///
    /// Errors: impossible settings, another number of values than a tensor holds, values that are not finite.
    pub fn build<E: From<DsaNetError>>(
        config: &DsaNetConfig,
        text: TextSource,
        refiner: bool,
        standardisation: Option<Standardisation>,
        device: &Device,
        load: &mut dyn FnMut(&Slot) -> Result<Vec<f32>, E>,
    ) -> Result<Self, E> {
        config.check()?;
        let standardisation = checked_standardisation(config, standardisation)?;
        let slots = slots(config, &text, refiner);
        let parameters = Parameters::build(slots, device, &mut |slot| {
            load(slot).and_then(|values| counted(slot, values).map_err(E::from))
        })?;
        let text = text.opened(config, &parameters, device)?;
        let near = nearness(config.slots, device);
        Ok(Self { config: config.clone(), parameters, text, standardisation, near, device: device.clone() })
    }

    /// A network at its start values, to learn; with the model of normality where `refiner` asks for it.
    pub fn start(
        config: &DsaNetConfig,
        seed: u64,
        text: TextSource,
        refiner: bool,
        standardisation: Option<Standardisation>,
        device: &Device,
    ) -> Result<Self, DsaNetError> {
        config.check()?;
        match (config.text_mode, &text) {
            (TextMode::Adapter, TextSource::Tower(_))
            | (TextMode::Table, TextSource::Table)
            | (TextMode::Fixed, TextSource::Fixed(_) | TextSource::Ready(_)) => {}
            (TextMode::Adapter, _) => return Err(DsaNetError::NoTextTower),
            (TextMode::Fixed, _) => {
                return Err(DsaNetError::NoTextFeatures { classes: config.classes.len() });
            }
            (TextMode::Table, _) => {
                let (name, expected) = ("text_mode", "the mode of the text features that are given");
                return Err(DsaNetError::Setting { name, found: "table".into(), expected });
            }
        }
        let mut load = |slot: &Slot| Ok::<_, DsaNetError>(slot.start_values(seed));
        Self::build(config, text, refiner, standardisation, device, &mut load)
    }

    /// Names and shapes of the learned tensors, in their order.
    pub fn tensors(&self) -> impl Iterator<Item = (&str, &[usize])> {
        self.parameters.slots.iter().map(|slot| (slot.name.as_str(), slot.shape.as_slice()))
    }

    /// Its settings.
    pub fn config(&self) -> &DsaNetConfig {
        &self.config
    }

    /// Where it computes.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// Whether it knows classes; a VadCLIP trunk does not.
    pub fn has_classes(&self) -> bool {
        !matches!(self.text, Text::None)
    }

    /// Whether it has the model of normality, which explains and learns.
    pub fn has_prototypes(&self) -> bool {
        self.parameters.has(&format!("{REFINER}.video_prototypes"))
    }

    /// The same network with other weights.
    pub(crate) fn with_parameters(&self, parameters: Parameters) -> Self {
        let text = match &self.text {
            Text::Tower(tower, _) => Text::Tower(tower.clone(), tower.features(&parameters, &self.config)),
            other => other.clone(),
        };
        Self { parameters, text, ..self.clone() }
    }

    /// The same network with more tensors, such as the model of normality.
    pub(crate) fn joined(
        &self,
        more: Vec<Slot>,
        load: &mut dyn FnMut(&Slot) -> Result<Vec<f32>, DsaNetError>,
    ) -> Result<Self, DsaNetError> {
        let mut counted_values = |slot: &Slot| load(slot).and_then(|values| counted(slot, values));
        let parameters = self.parameters.joined(more, &self.device, &mut counted_values)?;
        Ok(Self { parameters, ..self.clone() })
    }

    /// The same network on a tape: its learned tensors get gradients.
    pub(crate) fn taped(&self) -> Self {
        let parameters = self.parameters.taped();
        let text = match &self.text {
            Text::None => Text::None,
            Text::Table => Text::Table,
            Text::Fixed(table) => Text::Fixed(Tensor::from_inner(table.clone())),
            Text::Tower(tower, _) => {
                let tower = tower.constant();
                let now = tower.features(&parameters, &self.config);
                Text::Tower(Box::new(tower), now)
            }
        };
        Self { parameters, text, near: Tensor::from_inner(self.near.clone()), ..self.clone() }
    }

    /// Text features of the classes, `[classes, width]`, rows of length 1; none for a VadCLIP trunk.
    pub(crate) fn text_features(&self) -> Option<Tensor<2>> {
        match &self.text {
            Text::None => None,
            Text::Fixed(table) | Text::Tower(_, table) => Some(table.clone()),
            Text::Table => Some(unit_rows(self.parameters.tensor(TEXT_FEATURES))),
        }
    }

    /// One chunk of a checked crop, zero-padded, `[1, slots, width]`, with its valid slots, `[1, slots]`.
    pub(crate) fn upload(&self, crop: CropView<'_>, chunk: usize) -> (Tensor<3>, Tensor<2>) {
        let (slots, width) = (self.config.slots, self.config.width);
        let first = chunk * slots;
        let count = slots.min(crop.snippets - first);
        let mut values = crop.values[first * width..(first + count) * width].to_vec();
        self.prepare(&mut values);
        values.resize(slots * width, 0.0);
        let x = Tensor::from_data(TensorData::new(values, [1, slots, width]), &self.device);
        (x, valid(&[count], slots, &self.device))
    }

    /// Standardises rows where the settings ask for it.
    pub(crate) fn prepare(&self, rows: &mut [f32]) {
        let Some(Standardisation { mean, deviation }) = &self.standardisation else { return };
        let clip = self.config.input_clip as f32;
        for row in rows.chunks_exact_mut(mean.len()) {
            for ((value, mean), deviation) in row.iter_mut().zip(mean).zip(deviation) {
                *value = ((*value - mean) / deviation).clamp(-clip, clip);
            }
        }
    }

    /// F and logits of prepared chunks.
    ///
    /// # Shapes
    /// `x [batch, slots, width]`, `valid [batch, slots]`.
    pub(crate) fn forward(&self, x: Tensor<3>, valid: &Tensor<2>) -> Forward {
        let features = features(&self.parameters, &self.config, x, valid, &self.near);
        let logits = detect(&self.parameters, features.clone());
        let text = self.text_features();
        let aligned =
            text.clone().map(|text| align(&self.parameters, features.clone(), logits.clone(), text));
        Forward { features, logits, aligned, text }
    }
}

/// All learned tensors of a network.
fn slots(config: &DsaNetConfig, text: &TextSource, refiner: bool) -> Vec<Slot> {
    let mut all = table::trunk(config);
    match text {
        TextSource::Table => all.push(table::text_features(config)),
        TextSource::Tower(_) => all.extend(table::adapters(config)),
        TextSource::None | TextSource::Fixed(_) | TextSource::Ready(_) => {}
    }
    if refiner {
        all.extend(table::refiner(config));
    }
    all
}

fn checked_standardisation(
    config: &DsaNetConfig,
    given: Option<Standardisation>,
) -> Result<Option<Standardisation>, DsaNetError> {
    let Some(Standardisation { mean, deviation }) = given.filter(|_| config.standardise) else {
        return match config.standardise {
            true => Err(DsaNetError::Count { name: INPUT[0].into(), expected: config.width, found: 0 }),
            false => Ok(None),
        };
    };
    for (name, values) in INPUT.into_iter().zip([&mean, &deviation]) {
        let (expected, found) = (config.width, values.len());
        if expected != found {
            return Err(DsaNetError::Count { name: name.into(), expected, found });
        }
    }
    let bad = mean.iter().position(|value| !value.is_finite());
    if let Some(index) = bad {
        return Err(DsaNetError::NotFinite { name: INPUT[0].into(), index });
    }
    if let Some(index) = deviation.iter().position(|value| !(value.is_finite() && *value > 0.0)) {
        return Err(DsaNetError::NotFinite { name: INPUT[1].into(), index });
    }
    Ok(Some(Standardisation { mean, deviation }))
}

/// 1 for the first `lengths` slots of every chunk, 0 for padding, `[batch, slots]`.
pub(crate) fn valid(lengths: &[usize], slots: usize, device: &Device) -> Tensor<2> {
    let row = |&length: &usize| (0..slots).map(move |slot| f32::from(u8::from(slot < length)));
    let values: Vec<f32> = lengths.iter().flat_map(row).collect();
    Tensor::from_data(TensorData::new(values, [lengths.len(), slots]), device)
}

/// Values of a tensor.
pub(crate) async fn read<const D: usize>(
    tensor: Tensor<D>,
    doing: &'static str,
) -> Result<Vec<f32>, DsaNetError> {
    let data = tensor.into_data_async().await.map_err(|error| DsaNetError::device(doing, &error))?;
    Ok(data.iter::<f32>().collect())
}
