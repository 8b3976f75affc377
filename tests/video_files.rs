//! Clips from folders of images and, through an installed ffmpeg, from video files.
#![cfg(not(target_family = "wasm"))]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use image::{Rgb, RgbImage};
use oddframe::video::VideoError;
use oddframe::video::ffmpeg::{FfmpegError, VideoFile};
use oddframe::video::folder::{FolderError, ImageFolder};

/// An empty folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("video_files").join(name);
    if path.exists() {
        fs::remove_dir_all(&path).expect("own folder");
    }
    fs::create_dir_all(&path).expect("own folder");
    path
}

fn save(path: PathBuf, level: u8, width: u32) {
    RgbImage::from_pixel(width, 9, Rgb([level; 3])).save(path).expect("own folder");
}

#[test]
fn a_folder_of_images_is_a_clip_in_name_order_and_other_files_are_ignored() {
    let path = folder("one");
    save(path.join("b.PNG"), 2, 10);
    save(path.join("c.bmp"), 3, 10);
    save(path.join("a.tif"), 1, 10);
    fs::write(path.join("._d.png"), b"metadata").unwrap();
    fs::write(path.join("truth.json"), b"{}").unwrap();
    let clips = ImageFolder::open_all(&path).unwrap();
    assert_eq!((clips.len(), clips[0].id(), clips[0].len()), (1, "one", 3));
    let info = clips[0].info().unwrap();
    assert_eq!((info.width, info.height, info.frames, info.fps), (10, 9, Some(3), None));
    let frames: Vec<(u8, f64)> = clips[0]
        .frames(4.0)
        .map(|frame| frame.unwrap())
        .map(|frame| (frame.rgb()[0], frame.time()))
        .collect();
    assert_eq!(frames, [(1, 0.0), (2, 0.25), (3, 0.5)]);
}

#[test]
fn a_folder_of_folders_is_one_clip_each() {
    let path = folder("several");
    for clip in ["02", "01", "empty"] {
        fs::create_dir(path.join(clip)).unwrap();
    }
    save(path.join("02/0.png"), 0, 10);
    save(path.join("01/0.png"), 0, 10);
    let ids: Vec<String> =
        ImageFolder::open_all(&path).unwrap().iter().map(|clip| clip.id().into()).collect();
    assert_eq!(ids, ["01", "02"]);
    save(path.join("stray.png"), 0, 10);
    assert!(matches!(ImageFolder::open_all(&path), Err(FolderError::Mixed { .. })));
}

#[test]
fn folders_without_usable_images_say_why() {
    let path = folder("none");
    assert!(matches!(ImageFolder::open_all(&path), Err(FolderError::NoImages { .. })));
    assert!(matches!(ImageFolder::open_all(&path.join("absent")), Err(FolderError::Read { .. })));
    fs::write(path.join("0.png"), b"this is a text").unwrap();
    let clip = ImageFolder::open_all(&path).unwrap().remove(0);
    let error = clip.info().unwrap_err();
    assert!(
        error.to_string().contains("0.png: expected a PNG, JPEG, TIFF or BMP picture, found text"),
        "{error}"
    );
    save(path.join("0.png"), 0, 10);
    save(path.join("1.png"), 0, 11);
    let error =
        clip.frames(1.0).chain(ImageFolder::open_all(&path).unwrap()[0].frames(1.0)).find_map(Result::err);
    assert!(matches!(error, Some(FolderError::Size { found: (11, 9), expected: (10, 9), .. })), "{error:?}");
}

/// Whether ffmpeg is here; where it is not, says so, and that the error says what to install.
fn ffmpeg_is_here() -> bool {
    if Command::new("ffprobe").arg("-version").output().is_ok() {
        return true;
    }
    let error = VideoFile::open(Path::new("clip.mp4")).unwrap_err();
    assert!(matches!(error, FfmpegError::Missing { .. }) && error.to_string().contains("install"), "{error}");
    println!("skipped: ffmpeg is not installed");
    false
}

fn made(path: &Path, arguments: &[&str]) {
    let status = Command::new("ffmpeg").args(["-y", "-loglevel", "error"]).args(arguments).arg(path).status();
    assert!(status.is_ok_and(|status| status.success()), "ffmpeg could not make {}", path.display());
}

