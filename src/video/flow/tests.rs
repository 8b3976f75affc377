use burn::tensor::Device;

use super::*;

const WIDTH: usize = 128;
const HEIGHT: usize = 96;

/// The pattern whose flow is known: grey of 38 to 218 that varies in both directions.
fn level(x: f64, y: f64) -> f64 {
    libm::rint(
        128.0 + 60.0 * libm::sin(x / 7.0) * libm::cos(y / 9.0) + 30.0 * libm::sin((x + 2.0 * y) / 13.0),
    )
}

/// The pattern, where the pixel (x, y) shows what `source` says.
fn picture(source: impl Fn(f64, f64) -> (f64, f64)) -> Frame {
    let pixels = (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| (x as f64, y as f64)));
    let rgb = pixels.flat_map(|(x, y)| {
        let (x, y) = source(x, y);
        [level(x, y) as u8; 3]
    });
    Frame::new(WIDTH, HEIGHT, rgb.collect(), 0.0).unwrap()
}

/// Mean length of the difference to the true flow, 16 pixels from the edge.
fn end_point_error(found: &FlowField, truth: impl Fn(f64, f64) -> (f64, f64)) -> f64 {
    let inner = (16..HEIGHT - 16).flat_map(|y| (16..WIDTH - 16).map(move |x| (x, y)));
    let errors: Vec<f64> = inner
        .map(|(x, y)| {
            let ([u, v], (true_u, true_v)) = (found.at(x, y), truth(x as f64, y as f64));
            libm::hypot(f64::from(u) - true_u, f64::from(v) - true_v)
        })
        .collect();
    errors.iter().sum::<f64>() / errors.len() as f64
}

#[test]
fn a_translation_gives_the_worked_numbers() {
    let (from, to) = (picture(|x, y| (x, y)), picture(|x, y| (x - 2.0, y + 1.0)));
    let found = flow(&from, &to).unwrap();
    let [u, v] = found.at(64, 48);
    assert!((u - 1.84050).abs() < 1e-3 && (v + 0.91630).abs() < 1e-3, "{u} {v}");
    let inner = (16..HEIGHT - 16).flat_map(|y| (16..WIDTH - 16).map(move |x| (x, y)));
    let (mut sums, mut count) = ([0.0, 0.0], 0.0);
    for (x, y) in inner {
        let [u, v] = found.at(x, y);
        sums = [sums[0] + f64::from(u), sums[1] + f64::from(v)];
        count += 1.0;
    }
    let [u, v] = sums.map(|sum| sum / count);
    assert!((u - 1.83962).abs() < 1e-3 && (v + 0.91919).abs() < 1e-3, "{u} {v}");
}

#[test]
fn translation_rotation_and_zoom_are_found_within_stated_errors() {
    let from = picture(|x, y| (x, y));
    let centre = (WIDTH as f64 / 2.0, HEIGHT as f64 / 2.0);
    let about = move |x: f64, y: f64| (x - centre.0, y - centre.1);
    // A pixel of the second picture shows what was where the inverse motion takes it.
    let found = flow(&from, &picture(|x, y| (x - 2.0, y + 1.0))).unwrap();
    let translation = end_point_error(&found, |_, _| (2.0, -1.0));
    let (sin, cos) = (libm::sin(0.03), libm::cos(0.03));
    let turned = move |x: f64, y: f64, sin: f64| {
        let (x, y) = about(x, y);
        (cos * x - sin * y + centre.0, sin * x + cos * y + centre.1)
    };
    let found = flow(&from, &picture(|x, y| turned(x, y, -sin))).unwrap();
    let rotation = end_point_error(&found, |x, y| {
        let (to_x, to_y) = turned(x, y, sin);
        (to_x - x, to_y - y)
    });
    let zoomed =
        move |x: f64, y: f64, by: f64| (centre.0 + (x - centre.0) * by, centre.1 + (y - centre.1) * by);
    let found = flow(&from, &picture(|x, y| zoomed(x, y, 1.0 / 1.04))).unwrap();
    let zoom = end_point_error(&found, |x, y| {
        let (to_x, to_y) = zoomed(x, y, 1.04);
        (to_x - x, to_y - y)
    });
    println!("end-point error, px: translation {translation:.4}, rotation {rotation:.4}, zoom {zoom:.4}");
    assert!(translation < 0.19, "{translation}");
    assert!(rotation < 0.18, "{rotation}");
    assert!(zoom < 0.12, "{zoom}");
}

