use super::*;

const GOOD: &str = r#"{"format": "oddframe-boxes/1", "width": 100, "height": 50, "clip_lengths": [2, 1],
    "frame": [2, 0, 2, 0], "box": [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12], [13, 14, 15, 16]],
    "score": [0.1, 0.2, 0.3, 0.4], "class": [1, 2, 3, 4]}"#;

fn refused(from: &str, to: &str) -> BoxesError {
    let changed = GOOD.replacen(from, to, 1);
    assert_ne!(changed, GOOD, "nothing to replace");
    Boxes::read(changed.as_bytes()).unwrap_err()
}

#[test]
fn unsorted_frames_are_sorted_and_keep_their_order_within_a_frame() {
    let boxes = Boxes::read(GOOD.as_bytes()).unwrap();
    let size = (100, 50);
    let expected = [vec![[5.0, 6.0, 7.0, 8.0], [13.0, 14.0, 15.0, 16.0]], vec![]];
    assert_eq!(boxes.of_clip(0, size, size).unwrap(), expected);
    let expected = [vec![[1.0, 2.0, 3.0, 4.0], [9.0, 10.0, 11.0, 12.0]]];
    assert_eq!(boxes.of_clip(1, size, size).unwrap(), expected);
    assert_eq!(boxes.scores(), Some([0.2, 0.4, 0.1, 0.3].as_slice()));
    assert_eq!(boxes.classes(), Some([2, 4, 1, 3].as_slice()));
}

#[test]
fn boxes_are_scaled_to_the_analysed_frame_and_another_size_is_refused() {
    let boxes = Boxes::read(GOOD.as_bytes()).unwrap();
    let half = boxes.of_clip(1, (100, 50), (50, 25)).unwrap();
    assert_eq!(half[0][0], [0.5, 1.0, 1.5, 2.0]);
    let made_on_analysed = boxes.of_clip(1, (200, 100), (100, 50)).unwrap();
    assert_eq!(made_on_analysed[0][0], [1.0, 2.0, 3.0, 4.0]);
    let error = boxes.of_clip(1, (99, 50), (99, 50)).unwrap_err();
    assert_eq!(error, BoxesError::FrameSize { found: (100, 50), expected: (99, 50) });
}

#[test]
fn every_wrong_value_is_named_with_array_and_index() {
    let named = |error: BoxesError| match error {
        BoxesError::Value { array, index, .. } => (array, index),
        other => panic!("{other:?}"),
    };
    assert_eq!(named(refused("[2, 0, 2, 0]", "[2, 0, 3, 0]")), ("frame", 2));
    assert_eq!(named(refused("[2, 0, 2, 0]", "[2, -1, 2, 0]")), ("frame", 1));
    assert_eq!(named(refused("[2, 1]", "[2, -1]")), ("clip_lengths", 1));
    assert_eq!(
        named(refused("[2, 1]", "[9223372036854775807, 9223372036854775807, 2]")),
        ("clip_lengths", 2)
    );
    assert_eq!(named(refused("[9, 10, 11, 12]", "[11, 10, 11, 12]")), ("box", 2));
    assert_eq!(named(refused("[9, 10, 11, 12]", "[9, 10, 11, 9]")), ("box", 2));
    assert_eq!(named(refused("[9, 10, 11, 12]", "[9, 10, 1e99, 12]")), ("box", 2));
    assert_eq!(named(refused("0.3", "1e99")), ("score", 2));
}

#[test]
fn arrays_of_unequal_length_are_refused() {
    let length = |error| matches!(error, BoxesError::Length { expected: 3, found: 4, array: "box" });
    assert!(length(refused("[2, 0, 2, 0]", "[2, 0, 2]")));
    let error = refused("[1, 2, 3, 4]}", "[1, 2]}");
    assert_eq!(error, BoxesError::Length { array: "class", found: 2, expected: 4 });
}

#[test]
fn json_of_another_form_is_refused() {
    for (from, to) in
        [("boxes/1", "boxes/2"), ("\"width\"", "\"wide\""), ("[1, 2, 3, 4]", "[1, 2, 3]"), ("{", "[")]
    {
        let changed = GOOD.replacen(from, to, 1);
        assert!(matches!(Boxes::from_json(changed.as_bytes()), Err(BoxesError::Json { .. })), "{to}");
    }
}

#[test]
fn clips_of_other_lengths_are_refused_with_both_numbers() {
    let boxes = Boxes::read(GOOD.as_bytes()).unwrap();
    assert_eq!(boxes.check_clips(&[2, 1]), Ok(()));
    assert_eq!(boxes.check_clips(&[2, 5]), Err(BoxesError::ClipLength { clip: 1, boxes: 1, frames: 5 }));
    let other = BoxesError::Clips { boxes: 3, box_clips: 2, frames: 7, clips: 1 };
    assert_eq!(boxes.check_clips(&[7]), Err(other));
}

#[test]
fn pickled_boxes_get_the_advice_to_save_arrays() {
    let header = "{'descr': '|O', 'fortran_order': False, 'shape': (2010,), }\n";
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.bytes());
    assert_eq!(Boxes::read(&bytes), Err(BoxesError::Pickled));
    assert_eq!(Boxes::read(b"").unwrap_err().code(), "ckpt/empty");
    assert_eq!(Boxes::read(b"hello").unwrap_err().code(), "ckpt/unknown");
}
