//! LBR-SPR on clips 02, 04 and 06 of UCSD Ped2 with given boxes, and what no network scores on the same boxes.

use std::ffi::OsString;
use std::path::Path;

use super::inputs::Input;
use super::plan::{Column, Number, Place, Row, Run, Table};
use super::steps::Step;
use crate::cli::CliError;
use crate::evaluate::Card;

const CLIPS: &[&str] = &["02", "04", "06"];
const FRAMES_FROM: &str = "svcl.ucsd.edu/projects/anomaly, as pictures in test/NN and masks/NN";
const BOXES_FROM: &str =
    "github.com/yuguangnudt/VEC_VAD, as the arrays frame, box and clip_lengths (docs/lbr.md)";

/// Raw and smoothed AUROC by seed (docs/lbr.md).
const SEEDS: [[f64; 2]; 3] = [[0.923, 0.935], [0.924, 0.934], [0.941, 0.954]];
/// The same of the controls.
const CONTROLS: [(&str, [f64; 2]); 5] = [
    ("box-aspect", [0.989, 0.997]),
    ("box-width", [0.967, 0.978]),
    ("box-count", [0.559, 0.568]),
    ("frame-copy", [0.915, 0.948]),
    ("pca", [0.75, 0.84]),
];

/// A row per seed, a row per control.
pub fn table(place: &Place) -> Result<Table, CliError> {
    let folder = place.data_set("ucsd-ped2", FRAMES_FROM)?;
    let input = |name: &str, what, from| Input { path: folder.join(name), what, from };
    let inputs = vec![
        input("test/02", "the frames of the test clips", FRAMES_FROM),
        input("masks/02", "the masks of what is odd", FRAMES_FROM),
        input("boxes_test.npz", "boxes of the test clips", BOXES_FROM),
    ];
    let clips = place.run("clips");
    let lbr = |seed: u64| {
        let more = ["--epochs".into(), "10".into(), "--seed".into(), seed.to_string()];
        let documented = usize::try_from(seed).ok().and_then(|seed| SEEDS.get(seed));
        row(
            place,
            &clips,
            &format!("LBR-SPR, seed {seed}"),
            &format!("seed-{seed}"),
            "lbr",
            &more,
            documented,
        )
    };
    let control = |(kind, documented): &(&str, [f64; 2])| {
        let more = ["--kind".into(), (*kind).to_owned()];
        row(place, &clips, &format!("control: {kind}"), kind, "control", &more, Some(documented))
    };
    Ok(Table {
        title: "UCSD Ped2 clips 02, 04, 06: given boxes, 10 epochs, last epoch",
        page: "docs/lbr.md",
        inputs,
        prepare: vec![Step::Clips { from: folder, clips: CLIPS, to: clips.clone() }],
        columns: vec![auroc("AUROC, raw", 0), auroc("AUROC, smoothed (window 10)", 1)],
        rows: place.seeds(0..3).into_iter().map(lbr).chain(CONTROLS.iter().map(control)).collect(),
        notes: vec![
            "A parity check at equal steps, no evidence of learning: a box's shape alone does better.",
        ],
    })
}

fn row(
    place: &Place,
    clips: &Path,
    name: &str,
    short: &str,
    method: &str,
    more: &[String],
    documented: Option<&[f64; 2]>,
) -> Row {
    let run = place.run(short);
    let (scores, raw, masks) = (run.join("scores.json"), run.join("raw.json"), clips.join("masks"));
    let mut words: Vec<OsString> = vec!["score".into(), method.into(), "--frames".into()];
    words.extend([clips.join("test").into(), "--boxes".into(), clips.join("boxes.npz").into()]);
    words.extend(["--preset", "ped2", "--device", place.device(), "--out"].map(OsString::from));
    words.push(scores.clone().into());
    words.extend(more.iter().map(OsString::from));
    let steps = vec![
        Step::Command { words, makes: scores.clone(), state: None },
        Step::RawTracks { from: scores.clone(), to: raw.clone() },
        place.evaluate(&raw, &masks, &format!("{short}-raw"), &[]),
        place.evaluate(&scores, &masks, short, &[]),
    ];
    let documented = documented.map_or([None; 2], |numbers| numbers.map(Some));
    Row { name: name.into(), documented: documented.into(), runs: vec![Run { steps, report: None }] }
}

const fn auroc(name: &'static str, card: usize) -> Column {
    const fn number(card: &Card) -> Option<f64> {
        Some(card.results.pooled.auroc)
    }
    Column { name, number: Number::Card(card, number), percent: false }
}
