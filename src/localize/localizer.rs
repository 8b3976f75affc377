//! Regions and cubes of a clip, from frames that are pushed one at a time.
//!
//! Five frames are in memory at most: the regions of frame t are known when t+1 arrives, its cubes are cut
//! when t+2 arrives. A cut ends a video: both sides are localized as clips of their own, for clamping and
//! context. Two frames are cut apart where the difference between them alone moves more than
//! `coverage_limit` of the pixels and their mean luma differs by more than `cut_luma` levels. Boxes of a file
//! are taken as they are: no motion, no filter, no cuts, as in the authors' data-set runs. Boxes of a detector come
//! with their frame; motion is then looked for outside them, as in VEC's program.

use std::collections::VecDeque;

use super::cover::inclusive_area;
use super::detected::regions_of;
use super::detector::Detection;
use super::motion::{Foreground, Motion};
use super::report::Counts;
use super::{
    CUBE_FRAMES, CubePlace, Cubes, FrameReport, LocalizeConfig, LocalizeError, Localized, Region,
    RegionSource,
};
use crate::video::Frame;

/// Frames of context on each side of a cube's own.
const REACH: usize = CUBE_FRAMES / 2;

/// Where regions come from.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum RegionsFrom {
    /// The motion localizer, outside the boxes of a detector where frames come with some.
    Motion,
    /// Per analysed frame, boxes `[x1, y1, x2, y2]` in its pixels ([`super::Boxes::of_clip`]).
    File(Vec<Vec<[f32; 4]>>),
}

/// Localizes one clip. A data set has one localizer per clip; [`Cubes::append`] lays the results end to end.
#[derive(Debug)]
pub struct Localizer {
    config: LocalizeConfig,
    source: Source,
    /// The newest frames, at most five.
    window: VecDeque<Frame>,
    /// Index of the first frame in the window.
    window_start: usize,
    /// Index of the first frame of the part of the clip that the newest frame is in.
    part_start: usize,
    part: usize,
    /// The detector's regions in the newest frame, whose motion is not known yet.
    detected: Vec<Region>,
    /// One per frame whose regions are known; the cubes of the last two may still be missing.
    reports: Vec<FrameReport>,
    /// How many frames have their cubes.
    finished: usize,
    cubes: Cubes,
    counts: Counts,
}

#[derive(Debug)]
enum Source {
    Motion(Box<Motion>),
    File(Vec<Vec<[f32; 4]>>),
}

impl Localizer {
    /// A localizer for one clip.
    pub fn new(config: LocalizeConfig, source: RegionsFrom) -> Self {
        let source = match source {
            RegionsFrom::Motion => Source::Motion(Box::default()),
            RegionsFrom::File(boxes) => Source::File(boxes),
        };
        Self {
            config,
            source,
            window: VecDeque::with_capacity(CUBE_FRAMES),
            window_start: 0,
            part_start: 0,
            part: 0,
            detected: Vec::new(),
            reports: Vec::new(),
            finished: 0,
            cubes: Cubes::default(),
            counts: Counts::default(),
        }
    }

    /// Takes the next analysed frame.
    ///
    /// Errors: [`LocalizeError::FrameSize`], [`LocalizeError::FrameCount`], [`LocalizeError::NotFinite`]; the
    /// frame is not taken then.
    pub fn push(&mut self, frame: Frame) -> Result<(), LocalizeError> {
        self.push_detected(frame, &[])
    }

