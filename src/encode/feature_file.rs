//! One feature file: bytes in, the crops in it out.
//!
//! `[snippets, width]` is one crop. Three axes are packed crops, `[snippets, C, width]` or
//! `[C, snippets, width]` with C 5 or 10; where both readings fit the file is refused, since a wrong guess
//! would give numbers without complaint. One axis is ground truth: XD-Violence's ground-truth files carry the
//! names of its feature files.

use super::{FeatureError, FeatureNote, WidthHint};
use crate::formats::{Array, ArrayData, read_npy};

/// Numbers of crops that a packed file may have: XD-Violence and UCF-Crime.
const PACKED_CROPS: [usize; 2] = [5, 10];

/// The crops of one file.
#[derive(Debug, Clone, PartialEq)]
pub struct CropStack {
    /// Crops; 1 unless packed.
    pub crops: usize,
    /// Whether the file has three axes.
    pub packed: bool,
    /// Snippets, at least 1.
    pub snippets: usize,
    /// Width of a row.
    pub dim: usize,
    /// `[crops, snippets, dim]`, every value finite.
    pub data: Vec<f32>,
    /// What was odd about the file.
    pub notes: Vec<FeatureNote>,
}

/// Reads a `.npy` file of features; `file` names it in errors, `width` is what the model takes.
pub fn read_feature_file(file: &str, bytes: &[u8], width: Option<usize>) -> Result<CropStack, FeatureError> {
    let array = read_npy(bytes).map_err(|source| FeatureError::Format { file: file.into(), source })?;
    check_type(file, &array.data)?;
    let layout = Layout::of(file, &array.shape, width)?;
    let values = array.to_f32().map_err(|source| FeatureError::Format { file: file.into(), source })?;
    let Layout { crops, snippets, dim, crop_second } = layout;
    let data = if crop_second { crops_first(&values, crops, snippets, dim) } else { values };
    check_finite(file, &data, snippets, dim)?;
    let mut notes = zero_rows(file, &data, snippets, dim);
    notes.extend(remarked(file, &array));
    Ok(CropStack { crops, packed: array.shape.len() == 3, snippets, dim, data, notes })
}

fn check_type(file: &str, data: &ArrayData) -> Result<(), FeatureError> {
    match data {
        ArrayData::F32(_) | ArrayData::F64(_) => Ok(()),
        ArrayData::Bool(_) => Err(FeatureError::Type { file: file.into(), found: "booleans" }),
        _ => Err(FeatureError::Type { file: file.into(), found: "integers" }),
    }
}

/// How the axes are read.
struct Layout {
    crops: usize,
    snippets: usize,
    dim: usize,
    /// `[snippets, crops, dim]` rather than `[crops, snippets, dim]`.
    crop_second: bool,
}

impl Layout {
    fn of(file: &str, shape: &[usize], width: Option<usize>) -> Result<Self, FeatureError> {
        let expected = || width.map_or("width".into(), |width| width.to_string());
        let layout = match *shape {
            [snippets, dim] => Self { crops: 1, snippets, dim, crop_second: false },
            [a, b, dim] => Self::packed(file, [a, b, dim])?,
            [length] => {
                return Err(FeatureError::OneAxis { file: file.into(), length, width: expected() });
            }
            _ => {
                return Err(FeatureError::Shape {
                    file: file.into(),
                    shape: shape.to_vec(),
                    width: expected(),
                });
            }
        };
        if layout.snippets == 0 {
            return Err(FeatureError::NoSnippets { file: file.into() });
        }
        let expected = width.unwrap_or(layout.dim.max(1));
        if layout.dim != expected {
            let found = layout.dim;
            return Err(FeatureError::Width { file: file.into(), found, expected, hint: WidthHint(found) });
        }
        Ok(layout)
    }

    fn packed(file: &str, [a, b, dim]: [usize; 3]) -> Result<Self, FeatureError> {
        let shape = vec![a, b, dim];
        match (PACKED_CROPS.contains(&a), PACKED_CROPS.contains(&b)) {
            (true, true) => Err(FeatureError::Ambiguous { file: file.into(), shape, last: a.max(b) - 1 }),
            (true, false) => Ok(Self { crops: a, snippets: b, dim, crop_second: false }),
            (false, true) => Ok(Self { crops: b, snippets: a, dim, crop_second: true }),
            (false, false) => Err(FeatureError::Shape { file: file.into(), shape, width: dim.to_string() }),
        }
    }
}

/// `[snippets, crops, dim]` to `[crops, snippets, dim]`.
fn crops_first(values: &[f32], crops: usize, snippets: usize, dim: usize) -> Vec<f32> {
    let rows = (0..crops).flat_map(|crop| (0..snippets).map(move |snippet| snippet * crops + crop));
    rows.flat_map(|row| &values[row * dim..(row + 1) * dim]).copied().collect()
}

fn check_finite(file: &str, data: &[f32], snippets: usize, dim: usize) -> Result<(), FeatureError> {
    let Some(first) = data.iter().position(|value| !value.is_finite()) else {
        return Ok(());
    };
    let count = data.iter().filter(|value| !value.is_finite()).count();
    Err(FeatureError::NotFinite {
        file: file.into(),
        row: first / dim % snippets,
        column: first % dim,
        count,
    })
}

/// Notes on rows of zeros: those at the end look like padding, others may be empty scenes.
fn zero_rows(file: &str, data: &[f32], snippets: usize, dim: usize) -> Vec<FeatureNote> {
    let zero: Vec<bool> = (0..snippets)
        .map(|row| {
            let mut crops = data.chunks_exact(snippets * dim);
            crops.all(|crop| crop[row * dim..(row + 1) * dim].iter().all(|&value| value == 0.0))
        })
        .collect();
    let trailing = zero.iter().rev().take_while(|&&zero| zero).count();
    let inner = zero.iter().filter(|&&zero| zero).count() - trailing;
    let file = || file.to_owned();
    let mut notes = Vec::new();
    if trailing > 0 {
        notes.push(FeatureNote::TrailingZeros { file: file(), rows: trailing });
    }
    if inner > 0 {
        notes.push(FeatureNote::InnerZeros { file: file(), rows: inner });
    }
    notes
}

fn remarked<'a>(file: &'a str, array: &'a Array) -> impl Iterator<Item = FeatureNote> + 'a {
    array.warnings.iter().map(|warning| FeatureNote::Format { file: file.into(), warning: warning.clone() })
}

#[cfg(test)]
#[path = "feature_file_tests.rs"]
mod tests;
