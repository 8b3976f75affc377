//! Classes at other temperatures.

use super::*;

/// One snippet, seen by two crops.
fn scored() -> VideoScores {
    let crop = |logit, classes: [f32; 3]| CropScores { logits: vec![logit], class_logits: classes.into() };
    VideoScores {
        scores: vec![0.8],
        classes: Vec::new(),
        crops: vec![crop(2.0, [3.0, 1.0, 2.0]), crop(2.0, [3.0, 2.0, 1.0])],
        zero_rows: Vec::new(),
        seems_normalised: false,
    }
}

#[test]
fn classes_at_a_temperature_are_the_mean_over_the_crops() {
    for (temperature, [normal, first, second]) in
        [(5.0, [0.401312, 0.269509, 0.329179]), (1.0, [0.119203, 0.236883, 0.643914])]
    {
        let found = scored().classes_at(temperature).unwrap();
        let odd = (first + second) / 2.0;
        for (found, expected) in found.iter().zip([normal, odd, odd]) {
            assert!((found - expected).abs() < 1e-6, "{found}, expected {expected}");
        }
        assert_eq!(found.len(), 3);
    }
}

#[test]
fn a_temperature_that_softens_nothing_is_refused() {
    for temperature in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let found = scored().classes_at(temperature);
        assert!(matches!(found, Err(DsaNetError::Setting { name: "temperature", .. })), "{found:?}");
    }
}

#[test]
fn without_classes_there_is_nothing_at_any_temperature() {
    let crops = vec![CropScores { logits: vec![1.0, -1.0], class_logits: Vec::new() }];
    assert!(VideoScores { crops, ..scored() }.classes_at(1.0).unwrap().is_empty());
}
