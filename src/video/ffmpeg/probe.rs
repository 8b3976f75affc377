//! What `ffprobe` says of a file, in its JSON form.

use std::path::Path;

use super::FfmpegError;
use crate::video::ClipInfo;

#[derive(serde::Deserialize)]
struct Probe {
    #[serde(default)]
    streams: Vec<ProbeStream>,
}

#[derive(serde::Deserialize)]
struct ProbeStream {
    width: Option<usize>,
    height: Option<usize>,
    avg_frame_rate: Option<String>,
    nb_frames: Option<String>,
    #[serde(default)]
    side_data_list: Vec<ProbeSideData>,
    tags: Option<ProbeTags>,
}

#[derive(serde::Deserialize)]
struct ProbeSideData {
    rotation: Option<f64>,
}

#[derive(serde::Deserialize)]
struct ProbeTags {
    rotate: Option<String>,
}

/// Size, rate and claimed length of the first video stream.
pub(super) fn parse_probe(path: &Path, json: &[u8]) -> Result<ClipInfo, FfmpegError> {
    let no_video = |reason: String| FfmpegError::NoVideo { path: path.into(), reason };
    let probe: Probe = serde_json::from_slice(json).map_err(|error| no_video(error.to_string()))?;
    let stream = probe.streams.into_iter().next().ok_or_else(|| no_video("it has no video stream".into()))?;
    let (Some(width), Some(height)) = (stream.width, stream.height) else {
        return Err(no_video("its size is unknown".into()));
    };
    let from_tags = || stream.tags.as_ref()?.rotate.as_ref()?.parse::<f64>().ok();
    let rotation = stream.side_data_list.iter().find_map(|data| data.rotation).or_else(from_tags);
    // ffmpeg turns the frames upright: a quarter turn swaps the sides.
    let quarter_turn = (rotation.unwrap_or(0.0) / 90.0).round() as i64 % 2 != 0;
    let (width, height) = if quarter_turn { (height, width) } else { (width, height) };
    let id = path.file_stem().map_or_else(|| "clip".into(), |stem| stem.to_string_lossy().into_owned());
    let fps = stream.avg_frame_rate.as_deref().and_then(ratio);
    let frames = stream.nb_frames.and_then(|count| count.parse().ok());
    Ok(ClipInfo { id, width, height, fps, frames })
}

/// `30000/1001` as a number; `0/0` is what ffprobe writes where it does not know.
fn ratio(text: &str) -> Option<f64> {
    let (numerator, denominator) = text.split_once('/')?;
    let rate = numerator.parse::<f64>().ok()? / denominator.parse::<f64>().ok()?;
    (rate.is_finite() && rate > 0.0).then_some(rate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read_as_ratios() {
        assert_eq!(ratio("30000/1001"), Some(30_000.0 / 1_001.0));
        assert_eq!(ratio("0/0"), None);
        assert_eq!(ratio("25"), None);
    }

    #[test]
    fn a_quarter_turn_swaps_the_sides() {
        let probe = |rotation: &str| {
            let json = format!(
                r#"{{"streams": [{{"width": 64, "height": 48, "avg_frame_rate": "25/1", "nb_frames": "10",
                    "side_data_list": [{{}}, {{"rotation": {rotation}}}]}}]}}"#
            );
            let info = parse_probe(Path::new("a/clip.x.mp4"), json.as_bytes()).unwrap();
            assert_eq!((info.id.as_str(), info.fps, info.frames), ("clip.x", Some(25.0), Some(10)));
            (info.width, info.height)
        };
        assert_eq!(probe("-90"), (48, 64));
        assert_eq!(probe("180"), (64, 48));
        assert_eq!(probe("270"), (48, 64));
        assert_eq!(probe("0"), (64, 48));
    }

    #[test]
    fn a_file_without_video_is_named() {
        let error = parse_probe(Path::new("a.mp3"), br#"{"streams": []}"#).unwrap_err();
        assert!(matches!(error, FfmpegError::NoVideo { .. }));
    }
}
