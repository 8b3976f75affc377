//! What is timed: models at sizes.

use super::BenchError;
use crate::dsanet::{DsaNetConfig, TextMode};
use crate::encode::clip::ClipConfig;
use crate::encode::i3d::{self, I3dConfig};
use crate::lanet::LaNetConfig;
use crate::lbr::LbrError;
use crate::lbr::model::Width;
use crate::localize::detector;

/// What a workload does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Task {
    /// LA-Net scores one video from its features.
    LaNet {
        /// Crops of the video.
        crops: usize,
        /// Snippets of each.
        snippets: usize,
    },
    /// ReconCAE redraws cubes: a squared error for each.
    ReconCae {
        /// Cubes.
        cubes: usize,
        /// Network width; 1 is the paper's.
        width: f64,
    },
    /// ReconCAE learns: forward, backward, Adam, without self-paced refinement.
    ReconCaeStep {
        /// Cubes of the batch.
        cubes: usize,
        /// Network width; 1 is the paper's.
        width: f64,
    },
    /// DSANet scores a whole chunk of snippets from their features, against a given table of text features.
    DsaNet {
        /// Columns of features; the paper's network has 512.
        width: usize,
    },
    /// I3D encodes one crop of one snippet.
    I3d(I3dConfig),
    /// CLIP's image tower embeds an image.
    Clip(ClipConfig),
    /// FastestDet looks at pictures of 352x352 at once.
    FastestDet {
        /// Pictures.
        pictures: usize,
    },
    /// Two square matrices are multiplied by burn's own product: what the device reaches when it does nothing else.
    MatMul {
        /// Rows and columns.
        side: usize,
    },
}

/// For what devices a workload is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// A GPU, or a CPU.
    Full,
    /// A GPU in software, which is a hundred times slower and shows that values are right, not how fast a GPU is.
    Small,
}

/// One model at one size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Workload {
    /// Its name in addresses, commands and reports.
    pub name: &'static str,
    /// The model's name in addresses and commands.
    pub model: &'static str,
    /// The size in words.
    pub size: &'static str,
    /// What it does.
    pub task: Task,
    /// For what devices.
    pub scale: Scale,
}

const fn workload(
    name: &'static str,
    model: &'static str,
    size: &'static str,
    task: Task,
    scale: Scale,
) -> Workload {
    Workload { name, model, size, task, scale }
}

/// Columns of DSANet's features for a GPU in software.
const SMALL_COLUMNS: usize = 32;
/// Width of the networks for a GPU in software.
const SMALL_WIDTH: f64 = 0.125;
/// CLIP's tower for a GPU in software.
const SMALL_TOWER: ClipConfig = ClipConfig { side: 48, patch: 16, width: 128, blocks: 2, output: 32 };
/// A sixth of ViT-B/16, whose other blocks are alike: 62 MB of weights where a tab would have to hold 345.
const TWO_BLOCKS: ClipConfig = ClipConfig { blocks: 2, ..ClipConfig::VIT_B_16 };

/// All workloads, model by model, the small one of each at its end.
pub const WORKLOADS: [Workload; 21] = {
    use Scale::{Full, Small};
    use Task::{Clip, DsaNet, FastestDet, I3d, LaNet, MatMul, ReconCae, ReconCaeStep};
    use i3d::Width::{Eighth, Whole};
    [
        workload("lanet-1x200", "lanet", "1 crop × 200 snippets", LaNet { crops: 1, snippets: 200 }, Full),
        workload(
            "lanet-10x200",
            "lanet",
            "10 crops × 200 snippets",
            LaNet { crops: 10, snippets: 200 },
            Full,
        ),
        workload("lanet-1x2000", "lanet", "1 crop × 2000 snippets", LaNet { crops: 1, snippets: 2000 }, Full),
        workload("lanet-1x20", "lanet", "1 crop × 20 snippets", LaNet { crops: 1, snippets: 20 }, Small),
        workload("recon-cae-64", "recon-cae", "64 cubes", ReconCae { cubes: 64, width: 1.0 }, Full),
        workload("recon-cae-256", "recon-cae", "256 cubes", ReconCae { cubes: 256, width: 1.0 }, Full),
        workload(
            "recon-cae-small",
            "recon-cae",
            "8 cubes, width 1/8",
            ReconCae { cubes: 8, width: SMALL_WIDTH },
            Small,
        ),
        workload(
            "recon-cae-step-64",
            "recon-cae-step",
            "64 cubes",
            ReconCaeStep { cubes: 64, width: 1.0 },
            Full,
        ),
        workload(
            "recon-cae-step-small",
            "recon-cae-step",
            "8 cubes, width 1/8",
            ReconCaeStep { cubes: 8, width: SMALL_WIDTH },
            Small,
        ),
        workload("dsanet-256", "dsanet", "256 snippets, 14 classes", DsaNet { width: 512 }, Full),
        workload(
            "dsanet-small",
            "dsanet",
            "256 snippets, 14 classes, 32 columns",
            DsaNet { width: SMALL_COLUMNS },
            Small,
        ),
        workload(
            "i3d-224",
            "i3d",
            "1 snippet of 224 pixels",
            I3d(I3dConfig { width: Whole, input: 224 }),
            Full,
        ),
        workload(
            "i3d-128",
            "i3d",
            "1 snippet of 128 pixels, width 1/8",
            I3d(I3dConfig { width: Eighth, input: 128 }),
            Full,
        ),
        workload(
            "i3d-small",
            "i3d",
            "1 snippet of 32 pixels, width 1/8",
            I3d(I3dConfig { width: Eighth, input: 32 }),
            Small,
        ),
        workload(
            "clip-2-blocks",
            "clip",
            "1 image of 224 pixels, 2 of ViT-B/16’s 12 blocks",
            Clip(TWO_BLOCKS),
            Full,
        ),
        workload("clip-small", "clip", "1 image of 48 pixels, 2 blocks, width 128", Clip(SMALL_TOWER), Small),
        workload("fastest-det-1", "fastest-det", "1 picture", FastestDet { pictures: 1 }, Full),
        workload("fastest-det-8", "fastest-det", "8 pictures", FastestDet { pictures: 8 }, Full),
        // Small enough as it is: its input has one size.
        workload("fastest-det-small", "fastest-det", "1 picture", FastestDet { pictures: 1 }, Small),
        workload("matmul-1024", "matmul", "1024 × 1024", MatMul { side: 1024 }, Full),
        workload("matmul-256", "matmul", "256 × 256", MatMul { side: 256 }, Small),
    ]
};

