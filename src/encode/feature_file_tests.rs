use super::*;
use crate::encode::testing::{npy, npy_as};

fn read(shape: &[usize], values: &[f32], width: Option<usize>) -> Result<CropStack, FeatureError> {
    read_feature_file("a.npy", &npy(shape, values), width)
}

/// `[shape]` of 0.5, 1.5, 2.5 and so on: no zero rows.
fn counting(shape: &[usize]) -> Vec<f32> {
    (0..shape.iter().product()).map(|i: usize| i as f32 + 0.5).collect()
}

fn refused(shape: &[usize], width: Option<usize>) -> FeatureError {
    read(shape, &counting(shape), width).unwrap_err()
}

#[test]
fn two_axes_are_one_crop() {
    let stack = read(&[3, 4], &counting(&[3, 4]), Some(4)).unwrap();
    assert_eq!((stack.crops, stack.packed, stack.snippets, stack.dim), (1, false, 3, 4));
    assert_eq!(stack.data, counting(&[3, 4]));
    assert!(stack.notes.is_empty());
}

#[test]
fn half_and_double_floats_are_converted() {
    let halves: Vec<u8> = [0x3C00_u16, 0xC000].iter().flat_map(|half| half.to_le_bytes()).collect();
    let stack = read_feature_file("a.npy", &npy_as("<f2", &[1, 2], &halves), None).unwrap();
    assert_eq!(stack.data, [1.0, -2.0]);
    let doubles: Vec<u8> = [0.1_f64, 7.0].iter().flat_map(|double| double.to_le_bytes()).collect();
    let stack = read_feature_file("a.npy", &npy_as("<f8", &[2, 1], &doubles), None).unwrap();
    assert_eq!(stack.data, [0.1, 7.0]);
}

#[test]
fn packed_crops_are_read_in_either_order() {
    for crops in [5, 10] {
        let values = counting(&[crops, 3, 2]);
        let first = read(&[crops, 3, 2], &values, Some(2)).unwrap();
        assert_eq!((first.crops, first.packed, first.snippets), (crops, true, 3));
        assert_eq!(first.data, values);
        let row = |crop: usize, snippet: usize| &values[(crop * 3 + snippet) * 2..][..2];
        let turned: Vec<f32> = (0..3)
            .flat_map(|snippet| (0..crops).flat_map(move |crop| [(crop, snippet)]))
            .flat_map(|(c, s)| row(c, s).to_vec())
            .collect();
        assert_eq!(read(&[3, crops, 2], &turned, Some(2)).unwrap(), first);
    }
}

#[test]
fn a_packed_shape_that_can_be_read_both_ways_is_refused() {
    for (a, b) in [(5, 10), (10, 5), (10, 10), (5, 5)] {
        assert!(matches!(refused(&[a, b, 8], None), FeatureError::Ambiguous { .. }), "{a} {b}");
    }
    // Not a number of crops that anybody publishes.
    assert!(matches!(refused(&[3, 4, 8], None), FeatureError::Shape { .. }));
    assert!(matches!(refused(&[1, 5, 4, 8], None), FeatureError::Shape { .. }));
    assert!(matches!(refused(&[], None), FeatureError::Shape { .. }));
}

#[test]
fn one_axis_is_ground_truth_and_says_so() {
    let error = refused(&[96], Some(1024));
    assert_eq!(error.code(), "features/shape");
    let message = error.to_string();
    assert!(message.contains("96") && message.contains("[snippets, 1024]"), "{message}");
    assert!(message.contains("ground-truth"), "{message}");
}

#[test]
fn no_rows_are_a_video_that_is_too_short() {
    let message = refused(&[0, 1024], Some(1024)).to_string();
    assert_eq!(message, "\"a.npy\": no snippets (the video is shorter than 16 frames)");
    assert!(matches!(refused(&[10, 0, 4], None), FeatureError::NoSnippets { .. }));
}

#[test]
fn another_width_says_whose_features_have_it() {
    for (width, whose) in
        [(2048, "ResNet-50 I3D (RTFM)"), (512, "CLIP (DSANet)"), (4096, "C3D"), (1152, "RGB+VGGish (CMA-LA)")]
    {
        let message = refused(&[1, width], Some(1024)).to_string();
        assert_eq!(message, format!("\"a.npy\": width {width}, model needs 1024; {width} = {whose}"));
    }
    assert!(refused(&[1, 7], Some(1024)).to_string().contains("trained on"));
    assert!(matches!(refused(&[3, 0], None), FeatureError::Width { found: 0, .. }));
}

#[test]
fn what_is_not_finite_is_refused_with_its_place_and_never_replaced() {
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let mut values = counting(&[3, 4]);
        values[6] = bad;
        values[11] = bad;
        let message = read(&[3, 4], &values, None).unwrap_err().to_string();
        assert!(
            message.starts_with("\"a.npy\": non-finite value at row 1, column 2; 2 such values"),
            "{message}"
        );
    }
    let mut packed = counting(&[5, 3, 2]);
    packed[2 * 6 + 5] = f32::NAN;
    let error = read(&[5, 3, 2], &packed, None).unwrap_err();
    assert!(matches!(error, FeatureError::NotFinite { row: 2, column: 1, count: 1, .. }), "{error}");
}

#[test]
fn rows_of_zeros_are_kept_and_remarked() {
    let mut values = counting(&[5, 2]);
    values[2..4].fill(0.0);
    values[6..].fill(0.0);
    let stack = read(&[5, 2], &values, None).unwrap();
    assert_eq!(stack.snippets, 5);
    let file = || "a.npy".to_string();
    let notes = [
        FeatureNote::TrailingZeros { file: file(), rows: 2 },
        FeatureNote::InnerZeros { file: file(), rows: 1 },
    ];
    assert_eq!(stack.notes, notes);
    assert_eq!(notes[0].to_string(), "\"a.npy\": 2 trailing zero rows: zero padding stored in the file?");
}

#[test]
fn numbers_that_are_no_features_are_refused() {
    let refused = |descr: &str, data: &[u8]| {
        read_feature_file("a.npy", &npy_as(descr, &[1, 1], data), None).unwrap_err()
    };
    assert_eq!(refused("<i4", &[1, 0, 0, 0]).code(), "features/type");
    assert_eq!(refused("|b1", &[1]).code(), "features/type");
    assert_eq!(refused("|O", &[1]).code(), "npy/object");
    assert_eq!(refused("<f8", &1e300_f64.to_le_bytes()).code(), "npy/range");
    assert_eq!(refused("<f4", &[0, 0]).code(), "npy/truncated");
    assert_eq!(read_feature_file("a.npy", b"", None).unwrap_err().code(), "ckpt/empty");
    assert_eq!(read_feature_file("a.npy", b"PK\x03\x04", None).unwrap_err().code(), "npy/magic");
}

#[test]
fn bytes_after_the_array_are_remarked() {
    let mut bytes = npy(&[1, 1], &[1.0]);
    bytes.extend([0; 3]);
    let notes = read_feature_file("a.npy", &bytes, None).unwrap().notes;
    assert_eq!(notes.iter().map(FeatureNote::code).collect::<Vec<_>>(), ["npy/trailing"]);
}
