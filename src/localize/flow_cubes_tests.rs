use super::*;
use crate::localize::{LocalizeConfig, RegionsFrom};
use crate::random::Random;
use crate::video::Frame;
use crate::video::flow::flow;

const WIDTH: usize = 64;
const HEIGHT: usize = 48;
const BOX: [f32; 4] = [3.2, 4.0, 40.0, 29.5];

/// A pattern of its own brightness that moves by `x` pixels.
fn picture(x: f64, level: f64) -> Frame {
    let at = |column: usize, row: usize| {
        level + 40.0 * libm::sin((column as f64 - x) / 5.0) * libm::cos(row as f64 / 4.0)
    };
    let pixels = (0..HEIGHT).flat_map(|row| (0..WIDTH).map(move |column| (column, row)));
    let rgb = pixels.flat_map(|(column, row)| [libm::rint(at(column, row)) as u8; 3]).collect();
    Frame::new(WIDTH, HEIGHT, rgb, 0.0).unwrap()
}

/// A square with a pattern on a background of one level: what moves, without moving everything.
fn walker(left: usize, background: u8) -> Frame {
    let mut rgb = vec![background; WIDTH * HEIGHT * 3];
    for (row, column) in (20..34).flat_map(|row| (left..left + 14).map(move |column| (row, column))) {
        let level = background + 60 + (7 * (row + 3 * (column - left)) % 64) as u8;
        rgb[(row * WIDTH + column) * 3..][..3].fill(level);
    }
    Frame::new(WIDTH, HEIGHT, rgb, 0.0).unwrap()
}

fn cut(frames: &[Frame], from: RegionsFrom) -> (Localized, FlowCubes) {
    let mut localizer = Localizer::new(LocalizeConfig::auto(WIDTH, HEIGHT), from);
    let mut cutter = FlowCutter::new(&Device::flex());
    for frame in frames {
        localizer.push(frame.clone()).unwrap();
        pollster::block_on(cutter.follow(&localizer)).unwrap();
        assert!(cutter.fields.len() <= CUBE_FRAMES, "memory is bounded");
    }
    let localized = localizer.finish().unwrap();
    let flow = cutter.finish(&localized);
    assert_eq!(flow.len(), localized.cubes.len());
    (localized, flow)
}

/// The definition, with every field at hand: the frames of one part, without a cut.
fn expected(frames: &[Frame], localized: &Localized, frame: usize) -> Vec<f32> {
    let fields: Vec<FlowField> =
        frames.windows(2).map(|pair| flow(&pair[0], &pair[1]).unwrap().in_authors_grid()).collect();
    let mut values = Vec::new();
    for place in localized.cubes.places.iter().filter(|place| place.frame == frame) {
        for k in 0..CUBE_FRAMES {
            let index = (frame + k).saturating_sub(REACH).min(fields.len() - 1);
            fields[index].cut(place.region.pixels().unwrap(), CUBE_SIDE, &mut values);
        }
    }
    values
}

#[test]
fn flow_cubes_hold_five_fields_with_the_last_one_repeated() {
    for count in [2, 3, 5, 9] {
        let frames: Vec<Frame> = (0..count).map(|t| picture(f64::from(t * t) / 3.0, 100.0)).collect();
        let boxes = vec![vec![BOX, [20.0, 1.0, 29.0, 44.0]]; frames.len()];
        let (localized, found) = cut(&frames, RegionsFrom::File(boxes));
        for frame in 0..frames.len() {
            let own = &found.values[2 * frame * FLOW_VALUES..2 * (frame + 1) * FLOW_VALUES];
            assert_eq!(own, expected(&frames, &localized, frame), "frame {frame} of {count}");
        }
    }
}

#[test]
fn a_box_without_a_pixel_has_no_flow_cube_either() {
    let frames: Vec<Frame> = (0..4).map(|t| picture(f64::from(t), 100.0)).collect();
    let (localized, found) = cut(&frames, RegionsFrom::File(vec![vec![[3.2, 0.0, 3.9, 9.0], BOX]; 4]));
    assert_eq!((localized.cubes.len(), found.len()), (4, 4));
}

