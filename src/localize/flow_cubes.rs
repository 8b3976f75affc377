//! What the motion variant's second network has to draw: the optical flow of a cube's five frames.
//!
//! The flow of a frame leads to the next one; the last frame of a clip takes that of the frame before (authors'
//! program), the first its own (ours; the authors pair the first frame with itself, which gives about zero).
//! Vectors count pixels of the authors' grid of 512x384, unscaled. The flow is classical
//! ([`crate::video::flow`]), not FlowNet2's: state it beside every result.

use std::collections::VecDeque;

use burn::tensor::Device;

use super::{CUBE_FRAMES, CUBE_SIDE, FrameReport, Localized, Localizer};
use crate::video::VideoError;
use crate::video::flow::{FlowField, FlowStream};

/// Planes of a flow cube: to the right and downwards of each frame in turn.
pub const FLOW_PLANES: usize = 2 * CUBE_FRAMES;
/// Values of a flow cube.
pub const FLOW_VALUES: usize = FLOW_PLANES * CUBE_SIDE * CUBE_SIDE;

/// Frames of context on each side of a cube's own.
const REACH: usize = CUBE_FRAMES / 2;

/// Flow of cubes, in their order: 40,960 bytes each.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FlowCubes {
    /// `[n, 10, 32, 32]`, pixels of the authors' grid per frame.
    pub values: Vec<f32>,
}

impl FlowCubes {
    /// How many cubes there are.
    pub fn len(&self) -> usize {
        self.values.len() / FLOW_VALUES
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The flow of cube `index`, `[10, 32, 32]`.
    ///
    /// # Panics
    /// Where there is no such cube.
    pub fn cube(&self, index: usize) -> &[f32] {
        &self.values[index * FLOW_VALUES..][..FLOW_VALUES]
    }
}

/// Cuts the flow cubes of a clip while a [`Localizer`] finds its regions. Five fields are in memory at most.
#[derive(Debug)]
pub struct FlowCutter {
    stream: FlowStream,
    /// Flow of consecutive frames in the authors' grid, of one part of the clip.
    fields: VecDeque<FlowField>,
    /// The frame of the first of them.
    first: usize,
    /// Frame with which the part began.
    part_start: usize,
    /// Cuts met.
    cuts: usize,
    /// Frames whose flow cubes are cut.
    finished: usize,
    cubes: FlowCubes,
}

impl FlowCutter {
    /// For one clip, whose flow is measured on `device`.
    pub fn new(device: &Device) -> Self {
        Self {
            stream: FlowStream::new(device),
            fields: VecDeque::with_capacity(CUBE_FRAMES),
            first: 0,
            part_start: 0,
            cuts: 0,
            finished: 0,
            cubes: FlowCubes::default(),
        }
    }

    /// Looks at the frame that `localizer` has just taken. To be called after every push.
    ///
    /// Errors: as [`FlowStream::push`].
    pub async fn follow(&mut self, localizer: &Localizer) -> Result<(), VideoError> {
        let Some(frame) = localizer.newest() else { return Ok(()) };
        let newest = localizer.frames_pushed().saturating_sub(1);
        if localizer.cuts_so_far() > self.cuts {
            self.end_part(newest, localizer.reports());
            self.cuts = localizer.cuts_so_far();
            (self.first, self.part_start) = (newest, newest);
            self.fields.clear();
            self.stream.restart();
        }
        if let Some(field) = self.stream.push(frame).await? {
            self.take(field.in_authors_grid());
            // The field of the frame before the newest ends the context of the one three before the newest.
            self.cut(newest.saturating_sub(REACH), localizer.reports());
        }
        Ok(())
    }

    /// The flow of the cubes of `localized`, which the followed localizer gave at its end.
    pub fn finish(mut self, localized: &Localized) -> FlowCubes {
        self.end_part(localized.frames.len(), &localized.frames);
        self.cubes
    }

    fn take(&mut self, field: FlowField) {
        if self.fields.len() == CUBE_FRAMES {
            self.fields.pop_front();
            self.first += 1;
        }
        self.fields.push_back(field);
    }

    /// The last frame of a part has no next one.
    fn end_part(&mut self, end: usize, reports: &[FrameReport]) {
        if let Some(last) = self.fields.back().cloned() {
            self.take(last);
        }
        self.cut(end, reports);
    }

    fn cut(&mut self, until: usize, reports: &[FrameReport]) {
        while self.finished < until {
            let frame = self.finished;
            for pixels in reports[frame].regions.iter().filter_map(super::Region::pixels) {
                for k in 0..CUBE_FRAMES {
                    let index = (frame + k).saturating_sub(REACH).max(self.part_start);
                    match self.fields.get((index - self.first).min(self.fields.len().saturating_sub(1))) {
                        Some(field) => field.cut(pixels, CUBE_SIDE, &mut self.cubes.values),
                        // A part of one frame shows no motion.
                        None => self.cubes.values.extend([0.0; 2 * CUBE_SIDE * CUBE_SIDE]),
                    }
                }
            }
            self.finished += 1;
        }
    }
}

#[cfg(test)]
#[path = "flow_cubes_tests.rs"]
mod tests;
