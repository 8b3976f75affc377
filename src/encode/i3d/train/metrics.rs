//! What a network that learned makes of snippets it did not learn from.

use super::targets::PER_CELL;
use super::{Learning, Snippets, TargetScale, TrainError};
use crate::encode::i3d::I3d;

/// Snippets that go through the network at once.
const AT_ONCE: usize = 8;

/// How much of each target's variation over whole snippets is told, in the order of [`TARGETS`](super::TARGETS): 1 less
/// the mean squared error by the variance; 1 is all, 0 what the mean alone tells. `None` for what never varies.
///
/// By the folded network, as it encodes.
pub async fn explained(
    network: &Learning,
    scale: &TargetScale,
    snippets: &Snippets,
) -> Result<Vec<Option<f64>>, TrainError> {
    let encoder = I3d::new(&network.folded(snippets.side()).await?, network.device());
    let mut told: Vec<f32> = Vec::with_capacity(snippets.len() * PER_CELL);
    for first in (0..snippets.len()).step_by(AT_ONCE) {
        let count = AT_ONCE.min(snippets.len() - first);
        let found = network.told(encoder.forward(snippets.pictures(first, count, network.device())));
        told.extend(found.into_data_async().await.map_err(TrainError::Device)?.iter::<f32>());
    }
    let parts = snippets.cells() * snippets.cells();
    let scaled = scale.scaled(snippets.targets());
    let truth: Vec<f64> = scaled.chunks_exact(parts * PER_CELL).flat_map(means).collect();
    let column =
        |values: &[f64], k: usize| -> Vec<f64> { values.iter().skip(k).step_by(PER_CELL).copied().collect() };
    let told: Vec<f64> = told.into_iter().map(f64::from).collect();
    Ok((0..PER_CELL).map(|k| share(&column(&told, k), &column(&truth, k))).collect())
}

/// Each target's mean over the parts of a snippet, `[parts, PER_CELL]`.
fn means(parts: &[f32]) -> Vec<f64> {
    let count = (parts.len() / PER_CELL) as f64;
    let sum = |k: usize| parts.iter().skip(k).step_by(PER_CELL).map(|&value| f64::from(value)).sum::<f64>();
    (0..PER_CELL).map(|k| sum(k) / count).collect()
}

fn share(told: &[f64], truth: &[f64]) -> Option<f64> {
    let mean = truth.iter().sum::<f64>() / truth.len() as f64;
    let squares = |of: &mut dyn Iterator<Item = f64>| of.map(|off| off * off).sum::<f64>();
    let variance = squares(&mut truth.iter().map(|value| value - mean));
    let error = squares(&mut told.iter().zip(truth).map(|(told, truth)| told - truth));
    (variance > 0.0).then(|| 1.0 - error / variance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_is_one_for_the_truth_none_for_the_mean_and_unknown_for_what_never_varies() {
        assert_eq!(share(&[1.0, 3.0], &[1.0, 3.0]), Some(1.0));
        assert_eq!(share(&[2.0, 2.0], &[1.0, 3.0]), Some(0.0));
        assert_eq!(share(&[3.0, 1.0], &[1.0, 3.0]), Some(-3.0));
        assert_eq!(share(&[3.0, 1.0], &[2.0, 2.0]), None);
    }
}
