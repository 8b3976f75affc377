//! The weights file: safetensors, `f32`, one network per block (ours).

use core::convert::Infallible;
use std::collections::HashMap;

use burn::tensor::{Device, Tensor};
use safetensors::tensor::{Dtype, TensorView};

use super::LbrError;
use super::model::{ReconCae, TensorVisitor, Width};
use super::scoring::Statistics;
use crate::formats::{Checkpoint, Fit, KnownModel, Wanted, fit};

/// What the file's metadata says it is.
pub const FORMAT: &str = "oddframe-lbr/1";
/// Prefix of the one network of an undivided frame.
const PREFIX: &str = "b0_0.raw_ae.";
/// Name of the network's first tensor, whose shape tells the width.
const FIRST_LAYER: &str = "0.conv.conv.0.weight";
/// Name of the statistics of that network.
const STATISTICS: &str = "b0_0.stats";

/// A network and the statistics of the cubes that it learned from.
pub struct Weights {
    /// The network.
    pub model: ReconCae,
    /// Its width, read off the first layer.
    pub width: Width,
    /// Mean and deviation of the errors, where the file has them.
    pub statistics: Option<Statistics>,
}

/// Writes the network of an undivided frame. Reads the tensors from their device one by one.
pub async fn write(
    model: &ReconCae,
    statistics: Statistics,
    metadata: HashMap<String, String>,
) -> Result<Vec<u8>, LbrError> {
    let mut file = Serialised::of(model).await?;
    // Rows raw, flow; columns mean, deviation. There is no flow network here.
    let numbers = [statistics.mean, statistics.std, f64::NAN, f64::NAN];
    let bytes = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
    file.0.push((STATISTICS.to_owned(), vec![2, 2], Dtype::F64, bytes));
    let mut metadata = metadata;
    metadata.insert("format".to_owned(), FORMAT.to_owned());
    file.bytes(metadata)
}

/// Tensors on their way into a file: name, shape, type, bytes.
pub(super) struct Serialised(Vec<(String, Vec<usize>, Dtype, Vec<u8>)>);

impl Serialised {
    /// The tensors of a network, read from their device one by one.
    pub(super) async fn of(model: &ReconCae) -> Result<Self, LbrError> {
        let mut collected = Collected::default();
        model.see_tensors(&mut collected);
        let mut file = Self(Vec::with_capacity(collected.0.len()));
        for (name, shape, values) in collected.0 {
            let values =
                values.into_data_async().await.map_err(|e| LbrError::device("saving the network", &e))?;
            let values: Vec<f32> = values.iter::<f32>().collect();
            file.add(format!("{PREFIX}{name}"), shape, &values);
        }
        Ok(file)
    }

    /// Adds a tensor of f32.
    pub(super) fn add(&mut self, name: String, shape: Vec<usize>, values: &[f32]) {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.0.push((name, shape, Dtype::F32, bytes));
    }

    /// The bytes of the file.
    pub(super) fn bytes(&self, metadata: HashMap<String, String>) -> Result<Vec<u8>, LbrError> {
        let failed =
            |error: safetensors::SafeTensorError| LbrError::WeightsFile { reason: error.to_string() };
        let views: Result<Vec<(&str, TensorView<'_>)>, LbrError> = self
            .0
            .iter()
            .map(|(name, shape, dtype, bytes)| {
                Ok((name.as_str(), TensorView::new(*dtype, shape.clone(), bytes).map_err(failed)?))
            })
            .collect();
        safetensors::serialize(views?, Some(metadata)).map_err(failed)
    }
}

/// Name, shape and flattened values of every tensor.
#[derive(Default)]
struct Collected(Vec<(String, Vec<usize>, Tensor<1>)>);

impl TensorVisitor for Collected {
    fn tensor<const D: usize>(&mut self, name: String, tensor: &Tensor<D>) {
        let shape = tensor.dims().to_vec();
        let count = shape.iter().product::<usize>();
        self.0.push((name, shape, tensor.clone().reshape([count])));
    }
}

/// The network of `width` by the names and shapes of its tensors, for recognising a file.
pub fn known_model(width: Width) -> KnownModel {
    let mut wanted = Vec::new();
    // Built on the host only to be asked for names and shapes.
    let built = ReconCae::build::<Infallible>(width, &Device::flex(), &mut |slot| {
        wanted.push(Wanted::new(slot.name, slot.shape));
        Ok(vec![0.0; slot.shape.iter().product()])
    });
    match built {
        Ok(_) => {}
        Err(never) => match never {},
    }
    KnownModel {
        ignorable: vec!["*.stats".into(), "adam.*".into()],
        ..KnownModel::new("ReconCAE (LBR)", wanted)
    }
}

/// The width of the network in a file, by its first layer; none if there is no such layer.
pub fn width_of(checkpoint: &Checkpoint<'_>) -> Option<Width> {
    let first = checkpoint.tensors().find(|tensor| {
        tensor.name.strip_suffix(FIRST_LAYER).is_some_and(|front| front.is_empty() || front.ends_with('.'))
    })?;
    Width::new(*first.shape.first()? as f64 / 32.0).ok()
}

/// Reads the network of an undivided frame onto `device`, from a file of any container.
///
/// Errors: another network's file, a missing tensor, another shape or type, a value that is not finite.
pub fn read(checkpoint: &Checkpoint<'_>, device: &Device) -> Result<Weights, LbrError> {
    let (model, width, fitted) = read_network(checkpoint, device)?;
    Ok(Weights { model, width, statistics: statistics(checkpoint, &fitted)? })
}

/// The network, its width, and which tensors it is.
pub(super) fn read_network(
    checkpoint: &Checkpoint<'_>,
    device: &Device,
) -> Result<(ReconCae, Width, Fit), LbrError> {
    let width = width_of(checkpoint).ok_or_else(|| LbrError::WeightsFile {
        reason: format!("{} has no tensor {FIRST_LAYER} of a possible width", checkpoint.file_name()),
    })?;
    let fitted = fit(checkpoint, &known_model(width))?;
    let model = ReconCae::build(width, device, &mut |slot| {
        fitted.load(checkpoint, slot.name).map(|tensor| tensor.values)
    })?;
    Ok((model, width, fitted))
}

/// Mean and deviation of the raw network's errors, which stand beside it.
fn statistics(checkpoint: &Checkpoint<'_>, fitted: &Fit) -> Result<Option<Statistics>, LbrError> {
    let name = format!("{}stats", fitted.prefix.strip_suffix("raw_ae.").unwrap_or(&fitted.prefix));
    let Some(info) = checkpoint.tensor(&name).filter(|info| info.shape == [2, 2]) else { return Ok(None) };
    let numbers = checkpoint.load_array(&info.name)?.to_f64()?;
    Ok(Some(Statistics { mean: numbers[0], std: numbers[1] }))
}
