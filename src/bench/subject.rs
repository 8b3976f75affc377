//! A workload made ready on a device.

use std::sync::Arc;

use burn::tensor::{Device, Tensor, TensorData};

use super::BenchError;
use super::workload::{Task, dsanet_config};
use crate::device::DeviceKind;
use crate::dsanet::{self, DsaNet};
use crate::encode::SNIPPET_FRAMES as FRAMES;
use crate::encode::clip::{self, ClipVisual};
use crate::encode::i3d::{self, I3d};
use crate::lanet::scoring::map_budget;
use crate::lanet::{self, CropView, LaNet, LaNetConfig, Scorer};
use crate::lbr::model::{ReconCae, Width};
use crate::lbr::reference::{drawn, hash};
use crate::lbr::training::{Tail, Training, TrainingConfig};
use crate::lbr::{self, LbrError};
use crate::localize::detector::{self, FastestDet, INPUT_SIDE, INPUT_VALUES};
use crate::localize::{CUBE_BYTES, CUBE_PLANES, CUBE_SIDE};
use crate::nn::dense;

/// Added to the key of LA-Net's input per crop, so that no two crops are alike.
const CROP_KEY: u32 = 100_000;
/// Keys of the hash for the two matrices.
const MATRIX_KEYS: [u32; 2] = [1, 2];
/// Most steps that a network is taught here.
const STEPS: usize = 1_000_000;

/// A model with its weights on a device and its input in host memory.
pub struct Subject {
    device: Device,
    kind: Kind,
}

enum Kind {
    LaNet { model: LaNet, crops: Vec<Vec<f32>>, snippets: usize, budget_bytes: usize },
    ReconCae { model: ReconCae, cubes: Vec<f32> },
    ReconCaeStep(Box<Training>),
    DsaNet { model: Box<DsaNet>, values: Vec<f32> },
    I3d { model: I3d, values: Vec<f32> },
    Clip { model: Box<ClipVisual>, values: Vec<f32> },
    FastestDet { model: FastestDet, values: Vec<f32> },
    MatMul { side: usize, matrices: [Vec<f32>; 2] },
}

impl Subject {
    /// Fills the weights and uploads them to `device`, a device without a tape.
    pub fn new(task: Task, device: &Device, kind: DeviceKind) -> Result<Self, BenchError> {
        let kind = match task {
            Task::LaNet { crops, snippets } => Kind::LaNet {
                model: lanet::reference::model(&LaNetConfig::default(), device)?,
                crops: (0..crops).map(|crop| lanet_input(snippets, crop)).collect(),
                snippets,
                budget_bytes: map_budget(kind),
            },
            Task::ReconCae { cubes, width } => Kind::ReconCae {
                model: lbr::reference::model(Width::new(width)?, device),
                cubes: lbr::reference::cubes(cubes).pixels.iter().map(|&p| f32::from(p) / 255.0).collect(),
            },
            Task::ReconCaeStep { cubes, width } => {
                let model = lbr::reference::model(Width::new(width)?, device);
                let cubes = Arc::new(lbr::reference::cubes(cubes));
                let config = step_config(cubes.len());
                Kind::ReconCaeStep(Box::new(Training::new(model, cubes, config, device)))
            }
            Task::DsaNet { width } => {
                let config = dsanet_config(width);
                let model = Box::new(dsanet::reference::model(&config, false, device)?);
                Kind::DsaNet { model, values: dsanet::reference::input(config.slots, width) }
            }
            Task::I3d(config) => Kind::I3d {
                model: I3d::new(&i3d::reference::weights(config), device),
                values: i3d::reference::input(config.input),
            },
            Task::Clip(config) => Kind::Clip {
                model: Box::new(ClipVisual::new(clip::reference::weights(config), device)),
                values: clip::reference::input(config.side),
            },
            Task::FastestDet { pictures } => Kind::FastestDet {
                model: detector::reference::network(device),
                values: detector::reference::input(pictures),
            },
            Task::MatMul { side } => {
                Kind::MatMul { side, matrices: MATRIX_KEYS.map(|key| matrix(side, key)) }
            }
        };
        Ok(Self { device: device.clone(), kind })
    }

