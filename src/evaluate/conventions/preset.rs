//! The conventions of published systems.

use super::{ApRule, Conventions, Crop, DataSet, Normalise, Smooth, SmoothScope};
use crate::evaluate::detection::NormalClass;
use crate::scores::{BOX_WINDOW, EMPTY_FRAME_SCORE};

/// Whose conventions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Preset {
    /// LA-Net with DDL (ICME 2022): mean of the crops, no smoothing, AP by trapezoids.
    LaNet,
    /// PEL4VAD on UCF-Crime (authors' code): mean of a snippet and the six after it.
    Pel4VadUcf,
    /// PEL4VAD on XD-Violence (authors' code): mean per block of eight snippets, AP by trapezoids.
    Pel4VadXd,
    /// DSANet on UCF-Crime (authors' code): crop 5, AP by steps.
    DsaNetUcf,
    /// DSANet on XD-Violence (authors' code): crop 0, AP by steps.
    DsaNetXd,
    /// LBR-SPR (CVPR 2022, authors' code): scores per frame, box of 10 over the whole test set end to end. Its
    /// first release had no smoothing; which of the two gave the paper's numbers is not known.
    Lbr,
}

impl Preset {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::LaNet, Self::Pel4VadUcf, Self::Pel4VadXd, Self::DsaNetUcf, Self::DsaNetXd, Self::Lbr];

    /// The switches as this system sets them.
    pub fn conventions(self) -> Conventions {
        let base = Conventions { preset: Some(self), ..Conventions::default() };
        match self {
            Self::LaNet => Conventions { ap: ApRule::Trapezoid, ..base },
            Self::Pel4VadUcf => Conventions { smooth: Smooth::Forward(7), ap: ApRule::Trapezoid, ..base },
            Self::Pel4VadXd => Conventions { smooth: Smooth::Block(8), ap: ApRule::Trapezoid, ..base },
            Self::DsaNetUcf => Conventions {
                crop: Crop::Only(5),
                ap: ApRule::Step,
                map_normal_class: Some(NormalClass::ExcludeQuirk),
                ..base
            },
            Self::DsaNetXd => Conventions {
                crop: Crop::Only(0),
                ap: ApRule::Step,
                map_normal_class: Some(NormalClass::Include),
                ..base
            },
            Self::Lbr => Conventions {
                repeat: Some(1),
                smooth: Smooth::Box(BOX_WINDOW),
                smooth_scope: SmoothScope::Concat,
                normalise: Normalise::TrainZ,
                empty_frame: Some(EMPTY_FRAME_SCORE),
                ..base
            },
        }
    }

    /// The method that it belongs to, as published tables name it.
    pub fn method(self) -> &'static str {
        match self {
            Self::LaNet => "LA-Net",
            Self::Pel4VadUcf | Self::Pel4VadXd => "PEL4VAD",
            Self::DsaNetUcf | Self::DsaNetXd => "DSANet",
            Self::Lbr => "LBR-SPR",
        }
    }

    /// The one data set it is for, where it is for one.
    pub fn data_set(self) -> Option<DataSet> {
        match self {
            Self::Pel4VadUcf | Self::DsaNetUcf => Some(DataSet::UcfCrime),
            Self::Pel4VadXd | Self::DsaNetXd => Some(DataSet::XdViolence),
            Self::LaNet | Self::Lbr => None,
        }
    }
}
