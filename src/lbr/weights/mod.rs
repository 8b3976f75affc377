//! The weights file: safetensors, `f32`, one network per block, in the motion variant two (ours).
//!
//! Keys are `b{row}_{column}.raw_ae.TENSOR` and `b{row}_{column}.of_ae.TENSOR`; `b{row}_{column}.stats`, `f64`
//! `[2, 2]`, has mean and deviation of the training cubes' errors, first raw, then flow. A block without cubes has no
//! network. `blocks` in the metadata says rows and columns.

mod names;
mod write;

use core::convert::Infallible;

use burn::tensor::Device;

use super::LbrError;
use super::block_scores::BlockStatistics;
use super::blocks::Grid;
use super::model::{ReconCae, Target, Width};
use super::scoring::Statistics;
use crate::formats::{Checkpoint, Fit, FormatError, KnownModel, Wanted, fit};
use names::{Named, networks};

pub(super) use write::Serialised;
pub use write::{write, write_blocks, write_precise};

/// What the file's metadata says it is.
pub const FORMAT: &str = "oddframe-lbr/1";
/// Name of the network's first tensor, whose shape tells the width.
const FIRST_LAYER: &str = "0.conv.conv.0.weight";
/// Name of the last one, whose shape tells what the network draws.
const LAST_LAYER: &str = "7.conv.weight";
/// What may stand beside the networks: statistics, and the moments of a run that goes on.
const IGNORABLE: [&str; 3] = ["*.stats", "adam.*", "adam_flow.*"];

/// A network and the statistics of the cubes that it learned from.
pub struct Weights {
    /// The network.
    pub model: ReconCae,
    /// Its width, read off the first layer.
    pub width: Width,
    /// Mean and deviation of the errors, where the file has them.
    pub statistics: Option<Statistics>,
}

/// The networks of a data set.
pub struct BlockWeights {
    /// The division of the frame.
    pub grid: Grid,
    /// Width of all networks.
    pub width: Width,
    /// One per block, row by row; none for a block that had no cubes to learn from.
    pub blocks: Vec<Option<BlockNetworks>>,
}

/// The networks of one block.
pub struct BlockNetworks {
    /// The auto-encoder.
    pub raw: ReconCae,
    /// The motion variant's second network.
    pub flow: Option<ReconCae>,
    /// Mean and deviation of the training cubes' errors, where the file has them.
    pub statistics: Option<BlockStatistics>,
}

/// The network of `width` by the names and shapes of its tensors, for recognising a file.
pub fn known_model(width: Width) -> KnownModel {
    KnownModel {
        ignorable: IGNORABLE.map(String::from).into(),
        ..KnownModel::new("ReconCAE (LBR)", known_tensors("", width, Target::Raw))
    }
}

/// The networks of a file as one model, for recognising it; none where there is no first layer.
pub fn known_model_of(checkpoint: &Checkpoint<'_>) -> Option<KnownModel> {
    let width = width_of(checkpoint)?;
    match networks(checkpoint).as_slice() {
        // A single network is recognised whatever stands before its names.
        [_] => Some(known_model(width)),
        several => Some(names::known(several, width)),
    }
}

/// The tensors of a network, by name and shape.
fn known_tensors(prefix: &str, width: Width, target: Target) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    // Built on the host only to be asked for names and shapes.
    let built = ReconCae::build::<Infallible>(width, target, &Device::flex(), &mut |slot| {
        wanted.push(Wanted::new(format!("{prefix}{}", slot.name), slot.shape));
        Ok(vec![0.0; slot.shape.iter().product()])
    });
    match built {
        Ok(_) => wanted,
        Err(never) => match never {},
    }
}

/// The width of the networks in a file, by the first layer of the first; none if there is no such layer.
pub fn width_of(checkpoint: &Checkpoint<'_>) -> Option<Width> {
    let first = networks(checkpoint).first()?.first_layer();
    Width::new(*checkpoint.tensor(&first)?.shape.first()? as f64 / 32.0).ok()
}

/// Whether a file holds a second network that draws flow.
pub fn has_motion(checkpoint: &Checkpoint<'_>) -> bool {
    networks(checkpoint).iter().any(|named| named.target == Target::Flow)
}

/// Reads the one network of an undivided frame onto `device`, from a file of any container.
///
/// Errors: as [`read_blocks`] without motion, and several blocks.
pub fn read(checkpoint: &Checkpoint<'_>, device: &Device) -> Result<Weights, LbrError> {
    let found = read_blocks(checkpoint, Some(Grid::WHOLE), false, device)?;
    let network = found.blocks.into_iter().flatten().next().ok_or_else(|| no_network(checkpoint))?;
    let statistics = network.statistics.map(|statistics| statistics.raw);
    Ok(Weights { model: network.raw, width: found.width, statistics })
}

