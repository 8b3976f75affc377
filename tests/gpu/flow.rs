//! Optical flow on a GPU against OpenCV's Farnebäck and against the plain program on the CPU.

use burn::tensor::{Device, Tensor, TensorData};
use oddframe::formats::Npz;
use oddframe::localize::detector::Detector;
use oddframe::localize::{Feed, FlowCubes, LocalizeConfig, Localizer, RegionsFrom};
use oddframe::video::Frame;
use oddframe::video::flow::{FlowField, FlowStream, flow, flow_between, sample_field};

use super::adapter::{gpu, values};
use super::draw::Draw;

const GOLDEN: &[u8] = include_bytes!("../golden/flow.npz");
/// Every fourth pixel of the field is stored.
const EVERY: usize = 4;
/// Pixels; sums in another order, by adapters that may fuse products and sums (Mesa's in software: 5e-6).
const ALLOWED: f32 = 1e-4;
/// Where a repeated border leaves flat ground a solve has little to go by, and makes more of rounding (Mesa's: 1.1e-3
/// of up to 17 pixels).
const ALLOWED_OUTSIDE: f32 = 5e-3;
/// Pixels; what the CPU is allowed beside the other program.
const ALLOWED_BESIDE_OPENCV: f32 = 2e-3;

fn stored(name: &str) -> (Vec<usize>, Vec<f32>) {
    let array = Npz::open(GOLDEN).and_then(|mut npz| npz.array(name)).expect("an array");
    (array.shape.clone(), array.to_f32().expect("numbers"))
}

/// A grey frame, whose luma is its level.
fn grey(levels: &[f32], width: usize, height: usize) -> Frame {
    let rgb = levels.iter().flat_map(|&level| [level as u8; 3]).collect();
    Frame::new(width, height, rgb, 0.0).expect("a frame")
}

fn golden_frame(name: &str) -> Frame {
    let (shape, levels) = stored(name);
    grey(&levels, shape[1], shape[0])
}

/// The fields that lead from each frame to the next.
fn followed(device: &Device, frames: &[Frame]) -> Vec<FlowField> {
    let mut stream = FlowStream::new(device);
    frames.iter().filter_map(|frame| pollster::block_on(stream.push(frame)).expect("flow")).collect()
}

#[test]
fn moved_patterns_have_the_flow_of_the_other_program() {
    for name in ["translation", "rotation", "zoom"] {
        let found = followed(&gpu(), &[golden_frame("from"), golden_frame(name)]).remove(0);
        let (shape, stored) = stored(&format!("{name}_flow"));
        let mut worst = 0.0_f32;
        for (at, pair) in stored.chunks_exact(2).enumerate() {
            let (x, y) = (at % shape[1] * EVERY, at / shape[1] * EVERY);
            for (value, wanted) in found.at(x, y).iter().zip(pair) {
                let off = (value - wanted).abs();
                assert!(off <= ALLOWED_BESIDE_OPENCV, "{name} at {x},{y}: {off}");
                worst = worst.max(off);
            }
        }
        println!("{name}: largest difference {worst:e} px");
    }
}

/// Levels of a picture with detail of every size, from 0 to 255.
fn drawn(draw: &mut Draw, width: usize, height: usize) -> Vec<f32> {
    let (noise, _) = draw.data([height, width]);
    let wave = |at: usize| {
        let (x, y) = ((at % width) as f64, (at / width) as f64);
        60.0 * libm::sin(x / 9.0) * libm::cos(y / 7.0) + 30.0 * libm::sin((x - y) / 5.0)
    };
    let level = |(at, noise): (usize, &f32)| (128.0 + wave(at) + 30.0 * f64::from(*noise)).round() as f32;
    noise.iter().enumerate().map(level).collect()
}

/// Levels moved by whole pixels, the border repeated.
fn moved(levels: &[f32], width: usize, height: usize, (right, down): (isize, isize)) -> Vec<f32> {
    let at =
        |place: usize, by: isize, length: usize| (place as isize - by).clamp(0, length as isize - 1) as usize;
    let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    pixels.map(|(x, y)| levels[at(y, down, height) * width + at(x, right, width)]).collect()
}

/// What a device makes of two planes, `[2, height, width]`.
fn between(device: &Device, from: &[f32], to: &[f32], width: usize, height: usize) -> Vec<f32> {
    let plane =
        |levels: &[f32]| Tensor::<2>::from_data(TensorData::new(levels.to_vec(), [height, width]), device);
    let found = flow_between(plane(from), plane(to));
    assert_eq!(found.dims(), [2, height, width]);
    values(found)
}

/// Fails where the GPU is off by more than `allowed` pixels, or gives no number.
fn near_the_cpu(what: &str, [from, to]: [&[f32]; 2], (width, height): (usize, usize), allowed: f32) {
    let got = between(&gpu(), from, to, width, height);
    let want = between(&Device::flex(), from, to, width, height);
    let mut worst = 0.0_f32;
    for (at, (got, want)) in got.iter().zip(&want).enumerate() {
        let off = (got - want).abs();
        assert!(off <= allowed, "{what}, value {at}: {got}, expected {want}");
        worst = worst.max(off);
    }
    let longest = want.iter().fold(0.0_f32, |most, value| most.max(value.abs()));
    println!("{what}: largest difference {worst:e} px where flow reaches {longest} px");
}

