//! Mean average precision of class-labelled events over temporal overlap, mAP@IoU.
//!
//! Source: `*_detectionMAP.py` of nwpu-zxr/VadCLIP and lessiYin/DSANet, written anew. Not interpolated, and
//! divided by all events of a class: not the same as the mAP of COCO or ActivityNet. Two things that their code
//! does without saying so are named here: what becomes of the class of normal videos ([`NormalClass`]), and a
//! class without any segment, which sets their whole threshold to 0 and here only its own class
//! ([`DetectionWarning::NoSegment`]). Frames are 0-based, ranges half-open; scores are taken as f64.

mod classed;
mod error;
mod kinds;
mod segments;

#[cfg(test)]
mod tests;

pub use classed::ClassScores;
pub use error::{DetectionError, DetectionWarning};
pub use kinds::{ClassPrecision, ConfusedPair, Kinds, kinds};
pub use segments::{Segment, iou, segments};

/// The thresholds that the two papers report; the headline is the mean over them.
pub const IOU_THRESHOLDS: [f64; 5] = [0.1, 0.2, 0.3, 0.4, 0.5];
/// The class of normal videos.
const NORMAL: usize = 0;

/// Class scores of one video.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassTrack {
    /// Id of the video.
    pub id: String,
    /// `[snippets, classes]`, row-major: probabilities, class 0 being normal.
    pub scores: Vec<f32>,
    /// Frames that one row covers.
    pub repeat: usize,
}

/// An event of one class. It may end after its video: events are not clipped here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DetectionEvent {
    /// Id of the video.
    pub video: String,
    /// First frame, from 0.
    pub start: usize,
    /// The frame after the last.
    pub end: usize,
    /// Index of the class.
    pub class: usize,
}

/// What becomes of class 0, the class of normal videos.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NormalClass {
    /// Its events are left out and its precision of 0 is averaged in: what the published code does on UCF-Crime,
    /// where the events say `A` and the class list says `Normal`.
    ExcludeQuirk,
    /// It counts as every other class: what the published code does on XD-Violence.
    Include,
    /// It is left out of the average.
    Drop,
}

/// mAP at several thresholds, in percent.
#[derive(Debug, Clone, PartialEq)]
pub struct DetectionMap {
    /// Per threshold.
    pub thresholds: Vec<ThresholdMap>,
    /// Mean over the thresholds ("AVG").
    pub average: f64,
    /// What became of class 0.
    pub normal_class: NormalClass,
    /// What a reader of the numbers should know.
    pub warnings: Vec<DetectionWarning>,
}

/// mAP at one threshold.
#[derive(Debug, Clone, PartialEq)]
pub struct ThresholdMap {
    /// Overlap from which a segment finds an event.
    pub iou: f64,
    /// Mean over the classes, in percent.
    pub map: f64,
    /// `[classes]`, average precision in 0..=1; class 0 is 0 where it does not count.
    pub per_class: Vec<f64>,
}

/// Computes mAP at every threshold of `thresholds` for `classes` classes.
///
/// Errors: [`DetectionError`]: no class or threshold, scores that are not finite or no whole rows, a video under 16 frames, a
/// video twice, an event without frames, of an unknown class or video.
pub fn detection_map(
    videos: &[ClassTrack],
    events: &[DetectionEvent],
    classes: usize,
    thresholds: &[f64],
    normal_class: NormalClass,
) -> Result<DetectionMap, DetectionError> {
    error::check(videos, events, classes, thresholds, normal_class)?;
    let counted: Vec<usize> = match normal_class {
        NormalClass::Include => (0..classes).collect(),
        NormalClass::ExcludeQuirk | NormalClass::Drop => (NORMAL + 1..classes).collect(),
    };
    let averaged = if normal_class == NormalClass::Drop { classes - 1 } else { classes };
    let (mut ranked, mut warnings) = (vec![Vec::new(); classes], Vec::new());
    for &class in &counted {
        ranked[class] = segments(videos, classes, class);
        if ranked[class].is_empty() {
            warnings.push(DetectionWarning::NoSegment { class });
        }
        if events.iter().all(|event| event.class != class) {
            warnings.push(DetectionWarning::NoEvent { class });
        }
    }
    let at = |&iou: &f64| {
        let mut per_class = vec![0.0; classes];
        for &class in &counted {
            per_class[class] = average_precision(videos, &ranked[class], events, class, iou);
        }
        let map = 100.0 * per_class.iter().sum::<f64>() / averaged as f64;
        ThresholdMap { iou, map, per_class }
    };
    let thresholds: Vec<ThresholdMap> = thresholds.iter().map(at).collect();
    let average = thresholds.iter().map(|t| t.map).sum::<f64>() / thresholds.len() as f64;
    Ok(DetectionMap { thresholds, average, normal_class, warnings })
}

/// Average precision of one class: precision at every hit, summed, over the number of events.
fn average_precision(
    videos: &[ClassTrack],
    ranked: &[Segment],
    events: &[DetectionEvent],
    class: usize,
    threshold: f64,
) -> f64 {
    let mut open: Vec<&DetectionEvent> = events.iter().filter(|event| event.class == class).collect();
    let (all, mut hits, mut sum) = (open.len(), 0_u64, 0.0);
    for (rank, segment) in ranked.iter().enumerate() {
        let mut best: Option<(usize, f64)> = None;
        for (index, event) in open.iter().enumerate() {
            let overlap = iou((segment.start, segment.end), (event.start, event.end));
            // The first of equal overlaps is taken.
            if event.video == videos[segment.video].id && best.is_none_or(|(_, most)| overlap > most) {
                best = Some((index, overlap));
            }
        }
        if let Some((index, _)) = best.filter(|&(_, overlap)| overlap >= threshold) {
            open.remove(index);
            hits += 1;
            sum += hits as f64 / (rank + 1) as f64;
        }
    }
    if all == 0 { 0.0 } else { sum / all as f64 }
}
