//! Where it is odd and what kind of odd it is: region criteria and mAP of files that are paired, where they have what
//! these need.

use std::collections::BTreeMap;

use super::detection::{ClassScores, DetectionError, IOU_THRESHOLDS, Kinds, detection_map, kinds};
use super::inputs::{FileSet, InputError, Paired, read_pixel_masks};
use super::region::{
    BoxConvention, Detection, MaskTruth, RegionError, Track, detections_of_scores, region_criteria,
    tracks_of_events,
};
use super::{DataSet, DetectionResult, NormalClass, RegionResult};

/// Why there are no such numbers.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlacesError {
    /// Masks cannot be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// Boxes and tracks do not fit.
    #[error(transparent)]
    Region(#[from] RegionError),
    /// Classes and events do not fit.
    #[error(transparent)]
    Detection(#[from] DetectionError),
}

impl PlacesError {
    /// A short name for scripts: `error[code]`.
    pub fn code(&self) -> &str {
        match self {
            Self::Input(error) => error.code(),
            Self::Region(error) => error.code(),
            Self::Detection(error) => error.code(),
        }
    }
}

/// Boxes that come from elsewhere than the scores and the truth.
#[derive(Debug, Default)]
pub struct GivenBoxes {
    /// Scored boxes.
    pub detections: Option<Vec<Detection>>,
    /// True ones.
    pub tracks: Option<Vec<Track>>,
}

/// Region criteria of the paired videos; none where there are no boxes on either side. `truth` are the files of the
/// truth, which may be masks.
pub fn region_numbers(
    paired: &Paired,
    given: GivenBoxes,
    truth: &dyn FileSet,
    convention: BoxConvention,
) -> Result<Option<RegionResult>, PlacesError> {
    let frames: BTreeMap<String, usize> =
        paired.truth.videos.iter().map(|(id, video)| (id.clone(), video.frames)).collect();
    let are_given = given.detections.is_some();
    let mut detections = given.detections.unwrap_or_else(|| detections_of_scores(&paired.scores));
    // A subset was asked for, or E1 was the answer already.
    detections.retain(|detection| are_given || frames.contains_key(&detection.video));
    if detections.is_empty() {
        return Ok(None);
    }
    let (masked, pixel_auroc) = masks(truth, &detections, convention, &frames)?;
    let tracks = given.tracks.or(masked).unwrap_or_else(|| tracks_of_events(&paired.truth));
    if tracks.is_empty() && !are_given {
        return Ok(None);
    }
    let found = region_criteria(&tracks, &detections, &frames, convention)?;
    let (rbdc, tbdc, box_convention) = (found.rbdc, found.tbdc, found.convention);
    Ok(Some(RegionResult { rbdc, tbdc, pixel_auroc, box_convention }))
}

/// Tracks and pixel-level area from the truth, where it is masks.
fn masks(
    files: &dyn FileSet,
    detections: &[Detection],
    convention: BoxConvention,
    frames: &BTreeMap<String, usize>,
) -> Result<(Option<Vec<Track>>, Option<f64>), InputError> {
    let mut truth = MaskTruth::new(detections, convention);
    let see = &mut |video: &str, frame: usize, mask: &_| {
        if frames.contains_key(video) {
            truth.add(video, frame, mask);
        }
    };
    if !read_pixel_masks(files, see)? {
        return Ok((None, None));
    }
    let (tracks, area) = truth.finish();
    Ok((Some(tracks), area))
}

/// mAP in percent, which class is taken for which, and what to know of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ClassNumbers {
    /// The numbers; none where the scores or the truth have no classes.
    pub result: Option<DetectionResult>,
    /// Which class is taken for which; none where there are no numbers.
    pub kinds: Option<Kinds>,
    /// Remarks, a sentence each.
    pub notes: Vec<String>,
}

/// mAP of the classes of a `scores.json`; nothing where `scores` are other files. Without `asked` the rule for the
/// normal class is that of the data set.
pub fn class_numbers(
    scores: &dyn FileSet,
    paired: &Paired,
    asked: Option<NormalClass>,
    set: Option<DataSet>,
) -> Result<ClassNumbers, PlacesError> {
    let [_] = scores.names() else { return Ok(ClassNumbers::default()) };
    let bytes = scores.read(0)?;
    if !bytes.trim_ascii_start().starts_with(b"{") {
        return Ok(ClassNumbers::default());
    }
    let Some(mut found) = ClassScores::from_scores_json(&bytes)? else { return Ok(ClassNumbers::default()) };
    found.retain(|id| paired.truth.videos.contains_key(id));
    // Truth without classes says nothing of them.
    if paired.events.iter().any(|event| event.class.is_empty()) {
        let notes = vec!["the truth has events without a class; mAP is left out".to_owned()];
        return Ok(ClassNumbers { notes, ..ClassNumbers::default() });
    }
    let normal_class = asked.unwrap_or(match set {
        Some(DataSet::UcfCrime) => NormalClass::ExcludeQuirk,
        _ => NormalClass::Include,
    });
    let events = found.events(&paired.events)?;
    let map = detection_map(&found.videos, &events, found.classes.len(), &IOU_THRESHOLDS, normal_class)?;
    let kinds = Some(kinds(&found, &events, &map));
    let by_threshold = map.thresholds.iter().map(|at| [at.iou, at.map]).collect();
    let (average, normal_class) = (map.average, map.normal_class);
    let result = Some(DetectionResult { map: by_threshold, average, normal_class });
    Ok(ClassNumbers { result, kinds, notes: map.warnings.iter().map(ToString::to_string).collect() })
}
