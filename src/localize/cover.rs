//! The cover filter: of boxes that lie on each other the larger stays.

/// Indices of the `boxes` that no larger box covers by more than `threshold`, by ascending area.
///
/// Box i is dropped where `inter(i, j) / area(i) > threshold` for any later box j in the (stable) order of
/// ascending area; dropped boxes still cover. Areas and intersections count both edge pixels
/// (`(x2 - x1 + 1)(y2 - y1 + 1)`), as in the program of VEC (MM 2020), which this filter comes from.
pub fn uncovered(boxes: &[[f32; 4]], threshold: f32) -> Vec<usize> {
    let mut order: Vec<usize> = (0..boxes.len()).collect();
    order.sort_by(|&a, &b| inclusive_area(boxes[a]).total_cmp(&inclusive_area(boxes[b])));
    let covered = |at: usize| {
        let inner = boxes[order[at]];
        order[at + 1..]
            .iter()
            .any(|&j| inclusive_intersection(inner, boxes[j]) / inclusive_area(inner) > threshold)
    };
    (0..order.len()).filter(|&at| !covered(at)).map(|at| order[at]).collect()
}

/// `(x2 - x1 + 1)(y2 - y1 + 1)`: the area that the authors' thresholds mean.
pub(super) fn inclusive_area([x1, y1, x2, y2]: [f32; 4]) -> f32 {
    (x2 - x1 + 1.0) * (y2 - y1 + 1.0)
}

fn inclusive_intersection(a: [f32; 4], b: [f32; 4]) -> f32 {
    let width = (a[2].min(b[2]) - a[0].max(b[0]) + 1.0).max(0.0);
    let height = (a[3].min(b[3]) - a[1].max(b[1]) + 1.0).max(0.0);
    width * height
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_equal_boxes_the_later_stays_and_a_covered_one_goes() {
        let a = [0.0, 0.0, 9.0, 9.0];
        let b = [2.0, 2.0, 7.0, 7.0];
        let c = [8.0, 8.0, 20.0, 20.0];
        assert_eq!(uncovered(&[a, b, c, a], 0.6), [3, 2]);
    }

    #[test]
    fn a_dropped_box_still_covers() {
        // The middle one is covered by the outer, the inner by the middle only.
        let inner = [0.0, 0.0, 4.0, 4.0];
        let middle = [0.0, 0.0, 9.0, 9.0];
        let outer = [3.0, 0.0, 30.0, 30.0];
        assert_eq!(uncovered(&[inner, middle, outer], 0.6), [2]);
    }

    #[test]
    fn exactly_the_threshold_is_kept() {
        // 6 of 10 columns are covered; .6 itself is not more than .6 in f32.
        let small = [0.0, 0.0, 9.0, 0.0];
        let large = [4.0, 0.0, 40.0, 0.0];
        assert_eq!(uncovered(&[small, large], 0.6), [0, 1]);
    }
}
