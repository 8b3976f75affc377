//! What the annotation formats mean, and what is refused.

use super::*;
use crate::random::Random;

fn annotations(text: &str) -> Annotations {
    read_annotations(text.as_bytes()).expect(text)
}

fn refusal(text: &str) -> AnnotationError {
    read_annotations(text.as_bytes()).expect_err(text)
}

fn event(start: usize, end: usize, class: &str) -> RawEvent {
    RawEvent { start, end, class: class.into() }
}

#[test]
fn an_id_is_the_files_name_without_folder_extension_and_suffixes() {
    let cases = [
        ("Abuse028_x264__9_gt.npy", "Abuse028_x264"),
        ("list/ucf/single_gt/Abuse028_x264__0_pred.npy", "Abuse028_x264"),
        ("Arson/Arson022_x264.mp4", "Arson022_x264"),
        ("D:\\videos\\01_001.avi", "01_001"),
        ("a_pred_gt.txt", "a"),
        // The suffixes go in one order, each once.
        ("a_gt_pred.npy", "a_gt"),
        ("a_gt_gt.npy", "a_gt"),
        ("a__1_x.npy", "a__1_x"),
        ("a.npy.npy", "a.npy"),
        ("a__12.npy", "a__12"),
        ("01_0014.npy", "01_0014"),
    ];
    for (path, id) in cases {
        assert_eq!(video_id(path), id, "{path}");
    }
}

#[test]
fn the_number_sign_of_xd_violence_is_no_crop() {
    let id = "Bad.Boys.1995__#01-11-55_01-12-40_label_G-B2-B6";
    assert_eq!(VideoName::parse(&format!("{id}__4.npy")), VideoName { id, crop: Some(4) });
    assert_eq!(VideoName::parse(&format!("x/{id}.mp4")), VideoName { id, crop: None });
    assert_eq!(video_id("a__#1"), "a__#1");
}

#[test]
fn an_id_is_the_id_of_itself_unless_it_ends_in_what_is_taken_off() {
    let letters = ["a", "_", "__", "gt", "_gt", "_pred", "7", "__7", ".npy", ".mp4", "/", "#", "é"];
    for step in 0..2_000 {
        let mut random = Random::keyed(3, "annotations/ids", step);
        let name: String = (0..6).map(|_| letters[random.below(letters.len())]).collect();
        let id = video_id(&name);
        assert!(name.contains(id), "{name}");
        assert!(!id.contains(['/', '\\']), "{name}");
        // Adding one of each, in the opposite order, never changes the id.
        if !id.is_empty() {
            for written in [format!("x/{id}__3_pred_gt.npy"), format!("{id}__0_gt.txt"), format!("{id}__9")] {
                assert_eq!(video_id(&written), id, "{written}");
            }
        }
    }
}

#[test]
fn ucf_annotations_are_read_in_both_forms() {
    let plain = annotations(
        "Abuse028_x264.mp4  Abuse  165  240  -1  -1\nNormal_Videos_003_x264.mp4\tNormal\t-1 -1 -1 -1\n",
    );
    assert_eq!(plain.form, AnnotationForm::Ucf);
    assert_eq!(plain.videos["Abuse028_x264"].events, [event(165, 240, "Abuse")]);
    assert!(plain.videos["Normal_Videos_003_x264"].events.is_empty());
    let counted = annotations("Arson/Arson022_x264.mp4 8640 Arson 3500 4000 5000 6000");
    assert_eq!(counted.form, AnnotationForm::UcfCounted);
    let video = &counted.videos["Arson022_x264"];
    assert_eq!(video.frames, Some(8640));
    assert_eq!(video.events, [event(3500, 4000, "Arson"), event(5000, 6000, "Arson")]);
}

#[test]
fn xd_annotations_are_read_with_and_without_classes() {
    let plain = annotations("v=1__#1_label_B1-0-0.mp4 10 20 30 40\nb,c__#00_label_G-0-0 1 2");
    assert_eq!(plain.form, AnnotationForm::Xd);
    assert_eq!(plain.videos["v=1__#1_label_B1-0-0"].events, [event(10, 20, ""), event(30, 40, "")]);
    assert_eq!(plain.videos["b,c__#00_label_G-0-0"].events, [event(1, 2, "")]);
    let classes = annotations("v B1 10 20 B2 30 40\nw G 1 2");
    assert_eq!(classes.form, AnnotationForm::XdClasses);
    assert_eq!(classes.videos["v"].events, [event(10, 20, "B1"), event(30, 40, "B2")]);
}

#[test]
fn twenty_two_intervals_in_one_line_are_read() {
    let many: String = (0..22).map(|i| format!(" {} {}", 10 * i, 10 * i + 5)).collect();
    assert_eq!(annotations(&format!("v{many}")).videos["v"].events.len(), 22);
}

