//! The 70 convolutions of FastestDet, in the order in which they are met (which is that of the `.onnx` graph).

use super::{CELLS, INPUT_SIDE};

/// One convolution and the batch normalisation behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ConvSlot {
    /// Name of the convolution in the `.pth` file, to which `.weight` is added.
    pub conv: String,
    /// Name of its batch normalisation there.
    pub norm: String,
    /// `[outputs, inputs / groups, side, side]`.
    pub shape: [usize; 4],
    /// Every how many pixels it is applied.
    pub stride: usize,
}

impl ConvSlot {
    /// A depthwise convolution has as many groups as channels, every other one a single group.
    pub(super) fn groups(&self) -> usize {
        if self.shape[1] == 1 { self.shape[0] } else { 1 }
    }
}

/// Blocks of each stage and the channels of their branches.
pub(super) const STAGES: [(usize, usize); 3] = [(4, 24), (8, 48), (4, 96)];
/// Channels of the head.
const HEAD: usize = 96;
/// Outputs of the three branches: objectness, box, classes.
const BRANCHES: [(&str, usize); 3] = [("obj", 1), ("reg", 4), ("cls", 80)];

/// All of them.
pub(super) fn convolutions() -> Vec<ConvSlot> {
    let mut all = vec![slot("backbone.first_conv", 0, [24, 3, 3, 3], 2)];
    for (stage, (blocks, channels)) in STAGES.into_iter().enumerate() {
        for block in 0..blocks {
            let prefix = format!("backbone.stage{}.{block}", stage + 2);
            all.extend(shuffle_block(&prefix, channels, block == 0));
        }
    }
    all.push(slot("SPP.Conv1x1.conv1x1", 0, [HEAD, 336, 1, 1], 1));
    for depth in 1..=3 {
        all.extend((0..depth).map(|at| slot(&format!("SPP.S{depth}"), 3 * at, [HEAD, 1, 5, 5], 1)));
    }
    all.push(slot("SPP.output", 0, [HEAD, 3 * HEAD, 1, 1], 1));
    all.push(slot("detect_head.conv1x1.conv1x1", 0, [HEAD, HEAD, 1, 1], 1));
    for (branch, outputs) in BRANCHES {
        let prefix = format!("detect_head.{branch}_layers.conv5x5");
        all.push(slot(&prefix, 0, [HEAD, 1, 5, 5], 1));
        all.push(slot(&prefix, 3, [outputs, HEAD, 1, 1], 1));
    }
    all
}

/// Multiply-accumulate operations of the convolutions for a picture.
pub fn macs() -> u64 {
    let of = |slot: &ConvSlot| {
        let side = INPUT_SIDE / reduced(&slot.conv);
        (slot.shape.iter().product::<usize>() * side * side) as u64
    };
    convolutions().iter().map(of).sum()
}

/// How many times smaller than the picture a convolution's result is.
fn reduced(conv: &str) -> usize {
    if conv.starts_with("backbone.first_conv") {
        return 2;
    }
    let stages = STAGES.iter().enumerate();
    let stage =
        stages.map(|(stage, _)| stage).find(|at| conv.starts_with(&format!("backbone.stage{}.", at + 2)));
    match stage {
        // The first convolution of a block that halves comes before it does.
        Some(stage) if conv.ends_with(".0.branch_main.0") => 4 << stage,
        Some(stage) => 8 << stage,
        None => INPUT_SIDE / CELLS,
    }
}

/// The convolutions of a block: of both branches where it halves the picture, else of the main one.
fn shuffle_block(prefix: &str, channels: usize, halves: bool) -> Vec<ConvSlot> {
    let (depthwise, pointwise) = ([channels, 1, 3, 3], [channels, channels, 1, 1]);
    let stride = if halves { 2 } else { 1 };
    let main = format!("{prefix}.branch_main");
    let mut block = Vec::new();
    if halves {
        let proj = format!("{prefix}.branch_proj");
        block.extend([slot(&proj, 0, depthwise, 2), slot(&proj, 2, pointwise, 1)]);
    }
    block.extend([
        slot(&main, 0, pointwise, 1),
        slot(&main, 3, depthwise, stride),
        slot(&main, 5, pointwise, 1),
    ]);
    block
}

fn slot(prefix: &str, at: usize, shape: [usize; 4], stride: usize) -> ConvSlot {
    ConvSlot { conv: format!("{prefix}.{at}"), norm: format!("{prefix}.{}", at + 1), shape, stride }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_seventy_with_240_301_numbers() {
        let all = convolutions();
        let numbers: usize =
            all.iter().map(|slot| slot.shape.iter().product::<usize>() + slot.shape[0]).sum();
        assert_eq!((all.len(), numbers), (70, 240_301));
    }

    #[test]
    fn a_picture_has_the_operations_that_hooks_count_in_pytorch() {
        assert_eq!(macs(), 121_491_744);
    }

    #[test]
    fn they_stand_where_the_graph_has_them() {
        let all = convolutions();
        let at = |index: usize| (all[index].conv.as_str(), all[index].norm.as_str());
        assert_eq!(at(2), ("backbone.stage2.0.branch_proj.2", "backbone.stage2.0.branch_proj.3"));
        assert_eq!(at(15).0, "backbone.stage3.0.branch_proj.0");
        assert_eq!(at(54), ("backbone.stage4.3.branch_main.5", "backbone.stage4.3.branch_main.6"));
        assert_eq!(at(61), ("SPP.S3.6", "SPP.S3.7"));
        assert_eq!(at(69), ("detect_head.cls_layers.conv5x5.3", "detect_head.cls_layers.conv5x5.4"));
    }
}
