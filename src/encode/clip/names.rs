//! Names of the tensors in the files that people have.
//!
//! Ours are OpenAI's, which DSANet's and VadCLIP's files have too behind `clipmodel.`. Hugging Face keeps query, key
//! and value apart and the projection transposed.

use super::config::ClipConfig;
use crate::formats::{KnownModel, Wanted};

/// How a file names its tensors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// openai/CLIP; also DSANet's and VadCLIP's files, and ours.
    OpenAi,
    /// transformers of Hugging Face.
    HuggingFace,
}

/// OpenAI's name of the projection, `[width, output]`.
pub(super) const PROJECTION: &str = "visual.proj";

/// Parts of a block, OpenAI's name and Hugging Face's; the stacked query, key and value are not among them.
const BLOCK: [(&str, &str); 5] = [
    ("ln_1", "layer_norm1"),
    ("ln_2", "layer_norm2"),
    ("attn.out_proj", "self_attn.out_proj"),
    ("mlp.c_fc", "mlp.fc1"),
    ("mlp.c_proj", "mlp.fc2"),
];

impl Layout {
    /// What people call files of it.
    pub fn name(self) -> &'static str {
        match self {
            Self::OpenAi => "OpenAI",
            Self::HuggingFace => "Hugging Face",
        }
    }

    /// The weight of the patches, by which a file of this layout is known.
    pub(super) fn mark(self) -> &'static str {
        match self {
            Self::OpenAi => "visual.conv1.weight",
            Self::HuggingFace => "vision_model.embeddings.patch_embedding.weight",
        }
    }

    /// Where block `index` stands.
    pub(super) fn block(self, index: usize) -> String {
        match self {
            Self::OpenAi => format!("visual.transformer.resblocks.{index}."),
            Self::HuggingFace => format!("vision_model.encoder.layers.{index}."),
        }
    }

    /// The file's tensors that make the tensor `name`: one, or three stacked in the order query, key, value.
    pub fn sources(self, name: &str) -> Vec<String> {
        if self == Self::OpenAi {
            return vec![name.to_owned()];
        }
        let outside = match name {
            "visual.class_embedding" => Some("vision_model.embeddings.class_embedding"),
            "visual.conv1.weight" => Some("vision_model.embeddings.patch_embedding.weight"),
            "visual.positional_embedding" => Some("vision_model.embeddings.position_embedding.weight"),
            // Spelled so there.
            "visual.ln_pre.weight" => Some("vision_model.pre_layrnorm.weight"),
            "visual.ln_pre.bias" => Some("vision_model.pre_layrnorm.bias"),
            "visual.ln_post.weight" => Some("vision_model.post_layernorm.weight"),
            "visual.ln_post.bias" => Some("vision_model.post_layernorm.bias"),
            PROJECTION => Some("visual_projection.weight"),
            _ => None,
        };
        if let Some(theirs) = outside {
            return vec![theirs.to_owned()];
        }
        let rest = name.strip_prefix("visual.transformer.resblocks.").unwrap_or(name);
        let (index, part) = rest.split_once('.').unwrap_or((rest, ""));
        let front = format!("vision_model.encoder.layers.{index}.");
        if let Some(kind) = part.strip_prefix("attn.in_proj_") {
            return ["q", "k", "v"].map(|one| format!("{front}self_attn.{one}_proj.{kind}")).into();
        }
        let (part, kind) = part.rsplit_once('.').unwrap_or((part, ""));
        let theirs = BLOCK.iter().find(|(ours, _)| *ours == part).map_or(part, |(_, theirs)| theirs);
        vec![format!("{front}{theirs}.{kind}")]
    }

    /// All tensors of a tower as a file of this layout has them.
    pub fn known_model(self, config: ClipConfig) -> KnownModel {
        let mut wanted = Vec::new();
        for (name, mut shape) in tensors(config) {
            let sources = self.sources(&name);
            shape[0] /= sources.len();
            if self == Self::HuggingFace && name == PROJECTION {
                shape.reverse();
            }
            wanted.extend(sources.into_iter().map(|source| Wanted::new(source, shape.clone())));
        }
        let model = KnownModel::new(format!("{} ({})", config.name(), self.name()), wanted);
        KnownModel { ignorable: self.ignorable(), ..model }
    }

    /// The text tower and what else the files hold.
    fn ignorable(self) -> Vec<String> {
        let names: &[&str] = match self {
            Self::OpenAi => &[
                "transformer.*",
                "token_embedding.weight",
                "positional_embedding",
                "ln_final.*",
                "text_projection",
                "logit_scale",
                "input_resolution",
                "context_length",
                "vocab_size",
            ],
            Self::HuggingFace => &[
                "vision_model.embeddings.position_ids",
                "text_model.*",
                "text_projection.weight",
                "logit_scale",
            ],
        };
        names.iter().map(|name| (*name).to_owned()).collect()
    }
}