#[test]
fn pictures_of_any_size_have_the_flow_of_the_cpu() {
    let sizes =
        [(47, 33), (97, 130), (64, 64), (65, 129), (300, 70), (260, 261), (40, 1), (1, 40), (2, 3), (1, 1)];
    for (case, (width, height)) in sizes.into_iter().enumerate() {
        let mut draw = Draw::new(1200 + case as u64);
        let from = drawn(&mut draw, width, height);
        for by in [(1, 0), (-2, 3)] {
            let to = moved(&from, width, height, by);
            near_the_cpu(&format!("{width}x{height} by {by:?}"), [&from, &to], (width, height), ALLOWED);
        }
    }
}

#[test]
fn motion_out_of_the_frame_has_the_flow_of_the_cpu() {
    let (width, height) = (75, 66);
    let mut draw = Draw::new(1300);
    let from = drawn(&mut draw, width, height);
    for by in [(30, 0), (-40, 25), (0, -50), (200, 200)] {
        let to = moved(&from, width, height, by);
        near_the_cpu(&format!("by {by:?}"), [&from, &to], (width, height), ALLOWED_OUTSIDE);
    }
    let other = drawn(&mut draw, width, height);
    near_the_cpu("to another picture", [&from, &other], (width, height), ALLOWED_OUTSIDE);
}

#[test]
fn what_does_not_move_and_what_is_flat_has_no_flow() {
    // What is left is the rounding of a slope of 0, near the edges.
    let still = [90.0; 48 * 40];
    assert!(between(&gpu(), &still, &still, 48, 40).iter().all(|value| value.abs() <= 1e-5));
}

#[test]
fn the_operation_on_the_cpu_is_the_plain_program() {
    for (case, (width, height)) in [(47, 33), (97, 130)].into_iter().enumerate() {
        let mut draw = Draw::new(1400 + case as u64);
        let from = drawn(&mut draw, width, height);
        let to = moved(&from, width, height, (2, -1));
        let plain = flow(&grey(&from, width, height), &grey(&to, width, height)).expect("flow");
        let planes = [plain.to_the_right(), plain.downwards()].concat();
        assert_eq!(between(&Device::flex(), &from, &to, width, height), planes);
    }
}

#[test]
fn a_stream_on_a_gpu_measures_each_pair_at_the_size_of_the_frames() {
    // Wider than what is computed: the field is resized on the CPU, as there.
    let (width, height) = (700, 90);
    let mut draw = Draw::new(1500);
    let first = drawn(&mut draw, width, height);
    let frames = [(0, 0), (3, 1), (5, 0)].map(|by| grey(&moved(&first, width, height, by), width, height));
    let (found, want) = (followed(&gpu(), &frames), followed(&Device::flex(), &frames));
    assert_eq!((found.len(), want.len()), (2, 2));
    for (found, want) in found.iter().zip(&want) {
        assert_eq!((found.width(), found.height()), (width, height));
        let planes = |field: &FlowField| [field.to_the_right(), field.downwards()].concat();
        let worst = planes(found).iter().zip(planes(want)).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(worst <= ALLOWED, "{worst}");
    }
}

#[test]
fn the_sample_by_which_devices_are_compared_is_near_the_cpus() {
    let [found, want] =
        [gpu(), Device::flex()].map(|device| pollster::block_on(sample_field(&device)).expect("a field"));
    assert_eq!(found.len(), 2 * 66 * 81);
    assert!(found.iter().zip(&want).all(|(a, b)| (a - b).abs() <= ALLOWED));
}

/// The flow cubes of a clip of 64x48 pixels with a box in each frame, measured on a device.
fn flow_cubes(device: &Device, frames: &[Frame]) -> FlowCubes {
    let boxes = RegionsFrom::File(vec![vec![[9.0, 5.0, 50.0, 41.0]]; frames.len()]);
    let localizer = Localizer::new(LocalizeConfig::auto(64, 48), boxes);
    let mut feed = Feed::new(localizer, None::<&Detector>, Some(device));
    for frame in frames {
        pollster::block_on(feed.push(frame.clone())).expect("a frame");
    }
    pollster::block_on(feed.finish()).expect("a clip").1.expect("flow was asked for")
}

#[test]
fn a_clip_has_the_flow_cubes_of_the_cpu() {
    let mut draw = Draw::new(1600);
    let first = drawn(&mut draw, 64, 48);
    let frames: Vec<Frame> = (0..6).map(|t| grey(&moved(&first, 64, 48, (2 * t, t / 2)), 64, 48)).collect();
    let (found, want) = (flow_cubes(&gpu(), &frames), flow_cubes(&Device::flex(), &frames));
    assert_eq!((found.len(), want.len()), (6, 6));
    let largest = want.values.iter().fold(0.0_f32, |most, value| most.max(value.abs()));
    assert!(largest > 8.0, "two pixels of 64 are sixteen of the authors' 512, here {largest}");
    // In the authors' grid a pixel of these frames is eight.
    assert!(found.values.iter().zip(&want.values).all(|(a, b)| (a - b).abs() <= 8.0 * ALLOWED));
}
