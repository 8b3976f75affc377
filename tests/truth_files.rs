//! Real score and truth files in every form that they come in, against their published totals.
//!
//! Needs the data folder beside the repository; without it the tests say "skipped".

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use oddframe::evaluate::inputs::{
    InputError, InputWarning, MemoryFiles, PairOptions, Paired, ScoreContent, ScoreInput, TruthContent,
    TruthInput, pair, read_scores, read_truth,
};
use oddframe::evaluate::{Conventions, Evaluation, Truth};
use oddframe::formats::annotations::{Interval, VideoList};
use oddframe::scores::ScoreTrack;

/// Frames and positive frames of the UCF-Crime truth.
const UCF_TOTALS: (usize, usize) = (1_109_680, 84_128);

fn data(part: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data")).join(part);
    if !path.exists() {
        println!("skipped: ../shared is not here");
        return None;
    }
    Some(path)
}

fn file(path: &Path) -> MemoryFiles {
    MemoryFiles::one("given", fs::read(path).expect("readable"))
}

fn totals(truth: &Truth) -> (usize, usize) {
    let frames = truth.videos.values().map(|video| video.frames).sum();
    let odd = truth.videos.values().map(|video| video.labels().into_iter().filter(|odd| *odd).count()).sum();
    (frames, odd)
}

/// A one-dimensional `.npy`.
fn npy(descr: &str, count: usize, data: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': ({count},), }}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(data);
    bytes
}

struct Ucf {
    scores: ScoreInput,
    truth: Truth,
    order: String,
}

fn ucf() -> Option<Ucf> {
    let folder = data("ucf-crime")?;
    let scores = read_scores(&file(&folder.join("scores.npz")), None).expect("scores");
    let TruthContent::PerVideo(truth) = read_truth(&file(&folder.join("truth.npz"))).expect("truth").truth
    else {
        panic!("truth.npz holds one array per video");
    };
    Some(Ucf { scores, truth, order: fs::read_to_string(folder.join("order.txt")).expect("order") })
}

impl Ucf {
    fn tracks(&self) -> &BTreeMap<String, ScoreTrack> {
        match &self.scores.scores {
            ScoreContent::PerVideo(tracks) => tracks,
            ScoreContent::Concatenated { .. } => panic!("scores.npz holds one array per video"),
        }
    }

    /// All labels one after the other, in the published order.
    fn concatenated_truth(&self) -> TruthInput {
        let all: Vec<u8> =
            self.order.lines().flat_map(|id| self.truth.videos[id].labels()).map(u8::from).collect();
        read_truth(&MemoryFiles::one("gt-ucf.npy", npy("|u1", all.len(), &all))).expect("truth")
    }

    /// The same for the scores.
    fn concatenated_scores(&self) -> ScoreInput {
        let all: Vec<f32> = self.order.lines().flat_map(|id| self.tracks()[id].scores.clone()).collect();
        let data: Vec<u8> = all.iter().flat_map(|score| score.to_le_bytes()).collect();
        read_scores(&MemoryFiles::one("scores.npy", npy("<f4", all.len(), &data)), None).expect("scores")
    }

    /// The truth as the lines of the published annotation file.
    fn annotations(&self) -> TruthInput {
        let line = |id: &str| {
            let mut ends: Vec<String> = self.truth.videos[id]
                .events
                .iter()
                .map(|event| format!("{}  {}", event.start, event.end))
                .collect();
            ends.resize(2, "-1  -1".into());
            let class: String = id.chars().take_while(|c| c.is_ascii_alphabetic()).collect();
            format!("{id}.mp4  {class}  {}  \r\n", ends.join("  "))
        };
        let text: String = self.order.lines().map(line).collect();
        read_truth(&MemoryFiles::one("Temporal_Anomaly_Annotation.txt", text.into_bytes())).expect("truth")
    }
}

fn with_list(list: &VideoList) -> PairOptions<'_> {
    PairOptions { list: Some(list), ..PairOptions::default() }
}

fn auroc(paired: &Paired) -> f64 {
    let evaluation = Evaluation::of_paired(paired, &Conventions::default(), None).expect("both classes");
    evaluation.results().pooled.auroc
}

#[test]
fn the_ucf_truth_has_its_published_totals_in_every_form() {
    let Some(ucf) = ucf() else { return };
    assert_eq!((ucf.truth.videos.len(), totals(&ucf.truth)), (290, UCF_TOTALS));
    let list = VideoList::read(ucf.order.as_bytes()).expect("list");
    assert_eq!(list.entries.len(), 290);
    for truth in [ucf.concatenated_truth(), ucf.annotations()] {
        let format = truth.format.clone();
        let paired = pair(ucf.scores.clone(), truth, &with_list(&list)).expect("pairs");
        assert_eq!(totals(&paired.truth), UCF_TOTALS, "{format}");
        for (id, video) in &ucf.truth.videos {
            assert_eq!(paired.truth.videos[id].labels(), video.labels(), "{format}: {id}");
        }
        assert!((auroc(&paired) - 0.8675801019827).abs() < 1e-12);
    }
}

#[test]
fn inclusive_ends_add_a_frame_to_every_event_that_does_not_end_with_its_video() {
    let Some(ucf) = ucf() else { return };
    let options = PairOptions { interval: Interval::Inclusive0, ..PairOptions::default() };
    let paired = pair(ucf.scores.clone(), ucf.annotations(), &options).expect("pairs");
    assert_eq!(totals(&paired.truth), (1_109_680, 84_277));
    assert!((auroc(&paired) - 0.867633).abs() < 5e-7);
    let clipped = paired.warnings.iter().filter(|w| matches!(w, InputWarning::EventOutside { .. })).count();
    assert_eq!((clipped, paired.events.len()), (7, 156));
}

