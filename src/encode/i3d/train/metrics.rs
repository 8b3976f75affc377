//! What a network that learned makes of snippets it did not learn from.

use super::{Learning, Snippets, TrainError};
use crate::encode::i3d::I3d;
use crate::evaluate::auroc;

/// Snippets that go through the network at once.
const AT_ONCE: usize = 8;

/// How well one label is told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LabelMeasure {
    /// Share of the snippets for which it holds: what an untrained guess by the label's frequency has to be better than.
    pub prevalence: f64,
    /// How often a snippet with it has the larger logit than one without; none where all or none have it.
    pub auroc: Option<f64>,
}

/// Every label on `snippets`, by the folded network.
pub async fn measure(network: &Learning, snippets: &Snippets) -> Result<Vec<LabelMeasure>, TrainError> {
    let encoder = I3d::new(&network.folded().await?, network.device());
    let mut logits: Vec<f32> = Vec::with_capacity(snippets.len() * snippets.labels());
    let all: Vec<usize> = (0..snippets.len()).collect();
    for chosen in all.chunks(AT_ONCE) {
        let (pictures, _) = snippets.batch(chosen, network.device());
        let found = network.logits(encoder.forward(pictures));
        logits.extend(found.into_data_async().await.map_err(TrainError::Device)?.iter::<f32>());
    }
    let labels = snippets.labels();
    let of = |label: usize| -> Result<LabelMeasure, TrainError> {
        let holds = snippets.holds(label);
        let values: Vec<f32> = logits.iter().skip(label).step_by(labels).copied().collect();
        let there = holds.iter().filter(|&&holds| holds).count();
        let differs = (1..holds.len()).contains(&there);
        let auroc = differs.then(|| auroc(&values, &holds)).transpose()?;
        Ok(LabelMeasure { prevalence: there as f64 / holds.len().max(1) as f64, auroc })
    };
    (0..labels).map(of).collect()
}
