//! Weights from files: which layout, which shape, halves to f32.

use std::collections::BTreeMap;

use super::config::ClipConfig;
use super::names::{Layout, PROJECTION, tensors};
use super::store;
use crate::encode::WeightsError;
use crate::formats::{Checkpoint, Fit, FormatError, Tensor, TensorInfo, fit};

/// Largest side of an image: its tokens attend to one another, which takes memory by the fourth power (ours).
const LARGEST_SIDE: usize = 512;

/// A tower's weights in memory.
#[derive(Debug, Clone, PartialEq)]
pub struct ClipWeights {
    /// The shape.
    pub config: ClipConfig,
    /// By OpenAI's names.
    pub tensors: BTreeMap<String, Tensor>,
    /// How the file names its tensors.
    pub layout: Layout,
    /// What is to be said about the file.
    pub notes: Vec<String>,
}

/// Reads the image tower, in any [`Layout`]; other tensors are not read.
///
/// Errors: as [`fit`], listing every tensor that is missing or of another shape; as [`Checkpoint::load`]; in our
/// format also metadata that do not fit.
pub fn load(checkpoint: &Checkpoint<'_>) -> Result<ClipWeights, WeightsError> {
    let (layout, config) = shape_of(checkpoint).unwrap_or((Layout::OpenAi, ClipConfig::VIT_B_16));
    if config.side > LARGEST_SIDE {
        return Err(WeightsError::Side { side: config.side, step: config.patch, largest: LARGEST_SIDE });
    }
    let fitted = fit(checkpoint, &layout.known_model(config))?;
    let mut all = BTreeMap::new();
    for (name, shape) in tensors(config) {
        let values = values(checkpoint, &fitted, layout, &name)?;
        all.insert(name, Tensor { shape, values });
    }
    let notes = fitted.warnings.iter().map(ToString::to_string).collect();
    let weights = ClipWeights { config, tensors: all, layout, notes };
    if store::is_ours(checkpoint) {
        store::check(checkpoint, &weights)?;
    }
    Ok(weights)
}

/// Layout and shape of the tower in a file, whatever stands before its names.
pub(super) fn shape_of(checkpoint: &Checkpoint<'_>) -> Option<(Layout, ClipConfig)> {
    [Layout::OpenAi, Layout::HuggingFace].into_iter().find_map(|layout| {
        let patch = ending_in(checkpoint, layout.mark())?;
        let prefix = patch.name.strip_suffix(layout.mark())?;
        let shape = |name: &str| {
            let source = layout.sources(name).swap_remove(0);
            checkpoint.tensor(&format!("{prefix}{source}")).map(|tensor| tensor.shape.clone())
        };
        let mut projection = shape(PROJECTION)?;
        if layout == Layout::HuggingFace {
            projection.reverse();
        }
        let has_block = |index: &usize| {
            let block = format!("{prefix}{}", layout.block(*index));
            checkpoint.tensors().any(|tensor| tensor.name.starts_with(&block))
        };
        let blocks = (0..).take_while(has_block).count();
        let positions = shape("visual.positional_embedding")?;
        Some((layout, ClipConfig::of_shapes(&patch.shape, &positions, &projection, blocks)?))
    })
}

fn ending_in<'a>(checkpoint: &'a Checkpoint<'_>, mark: &str) -> Option<&'a TensorInfo> {
    let mut tensors = checkpoint.tensors();
    tensors.find(|tensor| {
        let front = tensor.name.strip_suffix(mark);
        front.is_some_and(|front| front.is_empty() || front.ends_with('.'))
    })
}

/// The values of a tensor under OpenAI's name: stacked or transposed where the file has them otherwise.
fn values(
    checkpoint: &Checkpoint<'_>,
    fitted: &Fit,
    layout: Layout,
    name: &str,
) -> Result<Vec<f32>, FormatError> {
    let mut values = Vec::new();
    for source in layout.sources(name) {
        let tensor = fitted.load(checkpoint, &source)?;
        match (layout, name, tensor.shape.as_slice()) {
            (Layout::HuggingFace, PROJECTION, &[rows, columns]) => {
                values.extend((0..columns * rows).map(|i| tensor.values[i % rows * columns + i / rows]));
            }
            _ if values.is_empty() => values = tensor.values,
            _ => values.extend(tensor.values),
        }
    }
    Ok(values)
}