    /// Once: the input handed over, computed, the result read. Scores `[snippets]`, squared errors `[cubes]`, the loss
    /// `[1]`, logits `[snippets]` and then `[snippets][classes]`, a row of features, an embedding, numbers of
    /// cells, or the first row of the product.
    pub async fn run(&mut self) -> Result<Vec<f32>, BenchError> {
        match &mut self.kind {
            Kind::LaNet { model, crops, snippets, budget_bytes } => {
                let mut scorer = Scorer::new(model, "the benchmark", *budget_bytes);
                let dim = model.config().feat_dim;
                for values in crops {
                    scorer.begin(CropView { snippets: *snippets, dim, values })?;
                    while scorer.step().await?.is_some() {}
                }
                Ok(scorer.finish()?.scores)
            }
            Kind::ReconCae { model, cubes } => {
                let shape = [cubes.len() / CUBE_BYTES, CUBE_PLANES, CUBE_SIDE, CUBE_SIDE];
                let shown = Tensor::from_data(TensorData::new(cubes.clone(), shape), &self.device);
                let errors = lbr::batch::squared_errors(model.evaluate(shown.clone()), shown);
                let read = errors.into_data_async().await;
                Ok(read.map_err(|error| LbrError::device("scoring", &error))?.iter::<f32>().collect())
            }
            Kind::ReconCaeStep(training) => Ok(vec![training.step().await?.loss]),
            Kind::DsaNet { model, values } => {
                let mut scorer = dsanet::Scorer::new(model, "the benchmark");
                let (snippets, dim) = (model.config().slots, model.config().width);
                scorer.begin(CropView { snippets, dim, values })?;
                while scorer.step().await?.is_some() {}
                let crops = scorer.finish()?.crops.into_iter();
                Ok(crops.flat_map(|crop| [crop.logits, crop.class_logits].concat()).collect())
            }
            Kind::I3d { model, values } => {
                let side = model.config().input;
                let snippet = TensorData::new(values.clone(), [1, 3, FRAMES, side, side]);
                let features = model.forward(Tensor::from_data(snippet, &self.device));
                Ok(features.into_data_async().await?.iter::<f32>().collect())
            }
            Kind::Clip { model, values } => {
                let side = model.config().side;
                let image = TensorData::new(values.clone(), [1, 3, side, side]);
                let embedding = model.forward(Tensor::from_data(image, &self.device));
                Ok(embedding.into_data_async().await?.iter::<f32>().collect())
            }
            Kind::FastestDet { model, values } => {
                let shape = [values.len() / INPUT_VALUES, 3, INPUT_SIDE, INPUT_SIDE];
                let pictures = TensorData::new(values.clone(), shape);
                let cells = model.forward(Tensor::from_data(pictures, &self.device));
                Ok(cells.into_data_async().await?.iter::<f32>().collect())
            }
            Kind::MatMul { side, matrices } => {
                let shape = [1, *side, *side];
                let [a, b] = matrices.each_ref().map(|values| {
                    Tensor::<3>::from_data(TensorData::new(values.clone(), shape), &self.device)
                });
                // On the CPU by the models' own product, on a GPU by burn's.
                let row = dense::multiply(a, b).slice([0..1, 0..1, 0..*side]);
                Ok(row.into_data_async().await?.iter::<f32>().collect())
            }
        }
    }
}

/// Plain learning: every cube counts fully, the loss is read after every step.
fn step_config(batch: usize) -> TrainingConfig {
    TrainingConfig { batch, tail: Tail::Keep, steps: STEPS, warm_up: 0, spr: None, seed: 0, read_every: 1 }
}

/// `[snippets][1024]`; crop 0 has the input of LA-Net's reference passes.
fn lanet_input(snippets: usize, crop: usize) -> Vec<f32> {
    let dim = LaNetConfig::default().feat_dim;
    if crop == 0 {
        return lanet::reference::input(snippets, dim);
    }
    let key = CROP_KEY * crop as u32 + snippets as u32;
    (0..snippets * dim).map(|element| (2.0 * hash(element, key) - 1.0).max(0.0) as f32).collect()
}

/// Values of -1 to 1.
fn matrix(side: usize, key: u32) -> Vec<f32> {
    drawn(key, side * side, 1.0)
}