    /// Takes the next analysed frame and what a detector found in it, in its pixels.
    ///
    /// Errors: as [`Localizer::push`], and [`LocalizeError::TwoSources`].
    pub fn push_detected(&mut self, frame: Frame, detections: &[Detection]) -> Result<(), LocalizeError> {
        let index = self.frames_pushed();
        self.check(&frame, index)?;
        self.check_detections(detections, index)?;
        if let Source::Motion(motion) = &mut self.source
            && let Some(coverage) = motion.push(&frame, &self.config)
        {
            let previous = self.window.back().expect("a difference needs a frame before");
            let cut = coverage > self.config.coverage_limit
                && mean_luma_difference(previous, &frame) > self.config.cut_luma;
            let (width, time) = (previous.width(), previous.time());
            let foreground = motion.previous(width, cut, &self.config);
            self.report_motion(foreground, time);
            if cut {
                self.cut_cubes(index, index);
                self.part += 1;
                self.part_start = index;
            }
        } else if let Source::File(boxes) = &mut self.source {
            let boxes = std::mem::take(&mut boxes[index]);
            self.report_file(&boxes, &frame);
        }
        self.detected = regions_of(detections, (frame.width(), frame.height()), &self.config);
        if self.window.len() == CUBE_FRAMES {
            self.window.pop_front();
            self.window_start += 1;
        }
        self.window.push_back(frame);
        // The context of a frame is complete once two more have come.
        self.cut_cubes((index + 1).saturating_sub(REACH), index + 1);
        Ok(())
    }

    /// Ends the clip.
    ///
    /// Errors: [`LocalizeError::FrameCount`] where boxes are left over.
    pub fn finish(mut self) -> Result<Localized, LocalizeError> {
        let frames = self.frames_pushed();
        match std::mem::replace(&mut self.source, Source::File(Vec::new())) {
            Source::File(boxes) if boxes.len() != frames => {
                return Err(LocalizeError::FrameCount { boxes: boxes.len(), frames });
            }
            Source::File(_) => {}
            Source::Motion(motion) => {
                if let Some(last) = self.window.back() {
                    let (width, time) = (last.width(), last.time());
                    let foreground = motion.last(width, &self.config);
                    self.report_motion(foreground, time);
                }
            }
        }
        self.cut_cubes(frames, frames);
        let notes = self.counts.notes(&self.reports, self.config.max_regions);
        Ok(Localized { cubes: self.cubes, frames: self.reports, notes })
    }

    /// Frames pushed until now.
    pub fn frames_pushed(&self) -> usize {
        self.window_start + self.window.len()
    }

    /// Frames whose cubes are cut.
    pub fn frames_so_far(&self) -> usize {
        self.finished
    }

    /// Cubes cut until now.
    pub fn cubes_so_far(&self) -> usize {
        self.cubes.len()
    }

    /// The newest frame whose cubes are cut.
    pub fn latest(&self) -> Option<&FrameReport> {
        self.finished.checked_sub(1).map(|index| &self.reports[index])
    }

    /// Share of the frames reported until now that changed as a whole, 0 to 1; 0 of none.
    pub fn moving_share(&self) -> f64 {
        let moving = self.reports.iter().filter(|frame| frame.global_change).count();
        moving as f64 / self.reports.len().max(1) as f64
    }

    /// Cuts met until now: frames that share nothing with the one before.
    pub fn cuts_so_far(&self) -> usize {
        self.part
    }

    /// What is known of the frames until now; the cubes of the last two may still be missing.
    pub(super) fn reports(&self) -> &[FrameReport] {
        &self.reports
    }

    /// The newest frame.
    pub(super) fn newest(&self) -> Option<&Frame> {
        self.window.back()
    }

    fn check(&self, frame: &Frame, index: usize) -> Result<(), LocalizeError> {
        if let Some(before) = self.window.back()
            && (before.width(), before.height()) != (frame.width(), frame.height())
        {
            return Err(LocalizeError::FrameSize {
                frame: index,
                width: frame.width(),
                height: frame.height(),
                expected_width: before.width(),
                expected_height: before.height(),
            });
        }
        let Source::File(boxes) = &self.source else {
            return Ok(());
        };
        let of_frame =
            boxes.get(index).ok_or(LocalizeError::FrameCount { boxes: boxes.len(), frames: index + 1 })?;
        let finite = |corners: &[f32; 4]| corners.iter().all(|corner| corner.is_finite());
        match of_frame.iter().position(|corners| !finite(corners)) {
            Some(at) => Err(LocalizeError::NotFinite { frame: index, index: at }),
            None => Ok(()),
        }
    }