/// The workloads of one model at one scale.
pub fn of_model(model: &str, scale: Scale) -> impl Iterator<Item = &'static Workload> {
    WORKLOADS.iter().filter(move |workload| workload.model == model && workload.scale == scale)
}

impl Workload {
    /// The workload of that name.
    pub fn named(name: &str) -> Result<&'static Self, BenchError> {
        let found = WORKLOADS.iter().find(|workload| workload.name == name);
        found.ok_or_else(|| BenchError::Unknown { name: name.to_owned() })
    }

    /// Multiply-accumulate operations of one run; of a step, three times those forward (the gradients of the inputs and
    /// of the weights cost as much each).
    pub fn macs(&self) -> Result<u64, LbrError> {
        Ok(match self.task {
            Task::LaNet { crops, snippets } => (crops * lanet_macs(snippets)) as u64,
            Task::ReconCae { cubes, width } => cubes as u64 * Width::new(width)?.macs_per_cube(),
            Task::ReconCaeStep { cubes, width } => 3 * cubes as u64 * Width::new(width)?.macs_per_cube(),
            Task::DsaNet { width } => dsanet_macs(&dsanet_config(width)) as u64,
            Task::I3d(config) => i3d::macs(config),
            Task::Clip(config) => config.macs(),
            Task::FastestDet { pictures } => pictures as u64 * detector::macs(),
            Task::MatMul { side } => (side * side * side) as u64,
        })
    }
}

/// Of one crop: the linear maps of every snippet, products of all queries and keys, sums of all values, the causal
/// convolution.
fn lanet_macs(snippets: usize) -> usize {
    let LaNetConfig { feat_dim, attn_dim, mlp1, mlp2, kernel, .. } = LaNetConfig::default();
    let linear = 4 * feat_dim * attn_dim + feat_dim * mlp1 + mlp1 * mlp2 + kernel * mlp2;
    snippets * (linear + 2 * snippets * attn_dim)
}

/// The published network of UCF-Crime at a number of columns, with a table of text features in place of CLIP's tower.
pub(super) fn dsanet_config(width: usize) -> DsaNetConfig {
    DsaNetConfig { width, text_mode: TextMode::Fixed, ..DsaNetConfig::default() }
}

/// Of one chunk, padded slots included: the temporal encoder, both graph branches, both heads.
fn dsanet_macs(config: &DsaNetConfig) -> usize {
    let DsaNetConfig { width, slots, blocks, window, .. } = *config;
    let (classes, half) = (config.classes.len(), width / 2);
    let perceptron = 8 * width * width;
    let temporal = blocks * slots * (4 * width * width + perceptron + 2 * window * width);
    let first = slots * (width * half + TAPS * width * half + slots * half);
    let second = slots * (half * half + slots * half);
    let graph = slots * slots * width + 2 * (first + second) + slots * width * width;
    let detection = slots * (perceptron + width);
    let alignment = slots * width + classes * perceptron + slots * classes * width;
    temporal + graph + detection + alignment
}

/// Slots that a convolution over a chunk sees.
const TAPS: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operations_have_the_worked_numbers() {
        let macs = |name| Workload::named(name).expect("a workload").macs().expect("a possible width");
        assert_eq!(macs("lanet-1x200"), 200 * (1_114_112 + 896) + 2 * 200 * 200 * 128);
        assert_eq!(macs("lanet-10x200"), 10 * macs("lanet-1x200"));
        assert_eq!(macs("recon-cae-256"), 4 * macs("recon-cae-64"));
        assert_eq!(macs("recon-cae-step-64"), 3 * macs("recon-cae-64"));
        // Of each of 256 slots: twice 3,153,920; 131,072; branches twice 983,040; 262,144; 2,097,664; 512 and 7,168. Classes: 14 times 2,097,152.
        assert_eq!(macs("dsanet-256"), 256 * 10_772_480 + 14 * 2_097_152);
        // Down 13,860,864 and three times 14,155,776; up three times 9,437,184 and 28,311,552; last 491,520.
        assert_eq!(macs("recon-cae-64"), 64 * 170_065_920);
    }

    #[test]
    fn every_model_has_a_workload_for_either_scale_and_no_name_comes_twice() {
        for workload in &WORKLOADS {
            for scale in [Scale::Full, Scale::Small] {
                assert!(of_model(workload.model, scale).next().is_some(), "{} {scale:?}", workload.model);
            }
            assert_eq!(WORKLOADS.iter().filter(|other| other.name == workload.name).count(), 1);
            // A name is asked for at any scale, a model at the device's.
            assert!(WORKLOADS.iter().all(|other| other.model != workload.name), "{}", workload.name);
        }
    }

    #[test]
    fn an_unknown_name_is_an_error_that_lists_what_there_is() {
        let error = Workload::named("lanet").expect_err("a model, no workload");
        let text = error.to_string();
        assert!(text.contains("\"lanet\"") && text.contains("lanet-1x200, lanet-10x200"), "{text}");
    }
}
