//! Which networks a file holds, by the names of their tensors.
//!
//! Ours are `b{row}_{column}.raw_ae.` and `.of_ae.`; the authors' nested lists read as `{row}.{column}.0.raw_ae.`.
//! Whatever else stands in front belongs to the one network of an undivided frame.

use super::{FIRST_LAYER, known_tensors};
use crate::formats::{Checkpoint, KnownModel};
use crate::lbr::LbrError;
use crate::lbr::blocks::Grid;
use crate::lbr::model::{Target, Width};

/// A network in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// Row and column of its block.
    pub block: (usize, usize),
    /// What it draws.
    pub target: Target,
    /// What stands before the names of its tensors, with the dot.
    pub prefix: String,
}

impl Named {
    /// The first layer's name in the file.
    pub fn first_layer(&self) -> String {
        format!("{}{FIRST_LAYER}", self.prefix)
    }

    /// What stands before the names of everything of its block.
    pub fn block_prefix(&self) -> &str {
        self.prefix
            .strip_suffix('.')
            .and_then(|front| front.strip_suffix(self.target.key()))
            .unwrap_or(&self.prefix)
    }
}

/// All networks of a file, in its order.
pub(super) fn networks(checkpoint: &Checkpoint<'_>) -> Vec<Named> {
    let fronts = checkpoint.tensors().filter_map(|tensor| tensor.name.strip_suffix(FIRST_LAYER));
    fronts.filter(|front| front.is_empty() || front.ends_with('.')).map(named).collect()
}

fn named(prefix: &str) -> Named {
    let parts: Vec<&str> = prefix.split_terminator('.').collect();
    let (target, before) = match parts.split_last() {
        Some((&last, before)) if last == Target::Flow.key() => (Target::Flow, before),
        Some((&last, before)) if last == Target::Raw.key() => (Target::Raw, before),
        _ => (Target::Raw, &parts[..]),
    };
    Named { block: block(before).unwrap_or((0, 0)), target, prefix: prefix.to_owned() }
}

/// The block that the parts of a name tell, if they do.
fn block(parts: &[&str]) -> Option<(usize, usize)> {
    let ours = |last: &str| {
        let (row, column) = last.strip_prefix('b')?.split_once('_')?;
        Some((row.parse().ok()?, column.parse().ok()?))
    };
    let authors = || match parts {
        [.., row, column, "0"] => Some((row.parse().ok()?, column.parse().ok()?)),
        _ => None,
    };
    parts.last().and_then(|last| ours(last)).or_else(authors)
}

/// The grid of a file: what its metadata say, else the smallest with all its blocks.
pub(super) fn grid(checkpoint: &Checkpoint<'_>, networks: &[Named]) -> Result<Grid, LbrError> {
    let refused = |found: String, expected: &str| LbrError::Blocks {
        file: checkpoint.file_name().into(),
        found,
        expected: expected.into(),
    };
    let told = match checkpoint.metadata().get("blocks") {
        Some(text) => Some(
            Grid::parse(text)
                .ok_or_else(|| refused(format!("\"{text}\""), "rows and columns such as \"4x1\""))?,
        ),
        None => None,
    };
    let last =
        |part: fn(&Named) -> usize| networks.iter().map(part).max().map_or(1, |last| last.saturating_add(1));
    let (rows, columns) = (last(|named| named.block.0), last(|named| named.block.1));
    let grid = match told {
        Some(grid) => grid,
        None => Grid::new(rows, columns)
            .ok_or_else(|| refused(format!("{rows}x{columns}"), "at most 16 rows and columns"))?,
    };
    for (at, named) in networks.iter().enumerate() {
        let (row, column) = named.block;
        if grid.index(row, column).is_none() {
            let inside = format!("blocks inside the {grid} of its metadata");
            return Err(refused(format!("b{row}_{column} among its tensors"), &inside));
        }
        let twice =
            networks[..at].iter().any(|other| (other.block, other.target) == (named.block, named.target));
        if twice {
            let found = format!("b{row}_{column} twice, the second time as \"{}\"", named.prefix);
            return Err(refused(found, "one network of a kind for each block"));
        }
    }
    Ok(grid)
}

/// All networks of a file as one model, under their whole names.
pub(super) fn known(networks: &[Named], width: Width) -> KnownModel {
    let tensors = networks.iter().flat_map(|named| known_tensors(&named.prefix, width, named.target));
    KnownModel {
        ignorable: super::IGNORABLE.map(String::from).into(),
        ..KnownModel::new("ReconCAE (LBR)", tensors.collect())
    }
}