#[test]
fn the_ucsd_file_counts_clips_from_its_lines_and_frames_from_1() {
    let text = "TestVideoFile = {};\r\n% gt_frame of nobody\r\nTestVideoFile{end+1}.gt_frame = [61:180];\r\n\
                TestVideoFile{end+1}.gt_frame = [5:90, 140:200];\r\nTestVideoFile{end+1}.gt_frame = [];";
    let ucsd = annotations(text);
    assert_eq!(ucsd.form, AnnotationForm::Ucsd);
    assert_eq!(ucsd.videos.keys().collect::<Vec<_>>(), ["Test001", "Test002", "Test003"]);
    assert_eq!(ucsd.videos["Test002"].events, [event(5, 90, ""), event(140, 200, "")]);
    assert_eq!(Interval::Inclusive1.frames(&ucsd.videos["Test001"].events[0]), (60, 180));
    for broken in
        ["gt_frame = [60-152];", "gt_frame = [0:5];", "gt_frame = [9:5];", "gt_frame = 3;", "gt_frame"]
    {
        assert_eq!(refusal(broken).code(), "E3", "{broken}");
    }
}

#[test]
fn an_interval_means_the_frames_of_its_source() {
    let raw = event(165, 240, "");
    assert_eq!(Interval::HalfOpen0.frames(&raw), (165, 240));
    assert_eq!(Interval::Inclusive0.frames(&raw), (165, 241));
    assert_eq!(Interval::Inclusive1.frames(&raw), (164, 240));
}

#[test]
fn events_are_clipped_to_the_video_and_say_so() {
    let clip = |start, end, length| {
        let clipped = Interval::HalfOpen0.clip(&event(start, end, ""), length);
        (clipped.frames, clipped.is_clipped)
    };
    assert_eq!(clip(2, 5, 9), (Some((2, 5)), false));
    assert_eq!(clip(2, 12, 9), (Some((2, 9)), true));
    assert_eq!(clip(9, 12, 9), (None, true));
    assert_eq!(clip(4, 4, 9), (None, true));
    // A file that counts from 1 has no frame 0.
    let zero = Interval::Inclusive1.clip(&event(0, 3, ""), 9);
    assert_eq!((zero.frames, zero.is_clipped), (Some((0, 3)), true));
}

#[test]
fn crlf_a_byte_order_mark_tabs_and_empty_lines_change_nothing() {
    let plain = annotations("a Abuse 1 2 -1 -1\nb Arson 3 4 5 6\n");
    let dressed =
        read_annotations(b"\xEF\xBB\xBF\r\na\tAbuse  1 2\t-1 -1 \r\n\r\n  b Arson 3 4 5 6").unwrap();
    let events =
        |a: &Annotations| a.videos.iter().map(|(k, v)| (k.clone(), v.events.clone())).collect::<Vec<_>>();
    assert_eq!(events(&plain), events(&dressed));
}

#[test]
fn a_line_of_another_form_is_named_with_its_text() {
    let error = refusal("a Abuse 1 2 -1 -1\nb Abuse 1 2");
    assert_eq!(error.code(), "E3");
    assert_eq!(error.to_string(), "line 2: expected 6 fields, got 4: \"b Abuse 1 2\"");
    assert_eq!(
        refusal("a 1 2\nb 1 2 3").to_string(),
        "line 2: expected 1 + 2 per event fields, got 4: \"b 1 2 3\""
    );
    let long = format!("a 1 2\nb {}", "9".repeat(100_000));
    assert!(refusal(&long).to_string().len() < 300);
}

#[test]
fn numbers_that_are_no_frames_are_refused() {
    for text in [
        "a Abuse 5 2 -1 -1",
        "a Abuse 5 -1 -1 -1",
        "a Abuse -7 2 -1 -1",
        "a Abuse 1 99999999999 -1 -1",
        "a 1 2\nb 1 x",
        "a B1 1 2\nb 3 1 2",
        "a 10 Abuse 1 2 -1 -1\nb -10 Abuse 1 2 -1 -1",
        ".npy 1 2",
    ] {
        assert_eq!(refusal(text).code(), "E3", "{text}");
    }
}

#[test]
fn texts_of_no_known_form_are_refused_by_their_first_line() {
    for text in ["hello", "a b c", "a 1", "a,1,0.5", "PK\u{3}\u{4}x y"] {
        assert_eq!(refusal(text).code(), "annotation/unknown", "{text}");
    }
    assert_eq!(refusal(" \r\n\t\n"), AnnotationError::Empty);
    assert_eq!(read_annotations(b"a 1 2\nb\xFF 1 2").unwrap_err(), AnnotationError::NotText { at: 7 });
    assert_eq!(read_annotations(b"\xEF\xBB\xBF\xFF").unwrap_err(), AnnotationError::NotText { at: 3 });
}

