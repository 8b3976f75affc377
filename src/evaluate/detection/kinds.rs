//! Which class is taken for which: confusion matrices of snippets and of events, precision per class, and how well two
//! odd classes are told apart. All of it ours; the published tables stop at mAP.
//!
//! * A snippet's true class is that of the event that holds its middle frame (of several the first given), else class 0.
//! * A snippet is named by its most probable class, an event by the odd class with the highest mean probability over its
//!   snippets; of equals the first class.
//! * Rows of a matrix are true classes, columns names; row sums are the snippets or events of a class.

use serde::Serialize;

use super::{ClassScores, ClassTrack, DetectionEvent, DetectionMap, NORMAL};
use crate::evaluate::{Counted, Curve, EvaluateError, auroc};

/// What a set of class scores says of known events.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Kinds {
    /// Names of the classes, the normal one first.
    pub classes: Vec<String>,
    /// Snippets by true class and name, `[classes][classes]`.
    pub snippets: Vec<Vec<u64>>,
    /// Events by true class and name, `[classes][classes]`; the first row and column stay 0.
    pub events: Vec<Vec<u64>>,
    /// Per class.
    pub per_class: Vec<ClassPrecision>,
    /// Pairs of odd classes that both occur, worst told apart first.
    pub pairs: Vec<ConfusedPair>,
}

/// Precision of one class; null where it does not occur.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClassPrecision {
    /// The class.
    pub class: String,
    /// Snippets of it.
    pub snippets: u64,
    /// Average precision (step rule) of its probability over all snippets, 0 to 1.
    pub ap_snippets: Option<f64>,
    /// Average precision of its segments, mean over the thresholds of mAP, 0 to 1; null for a class without events.
    pub ap_events: Option<f64>,
}

/// How two odd classes are told apart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConfusedPair {
    /// The two.
    pub classes: [String; 2],
    /// Share of their snippets that are named as the other, 0 to 1.
    pub confused: f64,
    /// Area under the ROC curve of the first one's share in both probabilities, over the snippets of both: 1 where they are
    /// told apart whatever the threshold, 0.5 where not at all.
    pub separation: f64,
}

/// A snippet: its true class and its probabilities.
struct Snippet<'a> {
    class: usize,
    row: &'a [f32],
}

/// Compares class scores with `events`, numbered as [`ClassScores::events`] does; `map` is that of the same scores and
/// events, so that these are checked.
pub fn kinds(scores: &ClassScores, events: &[DetectionEvent], map: &DetectionMap) -> Kinds {
    let count = scores.classes.len();
    let odd: Vec<&DetectionEvent> = events.iter().filter(|event| event.class != NORMAL).collect();
    let all: Vec<Snippet<'_>> =
        scores.videos.iter().flat_map(|video| snippets_of(video, &odd, count)).collect();
    let mut by_snippet = vec![vec![0; count]; count];
    for Snippet { class, row } in &all {
        by_snippet[*class][largest(row.iter().map(|&p| f64::from(p)))] += 1;
    }
    let mut by_event = vec![vec![0; count]; count];
    for event in &odd {
        if let Some(name) = name_of(event, scores, count) {
            by_event[event.class][name] += 1;
        }
    }
    let per_class = (0..count).map(|class| precision(scores, &all, &odd, map, class)).collect();
    let mut pairs: Vec<ConfusedPair> = (1..count)
        .flat_map(|a| (a + 1..count).map(move |b| (a, b)))
        .filter_map(|(a, b)| pair(scores, &all, &by_snippet, a, b))
        .collect();
    pairs.sort_by(|a, b| a.separation.total_cmp(&b.separation));
    Kinds { classes: scores.classes.clone(), snippets: by_snippet, events: by_event, per_class, pairs }
}

