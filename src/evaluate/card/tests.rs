//! Cards of small sets: every field, both ways, computed again.

use std::collections::BTreeMap;

use serde_json::Value;

use super::*;
use crate::evaluate::detection::NormalClass;
use crate::evaluate::{Bootstrap, DataSet, LengthPolicy, Preset, Smooth, Truth, TruthEvent, VideoTruth};
use crate::scores::ScoreTrack;

fn set() -> (BTreeMap<String, ScoreTrack>, Truth) {
    let tracks = [("a", vec![0.1, 0.3, 0.2, 0.9]), ("b", vec![0.2, 0.6, 0.1]), ("c", vec![0.5, 0.4, 0.7])];
    let tracks = tracks.into_iter().map(|(id, scores)| (id.to_string(), ScoreTrack::new(1, scores)));
    let event = |start, end| vec![TruthEvent { start, end, class: "cart".into(), ..TruthEvent::default() }];
    let truth = [("a", 4, event(2, 4)), ("b", 3, Vec::new()), ("c", 3, event(1, 2))];
    let truth = truth.into_iter().map(|(id, frames, events)| (id.to_string(), VideoTruth { frames, events }));
    (tracks.collect(), Truth { videos: truth.collect() })
}

fn facts() -> CardFacts {
    CardFacts {
        scores_sha256: Some("ab".repeat(32)),
        truth_sha256: Some("cd".repeat(32)),
        ..CardFacts::default()
    }
}

fn card(switches: &Conventions) -> Card {
    let (tracks, truth) = set();
    let evaluation = Evaluation::new(&tracks, &truth, switches, None).unwrap();
    Card::new(&evaluation, &facts(), Some(&Bootstrap::new(&evaluation).run()), None)
}

#[test]
fn a_card_comes_back_from_its_json() {
    let presets = Preset::ALL.map(|preset| Conventions { repeat: None, ..preset.conventions() });
    for switches in presets.iter().chain([&Conventions::default()]) {
        let card = card(switches);
        let again = Card::from_json(&card.to_json().unwrap()).unwrap();
        assert_eq!(differences(&card, &again).unwrap(), []);
        assert_eq!((again.model, again.run), (card.model, card.run));
    }
}

#[test]
fn nothing_is_left_out_and_what_is_missing_says_so() {
    let json: Value = serde_json::from_str(&card(&Conventions::default()).to_json().unwrap()).unwrap();
    for field in ["detection", "regions", "comparison"] {
        assert_eq!(json[field], "n/a", "{field}");
    }
    for field in ["method", "config_sha256", "weights", "selection", "feature_width", "features_sha256"] {
        assert_eq!(json["model"][field], "n/a", "{field}");
    }
    for field in ["date", "backend", "adapter", "fallback"] {
        assert_eq!(json["run"][field], "n/a", "{field}");
    }
    assert_eq!(json["results"]["unsmoothed"], "n/a");
    assert_eq!(json["data"]["ground_truth"]["variant"], "unknown variant");
    assert_eq!(json["conventions"]["smooth"], "none");
    assert_eq!(json["conventions"]["repeat"], 1);
    let (tracks, truth) = set();
    let odd: BTreeMap<_, _> = tracks.into_iter().filter(|(id, _)| id == "a").collect();
    let subset = Conventions { subset: true, ..Conventions::default() };
    let evaluation = Evaluation::new(&odd, &truth, &subset, None).unwrap();
    let card = Card::new(&evaluation, &facts(), None, None);
    let json: Value = serde_json::from_str(&card.to_json().unwrap()).unwrap();
    assert_eq!(json["stamp"], "SUBSET");
    assert_eq!(json["data"]["left_out"]["without_scores"], serde_json::json!(["b", "c"]));
    assert_eq!((&json["results"]["far"], &json["intervals"]), (&"undefined".into(), &"n/a".into()));
    assert!(card.lines()[0].ends_with("SUBSET"));
}

