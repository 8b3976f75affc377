//! PEL4VAD's scores on UCF-Crime, 290 videos, where they are present.

use super::*;
use crate::scores::ScoreFile;

fn golden() -> Option<Set> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/ucf-crime");
    let (Ok(scores), Ok(truth)) =
        (std::fs::read(format!("{folder}/scores.npz")), std::fs::read(format!("{folder}/truth.npz")))
    else {
        println!("skipped: ../shared is not here");
        return None;
    };
    let scores = ScoreFile::from_npz(&scores, 16).expect("scores of the golden");
    Some((scores.videos, Truth::from_npz(&truth).expect("truth of the golden")))
}

#[test]
fn the_published_numbers_come_out() {
    let Some(set) = golden() else { return };
    let evaluation = by_default(&set);
    let (found, pool) = (evaluation.results(), evaluation.pool());
    assert_eq!((pool.videos.len(), pool.snippets, pool.truth_totals), (290, 69_355, (1_109_680, 84_128)));
    assert_eq!(evaluation.data_set(), Some(DataSet::UcfCrime));
    assert!(evaluation.variant().unwrap().name.contains("69,355"));
    assert_eq!(evaluation.curve().points().len(), 69_187);
    assert_eq!(evaluation.curve().auroc_ratio(), (149_705_525_088, 172_555_277_312));
    close("auroc", found.pooled.auroc, 0.8675801019827, 1e-12);
    close("ap trapezoid", found.pooled.ap_trapezoid, 0.33999179804, 1e-9);
    close("ap step", found.pooled.ap_step, 0.33917342633, 1e-9);
    let anomalous = found.anomalous.unwrap();
    close("auroc anomalous", anomalous.auroc, 0.7017966030390, 1e-12);
    close("ap step anomalous", anomalous.ap_step, 0.355976516, 1e-9);
    close("ap trapezoid anomalous", anomalous.ap_trapezoid, 0.356793838, 1e-9);
    close("macro skip", found.by_video.skip.unwrap(), 0.753702420781, 1e-12);
    assert_eq!((found.by_video.skip_videos, found.by_video.left_out), (140, 150));
    close("macro pad", found.by_video.pad, 0.881910515620, 1e-12);
    let odd: Vec<f64> =
        evaluation.rows().iter().filter(|row| row.positive > 0).map(|row| row.auroc_padded).collect();
    close("macro pad of the 140", odd.iter().sum::<f64>() / odd.len() as f64, 0.755386068069, 1e-12);
    assert_eq!(found.far, Some(3072.0 / 647_824.0));
    close("far negative", found.far_negative_frames, 0.073169376102, 1e-12);
    close("eer", found.eer, 0.233014025618, 1e-12);
    close("eer threshold", f64::from(found.eer_threshold), 0.0534, 5e-5);
    close("chance", found.chance_ap, 0.075813, 5e-7);
    close("video mean", found.controls.video_mean, 0.833719, 5e-7);
    assert!(found.controls.time_shuffled < found.pooled.auroc, "{:?}", found.controls);
    assert_eq!(evaluation.warnings(), [], "nothing to remark on the default card");
}

#[test]
fn classes_are_known_by_the_names() {
    let Some(set) = golden() else { return };
    let evaluation = by_default(&set);
    for (class, alone, with_normals) in [
        ("Arson", 0.595283, 0.935617),
        ("Explosion", 0.595192, 0.941818),
        ("Fighting", 0.755283, 0.985448),
        ("Shoplifting", 0.658667, 0.891829),
        ("Arrest", 0.624952, 0.930006),
    ] {
        let found = evaluation.results().classes.iter().find(|c| c.class == class).expect(class);
        close(class, found.auroc_alone.unwrap(), alone, 5e-7);
        close(class, found.auroc_with_normals.unwrap(), with_normals, 5e-7);
    }
    assert_eq!(evaluation.results().classes.len(), 13);
    assert_eq!(evaluation.results().classes.iter().map(|c| c.videos).sum::<usize>(), 140);
}

