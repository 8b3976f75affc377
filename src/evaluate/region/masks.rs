//! Regions from masks: boxes of what is marked, tracks of boxes, and the area under the ROC curve of all pixels.
//!
//! Masks say which pixels of a frame are odd, not which object they belong to. The boxes of a frame are those of
//! its 8-connected components; a component continues the track whose box in the frame before it overlaps most, and
//! begins a track otherwise. That rule is ours: a data set's own tracks give another TBDC. The pixel-level curve
//! gives every pixel the highest score among the boxes over it, and one below all scores where there is none, as
//! LBR-SPR (CVPR 2022) paints its score map.

use std::collections::{BTreeMap, HashMap};

use super::{BoxConvention, Corners, Detection, Track, overlap};
use crate::evaluate::curve::{Counted, Curve};
use crate::localize::{Region, RegionSource, mask_boxes};

/// The odd pixels of one frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PixelMask {
    /// Pixels per row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `[height, width]`, 1 where a pixel is odd, else 0.
    pub odd: Vec<u8>,
}

/// What masks are turned into, frame by frame.
#[derive(Debug)]
pub struct MaskTruth<'a> {
    detections: HashMap<(&'a str, usize), Vec<&'a Detection>>,
    convention: BoxConvention,
    tracks: Vec<Track>,
    /// Per video, the tracks that reach its newest frame, by index.
    open: HashMap<String, Vec<usize>>,
    /// Pixels by score.
    counted: BTreeMap<u32, Counted>,
}

impl<'a> MaskTruth<'a> {
    /// For these detections, whose scores are finite.
    pub fn new(detections: &'a [Detection], convention: BoxConvention) -> Self {
        let mut by_frame: HashMap<(&str, usize), Vec<&Detection>> = HashMap::new();
        for detection in detections {
            by_frame.entry((&detection.video, detection.frame)).or_default().push(detection);
        }
        for of_frame in by_frame.values_mut() {
            of_frame.sort_by(|a, b| a.score.total_cmp(&b.score));
        }
        Self {
            detections: by_frame,
            convention,
            tracks: Vec::new(),
            open: HashMap::new(),
            counted: BTreeMap::new(),
        }
    }

    /// Takes the next frame of a video; frames of one video come in their order.
    pub fn add(&mut self, video: &str, frame: usize, mask: &PixelMask) {
        self.count_pixels(video, frame, mask);
        let boxes: Vec<Corners> = mask_boxes(&mask.odd, mask.width)
            .into_iter()
            .map(|[x, y, w, h]| {
                let last = 1.0 - self.convention.extra();
                [x as f64, y as f64, (x + w) as f64 - 1.0 + last, (y + h) as f64 - 1.0 + last]
            })
            .collect();
        let before = self.open.remove(video).unwrap_or_default();
        let taken = self.linked(&before, frame, &boxes);
        let mut open = Vec::with_capacity(boxes.len());
        for (corners, track) in boxes.into_iter().zip(taken) {
            let track = track.unwrap_or_else(|| {
                self.tracks.push(Track { video: video.into(), regions: BTreeMap::new() });
                self.tracks.len() - 1
            });
            self.tracks[track].regions.insert(frame, corners);
            open.push(track);
        }
        self.open.insert(video.into(), open);
    }

    /// The tracks in the order in which they begin, and the pixel-level area under the ROC curve; none where all
    /// pixels are of one kind.
    pub fn finish(self) -> (Vec<Track>, Option<f64>) {
        let curve = Curve::new(self.counted.into_values().collect());
        (self.tracks, curve.ok().map(|curve| curve.auroc()))
    }

