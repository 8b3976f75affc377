//! An evaluation: scores and truth under one set of conventions, and everything that can be read from them.
//!
//! [`Evaluation::new`] gives every number but the intervals, which [`Bootstrap`](super::Bootstrap) adds in steps.

use std::collections::BTreeMap;

use super::align::FrameNote;
use super::conventions::{Conventions, DataSet, GroundTruthVariant, Preset, Smooth};
use super::curve::Curve;
use super::inputs::{InputWarning, Paired};
use super::per_video::{VideoRow, rows};
use super::pool::{Pool, PooledVideo, pool, pool_smoothed};
use super::ranked::Ranked;
use super::results::{Pooled, Results, results};
use super::warnings::{Observed, Warning};
use super::{EvaluateError, Truth};
use crate::scores::ScoreTrack;

/// Scores and truth under one set of conventions. Immutable: other conventions make another evaluation.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    conventions: Conventions,
    data_set: Option<DataSet>,
    variant: Option<GroundTruthVariant>,
    pool: Pool,
    ranked: Ranked,
    curve: Curve,
    rows: Vec<VideoRow>,
    results: Results,
    warnings: Vec<Warning>,
}

/// One video as a chart shows it: score k covers the frames from `starts[k]` to `starts[k + 1]`, the last score
/// those to `end`.
#[derive(Debug, Clone, PartialEq)]
pub struct VideoCurve {
    /// `[scores]`, as evaluated.
    pub scores: Vec<f32>,
    /// `[scores]`, first frame of each.
    pub starts: Vec<u32>,
    /// The frame after the last.
    pub end: u32,
    /// Odd frames as `[start, end)`.
    pub odd: Vec<[usize; 2]>,
}

impl Evaluation {
    /// Runs the whole pipeline. `data_set` names the test set where the caller knows it; else the preset or the
    /// totals tell.
    ///
    /// Errors: E1, E2, E4, switches that do not fit, E7 when all frames are of one class.
    pub fn new(
        scores: &BTreeMap<String, ScoreTrack>,
        truth: &Truth,
        conventions: &Conventions,
        data_set: Option<DataSet>,
    ) -> Result<Self, EvaluateError> {
        let pool = pool(scores, truth, conventions)?;
        let named = data_set.or_else(|| conventions.preset.and_then(Preset::data_set));
        let variant = GroundTruthVariant::detect(named, pool.truth_totals.0, pool.truth_totals.1);
        let data_set = named.or(variant.map(|variant| variant.data_set));
        let ranked = Ranked::new(&pool.videos);
        let curve = ranked.curve(|_| true)?;
        let rows = rows(&pool.videos, &ranked, data_set);
        let mut results = results(&pool, &ranked, &curve, &rows, conventions, data_set);
        if conventions.smooth != Smooth::None {
            let plain = pool_smoothed(scores, truth, conventions, Smooth::None)?;
            results.unsmoothed = Some(Pooled::of(&Ranked::new(&plain.videos).curve(|_| true)?));
        }
        let observed =
            Observed { pool: &pool, results: &results, switches: conventions, data_set: named, variant };
        let warnings = observed.warnings();
        Ok(Self {
            conventions: conventions.clone(),
            data_set,
            variant,
            pool,
            ranked,
            curve,
            rows,
            results,
            warnings,
        })
    }

    /// [`Evaluation::new`] of files that were brought together, with what their reading and pairing remarked.
    pub fn of_paired(
        paired: &Paired,
        conventions: &Conventions,
        data_set: Option<DataSet>,
    ) -> Result<Self, EvaluateError> {
        let mut evaluation = Self::new(&paired.scores, &paired.truth, conventions, data_set)?;
        let pool = &mut evaluation.pool;
        pool.without_truth.clone_from(&paired.without_truth);
        pool.without_scores.clone_from(&paired.without_scores);
        pool.is_order_unchecked = paired.is_order_unchecked;
        paired.warnings.iter().for_each(|warning| pool.note_event(warning));
        evaluation.warnings.splice(0..0, paired.warnings.iter().map(Warning::from));
        if paired.is_order_unchecked {
            // One pseudo-video: nothing that tells videos apart has a value.
            evaluation.results.anomalous = None;
            evaluation.results.by_video.skip = None;
            evaluation.results.by_video.skip_videos = 0;
        }
        Ok(evaluation)
    }

    /// The switches.
    pub fn conventions(&self) -> &Conventions {
        &self.conventions
    }

    /// The switches with `repeat` as it was in use.
    pub fn conventions_used(&self) -> Conventions {
        Conventions { repeat: Some(self.pool.repeat), ..self.conventions.clone() }
    }

    /// Every number but the intervals.
    pub fn results(&self) -> &Results {
        &self.results
    }

    /// What a reader of the numbers should know.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// A row per video, in the order of their ids.
    pub fn rows(&self) -> &[VideoRow] {
        &self.rows
    }

    /// The rows as lines of CSV, a header first.
    pub fn row_lines(&self) -> impl Iterator<Item = String> + '_ {
        std::iter::once(VideoRow::CSV_HEADER.into()).chain(self.rows.iter().map(VideoRow::csv_line))
    }

    /// The videos with their scores and labels, in the order of their ids.
    pub fn videos(&self) -> &[PooledVideo] {
        &self.pool.videos
    }

    /// What was paired and what was left out.
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    /// The full curve of integer counts.
    pub fn curve(&self) -> &Curve {
        &self.curve
    }

    /// The test set, where the caller, the preset or the totals tell.
    pub fn data_set(&self) -> Option<DataSet> {
        self.data_set
    }

    /// The ground truth in use, where its totals are known.
    pub fn variant(&self) -> Option<GroundTruthVariant> {
        self.variant
    }

    /// One video as a chart shows it.
    pub fn video_curve(&self, id: &str) -> Option<VideoCurve> {
        let place = self.pool.videos.binary_search_by(|video| video.id.as_str().cmp(id)).ok()?;
        let video = &self.pool.videos[place];
        let mut end = video.first_frame as u32;
        let mut starts = Vec::with_capacity(video.counted.len());
        for counted in &video.counted {
            starts.push(end);
            end += (counted.positives + counted.negatives) as u32;
        }
        let scores = video.counted.iter().map(|counted| counted.score).collect();
        Some(VideoCurve { scores, starts, end, odd: video.odd.clone() })
    }

    pub(super) fn ranked(&self) -> &Ranked {
        &self.ranked
    }
}

impl Pool {
    /// Puts an event that was clipped or lost while the truth was built into its video's note.
    fn note_event(&mut self, warning: &InputWarning) {
        let InputWarning::EventOutside { video, start, end, frames, what } = warning else { return };
        let place = self.notes.iter().position(|note| note.video == *video).unwrap_or_else(|| {
            let (scored, truth, used) = (*frames, *frames, *frames);
            self.notes.push(FrameNote { video: video.clone(), scored, truth, used, ..FrameNote::default() });
            self.notes.len() - 1
        });
        let note = &mut self.notes[place];
        let events = if *what == "lost" { &mut note.lost_events } else { &mut note.clipped_events };
        events.push([*start, *end]);
    }
}