#[test]
fn flow_counts_pixels_of_the_authors_grid() {
    let frames: Vec<Frame> = (0..5).map(|t| picture(2.0 * f64::from(t), 100.0)).collect();
    let whole = vec![vec![[16.0, 12.0, 48.0, 36.0]]; 5];
    let (_, found) = cut(&frames, RegionsFrom::File(whole));
    let plane = &found.cube(2)[..CUBE_SIDE * CUBE_SIDE];
    let mean = plane.iter().sum::<f32>() / plane.len() as f32;
    assert!(
        (mean - 2.0 * 512.0 / WIDTH as f32).abs() < 2.0,
        "two pixels of 64 are sixteen of 512, not {mean}"
    );
}

#[test]
fn no_flow_leads_across_a_cut() {
    let first = (0..6).map(|t| walker(4 + 3 * t, 10));
    let frames: Vec<Frame> = first.chain((0..6).map(|t| walker(40 - 3 * t, 120))).collect();
    let (localized, found) = cut(&frames, RegionsFrom::Motion);
    assert_eq!(localized.cuts(), [6]);
    assert!(!found.is_empty(), "the square moves");
    let half = |from: usize| {
        let (localized, flow) = cut(&frames[from..from + 6], RegionsFrom::Motion);
        (localized.cubes, flow)
    };
    let ((first_cubes, first), (second_cubes, second)) = (half(0), half(6));
    assert_eq!(localized.cubes.pixels, [first_cubes.pixels, second_cubes.pixels].concat());
    assert_eq!(found.values, [first.values, second.values].concat());
}

#[test]
fn one_frame_shows_no_motion_and_no_frame_no_cube() {
    let (_, found) = cut(&[picture(0.0, 100.0)], RegionsFrom::File(vec![vec![BOX]]));
    assert_eq!(found.values, vec![0.0; FLOW_VALUES]);
    assert!(cut(&[], RegionsFrom::Motion).1.is_empty());
}

#[test]
fn a_cut_out_field_is_the_bilinear_mean_of_its_neighbours() {
    let (from, to) = (picture(0.0, 100.0), picture(1.5, 100.0));
    let field = flow(&from, &to).unwrap();
    for case in 0..20 {
        let mut random = Random::keyed(case, "boxes of a test", 0);
        let (left, top) = (random.below(WIDTH - 1), random.below(HEIGHT - 1));
        let (right, bottom) =
            (left + 1 + random.below(WIDTH - left - 1), top + 1 + random.below(HEIGHT - top - 1));
        let mut found = Vec::new();
        field.cut(crate::video::PixelBox { left, top, right, bottom }, CUBE_SIDE, &mut found);
        for (at, value) in found.into_iter().enumerate() {
            let (plane, row, column) = (at / 1024, at % 1024 / CUBE_SIDE, at % CUBE_SIDE);
            let near = |target: usize, low: usize, high: usize| {
                let place = (target as f64 + 0.5) * (high - low) as f64 / CUBE_SIDE as f64 - 0.5;
                let place = place.clamp(0.0, (high - low - 1) as f64);
                let first = place.floor();
                (low + first as usize, (low + first as usize + 1).min(high - 1), place - first)
            };
            let ((x1, x2, across), (y1, y2, down)) = (near(column, left, right), near(row, top, bottom));
            let value_at = |x: usize, y: usize| f64::from(field.at(x, y)[plane]);
            let mix = |y: usize| value_at(x1, y) * (1.0 - across) + value_at(x2, y) * across;
            let wanted = mix(y1) * (1.0 - down) + mix(y2) * down;
            assert!((f64::from(value) - wanted).abs() < 1e-4, "{value}, expected {wanted}");
        }
    }
}
