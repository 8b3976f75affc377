//! Switches in words, presets, totals, and names.

use super::*;

#[test]
fn every_switch_comes_back_from_its_word() {
    fn back<T: std::fmt::Display + std::str::FromStr<Err = SwitchError> + PartialEq + std::fmt::Debug>(
        values: &[T],
    ) {
        for value in values {
            assert_eq!(&value.to_string().parse::<T>().unwrap(), value);
        }
    }
    back(&[Crop::Mean, Crop::Only(5)]);
    back(&[Smooth::None, Smooth::Forward(7), Smooth::Block(8), Smooth::Box(10), Smooth::Gauss(2.5)]);
    back(&[SmoothScope::Video, SmoothScope::Concat]);
    back(&[Normalise::None, Normalise::GlobalMinmax, Normalise::VideoMinmax, Normalise::TrainZ]);
    back(&[Normalise::TrainZWith { mean: 25.876, std: 20.711 }]);
    back(&[Interval::HalfOpen0, Interval::Inclusive0, Interval::Inclusive1]);
    back(&[LengthPolicy::Strict, LengthPolicy::Truncate, LengthPolicy::HoldLast, LengthPolicy::Build]);
    back(&[ApRule::Both, ApRule::Trapezoid, ApRule::Step]);
    back(&[Average::Micro, Average::MacroSkip, Average::MacroPad]);
    back(&[NormalClass::ExcludeQuirk, NormalClass::Include, NormalClass::Drop]);
    back(&Preset::ALL);
    back(&DataSet::ALL);
}

#[test]
fn a_word_that_is_no_value_is_refused_with_those_that_are() {
    for text in ["", "forward", "forward:0", "box:-1", "gauss:NaN", "gauss:0", "Forward:7", "forward:7 "] {
        let error = text.parse::<Smooth>().unwrap_err();
        assert!(error.to_string().starts_with("smooth: expected none, forward:K"), "{error}");
        assert!(error.to_string().ends_with(&format!("found \"{text}\"")), "{error}");
    }
    for text in ["train_z:1", "train_z:1,0", "train_z:1,-1", "train_z:inf,1", "minmax"] {
        assert!(text.parse::<Normalise>().is_err(), "{text}");
    }
    assert!("only:".parse::<Crop>().is_err() && "only:-1".parse::<Crop>().is_err());
}

#[test]
fn conventions_come_back_from_json_and_unknown_switches_do_not_pass() {
    for preset in Preset::ALL {
        let switches = Conventions::of(preset);
        let text = serde_json::to_string(&switches).unwrap();
        assert_eq!(serde_json::from_str::<Conventions>(&text).unwrap(), switches);
    }
    assert_eq!(serde_json::from_str::<Conventions>("{}").unwrap(), Conventions::default());
    for wrong in [r#"{"smoothing":"none"}"#, r#"{"smooth":"forward:0"}"#, r#"{"drop_head":-1}"#] {
        assert!(serde_json::from_str::<Conventions>(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn presets_are_those_of_the_published_systems() {
    assert!(Preset::ALL.iter().all(|preset| preset.conventions().modified().is_empty()));
    assert_eq!(Conventions::of(Preset::Pel4VadUcf).smooth, Smooth::Forward(7));
    assert_eq!(Conventions::of(Preset::Pel4VadXd).smooth, Smooth::Block(8));
    assert_eq!(Conventions::of(Preset::DsaNetUcf).crop, Crop::Only(5));
    assert_eq!(Conventions::of(Preset::DsaNetXd).crop, Crop::Only(0));
    let lbr = Conventions::of(Preset::Lbr);
    assert_eq!((lbr.repeat, lbr.smooth, lbr.smooth_scope), (Some(1), Smooth::Box(10), SmoothScope::Concat));
    assert_eq!((lbr.normalise, lbr.empty_frame), (Normalise::TrainZ, Some(-20.0)));
}

#[test]
fn a_changed_switch_is_listed_as_modified() {
    let plain = Conventions { far_tau: 0.3, drop_head: 4, ..Conventions::default() };
    assert_eq!(plain.modified(), ["drop_head", "far_tau"]);
    let preset = Conventions { smooth: Smooth::None, ..Conventions::of(Preset::Pel4VadUcf) };
    assert_eq!(preset.modified(), ["smooth"]);
    let with_statistics = Conventions {
        normalise: Normalise::TrainZWith { mean: 1.0, std: 2.0 },
        ..Conventions::of(Preset::Lbr)
    };
    assert!(with_statistics.modified().is_empty());
}

#[test]
fn totals_tell_the_ground_truth() {
    let found =
        |frames, positive| GroundTruthVariant::detect(None, frames, positive).map(|v| (v.data_set, v.name));
    assert_eq!(found(1_109_680, 84_128).unwrap().0, DataSet::UcfCrime);
    assert!(found(1_109_680, 84_277).unwrap().1.contains("inclusive ends"));
    assert_eq!(found(1_109_680, 84_129), None);
    assert_eq!(found(2_331_248, 123).unwrap().0, DataSet::XdViolence);
    assert_eq!(found(2_010, 1_648).unwrap().0, DataSet::Ped2);
    assert_ne!(found(15_324, 3_712), found(15_324, 3_867));
    assert_eq!(GroundTruthVariant::detect(Some(DataSet::XdViolence), 1_109_680, 84_128), None);
}

#[test]
fn names_tell_the_class_where_they_do() {
    let ucf = |id| class_by_name(DataSet::UcfCrime, id);
    assert_eq!(ucf("RoadAccidents001_x264"), ["RoadAccidents"]);
    assert_eq!(ucf("Normal_Videos_003_x264"), ["Normal"]);
    assert!(ucf("Kitchen001").is_empty() && ucf("").is_empty() && ucf("é").is_empty());
    let xd = |id| class_by_name(DataSet::XdViolence, id);
    assert_eq!(xd("Salt.2010__#00-17-00_00-18-10_label_B1-B2-0"), ["B1", "B2"]);
    assert_eq!(xd("v=abc__#1_label_A"), ["Normal"]);
    assert!(xd("plain").is_empty() && class_by_name(DataSet::Ped2, "Arson001").is_empty());
}
