//! The choices behind a number, as data.
//!
//! Published systems differ in every one of these, and each moves the result; so each is a switch with a default,
//! each is on the card, and one that is not at its default says what it does to the number. All switches have one
//! textual form, which the command line, the card and a link share.

mod data_set;
mod preset;
mod switches;
mod words;

pub use data_set::{DataSet, GroundTruthVariant, NORMAL_CLASS, class_by_name};
pub use preset::Preset;
pub use switches::{ApRule, Average, Crop, LengthPolicy, Normalise, Smooth, SmoothScope};
pub use words::SwitchError;

use serde::{Deserialize, Serialize};

use super::bootstrap::REPLICATES;
use super::detection::NormalClass;
use crate::formats::annotations::Interval;

/// Scores at or above this raise an alarm (PEL4VAD).
pub const FALSE_ALARM_THRESHOLD: f32 = 0.5;

/// Every switch of an evaluation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Conventions {
    /// The preset that the switches started from; `None` for the defaults.
    pub preset: Option<Preset>,
    /// How the crops of a snippet became one score. Applied before the evaluation, recorded here.
    pub crop: Crop,
    /// Frames that one score covers; `None` takes it from the scores.
    pub repeat: Option<usize>,
    /// Smoothing done by the evaluation; the scores may have been smoothed before.
    pub smooth: Smooth,
    /// Whether smoothing stops at the end of a video.
    pub smooth_scope: SmoothScope,
    /// Normalisation of the scores, after snippet smoothing and before frame smoothing.
    pub normalise: Normalise,
    /// Score of a frame without objects, where the method sets one. Applied by the method, recorded here.
    pub empty_frame: Option<f32>,
    /// Frames left out at the start of every video.
    pub drop_head: usize,
    /// Frames left out at its end.
    pub drop_tail: usize,
    /// How the ends of annotated intervals are read. Applied where annotations are read, recorded here.
    pub interval: Interval,
    /// What happens where scores and truth differ in length.
    pub length_policy: LengthPolicy,
    /// Which average precision is the headline; both are always computed.
    pub ap: ApRule,
    /// How videos are put together in the headline.
    pub average: Average,
    /// Threshold of the false alarm rates.
    pub far_tau: f32,
    /// Whether that threshold was chosen by looking at these results.
    pub far_tau_picked: bool,
    /// What mAP does with the class of normal videos; `None` follows the data set.
    pub map_normal_class: Option<NormalClass>,
    /// Whether only the videos with both scores and truth are evaluated; the card then says SUBSET.
    pub subset: bool,
    /// Resamples behind the intervals.
    pub interval_replicates: u64,
    /// Their seed.
    pub interval_seed: u64,
}

impl Default for Conventions {
    fn default() -> Self {
        Self {
            preset: None,
            crop: Crop::Mean,
            repeat: None,
            smooth: Smooth::None,
            smooth_scope: SmoothScope::Video,
            normalise: Normalise::None,
            empty_frame: None,
            drop_head: 0,
            drop_tail: 0,
            interval: Interval::HalfOpen0,
            length_policy: LengthPolicy::Strict,
            ap: ApRule::Both,
            average: Average::Micro,
            far_tau: FALSE_ALARM_THRESHOLD,
            far_tau_picked: false,
            map_normal_class: None,
            subset: false,
            interval_replicates: REPLICATES,
            interval_seed: 0,
        }
    }
}

impl Conventions {
    /// The switches as `preset` sets them.
    pub fn of(preset: Preset) -> Self {
        preset.conventions()
    }

    /// Names of the switches that differ from the preset, or from the defaults where there is none.
    pub fn modified(&self) -> Vec<&'static str> {
        let base = self.preset.map_or_else(Self::default, Preset::conventions);
        let differ = [
            ("crop", self.crop != base.crop),
            // Unset means "as the scores say", which agrees with any number.
            ("repeat", self.repeat.zip(base.repeat).is_some_and(|(own, preset)| own != preset)),
            ("smooth", self.smooth != base.smooth),
            ("smooth_scope", self.smooth_scope != base.smooth_scope),
            ("normalise", !self.normalise.same_kind(&base.normalise)),
            ("empty_frame", self.empty_frame != base.empty_frame),
            ("drop_head", self.drop_head != base.drop_head),
            ("drop_tail", self.drop_tail != base.drop_tail),
            ("interval", self.interval != base.interval),
            ("length_policy", self.length_policy != base.length_policy),
            ("ap", self.ap != base.ap),
            ("average", self.average != base.average),
            ("far_tau", self.far_tau != base.far_tau),
            ("far_tau_picked", self.far_tau_picked != base.far_tau_picked),
            ("map_normal_class", self.map_normal_class != base.map_normal_class),
            ("subset", self.subset != base.subset),
            ("interval_replicates", self.interval_replicates != base.interval_replicates),
            ("interval_seed", self.interval_seed != base.interval_seed),
        ];
        differ.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
    }
}

#[cfg(test)]
mod tests;