#[test]
fn smoothing_and_normalising_move_the_number_as_stated() {
    let Some(set) = golden() else { return };
    let auroc = |smooth: Smooth, scope: SmoothScope, normalise: Normalise| {
        let switches = Conventions { smooth, smooth_scope: scope, normalise, ..Conventions::default() };
        evaluated(&set, &switches).results().pooled.auroc
    };
    let by = |smooth| auroc(smooth, SmoothScope::Video, Normalise::None);
    close("forward 7", by(Smooth::Forward(7)), 0.866114, 5e-7);
    close("gauss 3", by(Smooth::Gauss(3.0)), 0.867618, 5e-7);
    close("gauss 7", by(Smooth::Gauss(7.0)), 0.867651, 5e-7);
    close("box 10", by(Smooth::Box(10)), 0.867679, 5e-7);
    close("box 10 concat", auroc(Smooth::Box(10), SmoothScope::Concat, Normalise::None), 0.867586, 5e-7);
    let normalised = |rule| auroc(Smooth::None, SmoothScope::Video, rule);
    close("video minmax", normalised(Normalise::VideoMinmax), 0.7973, 5e-5);
    close("global minmax", normalised(Normalise::GlobalMinmax), 0.8675801019827, 1e-7);
}

/// Labels of snippets instead of frames, and truths of other lengths.
#[test]
fn snippet_labels_and_other_lengths_move_the_number_as_stated() {
    let Some((tracks, truth)) = golden() else { return };
    let snippets = |least: usize| {
        let labels = |video: &VideoTruth| -> Vec<bool> {
            let covered = video.labels();
            covered.chunks(16).map(|frames| frames.iter().filter(|odd| **odd).count() >= least).collect()
        };
        let videos = truth.videos.iter().map(|(id, v)| (id.clone(), VideoTruth::from_labels(&labels(v))));
        let set = (tracks.clone(), Truth { videos: videos.collect() });
        evaluated(&set, &Conventions { repeat: Some(1), ..Conventions::default() })
    };
    let (any, majority) = (snippets(1), snippets(8));
    close("any frame", any.results().pooled.auroc, 0.868658, 5e-7);
    close("majority", majority.results().pooled.auroc, 0.867526, 5e-7);
    assert_eq!((any.curve().positives(), majority.curve().positives()), (5398, 5274));
    assert_eq!(any.pool().truth_totals.0, 69_355);
}

#[test]
fn the_intervals_are_those_of_the_stated_draws() {
    let Some(set) = golden() else { return };
    let evaluation = by_default(&set);
    let mut bootstrap = Bootstrap::new(&evaluation);
    assert_eq!(bootstrap.first_draws(0, 8), [91, 98, 54, 91, 110, 20, 109, 37]);
    for (b, want) in [0.860488043154, 0.894954301893, 0.881139304305].into_iter().enumerate() {
        close("replicate", bootstrap.replicate(b as u64).unwrap().0.auroc, want, 1e-12);
    }
    assert_eq!(bootstrap.step(400), (400, 1000));
    assert_eq!(bootstrap.step(4000), (1000, 1000));
    let found = bootstrap.finish().own.unwrap();
    for (what, got, want) in [
        ("auroc", found.auroc.ci95, [0.805508, 0.909956]),
        ("ap step", found.ap_step.ci95, [0.238934, 0.458381]),
        ("ap trapezoid", found.ap_trapezoid.ci95, [0.239598, 0.459328]),
    ] {
        close(what, got[0], want[0], 5e-7);
        close(what, got[1], want[1], 5e-7);
    }
    close("sd", found.auroc.sd, 0.027281, 5e-7);
    assert_eq!((found.replicates, found.seed), (1000, 0));
    assert_eq!(Bootstrap::new(&evaluation).run().own, Some(found), "in one go as in steps");
}

#[test]
fn the_plotted_curves_hold_the_area_of_the_metrics() {
    let Some(set) = golden() else { return };
    let evaluation = by_default(&set);
    let curve = evaluation.curve();
    let area = |points: &[PlotPoint]| -> f64 {
        points.windows(2).map(|w| (w[1][0] - w[0][0]) * (w[0][1] + w[1][1]) / 2.0).sum()
    };
    let roc = plot_roc(curve);
    close("roc", area(&roc), evaluation.results().pooled.auroc, 1e-12);
    let pr = plot_pr(curve, ApRule::Trapezoid);
    close("pr trapezoid", area(&pr), evaluation.results().pooled.ap_trapezoid, 1e-12);
    close("pr step", area(&plot_pr(curve, ApRule::Step)), evaluation.results().pooled.ap_step, 1e-12);
    assert!(
        (700..1001).contains(&roc.len()) && (1100..1501).contains(&pr.len()),
        "{} {}",
        roc.len(),
        pr.len()
    );
    assert_eq!(curve.csv_lines().count(), 69_188);
}
