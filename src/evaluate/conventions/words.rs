//! The textual form of the switches: one for the command line, the card and a link.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{ApRule, Average, Crop, DataSet, LengthPolicy, Normalise, Preset, Smooth, SmoothScope};
use crate::evaluate::detection::NormalClass;
use crate::formats::annotations::Interval;

/// A word that is no value of a switch.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{switch}: expected {expected}, found \"{found}\"")]
pub struct SwitchError {
    /// The switch.
    pub switch: &'static str,
    /// What it may be.
    pub expected: &'static str,
    /// What was found.
    pub found: String,
}

/// Words for a switch whose values carry nothing.
macro_rules! plain_words {
    ($switch:ty, $name:literal, $expected:literal, $($value:path = $word:literal),+ $(,)?) => {
        impl fmt::Display for $switch {
            fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str(match self { $($value => $word),+ })
            }
        }

        impl FromStr for $switch {
            type Err = SwitchError;

            fn from_str(text: &str) -> Result<Self, SwitchError> {
                match text {
                    $($word => Ok($value),)+
                    _ => Err(SwitchError { switch: $name, expected: $expected, found: text.into() }),
                }
            }
        }
    };
}

/// A switch is written to files as its word.
macro_rules! serde_by_word {
    ($($switch:ty),+ $(,)?) => {$(
        impl Serialize for $switch {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $switch {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    )+};
}

plain_words!(SmoothScope, "smooth_scope", "video or concat", Self::Video = "video", Self::Concat = "concat");
plain_words!(
    Interval,
    "interval",
    "half_open0, inclusive0 or inclusive1",
    Self::HalfOpen0 = "half_open0",
    Self::Inclusive0 = "inclusive0",
    Self::Inclusive1 = "inclusive1",
);
plain_words!(
    LengthPolicy,
    "length_policy",
    "strict, truncate, hold_last or build",
    Self::Strict = "strict",
    Self::Truncate = "truncate",
    Self::HoldLast = "hold_last",
    Self::Build = "build",
);
plain_words!(
    ApRule,
    "ap",
    "both, trapezoid or step",
    Self::Both = "both",
    Self::Trapezoid = "trapezoid",
    Self::Step = "step",
);
plain_words!(
    Average,
    "average",
    "micro, macro_skip or macro_pad",
    Self::Micro = "micro",
    Self::MacroSkip = "macro_skip",
    Self::MacroPad = "macro_pad",
);
plain_words!(
    NormalClass,
    "map_normal_class",
    "exclude_quirk, include or drop",
    Self::ExcludeQuirk = "exclude_quirk",
    Self::Include = "include",
    Self::Drop = "drop",
);
plain_words!(
    Preset,
    "preset",
    "LA-Net, PEL4VAD-UCF, PEL4VAD-XD, DSANet-UCF, DSANet-XD or LBR",
    Self::LaNet = "LA-Net",
    Self::Pel4VadUcf = "PEL4VAD-UCF",
    Self::Pel4VadXd = "PEL4VAD-XD",
    Self::DsaNetUcf = "DSANet-UCF",
    Self::DsaNetXd = "DSANet-XD",
    Self::Lbr = "LBR",
);
plain_words!(
    DataSet,
    "data_set",
    "ucf-crime, xd-violence, shanghaitech, shanghaitech-weak, ped1, ped2 or avenue",
    Self::UcfCrime = "ucf-crime",
    Self::XdViolence = "xd-violence",
    Self::ShanghaiTech = "shanghaitech",
    Self::ShanghaiTechWeak = "shanghaitech-weak",
    Self::Ped1 = "ped1",
    Self::Ped2 = "ped2",
    Self::Avenue = "avenue",
);
serde_by_word!(
    Crop,
    Smooth,
    SmoothScope,
    Normalise,
    LengthPolicy,
    ApRule,
    Average,
    NormalClass,
    Preset,
    DataSet
);

impl fmt::Display for Crop {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Mean => f.write_str("mean"),
            Self::Only(crop) => write!(f, "only:{crop}"),
        }
    }
}

impl FromStr for Crop {
    type Err = SwitchError;

    fn from_str(text: &str) -> Result<Self, SwitchError> {
        let only = || text.strip_prefix("only:")?.parse().ok().map(Self::Only);
        let value = if text == "mean" { Some(Self::Mean) } else { only() };
        value.ok_or_else(|| SwitchError { switch: "crop", expected: "mean or only:I", found: text.into() })
    }
}

impl fmt::Display for Smooth {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Forward(k) => write!(f, "forward:{k}"),
            Self::Block(k) => write!(f, "block:{k}"),
            Self::Box(w) => write!(f, "box:{w}"),
            Self::Gauss(sigma) => write!(f, "gauss:{sigma}"),
        }
    }
}

impl FromStr for Smooth {
    type Err = SwitchError;

    fn from_str(text: &str) -> Result<Self, SwitchError> {
        let window = |digits: &str| digits.parse::<usize>().ok().filter(|k| *k > 0);
        let value = match text.split_once(':') {
            None if text == "none" => Some(Self::None),
            Some(("forward", k)) => window(k).map(Self::Forward),
            Some(("block", k)) => window(k).map(Self::Block),
            Some(("box", w)) => window(w).map(Self::Box),
            Some(("gauss", sigma)) => {
                sigma.parse().ok().filter(|s: &f64| s.is_finite() && *s > 0.0).map(Self::Gauss)
            }
            _ => None,
        };
        const EXPECTED: &str =
            "none, forward:K or block:K (snippets), box:W or gauss:SIGMA (frames), numbers above 0";
        value.ok_or_else(|| SwitchError { switch: "smooth", expected: EXPECTED, found: text.into() })
    }
}

impl fmt::Display for Normalise {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::GlobalMinmax => f.write_str("global_minmax"),
            Self::VideoMinmax => f.write_str("video_minmax"),
            Self::TrainZ => f.write_str("train_z"),
            Self::TrainZWith { mean, std } => write!(f, "train_z:{mean},{std}"),
        }
    }
}

impl FromStr for Normalise {
    type Err = SwitchError;

    fn from_str(text: &str) -> Result<Self, SwitchError> {
        let statistics = || {
            let (mean, std) = text.strip_prefix("train_z:")?.split_once(',')?;
            let (mean, std): (f64, f64) = (mean.parse().ok()?, std.parse().ok()?);
            (mean.is_finite() && std.is_finite() && std > 0.0).then_some(Self::TrainZWith { mean, std })
        };
        let value = match text {
            "none" => Some(Self::None),
            "global_minmax" => Some(Self::GlobalMinmax),
            "video_minmax" => Some(Self::VideoMinmax),
            "train_z" => Some(Self::TrainZ),
            _ => statistics(),
        };
        const EXPECTED: &str =
            "none, global_minmax, video_minmax, train_z, or train_z:MEAN,STD with a STD above 0";
        value.ok_or_else(|| SwitchError { switch: "normalise", expected: EXPECTED, found: text.into() })
    }
}