/// Names (OpenAI's) and shapes of a tower's tensors.
pub fn tensors(config: ClipConfig) -> Vec<(String, Vec<usize>)> {
    let ClipConfig { patch, width, blocks, output, .. } = config;
    let mut all: Vec<(String, Vec<usize>)> = vec![
        ("visual.class_embedding".into(), vec![width]),
        ("visual.conv1.weight".into(), vec![width, 3, patch, patch]),
        ("visual.positional_embedding".into(), vec![1 + config.patches(), width]),
    ];
    let mut affine = |name: String, shape: Vec<usize>| {
        let bias = vec![shape[0]];
        all.push((format!("{name}weight"), shape));
        all.push((format!("{name}bias"), bias));
    };
    affine("visual.ln_pre.".into(), vec![width]);
    for index in 0..blocks {
        let block = Layout::OpenAi.block(index);
        affine(format!("{block}ln_1."), vec![width]);
        affine(format!("{block}attn.in_proj_"), vec![3 * width, width]);
        affine(format!("{block}attn.out_proj."), vec![width, width]);
        affine(format!("{block}ln_2."), vec![width]);
        affine(format!("{block}mlp.c_fc."), vec![4 * width, width]);
        affine(format!("{block}mlp.c_proj."), vec![width, 4 * width]);
    }
    affine("visual.ln_post.".into(), vec![width]);
    all.push((PROJECTION.into(), vec![width, output]));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(config: ClipConfig) -> usize {
        tensors(config).iter().map(|(_, shape)| shape.iter().product::<usize>()).sum()
    }

    #[test]
    fn the_published_tower_has_152_tensors_and_86_192_640_parameters() {
        assert_eq!(tensors(ClipConfig::VIT_B_16).len(), 152);
        assert_eq!(parameters(ClipConfig::VIT_B_16), 86_192_640);
        let tiny = ClipConfig { side: 48, patch: 16, width: 128, blocks: 2, output: 32 };
        assert_eq!(parameters(tiny), 500_864);
    }

    #[test]
    fn both_layouts_hold_the_same_values() {
        let count = |layout: Layout| -> usize {
            let wanted = layout.known_model(ClipConfig::VIT_B_16).wanted;
            wanted.iter().map(|wanted| wanted.shape.iter().product::<usize>()).sum()
        };
        assert_eq!([count(Layout::OpenAi), count(Layout::HuggingFace)], [86_192_640; 2]);
        let names: std::collections::BTreeSet<String> = Layout::HuggingFace
            .known_model(ClipConfig::VIT_B_16)
            .wanted
            .into_iter()
            .map(|w| w.name)
            .collect();
        // Query, key and value apart: four tensors more in each of twelve blocks.
        assert_eq!(names.len(), 152 + 4 * 12);
        for name in [
            "vision_model.pre_layrnorm.weight",
            "vision_model.encoder.layers.11.self_attn.k_proj.bias",
            "vision_model.encoder.layers.0.layer_norm2.weight",
            "vision_model.encoder.layers.3.mlp.fc2.bias",
            "visual_projection.weight",
        ] {
            assert!(names.contains(name), "{name}");
        }
    }
}
