//! A shallow reconstruction to compare the auto-encoder with: the first principal components of the cubes (ours).
//!
//! The components come from block power iterations over all cubes (Halko, Martinsson, Tropp: *Finding Structure with
//! Randomness*, SIAM Review 2011): with some spare directions, a few passes give the subspace whatever the number of
//! cubes, and only one batch is on the device. A cube's error is the sum of its squared errors after projection, in the
//! unit of the auto-encoder's.

mod basis;

use std::sync::Arc;

use burn::tensor::{Device, Tensor, TensorData};

use super::LbrError;
use super::batch::batch;
use super::scoring::CUBES_PER_STEP;
use crate::localize::{CUBE_BYTES, Cubes};
use crate::random::Random;
use basis::{dot, eigenvectors, orthonormal};

/// Components that the comparison keeps.
pub const COMPONENTS: usize = 64;
/// Further directions that are carried along, so that the last components settle too.
const SPARE: usize = 64;
/// The pass over the cubes that gives the components: the first is for the mean, those between turn the directions,
/// and one more measures the errors.
const PASSES: usize = 9;

/// Learns the components and scores all cubes, a batch at a call.
pub struct Pca {
    cubes: Arc<Cubes>,
    components: usize,
    device: Device,
    /// `[15360]`, once the first pass is over.
    mean: Option<Tensor<2>>,
    /// `[15360, directions]`, orthonormal.
    directions: Tensor<2>,
    /// What this pass has summed up.
    sum: Option<Tensor<2>>,
    pass: usize,
    next: usize,
    errors: Vec<f32>,
}

impl Pca {
    /// Of `components` components, at most as many as there are cubes and at most [`CUBE_BYTES`].
    ///
    /// Errors: no cubes.
    pub fn new(cubes: Arc<Cubes>, components: usize, seed: u64, device: &Device) -> Result<Self, LbrError> {
        if cubes.is_empty() {
            return Err(LbrError::TooFewCubes { found: 0, needed: 1 });
        }
        let components = components.min(cubes.len());
        let count = (components + SPARE).min(cubes.len());
        let mut random = Random::keyed(seed, "pca directions", 0);
        let start = (0..count).map(|_| (0..CUBE_BYTES).map(|_| random.normal()).collect()).collect();
        let directions = columns(&orthonormal(start), device);
        let device = device.clone();
        let errors = Vec::with_capacity(cubes.len());
        Ok(Self { cubes, components, device, mean: None, directions, sum: None, pass: 0, next: 0, errors })
    }

    /// Batches taken.
    pub fn steps_done(&self) -> usize {
        self.pass * self.steps_per_pass() + self.next / CUBES_PER_STEP
    }

    /// Batches to take in all: a pass for the mean, then those of the iterations, then one for the errors.
    pub fn steps(&self) -> usize {
        (PASSES + 2) * self.steps_per_pass()
    }

    fn steps_per_pass(&self) -> usize {
        self.cubes.len().div_ceil(CUBES_PER_STEP)
    }

    /// Whether all cubes are scored.
    pub fn done(&self) -> bool {
        self.pass == PASSES + 2
    }

    /// `[n]`, the sum of squared errors of every cube, once done.
    pub fn into_errors(self) -> Vec<f32> {
        self.errors
    }

    /// Takes the next batch.
    pub async fn step(&mut self) -> Result<(), LbrError> {
        let end = (self.next + CUBES_PER_STEP).min(self.cubes.len());
        let indices: Vec<usize> = (self.next..end).collect();
        let shown = batch(&self.cubes, &indices, &self.device).reshape([indices.len(), CUBE_BYTES]);
        match &self.mean {
            None => self.add(shown.sum_dim(0)),
            Some(mean) => {
                let centred = shown - mean.clone().expand([indices.len(), CUBE_BYTES]);
                let within = centred.clone().matmul(self.directions.clone());
                if self.pass <= PASSES {
                    self.add(centred.transpose().matmul(within));
                } else {
                    self.measure(centred, within, &indices).await?;
                }
            }
        }
        self.next = end;
        if end == self.cubes.len() {
            self.end_pass().await?;
        }
        Ok(())
    }

    fn add(&mut self, part: Tensor<2>) {
        self.sum = Some(match self.sum.take() {
            None => part,
            Some(sum) => sum + part,
        });
    }

    async fn measure(
        &mut self,
        centred: Tensor<2>,
        within: Tensor<2>,
        indices: &[usize],
    ) -> Result<(), LbrError> {
        let drawn = within.matmul(self.directions.clone().transpose());
        let difference = centred - drawn;
        let errors = difference.clone().mul(difference).sum_dim(1);
        let errors = errors.into_data_async().await.map_err(|error| LbrError::device("PCA", &error))?;
        for (value, &cube) in errors.iter::<f32>().zip(indices) {
            if !value.is_finite() {
                return Err(LbrError::BadScore { cube, value });
            }
            self.errors.push(value);
        }
        Ok(())
    }

    async fn end_pass(&mut self) -> Result<(), LbrError> {
        if let Some(sum) = self.sum.take() {
            if self.mean.is_none() {
                self.mean = Some(sum.div_scalar(self.cubes.len() as f64));
            } else {
                self.turn(sum).await?;
            }
        }
        (self.pass, self.next) = (self.pass + 1, 0);
        Ok(())
    }

    /// New directions from `sum`, the covariance times the old ones; after the last pass the components among them.
    async fn turn(&mut self, sum: Tensor<2>) -> Result<(), LbrError> {
        let turned = read_columns(sum).await?;
        let found = if self.pass < PASSES {
            orthonormal(turned)
        } else {
            self.components_of(&read_columns(self.directions.clone()).await?, &turned)
        };
        // Cubes that are all equal span nothing: any direction will do.
        if !found.is_empty() {
            self.directions = columns(&found, &self.device);
        }
        Ok(())
    }

    /// The axes of the covariance within the directions, those of the largest variances (Rayleigh and Ritz).
    fn components_of(&self, directions: &[Vec<f64>], turned: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let row = |direction: &Vec<f64>| turned.iter().map(|column| dot(direction, column)).collect();
        let axes = eigenvectors(directions.iter().map(row).collect());
        let combined = |axis: &Vec<f64>| {
            let mut sum = vec![0.0; CUBE_BYTES];
            for (share, direction) in axis.iter().zip(directions) {
                sum.iter_mut().zip(direction).for_each(|(sum, value)| *sum += share * value);
            }
            sum
        };
        orthonormal(axes.iter().take(self.components).map(combined).collect())
    }
}

/// The columns of `[15360, n]` on the host.
async fn read_columns(matrix: Tensor<2>) -> Result<Vec<Vec<f64>>, LbrError> {
    let [rows, _] = matrix.dims();
    let data = matrix.transpose().into_data_async().await;
    let values: Vec<f64> = data.map_err(|error| LbrError::device("PCA", &error))?.iter::<f64>().collect();
    Ok(values.chunks_exact(rows).map(<[f64]>::to_vec).collect())
}

/// `[15360, n]` of n columns.
fn columns(columns: &[Vec<f64>], device: &Device) -> Tensor<2> {
    let values: Vec<f32> = columns.iter().flatten().map(|&value| value as f32).collect();
    Tensor::<2>::from_data(TensorData::new(values, [columns.len(), CUBE_BYTES]), device).transpose()
}

#[cfg(test)]
#[path = "pca_tests.rs"]
mod tests;
