use std::io::{Cursor, Write};
use std::task::{Context, Poll, Waker};

use super::*;
use crate::encode::testing::npy;
use crate::encode::{MemorySource, ZipSource};

/// The sources of these tests are ready at once.
fn now<T>(future: impl Future<Output = T>) -> T {
    match std::pin::pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a source in memory is ready at once"),
    }
}

/// `[snippets, 2]`, every value `value`.
fn file(name: &str, snippets: usize, value: f32) -> (String, Vec<u8>) {
    (name.to_string(), npy(&[snippets, 2], &vec![value; snippets * 2]))
}

fn open(files: Vec<(String, Vec<u8>)>, crops: CropPolicy) -> Result<FeatureSet<MemorySource>, FeatureError> {
    let options = FeatureSetOptions { crops, ..FeatureSetOptions::default() };
    FeatureSet::open(MemorySource::new(files), options)
}

fn read(
    files: Vec<(String, Vec<u8>)>,
    crops: CropPolicy,
    video: &str,
) -> Result<(Features, Vec<FeatureNote>), FeatureError> {
    now(open(files, crops)?.read(video))
}

/// The ten crops of a UCF-Crime video, crop i filled with i + 1.
fn ten_crops(video: &str) -> Vec<(String, Vec<u8>)> {
    let name = |crop: usize| if crop == 0 { format!("{video}.npy") } else { format!("{video}__{crop}.npy") };
    (0..10).map(|crop| file(&name(crop), 3, crop as f32 + 1.0)).collect()
}

#[test]
fn crops_of_a_video_come_together_in_their_order() {
    let mut files = ten_crops("test/Abuse001_x264");
    files.extend(ten_crops("test/Normal_Videos_003_x264"));
    files.reverse();
    let set = open(files, CropPolicy::All).unwrap();
    assert_eq!((set.naming(), set.len()), (Naming::UcfCrime, 2));
    assert_eq!(set.videos().collect::<Vec<_>>(), ["Abuse001_x264", "Normal_Videos_003_x264"]);
    let (features, notes) = now(set.read("Abuse001_x264")).unwrap();
    assert_eq!((features.crops, features.snippets, features.dim), (10, 3, 2));
    assert_eq!(features.frames_per_snippet, 16);
    assert!((0..10).all(|crop| features.crop(crop) == [crop as f32 + 1.0; 6]));
    assert!(notes.is_empty());
}

#[test]
fn missing_crops_follow_the_policy() {
    let files = || ten_crops("Abuse001_x264").into_iter().step_by(2).collect::<Vec<_>>();
    let video = "Abuse001_x264";
    let missing = vec![1, 3, 5, 7, 9];
    let error = read(files(), CropPolicy::All, video).unwrap_err();
    assert_eq!(
        error,
        FeatureError::MissingCrops { video: video.into(), missing: missing.clone(), expected: 10 }
    );
    let (features, notes) = read(files(), CropPolicy::Available, video).unwrap();
    assert_eq!((features.crops, features.crop(1)), (5, [3.0; 6].as_slice()));
    assert_eq!(notes, [FeatureNote::MissingCrops { video: video.into(), missing }]);
    let (features, _) = read(files(), CropPolicy::Only(4), video).unwrap();
    assert_eq!((features.crops, features.crop(0)), (1, [5.0; 6].as_slice()));
    let error = read(files(), CropPolicy::Only(3), video).unwrap_err();
    assert!(
        matches!(&error, FeatureError::NoSuchCrop { crop: 3, found, .. } if found == &[0, 2, 4, 6, 8]),
        "{error}"
    );
}

#[test]
fn a_single_crop_is_read_without_touching_the_others() {
    let mut files = ten_crops("Abuse001_x264");
    files[3].1 = b"broken".to_vec();
    assert!(read(files.clone(), CropPolicy::Only(2), "Abuse001_x264").is_ok());
    assert_eq!(read(files, CropPolicy::Only(3), "Abuse001_x264").unwrap_err().code(), "npy/magic");
}

#[test]
fn a_crop_is_found_again_by_its_place() {
    let some: Vec<_> = ten_crops("Abuse001_x264").into_iter().skip(1).step_by(3).collect();
    let mut packed = vec![("a.npy".to_string(), npy(&[5, 1, 2], &[1., 1., 2., 2., 3., 3., 4., 4., 5., 5.]))];
    packed.push(file("b.npy", 1, 9.0));
    for (files, policy) in [
        (ten_crops("Abuse001_x264"), CropPolicy::All),
        (some, CropPolicy::Available),
        (ten_crops("Abuse001_x264"), CropPolicy::Only(4)),
        (packed, CropPolicy::All),
    ] {
        let set = open(files, policy).unwrap();
        for video in set.videos() {
            let (whole, _) = now(set.read(video)).unwrap();
            for place in 0..whole.crops {
                let (alone, _) = now(set.read_crop(video, place)).unwrap();
                assert_eq!((alone.crops, alone.crop(0)), (1, whole.crop(place)), "{video} {place} {policy}");
            }
        }
    }
}

#[test]
fn a_generic_set_expects_of_every_video_the_crops_that_one_has() {
    let files = vec![file("a__0.npy", 1, 1.0), file("a__1.npy", 1, 1.0), file("b.npy", 1, 1.0)];
    let error = read(files.clone(), CropPolicy::All, "b").unwrap_err();
    assert_eq!(error, FeatureError::MissingCrops { video: "b".into(), missing: vec![1], expected: 2 });
    assert_eq!(read(files, CropPolicy::All, "a").unwrap().0.crops, 2);
}

