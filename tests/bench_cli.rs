//! `oddframe bench` on the CPU at the small sizes.

use std::process::{Command, Output};

use oddframe::bench::Report;

fn bench(args: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_oddframe");
    Command::new(program).arg("bench").args(args).output().expect("the program runs")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("text")
}

#[test]
fn json_holds_every_sample_and_the_values_are_pytorchs() {
    let output = bench(&["--device", "cpu", "--small", "--runs", "3", "--json"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let report: Report = serde_json::from_slice(&output.stdout).expect("a report");
    assert_eq!((report.format.as_str(), report.device.as_str()), ("oddframe-bench/1", "CPU"));
    let names: Vec<&str> = report.rows.iter().map(|row| row.workload.as_str()).collect();
    assert_eq!(
        names,
        [
            "lanet-1x20",
            "recon-cae-small",
            "recon-cae-step-small",
            "dsanet-small",
            "i3d-small",
            "clip-small",
            "fastest-det-small",
            "matmul-256"
        ]
    );
    for row in &report.rows {
        assert_eq!(row.timings.samples.len(), 3, "{}", row.workload);
        assert!(row.check.is_some_and(|check| check.passed()), "{row:?}");
        assert!(row.gmacs > 0.0 && row.peak_share.is_some_and(|share| share > 0.0), "{row:?}");
    }
    assert!(report.facts.iter().any(|fact| fact.name == "Threads"));
}

#[test]
fn markdown_has_a_row_for_each_model_that_is_named() {
    let output = bench(&["--device", "cpu", "--model", "lanet-1x20", "--model", "matmul-256", "--runs", "1"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let table = text(&output.stdout);
    assert!(table.contains("## Oddframe") && table.contains(" on CPU"), "{table}");
    for name in ["lanet-1x20", "matmul-256"] {
        assert!(
            table.lines().any(|line| line.starts_with(&format!("| {name} |")) && line.ends_with("right |")),
            "{table}"
        );
    }
    assert!(!table.contains("recon-cae"), "{table}");
}

#[test]
fn a_model_is_timed_at_the_scale_that_is_asked_for_alone() {
    let output = bench(&["--device", "cpu", "--small", "--model", "i3d", "--runs", "1", "--json"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let report: Report = serde_json::from_slice(&output.stdout).expect("a report");
    assert_eq!(report.rows.iter().map(|row| row.workload.as_str()).collect::<Vec<_>>(), ["i3d-small"]);
}

#[test]
fn a_model_that_is_not_there_is_one_line_with_those_that_are() {
    let output = bench(&["--model", "lenet"]);
    assert_eq!(output.status.code(), Some(2));
    let line = text(&output.stderr);
    assert!(
        line.starts_with("error[bench/model]: there is no workload \"lenet\"; there are lanet-1x200"),
        "{line}"
    );
    assert_eq!(line.lines().count(), 1, "{line}");
    assert!(output.stdout.is_empty());
}

#[test]
fn no_run_at_all_is_wrong_usage() {
    let output = bench(&["--runs", "0"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).starts_with("error[usage]: "), "{}", text(&output.stderr));
}

#[test]
fn a_curve_has_a_point_per_size_up_to_the_one_asked_for() {
    let output =
        bench(&["--device", "cpu", "--runs", "1", "--curve", "frame-size", "--up-to", "80000", "--json"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let curves: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let points = curves["curves"][0]["points"].as_array().expect("points");
    let sizes: Vec<_> = points.iter().filter_map(|point| point["size"].as_u64()).collect();
    assert_eq!(sizes, [19_200, 76_800]);
    assert!(points.iter().all(|point| point["median_ms"].as_f64().is_some_and(|ms| ms > 0.0)), "{curves}");
    assert!(points[0]["exponent"].is_null() && points[1]["exponent"].is_f64(), "{curves}");
}

#[test]
fn kernels_stand_beside_a_plain_product() {
    let output = bench(&["--kernels", "--device", "cpu", "--small", "--runs", "1"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let table = text(&output.stdout);
    assert!(
        table.contains("| plain product | [128, 128] | 1 |") && table.contains("| 100 % | 0.0e0 |"),
        "{table}"
    );
    for name in ["convolution 3×3", "transposed convolution 3×3, stride 2", "attention with prior"] {
        assert!(table.contains(&format!("| {name} |")), "{table}");
    }
    let output = bench(&["--kernels", "--model", "lanet"]);
    assert_eq!(output.status.code(), Some(2));
}
