//! Scores and ground truth from files to numbers, for the Reproduce view.

mod advice;
mod convert;
mod digests;
mod kinds;
mod results;
mod settings;

use tsify::Ts;
use wasm_bindgen::prelude::*;

use super::failure::{Failure, FailureKind};
use crate::evaluate::inputs::{
    BuiltLength, FileSet, InputError, MemoryFiles, PairOptions, Paired, ScoreInput, TruthInput, pair,
    read_scores, read_truth, sha256_of,
};
use crate::evaluate::places::{ClassNumbers, GivenBoxes, class_numbers, region_numbers};
use crate::evaluate::region::BoxConvention;
use crate::evaluate::{
    Bootstrap, Card, CardFacts, Comparison, Conventions, DataSet, Evaluation, LengthPolicy, ModelFacts,
    Preset, Resampled, published_methods, verify,
};
use crate::formats::annotations::VideoList;
use results::{
    Decision, Evaluated, EvaluationWarning, ResampledVideos, ValueDigests, Verification, VideoTrack,
};
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
    let data_set =
        |set: DataSet| DataSetEntry { key: set, name: set.name().to_owned(), videos: set.videos() };
    super::out(Catalogue {
        defaults: Conventions::default(),
        presets: Preset::ALL.into_iter().map(preset).collect(),
        data_sets: DataSet::ALL.into_iter().map(data_set).collect(),
        methods: published_methods().into_iter().map(str::to_owned).collect(),
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
    own: Evaluation,
    other: Option<Evaluation>,
    facts: CardFacts,
    bootstrap: Bootstrap,
    resampled: Option<Resampled>,
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
        let scores = |files| Ok(digests::of_scores(&read_scores(files, None)?));
        let found: Result<_, InputError> = match super::taken(&role)? {
            FileRole::Scores => scores(&self.scores),
            FileRole::Compare => scores(&self.compare),
            FileRole::Truth => read_truth(&self.truth).map(|truth| digests::of_truth(&truth)),
            FileRole::List => Ok(Vec::new()),
        };
        super::out(ValueDigests(found.map_err(Failure::from)?))
    }

    /// Every number but the intervals.
    pub fn evaluate(&mut self, settings: Ts<EvaluationSettings>) -> Result<Ts<Evaluated>, JsValue> {
        let settings: EvaluationSettings = super::taken(&settings)?;
        self.last = None;
        super::out(self.evaluated(&settings)?)
    }

    /// Draws up to `count` more resamples of the videos.
    pub fn resample(&mut self, count: u32) -> Result<Ts<ResampledVideos>, JsValue> {
        let last = self.last.as_mut().ok_or_else(nothing_evaluated)?;
        let (done, total) = last.bootstrap.step(u64::from(count));
        if done == total && last.resampled.is_none() {
            last.resampled = Some(last.bootstrap.finish());
        }
        super::out(convert::resampled(done, total, last.resampled.as_ref()))
    }

    /// One video as a chart shows it.
    pub fn video(&self, id: &str) -> Result<Ts<VideoTrack>, JsValue> {
        let last = self.last.as_ref().ok_or_else(nothing_evaluated)?;
        let curve = last.own.video_curve(id).ok_or_else(|| {
            Failure::new(FailureKind::Unknown, format!("no video {id} was evaluated"), "Press another row.")
        })?;
        super::out(convert::video_track(id, &curve))
    }

    /// What a score of at least `threshold` raises, and what such decisions cost.
    pub fn decide(&self, threshold: f32, of_miss: f64, of_alarm: f64) -> Result<Ts<Decision>, JsValue> {
        let last = self.last.as_ref().ok_or_else(nothing_evaluated)?;
        super::out(convert::decision(&last.own, threshold, of_miss, of_alarm))
    }

    /// The card of the last evaluation as JSON; `date` is written into it. Resamples what has not been resampled.
    pub fn card(&mut self, date: String) -> Result<String, JsValue> {
        let last = self.last.as_mut().ok_or_else(nothing_evaluated)?;
        let resampled = match last.resampled {
            Some(resampled) => resampled,
            None => *last.resampled.insert(last.bootstrap.clone().run()),
        };
        last.facts.run.date = Some(date);
        let name = self.compare.names().first().map_or("", String::as_str);
        let beside = |other| Comparison::new(&last.own, other, name, resampled.difference);
        let comparison = last.other.as_ref().map(beside).transpose().map_err(Failure::from)?;
        let card = Card::new(&last.own, &last.facts, Some(&resampled), comparison.as_ref());
        Ok(card.to_json().map_err(Failure::from)?)
    }

    /// Computes a card again from these files, under its own conventions.
    pub fn verify(&self, card: &str) -> Result<Ts<Verification>, JsValue> {
        super::out(self.verified(card)?)
    }

    /// The full curve, a line per distinct score.
    pub fn curve_csv(&self) -> Result<String, JsValue> {
        let last = self.last.as_ref().ok_or_else(nothing_evaluated)?;
        Ok(last.own.curve().csv_lines().map(|line| line + "\n").collect())
    }
}