#[test]
fn packed_crops_in_one_file_are_the_whole_video() {
    let values: Vec<f32> = (1..=10).flat_map(|crop| [crop as f32; 6]).collect();
    let packed = |name: &str| vec![(name.to_string(), npy(&[10, 3, 2], &values))];
    for name in ["Abuse001_x264.npy", "any.npy"] {
        let id = name.trim_end_matches(".npy");
        let (features, _) = read(packed(name), CropPolicy::All, id).unwrap();
        assert_eq!((features.crops, features.crop(9)), (10, [10.0; 6].as_slice()));
        let (features, _) = read(packed(name), CropPolicy::Only(4), id).unwrap();
        assert_eq!((features.crops, features.crop(0)), (1, [5.0; 6].as_slice()));
    }
    let error = read(packed("any__3.npy"), CropPolicy::All, "any").unwrap_err();
    assert_eq!(error, FeatureError::PackedCrop { file: "any__3.npy".into(), crops: 10, crop: 3 });
    let five: Vec<f32> = vec![1.0; 30];
    let files = vec![("Abuse001_x264.npy".to_string(), npy(&[5, 3, 2], &five))];
    let error = read(files, CropPolicy::All, "Abuse001_x264").unwrap_err();
    assert!(matches!(error, FeatureError::MissingCrops { expected: 10, .. }), "{error}");
}

#[test]
fn crops_of_different_lengths_are_refused() {
    let mut files = ten_crops("Abuse001_x264");
    files[7] = file("Abuse001_x264__7.npy", 4, 1.0);
    let error = read(files, CropPolicy::All, "Abuse001_x264").unwrap_err();
    let want = "Abuse001_x264: crops disagree on length: crop 0 = 3, crop 7 = 4";
    assert!(error.to_string().starts_with(want), "{error}");
}

#[test]
fn one_crop_from_two_files_is_refused() {
    for (first, second) in [("Abuse001_x264.npy", "Abuse001_x264__0.npy"), ("a/x.npy", "b/x.npy")] {
        let error = open(vec![file(first, 1, 1.0), file(second, 1, 1.0)], CropPolicy::All).unwrap_err();
        assert!(matches!(error, FeatureError::Duplicate { crop: 0, .. }), "{error}");
    }
}

#[test]
fn one_width_holds_for_all_files() {
    let other = ("b.npy".to_string(), npy(&[1, 3], &[1.0; 3]));
    let set = open(vec![file("a.npy", 1, 1.0), other], CropPolicy::All).unwrap();
    assert_eq!(set.dim(), None);
    now(set.read("a")).unwrap();
    assert_eq!(set.dim(), Some(2));
    assert!(matches!(now(set.read("b")).unwrap_err(), FeatureError::Width { found: 3, expected: 2, .. }));
}

#[test]
fn other_files_are_left_alone_and_a_set_without_features_is_refused() {
    let text = |name: &str| (name.to_string(), b"text".to_vec());
    let files = vec![text("list.txt"), file("a.npy", 1, 1.0), text("._a.npy")];
    let set = open(files, CropPolicy::All).unwrap();
    assert_eq!(set.other_files().collect::<Vec<_>>(), ["list.txt", "._a.npy"]);
    let error = open(vec![text("list.txt")], CropPolicy::All).unwrap_err();
    assert!(matches!(error, FeatureError::NoFiles { files: 1, .. }), "{error}");
    assert_eq!(open(vec![], CropPolicy::All).unwrap_err().code(), "features/none");
}

#[test]
fn a_naming_that_is_asked_for_is_kept_to() {
    let options = FeatureSetOptions { naming: Some(Naming::UcfCrime), ..FeatureSetOptions::default() };
    let error = FeatureSet::open(MemorySource::new([file("a.npy", 1, 1.0)]), options).unwrap_err();
    assert!(matches!(error, FeatureError::Name { .. }), "{error}");
    assert!(error.to_string().contains("Abuse001_x264__3.npy"));
}

#[test]
fn a_video_that_is_not_there_is_an_error() {
    assert_eq!(
        read(vec![file("a.npy", 1, 1.0)], CropPolicy::All, "A").unwrap_err().code(),
        "features/missing"
    );
}

fn zipped(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_zip_gives_what_a_folder_gives() {
    let files = ten_crops("RGB/Abuse001_x264");
    let source = ZipSource::open("set.zip", zipped(&files)).unwrap();
    let set = FeatureSet::open(source, FeatureSetOptions::default()).unwrap();
    let from_zip = now(set.read("Abuse001_x264")).unwrap();
    assert_eq!(from_zip, read(files, CropPolicy::All, "Abuse001_x264").unwrap());
}

#[test]
fn a_damaged_zip_is_an_error_at_every_byte() {
    let whole = zipped(&[file("a.npy", 40, 1.5)]);
    for at in 0..whole.len() {
        for flip in [0x01, 0x80] {
            let mut bytes = whole.clone();
            bytes[at] ^= flip;
            let opened = ZipSource::open("set.zip", bytes);
            let set = opened.and_then(|source| FeatureSet::open(source, FeatureSetOptions::default()));
            // Either an error, or a field that nobody needs was hit and the values are the true ones.
            if let Ok(Ok((features, _))) = set.map(|set| {
                let video = set.videos().next().unwrap_or_default().to_owned();
                now(set.read(&video))
            }) {
                assert_eq!(features.data, [1.5; 80], "byte {at}");
            }
        }
    }
    for cut in 0..whole.len() {
        let error = ZipSource::open("set.zip", whole[..cut].to_vec()).unwrap_err();
        assert!(matches!(error, FeatureError::Format { .. }), "cut at {cut}: {error}");
    }
}
