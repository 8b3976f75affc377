use super::*;

const DS: [[f64; 4]; 2] = [[0.1, 0.5, 0.1, 0.4], [0.05, 0.05, 0.03, 0.02]];
const DF: [[f64; 4]; 2] = [[0.2, 0.4, 0.0, 1.0], [0.04, 0.04, 0.4, 1.6]];

fn toy(negative_steps: usize) -> [BagDynamics<'static>; 2] {
    [
        BagDynamics { positive: true, score: &DS[0], feature: &DF[0] },
        BagDynamics { positive: false, score: &DS[1][..negative_steps], feature: &DF[1][..negative_steps] },
    ]
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-11, "{found}, expected {expected}");
}

#[test]
fn dynamics_of_the_toy_are_the_worked_ones() {
    let rows = [1.0, 0.0, 0.8, 0.6, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0];
    for (found, expected) in feature_dynamics(&rows, 2).iter().zip(DF[0]) {
        near(*found, expected);
    }
    for (found, expected) in feature_dynamics(&rows.map(|value| value as f32), 2).iter().zip(DF[0]) {
        assert!((found - expected).abs() < 1e-7, "{found}, expected {expected}");
    }
    for (found, expected) in score_dynamics(&[0.1, 0.2, 0.7, 0.6, 0.2]).iter().zip(DS[0]) {
        near(*found, expected);
    }
    assert!(score_dynamics(&[0.3]).is_empty() && feature_dynamics(&[1.0_f64, 2.0], 2).is_empty());
}

#[test]
fn a_row_of_zeros_is_at_right_angles_to_all() {
    assert_eq!(feature_dynamics(&[0.0_f64, 0.0, 1.0, 0.0, 0.0, 0.0], 2), [1.0, 1.0]);
}

#[test]
fn the_ranking_loss_has_the_worked_values() {
    let config = LossConfig::default();
    let value = |config: &LossConfig| ranking(&toy(4), config).0.value;
    let (loss, energies) = ranking(&toy(4), &config);
    near(loss.value, 0.2525);
    near(energies.positive.expect("a positive bag"), 0.25);
    near(energies.negative.expect("a negative bag"), 0.0025);
    near(value(&LossConfig { zeta: 0.1, ..config.clone() }), 0.0);
    near(value(&LossConfig { dr_select: DrSelect::Firstk, ..config.clone() }), 0.4925);
    near(value(&LossConfig { dr_select: DrSelect::All, ..config.clone() }), 0.394075);
    let (two, energies) = ranking_of(&toy(4), &config, |bag| bag.chosen_of(DrSelect::Topk, 2));
    near(two.value, 0.2975);
    near(energies.positive.expect("a positive bag"), 0.205);
    near(energies.negative.expect("a negative bag"), 0.0025);
}

#[test]
fn the_aligning_loss_has_the_worked_values() {
    let config = LossConfig::default();
    let value = |steps, config: &LossConfig| aligning(&toy(steps), config).value;
    near(value(4, &config), 0.292576463421);
    near(value(4, &LossConfig { eps: 1e-7, ..config.clone() }), 0.321359310048);
    near(value(4, &LossConfig { eps: 1e-3, ..config.clone() }), 0.205642157349);
    let normed = |da_norm| value(2, &LossConfig { da_norm, ..config.clone() });
    near(normed(DaNorm::PerBag), 0.330551028502);
    near(normed(DaNorm::PerStep), 0.387087190916);
    near(normed(DaNorm::Padded), 0.290315393187);
}

#[test]
fn ranking_pairs_are_counted_one_by_one() {
    let low = [0.01, 0.02];
    let high = [0.9, 0.1];
    let bag = |positive, score| BagDynamics { positive, score, feature: &[0.5, 0.5] };
    let bags = [bag(true, &high), bag(true, &low), bag(false, &low)];
    let pairs = LossConfig { dr_pairing: DrPairing::AllPairs, ..LossConfig::default() };
    // Hinges: .5 - .81 + .0004 < 0 and .5 - .0004 + .0004.
    near(ranking(&bags, &pairs).0.value, 0.25);
    near(ranking(&bags, &LossConfig::default()).0.value, 0.5 - 0.4052 + 0.0004);
}

#[test]
fn negative_bags_can_have_a_k_of_their_own() {
    let score = vec![0.3; 39];
    let long = BagDynamics { positive: false, score: &score, feature: &score };
    let one = LossConfig { dr_k_neg: DrKNeg::One, ..LossConfig::default() };
    assert_eq!(long.chosen(&LossConfig::default()).len(), 3);
    assert_eq!(long.chosen(&one).len(), 1);
    assert_eq!(BagDynamics { positive: true, ..long }.chosen(&one).len(), 3);
}

#[test]
fn a_bag_of_one_snippet_and_a_missing_class_cost_nothing() {
    let single = BagDynamics { positive: false, score: &[], feature: &[] };
    let config = LossConfig::default();
    let (loss, energies) = ranking(&[toy(4)[0], single], &config);
    assert_eq!((loss.value, energies.negative), (0.0, None));
    near(aligning(&[toy(4)[0], single], &config).value, 0.500159515745);
    assert_eq!(aligning(&[single], &config).value, 0.0);
    let short = BagDynamics { positive: true, score: &[0.2], feature: &[0.3] };
    assert_eq!(short.chosen(&config), [0]);
}

#[test]
fn detaching_stops_one_gradient_and_leaves_the_value() {
    let free = aligning(&toy(4), &LossConfig::default());
    let score = aligning(&toy(4), &LossConfig { detach: Detach::Score, ..LossConfig::default() });
    let feature = aligning(&toy(4), &LossConfig { detach: Detach::Feature, ..LossConfig::default() });
    assert_eq!((free.value, free.value), (score.value, feature.value));
    assert!(score.by_score.concat().iter().all(|&g| g == 0.0));
    assert!(feature.by_feature.concat().iter().all(|&g| g == 0.0));
    assert_eq!((&score.by_feature, &feature.by_score), (&free.by_feature, &free.by_score));
}

#[test]
fn equal_neighbours_stay_finite() {
    let bag = BagDynamics { positive: true, score: &[0.4], feature: &[0.0] };
    let loss = aligning(&[bag], &LossConfig::default());
    near(loss.value, -0.4 * (1e-6_f64).ln());
    assert!(loss.by_feature[0][0].is_finite());
}

#[test]
fn correlation_is_pearsons() {
    let bag = BagDynamics { positive: true, score: &[0.1, 0.2, 0.3], feature: &[0.2, 0.4, 0.6] };
    near(correlation(&[bag]).expect("both vary"), 1.0);
    assert_eq!(correlation(&[BagDynamics { feature: &[0.5; 3], ..bag }]), None);
    assert_eq!(correlation(&[]), None);
}
