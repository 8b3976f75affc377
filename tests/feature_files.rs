//! Feature files on disk: the ShanghaiTech-weak set as a folder, and as a zip of itself.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use oddframe::encode::{FeatureSet, FeatureSetOptions, FolderSource, Naming, VideoList, ZipSource};
use oddframe::formats;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/shanghaitech-weak");

/// The set's folder, where it is there.
fn data() -> Option<&'static Path> {
    let path = Path::new(DATA);
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: ../shared is not here");
    None
}

fn open_folder(data: &Path) -> FeatureSet<FolderSource> {
    let source = FolderSource::open(&data.join("features")).expect("a folder");
    FeatureSet::open(source, FeatureSetOptions::default()).expect("feature files")
}

#[test]
fn a_folder_of_real_features_is_read_video_by_video() {
    let Some(data) = data() else { return };
    let set = open_folder(data);
    assert_eq!((set.len(), set.naming()), (437, Naming::Generic));
    let text = fs::read_to_string(data.join("train.txt")).expect("a list");
    let list = VideoList::parse(&text, set.naming()).expect("a list of videos");
    let abnormal = list.videos.iter().filter(|video| video.abnormal == Some(true)).count();
    assert_eq!((list.videos.len(), abnormal), (238, 63));
    let mut snippets = 0;
    for video in &list.videos {
        let (features, _) = pollster::block_on(set.read(&video.id)).expect("features");
        assert_eq!((features.crops, features.dim, features.frames_per_snippet), (1, 64, 16));
        assert_eq!(features.data.len(), features.snippets * 64);
        snippets += features.snippets;
    }
    assert_eq!(snippets, 10_589);
}

#[test]
fn a_zip_on_disk_gives_what_the_folder_gives() {
    let Some(data) = data() else { return };
    let path = std::env::temp_dir().join(format!("oddframe-features-{}.zip", std::process::id()));
    let mut writer = zip::ZipWriter::new(File::create(&path).expect("a file"));
    let names = ["01_0014", "01_0025", "12_0151"];
    for name in names {
        let bytes = fs::read(data.join(format!("features/{name}.npy"))).expect("a feature file");
        writer
            .start_file(format!("features/{name}.npy"), zip::write::SimpleFileOptions::default())
            .expect("an entry");
        writer.write_all(&bytes).expect("room in the temporary folder");
    }
    writer.finish().expect("room in the temporary folder");
    let source = ZipSource::open("features.zip", formats::FileSource::open(&path).expect("the archive"))
        .expect("an archive");
    let zipped = FeatureSet::open(source, FeatureSetOptions::default()).expect("feature files");
    let folder = open_folder(data);
    for name in names {
        let (from_zip, notes) = pollster::block_on(zipped.read(name)).expect("features in the archive");
        let (from_folder, same) = pollster::block_on(folder.read(name)).expect("features in the folder");
        assert_eq!((from_zip, notes.len()), (from_folder, same.len()), "{name}");
    }
    let _ = fs::remove_file(&path);
}
