use super::*;

fn frames(folder: &str, numbers: std::ops::Range<usize>, extension: &str) -> Vec<String> {
    numbers.map(|number| format!("{folder}/{number:03}.{extension}")).collect()
}

fn found(paths: &[String]) -> SetFolders {
    SetFolders::of(paths).expect("a data set")
}

fn refused(paths: &[String]) -> SetFoldersError {
    SetFolders::of(paths).expect_err("no data set")
}

fn ids(clips: &[ClipFolder]) -> Vec<&str> {
    clips.iter().map(|clip| clip.id.as_str()).collect()
}

#[test]
fn the_archive_of_ucsd_is_two_splits_with_masks_beside_the_test_clips() {
    let root = "UCSD_Anomaly_Dataset.v1p2/UCSDped2";
    let mut paths = [
        frames(&format!("{root}/Test/Test002"), 1..7, "tif"),
        frames(&format!("{root}/Test/Test001"), 1..6, "tif"),
        frames(&format!("{root}/Test/Test001_gt"), 1..6, "bmp"),
        frames(&format!("{root}/Test/Test002_gt"), 1..7, "bmp"),
        frames(&format!("{root}/Train/Train001"), 1..9, "tif"),
    ]
    .concat();
    paths.extend([format!("{root}/Test/UCSDped2.m"), format!("{root}/Test/Test001/.DS_Store")]);
    paths.push(format!("{root}/Test/._Test001/001.tif"));
    let set = found(&paths);
    assert_eq!(ids(&set.test), ["Test001", "Test002"]);
    assert_eq!(ids(&set.train), ["Train001"]);
    assert_eq!(set.test[0].frames, [6, 7, 8, 9, 10]);
    assert_eq!(set.truth, (11..22).collect::<Vec<_>>());
    assert_eq!(set.left_out, 1, "the file of ranges, which the masks make needless");
}

#[test]
fn without_masks_of_every_clip_the_file_of_ranges_is_the_truth() {
    let mut paths = [frames("Test/Test001", 1..6, "tif"), frames("Test/Test002", 1..6, "tif")].concat();
    paths.extend(frames("Test/Test001_gt", 1..6, "bmp"));
    assert_eq!(found(&paths).truth, [10, 11, 12, 13, 14]);
    paths.push("Test/UCSDped1.m".into());
    assert_eq!(found(&paths).truth, [15]);
}

#[test]
fn folders_of_pictures_are_clips_and_masks_may_lie_in_a_folder_of_their_own() {
    let set = found(&[frames("clips/b", 0..5, "JPG"), frames("clips/a", 0..5, "png")].concat());
    assert_eq!((ids(&set.test), set.truth.len()), (vec!["a", "b"], 0));
    let set = found(
        &[
            frames("ped2/test/01", 0..5, "jpg"),
            frames("ped2/masks/01", 0..5, "png"),
            frames("ped2/train/01", 0..6, "jpg"),
        ]
        .concat(),
    );
    assert_eq!((ids(&set.test), ids(&set.train)), (vec!["01"], vec!["01"]));
    assert_eq!(set.truth, [5, 6, 7, 8, 9]);
}

#[test]
fn frames_go_by_their_numbers_however_they_are_written() {
    let paths: Vec<String> = [10, 9, 8, 11, 12].iter().map(|n| format!("a/frame{n}.png")).collect();
    assert_eq!(found(&paths).test[0].frames, [2, 1, 0, 3, 4]);
    let named: Vec<String> = ["e", "d", "c", "b", "a"].iter().map(|n| format!("a/{n}.png")).collect();
    assert_eq!(found(&named).test[0].frames, [4, 3, 2, 1, 0]);
}

#[test]
fn a_missing_frame_is_named() {
    let mut paths = frames("Test/Test001", 1..9, "tif");
    paths.remove(3);
    let error = refused(&paths);
    assert_eq!(
        error.to_string(),
        "clip Test001: frame 4 is missing between 003.tif and 005.tif; copy the folder again"
    );
    paths.push("Test/Test001/002.jpg".into());
    assert!(matches!(refused(&paths), SetFoldersError::Twice { .. }));
}

#[test]
fn a_clip_that_is_too_short_for_a_cube_and_masks_of_another_number_are_refused() {
    let short = SetFoldersError::Short { clip: "a".into(), frames: 4 };
    assert_eq!(refused(&frames("s/a", 0..4, "png")), short);
    let paths = [frames("Test/Test001", 1..9, "tif"), frames("Test/Test001_gt", 1..8, "bmp")].concat();
    assert_eq!(refused(&paths), SetFoldersError::Masks { clip: "Test001".into(), frames: 8, masks: 7 });
}

#[test]
fn two_data_sets_at_once_and_none_at_all_are_refused() {
    let both = [frames("UCSDped1/Test/Test001", 1..9, "tif"), frames("UCSDped2/Test/Test001", 1..9, "tif")];
    assert!(matches!(refused(&both.concat()), SetFoldersError::SameName { .. }));
    assert_eq!(refused(&["a/notes.txt".into()]), SetFoldersError::NoClips { files: 1 });
    assert_eq!(refused(&frames("", 0..9, "txt")), SetFoldersError::NoClips { files: 9 });
    // Pictures that lie in no folder belong to no clip.
    assert_eq!(refused(&["001.png".into()]), SetFoldersError::NoClips { files: 1 });
}
