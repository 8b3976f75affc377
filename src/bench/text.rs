//! A report as JSON, Markdown and CSV.

use std::fmt::Write;

use super::{Report, Row};

/// Columns of the tables; every number in milliseconds unless its name says otherwise.
const COLUMNS: [&str; 10] = [
    "workload",
    "load ms",
    "first ms",
    "warm p50 ms",
    "warm p95 ms",
    "runs",
    "GMAC",
    "GMAC/s",
    "share of peak",
    "values",
];

impl Report {
    /// The whole report, raw samples included.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("strings, numbers and lists always convert")
    }

    /// Two tables: the place, the timings.
    pub fn markdown(&self) -> String {
        let mut text = format!("## Oddframe {} on {}\n\n", self.version, self.device);
        if self.software {
            text.push_str("A GPU in software: its values count, its times say nothing of GPUs.\n\n");
        }
        line(&mut text, &["workload", "size"].map(str::to_owned));
        line(&mut text, &["---", "---"].map(str::to_owned));
        for row in &self.rows {
            line(&mut text, &[row.workload.clone(), row.size.clone()]);
        }
        text.push('\n');
        line(&mut text, &COLUMNS.map(str::to_owned));
        line(&mut text, &COLUMNS.map(|name| if name == "workload" { "---" } else { "---:" }.to_owned()));
        for row in &self.rows {
            line(&mut text, &cells(row));
        }
        text.push('\n');
        for fact in &self.facts {
            // A `String` takes all there is.
            let _ = writeln!(text, "* {}: {}", fact.name, fact.value.replace('\n', " "));
        }
        text
    }

    /// A row per run, so that other programs can make their own statistics: workload, run (0 is the first), milliseconds.
    pub fn csv(&self) -> String {
        let mut text = "workload,run,milliseconds,gmac,values\n".to_owned();
        for row in &self.rows {
            let runs = [row.timings.first].into_iter().chain(row.timings.samples.iter().copied());
            for (run, ms) in runs.enumerate() {
                let (gmac, verdict) = (row.macs as f64 / 1e9, row.verdict().replace(',', ""));
                let _ = writeln!(text, "{},{run},{ms:.3},{gmac:.6},{verdict}", row.workload);
            }
        }
        text
    }
}

fn cells(row: &Row) -> [String; COLUMNS.len()] {
    let timings = &row.timings;
    [
        row.workload.clone(),
        format!("{:.1}", timings.load),
        format!("{:.1}", timings.first),
        format!("{:.2}", timings.median),
        format!("{:.2}", timings.p95),
        timings.samples.len().to_string(),
        format!("{:.3}", row.macs as f64 / 1e9),
        format!("{:.2}", row.gmacs),
        row.peak_share.map_or("not probed".to_owned(), |share| format!("{:.0} %", 100.0 * share)),
        row.verdict(),
    ]
}

fn line(text: &mut String, cells: &[String]) {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "/")).collect();
    let _ = writeln!(text, "| {} |", cells.join(" | "));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::report::{Fact, Measured};

    fn report() -> Report {
        let measured = |name: &str, median: f64, results: Vec<Vec<f32>>| Measured {
            workload: name.to_owned(),
            load: 2.0,
            first: 30.0,
            samples: vec![median, median + 1.0, median - 1.0],
            results,
        };
        let facts = vec![Fact { name: "Browser".to_owned(), value: "one | of\nthem".to_owned() }];
        let all = vec![measured("matmul-256", 4.0, vec![]), measured("lanet-1x200", 20.0, vec![])];
        Report::new("a GPU", true, facts, all).expect("good samples")
    }

    #[test]
    fn rates_and_shares_follow_from_the_medians() {
        let report = report();
        let [matmul, lanet] = [&report.rows[0], &report.rows[1]];
        assert!((matmul.gmacs - 256.0_f64.powi(3) / 4e6).abs() < 1e-9);
        assert!((lanet.peak_share.expect("a probe") - lanet.gmacs / matmul.gmacs).abs() < 1e-12);
        assert_eq!(matmul.peak_share, Some(1.0));
    }

    #[test]
    fn markdown_names_a_device_that_computes_wrong_values_and_a_software_gpu() {
        let report = report();
        assert!(report.wrong());
        let text = report.markdown();
        assert!(text.contains("WRONG by inf") && text.contains("A GPU in software"), "{text}");
        assert!(text.contains("| lanet-1x200 | 2.0 | 30.0 | 20.00 | 20.90 | 3 | 0.233 |"), "{text}");
        assert!(text.contains("* Browser: one | of them"), "{text}");
    }

    #[test]
    fn without_a_probe_there_is_no_share() {
        let lanet = Measured {
            workload: "lanet-1x20".to_owned(),
            load: 1.0,
            first: 1.0,
            samples: vec![1.0],
            results: vec![],
        };
        let report = Report::new("CPU", false, vec![], vec![lanet]).expect("good samples");
        assert_eq!(report.rows[0].peak_share, None);
        assert!(report.markdown().contains("| not probed |"));
    }

    #[test]
    fn csv_keeps_every_run_and_json_everything() {
        let report = report();
        let csv = report.csv();
        assert_eq!(csv.lines().count(), 1 + 2 * 4);
        assert!(csv.contains("\nlanet-1x200,0,30.000,") && csv.contains("\nlanet-1x200,3,19.000,"), "{csv}");
        let again: Report = serde_json::from_str(&report.json()).expect("what was written");
        assert_eq!(again, report);
    }
}
