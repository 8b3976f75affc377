//! Controls: scores that no model made, from the same boxes and cubes as the model's (ours).
//!
//! A data set whose odd moments a box's shape finds says little about a model that finds them too. Each
//! control gives one score per object, so that frames, smoothing and metrics follow the model's own rules.

use crate::localize::{CUBE_BYTES, CUBE_FRAMES, CUBE_SIDE, Cubes};

/// Bytes of the three planes of one frame of a cube.
const FRAME_BYTES: usize = 3 * CUBE_SIDE * CUBE_SIDE;
/// Place of the object's own frame among those of its cube.
const CENTRE: usize = CUBE_FRAMES / 2;

/// A score that needs no model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// Width of the box divided by its height.
    BoxAspect,
    /// Width of the box in pixels of the analysed frame.
    BoxWidth,
    /// How many boxes there are in the object's frame.
    BoxCount,
    /// Squared error of taking the object's own frame for all five of its cube, summed, pixels in 0..=1:
    /// the error of a reconstruction that knows the centre frame and no motion.
    FrameCopy,
    /// Variance of the cube's pixels about its mean, all frames and colour channels together, pixels in 0..=1:
    /// how much contrast there is to redraw.
    CubeVariance,
}

impl Control {
    /// Its name on the command line and in results.
    pub fn name(self) -> &'static str {
        match self {
            Self::BoxAspect => "box-aspect",
            Self::BoxWidth => "box-width",
            Self::BoxCount => "box-count",
            Self::FrameCopy => "frame-copy",
            Self::CubeVariance => "cube-variance",
        }
    }

    /// `[n]`, the score of each of `n` cubes. `frames` is how many analysed frames there are; cubes beyond
    /// them are counted among their own.
    pub fn scores(self, cubes: &Cubes, frames: usize) -> Vec<f32> {
        match self {
            Self::BoxAspect => box_scores(cubes, |width, height| width / height),
            Self::BoxWidth => box_scores(cubes, |width, _| width),
            Self::BoxCount => box_counts(cubes, frames),
            Self::FrameCopy => cubes.pixels.chunks_exact(CUBE_BYTES).map(frame_copy_error).collect(),
            Self::CubeVariance => cubes.pixels.chunks_exact(CUBE_BYTES).map(variance).collect(),
        }
    }
}

fn box_scores(cubes: &Cubes, score: impl Fn(f32, f32) -> f32) -> Vec<f32> {
    let corners = cubes.places.iter().map(|place| place.region.corners);
    corners.map(|[x1, y1, x2, y2]| score(x2 - x1, y2 - y1)).collect()
}

fn box_counts(cubes: &Cubes, frames: usize) -> Vec<f32> {
    let last = cubes.places.iter().map(|place| place.frame + 1).max().unwrap_or(0);
    let mut counts = vec![0_u32; frames.max(last)];
    for place in &cubes.places {
        counts[place.frame] += 1;
    }
    cubes.places.iter().map(|place| counts[place.frame] as f32).collect()
}

fn frame_copy_error(cube: &[u8]) -> f32 {
    let centre = &cube[CENTRE * FRAME_BYTES..(CENTRE + 1) * FRAME_BYTES];
    let squares = cube.chunks_exact(FRAME_BYTES).flat_map(|frame| {
        frame.iter().zip(centre).map(|(&pixel, &own)| {
            let difference = u64::from(pixel.abs_diff(own));
            difference * difference
        })
    });
    (squares.sum::<u64>() as f64 / (255.0 * 255.0)) as f32
}

fn variance(cube: &[u8]) -> f32 {
    let count = cube.len() as u64;
    let sum: u64 = cube.iter().map(|&pixel| u64::from(pixel)).sum();
    let squares: u64 = cube.iter().map(|&pixel| u64::from(pixel) * u64::from(pixel)).sum();
    // Whole numbers until here: at most 255² CUBE_BYTES² < 2^44.
    let spread = count * squares - sum * sum;
    (spread as f64 / (255.0 * 255.0 * (count * count) as f64)) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::localize::{CubePlace, Region, RegionSource};

    fn cubes(boxes: &[(usize, [f32; 4])], pixels: Vec<u8>) -> Cubes {
        let place =
            |&(frame, corners)| CubePlace { frame, region: Region { corners, source: RegionSource::File } };
        Cubes { pixels, places: boxes.iter().map(place).collect() }
    }

    #[test]
    fn boxes_are_measured_and_counted() {
        let boxes = [(0, [10.0, 10.0, 20.0, 30.0]), (0, [0.0, 0.0, 8.0, 2.0]), (3, [1.5, 0.0, 4.5, 3.0])];
        let cubes = cubes(&boxes, vec![0; 3 * CUBE_BYTES]);
        assert_eq!(Control::BoxAspect.scores(&cubes, 4), [0.5, 4.0, 1.0]);
        assert_eq!(Control::BoxWidth.scores(&cubes, 4), [10.0, 8.0, 3.0]);
        assert_eq!(Control::BoxCount.scores(&cubes, 4), [2.0, 2.0, 1.0]);
        assert_eq!(Control::BoxCount.scores(&cubes, 0), [2.0, 2.0, 1.0]);
    }

    #[test]
    fn copying_the_centre_frame_is_wrong_where_the_others_differ() {
        let mut moving = vec![51; CUBE_BYTES];
        moving[0] = 102; // one pixel of the first frame: (0.4 - 0.2)² = 0.04
        moving[4 * FRAME_BYTES + 7] = 0; // one of the last: 0.2² = 0.04
        let still = vec![9; CUBE_BYTES];
        let region = [0.0, 0.0, 1.0, 1.0];
        let found =
            Control::FrameCopy.scores(&cubes(&[(0, region), (1, region)], [moving, still].concat()), 2);
        assert!((found[0] - 0.08).abs() < 1e-6 && found[1] == 0.0, "{found:?}");
    }

    #[test]
    fn a_cube_varies_by_its_contrast_and_not_by_its_brightness() {
        // A fifth at 255, the rest at 0: 0.2 * 0.8.
        let mut contrast = vec![0; CUBE_BYTES];
        contrast[..CUBE_BYTES / 5].fill(255);
        let (black, white) = (vec![0; CUBE_BYTES], vec![255; CUBE_BYTES]);
        let region = [0.0, 0.0, 1.0, 1.0];
        let boxes = [(0, region), (0, region), (1, region)];
        let found = Control::CubeVariance.scores(&cubes(&boxes, [contrast, black, white].concat()), 2);
        assert!((found[0] - 0.16).abs() < 1e-6 && found[1..] == [0.0, 0.0], "{found:?}");
    }

    #[test]
    fn without_cubes_there_are_no_scores() {
        let all = [
            Control::BoxAspect,
            Control::BoxWidth,
            Control::BoxCount,
            Control::FrameCopy,
            Control::CubeVariance,
        ];
        for control in all {
            assert!(control.scores(&Cubes::default(), 5).is_empty(), "{}", control.name());
        }
    }
}
