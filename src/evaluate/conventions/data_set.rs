//! Data sets: which ground truth is in use, told by its totals, and the class that a video's name says.

/// Class of a video in which nothing odd happens.
pub const NORMAL_CLASS: &str = "Normal";
/// UCF-Crime's classes, as its file names start.
const UCF_CLASSES: [&str; 13] = [
    "Abuse",
    "Arrest",
    "Arson",
    "Assault",
    "Burglary",
    "Explosion",
    "Fighting",
    "RoadAccidents",
    "Robbery",
    "Shooting",
    "Shoplifting",
    "Stealing",
    "Vandalism",
];

/// A test set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DataSet {
    /// UCF-Crime (Sultani et al., CVPR 2018).
    UcfCrime,
    /// XD-Violence (Wu et al., ECCV 2020).
    XdViolence,
    /// ShanghaiTech Campus (Liu et al., CVPR 2018), original split.
    ShanghaiTech,
    /// ShanghaiTech Campus, split for weak supervision (Zhong et al., CVPR 2019).
    ShanghaiTechWeak,
    /// UCSD Ped1 (Mahadevan et al., CVPR 2010).
    Ped1,
    /// UCSD Ped2 (the same).
    Ped2,
    /// CUHK Avenue (Lu et al., ICCV 2013).
    Avenue,
}

/// A ground truth that is in circulation for a data set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroundTruthVariant {
    /// Of which data set.
    pub data_set: DataSet,
    /// Frames in all.
    pub frames: u64,
    /// Odd frames; `None` where nobody has published them.
    pub positive: Option<u64>,
    /// What it is.
    pub name: &'static str,
}

const fn variant(
    data_set: DataSet,
    frames: u64,
    positive: Option<u64>,
    name: &'static str,
) -> GroundTruthVariant {
    GroundTruthVariant { data_set, frames, positive, name }
}

/// Totals of every variant known.
const VARIANTS: [GroundTruthVariant; 18] = [
    variant(DataSet::UcfCrime, 1_111_808, Some(84_182), "true frame counts (UR-DMU, uws4vad lists)"),
    variant(DataSet::UcfCrime, 1_109_824, Some(84_160), "whole snippets of the true frame counts"),
    variant(DataSet::UcfCrime, 1_109_680, Some(84_128), "DeepMIL / PEL4VAD / UR-DMU, 69,355 snippets"),
    variant(DataSet::UcfCrime, 1_109_680, Some(84_277), "DeepMIL / PEL4VAD / UR-DMU with inclusive ends"),
    variant(DataSet::UcfCrime, 1_109_872, Some(84_160), "CLIP features (VadCLIP, DSANet), rebuilt"),
    variant(DataSet::UcfCrime, 1_109_888, None, "CLIP features (VadCLIP, DSANet), as reported"),
    variant(DataSet::XdViolence, 2_335_801, None, "true frame counts"),
    variant(
        DataSet::XdViolence,
        2_330_384,
        Some(537_805),
        "I3D (XDVioDet, PEL4VAD, UR-DMU), 145,649 snippets",
    ),
    variant(DataSet::XdViolence, 2_331_248, None, "whole snippets of the true frame counts"),
    variant(DataSet::XdViolence, 2_331_296, None, "CLIP features (VadCLIP), as reported"),
    variant(DataSet::XdViolence, 23_312_960, None, "ten crops per video one after the other (see E5)"),
    variant(DataSet::ShanghaiTech, 40_791, Some(17_326), "original split, frame masks"),
    variant(DataSet::ShanghaiTechWeak, 142_912, Some(8_028), "RTFM"),
    variant(DataSet::ShanghaiTechWeak, 140_112, Some(7_874), "PEL4VAD"),
    variant(DataSet::Ped1, 7_200, Some(4_045), "ranges of the .m file, all 36 clips"),
    variant(DataSet::Ped2, 2_010, Some(1_648), "ranges of the .m file, equal to the pixel masks"),
    variant(DataSet::Avenue, 15_324, Some(3_712), "hf2vad / AI-VAD labels; MNAD's differ on 441 frames"),
    variant(
        DataSet::Avenue,
        15_324,
        Some(3_867),
        "MNAD labels; those of hf2vad / AI-VAD differ on 441 frames",
    ),
];

impl DataSet {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::UcfCrime,
        Self::XdViolence,
        Self::ShanghaiTech,
        Self::ShanghaiTechWeak,
        Self::Ped1,
        Self::Ped2,
        Self::Avenue,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::UcfCrime => "UCF-Crime",
            Self::XdViolence => "XD-Violence",
            Self::ShanghaiTech => "ShanghaiTech",
            Self::ShanghaiTechWeak => "ShanghaiTech, weakly supervised split",
            Self::Ped1 => "UCSD Ped1",
            Self::Ped2 => "UCSD Ped2",
            Self::Avenue => "CUHK Avenue",
        }
    }

    /// Test videos.
    pub fn videos(self) -> usize {
        match self {
            Self::UcfCrime => 290,
            Self::XdViolence => 800,
            Self::ShanghaiTech => 107,
            Self::ShanghaiTechWeak => 199,
            Self::Ped1 => 36,
            Self::Ped2 => 12,
            Self::Avenue => 21,
        }
    }
}

impl GroundTruthVariant {
    /// The variant with these totals, of `data_set` where it is given.
    pub fn detect(data_set: Option<DataSet>, frames: u64, positive: u64) -> Option<Self> {
        let fits = |v: &&Self| {
            v.frames == frames
                && v.positive.is_none_or(|p| p == positive)
                && data_set.is_none_or(|d| d == v.data_set)
        };
        VARIANTS.iter().find(fits).copied()
    }
}

/// The classes that the name of a video says, [`NORMAL_CLASS`] for a normal one; none where it says nothing.
///
/// UCF-Crime's names start with the class; XD-Violence's end in `_label_B1-0-0`, with up to three classes.
pub fn class_by_name(data_set: DataSet, id: &str) -> Vec<&str> {
    match data_set {
        DataSet::UcfCrime => {
            let word = &id[..id.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(id.len())];
            let known = std::iter::once(NORMAL_CLASS).chain(UCF_CLASSES).find(|class| *class == word);
            known.into_iter().collect()
        }
        DataSet::XdViolence => match id.rsplit_once("_label_") {
            Some((_, "A")) => vec![NORMAL_CLASS],
            Some((_, classes)) => classes.split('-').filter(|class| !matches!(*class, "0" | "")).collect(),
            None => Vec::new(),
        },
        _ => Vec::new(),
    }
}
