//! The padded layout: a block of images as one long plane per channel.
//!
//! Every row is followed by one zero column and every image by one zero row, shared by the neighbours on
//! both sides, so that a shift by (dy, dx) with |dy|, |dx| <= 1 is a shift by `dy * pitch + dx` along the
//! plane, and a convolution is a sum of shifted planes without any border case. The price is the share of
//! padding: 6 % of a 32x32 image, 56 % of a 4x4 one.

/// The largest tile any kernel reads or writes at once, in values: slack behind the last position.
pub const SLACK: usize = 64;

/// Rows and columns of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid {
    pub height: usize,
    pub width: usize,
}

impl Grid {
    /// Values from a pixel to the one below it.
    pub fn pitch(self) -> usize {
        self.width + 1
    }

    /// Values of one image with its padding.
    pub fn image(self) -> usize {
        (self.height + 1) * self.pitch()
    }

    /// Pixels of one image.
    pub fn pixels(self) -> usize {
        self.height * self.width
    }

    /// Images that are worked on together: enough positions to keep the vector units busy on small images,
    /// few enough that the planes of a block stay in the second-level cache.
    pub fn images_per_block(self) -> usize {
        const POSITIONS: usize = 512;
        POSITIONS.div_ceil(self.image())
    }

    /// The shift of a tap `(dy, dx)` along a plane.
    pub fn shift(self, dy: isize, dx: isize) -> isize {
        dy * self.pitch() as isize + dx
    }
}

/// Padded planes of a block of images; planes can hold channels or the phases of channels.
#[derive(Debug, Default)]
pub struct Planes {
    values: Vec<f32>,
    grid: Option<Grid>,
    images: usize,
    planes: usize,
}

impl Planes {
    /// Makes room for `planes` zeroed planes; keeps the allocation of an earlier block.
    pub fn reset(&mut self, grid: Grid, images: usize, planes: usize) {
        if (self.grid, self.images, self.planes) == (Some(grid), images, planes) {
            return; // the padding is zero already and every pixel will be written again
        }
        (self.grid, self.images, self.planes) = (Some(grid), images, planes);
        self.values.clear();
        self.values.resize(planes * stride(grid, images), 0.0);
    }

    /// All planes.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// Where position 0 of a plane is in [`Planes::values`].
    pub fn start(&self, plane: usize) -> usize {
        self.grid.map_or(0, |grid| plane * stride(grid, self.images) + margin(grid))
    }

    /// Writes one pixel row of `image` into `plane`.
    pub fn row_mut(&mut self, plane: usize, image: usize, y: usize) -> &mut [f32] {
        let grid = self.grid.unwrap_or(Grid { height: 0, width: 0 });
        let at = self.start(plane) + image * grid.image() + y * grid.pitch();
        &mut self.values[at..at + grid.width]
    }

    /// Lays out `[images, planes, height, width]`.
    pub fn fill(&mut self, grid: Grid, planes: usize, source: &[f32]) {
        let images = source.len() / (planes * grid.pixels());
        self.reset(grid, images, planes);
        for (i, image) in source.chunks_exact(planes * grid.pixels()).enumerate() {
            for (plane, pixels) in image.chunks_exact(grid.pixels()).enumerate() {
                for (y, row) in pixels.chunks_exact(grid.width).enumerate() {
                    self.row_mut(plane, i, y).copy_from_slice(row);
                }
            }
        }
    }

    /// Lays out `[images, channels, 2 height, 2 width]` as four planes per channel, one for each parity of
    /// row and column: plane `4 * channel + 2 * (row & 1) + (column & 1)`.
    pub fn fill_phases(&mut self, grid: Grid, channels: usize, source: &[f32]) {
        let pixels = 4 * grid.pixels();
        let images = source.len() / (channels * pixels);
        self.reset(grid, images, 4 * channels);
        for (i, image) in source.chunks_exact(channels * pixels).enumerate() {
            for (channel, plane) in image.chunks_exact(pixels).enumerate() {
                for (y, row) in plane.chunks_exact(2 * grid.width).enumerate() {
                    for b in 0..2 {
                        let phase = 4 * channel + 2 * (y & 1) + b;
                        let target = self.row_mut(phase, i, y / 2);
                        for (value, pair) in target.iter_mut().zip(row.chunks_exact(2)) {
                            *value = pair[b];
                        }
                    }
                }
            }
        }
    }
}

/// Zeros before position 0: a shift reaches one row and one pixel back.
fn margin(grid: Grid) -> usize {
    grid.pitch() + 1
}

fn stride(grid: Grid, images: usize) -> usize {
    2 * margin(grid) + images * grid.image() + SLACK
}
