//! The losses of a batch on the tape (authors' code).
//!
//! | loss | what it asks |
//! |---|---|
//! | L1 | the mean of the highest scores is high in abnormal videos, low in normal ones |
//! | L2 | the mean of a class's highest logits is high for the video's classes |
//! | L3 | odd classes' text features are unlike the normal one's |
//! | L4, L5 | the event looks like the video's classes, the background like the normal one |
//! | L_c | scores and reconstruction errors agree |
//! | L_g | every calm slot has a prototype near it |

use burn::tensor::{Device, Tensor, TensorData, activation};
use serde::{Deserialize, Serialize};

use super::model::Forward;
use super::picks::Picks;
use super::refiner::Refined;
use super::run_config::TrainConfig;
use super::samples::Batch;
use super::semantic::{Weights, compared};

/// Mass that is spread over all classes in L4 and L5.
const SMOOTHING: f64 = 0.1;
/// What a class other than the normal one counts in the background's label, before it is brought to sum 1.
const BACKGROUND_SHARE: f64 = 0.01;
/// Least argument of a logarithm: f32's smallest normal number, so that a slope stays finite.
const LEAST: f64 = 1.2e-38;

/// Values of the losses of one batch, unweighted but for the total.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Losses {
    /// The weighted sum.
    pub total: f64,
    /// L1.
    pub detection: f64,
    /// L2.
    pub classes: f64,
    /// L3.
    pub text: f64,
    /// L4.
    pub event: f64,
    /// L5.
    pub background: f64,
    /// L_c.
    pub consistency: f64,
    /// L_g.
    pub gather: f64,
}

/// Losses on the tape, `[1]` each.
pub(crate) struct Objective {
    pub(crate) total: Tensor<1>,
    /// In the order of [`Losses`], without the total; none where it is switched off.
    parts: [Option<Tensor<1>>; 7],
}

impl Objective {
    /// Of a batch's forward pass; `refined` where normality is modelled.
    pub(crate) fn new(
        forward: &Forward,
        refined: Option<&Refined>,
        picks: &Picks,
        batch: &Batch,
        config: &TrainConfig,
    ) -> Self {
        let device = forward.logits.device();
        let [samples, slots] = forward.logits.dims();
        let classes = batch.labels.len() / samples;
        let upload = Upload { device: &device };
        let scores = activation::sigmoid(forward.logits.clone());
        let detection = detection(
            scores.clone(),
            upload.matrix(picks.detection.clone(), [samples, slots]),
            &upload.matrix(odd(batch, classes), [samples, 1]),
        );
        let text = forward.text.clone();
        let class = forward.aligned.as_ref().map(|aligned| {
            let weights = upload.cube(picks.classes.clone(), [samples, slots, classes]);
            let means = (aligned.logits.clone() * weights).sum_dim(1).reshape([samples, classes]);
            cross_entropy(means, upload.matrix(shares(batch, classes), [samples, classes]))
        });
        let semantic = text.clone().filter(|_| config.dcsa).map(|text| {
            let Weights { event, background } = Weights::new(forward.logits.clone());
            let against = |weights, labels| {
                let logits = compared(forward.features.clone(), weights, text.clone());
                cross_entropy(logits, upload.matrix(labels, [samples, classes]))
            };
            (
                against(event, event_labels(batch, classes)),
                against(background, background_labels(samples, classes)),
            )
        });
        let (event, background) = semantic.unzip();
        let refined = refined.map(|refined| {
            let valid = super::model::valid(&batch.lengths, slots, &device);
            (consistency(scores, refined.errors.clone(), valid), refined.gather.clone())
        });
        let (consistent, gather) = refined.unzip();
        let parts = [Some(detection), class, text.map(separation), event, background, consistent, gather];
        let weights = [1.0, config.class_weight(), 1.0, 1.0, 1.0, 1.0, 1.0];
        let weighted =
            parts.iter().zip(weights).filter_map(|(part, weight)| Some(part.clone()?.mul_scalar(weight)));
        let total = weighted.reduce(|sum, part| sum + part).unwrap_or_else(|| Tensor::zeros([1], &device));
        Self { total, parts }
    }

    /// All values, `[8]`, off the tape: the total, then the parts, 0 where one is switched off.
    pub(crate) fn values(&self) -> Tensor<1> {
        let total = self.total.clone().inner();
        let part = |part: &Option<Tensor<1>>| match part {
            Some(part) => part.clone().inner(),
            None => total.zeros_like(),
        };
        let parts = self.parts.iter().map(part);
        Tensor::cat(core::iter::once(total.clone()).chain(parts).collect(), 0)
    }
}

impl Losses {
    /// From [`Objective::values`].
    pub(crate) fn from_values(values: &[f32]) -> Self {
        let at = |index: usize| values.get(index).copied().map_or(f64::NAN, f64::from);
        Self {
            total: at(0),
            detection: at(1),
            classes: at(2),
            text: at(3),
            event: at(4),
            background: at(5),
            consistency: at(6),
            gather: at(7),
        }
    }

