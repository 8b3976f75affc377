//! Scores and ground truth from files to numbers, for the Reproduce view.

mod convert;
mod results;
mod settings;

use tsify::Ts;
use wasm_bindgen::prelude::*;

use super::failure::{Failure, FailureKind};
use crate::evaluate::inputs::{
    BuiltLength, FileSet, InputWarning, MemoryFiles, PairOptions, Paired, TruthInput, pair, read_scores,
    read_truth,
};
use crate::evaluate::{Bootstrap, Comparison, Conventions, DataSet, Evaluation, LengthPolicy, Preset};
use crate::formats::annotations::VideoList;
use results::{DifferingField, Evaluated, ResampledVideos, ValueDigests, Verification, VideoTrack};
use settings::{Catalogue, DataSetEntry, EvaluationSettings, FileRole, PresetEntry};

/// Presets, data sets and methods for the page's lists.
#[wasm_bindgen]
pub fn evaluation_catalogue() -> Result<Ts<Catalogue>, JsValue> {
    let preset = |preset: Preset| PresetEntry {
        key: preset,
        method: preset.method().to_owned(),
        data_set: preset.data_set(),
        conventions: preset.conventions(),
    };
    let data_set = |set: DataSet| DataSetEntry { key: set, name: set.name().to_owned(), videos: set.videos() };
    super::out(Catalogue {
        defaults: Conventions::default(),
        presets: Preset::ALL.into_iter().map(preset).collect(),
        data_sets: DataSet::ALL.into_iter().map(data_set).collect(),
        methods: convert::methods(),
    })
}

/// A set of files, and the last evaluation of it.
#[wasm_bindgen]
#[derive(Default)]
pub struct Examination {
    scores: MemoryFiles,
    compare: MemoryFiles,
    truth: MemoryFiles,
    list: MemoryFiles,
    last: Option<Last>,
}

/// What the last evaluation left.
struct Last {
    settings: EvaluationSettings,
    own: Evaluation,
    other: Option<Evaluation>,
    bootstrap: Bootstrap,
}

#[wasm_bindgen]
impl Examination {
    /// Without any file.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Examination {
        Self::default()
    }

    /// Takes a file; `name` is its path where a folder was given.
    pub fn add(&mut self, role: Ts<FileRole>, name: &str, bytes: Vec<u8>) -> Result<(), JsValue> {
        let files = match super::taken(&role)? {
            FileRole::Scores => &mut self.scores,
            FileRole::Compare => &mut self.compare,
            FileRole::Truth => &mut self.truth,
            FileRole::List => &mut self.list,
        };
        files.push(name, bytes);
        Ok(())
    }

    /// SHA-256 of each video's values: scores as little-endian f32, truth as a byte per frame.
    pub fn digests(&self, role: Ts<FileRole>) -> Result<Ts<ValueDigests>, JsValue> {
        let digests = match super::taken(&role)? {
            FileRole::Truth => convert::truth_digests(read_truth(&self.truth).map_err(Failure::from)?),
            FileRole::Compare => {
                convert::score_digests(read_scores(&self.compare, None).map_err(Failure::from)?)
            }
            FileRole::Scores | FileRole::List => {
                convert::score_digests(read_scores(&self.scores, None).map_err(Failure::from)?)
            }
        };
        super::out(ValueDigests(digests))
    }

    /// Every number but the intervals.
    pub fn evaluate(&mut self, settings: Ts<EvaluationSettings>) -> Result<Ts<Evaluated>, JsValue> {
        let settings: EvaluationSettings = super::taken(&settings)?;
        self.last = None;
        super::out(self.evaluated(settings)?)
    }

    /// Draws up to `count` more resamples of the videos.
    pub fn resample(&mut self, count: u32) -> Result<Ts<ResampledVideos>, JsValue> {
        let last = self.last.as_mut().ok_or_else(nothing_evaluated)?;
        let (done, total) = last.bootstrap.step(u64::from(count));
        let found = if done == total { Some(last.bootstrap.finish()) } else { None };
        super::out(convert::resampled(done, total, found))
    }

    /// One video as a chart shows it.
    pub fn video(&self, id: &str) -> Result<Ts<VideoTrack>, JsValue> {
        let last = self.last.as_ref().ok_or_else(nothing_evaluated)?;
        let curve = last.own.video_curve(id).ok_or_else(|| {
            Failure::new(FailureKind::Unknown, format!("no video {id} was evaluated"), "Press another row.")
        })?;
        super::out(convert::video_track(id, &curve))
    }

    /// The full curve, a line per distinct score.
    pub fn curve_csv(&self) -> Result<String, JsValue> {
        let last = self.last.as_ref().ok_or_else(nothing_evaluated)?;
        Ok(last.own.curve().csv_lines().map(|line| line + "\n").collect())
    }
}

impl Examination {
    fn evaluated(&mut self, settings: EvaluationSettings) -> Result<Evaluated, Failure> {
        let truth = read_truth(&self.truth)?;
        let own = self.paired(&self.scores, truth.clone(), &settings.conventions)?;
        let evaluation = Evaluation::new(&own.scores, &own.truth, &settings.conventions, settings.data_set)?;
        let other = self.other(truth, &settings)?;
        let (bootstrap, comparison) = match &other {
            Some(other) => {
                let name = self.compare.names().first().map_or("", String::as_str);
                (
                    Bootstrap::paired(&evaluation, other)?,
                    Some(Comparison::new(&evaluation, other, name, None)?),
                )
            }
            None => (Bootstrap::new(&evaluation), None),
        };
        let compared = other.as_ref().zip(comparison.as_ref());
        let mut shown = convert::evaluated(&evaluation, compared, &settings);
        shown.warnings.splice(0..0, own.warnings.iter().map(input_warning));
        self.last = Some(Last { settings, own: evaluation, other, bootstrap });
        Ok(shown)
    }

    /// The second method, where there is one.
    fn other(&self, truth: TruthInput, settings: &EvaluationSettings) -> Result<Option<Evaluation>, Failure> {
        if self.compare.names().is_empty() {
            return Ok(None);
        }
        let paired = self.paired(&self.compare, truth, &settings.conventions)?;
        Ok(Some(Evaluation::new(&paired.scores, &paired.truth, &settings.conventions, settings.data_set)?))
    }

    fn paired(
        &self,
        scores: &MemoryFiles,
        truth: TruthInput,
        switches: &Conventions,
    ) -> Result<Paired, Failure> {
        let list = self.video_list()?;
        let length = match switches.length_policy {
            LengthPolicy::Strict | LengthPolicy::Build => BuiltLength::Scores,
            LengthPolicy::Truncate | LengthPolicy::HoldLast => BuiltLength::Listed,
        };
        let options =
            PairOptions { list: list.as_ref(), interval: switches.interval, length, subset: switches.subset };
        Ok(pair(read_scores(scores, switches.repeat)?, truth, &options)?)
    }

    fn video_list(&self) -> Result<Option<VideoList>, Failure> {
        let Some(name) = self.list.names().first() else { return Ok(None) };
        let bytes = self.list.read(0)?;
        let list = VideoList::read(&bytes).map_err(|error| convert::list_failure(name, &error))?;
        Ok(Some(list))
    }
}

fn input_warning(warning: &InputWarning) -> results::EvaluationWarning {
    results::EvaluationWarning { code: warning.code().to_owned(), text: warning.to_string() }
}

fn nothing_evaluated() -> Failure {
    Failure::new(FailureKind::Unknown, "nothing has been evaluated yet", "Press “Evaluate” first.")
}
