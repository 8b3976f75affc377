//! The table as Markdown and as JSON.

use serde::Serialize;

use super::plan::{Column, Row, Table};

/// What a `table.json` says it is.
const FORMAT: &str = "oddframe-reproduced/1";

/// A table that was made again.
#[derive(Debug, Serialize)]
pub struct Reproduced {
    format: &'static str,
    table: &'static str,
    title: &'static str,
    page: &'static str,
    version: &'static str,
    notes: Vec<&'static str>,
    numbers: Vec<Compared>,
}

/// One number of one row beside what is documented.
#[derive(Debug, Serialize)]
struct Compared {
    row: String,
    metric: &'static str,
    percent: bool,
    /// Per run; `None` where it has no value.
    values: Vec<Option<f64>>,
    mean: Option<f64>,
    /// Standard deviation over the runs (n - 1).
    spread: Option<f64>,
    documented: Option<f64>,
    difference: Option<f64>,
}

impl Reproduced {
    /// Without rows.
    pub fn new(name: &'static str, table: &Table) -> Self {
        Self {
            format: FORMAT,
            table: name,
            title: table.title,
            page: table.page,
            version: env!("CARGO_PKG_VERSION"),
            notes: table.notes.clone(),
            numbers: Vec::new(),
        }
    }

    /// Adds a row: per run the numbers of the columns.
    pub fn add(&mut self, table: &Table, row: &Row, found: Vec<Vec<Option<f64>>>) {
        for (at, column) in table.columns.iter().enumerate() {
            let values = found.iter().map(|run| run[at]).collect();
            self.numbers.push(Compared::new(&row.name, column, values, row.documented[at]));
        }
    }

    /// A title, the table, the notes.
    pub fn markdown(&self) -> String {
        let mut text =
            format!("# {}\n\n`oddframe reproduce {}`, oddframe {}.", self.title, self.table, self.version);
        text += &format!(" Documented: {}.\n\n", self.page);
        text += "| row | number | here | documented | difference |\n|---|---|---:|---:|---:|\n";
        for number in self.numbers.iter().filter(|number| number.mean.is_some()) {
            text += &number.line();
        }
        for note in &self.notes {
            text += &format!("\n{note}\n");
        }
        text
    }
}

impl Compared {
    fn new(row: &str, column: &Column, values: Vec<Option<f64>>, documented: Option<f64>) -> Self {
        // A number that one run lacks has no mean.
        let all: Option<Vec<f64>> = values.iter().copied().collect();
        let mean =
            all.as_ref().filter(|all| !all.is_empty()).map(|all| all.iter().sum::<f64>() / all.len() as f64);
        let spread = match (&all, mean) {
            (Some(all), Some(mean)) if all.len() > 1 => {
                let squares: f64 = all.iter().map(|value| (value - mean).powi(2)).sum();
                Some((squares / (all.len() - 1) as f64).sqrt())
            }
            _ => None,
        };
        let difference = mean.zip(documented).map(|(mean, documented)| mean - documented);
        let (metric, percent) = (column.name, column.percent);
        Self { row: row.into(), metric, percent, values, mean, spread, documented, difference }
    }

    fn line(&self) -> String {
        let written = |value: Option<f64>| value.map(|value| self.written(value)).unwrap_or_default();
        let spread =
            self.spread.map(|spread| format!(" ± {} (n = {})", self.written(spread), self.values.len()));
        let here = written(self.mean) + &spread.unwrap_or_default();
        let difference = self.difference.map(|difference| {
            let size = self.written(difference.abs());
            // What rounds to nothing has no sign.
            let nothing = !size.contains(|c: char| c.is_ascii_digit() && c != '0');
            let sign = if nothing {
                ""
            } else if difference < 0.0 {
                "−"
            } else {
                "+"
            };
            sign.to_owned() + &size
        });
        let (row, metric) = (&self.row, self.metric);
        format!(
            "| {row} | {metric} | {here} | {} | {} |\n",
            written(self.documented),
            difference.unwrap_or_default()
        )
    }

    fn written(&self, value: f64) -> String {
        if self.percent { format!("{:.2} %", 100.0 * value) } else { format!("{value:.3}") }
    }
}

#[cfg(test)]
mod tests {
    use super::super::plan::AUROC;
    use super::*;

    #[test]
    fn a_mean_stands_with_its_spread_and_its_distance_from_the_documented_number() {
        let compared = Compared::new("a", &AUROC, vec![Some(0.9), Some(0.94)], Some(0.931));
        assert_eq!(compared.line(), "| a | AUROC | 0.920 ± 0.028 (n = 2) | 0.931 | −0.011 |\n");
        let percent = Column { percent: true, ..AUROC };
        let compared = Compared::new("a", &percent, vec![Some(0.867_580)], Some(0.8676));
        assert_eq!(compared.line(), "| a | AUROC | 86.76 % | 86.76 % | 0.00 % |\n");
    }

    #[test]
    fn a_number_that_one_run_lacks_has_no_mean() {
        let compared = Compared::new("a", &AUROC, vec![Some(0.9), None], Some(0.9));
        assert_eq!((compared.mean, compared.difference), (None, None));
    }
}
