//! What a reader of the numbers should know.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::conventions::{
    Average, Conventions, Crop, DataSet, GroundTruthVariant, LengthPolicy, Normalise, Smooth, SmoothScope,
};
use super::inputs::InputWarning;
use super::pool::Pool;
use super::results::Results;
use crate::formats::annotations::Interval;

/// How many videos a warning names before it counts the rest; the table names all.
const NAMED_VIDEOS: usize = 5;

/// A remark on the numbers; they stand, but not alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// W1 to W5, or the switch that it is about.
    pub code: String,
    /// The remark.
    pub text: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.text)
    }
}

impl From<&InputWarning> for Warning {
    fn from(warning: &InputWarning) -> Self {
        let (code, text) = (warning.code(), warning.to_string());
        // Some wordings begin with their code.
        let text = text.strip_prefix(code).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(&text).into();
        Self { code: code.into(), text }
    }
}

/// What the warnings are about.
pub(super) struct Observed<'a> {
    pub pool: &'a Pool,
    pub results: &'a Results,
    pub switches: &'a Conventions,
    pub data_set: Option<DataSet>,
    pub variant: Option<GroundTruthVariant>,
}

impl Observed<'_> {
    /// Everything there is to say, the results first.
    pub fn warnings(&self) -> Vec<Warning> {
        let mut found = Vec::new();
        self.on_results(&mut |code, text| found.push(Warning { code: String::from(code), text }));
        self.on_data(&mut |code, text| found.push(Warning { code: String::from(code), text }));
        self.on_switches(&mut |code, text| found.push(Warning { code: String::from(code), text }));
        found
    }

    fn on_results(&self, warn: &mut dyn FnMut(&str, String)) {
        let auroc = self.results.pooled.auroc;
        if auroc < 0.5 {
            let inverse = 1.0 - auroc;
            warn(
                "W1",
                format!(
                    "AUC {auroc:.6} < 0.5: inverted scores or misaligned files? (1 - AUC = {inverse:.6})"
                ),
            );
        }
        let mean = self.results.controls.video_mean;
        if auroc <= mean {
            warn(
                "W5",
                format!(
                    "pooled AUC {auroc:.6} is not above its video-mean control {mean:.6}: the score tells videos apart, \
                     not moments"
                ),
            );
        }
        let videos = &self.pool.videos;
        let flat = videos
            .iter()
            .filter(|v| v.counted.len() > 1 && v.counted.windows(2).all(|w| w[0].score == w[1].score))
            .count();
        if flat > 0 {
            warn("W2", format!("all scores equal in {flat} videos"));
        }
        let scores = || videos.iter().flat_map(|video| video.counted.iter().map(|c| c.score));
        let (low, high) =
            (scores().fold(f32::INFINITY, f32::min), scores().fold(f32::NEG_INFINITY, f32::max));
        if low < 0.0 || high > 1.0 {
            let tau = self.switches.far_tau;
            warn("W2", format!("scores outside [0,1]: {low}..{high}; FAR at {tau} needs its own threshold"));
        }
    }

    fn on_data(&self, warn: &mut dyn FnMut(&str, String)) {
        let events = self.pool.notes.iter().flat_map(|note| {
            let beyond = note.clipped_events.iter().chain(&note.lost_events);
            beyond.map(|event| (note.video.as_str(), *event, note.used + note.dropped))
        });
        let events: Vec<_> = events.collect();
        for (video, [start, end], frames) in events.iter().take(NAMED_VIDEOS) {
            warn(
                "W3",
                format!("{video}: event {start}-{end} lies outside its {frames} frames (clipped or lost)"),
            );
        }
        if events.len() > NAMED_VIDEOS {
            warn(
                "W3",
                format!(
                    "{} more events lie outside their frames; the table lists all",
                    events.len() - NAMED_VIDEOS
                ),
            );
        }
        let frames = self.pool.truth_totals.0;
        if let (Some(set), None, false) = (self.data_set, self.variant, self.switches.subset) {
            warn("W4", format!("total {frames} is not a known variant of {}", set.name()));
        }
        let left_out = (self.pool.without_truth.len(), self.pool.without_scores.len());
        if left_out != (0, 0) {
            warn(
                "subset",
                format!(
                    "SUBSET: {} videos without truth and {} without scores are left out",
                    left_out.0, left_out.1
                ),
            );
        }
    }

    fn on_switches(&self, warn: &mut dyn FnMut(&str, String)) {
        let switches = self.switches;
        if let Crop::Only(crop) = switches.crop {
            warn(
                "crop",
                format!("single crop {crop}; VadCLIP/DSANet chose 5 (UCF) and 0 (XD) on the test set"),
            );
        }
        self.on_scores(warn);
        let notes = &self.pool.notes;
        let (head, tail) = (switches.drop_head, switches.drop_tail);
        if head + tail > 0 {
            warn("drop", format!("drops {head}+{tail} frames per video"));
        }
        match switches.interval {
            Interval::HalfOpen0 => {}
            other => warn(
                "interval",
                format!(
                    "interval ends read as {other}; on UCF-Crime inclusive0 adds 149 odd frames, golden AUC 0.867633"
                ),
            ),
        }
        if !matches!(switches.length_policy, LengthPolicy::Strict | LengthPolicy::Build) {
            let uneven: Vec<_> = notes.iter().filter(|note| note.scored != note.truth).collect();
            let named = uneven.iter().take(NAMED_VIDEOS);
            let named: Vec<String> =
                named.map(|note| format!("{} {} for {}", note.video, note.scored, note.truth)).collect();
            let more = if uneven.len() > NAMED_VIDEOS { ", ..." } else { "" };
            let colon = if named.is_empty() { "" } else { ": " };
            warn(
                "length_policy",
                format!(
                    "{}: {} of {} videos have other lengths than their truth{colon}{}{more}",
                    switches.length_policy,
                    uneven.len(),
                    self.pool.videos.len(),
                    named.join(", "),
                ),
            );
        }
        if switches.average == Average::MacroPad {
            warn("average", "one-class videos count as 1.0".into());
        }
        if switches.far_tau_picked {
            warn("far_tau", format!("{} was picked on this data", switches.far_tau));
        }
    }

    fn on_scores(&self, warn: &mut dyn FnMut(&str, String)) {
        let switches = self.switches;
        if let Some(plain) = &self.results.unsmoothed {
            warn(
                "smooth",
                format!(
                    "smoothed; unsmoothed value: AUC {:.6}, AP trapezoid {:.6}, AP step {:.6}",
                    plain.auroc, plain.ap_trapezoid, plain.ap_step
                ),
            );
        }
        if switches.smooth != Smooth::None && switches.smooth_scope == SmoothScope::Concat {
            let borders = self.pool.videos.len().saturating_sub(1);
            warn("smooth_scope", format!("crosses video borders at {borders} places"));
        }
        match switches.normalise {
            Normalise::VideoMinmax => {
                warn(
                    "normalise",
                    "uses test statistics and hides normal videos: golden AUC falls to 0.7973".into(),
                );
            }
            Normalise::GlobalMinmax => {
                warn("normalise", "global_minmax uses test statistics; no effect on AUC and AP".into());
            }
            Normalise::TrainZ => {
                warn(
                    "normalise",
                    "train_z without statistics: taken as done by the method, not done here".into(),
                );
            }
            Normalise::None | Normalise::TrainZWith { .. } => {}
        }
        if self.pool.flat > 0 {
            warn(
                "normalise",
                format!("{} videos have equal scores throughout: min-max makes them 0", self.pool.flat),
            );
        }
    }
}
