use super::*;
use crate::random::Random;

/// The recipe pixel by pixel: pad, flood from the corner, label what is not reached.
fn by_flooding(mask: &[u8], width: usize) -> Vec<Extent> {
    let (wide, high) = (width + 2, mask.len() / width + 2);
    let mut reached = vec![false; wide * high];
    let foreground = |x: usize, y: usize| {
        (1..=width).contains(&x) && (1..high - 1).contains(&y) && mask[(y - 1) * width + x - 1] != 0
    };
    let mut todo = vec![(0, 0)];
    while let Some((x, y)) = todo.pop() {
        if x >= wide || y >= high || reached[y * wide + x] || foreground(x, y) {
            continue;
        }
        reached[y * wide + x] = true;
        todo.extend([(x + 1, y), (x, y + 1), (x.wrapping_sub(1), y), (x, y.wrapping_sub(1))]);
    }
    let mut found = Vec::new();
    for start in 0..wide * high {
        let mut todo = vec![start];
        let (mut left, mut top, mut right, mut bottom) = (wide, high, 0, 0);
        while let Some(at) = todo.pop() {
            if reached[at] {
                continue;
            }
            reached[at] = true;
            let (x, y) = (at % wide, at / wide);
            (left, top, right, bottom) = (left.min(x), top.min(y), right.max(x), bottom.max(y));
            for (dy, dx) in (0..3).flat_map(|dy| (0..3).map(move |dx| (dy, dx))) {
                todo.push((y + dy - 1) * wide + x + dx - 1);
            }
        }
        if right > 0 {
            found.push(Extent { x: left - 1, y: top - 1, w: right - left + 1, h: bottom - top + 1 });
        }
    }
    found.reverse();
    found
}

#[test]
fn a_blob_in_a_hole_is_not_reported_and_diagonals_connect() {
    let (width, height) = (20, 12);
    let mut mask = vec![0_u8; width * height];
    let mut set = |rows: std::ops::RangeInclusive<usize>, columns: std::ops::RangeInclusive<usize>| {
        for y in rows {
            for x in columns.clone() {
                mask[y * width + x] = 255;
            }
        }
    };
    set(1..=1, 1..=8); // a ring of one pixel
    set(8..=8, 1..=8);
    set(1..=8, 1..=1);
    set(1..=8, 8..=8);
    set(4..=5, 4..=5); // a blob in its hole
    set(9..=9, 9..=9); // a tail that touches diagonally
    set(10..=10, 10..=13);
    set(3..=4, 15..=18); // a bar
    let expected = [Extent { x: 15, y: 3, w: 4, h: 2 }, Extent { x: 1, y: 1, w: 13, h: 10 }];
    assert_eq!(external_components(&mask, width), expected);
}

#[test]
fn random_masks_give_the_same_components_as_flooding() {
    let mut random = Random::keyed(3, "mask test", 0);
    for case in 0..3000 {
        let (width, height) = (1 + random.below(24), 1 + random.below(24));
        let density = random.unit();
        let mask: Vec<u8> = (0..width * height).map(|_| u8::from(random.unit() < density) * 255).collect();
        assert_eq!(external_components(&mask, width), by_flooding(&mask, width), "case {case}");
    }
}

#[test]
fn an_empty_mask_has_none_and_a_full_one_has_one() {
    assert_eq!(external_components(&[0; 30], 6), []);
    assert_eq!(external_components(&[1; 30], 6), [Extent { x: 0, y: 0, w: 6, h: 5 }]);
}
