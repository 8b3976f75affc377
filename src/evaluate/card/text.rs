//! The card for people: numbers with 6 decimals, percentages with 2.

use std::fmt::Display;

use super::Card;
use crate::evaluate::{Average, FrameNote, Intervals, Spread};

/// Width of the names' column.
const NAMES: usize = 36;
/// Stands on every card with scores by class.
const INTENDED_USE: &str =
    "a class is what the weights were taught to call what looks alike, never an accusation";
/// Hexadecimal digits of a hash that are shown; the JSON holds all.
const HASH_DIGITS: usize = 16;

impl Card {
    /// The lines of the card, without line ends; the numbers first.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Lines(Vec::new());
        if self.stamp != "complete" {
            lines.row("Stamp", &self.stamp);
        }
        self.result_lines(&mut lines);
        self.class_lines(&mut lines);
        self.comparison_lines(&mut lines);
        self.reference_lines(&mut lines);
        self.data_lines(&mut lines);
        self.origin_lines(&mut lines);
        self.convention_lines(&mut lines);
        for warning in &self.warnings {
            lines.row("Warning", warning);
        }
        lines.0
    }

    fn result_lines(&self, lines: &mut Lines) {
        let found = &self.results;
        let headline = match self.conventions.average {
            Average::Micro => "",
            _ => " (the headline is the macro average)",
        };
        lines.row("AUROC", format!("{:.6}{headline}", found.pooled.auroc));
        self.interval_line(lines, |intervals| intervals.auroc);
        lines.row("  videos with odd frames", undefined(found.anomalous.map(|pooled| pooled.auroc)));
        lines.row("  control: video mean", six(found.controls.video_mean));
        lines.row("  control: time shuffled", six(found.controls.time_shuffled));
        lines.row("AP, trapezoid", six(found.pooled.ap_trapezoid));
        self.interval_line(lines, |intervals| intervals.ap_trapezoid);
        lines.row("AP, step", six(found.pooled.ap_step));
        self.interval_line(lines, |intervals| intervals.ap_step);
        lines.row("  chance", six(found.chance_ap));
        lines.row("Equal error rate", format!("{:.6} at {}", found.eer, found.eer_threshold));
        let tau = self.conventions.far_tau;
        lines.row(&format!("False alarms at {tau}, normal videos"), undefined(found.far));
        lines.row("  all frames that are not odd", six(found.far_negative_frames));
        let by_video = &found.by_video;
        let counts = format!(" over {} videos, {} left out", by_video.skip_videos, by_video.left_out);
        lines.row("Macro AUROC, one-class left out", undefined(by_video.skip) + &counts);
        lines.row("Macro AUROC, padded", six(by_video.pad));
        let unsmoothed = found.unsmoothed.map(|plain| {
            format!(
                "AUROC {:.6}, AP trapezoid {:.6}, step {:.6}",
                plain.auroc, plain.ap_trapezoid, plain.ap_step
            )
        });
        lines.row("Unsmoothed", available(&unsmoothed));
        let map = self.detection.as_ref().map(|detection| {
            let at = detection.map.iter().map(|[threshold, map]| format!("{threshold}: {map:.2}"));
            format!("{}; AVG {:.2}", at.collect::<Vec<_>>().join(", "), detection.average)
        });
        lines.row("mAP at IoU, %", available(&map));
        let regions = self.regions.map(|r| format!("{:.6} / {:.6}", r.rbdc, r.tbdc));
        lines.row("RBDC / TBDC", available(&regions));
        let pixels = self.regions.and_then(|r| r.pixel_auroc).map(six);
        lines.row("Pixel-level AUROC", available(&pixels));
    }

    fn interval_line(&self, lines: &mut Lines, of: fn(&Intervals) -> Spread) {
        let interval = self.intervals.as_ref().map(|intervals| {
            let Spread { ci95: [low, high], .. } = of(intervals);
            format!(
                "[{low:.6}, {high:.6}] over {} resamples of the videos, seed {}",
                intervals.replicates, intervals.seed
            )
        });
        lines.row("  95 % interval", available(&interval));
    }

    fn class_lines(&self, lines: &mut Lines) {
        if self.detection.is_some() {
            lines.row("Intended use", INTENDED_USE);
        }
        for class in &self.results.classes {
            let (alone, with_normals) = (undefined(class.auroc_alone), undefined(class.auroc_with_normals));
            let text =
                format!("{alone} alone, {with_normals} with all normal videos; {} videos", class.videos);
            lines.row(&format!("Class {}", class.class), text);
        }
    }

    fn comparison_lines(&self, lines: &mut Lines) {
        let Some(comparison) = &self.comparison else {
            return lines.row("Compared with", "n/a");
        };
        lines.row("Compared with", &comparison.other);
        lines.row("  its AUROC", six(comparison.other_results.auroc));
        lines.row("  difference", format!("{:+.6}", comparison.difference.auroc));
        let interval = comparison.intervals.as_ref().map(|intervals| {
            let [low, high] = intervals.auroc.ci95;
            let sees = if low > 0.0 || high < 0.0 { "without 0" } else { "0 lies within" };
            format!("[{low:+.6}, {high:+.6}], {sees}")
        });
        lines.row("  95 % interval of the difference", available(&interval));
        lines.row("  note", &comparison.caveat);
    }

    fn reference_lines(&self, lines: &mut Lines) {
        if self.references.is_empty() {
            lines.row("Published", "n/a");
        }
        for reference in &self.references {
            let text = format!(
                "{} {} %, here {:.2} % ({:+.2}): {}; {} [{}]",
                reference.metric,
                reference.published,
                reference.here,
                reference.difference,
                reference.verdict,
                reference.convention,
                reference.source,
            );
            lines.row(&format!("Published, {}", reference.method), text);
        }
    }

    fn data_lines(&self, lines: &mut Lines) {
        let data = &self.data;
        lines.row("Data set", available(&data.data_set.map(|set| set.name())));
        lines.row("Split", available(&data.split));
        let truth = &data.ground_truth;
        lines.row(
            "Ground truth",
            format!(
                "{}; {} frames, {} odd; sha256 {}",
                truth.variant,
                truth.frames,
                truth.positive,
                hash(&truth.sha256)
            ),
        );
        lines.row("Videos", format!("{} of {}", data.videos, available(&data.videos_expected)));
        lines.row(
            "Frames",
            format!("{}, {} of them odd; {} scores", data.frames, data.positive_frames, data.snippets),
        );
        lines.row("  dropped / held", format!("{} / {}", data.frames_dropped, data.frames_held));
        lines.row("  events clipped / lost", format!("{} / {}", data.events_clipped, data.events_lost));
        lines.row("Scores", format!("sha256 {}", hash(&data.scores_sha256)));
        for FrameNote { video, scored, truth, used, .. } in &data.per_video {
            lines
                .row("  frames", format!("{video}: {scored} scored, {truth} in the truth, {used} evaluated"));
        }
        if let Some(left_out) = &data.left_out {
            lines.row("Left out, no truth", left_out.without_truth.join(" "));
            lines.row("Left out, no scores", left_out.without_scores.join(" "));
        }
    }

    fn origin_lines(&self, lines: &mut Lines) {
        let (model, run) = (&self.model, &self.run);
        lines.row("Method", available(&model.method));
        lines.row("  configuration", hash(&model.config_sha256));
        lines.row("  weights", available(&model.weights));
        let warn =
            if model.selection.as_deref().is_some_and(|how| how.contains("test")) { " (!)" } else { "" };
        lines.row("  selection", available(&model.selection) + warn);
        let width = available(&model.feature_width);
        lines.row("  features", format!("width {width}, sha256 {}", hash(&model.features_sha256)));
        lines.row("Program", format!("oddframe {}, {}", run.version, available(&run.date)));
        let fallback = available(&run.fallback.map(|soft| if soft { "software" } else { "hardware" }));
        lines.row("Device", format!("{}, {}, {fallback}", available(&run.backend), available(&run.adapter)));
    }

    fn convention_lines(&self, lines: &mut Lines) {
        let used = &self.conventions;
        lines.row("Preset", available(&used.preset));
        let modified = if self.modified.is_empty() { "nothing".into() } else { self.modified.join(", ") };
        lines.row("  modified", modified);
        lines.row("Crops", used.crop);
        lines.row("Frames per score", available(&used.repeat));
        lines.row("Interval ends", used.interval);
        lines.row("Lengths", used.length_policy);
        lines.row("Smoothing", format!("{}, scope {}", used.smooth, used.smooth_scope));
        lines.row("Normalisation", used.normalise);
        lines.row("Frames without objects", available(&used.empty_frame));
        lines.row("Edges", format!("{} + {} frames dropped per video", used.drop_head, used.drop_tail));
        lines.row("Average", used.average);
        lines.row("AP shown first", used.ap);
        let picked = if used.far_tau_picked { ", picked on this data" } else { "" };
        lines.row("False alarm threshold", format!("{}{picked}", used.far_tau));
        lines.row("Normal class in mAP", available(&used.map_normal_class));
    }
}

struct Lines(Vec<String>);

impl Lines {
    fn row(&mut self, name: &str, value: impl Display) {
        self.0.push(format!("{name:<NAMES$}{value}"));
    }
}

fn six(value: f64) -> String {
    format!("{value:.6}")
}

fn undefined(value: Option<f64>) -> String {
    value.map_or("undefined".into(), six)
}

fn available<T: Display>(value: &Option<T>) -> String {
    value.as_ref().map_or("n/a".into(), ToString::to_string)
}

fn hash(value: &Option<String>) -> String {
    value.as_ref().map_or("n/a".into(), |hash| hash.chars().take(HASH_DIGITS).collect())
}
