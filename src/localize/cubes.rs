//! Spatio-temporal cubes: an object's region cut from five frames (LBR-SPR, CVPR 2022).
//!
//! The box of the centre frame is cut from all five, each cut resized to 32x32 on its own
//! ([`CropResize`]), planes in the authors' order B, G, R.

use super::Region;
use crate::video::{CropResize, Frame, PixelBox};

/// Frames in a cube: two before, the object's own, two after.
pub const CUBE_FRAMES: usize = 5;
/// Rows and columns of a cube.
pub const CUBE_SIDE: usize = 32;
/// Planes of a cube: B, G, R of each frame in turn.
pub const CUBE_PLANES: usize = 3 * CUBE_FRAMES;
/// Bytes of a cube.
pub const CUBE_BYTES: usize = CUBE_PLANES * CUBE_SIDE * CUBE_SIDE;

/// Bytes of one plane of a cube.
const PLANE_BYTES: usize = CUBE_SIDE * CUBE_SIDE;

/// Cubes in frame order, and within a frame in the order of its regions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cubes {
    /// `[n, 15, 32, 32]`, 0..=255.
    pub pixels: Vec<u8>,
    /// Per cube, the index of its analysed frame and its region there.
    pub places: Vec<CubePlace>,
}

/// Where a cube was cut.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CubePlace {
    /// Index of the centre frame among the analysed frames.
    pub frame: usize,
    /// The region in pixels of the analysed frame.
    pub region: Region,
}

impl Cubes {
    /// How many cubes there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The pixels of cube `index`, `[15, 32, 32]`.
    ///
    /// # Panics
    /// Where there is no such cube.
    pub fn cube(&self, index: usize) -> &[u8] {
        &self.pixels[index * CUBE_BYTES..][..CUBE_BYTES]
    }

    /// Adds the cubes of the next clip of a data set; `frames_before` is the number of analysed frames of
    /// all clips before it, by which its frame indices move.
    pub fn append(&mut self, next: Self, frames_before: usize) {
        self.pixels.extend(next.pixels);
        let moved = |place: CubePlace| CubePlace { frame: place.frame + frames_before, ..place };
        self.places.extend(next.places.into_iter().map(moved));
    }

    /// Cuts `place` out of its five frames.
    pub(super) fn cut(&mut self, context: [&Frame; CUBE_FRAMES], place: CubePlace, pixels: PixelBox) {
        let crop = CropResize::new(pixels, CUBE_SIDE, CUBE_SIDE);
        let mut rgb = [0; 3 * PLANE_BYTES];
        for frame in context {
            crop.apply(frame, &mut rgb);
            for plane in [2, 1, 0] {
                self.pixels.extend(rgb.chunks_exact(3).map(|pixel| pixel[plane]));
            }
        }
        self.places.push(place);
    }
}
