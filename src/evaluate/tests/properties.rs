//! What must hold for any scores.

use super::*;
use crate::random::Random;

/// Up to 12 videos of up to 40 frames on few distinct scores, so that ties are common; both classes present.
fn random_set(case: u64) -> Set {
    let mut random = Random::keyed(11, "evaluate", case);
    let mut videos: Vec<(String, Vec<u8>, Vec<f32>)> = Vec::new();
    for video in 0..1 + random.below(12) {
        let n = 2 + random.below(39);
        let scores = (0..n).map(|_| random.below(12) as f32 / 8.0 - 0.25).collect();
        let odd = random.below(2) == 0 || video == 0;
        let mut labels: Vec<u8> = (0..n).map(|_| u8::from(odd && random.below(3) == 0)).collect();
        if video == 0 {
            (labels[0], labels[1]) = (1, 0);
        }
        videos.push((format!("v{video:02}"), labels, scores));
    }
    let borrowed: Vec<(&str, &[u8], &[f32])> =
        videos.iter().map(|(id, l, s)| (id.as_str(), l.as_slice(), s.as_slice())).collect();
    set(&borrowed)
}

fn with_scores(set: &Set, map: impl Fn(f32) -> f32) -> Set {
    let mut changed = set.clone();
    changed.0.values_mut().for_each(|track| track.scores.iter_mut().for_each(|s| *s = map(*s)));
    changed
}

const CASES: u64 = 300;

#[test]
fn a_monotone_transform_changes_no_rank_metric() {
    for case in 0..CASES {
        let set = random_set(case);
        let (plain, mapped) =
            (by_default(&set), by_default(&with_scores(&set, |s| s * s * s * 8.0 + s - 5.0)));
        assert_eq!(plain.results().pooled, mapped.results().pooled);
        assert_eq!(plain.results().by_video, mapped.results().by_video);
        assert_eq!(plain.results().eer, mapped.results().eer);
        let shuffled = |e: &Evaluation| e.results().controls.time_shuffled;
        assert_eq!(shuffled(&plain), shuffled(&mapped));
    }
}

#[test]
fn flipped_labels_or_scores_give_one_minus_the_area() {
    for case in 0..CASES {
        let (tracks, truth) = random_set(case);
        let flip = |video: &VideoTruth| {
            let labels: Vec<bool> = video.labels().iter().map(|odd| !odd).collect();
            VideoTruth::from_labels(&labels)
        };
        let flipped = truth.videos.iter().map(|(id, video)| (id.clone(), flip(video))).collect();
        let set = (tracks, truth);
        let plain = by_default(&set).results().pooled.auroc;
        let relabelled = by_default(&(set.0.clone(), Truth { videos: flipped })).results().pooled.auroc;
        close("labels", relabelled, 1.0 - plain, 1e-12);
        let negated = by_default(&with_scores(&set, |s| -s)).results().pooled.auroc;
        close("scores", negated, 1.0 - plain, 1e-12);
    }
}

#[test]
fn names_and_so_the_order_of_the_videos_change_no_metric() {
    for case in 0..CASES {
        let (tracks, truth) = random_set(case);
        let renamed = |id: &String| id.chars().rev().collect::<String>();
        let set = (
            tracks.iter().map(|(id, track)| (renamed(id), track.clone())).collect(),
            Truth { videos: truth.videos.iter().map(|(id, v)| (renamed(id), v.clone())).collect() },
        );
        let (plain, moved) = (by_default(&(tracks, truth)), by_default(&set));
        assert_eq!(plain.curve(), moved.curve());
        let (a, b) = (plain.results(), moved.results());
        assert_eq!((a.pooled, a.anomalous, a.far, a.eer), (b.pooled, b.anomalous, b.far, b.eer));
        close("macro", a.by_video.pad, b.by_video.pad, 1e-12);
        assert_eq!(a.controls.video_mean, b.controls.video_mean);
    }
}

#[test]
fn repeating_every_score_changes_no_metric() {
    for case in 0..CASES {
        let (tracks, truth) = random_set(case);
        let coarse: BTreeMap<_, _> =
            tracks.iter().map(|(id, t)| (id.clone(), ScoreTrack::new(4, t.scores.clone()))).collect();
        let stretch = |video: &VideoTruth| {
            let labels: Vec<bool> = video.labels().iter().flat_map(|odd| [*odd; 4]).collect();
            VideoTruth::from_labels(&labels)
        };
        let long = truth.videos.iter().map(|(id, video)| (id.clone(), stretch(video))).collect();
        let (fine, repeated) = (by_default(&(tracks, truth)), by_default(&(coarse, Truth { videos: long })));
        let (a, b) = (fine.results(), repeated.results());
        assert_eq!(a.pooled.auroc, b.pooled.auroc);
        close("ap step", a.pooled.ap_step, b.pooled.ap_step, 1e-12);
        close("ap trapezoid", a.pooled.ap_trapezoid, b.pooled.ap_trapezoid, 1e-12);
        close("eer", a.eer, b.eer, 1e-12);
    }
}

#[test]
fn drawing_every_video_once_gives_the_evaluation_itself() {
    for case in 0..CASES {
        let evaluation = by_default(&random_set(case));
        let once = vec![1; evaluation.videos().len()];
        let replayed = super::super::replay::Replay::new(evaluation.ranked()).metrics(&once).unwrap();
        let pooled = evaluation.results().pooled;
        assert_eq!(replayed.auroc, pooled.auroc);
        close("ap step", replayed.ap_step, pooled.ap_step, 1e-12);
        close("ap trapezoid", replayed.ap_trapezoid, pooled.ap_trapezoid, 1e-12);
    }
}

#[test]
fn a_resample_equals_an_evaluation_of_the_copied_videos() {
    for case in 0..CASES {
        let set = random_set(case);
        let evaluation = by_default(&set);
        let mut random = Random::keyed(5, "draws", case);
        let mut drawn: Vec<u32> = evaluation.videos().iter().map(|_| random.below(4) as u32).collect();
        drawn[0] = 1 + random.below(3) as u32;
        let mut copies = (BTreeMap::new(), Truth::default());
        for ((id, track), times) in set.0.iter().zip(&drawn) {
            for copy in 0..*times {
                copies.0.insert(format!("{id}-{copy}"), track.clone());
                copies.1.videos.insert(format!("{id}-{copy}"), set.1.videos[id].clone());
            }
        }
        let replayed = super::super::replay::Replay::new(evaluation.ranked()).metrics(&drawn).unwrap();
        let copied = by_default(&copies).results().pooled;
        assert_eq!(replayed.auroc, copied.auroc);
        close("ap step", replayed.ap_step, copied.ap_step, 1e-12);
        close("ap trapezoid", replayed.ap_trapezoid, copied.ap_trapezoid, 1e-12);
    }
}
