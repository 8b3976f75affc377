//! The published scores of PEL4VAD on UCF-Crime, measured again: no training, no network.

use super::inputs::Input;
use super::plan::{Column, Number, Place, Row, Run, Table};
use crate::cli::CliError;

const FROM: &str = "github.com/soniarubiollamas/PEL4VAD (frame_label/all_good) and github.com/yujiangpu20/PEL4VAD, \
                    as one array per video";

/// One row: AUROC, AP by the trapezoid rule, false alarms on normal videos (PEL4VAD, README, arXiv 2306.14451).
pub fn table(place: &Place) -> Result<Table, CliError> {
    let folder = place.data_set("ucf-crime", FROM)?;
    let (scores, truth) = (folder.join("scores.npz"), folder.join("truth.npz"));
    let input = |path, what| Input { path, what, from: FROM };
    let inputs = vec![
        input(scores.clone(), "a score per 16 frames of each of the 290 test videos"),
        input(truth.clone(), "a 0 or 1 per frame of each"),
    ];
    let evaluate =
        place.evaluate(&scores, &truth, "pel4vad", &["--data-set", "ucf-crime", "--method", "PEL4VAD"]);
    let row = Row {
        name: "PEL4VAD, published scores".into(),
        documented: vec![Some(0.8676), Some(0.3399), Some(0.0047)],
        runs: vec![Run { steps: vec![evaluate], report: None }],
    };
    Ok(Table {
        title: "PEL4VAD on UCF-Crime, from its public scores",
        page: "PEL4VAD, README (arXiv 2306.14451)",
        inputs,
        prepare: Vec::new(),
        columns: vec![
            percent("AUROC", |card| Some(card.results.pooled.auroc)),
            percent("AP, trapezoid", |card| Some(card.results.pooled.ap_trapezoid)),
            percent("false alarms on normal videos", |card| card.results.far),
        ],
        rows: vec![row],
        notes: Vec::new(),
    })
}

const fn percent(name: &'static str, number: fn(&crate::evaluate::Card) -> Option<f64>) -> Column {
    Column { name, number: Number::Card(0, number), percent: true }
}