#[test]
fn a_wrong_order_is_seen_by_the_names_of_normal_videos() {
    let Some(ucf) = ucf() else { return };
    let mut ids: Vec<&str> = ucf.order.lines().collect();
    ids.reverse();
    for wrong in
        [ids.join("\n"), ids.iter().rev().skip(1).chain(ids.last()).copied().collect::<Vec<_>>().join("\n")]
    {
        let list = VideoList::read(wrong.as_bytes()).expect("list");
        let error = pair(ucf.scores.clone(), ucf.concatenated_truth(), &with_list(&list)).unwrap_err();
        assert!(matches!(error, InputError::Order { .. }), "{error}");
        assert!(error.to_string().contains("is normal by name"), "{error}");
    }
}

#[test]
fn all_scores_in_one_array_are_cut_by_the_truth_or_pooled_without_a_list() {
    let Some(ucf) = ucf() else { return };
    let list = VideoList::read(ucf.order.as_bytes()).expect("list");
    let truth = || TruthInput {
        truth: TruthContent::PerVideo(ucf.truth.clone()),
        format: String::new(),
        warnings: vec![],
    };
    let paired = pair(ucf.concatenated_scores(), truth(), &with_list(&list)).expect("pairs");
    assert_eq!(&paired.scores, ucf.tracks());
    let pooled =
        pair(ucf.concatenated_scores(), ucf.concatenated_truth(), &PairOptions::default()).expect("pairs");
    assert!(pooled.is_order_unchecked);
    assert!((auroc(&pooled) - 0.8675801019827).abs() < 1e-12);
}

#[test]
fn a_table_of_the_scores_gives_every_bit_back() {
    let Some(ucf) = ucf() else { return };
    let rows = ucf.tracks().iter().flat_map(|(id, track)| {
        track.scores.iter().enumerate().map(move |(index, score)| format!("{id},{index},{score}\n"))
    });
    let table: String = rows.collect();
    let input = read_scores(&MemoryFiles::one("scores.csv", table.into_bytes()), None).expect("table");
    assert_eq!(input.scores, ucf.scores.scores);
}

#[test]
fn ped2_has_its_totals_by_masks_and_by_ranges() {
    let Some(folder) = data("ucsd-ped2") else { return };
    let mut given: Vec<(String, Vec<u8>)> = Vec::new();
    for clip in fs::read_dir(folder.join("masks")).expect("masks") {
        let clip = clip.expect("clip").path();
        for mask in fs::read_dir(&clip).expect("clip") {
            let mask = mask.expect("mask").path();
            let name = mask.strip_prefix(&folder).expect("inside").to_str().expect("text").replace('\\', "/");
            given.push((name, fs::read(&mask).expect("readable")));
        }
    }
    let input = read_truth(&given.into_iter().collect::<MemoryFiles>()).expect("masks");
    let TruthContent::PerVideo(by_masks) = input.truth else { panic!("masks are per video") };
    assert_eq!((by_masks.videos.len(), totals(&by_masks)), (12, (2_010, 1_648)));

    let text = fs::read_to_string(folder.join("frame_labels.json")).expect("labels");
    let labels: serde_json::Value = serde_json::from_str(&text).expect("labels");
    let clips = labels["test"].as_object().expect("clips");
    let (mut ranges, mut names, mut tracks) = (String::new(), String::new(), BTreeMap::new());
    for (id, clip) in clips {
        let words: Vec<String> = clip["anomalous"]
            .as_array()
            .expect("ranges")
            .iter()
            .map(|range| format!("{}:{}", range[0], range[1]))
            .collect();
        ranges.push_str(&format!("TestVideoFile{{end+1}}.gt_frame = [{}];\n", words.join(", ")));
        names.push_str(&format!("{id}\n"));
        let frames = clip["frames"].as_u64().expect("frames") as usize;
        tracks.insert(id.clone(), ScoreTrack::new(1, vec![0.5; frames]));
    }
    let scores = ScoreContent::PerVideo(tracks);
    let scores = ScoreInput { scores, run: None, format: String::new(), warnings: vec![] };
    let truth = read_truth(&MemoryFiles::one("UCSDped2.m", ranges.into_bytes())).expect("ranges");
    let list = VideoList::read(names.as_bytes()).expect("list");
    let options = PairOptions { interval: Interval::Inclusive1, ..with_list(&list) };
    let by_ranges = pair(scores, truth, &options).expect("pairs").truth;
    for (id, video) in &by_masks.videos {
        assert_eq!(by_ranges.videos[id].labels(), video.labels(), "{id}");
    }
}

#[test]
fn the_weak_split_of_shanghaitech_is_a_list_with_frame_counts() {
    let Some(folder) = data("shanghaitech-weak") else { return };
    let list = VideoList::read(&fs::read(folder.join("test.txt")).expect("list")).expect("list");
    let TruthContent::PerVideo(truth) = read_truth(&file(&folder.join("truth.npz"))).expect("truth").truth
    else {
        panic!("truth.npz holds one array per video");
    };
    let frames: BTreeMap<&str, usize> =
        list.entries.iter().map(|entry| (entry.id.as_str(), entry.frames.expect("a count"))).collect();
    assert_eq!(frames.len(), 199);
    assert!(truth.videos.iter().all(|(id, video)| frames[id.as_str()] == video.frames));
}
