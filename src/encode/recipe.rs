//! How published features were made of a clip: resize, crops and their order, snippets.
//!
//! | preset | used for | resize | crops in order | snippets of n frames |
//! |---|---|---|---|---|
//! | `wu` | the public I3D features of UCF-Crime and XD-Violence | short side 256, OpenCV bilinear | centre, 4 corners, the same mirrored | n / 16 |
//! | `urdmu` | features made with henrryzh1/UR-DMU's script | 340x256, Pillow Lanczos | corners and centre of the frame, then of the mirrored frame | n / 16 rounded up, last frame repeated |
//! | `video_features` | v-iashin/video_features | short side 256, Pillow bilinear | centre | (n - 1) / 16 |
//! | `vadclip` | CLIP features of VadCLIP and DSANet | 340x256, OpenCV bilinear | as `wu` | n / 16 |
//! | `clip` | CLIP's own preprocessing (openai/CLIP) | short side 224, Pillow bicubic | centre | n / 16 |
//!
//! Sources of `wu`: the authors' words in Roc-Ng/DeepMIL issue 2 and Roc-Ng/XDVioDet issue 5. The released files were
//! never reproduced to the bit by anybody who said so: features made here are in their style, not the same.

use std::fmt;
use std::str::FromStr;

use super::crop_choice::CropChoice;
use super::places::{Crop, Middle, Place};
use super::scaling::{Scaler, Scaling};
use crate::video::Filter;

/// Input side of the published networks, for which the fixed sizes are.
const PUBLISHED_SIDE: usize = 224;
/// Width and height of frames where the aspect is not kept.
const FIXED: (usize, usize) = (340, 256);

/// A published way to make features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Preset {
    /// The public I3D features of UCF-Crime and XD-Violence.
    Wu,
    /// henrryzh1/UR-DMU's script.
    UrDmu,
    /// v-iashin/video_features.
    VideoFeatures,
    /// The CLIP features of VadCLIP and DSANet.
    VadClip,
    /// CLIP's own preprocessing.
    Clip,
}

/// Which frames make snippets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SnippetRule {
    /// Whole snippets; frames behind the last are left out.
    Whole,
    /// The last snippet is filled with its last frame; there must be more frames than one snippet has.
    RepeatLast,
    /// Whole snippets behind which there is another frame.
    OneAhead,
}

/// A preset for a network's input side.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// Which.
    pub preset: Preset,
    /// Rows and columns of a crop.
    pub side: usize,
    /// How half a pixel in the middle is rounded.
    pub middle: Middle,
    /// Which frames make snippets.
    pub snippets: SnippetRule,
    scaling: Scaling,
    order: Vec<Crop>,
}

/// Why there is no such recipe.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecipeError {
    /// A preset of fixed sizes for another network.
    #[error(
        "preset {preset} is for inputs of {PUBLISHED_SIDE} pixels, these weights take {side}; choose another preset or weights"
    )]
    Side {
        /// The preset.
        preset: Preset,
        /// The network's side.
        side: usize,
    },
    /// A crop that the preset does not have.
    #[error("preset {preset} has {has} crops, asked for is {asked}; choose fewer crops or another preset")]
    Crops {
        /// The preset.
        preset: Preset,
        /// Crops that it has.
        has: usize,
        /// What was asked for.
        asked: CropChoice,
    },
}

impl Preset {
    /// All there are.
    pub const ALL: [Self; 5] = [Self::Wu, Self::UrDmu, Self::VideoFeatures, Self::VadClip, Self::Clip];

    /// Batch norm's epsilon in the code with which features of this kind are made; CLIP has no batch norm.
    pub fn bn_eps(self) -> Option<f64> {
        match self {
            Self::Wu => Some(1e-3),
            Self::UrDmu | Self::VideoFeatures => Some(1e-5),
            Self::VadClip | Self::Clip => None,
        }
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Wu => "wu",
            Self::UrDmu => "urdmu",
            Self::VideoFeatures => "video_features",
            Self::VadClip => "vadclip",
            Self::Clip => "clip",
        })
    }
}

