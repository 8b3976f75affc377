//! What only a file of weights can have wrong.

use crate::formats::error::first_names;

/// A refusal of a file of weights, or of a file as the weights of a model.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum CheckpointError {
    /// A pickle that uses a name which is not in the tables.
    #[error(
        "it wants to run {module}.{name}. Oddframe reads data only and never runs code from a file. {}",
        global_advice(module, name)
    )]
    Global {
        /// The Python module.
        module: String,
        /// The name in it.
        name: String,
    },
    /// A pickle with an opcode that PyTorch does not write.
    #[error(
        "pickle opcode {opcode} at byte {at} is not used by PyTorch checkpoints; not read, save the file again \
         with torch.save"
    )]
    Opcode {
        /// The opcode's name, or its number.
        opcode: String,
        /// Its position in the pickle.
        at: u64,
    },
    /// A pickle that is not well-formed.
    #[error("the pickle does not match its own rules at byte {at}: expected {expected}; download it again")]
    Pickle {
        /// Position of the opcode.
        at: u64,
        /// What it needs.
        expected: &'static str,
    },
    /// A tensor whose values are not there.
    #[error("tensor {tensor} refers to storage {key}, which is not in the file; download or save it again")]
    MissingStorage {
        /// The tensor.
        tensor: String,
        /// The storage.
        key: String,
    },
    /// A tensor that reaches out of its storage.
    #[error(
        "tensor {tensor} {shape:?} needs elements up to {needs}, its storage has {has}; download or save it again"
    )]
    Bounds {
        /// The tensor.
        tensor: String,
        /// Its shape.
        shape: Vec<i64>,
        /// The last element needed, or what is wrong with its sizes or strides.
        needs: String,
        /// Elements of the storage.
        has: u64,
    },
    /// A tensor whose bytes do not lie as safetensors demand.
    #[error(
        "tensor {tensor}: its bytes {from}..{to} overlap, leave a gap or do not fit {dtype} {shape:?}; save it again"
    )]
    Bytes {
        /// The tensor.
        tensor: String,
        /// First byte of its data.
        from: u64,
        /// The byte after its last.
        to: u64,
        /// Type of its values.
        dtype: String,
        /// Its shape.
        shape: Vec<u64>,
    },
    /// Two tensors that would have one name.
    #[error("two tensors have the name {tensor}; expected different names, save the file again")]
    Twice {
        /// The name.
        tensor: String,
    },
    /// A tensor of a type that weights do not have.
    #[error("{tensor} is {dtype}, cannot be used as weights; save it as float32")]
    Dtype {
        /// The tensor.
        tensor: String,
        /// Type of its values.
        dtype: String,
    },
    /// A finite value beyond f32.
    #[error("{tensor}[{index}] = {value} does not fit {wanted}; save it as float32")]
    Range {
        /// The tensor.
        tensor: String,
        /// Index in row-major order.
        index: usize,
        /// The value.
        value: String,
        /// The type that it does not fit.
        wanted: &'static str,
    },
    /// Values that are no numbers.
    #[error("{tensor} has {count} non-finite values, first at [{first}]; train or download it again")]
    NonFinite {
        /// The tensor.
        tensor: String,
        /// How many.
        count: usize,
        /// Index of the first, in row-major order.
        first: usize,
    },
    /// No tensor of that name.
    #[error("it has no tensor {tensor}; it has: {}", first_names(names))]
    NoTensor {
        /// The name asked for.
        tensor: String,
        /// The names there are.
        names: Vec<String>,
    },
    /// Not a row of a matrix.
    #[error("tensor {tensor} {shape:?} has no row {row}")]
    NoRow {
        /// The tensor.
        tensor: String,
        /// Its shape.
        shape: Vec<usize>,
        /// The row asked for.
        row: usize,
    },
    /// Nothing to fill a model with.
    #[error("it holds no tensors (found: {kinds}); save the model's state_dict with torch.save")]
    NoTensors {
        /// What it holds instead.
        kinds: String,
    },
    /// A file whose tensors are not those of the model.
    #[error("{}", super::super::fit::misfit_sentence(.0))]
    Unfit(Box<super::super::fit::Misfit>),
    /// A file of our own with tensors that its model does not have.
    #[error("{} tensors are not part of {model}: {}; this file says that it is Oddframe's own, write it again", names.len(), first_names(names))]
    Surplus {
        /// The model.
        model: String,
        /// The tensors.
        names: Vec<String>,
    },
    /// No known model has these tensors.
    #[error("it is no known model ({known}); its largest tensors: {largest}")]
    Unknown {
        /// The models that were tried.
        known: String,
        /// Names and shapes of the largest tensors.
        largest: String,
    },
    /// Several models could be meant.
    #[error("it holds the tensors of several models ({models}); say which is meant")]
    Ambiguous {
        /// The models.
        models: String,
    },
}

impl CheckpointError {
    /// The error's stable short name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Global { .. } => "ckpt/global",
            Self::Opcode { .. } => "ckpt/opcode",
            Self::Pickle { .. } | Self::Twice { .. } => "ckpt/damaged",
            Self::MissingStorage { .. } => "ckpt/missing-storage",
            Self::Bounds { .. } | Self::Bytes { .. } | Self::NoRow { .. } => "ckpt/bounds",
            Self::Dtype { .. } => "ckpt/dtype",
            Self::Range { .. } => "ckpt/range",
            Self::NonFinite { .. } => "ckpt/nonfinite",
            Self::NoTensor { .. } | Self::NoTensors { .. } => "ckpt/missing",
            Self::Unknown { .. } | Self::Ambiguous { .. } => "ckpt/missing",
            Self::Unfit(misfit) if misfit.missing.is_empty() => "ckpt/shape",
            Self::Unfit(_) => "ckpt/missing",
            Self::Surplus { .. } => "ckpt/unused",
        }
    }
}

/// What to do instead of saving what cannot be read.
fn global_advice(module: &str, name: &str) -> &'static str {
    match (module, name) {
        ("torch.storage", "_load_from_bytes") => {
            "This is a plain pickle of tensors: save them with torch.save."
        }
        _ if module.starts_with("torch.nn")
            || module.starts_with("__main__")
            || module.contains("models") =>
        {
            "This is a whole pickled model: save its weights with torch.save(model.state_dict(), ...)."
        }
        _ => "Ask for (or save) a state_dict.",
    }
}
