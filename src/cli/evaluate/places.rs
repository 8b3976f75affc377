//! Region metrics and mAP of an evaluation, where the files have what they need.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use crate::cli::CliError;
use crate::cli::error::InPath;
use crate::cli::given::GivenFiles;
use crate::evaluate::detection::Kinds;
use crate::evaluate::inputs::{FileSet, Paired};
use crate::evaluate::places::{ClassNumbers, GivenBoxes, PlacesError, class_numbers, region_numbers};
use crate::evaluate::region::{
    BoxConvention, Detection, RegionError, VideoRegions, detections_of_scores, read_detections, read_tracks,
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
    /// Confusion matrices of snippets and events, precision per class, pairs of classes.
    kinds: Option<Kinds>,
}

impl Places {
    /// The same numbers as scripts read them.
    pub fn new(
        regions: Option<RegionResult>,
        detection: Option<&DetectionResult>,
        kinds: Option<Kinds>,
    ) -> Self {
        let by_threshold = |detection: &DetectionResult| {
            let each = detection.map.iter().map(|[iou, map]| (format!("{iou:.1}"), *map));
            each.chain([("average".to_owned(), detection.average)]).collect()
        };
        Self {
            rbdc: regions.map(|found| found.rbdc),
            tbdc: regions.map(|found| found.tbdc),
            pixel_auroc: regions.and_then(|found| found.pixel_auroc),
            map_at_iou: detection.map(by_threshold),
            kinds,
        }
    }
}

/// Region metrics of the paired videos; none where there are no boxes on either side.
pub fn regions(args: &PlaceArgs, paired: &Paired, truth: &Path) -> Result<Option<RegionResult>, CliError> {
    let given = GivenBoxes {
        detections: args.regions.as_deref().map(|path| tables(path, read_detections)).transpose()?,
        tracks: args.tracks.as_deref().map(|path| tables(path, read_tracks)).transpose()?,
    };
    let no_boxes = given.detections.as_deref().map_or_else(
        || detections_of_scores(&paired.scores).is_empty(),
        |detections: &[Detection]| detections.is_empty(),
    );
    if no_boxes && given.tracks.is_some() {
        let sentence = "--tracks needs scored boxes: give --regions, or score with --regions";
        return Err(CliError::Usage(sentence.into()));
    }
    let convention = args.box_convention.unwrap_or_default();
    let found = region_numbers(paired, given, &GivenFiles::open(truth)?, convention);
    found.map_err(|error| located(error, truth))
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

/// mAP of the class scores and which class is taken for which; none where the scores have no classes.
pub fn classes(
    scores: &Path,
    paired: &Paired,
    asked: Option<NormalClass>,
    set: Option<DataSet>,
) -> Result<ClassNumbers, CliError> {
    let found = class_numbers(&GivenFiles::open(scores)?, paired, asked, set);
    let found = found.map_err(|error| located(error, scores))?;
    found.notes.iter().for_each(|note| eprintln!("note: {note}"));
    Ok(found)
}

/// A file that cannot be read is named; boxes and classes that do not fit name their video.
fn located(error: PlacesError, path: &Path) -> CliError {
    match error {
        PlacesError::Input(error) => CliError::In { path: path.into(), error: Box::new(error.into()) },
        other => other.into(),
    }
}

fn convention(text: &str) -> Result<BoxConvention, String> {
    let known = [BoxConvention::Inclusive, BoxConvention::HalfOpen];
    known.into_iter().find(|rule| rule.name() == text).ok_or_else(|| "expected inclusive or half_open".into())
}
