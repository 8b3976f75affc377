//! Drawing thinly: shadows under a grey sky, smoke, rain.

use crate::synth::raster::Surface;

/// What is drawn thinly.
pub(super) struct Thin<'a, S> {
    pub(super) surface: &'a mut S,
    /// Share of the cover that arrives.
    pub(super) share: f32,
}

impl<S: Surface> Surface for Thin<'_, S> {
    fn size(&self) -> (usize, usize) {
        self.surface.size()
    }

    fn cover(&mut self, x: usize, y: usize, cover: f32, shade: f32) {
        self.surface.cover(x, y, cover * self.share, shade);
    }
}
