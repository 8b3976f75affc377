//! Networks into a file.

use std::collections::HashMap;

use burn::tensor::Tensor;
use safetensors::tensor::{Dtype, TensorView};

use super::{BlockNetworks, BlockWeights, FORMAT};
use crate::formats::Precision;
use crate::lbr::LbrError;
use crate::lbr::block_scores::BlockStatistics;
use crate::lbr::blocks::Grid;
use crate::lbr::model::{ReconCae, Target, TensorVisitor};
use crate::lbr::scoring::Statistics;

/// Writes the network of an undivided frame. Reads the tensors from their device one by one.
pub async fn write(
    model: &ReconCae,
    statistics: Statistics,
    metadata: HashMap<String, String>,
) -> Result<Vec<u8>, LbrError> {
    let statistics = Some(BlockStatistics { raw: statistics, flow: None });
    let networks = BlockNetworks { raw: model.clone(), flow: None, statistics };
    write_all(Grid::WHOLE, &[Some(networks)], metadata).await
}

/// Writes the networks of all blocks that have some. Reads the tensors from their device one by one.
pub async fn write_blocks(
    weights: &BlockWeights,
    metadata: HashMap<String, String>,
) -> Result<Vec<u8>, LbrError> {
    write_all(weights.grid, &weights.blocks, metadata).await
}

/// The same at a chosen precision: 16 bits a value halve the file and change scores in the fourth digit.
///
/// Errors: [`LbrError::WeightsFile`] for a value that 16 bits cannot hold.
pub async fn write_precise(
    weights: &BlockWeights,
    metadata: HashMap<String, String>,
    precision: Precision,
) -> Result<Vec<u8>, LbrError> {
    let mut file = serialised(&weights.blocks, weights.grid).await?;
    if precision == Precision::F16 {
        file.halve()?;
    }
    file.bytes(described(weights.grid, metadata))
}

async fn write_all(
    grid: Grid,
    blocks: &[Option<BlockNetworks>],
    metadata: HashMap<String, String>,
) -> Result<Vec<u8>, LbrError> {
    serialised(blocks, grid).await?.bytes(described(grid, metadata))
}

/// What every file of weights says of itself.
fn described(grid: Grid, mut metadata: HashMap<String, String>) -> HashMap<String, String> {
    metadata.insert("format".to_owned(), FORMAT.to_owned());
    metadata.insert("blocks".to_owned(), grid.to_string());
    metadata
}

async fn serialised(blocks: &[Option<BlockNetworks>], grid: Grid) -> Result<Serialised, LbrError> {
    let mut file = Serialised::default();
    for (index, networks) in blocks.iter().enumerate() {
        let Some(BlockNetworks { raw, flow, statistics }) = networks else { continue };
        let key = grid.key(index);
        file.add_network(&key, Target::Raw, raw).await?;
        if let Some(flow) = flow {
            file.add_network(&key, Target::Flow, flow).await?;
        }
        if let Some(statistics) = statistics {
            file.add_statistics(&key, statistics);
        }
    }
    Ok(file)
}

/// Tensors on their way into a file: name, shape, type, bytes.
#[derive(Default)]
pub(in crate::lbr) struct Serialised(Vec<(String, Vec<usize>, Dtype, Vec<u8>)>);

impl Serialised {
    /// Adds the tensors of a block's network, read from their device one by one.
    pub async fn add_network(
        &mut self,
        block: &str,
        target: Target,
        model: &ReconCae,
    ) -> Result<(), LbrError> {
        let mut collected = Collected::default();
        model.see_tensors(&mut collected);
        for (name, shape, values) in collected.0 {
            let values =
                values.into_data_async().await.map_err(|e| LbrError::device("saving the network", &e))?;
            let values: Vec<f32> = values.iter::<f32>().collect();
            self.add(format!("{block}.{}.{name}", target.key()), shape, &values);
        }
        Ok(())
    }

    /// Adds a tensor of f32.
    pub fn add(&mut self, name: String, shape: Vec<usize>, values: &[f32]) {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.0.push((name, shape, Dtype::F32, bytes));
    }

    /// Adds bytes of another file.
    pub fn add_bytes(&mut self, name: String, bytes: Vec<u8>) {
        self.0.push((name, vec![bytes.len()], Dtype::U8, bytes));
    }

    /// Turns values of 32 bits into 16; statistics keep theirs.
    pub fn halve(&mut self) -> Result<(), LbrError> {
        for (name, _, dtype, bytes) in &mut self.0 {
            if *dtype != Dtype::F32 {
                continue;
            }
            let values = bytes.as_chunks::<4>().0.iter().map(|&value| f32::from_le_bytes(value));
            let halves: Vec<half::f16> = values.map(half::f16::from_f32).collect();
            if halves.iter().any(|half| !half.is_finite()) {
                let reason = format!("{name} has a value that 16 bits cannot hold; keep 32");
                return Err(LbrError::WeightsFile { reason });
            }
            (*dtype, *bytes) = (Dtype::F16, halves.iter().flat_map(|half| half.to_le_bytes()).collect());
        }
        Ok(())
    }

    /// Rows raw, flow; columns mean, deviation.
    fn add_statistics(&mut self, block: &str, statistics: &BlockStatistics) {
        let flow = statistics.flow.unwrap_or(Statistics { mean: f64::NAN, std: f64::NAN });
        let numbers = [statistics.raw.mean, statistics.raw.std, flow.mean, flow.std];
        let bytes = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
        self.0.push((format!("{block}.stats"), vec![2, 2], Dtype::F64, bytes));
    }

    /// The bytes of the file.
    pub fn bytes(&self, metadata: HashMap<String, String>) -> Result<Vec<u8>, LbrError> {
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
