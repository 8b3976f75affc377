//! Files of weights: one door for every container.
//!
//! [`open`] recognises a file by its content and gives a [`Checkpoint`]: the table of its tensors, scalars,
//! metadata and warnings, without having read a value. Tensors are then read one at a time. Nothing in a
//! file is ever executed; every length is checked before it is used.

mod error;
mod flatten;
mod legacy;
mod load;
mod numpy;
mod onnx;
mod open;
mod recognise;
mod safetensors;
mod table;
mod torch_zip;

use std::collections::BTreeMap;
use std::fmt;

pub use error::CheckpointError;
pub use flatten::Scalar;
pub use open::{OpenOptions, open, open_with};
pub use table::TensorInfo;

pub(super) use table::MAX_RANK;

use super::archive::Archive;
use super::{Array, ArrayData, ByteSource, FormatError, FormatWarning};
use load::Loader;
use table::{Stored, Table};

/// How a file is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Container {
    /// PyTorch since 1.6.
    #[default]
    TorchZip,
    /// A TorchScript program, of which only the tensors are read.
    TorchScript,
    /// PyTorch before 1.6.
    TorchLegacy,
    /// safetensors.
    Safetensors,
    /// One NumPy array.
    Npy,
    /// NumPy arrays by name.
    Npz,
    /// An ONNX model, of which only the initialisers are read.
    Onnx,
}

impl Container {
    /// The name, as results and the page show it.
    pub fn name(self) -> &'static str {
        match self {
            Self::TorchZip => "pytorch-zip",
            Self::TorchScript => "torchscript",
            Self::TorchLegacy => "pytorch-legacy",
            Self::Safetensors => "safetensors",
            Self::Npy => "npy",
            Self::Npz => "npz",
            Self::Onnx => "onnx",
        }
    }
}

/// One tensor's values.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor {
    /// Length of each axis; none for a single value.
    pub shape: Vec<usize>,
    /// The values, last axis fastest; every one is finite.
    pub values: Vec<f32>,
}

/// An open file of weights.
pub struct Checkpoint<'a> {
    file: String,
    source: Box<dyn ByteSource + 'a>,
    opened: Opened,
    verify: bool,
}

/// What the readers of containers give.
#[derive(Debug, Default)]
struct Opened {
    container: Container,
    table: Table,
    scalars: Vec<(String, Scalar)>,
    metadata: BTreeMap<String, String>,
    warnings: Vec<FormatWarning>,
    archive: Option<Archive>,
}

