//! The library's values as the page's.

use js_sys::{Float32Array, Float64Array, Uint32Array};

use super::results::{
    Compared, CurvePoints, DataFacts, Decision, DifferingField, Evaluated, EvaluationWarning, IntervalOf,
    IntervalsOf, Numbers, PlaceNumbers, PooledNumbers, PublishedNumber, ResampledVideos, VideoRow,
    VideoTrack,
};
use crate::evaluate::{
    self, Card, Comparison, Evaluation, FieldDifference, Intervals, PlotPoint, Pooled, Resampled, Results,
    Spread, VideoCurve, plot_pr, plot_roc,
};

/// Everything that is shown of an evaluation; `card` is that of the same evaluation.
pub fn evaluated(
    evaluation: &Evaluation,
    card: &Card,
    second: Option<(&Evaluation, &Comparison)>,
) -> Evaluated {
    let reference = |reference: &evaluate::Reference| PublishedNumber {
        method: reference.method.clone(),
        metric: reference.metric.clone(),
        published: reference.published.clone(),
        convention: reference.convention.clone(),
        source: reference.source.clone(),
        verdict: reference.verdict.clone(),
    };
    let rule = evaluation.conventions().ap;
    let (roc, precision_recall) = curves(evaluation, rule);
    Evaluated {
        numbers: numbers(evaluation.results()),
        places: places(card),
        kinds: None,
        other_kinds: None,
        data: facts(evaluation),
        references: card.references.iter().map(reference).collect(),
        warnings: evaluation.warnings().iter().map(warning).collect(),
        modified: evaluation.conventions().modified().into_iter().map(str::to_owned).collect(),
        videos: evaluation.rows().iter().map(row).collect(),
        roc,
        precision_recall,
        comparison: second.map(|(other, comparison)| {
            let (roc, precision_recall) = curves(other, rule);
            Compared {
                name: comparison.other.clone(),
                numbers: pooled(&comparison.other_results),
                difference: pooled(&comparison.difference),
                caveat: comparison.caveat.clone(),
                roc,
                precision_recall,
            }
        }),
    }
}

fn places(card: &Card) -> PlaceNumbers {
    let (regions, detection) = (card.regions, card.detection.as_ref());
    PlaceNumbers {
        rbdc: regions.map(|found| found.rbdc),
        tbdc: regions.map(|found| found.tbdc),
        pixel_auroc: regions.and_then(|found| found.pixel_auroc),
        map: detection.map_or_else(Vec::new, |found| found.map.clone()),
        map_average: detection.map(|found| found.average),
    }
}

/// How far the resampling is.
pub fn resampled(done: u64, total: u64, found: Option<&Resampled>) -> ResampledVideos {
    let own = found.and_then(|found| found.own).map(|own| intervals(&own));
    let difference = found.and_then(|found| found.difference).map(|difference| intervals(&difference));
    ResampledVideos { done, total, own, difference }
}

/// One video's chart.
pub fn video_track(id: &str, curve: &VideoCurve) -> VideoTrack {
    let odd: Vec<u32> = curve.odd.iter().flatten().map(|&frame| frame as u32).collect();
    VideoTrack {
        id: id.to_owned(),
        starts: Uint32Array::from(curve.starts.as_slice()),
        end: curve.end,
        scores: Float32Array::from(curve.scores.as_slice()),
        odd: Uint32Array::from(odd.as_slice()),
    }
}

/// A threshold on an evaluation's curve.
pub fn decision(evaluation: &Evaluation, threshold: f32, of_miss: f64, of_alarm: f64) -> Decision {
    let curve = evaluation.curve();
    let point = curve.at(threshold);
    let (cheapest, lowest_cost) = curve.cheapest(of_miss, of_alarm);
    Decision {
        true_positives: point.true_positives,
        false_positives: point.false_positives,
        positives: point.positives,
        negatives: point.negatives,
        recall: point.recall(),
        false_positive_rate: point.false_positive_rate(),
        precision: point.precision(),
        cost: point.cost(of_miss, of_alarm),
        cheapest: cheapest.is_finite().then_some(cheapest),
        lowest_cost,
    }
}

/// A field in which a card and its files disagree.
pub fn differing(difference: FieldDifference) -> DifferingField {
    DifferingField { field: difference.field, card: difference.card, here: difference.again }
}

fn curves(evaluation: &Evaluation, rule: evaluate::ApRule) -> (CurvePoints, CurvePoints) {
    let curve = evaluation.curve();
    let full = curve.points().len() + 1; // The first point, where nothing is said to be odd, is implied.
    (drawn(&plot_roc(curve), full), drawn(&plot_pr(curve, rule), full))
}

fn drawn(points: &[PlotPoint], full: usize) -> CurvePoints {
    let column = |axis: usize| {
        let values: Vec<f64> = points.iter().map(|point| point[axis]).collect();
        Float64Array::from(values.as_slice())
    };
    CurvePoints { x: column(0), y: column(1), drawn: points.len(), full: full.max(points.len()) }
}

fn numbers(results: &Results) -> Numbers {
    Numbers {
        auroc: results.pooled.auroc,
        ap_trapezoid: results.pooled.ap_trapezoid,
        ap_step: results.pooled.ap_step,
        anomalous: results.anomalous.as_ref().map(pooled),
        macro_skip: results.by_video.skip,
        macro_videos: results.by_video.skip_videos,
        macro_left_out: results.by_video.left_out,
        macro_pad: results.by_video.pad,
        far: results.far,
        far_negative_frames: results.far_negative_frames,
        eer: results.eer,
        eer_threshold: results.eer_threshold,
        chance_ap: results.chance_ap,
        video_mean: results.controls.video_mean,
        time_shuffled: results.controls.time_shuffled,
        unsmoothed: results.unsmoothed.as_ref().map(pooled),
    }
}

fn pooled(numbers: &Pooled) -> PooledNumbers {
    PooledNumbers { auroc: numbers.auroc, ap_trapezoid: numbers.ap_trapezoid, ap_step: numbers.ap_step }
}

fn facts(evaluation: &Evaluation) -> DataFacts {
    let videos = evaluation.videos();
    let curve = evaluation.curve();
    DataFacts {
        data_set: evaluation.data_set().map(|set| set.name().to_owned()),
        variant: evaluation.variant().map(|variant| variant.name.to_owned()),
        videos: videos.len(),
        anomalous: videos.iter().filter(|video| video.is_anomalous()).count(),
        scores: evaluation.pool().snippets,
        frames: curve.positives() + curve.negatives(),
        positive: curve.positives(),
    }
}

fn warning(warning: &evaluate::Warning) -> EvaluationWarning {
    EvaluationWarning { code: warning.code.clone(), text: warning.text.clone() }
}

fn row(row: &evaluate::VideoRow) -> VideoRow {
    VideoRow {
        id: row.id.clone(),
        class: row.class.clone(),
        frames: row.frames,
        positive: row.positive,
        auroc: row.auroc,
        undefined: row.undefined.clone(),
        max_score: row.max_score,
        mean_score: row.mean_score,
    }
}

fn intervals(intervals: &Intervals) -> IntervalsOf {
    let spread = |spread: &Spread| IntervalOf { low: spread.ci95[0], high: spread.ci95[1] };
    IntervalsOf {
        auroc: spread(&intervals.auroc),
        ap_trapezoid: spread(&intervals.ap_trapezoid),
        ap_step: spread(&intervals.ap_step),
        replicates: intervals.replicates,
        seed: intervals.seed,
    }
}
