//! Truth from one mask per frame.

use super::*;

fn picture(width: u32, height: u32, mark: u8, format: image::ImageFormat) -> Vec<u8> {
    let mut pixels = image::GrayImage::new(width, height);
    pixels.put_pixel(width - 1, 0, image::Luma([mark]));
    let mut bytes = Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

#[test]
fn a_frame_is_odd_where_any_pixel_of_its_mask_is_above_0() {
    let mask = |mark| picture(4, 3, mark, image::ImageFormat::Bmp);
    let array = |mark: u8| npy("|u1", &[2, 2], &[0, 0, mark, 0]);
    let given = [
        ("gt/Test001_gt/002.bmp", mask(0)),
        ("gt/Test001_gt/001.bmp", mask(1)),
        ("gt/Test001_gt/003.bmp", picture(4, 3, 255, image::ImageFormat::Png)),
        ("gt/Test002_gt/000.npy", array(0)),
        ("gt/Test002_gt/001.npy", array(7)),
        ("gt/notes.txt", b"hello".to_vec()),
    ];
    let expected = vec![("Test001".to_string(), vec![1, 0, 1]), ("Test002".to_string(), vec![0, 1])];
    for given in [files(&given[..5]), zip(&given[..5])] {
        assert_eq!(truth_of(read_truth(&given).unwrap()), expected);
    }
    let one = files(&[("Test001/001.png", picture(4, 3, 1, image::ImageFormat::Png))]);
    assert_eq!(truth_of(read_truth(&one).unwrap()), [("Test001".to_string(), vec![1])]);
}

#[test]
fn masks_that_cannot_be_masks_are_refused() {
    let mask = |width| picture(width, 3, 1, image::ImageFormat::Bmp);
    assert_eq!(truth_code(&files(&[("v/1.bmp", mask(4)), ("v/2.bmp", mask(5))])), "input/mask");
    assert_eq!(truth_code(&files(&[("x/v/1.bmp", mask(4)), ("x/v_gt/1.bmp", mask(4))])), "E9");
    let mut cut_off = mask(40);
    cut_off.truncate(80);
    assert_eq!(truth_code(&files(&[("v/1.bmp", cut_off)])), "input/mask");
    assert_eq!(truth_code(&files(&[("1.bmp", mask(4))])), "input/kind");
    assert_eq!(truth_code(&files(&[("1.bmp", mask(4)), ("2.bmp", mask(4))])), "input/kind");
    assert_eq!(scores_code(&files(&[("v/1.bmp", mask(4))])), "input/kind");
}

#[test]
fn a_text_is_a_bitmap_only_with_a_bitmaps_header() {
    let input = read_truth(&text("BMX_x264.mp4 Abuse 1 2 -1 -1")).unwrap();
    assert!(matches!(input.truth, TruthContent::Annotations(_)));
}