    /// The sum of both, each weighted.
    pub(crate) fn plus(self, other: Self, share: f64) -> Self {
        Self {
            total: self.total + share * other.total,
            detection: self.detection + share * other.detection,
            classes: self.classes + share * other.classes,
            text: self.text + share * other.text,
            event: self.event + share * other.event,
            background: self.background + share * other.background,
            consistency: self.consistency + share * other.consistency,
            gather: self.gather + share * other.gather,
        }
    }
}

/// Constants beside the tape.
struct Upload<'a> {
    device: &'a Device,
}

impl Upload<'_> {
    fn matrix(&self, values: Vec<f32>, shape: [usize; 2]) -> Tensor<2> {
        Tensor::from_data(TensorData::new(values, shape), self.device)
    }

    fn cube(&self, values: Vec<f32>, shape: [usize; 3]) -> Tensor<3> {
        Tensor::from_data(TensorData::new(values, shape), self.device)
    }
}

/// L1: cross-entropy of the mean of the picked scores; `odd [samples, 1]`.
fn detection(scores: Tensor<2>, weights: Tensor<2>, odd: &Tensor<2>) -> Tensor<1> {
    let p = (scores * weights).sum_dim(1);
    let log = |x: Tensor<2>| x.clamp_min(LEAST).log();
    let calm = odd.clone().mul_scalar(-1.0).add_scalar(1.0);
    let right = odd.clone() * log(p.clone()) + calm * log(p.mul_scalar(-1.0).add_scalar(1.0));
    right.mean().mul_scalar(-1.0)
}

/// Mean over the samples of the cross-entropy of logits with shares, both `[samples, classes]`.
fn cross_entropy(logits: Tensor<2>, shares: Tensor<2>) -> Tensor<1> {
    (activation::log_softmax(logits, 1) * shares).sum_dim(1).mean().mul_scalar(-1.0)
}

/// L3: mean of |cos| of the normal class with the others, of rows of length 1.
fn separation(text: Tensor<2>) -> Tensor<1> {
    let [classes, _] = text.dims();
    let cosines = text.clone().narrow(0, 1, classes - 1) * text.narrow(0, 0, 1);
    cosines.sum_dim(1).abs().mean()
}

/// L_c: mean over the valid slots of the batch.
fn consistency(scores: Tensor<2>, errors: Tensor<2>, valid: Tensor<2>) -> Tensor<1> {
    let off = scores - errors;
    (off.clone() * off * valid.clone()).sum() / valid.sum()
}

fn odd(batch: &Batch, classes: usize) -> Vec<f32> {
    batch.labels.chunks_exact(classes).map(|label| 1.0 - label[0]).collect()
}

/// Labels brought to sum 1: a video of several classes spreads its mass.
fn shares(batch: &Batch, classes: usize) -> Vec<f32> {
    let share = |label: &[f32]| {
        let sum: f32 = label.iter().sum();
        label.iter().map(|value| value / sum).collect::<Vec<_>>()
    };
    batch.labels.chunks_exact(classes).flat_map(share).collect()
}

fn smoothed(share: f64, classes: usize) -> f32 {
    ((1.0 - SMOOTHING) * share + SMOOTHING / classes as f64) as f32
}

fn event_labels(batch: &Batch, classes: usize) -> Vec<f32> {
    shares(batch, classes).into_iter().map(|share| smoothed(share.into(), classes)).collect()
}

/// The same label for every video.
fn background_labels(samples: usize, classes: usize) -> Vec<f32> {
    let sum = 1.0 + BACKGROUND_SHARE * (classes - 1) as f64;
    let share = |class: usize| if class == 0 { 1.0 / sum } else { BACKGROUND_SHARE / sum };
    (0..samples * classes).map(|at| smoothed(share(at % classes), classes)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_backgrounds_label_has_its_worked_shares() {
        for (classes, normal, other) in [(14, 0.803603, 0.015107), (7, 0.863342, 0.022776)] {
            let label = background_labels(2, classes);
            assert_eq!(label.len(), 2 * classes);
            assert!((label[0] - normal).abs() < 1e-6 && (label[classes + 1] - other).abs() < 1e-6);
            assert!((label[..classes].iter().sum::<f32>() - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn a_certain_mistake_costs_much_and_stays_finite() {
        let device = Device::flex().autodiff();
        let scores = Tensor::<2>::from_data([[0.0, 0.0], [1.0, 1.0]], &device).require_grad();
        let weights = Tensor::from_data([[1.0, 0.0], [1.0, 0.0]], &device);
        let loss = detection(scores.clone(), weights, &Tensor::from_data([[1.0], [0.0]], &device));
        let value: f32 = loss.clone().into_scalar();
        assert!((80.0..100.0).contains(&value), "{value}");
        let gradient = scores.grad(&loss.backward()).expect("a slope");
        assert!(gradient.into_data().iter::<f32>().all(f32::is_finite));
    }
}