#[test]
fn a_field_that_is_missing_or_of_another_kind_is_refused() {
    let text = card(&Conventions::default()).to_json().unwrap();
    let without = |section: &str, field: &str| {
        let mut json: Value = serde_json::from_str(&text).unwrap();
        let section = if section.is_empty() { &mut json } else { &mut json[section] };
        section.as_object_mut().unwrap().remove(field).unwrap();
        Card::from_json(&json.to_string())
    };
    for (section, field) in [
        ("", "stamp"),
        ("", "comparison"),
        ("data", "split"),
        ("results", "auroc"),
        ("model", "weights"),
        ("", "warnings"),
    ] {
        assert!(matches!(without(section, field), Err(EvaluateError::CardJson(_))), "{section}.{field}");
    }
    assert_eq!(Card::from_json("{}").unwrap_err().code(), "card/json");
    assert_eq!(Card::from_json("").unwrap_err().code(), "card/json");
    let other = text.replace(FORMAT, "oddframe-card/9");
    assert_eq!(Card::from_json(&other).unwrap_err().code(), "card/format");
}

#[test]
fn a_card_is_verified_by_its_own_inputs_and_by_no_others() {
    let (tracks, truth) = set();
    let switches = Conventions { smooth: Smooth::Box(2), drop_head: 1, ..Conventions::default() };
    let text = card(&switches).to_json().unwrap();
    let verify = |card: &Card, tracks| {
        let again = Evaluation::new(tracks, &truth, &card.conventions, card.data.data_set).unwrap();
        verify(card, &again, &facts()).unwrap()
    };
    assert_eq!(verify(&Card::from_json(&text).unwrap(), &tracks), []);

    let mut tampered = Card::from_json(&text).unwrap();
    tampered.results.pooled.auroc += 1e-6;
    tampered.data.frames += 1;
    let fields: Vec<String> = verify(&tampered, &tracks).into_iter().map(|d| d.field).collect();
    assert_eq!(fields, ["data.frames", "results.auroc"]);

    let mut others = tracks.clone();
    others.insert("a".into(), ScoreTrack::new(1, vec![0.9, 0.8, 0.2, 0.1]));
    let fields: Vec<String> =
        verify(&Card::from_json(&text).unwrap(), &others).into_iter().map(|d| d.field).collect();
    assert!(
        fields.contains(&"results.auroc".into()) && fields.contains(&"intervals.auroc.ci95[0]".into()),
        "{fields:?}"
    );
}

#[test]
fn other_files_of_the_same_numbers_show_by_their_hash() {
    let (tracks, truth) = set();
    let card = card(&Conventions::default());
    let facts = CardFacts { truth_sha256: Some("ef".repeat(32)), ..facts() };
    let again = Evaluation::new(&tracks, &truth, &card.conventions, None).unwrap();
    let found = verify(&card, &again, &facts).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].field, "data.ground_truth.sha256");
}

#[test]
fn the_text_holds_every_section() {
    let held = Conventions { length_policy: LengthPolicy::Truncate, ..Conventions::default() };
    let (mut tracks, truth) = set();
    tracks.get_mut("a").unwrap().scores.pop();
    let evaluation = Evaluation::new(&tracks, &truth, &held, Some(DataSet::Ped2)).unwrap();
    let text = Card::new(&evaluation, &facts(), None, None).lines().join("\n");
    for line in [
        "AUROC  ",
        "  control: video mean",
        "RBDC / TBDC                         n/a",
        "Class cart",
        "Published, LBR-SPR                  AUROC 97.2 %",
        "Videos                              3 of 12",
        "  frames                            a: 3 scored, 4 in the truth, 3 evaluated",
        "Lengths                             truncate",
        "Warning                             W4: total 9 is not a known variant of UCSD Ped2",
        "sha256 cdcdcdcdcdcdcdcd",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn a_card_of_scores_by_class_says_what_a_class_is() {
    let mut card = card(&Conventions::default());
    assert!(!card.lines().join("\n").contains("never an accusation"));
    let (map, normal_class) = (vec![[0.5, 10.0]], NormalClass::Drop);
    card.detection = Some(DetectionResult { map, average: 10.0, normal_class });
    assert!(card.lines().join("\n").contains("never an accusation"));
}