#[test]
fn a_video_on_two_lines_is_refused_also_under_two_names() {
    let error = refusal("v=a_label_B1 1 2\nw 1 2\nv=a_label_B1.mp4 3 4");
    assert_eq!(error.to_string(), "v=a_label_B1 appears twice (line 1, line 3)");
    assert_eq!(error.code(), "E9");
}

#[test]
fn lists_of_every_style_are_read_in_order() {
    let read = |text: &str| {
        let list = VideoList::read(text.as_bytes()).expect(text);
        list.entries.into_iter().map(|e| (e.id, e.label, e.frames)).collect::<Vec<_>>()
    };
    let entry = |id: &str, label: Option<&str>, frames| (id.to_string(), label.map(String::from), frames);
    assert_eq!(read("b\na"), [entry("b", None, None), entry("a", None, None)]);
    assert_eq!(read("/data/test/b__0.npy\n/data/test/b__1.npy\n/data/test/a__0.npy\n").len(), 2);
    assert_eq!(read("01_001 0 764\n01_0015 1 433\r\n")[1], entry("01_0015", Some("1"), Some(433)));
    assert_eq!(read("path,label\n/x/a__0.npy,Abuse\n/x/b.npy,Normal")[1], entry("b", Some("Normal"), None));
    assert_eq!(read("a 764"), [entry("a", None, Some(764))]);
    assert_eq!(read("a 1"), [entry("a", Some("1"), None)]);
    assert_eq!(
        read("Arson/Arson022_x264.mp4 8640 Arson 3500 4000 -1 -1"),
        [entry("Arson022_x264", Some("Arson"), Some(8640))]
    );
    assert_eq!(read("a.mp4 Abuse 1 2 -1 -1"), [entry("a", Some("Abuse"), None)]);
}

#[test]
fn a_list_that_names_a_video_twice_is_refused() {
    let refusal = |text: &str| VideoList::read(text.as_bytes()).unwrap_err();
    assert_eq!(refusal("a\nb\na").to_string(), "a appears twice (line 1, line 3)");
    assert_eq!(refusal("a__0\nb__0\na__1").code(), "E9");
    assert_eq!(refusal("a__0\na__0").code(), "E9");
    assert_eq!(refusal("a__1\na").to_string(), "a appears twice (line 1, line 2)");
    assert_eq!(refusal("a 1 2 3 4").code(), "E3");
    assert_eq!(refusal("a x -4").code(), "E3");
    assert_eq!(refusal("").code(), "annotation/empty");
}

#[test]
fn a_table_of_scores_counts_from_0_within_every_video() {
    let table = read_score_csv(b"video,index,score\r\nb.mp4,0,0.5\nb.mp4,1,1e-3\r\na,0,0.25\n\n").unwrap();
    assert_eq!(table["b"].scores, [0.5, 1e-3]);
    assert_eq!(table["a"].scores, [0.25]);
    let refusal = |text: &str| read_score_csv(text.as_bytes()).unwrap_err();
    assert_eq!(
        refusal("a,0,1\na,2,1").to_string(),
        "line 2: expected index 1 of a, got 2; indices count from 0 without gaps"
    );
    assert_eq!(refusal("a,1,1").code(), "E3");
    assert_eq!(refusal("a,0,1\nb,0,1\na,1,1").code(), "E9");
    assert_eq!(refusal("a,0,1\na.mp4,0,1").code(), "E9");
    for cut_off in ["a,0,0.5\na,1", "a,0,0.5\na,1,", "a,0,0.5\na,", "a,0,0,5"] {
        assert_eq!(refusal(cut_off).code(), "E3", "{cut_off}");
    }
    assert_eq!(refusal("video,index,score").code(), "annotation/empty");
}

#[test]
fn no_text_makes_a_reader_panic() {
    let pieces = [
        "a",
        " ",
        ",",
        "\n",
        "-1",
        "7",
        ":",
        "[",
        "]",
        "gt_frame = ",
        "Abuse",
        "\r",
        "\u{FEFF}",
        "é",
        "%",
        "=",
    ];
    for step in 0..5_000 {
        let mut random = Random::keyed(5, "annotations/hostile", step);
        let count = random.below(24);
        let text: String = (0..count).map(|_| pieces[random.below(pieces.len())]).collect();
        // Results do not matter here: that they come back does.
        let _ = (
            read_annotations(text.as_bytes()),
            VideoList::read(text.as_bytes()),
            read_score_csv(text.as_bytes()),
        );
    }
}
