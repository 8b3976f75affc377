//! From the names in a file to the tensors of a model.
//!
//! The names in front (`state_dict.`, `model.`, DataParallel's `module.`) are found by a vote: every key that
//! is a wanted name, or ends in a dot and one, votes for what stands before it.

use std::collections::{HashMap, HashSet};

use super::checkpoint::{Checkpoint, CheckpointError, Tensor};
use super::error::first_names;
use super::{FormatError, FormatWarning};

/// Metadata key and beginning of value by which our own files are known.
const OWN_FORMAT: (&str, &str) = ("format", "oddframe");

/// A tensor that a model needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Its name, without anything in front.
    pub name: String,
    /// Its shape; no other one will do.
    pub shape: Vec<usize>,
}

impl Wanted {
    /// A tensor by name and shape.
    pub fn new(name: impl Into<String>, shape: impl Into<Vec<usize>>) -> Self {
        Self { name: name.into(), shape: shape.into() }
    }
}

/// A model as its tensors describe it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownModel {
    /// What people call it, for messages.
    pub name: String,
    /// All its tensors.
    pub wanted: Vec<Wanted>,
    /// Other tensors that its files may hold without a word: whole names (behind the prefix), or with a `*`
    /// at the beginning or the end any names that end or begin so.
    pub ignorable: Vec<String>,
}

impl KnownModel {
    /// A model without ignorable tensors.
    pub fn new(name: impl Into<String>, wanted: Vec<Wanted>) -> Self {
        Self { name: name.into(), wanted, ignorable: Vec::new() }
    }

    fn ignores(&self, name: &str) -> bool {
        self.ignorable.iter().any(|pattern| match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
            (Some(end), _) => name.ends_with(end),
            (None, Some(start)) => name.starts_with(start),
            (None, None) => name == pattern,
        })
    }
}

/// A checkpoint whose tensors are those of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// The model's name.
    pub model: String,
    /// What stands before the names in the file, with its dot.
    pub prefix: String,
    /// Names of the model's tensors, without the prefix, in the model's order.
    pub names: Vec<String>,
    /// [`FormatWarning::Unused`], if the file has other tensors.
    pub warnings: Vec<FormatWarning>,
}

impl Fit {
    /// The values of the model's tensor `name`. Errors: as [`Checkpoint::load`].
    pub fn load(&self, checkpoint: &Checkpoint<'_>, name: &str) -> Result<Tensor, FormatError> {
        checkpoint.load(&self.key(name))
    }

    /// The whole name in the file of the model's tensor `name`.
    pub fn key(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}

/// Everything that keeps a checkpoint from being a model's weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// The model.
    pub model: String,
    /// What stands before the names in the file.
    pub prefix: String,
    /// Tensors that are not there.
    pub missing: Vec<Wanted>,
    /// Tensors of another shape.
    pub shapes: Vec<ShapeMismatch>,
    /// Tensors that the model does not have.
    pub unused: Vec<String>,
}

/// A tensor of another shape than the model's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShapeMismatch {
    /// Its name, without the prefix.
    pub name: String,
    /// The model's shape.
    pub expected: Vec<usize>,
    /// The file's.
    pub found: Vec<usize>,
}

/// Holds all tensors of `model` against a checkpoint, by name and shape, and reads none.
///
/// Errors: [`CheckpointError::Unfit`] with all that is wrong at once; [`CheckpointError::NoTensors`]; in our
/// own formats also [`CheckpointError::Surplus`].
pub fn fit(checkpoint: &Checkpoint<'_>, model: &KnownModel) -> Result<Fit, FormatError> {
    fitted(checkpoint, model).map_err(|error| FormatError::from(error).in_file(checkpoint.file_name()))
}

fn fitted(checkpoint: &Checkpoint<'_>, model: &KnownModel) -> Result<Fit, CheckpointError> {
    if checkpoint.tensors().len() == 0 {
        return Err(CheckpointError::NoTensors { kinds: kinds(checkpoint) });
    }
    let prefix = vote(checkpoint, model).0;
    let (mut missing, mut shapes) = (Vec::new(), Vec::new());
    for wanted in &model.wanted {
        match checkpoint.tensor(&format!("{prefix}{}", wanted.name)) {
            None => missing.push(wanted.clone()),
            Some(found) if found.shape != wanted.shape => shapes.push(ShapeMismatch {
                name: wanted.name.clone(),
                expected: wanted.shape.clone(),
                found: found.shape.clone(),
            }),
            Some(_) => {}
        }
    }
    let unused = unused(checkpoint, model, &prefix);
    if !missing.is_empty() || !shapes.is_empty() {
        let model = model.name.clone();
        return Err(CheckpointError::Unfit(Box::new(Misfit { model, prefix, missing, shapes, unused })));
    }
    let mut warnings = Vec::new();
    if !unused.is_empty() {
        let (model, names) = (model.name.clone(), unused);
        if checkpoint.metadata().get(OWN_FORMAT.0).is_some_and(|format| format.starts_with(OWN_FORMAT.1)) {
            return Err(CheckpointError::Surplus { model, names });
        }
        warnings.push(FormatWarning::Unused { model, names });
    }
    let names = model.wanted.iter().map(|wanted| wanted.name.clone()).collect();
    Ok(Fit { model: model.name.clone(), prefix, names, warnings })
}

