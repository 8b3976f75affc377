//! PEL4VAD (Pu, Wu, Yang, Wang: *Learning Prompt-Enhanced Context Features for Weakly-Supervised Video Anomaly
//! Detection*, 2023): the authors' next network, for whose published weights LA-Net's code needs another attention
//! and other names. It can score, not learn.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::LaNetError;
use super::config::{LaNetConfig, Mlp2Act, Pel4vadConfig, PriorMode};
use super::error::TensorProblem;

/// Tensors by name: shape and row-major values.
pub type Tensors = HashMap<String, (Vec<usize>, Vec<f32>)>;

/// Names of the three scalars of its attention in our files.
pub(crate) const SCALARS: [(&str, &[usize]); 3] =
    [("pel.alpha", &[]), ("pel.gamma", &[1]), ("pel.beta", &[1])];

/// Its names and ours. `{}` is `weight` or `bias`.
const NAMES: [(&str, &str); 11] = [
    ("self_attention.self_attn.q", "lanet.attn.phi"),
    ("self_attention.self_attn.k", "lanet.attn.psi"),
    ("self_attention.self_attn.v", "lanet.attn.value"),
    ("self_attention.self_attn.o", "lanet.attn.out"),
    ("self_attention.norm", "lanet.norm"),
    ("self_attention.linear1", "head.fc1"),
    ("self_attention.linear2", "head.fc2"),
    ("classifier", "head.causal"),
    ("self_attention.self_attn.alpha", "pel.alpha"),
    ("self_attention.loc_adj.w", "pel.gamma"),
    ("self_attention.loc_adj.b", "pel.beta"),
];
/// A tensor by which its files are known.
pub(crate) const MARK: &str = "self_attention.loc_adj.w";
/// Only its training uses this one.
const IGNORED: &str = "logit_scale";

/// The data set that weights were published for; the shapes alone do not tell XD-Violence from ShanghaiTech.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DataSet {
    /// UCF-Crime: kernel 9, window 9, normalised over time.
    UcfCrime,
    /// XD-Violence: kernel 3, window 9, not normalised.
    XdViolence,
    /// ShanghaiTech: kernel 3, window 5, normalised over time.
    ShanghaiTech,
}

impl DataSet {
    /// As it is written on a command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::UcfCrime => "ucf-crime",
            Self::XdViolence => "xd-violence",
            Self::ShanghaiTech => "shanghaitech",
        }
    }

    /// The network of the sibling code's settings.
    pub fn config(self) -> LaNetConfig {
        let (kernel, window, normalise) = match self {
            Self::UcfCrime => (9, 9, true),
            Self::XdViolence => (3, 9, false),
            Self::ShanghaiTech => (3, 5, true),
        };
        LaNetConfig {
            mlp2: 300,
            mlp2_act: Mlp2Act::Gelu,
            kernel,
            prior_mode: PriorMode::Pre,
            pel4vad: Some(Pel4vadConfig { window, normalise }),
            ..LaNetConfig::default()
        }
    }
}

impl DataSet {
    /// The same network in the widths that renamed tensors have, so that weights for other features can be read.
    pub fn config_of(self, renamed: &Tensors) -> LaNetConfig {
        let config = self.config();
        let width = |name: &str, axis: usize, usual: usize| {
            renamed.get(name).and_then(|(shape, _)| shape.get(axis).copied()).unwrap_or(usual)
        };
        LaNetConfig {
            feat_dim: width("lanet.attn.phi.weight", 1, config.feat_dim),
            attn_dim: width("lanet.attn.phi.weight", 0, config.attn_dim),
            mlp1: width("head.fc1.weight", 0, config.mlp1),
            mlp2: width("head.fc2.weight", 0, config.mlp2),
            ..config
        }
    }
}

/// Whether names are those of a PEL4VAD file.
pub fn is_pel4vad<'a>(names: impl IntoIterator<Item = &'a str>) -> bool {
    names.into_iter().any(|name| without_module(name) == MARK)
}

