use super::*;

fn square(size: usize, left: usize, top: usize, side_x: usize, side_y: usize, level: u8) -> Frame {
    let mut rgb = vec![0; size * size * 3];
    for y in top..top + side_y {
        rgb[(y * size + left) * 3..(y * size + left + side_x) * 3].fill(level);
    }
    Frame::new(size, size, rgb, 0.0).unwrap()
}

fn foreground(width: usize, height: usize, extent: Extent) -> Foreground {
    let mut mask = vec![0; width * height];
    for y in extent.y..extent.y + extent.h {
        mask[y * width + extent.x..][..extent.w].fill(1);
    }
    Foreground { width, coverage: share(&mask), mask }
}

#[test]
fn nine_by_nine_is_too_small_for_ten_and_ten_by_nine_is_extended() {
    let config = LocalizeConfig::ped2();
    let boxes = |w, h| foreground(60, 50, Extent { x: 20, y: 15, w, h }).boxes(&config);
    assert!(boxes(9, 9).is_empty());
    assert_eq!(boxes(10, 9), [[18.0, 13.0, 32.0, 26.0]]); // [x - 2, y - 2, x + 12, y + 11]
}

#[test]
fn ten_times_as_wide_as_high_is_too_thin() {
    let config = LocalizeConfig::ped2();
    let kept = |w, h| is_kept(Extent { x: 0, y: 0, w, h }, &config);
    assert!(!kept(100, 10) && kept(99, 10));
    assert!(!kept(10, 100) && kept(10, 99));
}

#[test]
fn extension_stops_at_the_frame() {
    let config = LocalizeConfig::ped2();
    let boxes = foreground(30, 20, Extent { x: 1, y: 0, w: 29, h: 20 }).boxes(&config);
    assert_eq!(boxes, [[0.0, 0.0, 30.0, 20.0]]);
}

#[test]
fn blanking_clears_two_more_pixels_and_the_far_edge() {
    let mut all = foreground(20, 20, Extent { x: 0, y: 0, w: 20, h: 20 });
    all.blank([5.9, 6.2, 9.9, 10.0]); // columns 3..=11, rows 4..=12
    let cleared = |y: usize| -> Vec<usize> { (0..20).filter(|x| all.mask[y * 20 + x] == 0).collect() };
    assert!(cleared(3).is_empty());
    assert_eq!(cleared(4), (3..=11).collect::<Vec<_>>());
    assert_eq!(cleared(12), (3..=11).collect::<Vec<_>>());
    assert!(cleared(13).is_empty());
    let mut all = foreground(20, 20, Extent { x: 0, y: 0, w: 20, h: 20 });
    all.blank([-3.0, -0.5, 90.0, 30.0]);
    assert_eq!(share(&all.mask), 0.0);
    let mut all = foreground(20, 20, Extent { x: 0, y: 0, w: 20, h: 20 });
    all.blank([25.0, 30.0, 40.0, 50.0]); // wholly outside
    all.blank([-9.0, 0.0, -5.0, 20.0]);
    assert_eq!(share(&all.mask), 1.0);
}

#[test]
fn a_moved_square_is_found_where_it_was_and_where_it_is() {
    let config = LocalizeConfig::ped2();
    let mut motion = Motion::default();
    assert_eq!(motion.push(&square(64, 10, 10, 12, 12, 200), &config), None);
    assert!(motion.push(&square(64, 40, 10, 12, 12, 200), &config).is_some());
    // The blur widens the square by one pixel, the extension by two.
    let expected = [[37.0, 7.0, 55.0, 25.0], [7.0, 7.0, 25.0, 25.0]];
    assert_eq!(motion.previous(64, false, &config).boxes(&config), expected);
    assert_eq!(motion.last(64, &config).boxes(&config), expected);
}

#[test]
fn one_frame_alone_has_no_motion() {
    let config = LocalizeConfig::ped2();
    let mut motion = Motion::default();
    motion.push(&square(64, 10, 10, 12, 12, 200), &config);
    let last = motion.last(64, &config);
    assert_eq!((last.coverage(), last.boxes(&config).len()), (0.0, 0));
}

#[test]
fn after_a_cut_the_past_is_forgotten() {
    let config = LocalizeConfig::ped2();
    let mut motion = Motion::default();
    motion.push(&square(64, 10, 10, 12, 12, 200), &config);
    motion.push(&square(64, 40, 10, 12, 12, 200), &config);
    assert_eq!(motion.previous(64, true, &config).coverage(), 0.0);
    motion.push(&square(64, 40, 10, 12, 12, 200), &config);
    assert_eq!(motion.previous(64, false, &config).coverage(), 0.0);
}

#[test]
fn a_sum_over_255_saturates_or_wraps_as_asked() {
    let mut config = LocalizeConfig::ped2();
    let (before, after) = ([200, 0, 0], [60, 0, 0]); // 260 wraps to 4
    assert_eq!(moving_pixels(&before, &after, &config), [1]);
    config.gradient_sum = GradientSum::Wrapping;
    assert_eq!(moving_pixels(&before, &after, &config), [0]);
}

#[test]
fn the_threshold_itself_is_no_motion_and_any_plane_counts() {
    let config = LocalizeConfig::ped2();
    assert_eq!(moving_pixels(&[9, 9, 9], &[9, 9, 9], &config), [0]);
    assert_eq!(moving_pixels(&[9, 9, 10], &[9, 9, 9], &config), [1]);
}