impl Examination {
    fn evaluated(&mut self, settings: &EvaluationSettings) -> Result<Evaluated, Failure> {
        let truth = read_truth(&self.truth)?;
        let scores = read_scores(&self.scores, settings.conventions.repeat)?;
        let run = scores.run.clone();
        let paired = self.paired(scores, truth.clone(), &settings.conventions)?;
        let own = Evaluation::of_paired(&paired, &settings.conventions, settings.data_set)?;
        let other = self.other(truth, settings)?;
        let (bootstrap, comparison) = match &other {
            Some(other) => {
                let name = self.compare.names().first().map_or("", String::as_str);
                (Bootstrap::paired(&own, other)?, Some(Comparison::new(&own, other, name, None)?))
            }
            None => (Bootstrap::new(&own), None),
        };
        let facts = self.facts(settings.method.clone())?;
        let mut facts = run.iter().fold(facts, CardFacts::of_run);
        let classes = self.place(&mut facts, &paired, &settings.conventions, own.data_set())?;
        let card = Card::new(&own, &facts, None, None);
        let mut shown = convert::evaluated(&own, &card, other.as_ref().zip(comparison.as_ref()));
        let note = |text| EvaluationWarning { code: "mAP".to_owned(), text };
        shown.warnings.extend(classes.notes.into_iter().map(note));
        shown.kinds = classes.kinds.as_ref().map(Into::into);
        if other.is_some() {
            let (switches, set) = (&settings.conventions, own.data_set());
            let found = class_numbers(&self.compare, &paired, switches.map_normal_class, set)?;
            shown.other_kinds = found.kinds.as_ref().map(Into::into);
        }
        self.last = Some(Last { own, other, facts, bootstrap, resampled: None });
        Ok(shown)
    }

    /// What the files say beside their numbers.
    fn facts(&self, method: Option<String>) -> Result<CardFacts, InputError> {
        Ok(CardFacts {
            scores_sha256: sha256_of(&self.scores)?,
            truth_sha256: sha256_of(&self.truth)?,
            model: ModelFacts { method, ..ModelFacts::default() },
            ..CardFacts::default()
        })
    }

    /// Region criteria and mAP, where the files have what they need; what else the classes say.
    fn place(
        &self,
        facts: &mut CardFacts,
        paired: &Paired,
        switches: &Conventions,
        set: Option<DataSet>,
    ) -> Result<ClassNumbers, Failure> {
        let convention = BoxConvention::default();
        facts.regions = region_numbers(paired, GivenBoxes::default(), &self.truth, convention)?;
        let classes = class_numbers(&self.scores, paired, switches.map_normal_class, set)?;
        facts.detection.clone_from(&classes.result);
        Ok(classes)
    }

    fn verified(&self, card: &str) -> Result<Verification, Failure> {
        let card = Card::from_json(card)?;
        let scores = read_scores(&self.scores, card.conventions.repeat)?;
        let paired = self.paired(scores, read_truth(&self.truth)?, &card.conventions)?;
        let mut facts = self.facts(None)?;
        // A hash that is not stated cannot be wrong.
        facts.scores_sha256 = card.data.scores_sha256.as_ref().and(facts.scores_sha256);
        facts.truth_sha256 = card.data.ground_truth.sha256.as_ref().and(facts.truth_sha256);
        let again = Evaluation::of_paired(&paired, &card.conventions, card.data.data_set)?;
        self.place(&mut facts, &paired, &card.conventions, again.data_set())?;
        let found = verify(&card, &again, &facts)?;
        Ok(Verification {
            settings: EvaluationSettings {
                conventions: card.conventions,
                data_set: card.data.data_set,
                method: card.model.method,
            },
            differing: found.into_iter().map(convert::differing).collect(),
        })
    }

    /// The second method, where there is one.
    fn other(&self, truth: TruthInput, settings: &EvaluationSettings) -> Result<Option<Evaluation>, Failure> {
        if self.compare.names().is_empty() {
            return Ok(None);
        }
        let scores = read_scores(&self.compare, settings.conventions.repeat)?;
        let paired = self.paired(scores, truth, &settings.conventions)?;
        Ok(Some(Evaluation::of_paired(&paired, &settings.conventions, settings.data_set)?))
    }

    fn paired(
        &self,
        scores: ScoreInput,
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
        Ok(pair(scores, truth, &options)?)
    }

    fn video_list(&self) -> Result<Option<VideoList>, Failure> {
        let Some(name) = self.list.names().first() else { return Ok(None) };
        let bytes = self.list.read(0)?;
        Ok(Some(VideoList::read(&bytes).map_err(|error| advice::on_list(name, &error))?))
    }
}

fn nothing_evaluated() -> Failure {
    Failure::new(FailureKind::Unknown, "nothing has been evaluated yet", "Press “Evaluate” first.")
}