impl Checkpoint<'_> {
    /// The name given at opening.
    pub fn file_name(&self) -> &str {
        &self.file
    }

    /// How the file is built.
    pub fn container(&self) -> Container {
        self.opened.container
    }

    /// All tensors, in the file's order.
    pub fn tensors(&self) -> impl ExactSizeIterator<Item = &TensorInfo> {
        self.opened.table.tensors.iter().map(|tensor| &tensor.info)
    }

    /// The tensor of that whole name.
    pub fn tensor(&self, name: &str) -> Option<&TensorInfo> {
        self.opened.table.find(name).map(|tensor| &tensor.info)
    }

    /// Numbers and texts beside the tensors (epoch, accuracy), in the file's order.
    pub fn scalars(&self) -> &[(String, Scalar)] {
        &self.opened.scalars
    }

    /// The metadata of a safetensors file.
    pub fn metadata(&self) -> &BTreeMap<String, String> {
        &self.opened.metadata
    }

    /// What is odd about the file.
    pub fn warnings(&self) -> &[FormatWarning] {
        &self.opened.warnings
    }

    /// The bytes it is read from.
    pub fn source(&self) -> &dyn ByteSource {
        &*self.source
    }

    /// The values of a tensor as weights: f32, row-major, all finite.
    ///
    /// Halves are exact, f64 goes to the nearest. Errors: no such tensor, a type that is no float, a value
    /// beyond f32 or not finite, data that do not match.
    pub fn load(&self, name: &str) -> Result<Tensor, FormatError> {
        let tensor = self.find(name)?;
        let values = self.floats(tensor).map_err(|error| error.in_file(&self.file))?;
        Ok(Tensor { shape: tensor.info.shape.clone(), values })
    }

    /// The values as they are stored, but for halves, which become f32; not held to be finite.
    ///
    /// This is how integers are read. Errors: as [`Checkpoint::load`].
    pub fn load_array(&self, name: &str) -> Result<Array, FormatError> {
        let tensor = self.find(name)?;
        let mut data: Option<ArrayData> = None;
        self.loader()
            .pieces(tensor, &mut |piece, _| {
                match &mut data {
                    None => data = Some(piece),
                    Some(data) => data.append(piece),
                }
                Ok(())
            })
            .map_err(|error| error.in_file(&self.file))?;
        let data = match data {
            Some(data) => data,
            None => tensor.info.dtype.decode(&[], false, 0).map_err(|error| error.in_file(&self.file))?,
        };
        Ok(Array { shape: tensor.info.shape.clone(), data, warnings: Vec::new() })
    }

    /// Some rows (indices of the first axis) as weights, in the order asked for: `[rows, rest…]`.
    ///
    /// Only their bytes are read. Errors: as [`Checkpoint::load`], and a row that is not there.
    pub fn rows(&self, name: &str, rows: &[usize]) -> Result<Tensor, FormatError> {
        let whole = self.find(name)?;
        let mut values = Vec::new();
        for &row in rows {
            let tensor = row_of(whole, row).map_err(|error| error.in_file(&self.file))?;
            values.extend(self.floats(&tensor).map_err(|error| error.in_file(&self.file))?);
        }
        let rest = whole.info.shape.get(1..).unwrap_or_default();
        Ok(Tensor { shape: [&[rows.len()], rest].concat(), values })
    }

    /// The first `count` values in row-major order as they are stored, for a look at the tensor.
    pub fn first(&self, name: &str, count: usize) -> Result<Array, FormatError> {
        let mut tensor = self.find(name)?.clone();
        // Narrowed from the front: all axes but the last that is needed to one index.
        let mut left = count;
        for axis in (0..tensor.info.shape.len()).rev() {
            let length = tensor.info.shape[axis];
            tensor.info.shape[axis] = length.min(left);
            left = left.div_ceil(length.max(1));
        }
        let mut data = None;
        let read = self.loader().pieces(&tensor, &mut |piece, _| {
            data.get_or_insert(piece);
            Ok(())
        });
        let empty = || tensor.info.dtype.decode(&[], false, 0);
        let data =
            read.and_then(|()| data.map_or_else(empty, Ok)).map_err(|error| error.in_file(&self.file))?;
        let data = data.truncated(count);
        Ok(Array { shape: vec![data.len()], data, warnings: Vec::new() })
    }

    fn loader(&self) -> Loader<'_> {
        Loader { source: &*self.source, archive: self.opened.archive.as_ref(), verify: self.verify }
    }

    fn find(&self, name: &str) -> Result<&Stored, FormatError> {
        self.opened.table.find(name).ok_or_else(|| {
            let names = self.tensors().map(|tensor| tensor.name.clone()).collect();
            FormatError::from(CheckpointError::NoTensor { tensor: name.into(), names }).in_file(&self.file)
        })
    }

    fn floats(&self, tensor: &Stored) -> Result<Vec<f32>, FormatError> {
        let name = || tensor.info.name.clone();
        if !tensor.info.dtype.is_float() {
            let dtype = tensor.info.dtype.name().to_owned();
            return Err(CheckpointError::Dtype { tensor: name(), dtype }.into());
        }
        let mut values: Vec<f32> = Vec::new();
        let mut bad: Option<(usize, usize)> = None;
        self.loader().pieces(tensor, &mut |piece, first| {
            // Only now: the sizes have been held against the file.
            values.reserve_exact(tensor.info.elements() - values.len());
            match piece {
                ArrayData::F32(piece) => values.extend(piece),
                ArrayData::F64(piece) => {
                    for (at, wide) in piece.into_iter().enumerate() {
                        let value = wide as f32;
                        if wide.is_finite() && !value.is_finite() {
                            let (index, value) = (first + at, wide.to_string());
                            return Err(CheckpointError::Range {
                                tensor: name(),
                                index,
                                value,
                                wanted: "f32",
                            }
                            .into());
                        }
                        values.push(value);
                    }
                }
                _ => {}
            }
            for (at, value) in values[first..].iter().enumerate() {
                if !value.is_finite() {
                    let (first, count) = bad.unwrap_or((first + at, 0));
                    bad = Some((first, count + 1));
                }
            }
            Ok(())
        })?;
        match bad {
            Some((first, count)) => Err(CheckpointError::NonFinite { tensor: name(), count, first }.into()),
            None => Ok(values),
        }
    }
}

/// One row of a tensor, as a tensor.
fn row_of(whole: &Stored, row: usize) -> Result<Stored, FormatError> {
    if whole.info.shape.first().is_none_or(|&rows| row >= rows) {
        let (tensor, shape) = (whole.info.name.clone(), whole.info.shape.clone());
        return Err(CheckpointError::NoRow { tensor, shape, row }.into());
    }
    let mut tensor = whole.clone();
    tensor.offset += row * tensor.stride.remove(0);
    tensor.info.shape.remove(0);
    Ok(tensor)
}

impl fmt::Debug for Checkpoint<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checkpoint")
            .field("file", &self.file)
            .field("opened", &self.opened)
            .finish_non_exhaustive()
    }
}