    fn check_detections(&self, detections: &[Detection], frame: usize) -> Result<(), LocalizeError> {
        if matches!(self.source, Source::File(_)) && !detections.is_empty() {
            return Err(LocalizeError::TwoSources { frame, boxes: detections.len() });
        }
        let finite = |detection: &Detection| detection.corners.iter().all(|corner| corner.is_finite());
        match detections.iter().position(|detection| !finite(detection)) {
            Some(index) => Err(LocalizeError::NotFinite { frame, index }),
            None => Ok(()),
        }
    }

    /// Reports the frame before the newest, whose detected regions are still waiting.
    fn report_motion(&mut self, mut foreground: Foreground, time: f64) {
        let global_change = foreground.coverage() > self.config.coverage_limit;
        let mut regions = std::mem::take(&mut self.detected);
        regions.iter().for_each(|region| foreground.blank(region.corners));
        let mut boxes = if global_change { Vec::new() } else { foreground.boxes(&self.config) };
        if boxes.len() > self.config.max_regions {
            boxes = largest(boxes, self.config.max_regions);
            self.counts.crowded += 1;
        }
        let region = |corners| Region { corners, source: RegionSource::Motion };
        regions.extend(boxes.into_iter().map(region));
        self.reports.push(FrameReport { time, regions, global_change, part: self.part });
    }

    fn report_file(&mut self, boxes: &[[f32; 4]], frame: &Frame) {
        let (width, height) = (frame.width() as f32, frame.height() as f32);
        let region = |&[x1, y1, x2, y2]: &[f32; 4]| Region {
            corners: [
                x1.clamp(0.0, width),
                y1.clamp(0.0, height),
                x2.clamp(0.0, width),
                y2.clamp(0.0, height),
            ],
            source: RegionSource::File,
        };
        let regions: Vec<Region> = boxes.iter().map(region).filter(|r| r.pixels().is_some()).collect();
        self.counts.empty_boxes += boxes.len() - regions.len();
        self.reports.push(FrameReport { time: frame.time(), regions, global_change: false, part: self.part });
    }

    /// Cuts the cubes of the frames up to `until`; the newest part of the clip reaches to `part_end` now.
    fn cut_cubes(&mut self, until: usize, part_end: usize) {
        while self.finished < until {
            let frame = self.finished;
            for region in &self.reports[frame].regions {
                let Some(pixels) = region.pixels() else {
                    continue;
                };
                let context = std::array::from_fn(|k| {
                    let index = (frame + k).saturating_sub(REACH).clamp(self.part_start, part_end - 1);
                    &self.window[index - self.window_start]
                });
                self.cubes.cut(context, CubePlace { frame, region: *region }, pixels);
            }
            self.finished += 1;
        }
    }
}

/// The `count` largest boxes, in their old order; of equal ones the earlier.
fn largest(boxes: Vec<[f32; 4]>, count: usize) -> Vec<[f32; 4]> {
    let mut order: Vec<usize> = (0..boxes.len()).collect();
    order.sort_by(|&a, &b| inclusive_area(boxes[b]).total_cmp(&inclusive_area(boxes[a])));
    order.truncate(count);
    order.sort_unstable();
    order.into_iter().map(|index| boxes[index]).collect()
}

/// Mean absolute difference of the luma (BT.601) of two frames of one size, in levels.
fn mean_luma_difference(a: &Frame, b: &Frame) -> f64 {
    let luma =
        |rgb: &[u8]| (77 * u32::from(rgb[0]) + 150 * u32::from(rgb[1]) + 29 * u32::from(rgb[2]) + 128) >> 8;
    let pairs = a.rgb().chunks_exact(3).zip(b.rgb().chunks_exact(3));
    let sum: u64 = pairs.map(|(a, b)| u64::from(luma(a).abs_diff(luma(b)))).sum();
    sum as f64 / (a.width() * a.height()) as f64
}

#[cfg(test)]
#[path = "localizer_tests.rs"]
mod tests;
