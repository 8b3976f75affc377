//! Five variants of LA-Net and an untrained one on ShanghaiTech-weak.

use std::path::Path;

use super::heads::{parsed_value, path_value, score, train, with};
use super::inputs::Input;
use super::plan::{ABNORMAL, AP, AUROC, Column, Number, Place, Row, Run, SHUFFLED, Table, VIDEO_MEAN};
use super::steps::Step;
use crate::cli::CliError;
use crate::cli::data::{REPORT, WEIGHTS};

const CONFIG: &str = include_str!("../../../configs/shanghaitech-weak.toml");
const FROM: &str = "tracks of github.com/akanuasiegbu/Leveraging-Trajectory-Prediction-for-Pedestrian-Video-Anomaly-Detection, \
                    masks of github.com/orhir/STG-NF, split of Zhong et al. 2019, as docs/lanet.md describes";

struct Variant {
    name: &'static str,
    /// Of the run's folder.
    short: &'static str,
    /// Table, key and value in TOML.
    changes: &'static [(&'static str, &'static str, &'static str)],
    /// In the order of the columns (docs/lanet.md).
    documented: [f64; 8],
}

const NO_RANKING: (&str, &str, &str) = ("loss", "lambda1", "0.0");
const NO_ALIGNMENT: (&str, &str, &str) = ("loss", "lambda2", "0.0");

const VARIANTS: [Variant; 6] = [
    Variant {
        name: "L_MIL, no prior (G)",
        short: "no-prior",
        changes: &[("model", "prior_mode", "\"none\""), NO_RANKING, NO_ALIGNMENT],
        documented: [0.808, 0.379, 0.652, 0.888, 0.758, 0.814, 0.131, 0.403],
    },
    Variant {
        name: "L_MIL",
        short: "mil",
        changes: &[NO_RANKING, NO_ALIGNMENT],
        documented: [0.871, 0.380, 0.574, 0.893, 0.854, 0.871, 0.013, 0.460],
    },
    Variant {
        name: "L_MIL + L_DR",
        short: "mil-dr",
        changes: &[NO_ALIGNMENT],
        documented: [0.867, 0.371, 0.567, 0.892, 0.851, 0.868, 0.013, 0.396],
    },
    Variant {
        name: "L_MIL + L_DA",
        short: "mil-da",
        changes: &[NO_RANKING],
        documented: [0.871, 0.380, 0.573, 0.893, 0.854, 0.871, 0.013, 0.463],
    },
    Variant {
        name: "all: L_MIL + L_DR + L_DA",
        short: "all",
        changes: &[],
        documented: [0.867, 0.372, 0.567, 0.892, 0.851, 0.867, 0.013, 0.409],
    },
    Variant {
        name: "untrained (control)",
        short: "untrained",
        changes: &[("train", "epochs", "1"), ("train", "lr", "1e-12")],
        documented: [0.577, 0.080, 0.527, 0.585, 0.570, 0.577, 0.008, 0.259],
    },
];

/// A row per variant, the mean over the seeds.
pub fn table(place: &Place) -> Result<Table, CliError> {
    let folder = place.data_set("shanghaitech-weak", FROM)?;
    let input = |name: &str, what| Input { path: folder.join(name), what, from: FROM };
    let inputs = vec![
        input("features", "NAME.npy of every video, 64 columns"),
        input("train.txt", "NAME LABEL per training video"),
        input("truth.npz", "a 0 or 1 per frame of every test video"),
    ];
    let rows = VARIANTS.iter().map(|variant| row(place, &folder, variant)).collect::<Result<_, _>>()?;
    Ok(Table {
        title: "LA-Net on ShanghaiTech-weak, last epoch",
        page: "docs/lanet.md, seeds 0 to 4",
        inputs,
        prepare: Vec::new(),
        columns: vec![
            AUROC,
            AP,
            ABNORMAL,
            VIDEO_MEAN,
            SHUFFLED,
            of_report("AUROC, best on test", "/best_test/test/auroc"),
            of_report("E^a - E^n", "/dynamics/test/gap"),
            of_report("correlation of the dynamics", "/dynamics/test/correlation"),
        ],
        rows,
        notes: vec!["The documented shuffle of time was drawn by another generator."],
    })
}

fn row(place: &Place, folder: &Path, variant: &Variant) -> Result<Row, CliError> {
    let config = place.run(&format!("{}.toml", variant.short));
    let text = changed(folder, variant)?;
    let run = |seed: u64| {
        let name = format!("{}-{seed}", variant.short);
        let out = place.run(&name);
        let (report, scores) = (out.join(REPORT), out.join("scores.json"));
        let weights = out.join(WEIGHTS[0]);
        let features = folder.join("features");
        let steps = vec![
            Step::Write { path: config.clone(), text: text.clone() },
            train(place, "lanet", &config, &out, seed),
            score(place, "lanet", &features, &weights, &scores),
            place.evaluate(
                &scores,
                &folder.join("truth.npz"),
                &name,
                &["--length-policy", "hold_last", "--subset"],
            ),
        ];
        Run { steps, report: Some(report) }
    };
    Ok(Row {
        name: variant.name.into(),
        documented: variant.documented.map(Some).into(),
        runs: place.seeds(0..5).into_iter().map(run).collect(),
    })
}

/// The configuration with the variant's changes, its paths into the data folder.
fn changed(folder: &Path, variant: &Variant) -> Result<String, CliError> {
    let mut changes = vec![
        ("data", "features", path_value(&folder.join("features"))?),
        ("data", "list", path_value(&folder.join("train.txt"))?),
        ("test", "truth", path_value(&folder.join("truth.npz"))?),
    ];
    for &(table, key, value) in variant.changes {
        changes.push((table, key, parsed_value(value)?));
    }
    with(CONFIG, changes)
}

const fn of_report(name: &'static str, pointer: &'static str) -> Column {
    Column { name, number: Number::Report(pointer), percent: false }
}

#[cfg(test)]
mod tests {
    use toml::Table as Toml;

    use super::*;

    #[test]
    fn a_variant_changes_its_keys_and_leaves_the_rest() {
        let text = changed(Path::new("/d"), &VARIANTS[0]).unwrap();
        let (config, original): (Toml, Toml) = (text.parse().unwrap(), CONFIG.parse().unwrap());
        assert_eq!(config["model"]["prior_mode"].as_str(), Some("none"));
        assert_eq!(config["loss"]["lambda1"].as_float(), Some(0.0));
        assert_eq!(config["data"]["features"].as_str(), Some("/d/features"));
        assert_eq!(config["model"]["sigma"], original["model"]["sigma"]);
        assert_eq!(config["train"], original["train"]);
    }
}
