//! Every form of scores and truth, and what is refused.

use super::*;

#[test]
fn every_form_of_scores_gives_the_same_tracks() {
    let (a, b) = ([0.25, 0.5], [1.0, 0.125, 0.75]);
    let two = [("x/a_pred.npy", floats(&a)), ("x/b__0_pred.npy", floats(&b))];
    let expected = vec![("a".to_string(), a.to_vec()), ("b".to_string(), b.to_vec())];
    let json = r#"{"format":"oddframe-scores/1","stride":16,"videos":{"a":{"scores":[0.25,0.5]},"b":{"scores":[1,0.125,0.75]}}}"#;
    let table = "video,index,score\r\nb,0,1\r\nb,1,.125\r\nb,2,.75\r\na,0,.25\r\na,1,.5\r\n";
    for given in [files(&two), zip(&two), text(json), text(table), text(&format!("\u{FEFF}{json}"))] {
        assert_eq!(tracks(read_scores(&given, None).unwrap()), expected);
    }
    // A second axis of length 1 holds nothing; float64 becomes the nearest float32.
    let column: Vec<u8> = a.iter().flat_map(|&x| f64::from(x).to_le_bytes()).collect();
    let odd = files(&[("a.npy", npy("<f8", &[2, 1], &column)), ("b.npy", floats(&b))]);
    assert_eq!(tracks(read_scores(&odd, None).unwrap()), expected);
}

#[test]
fn the_stride_is_16_unless_the_file_or_the_caller_says_otherwise() {
    let two = files(&[("a.npy", floats(&[0.0])), ("b.npy", floats(&[0.0]))]);
    assert_eq!(read_scores(&two, None).unwrap().scores.stride(), 16);
    assert_eq!(read_scores(&two, Some(1)).unwrap().scores.stride(), 1);
    let json = text(r#"{"format":"oddframe-scores/1","stride":4,"videos":{"a":{"scores":[0.25]}}}"#);
    assert_eq!(read_scores(&json, Some(4)).unwrap().scores.stride(), 4);
    assert!(matches!(read_scores(&json, Some(16)), Err(InputError::Stride { asked: 16, found: 4, .. })));
}

#[test]
fn crops_of_a_video_are_refused_and_so_are_two_files_of_it() {
    let crops: Vec<(String, Vec<u8>)> = (0..10).map(|i| (format!("v__{i}.npy"), floats(&[0.5]))).collect();
    let error = read_scores(&crops.into_iter().collect::<MemoryFiles>(), None).unwrap_err();
    assert_eq!(error.to_string(), "10 score files for v: average the crops first");
    assert_eq!(error.code(), "E5");
    let twice = [("x/v.npy", floats(&[0.5])), ("y/v_pred.npy", floats(&[0.5]))];
    let error = read_scores(&files(&twice), None).unwrap_err();
    assert_eq!(error.to_string(), "v appears twice (x/v.npy, y/v_pred.npy)");
    assert_eq!(scores_code(&zip(&twice)), "E9");
    let truth = [("v__0_gt.npy", labels(&[0])), ("v__1_gt.npy", labels(&[0]))];
    assert_eq!(truth_code(&files(&truth)), "E9");
}

#[test]
fn scores_that_are_not_finite_are_refused_in_every_form() {
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let two = [("a.npy", floats(&[0.5, bad])), ("b.npy", floats(&[0.5]))];
        let error = read_scores(&files(&two), None).unwrap_err();
        assert!(error.to_string().starts_with("a: score 1 is not finite"), "{error}");
        assert_eq!(scores_code(&files(&two[..1])), "E4");
        assert_eq!(scores_code(&zip(&two)), "E4");
        assert_eq!(scores_code(&text(&format!("a,0,0.5\na,1,{bad}"))), "E4");
    }
}

#[test]
fn crops_inside_an_array_are_refused() {
    let ten = npy("<f4", &[10, 2], &[0; 80]);
    let error = read_scores(&files(&[("a.npy", ten.clone()), ("b.npy", ten)]), None).unwrap_err();
    assert_eq!(error.code(), "scores/shape");
    assert!(error.to_string().contains("average crops"), "{error}");
}

#[test]
fn pickled_objects_are_refused_with_the_way_out() {
    let object = npy("|O", &[3], b"\x80\x03]q\x00.");
    for error in [
        read_truth(&files(&[("gt_segment.npy", object.clone())])).unwrap_err(),
        read_truth(&files(&[("a.npy", labels(&[0])), ("b.npy", object.clone())])).unwrap_err(),
        read_scores(&zip(&[("a.npy", object)]), None).unwrap_err(),
    ] {
        assert_eq!(error.code(), "npy/object");
        assert!(error.to_string().contains("use the annotation text file"), "{error}");
    }
}

