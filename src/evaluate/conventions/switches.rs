//! The switches and their values. Their words are in [`words`](super::words).

/// How the crops of a snippet become one score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Crop {
    /// Mean of the crops' scores, taken after the sigmoid.
    #[default]
    Mean,
    /// One crop alone, counted from 0.
    Only(usize),
}

/// Smoothing. `Forward` and `Block` count snippets, `Box` and `Gauss` frames.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Smooth {
    /// None by the evaluation.
    #[default]
    None,
    /// Mean of a snippet and the k - 1 after it (PEL4VAD "slide").
    Forward(usize),
    /// Mean per block of k snippets (PEL4VAD "fixed").
    Block(usize),
    /// Box of w frames (LBR-SPR).
    Box(usize),
    /// Gaussian of sigma frames (AI-VAD).
    Gauss(f64),
}

/// Whether smoothing stops at the end of a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SmoothScope {
    /// Every video for itself.
    #[default]
    Video,
    /// All videos end to end, in the order of their ids (LBR-SPR).
    Concat,
}

/// Normalisation of the scores.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Normalise {
    /// None.
    #[default]
    None,
    /// (s - min) / (max - min) over all videos.
    GlobalMinmax,
    /// The same within each video.
    VideoMinmax,
    /// (s - mean) / std over the training objects, already applied by the method (LBR-SPR).
    TrainZ,
    /// The same, applied here with these statistics; std with ddof 0.
    TrainZWith {
        /// Mean over the training objects.
        mean: f64,
        /// Their deviation; above 0.
        std: f64,
    },
}

impl Normalise {
    /// Whether both are the same rule; statistics are data and not a choice.
    pub(super) fn same_kind(&self, other: &Self) -> bool {
        let is_train_z = |n: &Self| matches!(n, Self::TrainZ | Self::TrainZWith { .. });
        self == other || (is_train_z(self) && is_train_z(other))
    }
}

/// What happens where scores and truth differ in length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LengthPolicy {
    /// Refused (E2).
    #[default]
    Strict,
    /// Both cut to the shorter.
    Truncate,
    /// The last score covers the frames that are missing.
    HoldLast,
    /// The truth is built from its events with the length of the scores.
    Build,
}

/// Which average precision is the headline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ApRule {
    /// Both, side by side.
    #[default]
    Both,
    /// Trapezoids under the curve (XDVioDet, RTFM, PEL4VAD, LA-Net).
    Trapezoid,
    /// Steps (scikit-learn, VadCLIP, DSANet).
    Step,
}

/// How videos are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Average {
    /// All frames of all videos pooled.
    #[default]
    Micro,
    /// Mean of the videos' AUCs; videos with one class are left out.
    MacroSkip,
    /// Mean of the videos' AUCs; every video gets one virtual negative below and one positive above (AI-VAD).
    MacroPad,
}
