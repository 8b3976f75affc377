//! The names that a pickle may use. Every other one ends the reading.

use super::Dialect;
use crate::formats::checkpoint::CheckpointError;
use crate::formats::{Dtype, FormatError};

/// What a known name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Global {
    /// `collections.OrderedDict`, `dict`.
    Dict,
    DefaultDict,
    List,
    Set,
    Bytearray,
    Namespace,
    /// `_rebuild_tensor`: storage, offset, size, stride.
    RebuildTensor,
    /// `_rebuild_tensor_v2`: these, requires_grad, hooks and perhaps empty metadata.
    RebuildTensorV2,
    /// `_rebuild_tensor_v3`: these and a dtype before the metadata.
    RebuildTensorV3,
    /// The tensor in it is what counts.
    RebuildParameter,
    /// A storage of values of one type; without one, of bytes.
    StorageType(Option<Dtype>),
    Dtype(Dtype),
    Size,
    Device,
    Layout,
    /// TorchScript's typed lists.
    TypedList,
    /// A class of a TorchScript program.
    ScriptClass,
    NumpyDtype,
    NumpyArray,
    NumpyScalar,
    NumpyReconstruct,
    /// `_codecs.encode`.
    Encode,
}

/// Looks a name up.
///
/// Errors: [`CheckpointError::Global`] before anything that the name would be applied to is looked at.
pub(super) fn look_up(module: &str, name: &str, dialect: Dialect) -> Result<Global, FormatError> {
    let found = match module {
        "__builtin__" | "builtins" => builtin(name),
        "torch" | "torch.cuda" | "torch.storage" => torch(module, name),
        "torch._utils" => match name {
            "_rebuild_tensor" => Some(Global::RebuildTensor),
            "_rebuild_tensor_v2" => Some(Global::RebuildTensorV2),
            "_rebuild_tensor_v3" => Some(Global::RebuildTensorV3),
            "_rebuild_parameter" | "_rebuild_parameter_with_state" => Some(Global::RebuildParameter),
            _ => None,
        },
        "torch.jit._pickle" if dialect == Dialect::TorchScript => match name {
            "build_intlist" | "build_doublelist" | "build_boollist" | "build_tensorlist"
            | "restore_type_tag" => Some(Global::TypedList),
            _ => None,
        },
        "numpy.core.multiarray" | "numpy._core.multiarray" => match name {
            "scalar" => Some(Global::NumpyScalar),
            "_reconstruct" => Some(Global::NumpyReconstruct),
            _ => None,
        },
        _ if module.starts_with("__torch__") && dialect == Dialect::TorchScript => Some(Global::ScriptClass),
        _ => match (module, name) {
            ("collections", "OrderedDict") => Some(Global::Dict),
            ("collections", "defaultdict") => Some(Global::DefaultDict),
            ("argparse", "Namespace") => Some(Global::Namespace),
            ("torch.serialization", "_get_layout") => Some(Global::Layout),
            ("numpy", "dtype") => Some(Global::NumpyDtype),
            ("numpy", "ndarray") => Some(Global::NumpyArray),
            ("_codecs", "encode") => Some(Global::Encode),
            _ => None,
        },
    };
    found.ok_or_else(|| refusal(module, name))
}

/// The refusal of a name, or of a use that is not in the tables.
pub(super) fn refusal(module: &str, name: &str) -> FormatError {
    CheckpointError::Global { module: module.into(), name: name.into() }.into()
}

fn builtin(name: &str) -> Option<Global> {
    Some(match name {
        "dict" => Global::Dict,
        "list" => Global::List,
        "set" => Global::Set,
        "bytearray" => Global::Bytearray,
        _ => return None,
    })
}

fn torch(module: &str, name: &str) -> Option<Global> {
    if let Some(kind) = name.strip_suffix("Storage") {
        return match kind {
            "Untyped" => (module == "torch.storage").then_some(Global::StorageType(None)),
            _ => (module != "torch.storage")
                .then(|| storage_dtype(kind).map(|dtype| Global::StorageType(Some(dtype))))?,
        };
    }
    match name {
        "Size" => Some(Global::Size),
        "device" => Some(Global::Device),
        _ => dtype(name).map(Global::Dtype),
    }
    .filter(|_| module == "torch")
}

fn storage_dtype(kind: &str) -> Option<Dtype> {
    Some(match kind {
        "Float" => Dtype::F32,
        "Half" => Dtype::F16,
        "BFloat16" => Dtype::Bf16,
        "Double" => Dtype::F64,
        "Long" => Dtype::I64,
        "Int" => Dtype::I32,
        "Short" => Dtype::I16,
        "Char" => Dtype::I8,
        "Byte" => Dtype::U8,
        "Bool" => Dtype::Bool,
        // Listed, never read.
        "ComplexFloat" => Dtype::Other("complex64".into()),
        "ComplexDouble" => Dtype::Other("complex128".into()),
        _ => return None,
    })
}

fn dtype(name: &str) -> Option<Dtype> {
    let known = [
        Dtype::F32,
        Dtype::F16,
        Dtype::Bf16,
        Dtype::F64,
        Dtype::I64,
        Dtype::I32,
        Dtype::I16,
        Dtype::I8,
        Dtype::U8,
        Dtype::Bool,
    ];
    if let Some(dtype) = known.into_iter().find(|dtype| dtype.name() == name) {
        return Some(dtype);
    }
    let listed = [
        "complex32",
        "complex64",
        "complex128",
        "float8_e4m3fn",
        "float8_e5m2",
        "float8_e4m3fnuz",
        "float8_e5m2fnuz",
        "uint16",
        "uint32",
        "uint64",
    ];
    listed.contains(&name).then(|| Dtype::Other(name.into()))
}
