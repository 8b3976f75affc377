//! `oddframe reproduce`: one quick row of the table that needs no data, and what is said where data is absent.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn reproduce(args: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_oddframe");
    Command::new(program).arg("reproduce").args(args).output().expect("the program runs")
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of letters")
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The bundled feature set is the rendered one.
const BUNDLED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/www/bundled");

#[test]
fn a_row_is_trained_scored_evaluated_and_put_beside_the_documented_number() {
    let out = folder("reproduce_row");
    let args = ["plaza-weak", "--data", BUNDLED, "--seeds", "0", "--row", "LA-Net", "--out", text(&out)];
    let output = reproduce(&args);
    assert!(output.status.success(), "{}", errors(&output));
    let table = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(table.contains("| LA-Net head, compact encoder (drawn scenes) | AUROC |"), "{table}");
    assert!(!table.contains("DSANet head"), "a row that nobody asked for: {table}");
    let json: Value =
        serde_json::from_slice(&std::fs::read(out.join("table.json")).expect("a file")).expect("JSON");
    let first = &json["numbers"][0];
    let here = first["mean"].as_f64().expect("a number");
    // What training on the bundled set gives is held by the test of the bundled files.
    let stored: Value =
        serde_json::from_slice(include_bytes!("golden/plaza_weak_training.json")).expect("JSON");
    assert!((here - stored["auroc"].as_f64().expect("a number")).abs() < 1e-3, "{first}");
    let documented = first["documented"].as_f64().expect("a number");
    assert!((first["difference"].as_f64().expect("a number") - (here - documented)).abs() < 1e-12, "{first}");
    let card: Value = serde_json::from_slice(&std::fs::read(out.join("cards/lanet-0.json")).expect("a card"))
        .expect("JSON");
    assert_eq!(card["results"]["auroc"].as_f64(), Some(here));

    let again = reproduce(&args);
    assert!(
        again.status.success() && errors(&again).contains("kept from an earlier run"),
        "{}",
        errors(&again)
    );
    assert_eq!(String::from_utf8_lossy(&again.stdout), table);
}

#[test]
fn a_control_row_needs_no_training() {
    let out = folder("reproduce_control");
    let output = reproduce(&["plaza-weak", "--data", BUNDLED, "--row", "control", "--out", text(&out)]);
    assert!(output.status.success(), "{}", errors(&output));
    let table = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(table.contains("| AUROC | 0.959 | 0.959 | 0.000 |"), "{table}");
}

#[test]
fn absent_data_is_named_before_anything_is_computed() {
    let out = folder("reproduce_absent");
    for (table, folder) in
        [("ucf-crime", "ucf-crime"), ("ped2", "ucsd-ped2"), ("sht-weak", "shanghaitech-weak")]
    {
        let output = reproduce(&[table, "--out", text(&out)]);
        assert_eq!(output.status.code(), Some(2));
        let line = errors(&output);
        assert!(line.starts_with("error[reproduce/data]: ") && line.contains(folder), "{line}");
        let output = reproduce(&[table, "--data", text(&out), "--out", text(&out)]);
        let line = errors(&output);
        assert!(line.starts_with("error[reproduce/data]: ") && line.contains("not there"), "{line}");
        assert_eq!(line.lines().count(), 1, "{line}");
    }
    assert!(!out.exists());
}

#[test]
fn rows_and_seeds_that_are_none_are_refused() {
    let output = reproduce(&["plaza-weak", "--data", BUNDLED, "--row", "I3D"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(errors(&output).starts_with("error[reproduce/row]: ") && errors(&output).contains("DSANet head"));
    let output = reproduce(&["plaza-weak", "--data", BUNDLED, "--seeds", "4-0"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(errors(&output).contains("4-0"), "{}", errors(&output));
}

#[test]
fn the_published_scores_of_ucf_crime_give_the_published_numbers() {
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data");
    if !Path::new(data).exists() {
        println!("skipped: ../shared is not here");
        return;
    }
    let out = folder("reproduce_ucf");
    let output = reproduce(&["ucf-crime", "--data", data, "--out", text(&out)]);
    assert!(output.status.success(), "{}", errors(&output));
    let table = String::from_utf8_lossy(&output.stdout).into_owned();
    for number in ["| AUROC | 86.76 % | 86.76 % |", "| false alarms on normal videos | 0.47 % | 0.47 % |"] {
        assert!(table.contains(number), "{table}");
    }
}
