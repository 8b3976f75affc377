use super::*;
use crate::random::Random;

fn parsed(naming: Naming, path: &str) -> Option<(String, usize)> {
    naming.parse(path).map(|name| (name.video, name.crop))
}

#[test]
fn ucf_names_give_video_and_crop() {
    let ucf = Naming::UcfCrime;
    let video = |id: &str, crop| Some((id.to_string(), crop));
    assert_eq!(parsed(ucf, "Abuse001_x264__3.npy"), video("Abuse001_x264", 3));
    assert_eq!(parsed(ucf, "Abuse001_x264.npy"), video("Abuse001_x264", 0));
    assert_eq!(parsed(ucf, "Abuse001_x264__0.npy"), video("Abuse001_x264", 0));
    assert_eq!(parsed(ucf, "train/Abuse/Abuse001_x264__9.npy"), video("Abuse001_x264", 9));
    assert_eq!(parsed(ucf, r"C:\UCF\Abuse001_x264__9.npy"), video("Abuse001_x264", 9));
    assert_eq!(parsed(ucf, "Normal_Videos_003_x264__1.npy"), video("Normal_Videos_003_x264", 1));
    assert_eq!(parsed(ucf, "Normal_Videos003_x264.npy"), video("Normal_Videos003_x264", 0));
}

#[test]
fn what_is_no_ucf_name_is_not_taken_for_one() {
    for name in [
        "Abuse001_x264__10.npy",
        "Abuse001_x264__.npy",
        "Abuse001_x264_3.npy",
        "abuse001_x264.npy",
        "A001_x264.npy",
        "Abuse01_x264.npy",
        "Abuse0001_x264.npy",
        "Abuse001.npy",
        "Abuse001_x264.npz",
        "Abuse001_x264",
        "Abuse_001_x264.npy",
        "Normal_Videos__003_x264.npy",
        "xAbuse001_x264_gt.npy",
        "",
    ] {
        assert_eq!(parsed(Naming::UcfCrime, name), None, "{name}");
    }
}

#[test]
fn xd_names_give_video_and_crop() {
    let xd = Naming::XdViolence;
    for id in [
        "Bad.Boys.1995__#01-11-55_01-12-40_label_G-B2-B6",
        "A.Beautiful.Mind.2001__#00-25-20_00-29-20_label_A",
        "v=8cTqh9tMz_I__#1_label_A",
        "Casino.Royale.2006__#00-00-00_label_B1-0-0",
        "short_label_B1",
    ] {
        for crop in 0..5 {
            let path = format!("RGBTest/{id}__{crop}.npy");
            assert_eq!(parsed(xd, &path), Some((id.to_string(), crop)));
        }
        for wrong in ["__5.npy", ".npy", "__0.npz", "__00.npy"] {
            assert_eq!(parsed(xd, &format!("{id}{wrong}")), None, "{id}{wrong}");
        }
    }
    for wrong in [
        "a_label_C__0.npy",
        "a_label_B3__0.npy",
        "a_label_A-0__0.npy",
        "a_label_0__0.npy",
        "a_label_B1-B2-B4-B5__0.npy",
        "a_label_B1-__0.npy",
        "_label_A__0.npy",
        "a__0.npy",
    ] {
        assert_eq!(parsed(xd, wrong), None, "{wrong}");
    }
}

#[test]
fn other_names_are_the_id_and_a_crop_of_one_digit() {
    let generic = |path| parsed(Naming::Generic, path);
    assert_eq!(generic("features/01_0014.npy"), Some(("01_0014".into(), 0)));
    assert_eq!(generic("a__b__2.npy"), Some(("a__b".into(), 2)));
    assert_eq!(generic("a__12.npy"), Some(("a__12".into(), 0)));
    assert_eq!(generic("__1.npy"), Some(("__1".into(), 0)));
    assert_eq!(generic(".npy"), None);
}

#[test]
fn a_naming_is_detected_only_where_all_files_follow_it() {
    let ucf = ["a/Abuse001_x264.npy", "b/Normal_Videos_003_x264__1.npy"];
    assert_eq!(Naming::detect(ucf), Naming::UcfCrime);
    assert_eq!(Naming::detect(["x_label_A__0.npy", "y_label_B1__1.npy"]), Naming::XdViolence);
    assert_eq!(Naming::detect([ucf[0], "01_0014.npy"]), Naming::Generic);
    assert_eq!(Naming::detect([]), Naming::Generic);
}

#[test]
fn names_say_the_label_where_the_data_set_has_it() {
    assert_eq!(Naming::UcfCrime.label("Normal_Videos_003_x264"), Some(false));
    assert_eq!(Naming::UcfCrime.label("Abuse001_x264"), Some(true));
    assert_eq!(Naming::XdViolence.label("a__#1_label_A"), Some(false));
    assert_eq!(Naming::XdViolence.label("a__#1_label_B1-0-0"), Some(true));
    assert_eq!(Naming::Generic.label("Normal_1"), None);
}

#[test]
fn no_name_makes_a_panic_and_every_taken_one_leads_back_to_its_file() {
    let letters: Vec<char> = "Aa_x264__label_B1-0G#=.é/\\npy".chars().collect();
    for case in 0..5000 {
        let mut random = Random::keyed(1, "names", case);
        let length = random.below(24);
        let mut name: String = (0..length).map(|_| letters[random.below(letters.len())]).collect();
        name.push_str(".npy");
        for naming in [Naming::UcfCrime, Naming::XdViolence, Naming::Generic] {
            if let Some(FileName { video, crop, says_crop }) = naming.parse(&name) {
                let suffix = if says_crop { format!("__{crop}") } else { String::new() };
                assert_eq!(base_name(&name), format!("{video}{suffix}.npy"));
            }
        }
    }
}

#[test]
fn a_naming_reads_back_as_it_is_written() {
    for naming in [Naming::UcfCrime, Naming::XdViolence, Naming::Generic] {
        assert_eq!(naming.to_string().parse(), Ok(naming));
    }
    assert!("ucf".parse::<Naming>().unwrap_err().contains("ucf-crime"));
}