#[test]
fn every_frame_of_the_real_clips_comes_once_and_in_order() {
    let clips = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/clips"));
    if !clips.is_dir() {
        println!("skipped: ../shared is not here");
        return;
    }
    if !ffmpeg_is_here() {
        return;
    }
    for (name, count, size) in [("ucsd_ped1_Test001", 200, (238, 158)), ("vtest", 795, (640, 480))] {
        let video = VideoFile::open(&clips.join(format!("{name}.mp4"))).unwrap();
        assert_eq!(
            (video.info().id.as_str(), video.info().width, video.info().height),
            (name, size.0, size.1)
        );
        let mut times = Vec::new();
        for frame in video.frames().unwrap() {
            times.push(frame.unwrap().time());
        }
        assert_eq!(times.len(), count, "{name}");
        assert!(times[0] == 0.0 && times.is_sorted_by(|a, b| a < b), "{name}: times");
    }
}

#[test]
fn a_variable_rate_keeps_every_frame_with_its_time() {
    if !ffmpeg_is_here() {
        return;
    }
    let path = folder("variable").join("variable.mkv");
    // Frames 0..10 of 10 per second without 3, 4, 5 and 8.
    let filter = "select='not(between(n,3,5)+eq(n,8))'";
    let source = "testsrc=size=64x48:rate=10:duration=1";
    made(&path, &["-f", "lavfi", "-i", source, "-vf", filter, "-fps_mode", "vfr", "-c:v", "ffv1"]);
    let frames = VideoFile::open(&path).unwrap().frames().unwrap();
    let tenths: Vec<i64> = frames.map(|frame| (frame.unwrap().time() * 10.0).round() as i64).collect();
    assert_eq!(tenths, [0, 1, 2, 6, 7, 9]);
}

#[test]
fn a_rotation_is_applied_and_dropping_the_frames_early_is_fine() {
    if !ffmpeg_is_here() {
        return;
    }
    let path = folder("rotated");
    let rotated = path.join("rotated.mp4");
    made(&rotated, &["-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=5", "-c:v", "mpeg4"]);
    // Options that write a rotation differ between versions of ffmpeg; the track header's matrix does not:
    // 16.16 fixed point, 44 bytes after its name.
    let mut bytes = fs::read(&rotated).unwrap();
    let matrix = bytes.windows(4).position(|name| name == b"tkhd").unwrap() + 44;
    for (entry, value) in [(0, 0), (1, 1 << 16), (3, -1 << 16), (4, 0_i32)] {
        bytes[matrix + 4 * entry..][..4].copy_from_slice(&value.to_be_bytes());
    }
    fs::write(&rotated, bytes).unwrap();
    let video = VideoFile::open(&rotated).unwrap();
    assert_eq!((video.info().width, video.info().height), (48, 64));
    let frame = video.frames().unwrap().next().unwrap().unwrap();
    assert_eq!((frame.width(), frame.height()), (48, 64));
}

#[test]
fn files_that_are_no_video_say_why() {
    if !ffmpeg_is_here() {
        return;
    }
    let path = folder("bad");
    for (name, bytes) in [("text.mp4", b"this is a text".as_slice()), ("nothing.mp4", b"")] {
        fs::write(path.join(name), bytes).unwrap();
        let error = VideoFile::open(&path.join(name)).unwrap_err();
        assert!(matches!(error, FfmpegError::NoVideo { .. }), "{name}: {error:?}");
    }
    assert!(VideoFile::open(&path.join("absent.mp4")).is_err());
    made(
        &path.join("tiny.mkv"),
        &["-f", "lavfi", "-i", "testsrc=size=4x4:rate=10:duration=1", "-c:v", "ffv1"],
    );
    let frame = VideoFile::open(&path.join("tiny.mkv")).unwrap().frames().unwrap().next().unwrap();
    assert!(
        matches!(frame, Err(FfmpegError::Frame { source: VideoError::TooSmall { .. }, .. })),
        "{frame:?}"
    );
}