impl FromStr for Preset {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|preset| preset.to_string() == text);
        known.ok_or_else(|| {
            format!("expected a preset of {}, found {text:?}", Self::ALL.map(|p| p.to_string()).join(", "))
        })
    }
}

impl Recipe {
    /// The recipe of a preset. With another side than 224 the short side is 8/7 of it, so that the geometry stays
    /// that of 256 and 224 (ours); presets of fixed sizes are refused.
    pub fn of(preset: Preset, side: usize) -> Result<Self, RecipeError> {
        if side != PUBLISHED_SIDE && preset != Preset::Wu {
            return Err(RecipeError::Side { preset, side });
        }
        let short = (16 * side + 7) / 14;
        let (scaling, middle, snippets) = match preset {
            Preset::Wu => (Scaling::short_side(short, None), Middle::TiesToEven, SnippetRule::Whole),
            Preset::UrDmu => {
                (Scaling::exact(FIXED, Some(Filter::Lanczos)), Middle::TiesToEven, SnippetRule::RepeatLast)
            }
            Preset::VideoFeatures => {
                (Scaling::short_side(short, Some(Filter::Bilinear)), Middle::Down, SnippetRule::OneAhead)
            }
            Preset::VadClip => (Scaling::exact(FIXED, None), Middle::TiesToEven, SnippetRule::Whole),
            Preset::Clip => {
                (Scaling::short_side(side, Some(Filter::Bicubic)), Middle::TiesToEven, SnippetRule::Whole)
            }
        };
        Ok(Self { preset, side, middle, snippets, scaling, order: order(preset) })
    }

    /// The crops of a choice, with their numbers in the preset's order.
    pub fn crops(&self, choice: CropChoice) -> Result<Vec<(usize, Crop)>, RecipeError> {
        let all: Vec<(usize, Crop)> = self.order.iter().copied().enumerate().collect();
        let plain = |(_, crop): &(usize, Crop)| !crop.mirrored;
        let (chosen, wanted): (Vec<_>, usize) = match choice {
            CropChoice::Ten => (all, 10),
            CropChoice::Five => (all.into_iter().filter(plain).collect(), 5),
            CropChoice::Centre => {
                let centre = Crop { place: Place::Centre, mirrored: false };
                (all.into_iter().filter(|(_, crop)| *crop == centre).collect(), 1)
            }
            CropChoice::Only(number) => (all.into_iter().filter(|(i, _)| *i == number).collect(), 1),
        };
        if chosen.len() == wanted {
            return Ok(chosen);
        }
        Err(RecipeError::Crops { preset: self.preset, has: self.order.len(), asked: choice })
    }

    /// What resizes frames of `(width, height)`.
    pub fn scaler(&self, size: (usize, usize)) -> Scaler {
        self.scaling.scaler(size)
    }
}

/// Crops in the order of the files' numbers.
fn order(preset: Preset) -> Vec<Crop> {
    use Place::{BottomLeft, BottomRight, Centre, TopLeft, TopRight};
    let crops = |places: &[Place], mirrored: bool| -> Vec<Crop> {
        places.iter().map(|&place| Crop { place, mirrored }).collect()
    };
    match preset {
        Preset::Wu | Preset::VadClip => {
            let places = [Centre, TopLeft, TopRight, BottomLeft, BottomRight];
            [crops(&places, false), crops(&places, true)].concat()
        }
        // Its last five are cut from the mirrored frame: its upper left is the frame's upper right, mirrored.
        Preset::UrDmu => {
            let plain = crops(&[TopLeft, TopRight, Centre, BottomLeft, BottomRight], false);
            [plain, crops(&[TopRight, TopLeft, Centre, BottomRight, BottomLeft], true)].concat()
        }
        Preset::VideoFeatures | Preset::Clip => crops(&[Centre], false),
    }
}

#[cfg(test)]
#[path = "recipe_tests.rs"]
mod tests;
