//! Crop and resize against OpenCV 5.0, bit for bit. Regenerate with `tests/golden/resize.py`.

use oddframe::formats::{ArrayData, Npz};
use oddframe::video::{CropResize, Frame, PixelBox};

const GOLDEN: &[u8] = include_bytes!("golden/resize.npz");

/// Where the source stands in its frame, so that a crop is tested and not only a resize.
const LEFT: usize = 3;
const TOP: usize = 2;

fn picture(npz: &mut Npz<'_>, name: &str) -> (usize, usize, Vec<u8>) {
    let array = npz.array(name).expect("committed golden");
    let ArrayData::U8(pixels) = array.data else { panic!("{name} is not uint8") };
    (array.shape[1], array.shape[0], pixels)
}

/// The picture inside a larger frame of another colour.
fn framed(width: usize, height: usize, pixels: &[u8]) -> Frame {
    let (frame_width, frame_height) = (width + LEFT + 5, height + TOP + 6);
    let mut rgb = [90, 180, 250].repeat(frame_width * frame_height);
    for (y, row) in pixels.chunks_exact(width * 3).enumerate() {
        rgb[((y + TOP) * frame_width + LEFT) * 3..][..width * 3].copy_from_slice(row);
    }
    Frame::new(frame_width, frame_height, rgb, 0.0).expect("large enough")
}

#[test]
fn every_pixel_equals_opencvs() {
    let mut npz = Npz::open(GOLDEN).expect("committed golden");
    let cases = npz.names().filter(|name| name.starts_with("in_")).count();
    assert!(cases >= 17, "the golden holds only {cases} cases");
    for case in 0..cases {
        let (width, height, source) = picture(&mut npz, &format!("in_{case}"));
        let (to_width, to_height, expected) = picture(&mut npz, &format!("out_{case}"));
        let source_box = PixelBox { left: LEFT, top: TOP, right: LEFT + width, bottom: TOP + height };
        let mut found = vec![0; expected.len()];
        CropResize::new(source_box, to_width, to_height).apply(&framed(width, height, &source), &mut found);
        let differing = found.iter().zip(&expected).filter(|(a, b)| a != b).count();
        assert_eq!(differing, 0, "case {case}: {width}x{height} -> {to_width}x{to_height}");
    }
}
