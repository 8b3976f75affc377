//! The weights file: safetensors, `f32`, one network per block (`lbr.md` §14).

use std::collections::HashMap;

use burn::tensor::{Device, Tensor};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};

use super::LbrError;
use super::model::{ReconCae, TensorVisitor, Width};
use super::scoring::Statistics;

/// What the file's metadata says it is.
pub const FORMAT: &str = "oddframe-lbr/1";
/// Prefix of the one network of an undivided frame.
const PREFIX: &str = "b0_0.raw_ae.";
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
    let mut tensors: Vec<(String, Vec<usize>, Dtype, Vec<u8>)> = Vec::new();
    let mut collected = Collected::default();
    model.see_tensors(&mut collected);
    for (name, shape, values) in collected.0 {
        let values =
            values.into_data_async().await.map_err(|e| LbrError::device("saving the network", &e))?;
        let bytes = values.iter::<f32>().flat_map(f32::to_le_bytes).collect();
        tensors.push((format!("{PREFIX}{name}"), shape, Dtype::F32, bytes));
    }
    // Rows raw, flow; columns mean, deviation. There is no flow network here.
    let numbers = [statistics.mean, statistics.std, f64::NAN, f64::NAN];
    let bytes = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
    tensors.push((STATISTICS.to_owned(), vec![2, 2], Dtype::F64, bytes));
    let failed = |error: safetensors::SafeTensorError| LbrError::WeightsFile { reason: error.to_string() };
    let views: Result<Vec<(&str, TensorView<'_>)>, LbrError> = tensors
        .iter()
        .map(|(name, shape, dtype, bytes)| {
            Ok((name.as_str(), TensorView::new(*dtype, shape.clone(), bytes).map_err(failed)?))
        })
        .collect();
    let mut metadata = metadata;
    metadata.insert("format".to_owned(), FORMAT.to_owned());
    safetensors::serialize(views?, Some(metadata)).map_err(failed)
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

/// Reads the network of an undivided frame onto `device`.
///
/// Errors: no safetensors file, a missing tensor, another shape or type, a value that is not finite.
pub fn read(bytes: &[u8], device: &Device) -> Result<Weights, LbrError> {
    let file = SafeTensors::deserialize(bytes)
        .map_err(|error| LbrError::WeightsFile { reason: error.to_string() })?;
    let width = width_of(&file)?;
    let model = ReconCae::build(width, device, &mut |slot| {
        let values = floats(&file, &format!("{PREFIX}{}", slot.name), slot.shape)?;
        match values.iter().position(|value| !value.is_finite()) {
            Some(at) => Err(LbrError::Tensor {
                tensor: slot.name.to_owned(),
                expected: slot.shape.to_vec(),
                found: format!("{} at index {at}", values[at]),
            }),
            None => Ok(values),
        }
    })?;
    let statistics = file.tensor(STATISTICS).ok().filter(|t| t.dtype() == Dtype::F64 && t.shape() == [2, 2]);
    let statistics = statistics.map(|tensor| {
        let numbers: Vec<f64> =
            tensor.data().as_chunks::<8>().0.iter().map(|&b| f64::from_le_bytes(b)).collect();
        Statistics { mean: numbers[0], std: numbers[1] }
    });
    Ok(Weights { model, width, statistics })
}

fn width_of(file: &SafeTensors<'_>) -> Result<Width, LbrError> {
    let name = format!("{PREFIX}0.conv.conv.0.weight");
    let first = file
        .tensor(&name)
        .map_err(|_| LbrError::WeightsFile { reason: format!("it has no tensor {name}") })?;
    let channels = first.shape().first().copied().unwrap_or(0);
    Width::new(channels as f64 / 32.0)
}

fn floats(file: &SafeTensors<'_>, name: &str, shape: &[usize]) -> Result<Vec<f32>, LbrError> {
    let wrong = |found: String| LbrError::Tensor { tensor: name.to_owned(), expected: shape.to_vec(), found };
    let tensor = file.tensor(name).map_err(|_| wrong("no such tensor".to_owned()))?;
    if tensor.dtype() != Dtype::F32 || tensor.shape() != shape {
        return Err(wrong(format!("{:?} of {:?}", tensor.shape(), tensor.dtype())));
    }
    Ok(tensor.data().as_chunks::<4>().0.iter().map(|&b| f32::from_le_bytes(b)).collect())
}