/// The prefix under which most wanted names stand, and how many; of equals the shortest, then the first.
pub(super) fn vote(checkpoint: &Checkpoint<'_>, model: &KnownModel) -> (String, usize) {
    let wanted: HashSet<&str> = model.wanted.iter().map(|wanted| wanted.name.as_str()).collect();
    let mut votes: HashMap<&str, (usize, usize)> = HashMap::new();
    for (at, tensor) in checkpoint.tensors().enumerate() {
        let name = tensor.name.as_str();
        let beginnings = std::iter::once(0).chain(name.match_indices('.').map(|(dot, _)| dot + 1));
        for start in beginnings.filter(|&start| wanted.contains(&name[start..])) {
            votes.entry(&name[..start]).or_insert((0, at)).0 += 1;
        }
    }
    let best = votes.into_iter().max_by(|(a, (a_votes, a_at)), (b, (b_votes, b_at))| {
        a_votes.cmp(b_votes).then(b.len().cmp(&a.len())).then(b_at.cmp(a_at))
    });
    best.map_or((String::new(), 0), |(prefix, (votes, _))| (prefix.to_owned(), votes))
}

fn unused(checkpoint: &Checkpoint<'_>, model: &KnownModel, prefix: &str) -> Vec<String> {
    let wanted: HashSet<&str> = model.wanted.iter().map(|wanted| wanted.name.as_str()).collect();
    let names = checkpoint.tensors().map(|tensor| tensor.name.as_str());
    names
        .filter(|name| {
            let bare = name.strip_prefix(prefix);
            let used = bare.is_some_and(|bare| wanted.contains(bare));
            !used && !never_counts(name) && !model.ignores(bare.unwrap_or(name)) && !model.ignores(name)
        })
        .map(String::from)
        .collect()
}

/// What training leaves behind: counters of batches, and the optimiser's state.
fn never_counts(name: &str) -> bool {
    name.rsplit('.').next() == Some("num_batches_tracked")
        || name.split('.').any(|part| part.starts_with("optim"))
}

/// What a file without tensors holds instead.
pub(super) fn kinds(checkpoint: &Checkpoint<'_>) -> String {
    use super::Scalar;
    let mut kinds: Vec<&str> = Vec::new();
    for (_, scalar) in checkpoint.scalars() {
        let kind = match scalar {
            Scalar::Bool(_) => "booleans",
            Scalar::Int(_) | Scalar::Float(_) => "numbers",
            Scalar::Text(_) => "texts",
        };
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    if kinds.is_empty() { "nothing".into() } else { kinds.join(", ") }
}

/// The sentence of [`CheckpointError::Unfit`].
pub(super) fn misfit_sentence(misfit: &Misfit) -> String {
    let mut parts = Vec::new();
    if !misfit.missing.is_empty() {
        let names: Vec<String> = misfit.missing.iter().map(|w| format!("{} {:?}", w.name, w.shape)).collect();
        parts.push(format!("missing {}: {}", names.len(), first_names(&names)));
    }
    if !misfit.shapes.is_empty() {
        let shape = |s: &ShapeMismatch| format!("{} expected {:?}, found {:?}", s.name, s.expected, s.found);
        let names: Vec<String> = misfit.shapes.iter().map(shape).collect();
        parts.push(format!("wrong shape {}: {}", names.len(), first_names(&names)));
    }
    if !misfit.unused.is_empty() {
        parts.push(format!("found but not used {}: {}", misfit.unused.len(), first_names(&misfit.unused)));
    }
    let prefix =
        if misfit.prefix.is_empty() { String::new() } else { format!(", prefix \"{}\"", misfit.prefix) };
    format!("it does not fit {}{prefix}: {}; choose the model's own weights", misfit.model, parts.join("; "))
}