/// Its tensors under our names and shapes; tensors that it does not have are left as they are, to be refused by
/// [`LaNet::from_tensors`](super::LaNet::from_tensors). Two tensors that get one name are an error.
pub fn renamed(tensors: Tensors) -> Result<Tensors, LaNetError> {
    let mut renamed = Tensors::with_capacity(tensors.len());
    let mut clashes = Vec::new();
    for (name, (mut shape, values)) in tensors {
        let plain = without_module(&name);
        if plain == IGNORED {
            continue;
        }
        let ours = our_name(plain);
        // Convolutions of width 1 are linear maps.
        if matches!(ours.as_str(), "head.fc1.weight" | "head.fc2.weight") && shape.len() == 3 && shape[2] == 1
        {
            shape.pop();
        }
        if renamed.insert(ours, (shape, values)).is_some() {
            clashes.push(TensorProblem::Extra { name });
        }
    }
    if clashes.is_empty() { Ok(renamed) } else { Err(LaNetError::Tensors(clashes)) }
}

fn without_module(name: &str) -> &str {
    name.strip_prefix("module.").unwrap_or(name)
}

fn our_name(name: &str) -> String {
    for (theirs, ours) in NAMES {
        match name.strip_prefix(theirs) {
            Some("") => return ours.to_owned(),
            Some(part @ (".weight" | ".bias")) => return format!("{ours}{part}"),
            _ => {}
        }
    }
    name.to_owned()
}

/// Name and shape of a tensor of ours in their files.
pub(crate) fn their_tensor(name: &str, mut shape: Vec<usize>) -> (String, Vec<usize>) {
    let (layer, part) = match name.rsplit_once('.') {
        Some((layer, part @ ("weight" | "bias"))) => (layer, format!(".{part}")),
        _ => (name, String::new()),
    };
    // Convolutions of width 1 there.
    if matches!(name, "head.fc1.weight" | "head.fc2.weight") {
        shape.push(1);
    }
    let theirs = NAMES.iter().find(|(_, ours)| *ours == layer).map_or(layer, |(theirs, _)| theirs);
    (format!("{theirs}{part}"), shape)
}

/// The scalars of the attention with its settings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Learned {
    pub(crate) alpha: f32,
    pub(crate) gamma: f32,
    pub(crate) beta: f32,
    pub(crate) window: usize,
    pub(crate) normalise: bool,
}

impl Learned {
    /// Share of the branch that sees the whole video.
    pub(crate) fn global_share(&self) -> f64 {
        1.0 / (1.0 + libm::exp(-f64::from(self.alpha)))
    }

    /// In the order of [`SCALARS`].
    pub(crate) fn scalars(&self) -> [f32; 3] {
        [self.alpha, self.gamma, self.beta]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(names: &[(&str, &[usize])]) -> Tensors {
        let value = |shape: &[usize]| (shape.to_vec(), vec![0.5; shape.iter().product()]);
        names.iter().map(|(name, shape)| ((*name).to_owned(), value(shape))).collect()
    }

    #[test]
    fn its_names_become_ours_and_width_one_convolutions_linear() {
        let found = renamed(file(&[
            ("module.self_attention.self_attn.q.weight", &[128, 1024]),
            ("module.self_attention.self_attn.alpha", &[]),
            ("self_attention.linear2.weight", &[300, 512, 1]),
            ("self_attention.loc_adj.w", &[1]),
            ("classifier.bias", &[1]),
            ("logit_scale", &[]),
        ]))
        .expect("no clash");
        let mut shapes: Vec<(&str, &[usize])> =
            found.iter().map(|(name, (shape, _))| (name.as_str(), shape.as_slice())).collect();
        shapes.sort_unstable();
        let expected: [(&str, &[usize]); 5] = [
            ("head.causal.bias", &[1]),
            ("head.fc2.weight", &[300, 512]),
            ("lanet.attn.phi.weight", &[128, 1024]),
            ("pel.alpha", &[]),
            ("pel.gamma", &[1]),
        ];
        assert_eq!(shapes, expected);
    }

    #[test]
    fn its_files_are_known_by_their_names() {
        assert!(is_pel4vad(["a", "module.self_attention.loc_adj.w"]));
        assert!(!is_pel4vad(["lanet.attn.phi.weight", "pel.gamma"]));
    }

    #[test]
    fn two_tensors_of_one_name_are_refused() {
        let clash = renamed(file(&[("module.classifier.bias", &[1]), ("classifier.bias", &[1])]));
        assert!(matches!(clash, Err(LaNetError::Tensors(problems)) if problems.len() == 1));
    }

    #[test]
    fn published_settings_are_possible() {
        for set in [DataSet::UcfCrime, DataSet::XdViolence, DataSet::ShanghaiTech] {
            set.config().check().expect("published settings");
        }
    }
}