#[test]
fn what_file_managers_leave_is_passed_over_and_other_files_are_named() {
    let given = files(&[
        ("x/.DS_Store", vec![0]),
        ("__MACOSX/x/._a.npy", vec![5]),
        ("x/Thumbs.db", vec![1]),
        ("x/a.npy", floats(&[0.5])),
        ("x/b.npy", floats(&[0.5])),
        ("x/readme.md", b"hello".to_vec()),
    ]);
    let input = read_scores(&given, None).unwrap();
    assert_eq!(input.warnings, [InputWarning::LeftOut { count: 1, first: "x/readme.md".into() }]);
    assert_eq!(tracks(input).len(), 2);
    assert_eq!(scores_code(&files(&[])), "input/nothing");
    assert_eq!(scores_code(&files(&[(".DS_Store", vec![0])])), "input/nothing");
    assert_eq!(scores_code(&zip(&[])), "input/nothing");
    assert_eq!(truth_code(&files(&[])), "input/nothing");
    assert_eq!(scores_code(&files(&[("a.md", b"x".to_vec()), ("b.md", b"y".to_vec())])), "input/kind");
}

#[test]
fn every_form_of_truth_gives_the_same_labels() {
    let (a, b) = ([0, 1, 1, 0], [0, 0, 0, 0, 1]);
    let two = [("gt/a_gt.npy", labels(&a)), ("gt/b__9_gt.npy", labels(&b))];
    let expected = vec![("a".to_string(), a.to_vec()), ("b".to_string(), b.to_vec())];
    let json = r#"{"format":"oddframe-truth/1","videos":{"a":{"frames":4,"events":[{"start":1,"end":3}]},"b":{"frames":5,"events":[{"start":4,"end":5}]}}}"#;
    for given in [files(&two), zip(&two), text(json)] {
        assert_eq!(truth_of(read_truth(&given).unwrap()), expected);
    }
    for (descr, bytes) in [("|b1", 1), ("<f4", 4), (">i8", 8), ("<f8", 8)] {
        let one = match descr {
            ">i8" => 1_i64.to_be_bytes().to_vec(),
            "<f4" => 1_f32.to_le_bytes().to_vec(),
            "<f8" => 1_f64.to_le_bytes().to_vec(),
            _ => vec![1],
        };
        let data: Vec<u8> =
            a.iter().flat_map(|&x| if x == 1 { one.clone() } else { vec![0; bytes] }).collect();
        let typed = files(&[("a.npy", npy(descr, &[4], &data)), ("b.npy", labels(&b))]);
        assert_eq!(truth_of(read_truth(&typed).unwrap()), expected, "{descr}");
    }
}

#[test]
fn labels_other_than_0_and_1_and_feature_files_are_no_truth() {
    let error = read_truth(&files(&[("a.npy", labels(&[0, 2])), ("b.npy", labels(&[0]))])).unwrap_err();
    assert_eq!(error.to_string(), "ground truth must be 0/1: found 2 at a[1]");
    assert_eq!(error.code(), "E8");
    let nan = npy("<f4", &[1], &f32::NAN.to_le_bytes());
    assert_eq!(truth_code(&files(&[("a.npy", nan)])), "E8");
    let features = npy("<f4", &[2, 3], &[0; 24]);
    assert_eq!(truth_code(&files(&[("a_label_A__0.npy", features.clone())])), "truth/shape");
    let folder = [("x/a__0.npy", features.clone()), ("x/b__0.npy", npy("<f4", &[5, 3], &[0; 60]))];
    assert_eq!(truth_code(&files(&folder)), "input/mask");
}

#[test]
fn damaged_and_cut_off_files_are_errors_and_never_panic() {
    let archive = zip(&[("a.npy", floats(&[0.5; 40])), ("b.npy", labels(&[1, 0]))]);
    let whole = archive.read(0).unwrap().into_owned();
    let table = b"a,0,0.5\nb,0,0.25\n".to_vec();
    for step in 0..600 {
        let mut random = Random::keyed(4, "inputs/damage", step);
        let mut bytes = if step % 4 == 0 { table.clone() } else { whole.clone() };
        if step % 2 == 0 {
            bytes.truncate(random.below(bytes.len()));
        }
        for _ in 0..random.below(4) {
            if !bytes.is_empty() {
                let at = random.below(bytes.len());
                bytes[at] = random.below(256) as u8;
            }
        }
        let given = MemoryFiles::one("x", bytes);
        if let Ok(input) = read_scores(&given, None)
            && let ScoreContent::PerVideo(tracks) = input.scores
        {
            assert!(tracks.values().all(|track| track.scores.iter().all(|score| score.is_finite())));
        }
        let _ = read_truth(&given);
    }
    // A zip whose directory is gone.
    assert!(scores_code(&MemoryFiles::one("x", whole[..whole.len() - 30].to_vec())).starts_with("ckpt/"));
}
