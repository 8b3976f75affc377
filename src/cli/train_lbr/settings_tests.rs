use super::*;

fn parsed(text: &str) -> Result<Settings, ConfigError> {
    Settings::parse(text, Path::new("/set"))
}

const DATA: &str = "[data]\nframes = \"f\"\npreset = \"ped2\"\n";

#[test]
fn what_is_left_out_is_the_papers() {
    let found = parsed(DATA).unwrap();
    assert_eq!(found.train, TrainSettings::default());
    assert_eq!((found.train.epochs, found.score.window), (30, 10));
    assert_eq!((found.data.frames, found.data.preset), (PathBuf::from("/set/f"), Preset::Ped2));
}

#[test]
fn the_committed_configuration_of_ped2_is_the_published_one() {
    let found = parsed(include_str!("../../../configs/ped2.toml")).unwrap();
    let seeds = vec![0, 1, 2];
    assert_eq!(found.train, TrainSettings { seeds, ..TrainSettings::default() });
    assert_eq!((found.score.window, found.data.preset), (10, Preset::Ped2));
    assert!(found.data.boxes.is_some());
}

#[test]
fn the_committed_configurations_of_the_other_sets_are_the_published_ones() {
    let sets = [
        (include_str!("../../../configs/ped1.toml"), Preset::Ped1),
        (include_str!("../../../configs/avenue.toml"), Preset::Avenue),
        (include_str!("../../../configs/shanghaitech.toml"), Preset::ShanghaiTech),
    ];
    for (text, preset) in sets {
        let found = parsed(text).unwrap();
        let seeds = vec![0, 1, 2];
        assert_eq!(found.train, TrainSettings { seeds, ..TrainSettings::default() });
        assert_eq!((found.score.window, found.data.preset), (10, preset));
        assert_eq!((found.data.mode, found.data.boxes), (LearnFrom::Partial, None));
    }
}

#[test]
fn merge_and_classic_modes_have_training_clips() {
    let with = |lines: &str| parsed(&format!("{DATA}{lines}\n"));
    let merge = with("mode = \"merge\"\ntrain_frames = \"t\"\ntruth = \"m\"").unwrap();
    assert_eq!(merge.data.mode, LearnFrom::Merge);
    assert_eq!(merge.train_clips().map(|clips| clips.frames), Some(PathBuf::from("/set/t")));
    assert_eq!(with("mode = \"classic\"\ntrain_frames = \"t\"").unwrap().data.mode, LearnFrom::Classic);
    let code = |lines: &str| with(lines).unwrap_err().code();
    assert_eq!(code("mode = \"merge\""), "config/value");
    assert_eq!(code("train_frames = \"t\""), "config/value");
    assert_eq!(code("train_boxes = \"t.npz\""), "config/value");
    assert_eq!(code("truth = \"m\""), "config/value");
    let one_sided = "boxes = \"b.npz\"\nmode = \"merge\"\ntrain_frames = \"t\"";
    assert_eq!(code(one_sided), "config/value");
    assert_eq!(code("mode = \"all\""), "config/toml");
}

#[test]
fn the_variants_are_named() {
    let with = |lines: &str| parsed(&format!("{DATA}[train]\n{lines}\n"));
    let found = with("motion = true\nweights = \"easy-to-hard\"").unwrap();
    assert_eq!((found.train.motion, found.mode()), (true, Some(Mode::EasyToHard)));
    assert_eq!(with("refine = false").unwrap().mode(), None);
    assert_eq!(with("weights = \"soft\"").unwrap_err().code(), "config/toml");
}

#[test]
fn keys_and_values_that_cannot_be_are_refused() {
    let code = |text: &str| parsed(text).unwrap_err().code();
    assert_eq!(code("[data]\npreset = \"ped2\"\n"), "config/toml");
    assert_eq!(code(&format!("{DATA}colour = 1\n")), "config/toml");
    assert_eq!(code(&DATA.replace("ped2", "ped3")), "config/toml");
    assert_eq!(code(&DATA.replace("ped2", "clip")), "config/value");
    let with = |line: &str| code(&format!("{DATA}{line}\n"));
    assert_eq!(with("[train]\nepochs = 0"), "config/value");
    assert_eq!(with("[train]\nsave_every = 0"), "config/value");
    assert_eq!(with("[train]\nbatch = 1"), "config/value");
    assert_eq!(with("[train]\nseeds = []"), "config/value");
    assert_eq!(with("[train]\nseeds = [1, 1]"), "config/value");
    assert_eq!(with("[train]\nwidth = 0.3"), "config/value");
    assert_eq!(with("[score]\nwindow = 7"), "config/value");
}