#[test]
fn equal_frames_do_not_move() {
    let still = picture(|x, y| (x, y));
    let found = flow(&still, &still).unwrap();
    // Near the edges the method sees the border as a difference, there and only there.
    for y in 16..HEIGHT - 16 {
        assert!((16..WIDTH - 16).all(|x| found.at(x, y).iter().all(|v| v.abs() < 1e-3)), "row {y}");
    }
    let flat = Frame::new(40, 9, vec![7; 40 * 9 * 3], 0.0).unwrap();
    let found = flow(&flat, &flat).unwrap();
    assert!(found.to_the_right().iter().all(|v| v.is_finite()));
}

#[test]
fn a_large_frame_is_computed_small_and_told_in_its_own_pixels() {
    let wide = |shift: usize| {
        let rgb = (0..300 * 1100).flat_map(|i| {
            let (x, y) = ((i % 1100) as f64 - shift as f64, (i / 1100) as f64);
            [level(x / 2.0, y / 2.0) as u8; 3]
        });
        Frame::new(1100, 300, rgb.collect(), 0.0).unwrap()
    };
    let found = flow(&wide(0), &wide(6)).unwrap();
    assert_eq!((found.width(), found.height()), (1100, 300));
    let middle: Vec<[f32; 2]> = (400..700).map(|x| found.at(x, 150)).collect();
    let [u, v] = [0, 1].map(|part| middle.iter().map(|flow| flow[part]).sum::<f32>() / 300.0);
    assert!((u - 6.0).abs() < 0.8 && v.abs() < 0.4, "{u} {v}");
}

#[test]
fn motion_is_counted_in_the_authors_grid() {
    // 128x96 in 512x384: four times as many pixels each way.
    let field = |u: f32| FlowField {
        x: Plane { width: WIDTH, height: HEIGHT, values: vec![u; WIDTH * HEIGHT] },
        y: Plane::zero(WIDTH, HEIGHT),
    };
    assert_eq!(field(0.5).in_authors_grid().at(3, 3), [2.0, 0.0]);
    assert!(field(0.25).moving().iter().all(|&moves| moves == 0), "one pixel is not more than one");
    assert!(field(0.26).moving().iter().all(|&moves| moves == 1));
}

#[test]
fn frames_of_two_sizes_have_no_flow() {
    let small = Frame::new(64, 96, vec![0; 64 * 96 * 3], 0.0).unwrap();
    let refused = flow(&picture(|x, y| (x, y)), &small);
    assert_eq!(refused, Err(VideoError::SizeChange { expected: (WIDTH, HEIGHT), found: (64, 96) }));
}

#[test]
fn the_picture_is_halved_while_its_shorter_side_keeps_32_pixels() {
    let halved = |width, height| pyramid::levels(width, height).len() - 1;
    assert_eq!([halved(128, 96), halved(360, 240), halved(63, 200), halved(512, 288)], [1, 2, 0, 3]);
}

#[test]
fn a_stream_gives_the_flow_of_each_pair() {
    let frames = [0.0, 2.0, 1.0].map(|moved| picture(|x, y| (x - moved, y)));
    let mut stream = FlowStream::new(&Device::flex());
    let mut push = |frame: &Frame| pollster::block_on(stream.push(frame));
    assert_eq!(push(&frames[0]), Ok(None));
    assert_eq!(push(&frames[1]), flow(&frames[0], &frames[1]).map(Some));
    assert_eq!(push(&frames[2]), flow(&frames[1], &frames[2]).map(Some));
    let small = Frame::new(64, 96, vec![0; 64 * 96 * 3], 0.0).unwrap();
    assert_eq!(push(&small), Err(VideoError::SizeChange { expected: (WIDTH, HEIGHT), found: (64, 96) }));
    assert_eq!(push(&frames[0]), flow(&frames[2], &frames[0]).map(Some), "what was refused has not come");
    stream.restart();
    assert_eq!(pollster::block_on(stream.push(&small)), Ok(None));
}