    /// The track that each box continues: pairs by descending overlap, each track and box once.
    fn linked(&self, before: &[usize], frame: usize, boxes: &[Corners]) -> Vec<Option<usize>> {
        let mut pairs = Vec::new();
        for &track in before {
            let Some(old) = frame.checked_sub(1).and_then(|last| self.tracks[track].regions.get(&last))
            else {
                continue;
            };
            for (index, &corners) in boxes.iter().enumerate() {
                let shared = overlap(*old, corners, self.convention);
                if shared > 0.0 {
                    pairs.push((shared, track, index));
                }
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let (mut taken, mut continued) = (vec![None; boxes.len()], Vec::new());
        for (_, track, index) in pairs {
            if taken[index].is_none() && !continued.contains(&track) {
                taken[index] = Some(track);
                continued.push(track);
            }
        }
        taken
    }

    fn count_pixels(&mut self, video: &str, frame: usize, mask: &PixelMask) {
        let mut scores = vec![f32::NEG_INFINITY; mask.odd.len()];
        for detection in self.detections.get(&(video, frame)).into_iter().flatten() {
            let corners = detection.corners.map(|corner| corner.max(0.0) as f32);
            // The crop that cubes are cut from; the best score is painted last.
            let Some(pixels) = (Region { corners, source: RegionSource::File }).pixels() else { continue };
            let columns = pixels.left.min(mask.width)..pixels.right.min(mask.width);
            for y in pixels.top..pixels.bottom.min(mask.height) {
                scores[y * mask.width..][columns.clone()].fill(detection.score);
            }
        }
        for (&odd, &score) in mask.odd.iter().zip(&scores) {
            // Keyed by bits only to be found again; the curve sorts.
            let counted = self.counted.entry(score.to_bits());
            let counted = counted.or_insert(Counted { score, positives: 0, negatives: 0 });
            counted.positives += u64::from(odd);
            counted.negatives += u64::from(1 - odd);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIDE: usize = 20;

    /// A frame with the given boxes `[x1, y1, x2, y2)` marked.
    fn mask(boxes: &[[usize; 4]]) -> PixelMask {
        let mut odd = vec![0; SIDE * SIDE];
        for &[x1, y1, x2, y2] in boxes {
            (y1..y2).for_each(|y| odd[y * SIDE + x1..y * SIDE + x2].fill(1));
        }
        PixelMask { width: SIDE, height: SIDE, odd }
    }

    fn detection(frame: usize, corners: Corners, score: f32) -> Detection {
        Detection { video: "a".into(), frame, corners, score }
    }

    #[test]
    fn components_are_boxes_of_either_convention() {
        for (convention, far) in [(BoxConvention::Inclusive, 6.0), (BoxConvention::HalfOpen, 7.0)] {
            let mut truth = MaskTruth::new(&[], convention);
            truth.add("a", 0, &mask(&[[3, 2, 7, 7]]));
            let (tracks, _) = truth.finish();
            assert_eq!(tracks[0].regions[&0], [3.0, 2.0, far, far]);
        }
    }

    #[test]
    fn a_track_is_continued_by_the_box_that_overlaps_most_and_ends_in_a_gap() {
        let mut truth = MaskTruth::new(&[], BoxConvention::Inclusive);
        let frames: [&[[usize; 4]]; 4] =
            [&[[0, 0, 6, 6]], &[[1, 1, 7, 7], [5, 8, 9, 12]], &[], &[[1, 1, 7, 7]]];
        for (frame, boxes) in frames.into_iter().enumerate() {
            truth.add("a", frame, &mask(boxes));
        }
        truth.add("b", 0, &mask(&[[1, 1, 7, 7]]));
        let (tracks, _) = truth.finish();
        let found: Vec<(&str, Vec<usize>)> =
            tracks.iter().map(|t| (t.video.as_str(), t.regions.keys().copied().collect())).collect();
        // Within a frame the lower component comes first, as OpenCV lists them.
        assert_eq!(found, [("a", vec![0, 1]), ("a", vec![1]), ("a", vec![3]), ("b", vec![0])]);
    }

    #[test]
    fn the_pixel_level_area_is_that_of_the_painted_map() {
        // 400 pixels, 16 odd; a box over 12 of them and 4 others at .9, the rest of the frame below.
        let boxes = [detection(0, [0.0, 0.0, 4.0, 4.0], 0.9), detection(0, [0.0, 0.0, 2.0, 2.0], 0.1)];
        let mut truth = MaskTruth::new(&boxes, BoxConvention::HalfOpen);
        truth.add("a", 0, &mask(&[[0, 1, 4, 5]]));
        let (_, area) = truth.finish();
        // Pairs won: 12 odd against 380 unpainted; ties: 12 x 4 and 4 x 380 count half.
        let expected = (12.0 * 380.0 + 0.5 * (12.0 * 4.0 + 4.0 * 380.0)) / (16.0 * 384.0);
        assert!((area.unwrap() - expected).abs() < 1e-12, "{area:?}, expected {expected}");
    }

    #[test]
    fn boxes_that_reach_out_of_the_frame_are_painted_inside_it() {
        let boxes = [detection(0, [-5.0, -5.0, 30.0, 10.0], 1.0)];
        let mut truth = MaskTruth::new(&boxes, BoxConvention::HalfOpen);
        truth.add("a", 0, &mask(&[[0, 0, 20, 10]]));
        assert_eq!(truth.finish().1, Some(1.0));
    }

    #[test]
    fn frames_without_an_odd_pixel_have_no_pixel_level_area() {
        let mut truth = MaskTruth::new(&[], BoxConvention::Inclusive);
        truth.add("a", 0, &mask(&[]));
        assert_eq!(truth.finish(), (Vec::new(), None));
    }
}
