//! Long clips: fewer frames, so that their cubes fit.

use crate::localize::{CUBE_BYTES, Cubes, Localized};

/// Cubes that are learned from at most (ours): 300 MB of pixels.
pub const MAX_CUBES: usize = 20_000;

/// Keeps every k-th analysed frame, with the smallest k that leaves at most `limit` cubes on average, and
/// gives k. The frames between count as not analysed.
pub fn thin(mut localized: Localized, limit: usize) -> (Localized, usize) {
    let k = localized.cubes.len().div_ceil(limit.max(1)).max(1);
    if k == 1 {
        return (localized, 1);
    }
    let mut kept = Cubes::default();
    for (index, place) in localized.cubes.places.iter().enumerate() {
        if place.frame % k == 0 {
            kept.pixels
                .extend_from_slice(&localized.cubes.pixels[index * CUBE_BYTES..(index + 1) * CUBE_BYTES]);
            let mut place = *place;
            place.frame /= k;
            kept.places.push(place);
        }
    }
    localized.cubes = kept;
    localized.frames = localized.frames.into_iter().step_by(k).collect();
    (localized, k)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::localize::{CubePlace, FrameReport, Region, RegionSource};

    #[test]
    fn every_kth_frame_stays_with_its_cubes() {
        let region = Region { corners: [0.0, 0.0, 9.0, 9.0], source: RegionSource::Motion };
        let mut cubes = Cubes::default();
        for frame in 0..9 {
            cubes.pixels.extend(vec![frame as u8; CUBE_BYTES]);
            cubes.places.push(CubePlace { frame, region });
        }
        let report =
            |i: usize| FrameReport { time: i as f64, regions: vec![region], global_change: false, part: 0 };
        let localized = Localized { cubes, frames: (0..9).map(report).collect(), notes: Vec::new() };
        let (same, k) = thin(localized.clone(), 9);
        assert_eq!((same, k), (localized.clone(), 1));
        let (fewer, k) = thin(localized, 4);
        assert_eq!(k, 3);
        assert_eq!(fewer.frames.iter().map(|f| f.time).collect::<Vec<_>>(), [0.0, 3.0, 6.0]);
        assert_eq!(fewer.cubes.places.iter().map(|p| p.frame).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(fewer.cubes.pixels[CUBE_BYTES], 3);
    }
}
