//! Optical flow against OpenCV's Farnebäck on moved patterns, and against numbers of it on frames of UCSD Ped2.

use std::path::Path;

use oddframe::formats::Npz;
use oddframe::video::Frame;
use oddframe::video::flow::{FlowField, flow};
use oddframe::video::folder::ImageFolder;

const GOLDEN: &[u8] = include_bytes!("golden/flow.npz");
/// Every fourth pixel of the field is stored.
const EVERY: usize = 4;
/// The other program sums f32 in another order.
const ALLOWED: f32 = 2e-3;

fn frame(name: &str) -> Frame {
    let array = Npz::open(GOLDEN).and_then(|mut npz| npz.array(name)).expect("a picture");
    let levels = array.to_i64().expect("8-bit levels");
    let rgb = levels.iter().flat_map(|&level| [level as u8; 3]).collect();
    Frame::new(array.shape[1], array.shape[0], rgb, 0.0).expect("a frame")
}

#[test]
fn moved_patterns_have_the_flow_of_the_other_program() {
    for name in ["translation", "rotation", "zoom"] {
        let found = flow(&frame("from"), &frame(name)).expect("flow");
        let stored =
            Npz::open(GOLDEN).and_then(|mut npz| npz.array(&format!("{name}_flow"))).expect("a field");
        let [rows, columns, 2] = stored.shape[..] else { panic!("{:?}", stored.shape) };
        let stored = stored.to_f32().expect("floats");
        let (mut worst, mut sum) = (0.0_f32, 0.0);
        for y in 0..rows {
            for x in 0..columns {
                for (part, value) in found.at(x * EVERY, y * EVERY).into_iter().enumerate() {
                    let off = (value - stored[(y * columns + x) * 2 + part]).abs();
                    assert!(off <= ALLOWED, "{name} at {x},{y}: {off}");
                    (worst, sum) = (worst.max(off), sum + off);
                }
            }
        }
        println!("{name}: mean difference {:e} px, largest {worst:e}", sum / (rows * columns * 2) as f32);
    }
}

fn share(field: &FlowField) -> f64 {
    let pairs = field.to_the_right().iter().zip(field.downwards());
    let moving = pairs.filter(|(u, v)| **u * **u + **v * **v > 1.0).count();
    100.0 * moving as f64 / field.to_the_right().len() as f64
}

#[test]
fn ped2_moves_as_the_other_program_says() {
    let ped2 = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/ucsd-ped2/test/01"));
    if !ped2.is_dir() {
        return println!("skipped: ../shared is not here");
    }
    let clip = ImageFolder::open_all(ped2).expect("the clip").remove(0);
    let frame = |index| clip.frame(index, 10.0).expect("a frame");
    let began = std::time::Instant::now();
    let found = flow(&frame(60), &frame(61)).expect("flow");
    println!("decoding and flow: {:.0} ms", began.elapsed().as_secs_f64() * 1e3);
    let mean = |values: &[f32]| values.iter().map(|&v| f64::from(v)).sum::<f64>() / values.len() as f64;
    let close = |found: f64, expected: f64, by: f64| {
        assert!((found - expected).abs() <= by, "{found}, expected {expected}");
    };
    // Decoders of JPEG differ by a level here and there.
    close(mean(found.to_the_right()), 0.1483, 0.02);
    close(mean(found.downwards()), 0.0147, 0.02);
    close(share(&found), 4.40, 0.3);
    close(share(&found.in_authors_grid()), 12.9, 0.3);
    let [u, v] = found.at(180, 120);
    close(f64::from(u), 0.715, 0.02);
    close(f64::from(v), 0.004, 0.02);
    let [u, v] = found.at(127, 153);
    close(f64::from(u), 3.416, 0.02);
    close(f64::from(v), -0.437, 0.02);
}
