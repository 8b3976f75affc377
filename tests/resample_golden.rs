//! Resizing as published pipelines do it against Pillow and OpenCV, bit for bit. Regenerate with
//! `tests/golden/resample.py`.

use oddframe::encode::{Preset, Recipe};
use oddframe::video::{CropResize, Filter, Frame, PixelBox, Resample};
use serde_json::Value;

const GOLDEN: &str = include_str!("golden/resample.json");

/// The source picture by formula.
fn picture((width, height): (usize, usize)) -> Frame {
    let level = |e: usize| {
        let mut h = (e as u32).wrapping_mul(2_654_435_761).wrapping_add(7 * 974_711);
        h ^= h >> 15;
        h = h.wrapping_mul(2_246_822_519);
        h ^= h >> 13;
        (h >> 24) as u8
    };
    Frame::new(width, height, (0..width * height * 3).map(level).collect(), 0.0).expect("large enough")
}

fn size(case: &Value, key: &str) -> (usize, usize) {
    let side = |at: usize| case[key][at].as_u64().expect("a size") as usize;
    (side(0), side(1))
}

#[test]
fn every_pixel_equals_pillows_and_opencvs() {
    let golden: Value = serde_json::from_str(GOLDEN).expect("committed golden");
    let cases = golden["cases"].as_array().expect("cases");
    assert!(cases.len() >= 30, "the golden holds only {} cases", cases.len());
    for case in cases {
        let (source, target) = (size(case, "source"), size(case, "target"));
        let frame = picture(source);
        let found = match (case["library"].as_str(), case["filter"].as_str()) {
            (Some("opencv"), _) => {
                let whole = PixelBox { left: 0, top: 0, right: source.0, bottom: source.1 };
                let factor = 256.0 / source.0.min(source.1) as f64;
                let mut rgb = vec![0; target.0 * target.1 * 3];
                CropResize::by_factor(whole, target.0, target.1, factor).apply(&frame, &mut rgb);
                rgb
            }
            (_, filter) => {
                let filter = match filter {
                    Some("bilinear") => Filter::Bilinear,
                    Some("bicubic") => Filter::Bicubic,
                    Some("lanczos") => Filter::Lanczos,
                    other => panic!("{other:?}"),
                };
                Resample::new(source, target, filter).apply(&frame).expect("a frame").rgb().to_vec()
            }
        };
        assert_eq!(Some(u64::from(crc32fast::hash(&found))), case["crc32"].as_u64(), "{case}");
    }
}

#[test]
fn the_default_preset_resizes_to_opencvs_sizes_and_pixels() {
    let golden: Value = serde_json::from_str(GOLDEN).expect("committed golden");
    let recipe = Recipe::of(Preset::Wu, 224).expect("a recipe");
    let cases = golden["cases"].as_array().expect("cases");
    for case in cases.iter().filter(|case| case["library"] == "opencv") {
        let source = size(case, "source");
        let scaler = recipe.scaler(source);
        assert_eq!(scaler.target(), size(case, "target"), "{case}");
        let found = scaler.apply(&picture(source)).expect("a frame");
        assert_eq!(Some(u64::from(crc32fast::hash(found.rgb()))), case["crc32"].as_u64(), "{case}");
    }
}
