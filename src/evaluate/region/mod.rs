//! Whether the right places are found: region-based and track-based detection criteria, RBDC and TBDC.
//!
//! Source: Ramachandra and Jones, "Street Scene", WACV 2020. At every threshold the boxes that reach it are held
//! against the regions of their frame; the criteria are areas under the rates of found regions and found tracks
//! against false positives per frame, from 0 to 1. The curve starts at the origin, has one point per distinct
//! score (ours: ties share a point), is cut at one false positive per frame and runs on flat if it ends before.

mod csv;
mod error;
mod from_truth;
mod masks;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use csv::{VideoRegions, read_detections, read_tracks};
pub use error::RegionError;
pub use from_truth::{detections_of_scores, tracks_of_events};
pub use masks::{MaskTruth, PixelMask};

/// Least overlap of a box with a region that it finds (beta of the paper).
const MIN_OVERLAP: f64 = 0.1;
/// Least share of a track's regions that must be found (alpha of the paper).
const MIN_TRACK_SHARE: f64 = 0.1;

/// Corners `[x1, y1, x2, y2]` in pixels.
pub type Corners = [f64; 4];

/// An odd object followed through a video.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    /// Id of the video.
    pub video: String,
    /// Its region in each of its frames, which count from 0.
    pub regions: BTreeMap<usize, Corners>,
}

/// A box that a method marks.
#[derive(Debug, Clone, PartialEq)]
pub struct Detection {
    /// Id of the video.
    pub video: String,
    /// Its frame, from 0.
    pub frame: usize,
    /// Where it is.
    pub corners: Corners,
    /// How odd it is.
    pub score: f32,
}

/// What corners mean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BoxConvention {
    /// Both corners are pixels of the box: width x2 - x1 + 1 (lilygeorgescu/AED).
    #[default]
    Inclusive,
    /// The second corner lies outside: width x2 - x1.
    HalfOpen,
}

/// Rates at one threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RegionPoint {
    /// Lowest score that is kept.
    pub threshold: f32,
    /// False positives per frame; may be above 1.
    pub false_positive_rate: f64,
    /// Share of the regions that are found.
    pub regions: f64,
    /// Share of the tracks that are found.
    pub tracks: f64,
}

/// Both criteria and the curve behind them.
#[derive(Debug, Clone, PartialEq)]
pub struct RegionReport {
    /// Region-based detection criterion.
    pub rbdc: f64,
    /// Track-based detection criterion.
    pub tbdc: f64,
    /// One point per distinct score, highest first, not cut at one false positive per frame.
    pub points: Vec<RegionPoint>,
    /// What corners were taken to mean.
    pub convention: BoxConvention,
}

/// Computes both criteria; `frames` are the frames of every video of the test set, also of those without tracks.
///
/// Errors: [`RegionError`]: no region, a box or score that is not finite or a box turned inside out, a frame
/// beyond its video, a video that is not in `frames`.
pub fn region_criteria(
    tracks: &[Track],
    detections: &[Detection],
    frames: &BTreeMap<String, usize>,
    convention: BoxConvention,
) -> Result<RegionReport, RegionError> {
    error::check(tracks, detections, frames, convention)?;
    let total: usize = frames.values().sum();
    let points = points(tracks, detections, total, convention);
    let rbdc = area(&points, |point| point.regions);
    let tbdc = area(&points, |point| point.tracks);
    Ok(RegionReport { rbdc, tbdc, points, convention })
}

/// A region and the track that it belongs to.
struct Target {
    corners: Corners,
    track: usize,
    is_found: bool,
}

fn points(
    tracks: &[Track],
    detections: &[Detection],
    total_frames: usize,
    convention: BoxConvention,
) -> Vec<RegionPoint> {
    let mut targets: BTreeMap<(&str, usize), Vec<Target>> = BTreeMap::new();
    for (index, track) in tracks.iter().enumerate() {
        for (&frame, &corners) in &track.regions {
            let target = Target { corners, track: index, is_found: false };
            targets.entry((&track.video, frame)).or_default().push(target);
        }
    }
    let all_regions: usize = tracks.iter().map(|track| track.regions.len()).sum();
    let mut found_of_track = vec![0_usize; tracks.len()];
    let mut false_positives = 0_usize;
    let mut ranked: Vec<&Detection> = detections.iter().collect();
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut points = Vec::new();
    for group in ranked.chunk_by(|a, b| a.score == b.score) {
        for detection in group {
            let in_frame = targets.get_mut(&(detection.video.as_str(), detection.frame));
            let mut hits = 0;
            for target in in_frame.into_iter().flatten() {
                if overlap(detection.corners, target.corners, convention) >= MIN_OVERLAP {
                    hits += 1;
                    found_of_track[target.track] += usize::from(!target.is_found);
                    target.is_found = true;
                }
            }
            false_positives += usize::from(hits == 0);
        }
        let is_found = |(found, track): &(&usize, &Track)| {
            **found as f64 / track.regions.len() as f64 >= MIN_TRACK_SHARE
        };
        let found_tracks = found_of_track.iter().zip(tracks).filter(is_found).count();
        points.push(RegionPoint {
            threshold: group[0].score,
            false_positive_rate: false_positives as f64 / total_frames as f64,
            regions: found_of_track.iter().sum::<usize>() as f64 / all_regions as f64,
            tracks: found_tracks as f64 / tracks.len() as f64,
        });
    }
    points
}

/// Area under a rate against false positives per frame on 0..=1.
fn area(points: &[RegionPoint], rate: impl Fn(&RegionPoint) -> f64) -> f64 {
    let (mut x, mut y, mut area) = (0.0, 0.0, 0.0);
    for point in points.iter().take_while(|point| point.false_positive_rate <= 1.0) {
        area += (point.false_positive_rate - x) * (y + rate(point)) / 2.0;
        (x, y) = (point.false_positive_rate, rate(point));
    }
    area + (1.0 - x) * y
}

/// Shared area of two boxes over the area of either.
fn overlap(a: Corners, b: Corners, convention: BoxConvention) -> f64 {
    let side = |from: f64, to: f64| (to - from + convention.extra()).max(0.0);
    let size = |c: Corners| side(c[0], c[2]) * side(c[1], c[3]);
    let shared = side(a[0].max(b[0]), a[2].min(b[2])) * side(a[1].max(b[1]), a[3].min(b[3]));
    shared / (size(a) + size(b) - shared)
}

impl BoxConvention {
    /// What is added to the difference of two corners.
    fn extra(self) -> f64 {
        match self {
            Self::Inclusive => 1.0,
            Self::HalfOpen => 0.0,
        }
    }

    /// The name on cards.
    pub fn name(self) -> &'static str {
        match self {
            Self::Inclusive => "inclusive",
            Self::HalfOpen => "half_open",
        }
    }
}