fn snippets_of<'a>(
    video: &'a ClassTrack,
    odd: &'a [&DetectionEvent],
    classes: usize,
) -> impl Iterator<Item = Snippet<'a>> {
    video.scores.chunks_exact(classes).enumerate().map(|(index, row)| {
        let middle = index * video.repeat + video.repeat / 2;
        let holds =
            |event: &&&DetectionEvent| event.video == video.id && (event.start..event.end).contains(&middle);
        Snippet { class: odd.iter().find(holds).map_or(NORMAL, |event| event.class), row }
    })
}

/// The odd class with the highest mean over the event's snippets; none where the scores end before it.
fn name_of(event: &DetectionEvent, scores: &ClassScores, classes: usize) -> Option<usize> {
    let video = scores.videos.iter().find(|video| video.id == event.video)?;
    let rows = event.start / video.repeat..event.end.div_ceil(video.repeat);
    let rows: Vec<&[f32]> =
        video.scores.chunks_exact(classes).skip(rows.start).take(rows.len().max(1)).collect();
    let sum = |class: usize| rows.iter().map(|row| f64::from(row[class])).sum::<f64>();
    (!rows.is_empty() && classes > 1).then(|| 1 + largest((1..classes).map(sum)))
}

fn precision(
    scores: &ClassScores,
    all: &[Snippet<'_>],
    odd: &[&DetectionEvent],
    map: &DetectionMap,
    class: usize,
) -> ClassPrecision {
    let counted = |snippet: &Snippet<'_>| {
        let (score, is) = (snippet.row[class], snippet.class == class);
        Counted { score, positives: u64::from(is), negatives: u64::from(!is) }
    };
    let ap_snippets = Curve::new(all.iter().map(counted).collect()).ok();
    let at = |threshold: &super::ThresholdMap| threshold.per_class[class];
    let ap_events = odd
        .iter()
        .any(|event| event.class == class)
        .then(|| map.thresholds.iter().map(at).sum::<f64>() / map.thresholds.len() as f64);
    ClassPrecision {
        class: scores.classes[class].clone(),
        snippets: all.iter().filter(|snippet| snippet.class == class).count() as u64,
        ap_snippets: ap_snippets.map(|curve| curve.average_precision_step()),
        ap_events,
    }
}