/// Reads all networks of a file of any container onto `device`; `motion` says whether the motion variant is asked
/// for, `grid` which division, where only one will do.
///
/// Errors: another network's file, another division, a second network where none is asked for or none where one is,
/// a missing tensor, another shape or type, a value that is not finite.
pub fn read_blocks(
    checkpoint: &Checkpoint<'_>,
    grid: Option<Grid>,
    motion: bool,
    device: &Device,
) -> Result<BlockWeights, LbrError> {
    let found = networks(checkpoint);
    let width = width_of(checkpoint).ok_or_else(|| no_network(checkpoint))?;
    let own = names::grid(checkpoint, &found)?;
    if let Some(expected) = grid.filter(|&grid| grid != own) {
        let (file, found) = (checkpoint.file_name().into(), own.to_string());
        return Err(LbrError::Blocks { file, found, expected: expected.to_string() });
    }
    check_motion(checkpoint, &found, motion, width)?;
    let fitted = fit(checkpoint, &names::known(&found, width))?;
    let mut blocks: Vec<Option<BlockNetworks>> = (0..own.count()).map(|_| None).collect();
    for named in found.iter().filter(|named| named.target == Target::Raw) {
        let flow = found.iter().find(|flow| (flow.block, flow.target) == (named.block, Target::Flow));
        let networks = BlockNetworks {
            raw: load(checkpoint, &fitted, named, width, device)?,
            flow: flow.map(|flow| load(checkpoint, &fitted, flow, width, device)).transpose()?,
            statistics: statistics(checkpoint, named, motion)?,
        };
        let index = own.index(named.block.0, named.block.1).ok_or_else(|| no_network(checkpoint))?;
        blocks[index] = Some(networks);
    }
    Ok(BlockWeights { grid: own, width, blocks })
}

fn no_network(checkpoint: &Checkpoint<'_>) -> LbrError {
    LbrError::WeightsFile {
        reason: format!("{} has no tensor {FIRST_LAYER} of a possible width", checkpoint.file_name()),
    }
}

/// Every block has a second network with motion, and none without.
fn check_motion(
    checkpoint: &Checkpoint<'_>,
    found: &[Named],
    motion: bool,
    width: Width,
) -> Result<(), LbrError> {
    const NONE: &str = "no such tensor";
    let channels = width.channels()[0];
    let shape = |planes: usize| format!("{:?}", [planes, channels, 1, 1]);
    let head = |tensor: String, expected: String, found: String, advice| LbrError::MotionHead {
        file: checkpoint.file_name().into(),
        tensor,
        expected,
        found,
        advice,
    };
    for named in found {
        let of = |target| found.iter().any(|other| (other.block, other.target) == (named.block, target));
        let tensor = format!("{}{LAST_LAYER}", named.prefix);
        if named.target == Target::Flow && !motion {
            let info = checkpoint.tensor(&tensor);
            let found = info.map_or(NONE.into(), |info| format!("{:?}", info.shape));
            let advice = "these are weights of the motion variant, which has to be asked for";
            return Err(head(tensor, NONE.into(), found, advice));
        }
        let advice = "these weights hold no second network; leave motion out, or train with it";
        if named.target == Target::Raw && motion && !of(Target::Flow) {
            let tensor = format!("{}{}.{LAST_LAYER}", named.block_prefix(), Target::Flow.key());
            return Err(head(tensor, shape(Target::Flow.planes()), NONE.into(), advice));
        }
        if named.target == Target::Flow && !of(Target::Raw) {
            let tensor = format!("{}{}.{LAST_LAYER}", named.block_prefix(), Target::Raw.key());
            let advice = "the motion variant has both networks for every block; choose a whole file";
            return Err(head(tensor, shape(Target::Raw.planes()), NONE.into(), advice));
        }
    }
    Ok(())
}

fn load(
    checkpoint: &Checkpoint<'_>,
    fitted: &Fit,
    named: &Named,
    width: Width,
    device: &Device,
) -> Result<ReconCae, FormatError> {
    ReconCae::build(width, named.target, device, &mut |slot| {
        fitted.load(checkpoint, &format!("{}{}", named.prefix, slot.name)).map(|tensor| tensor.values)
    })
}

/// Mean and deviation of a block's errors, which stand beside its networks.
fn statistics(
    checkpoint: &Checkpoint<'_>,
    named: &Named,
    motion: bool,
) -> Result<Option<BlockStatistics>, LbrError> {
    let name = format!("{}stats", named.block_prefix());
    let Some(info) = checkpoint.tensor(&name).filter(|info| info.shape == [2, 2]) else { return Ok(None) };
    let numbers = checkpoint.load_array(&info.name)?.to_f64()?;
    let row = |row: usize| {
        let (mean, std) = (numbers[2 * row], numbers[2 * row + 1]);
        let reason = || format!("{name}, row {row}: expected a mean and a deviation, found {mean} and {std}");
        if !mean.is_finite() || !std.is_finite() || std < 0.0 {
            return Err(LbrError::WeightsFile { reason: reason() });
        }
        Ok(Statistics { mean, std })
    };
    Ok(Some(BlockStatistics { raw: row(0)?, flow: motion.then(|| row(1)).transpose()? }))
}
