//! What the head in a file of weights takes and what its results are called, by names and shapes alone: known before a clip
//! is encoded for it, which may take minutes.
//!
//! Errors: a file without such a head, with all that is missing or mis-shaped; features of another width, with the tensor
//! that tells it; PEL4VAD weights whose data set their shapes do not tell.

use crate::dsanet::{self, DataSet};
use crate::formats::{Checkpoint, FormatError, recognise};
use crate::lanet;

/// Tensors whose second axis is the width of the features: DSANet's, LA-Net's, PEL4VAD's.
const INPUTS: [&str; 3] =
    ["frame_position_embeddings.weight", "lanet.attn.phi.weight", "self_attention.self_attn.q.weight"];

/// What a head takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadInput {
    /// What people call the network.
    pub model: String,
    /// Columns of its features.
    pub columns: usize,
    /// The tensor that tells it, as the file names it.
    pub tensor: String,
    /// That tensor's shape.
    pub shape: Vec<usize>,
    /// The crop that its published protocol takes; none where that takes all, or where there is no protocol.
    pub crop: Option<usize>,
    /// The data set of PEL4VAD weights, as far as their shapes tell it.
    pub pel4vad: Option<lanet::pel4vad::DataSet>,
}

/// Why a file's head cannot score features of an encoder.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HeadError {
    /// The file holds no such head, or not all of one.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// The features are of another width.
    #[error(
        "the features of {encoder} have {found} columns, the head takes {expected}: its tensor {tensor} has the shape {shape:?}; choose weights that belong together"
    )]
    Width {
        /// What makes the features.
        encoder: String,
        /// Columns of the head.
        expected: usize,
        /// Columns of the features.
        found: usize,
        /// The head's tensor that tells it.
        tensor: String,
        /// That tensor's shape.
        shape: Vec<usize>,
    },
    /// A head whose layer over the features is not known here.
    #[error(
        "\"{file}\" holds {model}, but none of the tensors that tell the width of its features ({}); choose weights of DSANet or LA-Net",
        INPUTS.join(", ")
    )]
    NoInput {
        /// The file.
        file: String,
        /// What its tensors are those of.
        model: String,
    },
    /// PEL4VAD weights of XD-Violence and of ShanghaiTech have the same shapes, and are computed differently.
    #[error(
        "\"{file}\" holds PEL4VAD weights of XD-Violence or of ShanghaiTech, which its tensors do not tell apart; score its features where the data set can be said"
    )]
    DataSetUnknown {
        /// The file.
        file: String,
    },
}

/// The head of DSANet (or VadCLIP's trunk), or of LA-Net (or PEL4VAD), that `checkpoint` holds; no values are read.
pub fn head_input(checkpoint: &Checkpoint<'_>) -> Result<HeadInput, HeadError> {
    let mut models = dsanet::known::known_models(checkpoint);
    models.extend(lanet::known::known_models(checkpoint));
    let fitted = recognise(checkpoint, &models)?;
    let input = fitted.names.iter().find(|name| INPUTS.contains(&name.as_str()));
    let told = input.and_then(|name| {
        let tensor = fitted.key(name);
        let shape = checkpoint.tensor(&tensor)?.shape.clone();
        Some((*shape.get(1)?, tensor, shape))
    });
    let Some((columns, tensor, shape)) = told else {
        return Err(HeadError::NoInput { file: checkpoint.file_name().to_owned(), model: fitted.model });
    };
    let pel4vad = lanet::pel4vad::is_pel4vad(checkpoint.tensors().map(|tensor| tensor.name.as_str()));
    if pel4vad && fitted.model != lanet::known::PEL4VAD_UCF {
        return Err(HeadError::DataSetUnknown { file: checkpoint.file_name().to_owned() });
    }
    Ok(HeadInput {
        model: fitted.model,
        columns,
        tensor,
        shape,
        crop: dsanet::known::data_set(checkpoint).map(DataSet::crop),
        pel4vad: pel4vad.then_some(lanet::pel4vad::DataSet::UcfCrime),
    })
}

impl HeadInput {
    /// Refuses features of `columns` columns where the head takes others.
    pub fn check(&self, encoder: &str, columns: usize) -> Result<(), HeadError> {
        if columns == self.columns {
            return Ok(());
        }
        let (tensor, shape) = (self.tensor.clone(), self.shape.clone());
        Err(HeadError::Width {
            encoder: encoder.to_owned(),
            expected: self.columns,
            found: columns,
            tensor,
            shape,
        })
    }
}

/// What results of a head over features of `encoder` are called: the name that the weights give themselves in the published
/// set-up, else what they are.
pub fn method_name(own: &str, family: &str, is_published: bool, encoder: &str) -> String {
    if is_published { own.to_owned() } else { format!("{family} head on features of {encoder}") }
}

#[cfg(test)]
#[path = "known_heads_tests.rs"]
mod tests;