/// How classes `a` and `b` are told apart; nothing where one has no snippet.
fn pair(
    scores: &ClassScores,
    all: &[Snippet<'_>],
    named: &[Vec<u64>],
    a: usize,
    b: usize,
) -> Option<ConfusedPair> {
    let of_both = || all.iter().filter(|snippet| [a, b].contains(&snippet.class));
    let share = |row: &[f32]| if row[a] + row[b] > 0.0 { row[a] / (row[a] + row[b]) } else { 0.5 };
    let shares: Vec<f32> = of_both().map(|snippet| share(snippet.row)).collect();
    let labels: Vec<bool> = of_both().map(|snippet| snippet.class == a).collect();
    let separation: Result<f64, EvaluateError> = auroc(&shares, &labels);
    Some(ConfusedPair {
        classes: [scores.classes[a].clone(), scores.classes[b].clone()],
        confused: (named[a][b] + named[b][a]) as f64 / labels.len() as f64,
        separation: separation.ok()?,
    })
}

/// Place of the largest value; of equals the first.
fn largest(values: impl Iterator<Item = f64>) -> usize {
    let mut best = (0, f64::NEG_INFINITY);
    for (place, value) in values.enumerate() {
        if value > best.1 {
            best = (place, value);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::super::{IOU_THRESHOLDS, NormalClass, detection_map};
    use super::*;

    fn scores(videos: &[(&str, &[[f32; 3]])]) -> ClassScores {
        let track = |(id, rows): &(&str, &[[f32; 3]])| ClassTrack {
            id: (*id).into(),
            scores: rows.concat(),
            repeat: 16,
        };
        ClassScores {
            classes: ["normal", "fall", "runner"].map(String::from).to_vec(),
            videos: videos.iter().map(track).collect(),
        }
    }

    fn event(video: &str, start: usize, end: usize, class: usize) -> DetectionEvent {
        DetectionEvent { video: video.into(), start, end, class }
    }

    fn found(scores: &ClassScores, events: &[DetectionEvent]) -> Kinds {
        let map = detection_map(&scores.videos, events, 3, &IOU_THRESHOLDS, NormalClass::Include).unwrap();
        kinds(scores, events, &map)
    }

    /// Two videos of four and three snippets; the second snippet of "a" is half in the event, its middle is.
    fn example() -> (ClassScores, Vec<DetectionEvent>) {
        let a = [[0.9, 0.05, 0.05], [0.2, 0.5, 0.3], [0.3, 0.3, 0.4], [0.8, 0.1, 0.1]];
        let b = [[0.1, 0.3, 0.6], [0.2, 0.2, 0.6], [0.6, 0.3, 0.1]];
        (scores(&[("a", &a), ("b", &b)]), vec![event("a", 20, 48, 1), event("b", 0, 40, 2)])
    }

    #[test]
    fn snippets_and_events_are_counted_by_true_class_and_name() {
        let (scores, events) = example();
        let kinds = found(&scores, &events);
        // Of "b", frame 40 is the middle of the last snippet and behind the event.
        assert_eq!(kinds.snippets, [[3, 0, 0], [0, 1, 1], [0, 0, 2]]);
        // The mean over "a"'s event: fall 0.4, runner 0.35.
        assert_eq!(kinds.events, [[0, 0, 0], [0, 1, 0], [0, 0, 1]]);
        let per_class: Vec<(u64, Option<f64>)> =
            kinds.per_class.iter().map(|class| (class.snippets, class.ap_snippets)).collect();
        // "fall" ranks 0.5 (hit), then 0.3 three times (one hit): 1/2 + 1/2 x 2/4.
        assert_eq!(per_class[0], (3, Some(1.0)));
        assert!((per_class[1].1.unwrap() - 0.75).abs() < 1e-12, "{per_class:?}");
        assert_eq!(per_class[2], (2, Some(1.0)));
        assert_eq!(kinds.per_class[0].ap_events, None, "no event of the normal class is looked for");
        let [pair] = kinds.pairs.as_slice() else { panic!("{:?}", kinds.pairs) };
        assert_eq!(pair.classes, ["fall", "runner"]);
        assert_eq!((pair.confused, pair.separation), (0.25, 1.0));
    }

    #[test]
    fn a_class_that_does_not_occur_has_no_precision_and_makes_no_pair() {
        let (scores, events) = example();
        let kinds = found(&scores, &events[..1]);
        assert_eq!((kinds.per_class[2].ap_snippets, kinds.per_class[2].ap_events), (None, None));
        assert!(kinds.pairs.is_empty());
        assert_eq!(kinds.snippets[2], [0, 0, 0]);
    }

    #[test]
    fn rows_sum_to_what_there_is_whatever_the_scores() {
        let mut random = crate::random::Random::keyed(4, "kinds", 0);
        for _ in 0..50 {
            let mut row = || {
                let raw: [f64; 3] = core::array::from_fn(|_| random.between(0.01, 1.0));
                raw.map(|value| (value / raw.iter().sum::<f64>()) as f32)
            };
            let rows: Vec<[f32; 3]> = (0..9).map(|_| row()).collect();
            let start = (random.between(0.0, 100.0)) as usize;
            let events = [event("a", start, start + 24, 1), event("a", start + 30, 144, 2)];
            let kinds = found(&scores(&[("a", &rows)]), &events);
            assert_eq!(kinds.snippets.iter().flatten().sum::<u64>(), 9);
            assert_eq!(kinds.events.iter().flatten().sum::<u64>(), 2);
            for (class, row) in kinds.per_class.iter().zip(&kinds.snippets) {
                assert_eq!(class.snippets, row.iter().sum::<u64>());
                assert!(class.ap_snippets.is_none_or(|ap| (0.0..=1.0).contains(&ap)));
            }
            assert!(kinds.pairs.iter().all(|pair| (0.0..=1.0).contains(&pair.separation)));
        }
    }
}
