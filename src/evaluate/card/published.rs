//! Numbers that papers and repositories print, to stand beside ours.

use serde::{Deserialize, Serialize};

use super::super::conventions::{DataSet, Preset};
use super::super::evaluation::Evaluation;

/// Metrics that are published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Metric {
    Auroc,
    ApTrapezoid,
    ApStep,
    Far,
}

struct Published {
    method: &'static str,
    data_set: DataSet,
    metric: Metric,
    /// In percent, as printed.
    value: &'static str,
    convention: &'static str,
    source: &'static str,
}

const fn row(
    method: &'static str,
    data_set: DataSet,
    (metric, value): (Metric, &'static str),
    convention: &'static str,
    source: &'static str,
) -> Published {
    Published { method, data_set, metric, value, convention, source }
}

const PEL_UCF: &str = "I3D, mean of 10 crops, forward mean of 7 snippets, 1,109,680 frames";
const PEL_XD: &str =
    "I3D, mean of 5 crops, block mean of 8 snippets, 2,330,384 frames; unsmoothed AUC 86.36, AP 85.26";
const PEL: &str = "PEL4VAD, README (arXiv 2306.14451)";
const LANET: &str = "Pu and Wu, ICME 2022";
const DSANET: &str = "DSANet, README (AAAI 2026)";
const LBR: &str = "Yu et al., CVPR 2022";
const FRAMES: &str = "frame level, all videos pooled";
const LBR_FRAMES: &str = "frame level, all videos pooled; smoothing of the printed number not known";

const PUBLISHED: [Published; 15] = [
    row("PEL4VAD", DataSet::UcfCrime, (Metric::Auroc, "86.76"), PEL_UCF, PEL),
    row("PEL4VAD", DataSet::UcfCrime, (Metric::ApTrapezoid, "33.99"), PEL_UCF, PEL),
    row("PEL4VAD", DataSet::UcfCrime, (Metric::Far, "0.47"), PEL_UCF, PEL),
    row("PEL4VAD", DataSet::XdViolence, (Metric::ApTrapezoid, "85.59"), PEL_XD, PEL),
    row("LA-Net", DataSet::UcfCrime, (Metric::Auroc, "85.12"), FRAMES, LANET),
    row("LA-Net", DataSet::XdViolence, (Metric::ApTrapezoid, "80.72"), FRAMES, LANET),
    row(
        "DSANet",
        DataSet::UcfCrime,
        (Metric::Auroc, "89.44"),
        "CLIP, crop 5, chosen on the test set",
        DSANET,
    ),
    row(
        "DSANet",
        DataSet::XdViolence,
        (Metric::ApStep, "86.95"),
        "CLIP, crop 0, chosen on the test set",
        DSANET,
    ),
    row("VadCLIP", DataSet::UcfCrime, (Metric::Auroc, "88.02"), "CLIP, crop 5", "VadCLIP, README"),
    row("VadCLIP", DataSet::XdViolence, (Metric::ApStep, "84.51"), "CLIP, crop 0", "VadCLIP, README"),
    row("RTFM", DataSet::UcfCrime, (Metric::Auroc, "84.30"), FRAMES, "as listed by Pu and Wu, ICME 2022"),
    row("LBR-SPR", DataSet::Ped1, (Metric::Auroc, "81.1"), LBR_FRAMES, LBR),
    row("LBR-SPR", DataSet::Ped2, (Metric::Auroc, "97.2"), LBR_FRAMES, LBR),
    row("LBR-SPR", DataSet::Avenue, (Metric::Auroc, "92.8"), LBR_FRAMES, LBR),
    row("LBR-SPR", DataSet::ShanghaiTech, (Metric::Auroc, "72.6"), LBR_FRAMES, LBR),
];

/// A published number beside ours, both in percent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reference {
    /// Whose.
    pub method: String,
    /// "AUROC", "AP, trapezoid", "AP, step" or "FAR, normal videos".
    pub metric: String,
    /// As printed, in percent.
    pub published: String,
    /// The convention behind it, as far as it is known.
    pub convention: String,
    /// Where it is printed.
    pub source: String,
    /// The same metric of this card, in percent.
    pub here: f64,
    /// `here` minus `published`.
    pub difference: f64,
    /// How close that is: to the printed digit, within one of it, or not. "another method" where the scores are
    /// not known to be this method's.
    pub verdict: String,
}

/// Every method with a published number here, in the order of the table.
pub fn published_methods() -> Vec<&'static str> {
    let mut methods: Vec<&'static str> = Vec::new();
    for row in &PUBLISHED {
        if !methods.contains(&row.method) {
            methods.push(row.method);
        }
    }
    methods
}

/// Published numbers for the data set of an evaluation: those of `method` (or of the preset's) where it has any,
/// else all.
pub(super) fn references(evaluation: &Evaluation, method: Option<&str>) -> Vec<Reference> {
    let method = method.or(evaluation.conventions().preset.map(Preset::method));
    let of_set = || PUBLISHED.iter().filter(|row| Some(row.data_set) == evaluation.data_set());
    let is_own = |row: &&Published| method.is_some_and(|method| row.method.eq_ignore_ascii_case(method));
    let known = of_set().any(|row| is_own(&row));
    let shown = of_set().filter(|row| !known || is_own(row));
    shown.filter_map(|row| row.beside(evaluation, known)).collect()
}

impl Published {
    /// `None` where the metric has no value here.
    fn beside(&self, evaluation: &Evaluation, same_method: bool) -> Option<Reference> {
        let results = evaluation.results();
        let (metric, here) = match self.metric {
            Metric::Auroc => ("AUROC", results.pooled.auroc),
            Metric::ApTrapezoid => ("AP, trapezoid", results.pooled.ap_trapezoid),
            Metric::ApStep => ("AP, step", results.pooled.ap_step),
            Metric::Far => ("FAR, normal videos", results.far?),
        };
        let here = 100.0 * here;
        // The table's numbers parse: a test reads each.
        let published: f64 = self.value.parse().ok()?;
        let verdict = if same_method { self.verdict(here, published) } else { "another method".into() };
        Some(Reference {
            method: self.method.into(),
            metric: metric.into(),
            published: self.value.into(),
            convention: self.convention.into(),
            source: self.source.into(),
            here,
            difference: here - published,
            verdict,
        })
    }

    fn verdict(&self, here: f64, published: f64) -> String {
        let digits = self.value.rsplit_once('.').map_or(0, |(_, digits)| digits.len());
        let unit = (0..digits).fold(1.0, |unit, _| unit / 10.0);
        if format!("{here:.digits$}") == self.value {
            "equal to the printed digit".into()
        } else if (here - published).abs() <= unit {
            format!("within {unit:.digits$}, not exact")
        } else {
            format!("differs by {:+.2}", here - published)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_published_number_is_a_percentage() {
        for row in &PUBLISHED {
            let value: f64 = row.value.parse().unwrap();
            assert!((0.0..100.0).contains(&value), "{}", row.value);
        }
    }

    #[test]
    fn closeness_is_said_in_the_published_digits() {
        let ap = &PUBLISHED[1];
        assert_eq!(ap.verdict(33.999179804, 33.99), "within 0.01, not exact");
        assert_eq!(ap.verdict(33.9949, 33.99), "equal to the printed digit");
        assert_eq!(ap.verdict(34.01, 33.99), "differs by +0.02");
    }
}
