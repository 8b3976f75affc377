//! The heads of LA-Net and DSANet on Plaza-weak, and the best single column beside them.

use std::path::Path;

use super::heads::{path_value, score, train, with};
use super::inputs::Input;
use super::plan::{ABNORMAL, AUROC, Place, Row, Run, SHUFFLED, Table, VIDEO_MEAN};
use super::steps::Step;
use crate::cli::CliError;
use crate::cli::data::{REPORT, WEIGHTS};

const LANET: &str = include_str!("../../../configs/plaza-weak.toml");
const DSANET: &str = include_str!("../../../configs/plaza-weak-classes.toml");
const FROM: &str =
    "oddframe encode compact --scenes plaza-weak --out DIR/plaza_weak; without --data it is made here";
/// Row 3, largest change: the best column on the test videos (docs/lanet.md).
const BEST_COLUMN: usize = 28;

struct Head {
    name: &'static str,
    method: &'static str,
    config: &'static str,
    /// The training list.
    list: &'static str,
    /// In the order of the columns.
    documented: [Option<f64>; 4],
}

const HEADS: [Head; 2] = [
    Head {
        name: "LA-Net head, compact encoder (drawn scenes)",
        method: "lanet",
        config: LANET,
        list: "train.txt",
        documented: [Some(0.931), Some(0.891), Some(0.747), Some(0.652)],
    },
    Head {
        name: "DSANet head, demo encoder, no CLIP",
        method: "dsanet",
        config: DSANET,
        list: "train_classes.txt",
        documented: [Some(0.880), Some(0.829), Some(0.747), None],
    },
];

/// A row per head, the mean over the seeds; a row for the column.
pub fn table(place: &Place) -> Result<Table, CliError> {
    let given = place.data.as_ref().map(|data| data.join("plaza_weak"));
    let folder = given.clone().unwrap_or_else(|| place.run("plaza_weak"));
    let prepare = match given {
        Some(_) => Vec::new(),
        None => vec![encoded(&folder)],
    };
    let names = ["train.npz", "train.txt", "train_classes.txt", "test.npz", "truth.json"];
    let needed = if prepare.is_empty() { &names[..] } else { &[] };
    let input =
        |name: &&str| Input { path: folder.join(name), what: "a part of the feature set", from: FROM };
    let inputs = needed.iter().map(input).collect();
    let mut rows = Vec::new();
    for head in &HEADS {
        rows.push(row(place, &folder, head)?);
    }
    rows.push(column(place, &folder));
    Ok(Table {
        title: "Plaza-weak, compact features, last epoch",
        page: "docs/lanet.md and docs/dsanet.md, seeds 0 to 4",
        inputs,
        prepare,
        columns: vec![AUROC, ABNORMAL, VIDEO_MEAN, SHUFFLED],
        rows,
        notes: vec![
            "One column without any learning ranks frames better than both heads: no evidence of skill.",
        ],
    })
}

fn encoded(folder: &Path) -> Step {
    let words = ["encode", "compact", "--scenes", "plaza-weak", "--out"].map(Into::into);
    // The truth is written last.
    let words = words.into_iter().chain([folder.into()]).collect();
    Step::Command { words, makes: folder.join("truth.json"), state: None }
}

fn row(place: &Place, folder: &Path, head: &Head) -> Result<Row, CliError> {
    let (config, test) = (place.run(&format!("{}.toml", head.method)), folder.join("test.npz"));
    let text = with(
        head.config,
        [
            ("data", "features", path_value(&folder.join("train.npz"))?),
            ("data", "list", path_value(&folder.join(head.list))?),
            ("test", "features", path_value(&test)?),
            ("test", "truth", path_value(&folder.join("truth.json"))?),
        ],
    )?;
    let run = |seed: u64| {
        let name = format!("{}-{seed}", head.method);
        let out = place.run(&name);
        let scores = out.join("scores.json");
        let steps = vec![
            Step::Write { path: config.clone(), text: text.clone() },
            train(place, head.method, &config, &out, seed),
            score(place, head.method, &test, &out.join(WEIGHTS[0]), &scores),
            place.evaluate(&scores, &folder.join("truth.json"), &name, &[]),
        ];
        Run { steps, report: Some(out.join(REPORT)) }
    };
    Ok(Row {
        name: head.name.into(),
        documented: head.documented.into(),
        runs: place.seeds(0..5).into_iter().map(run).collect(),
    })
}

fn column(place: &Place, folder: &Path) -> Row {
    let scores = place.run("column.json");
    let steps = vec![
        Step::FeatureColumn { features: folder.join("test.npz"), column: BEST_COLUMN, to: scores.clone() },
        place.evaluate(&scores, &folder.join("truth.json"), "column", &[]),
    ];
    Row {
        name: "control: best single column (row 3, largest change; chosen on the test videos)".into(),
        documented: vec![Some(0.959), Some(0.957), None, None],
        runs: vec![Run { steps, report: None }],
    }
}
