//! Region metrics and mAP of an evaluation, where the files have what they need.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use crate::cli::CliError;
use crate::cli::error::InPath;
use crate::cli::given::GivenFiles;
use crate::evaluate::detection::{ClassScores, IOU_THRESHOLDS, detection_map};
use crate::evaluate::inputs::{FileSet, Paired, read_pixel_masks};
use crate::evaluate::region::{
    BoxConvention, Detection, MaskTruth, RegionError, Track, VideoRegions, detections_of_scores,
    read_detections, read_tracks, region_criteria, tracks_of_events,
};
use crate::evaluate::{DataSet, DetectionResult, NormalClass, RegionResult};
use crate::formats::annotations::video_id;

/// Where regions come from, if not from the scores and the truth themselves.
#[derive(Debug, Args)]
#[command(next_help_heading = "Regions")]
pub struct PlaceArgs {
    /// Scored boxes, a table frame,x1,y1,x2,y2,score per video [default: the regions of scores.json]
    #[arg(long, value_name = "PATH")]
    regions: Option<PathBuf>,
    /// True boxes, a table track_id,frame,x1,y1,x2,y2 per video [default: the masks, or the regions of truth.json]
    #[arg(long, value_name = "PATH")]
    tracks: Option<PathBuf>,
    /// What the second corner of a box is: inclusive (its last pixel) or half_open [default: inclusive]
    #[arg(long, value_name = "RULE", value_parser = convention)]
    box_convention: Option<BoxConvention>,
}

/// What `--json` says of places and classes; null where the files do not have what it needs.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Places {
    /// Region-based detection criterion.
    rbdc: Option<f64>,
    /// Track-based detection criterion.
    tbdc: Option<f64>,
    /// Area under the ROC curve of all pixels.
    pixel_auroc: Option<f64>,
    /// mAP in percent by threshold, and their mean under "average".
    map_at_iou: Option<BTreeMap<String, f64>>,
}

impl Places {
    /// The same numbers as scripts read them.
    pub fn new(regions: Option<RegionResult>, detection: Option<&DetectionResult>) -> Self {
        let by_threshold = |detection: &DetectionResult| {
            let each = detection.map.iter().map(|[iou, map]| (format!("{iou:.1}"), *map));
            each.chain([("average".to_owned(), detection.average)]).collect()
        };
        Self {
            rbdc: regions.map(|found| found.rbdc),
            tbdc: regions.map(|found| found.tbdc),
            pixel_auroc: regions.and_then(|found| found.pixel_auroc),
            map_at_iou: detection.map(by_threshold),
        }
    }
}

/// Region metrics of the paired videos; none where there are no boxes on either side.
pub fn regions(args: &PlaceArgs, paired: &Paired, truth: &Path) -> Result<Option<RegionResult>, CliError> {
    let convention = args.box_convention.unwrap_or_default();
    let frames: BTreeMap<String, usize> =
        paired.truth.videos.iter().map(|(id, video)| (id.clone(), video.frames)).collect();
    let mut detections = match &args.regions {
        Some(path) => tables(path, read_detections)?,
        None => detections_of_scores(&paired.scores),
    };
    // A subset was asked for, or E1 was the answer already.
    detections.retain(|detection| args.regions.is_some() || frames.contains_key(&detection.video));
    if detections.is_empty() {
        return match &args.tracks {
            Some(_) => Err(CliError::Usage(
                "--tracks needs scored boxes: give --regions, or score with --regions".into(),
            )),
            None => Ok(None),
        };
    }
    let (masked, pixel_auroc) = masks(truth, &detections, convention, &frames)?;
    let tracks = match &args.tracks {
        Some(path) => tables(path, read_tracks)?,
        None => masked.unwrap_or_else(|| tracks_of_events(&paired.truth)),
    };
    if tracks.is_empty() && args.regions.is_none() {
        return Ok(None);
    }
    let found = region_criteria(&tracks, &detections, &frames, convention)?;
    let (rbdc, tbdc, box_convention) = (found.rbdc, found.tbdc, found.convention);
    Ok(Some(RegionResult { rbdc, tbdc, pixel_auroc, box_convention }))
}

/// Tracks and pixel-level area from the truth, where it is masks.
fn masks(
    path: &Path,
    detections: &[Detection],
    convention: BoxConvention,
    frames: &BTreeMap<String, usize>,
) -> Result<(Option<Vec<Track>>, Option<f64>), CliError> {
    let mut truth = MaskTruth::new(detections, convention);
    let files = GivenFiles::open(path)?;
    let see = &mut |video: &str, frame: usize, mask: &_| {
        if frames.contains_key(video) {
            truth.add(video, frame, mask);
        }
    };
    if !read_pixel_masks(&files, see).in_path(path)? {
        return Ok((None, None));
    }
    let (tracks, area) = truth.finish();
    Ok((Some(tracks), area))
}

/// All tables at `path`, one per video.
fn tables<T>(
    path: &Path,
    read: fn(&str, &[u8]) -> Result<VideoRegions<T>, RegionError>,
) -> Result<Vec<T>, CliError> {
    let files = GivenFiles::open(path)?;
    let (mut all, mut smallest) = (Vec::new(), None);
    for (index, name) in files.names().iter().enumerate() {
        let bytes = files.read(index).in_path(path)?;
        let id = video_id(name.strip_suffix(".csv").unwrap_or(name));
        let table = read(id, &bytes).in_path(path)?;
        smallest = [smallest, table.smallest_frame].into_iter().flatten().min();
        all.extend(table.items);
    }
    if let Some(smallest) = smallest.filter(|&frame| frame > 0) {
        eprintln!("note: {}: the smallest frame number is {smallest}; frames count from 0", path.display());
    }
    Ok(all)
}

/// mAP of the class scores, and what to know of it; none where the scores have no classes.
pub fn detection(
    scores: &Path,
    paired: &Paired,
    asked: Option<NormalClass>,
    set: Option<DataSet>,
) -> Result<Option<DetectionResult>, CliError> {
    let files = GivenFiles::open(scores)?;
    let [_] = files.names() else { return Ok(None) };
    let bytes = files.read(0).in_path(scores)?;
    if !bytes.trim_ascii_start().starts_with(b"{") {
        return Ok(None);
    }
    let Some(mut found) = ClassScores::from_scores_json(&bytes).in_path(scores)? else { return Ok(None) };
    found.retain(|id| paired.truth.videos.contains_key(id));
    // Truth without classes says nothing of them.
    if paired.events.iter().any(|event| event.class.is_empty()) {
        eprintln!("note: the truth has events without a class; mAP is left out");
        return Ok(None);
    }
    let normal_class = asked.unwrap_or(match set {
        Some(DataSet::UcfCrime) => NormalClass::ExcludeQuirk,
        _ => NormalClass::Include,
    });
    let events = found.events(&paired.events)?;
    let map = detection_map(&found.videos, &events, found.classes.len(), &IOU_THRESHOLDS, normal_class)?;
    map.warnings.iter().for_each(|warning| eprintln!("warning: {warning}"));
    let by_threshold = map.thresholds.iter().map(|at| [at.iou, at.map]).collect();
    Ok(Some(DetectionResult { map: by_threshold, average: map.average, normal_class: map.normal_class }))
}

fn convention(text: &str) -> Result<BoxConvention, String> {
    let known = [BoxConvention::Inclusive, BoxConvention::HalfOpen];
    known.into_iter().find(|rule| rule.name() == text).ok_or_else(|| "expected inclusive or half_open".into())
}
