//! Which of a detector's boxes become regions.

use super::cover::inclusive_area;
use super::detector::Detection;
use super::{LocalizeConfig, Region, RegionSource, uncovered};

/// Clamps the boxes to a frame of `size` `(width, height)`, drops those under the minimum area and those that a
/// larger one covers; the rest by ascending area, as in the authors' program (LBR-SPR, CVPR 2022; VEC, MM 2020).
///
/// Area counts both edge pixels and may equal `min_side²`, where a motion region must exceed it: both as theirs.
pub(super) fn regions_of(
    detections: &[Detection],
    size: (usize, usize),
    config: &LocalizeConfig,
) -> Vec<Region> {
    let (width, height) = (size.0 as f32, size.1 as f32);
    let least = config.min_side as f32 * config.min_side as f32;
    let clamped = |d: &Detection| {
        let [x1, y1, x2, y2] = d.corners;
        let corners =
            [x1.clamp(0.0, width), y1.clamp(0.0, height), x2.clamp(0.0, width), y2.clamp(0.0, height)];
        Region { corners, source: RegionSource::Detector { class: d.class } }
    };
    let large = |region: &Region| {
        let [x1, y1, x2, y2] = region.corners;
        x1 < x2 && y1 < y2 && inclusive_area(region.corners) >= least
    };
    let regions: Vec<Region> = detections.iter().map(clamped).filter(large).collect();
    let corners: Vec<[f32; 4]> = regions.iter().map(|region| region.corners).collect();
    uncovered(&corners, config.cover_threshold).into_iter().map(|index| regions[index]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(boxes: &[[f32; 4]]) -> Vec<[f32; 4]> {
        let found = |&corners: &[f32; 4]| Detection { class: 3, score: 0.5, corners };
        let detections: Vec<Detection> = boxes.iter().map(found).collect();
        let regions = regions_of(&detections, (100, 80), &LocalizeConfig::ped2());
        assert!(regions.iter().all(|region| region.source == RegionSource::Detector { class: 3 }));
        regions.iter().map(|region| region.corners).collect()
    }

    #[test]
    fn boxes_are_clamped_to_the_frame_and_one_beside_it_goes() {
        assert_eq!(kept(&[[-20.0, -5.0, 30.0, 40.5]]), [[0.0, 0.0, 30.0, 40.5]]);
        assert_eq!(kept(&[[60.0, 50.0, 160.0, 95.0]]), [[60.0, 50.0, 100.0, 80.0]]);
        // Clamped it has no width, though an area by the authors' rule.
        assert!(kept(&[[-30.0, 0.0, -1.0, 79.0], [100.0, 0.0, 130.0, 80.0]]).is_empty());
    }

    #[test]
    fn an_area_of_exactly_the_minimum_is_kept() {
        assert_eq!(kept(&[[10.0, 10.0, 19.0, 19.0]]).len(), 1); // (9 + 1)² = 100
        assert!(kept(&[[10.0, 10.0, 19.0, 18.9]]).is_empty());
    }

    #[test]
    fn covered_boxes_go_and_the_rest_is_sorted_by_area() {
        let (large, inner, apart) =
            ([0.0, 0.0, 60.0, 60.0], [5.0, 5.0, 25.0, 25.0], [70.0, 10.0, 90.0, 40.0]);
        assert_eq!(kept(&[large, inner, apart]), [apart, large]);
    }
}
