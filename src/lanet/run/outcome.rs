//! What each epoch measured, which of them is the result, and how far apart they lie.

use serde::{Deserialize, Serialize};

use super::measure::VideoMetrics;
use crate::evaluate::frame_metrics::FrameMetrics;
use crate::lanet::run_config::Select;
use crate::lanet::training::Progress;

/// Mean of the losses over the steps of an epoch, and what was measured at its end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Epoch {
    /// Epochs done, so 1 for the first.
    pub epoch: usize,
    /// Adam's rate.
    pub rate: f64,
    /// L, mean over the steps weighted by their bags.
    pub loss: f64,
    /// L_MIL.
    pub mil: f64,
    /// L_DR, unweighted.
    pub dr: f64,
    /// L_DA, unweighted.
    pub da: f64,
    /// On the validation videos, where there are any.
    pub validation: Option<VideoMetrics>,
    /// On the test videos, where there is truth and it was this epoch's turn.
    pub test: Option<FrameMetrics>,
}

impl Epoch {
    /// Of the steps of one epoch.
    pub fn of(steps: &[Progress], validation: Option<VideoMetrics>, test: Option<FrameMetrics>) -> Self {
        let bags: usize = steps.iter().map(|step| step.bags).sum();
        let mean = |value: fn(&Progress) -> f64| {
            steps.iter().map(|step| value(step) * step.bags as f64).sum::<f64>() / bags.max(1) as f64
        };
        Self {
            epoch: steps.last().map_or(0, |step| step.epoch + 1),
            rate: steps.last().map_or(0.0, |step| step.rate),
            loss: mean(|step| step.losses.total),
            mil: mean(|step| step.losses.mil),
            dr: mean(|step| step.losses.dr),
            da: mean(|step| step.losses.da),
            validation,
            test,
        }
    }
}

/// The three epochs that every run names together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Which one is the result.
    pub select: Select,
    /// The last epoch.
    pub last: Epoch,
    /// The epoch with the highest AUROC on the validation videos; the earlier one of equals.
    pub best_val: Option<Epoch>,
    /// The epoch with the highest AUROC on the test videos. Choosing it flatters the method.
    pub best_test: Option<Epoch>,
    /// AUROC on the test videos: best less last.
    pub gap: Option<f64>,
}

impl Outcome {
    /// Of a run's epochs, in their order; nothing where there is none.
    pub fn of(epochs: &[Epoch], select: Select) -> Option<Self> {
        let last = epochs.last()?.clone();
        let best_val = best(epochs, validation_auroc).cloned();
        let best_test = best(epochs, test_auroc).cloned();
        let gap =
            best_test.as_ref().and_then(test_auroc).zip(test_auroc(&last)).map(|(best, last)| best - last);
        Some(Self { select, last, best_val, best_test, gap })
    }

    /// The epoch that `select` names.
    pub fn selected(&self) -> Option<&Epoch> {
        match self.select {
            Select::Last => Some(&self.last),
            Select::BestVal => self.best_val.as_ref(),
            Select::BestTest => self.best_test.as_ref(),
        }
    }

    /// What a person reads at the end of a run.
    pub fn lines(&self) -> Vec<String> {
        let line = |name: &str, epoch: Option<&Epoch>| match epoch {
            Some(epoch) => format!("{name:<19} {}", described(epoch)),
            None => format!("{name:<19} not measured"),
        };
        let mut lines = vec![
            line("last", Some(&self.last)),
            line("best on validation", self.best_val.as_ref()),
            line("best on test", self.best_test.as_ref()),
        ];
        if let Some(gap) = self.gap {
            lines.push(format!("gap                 best on test is {gap:.4} above last"));
        }
        lines.extend(self.stamp());
        lines
    }

    /// What stands on everything that comes of a run chosen by its test results.
    pub fn stamp(&self) -> Option<String> {
        (self.select == Select::BestTest)
            .then(|| "chosen on the test set (select = best_test): not a fair estimate".to_owned())
    }
}

/// The AUROC by which epochs are compared on the validation videos.
pub fn validation_auroc(epoch: &Epoch) -> Option<f64> {
    epoch.validation.map(|found| found.auroc)
}

/// The AUROC by which epochs are compared on the test videos.
pub fn test_auroc(epoch: &Epoch) -> Option<f64> {
    epoch.test.map(|found| found.auroc)
}

/// The first epoch with the highest value.
pub fn best(epochs: &[Epoch], value: fn(&Epoch) -> Option<f64>) -> Option<&Epoch> {
    epochs
        .iter()
        .filter(|epoch| value(epoch).is_some())
        .reduce(|best, epoch| if value(epoch) > value(best) { epoch } else { best })
}

fn described(epoch: &Epoch) -> String {
    let mut parts = vec![format!("epoch {}, loss {:.4}", epoch.epoch, epoch.loss)];
    if let Some(VideoMetrics { auroc, loss }) = epoch.validation {
        parts.push(format!("validation videos {auroc:.4} (loss {loss:.4})"));
    }
    if let Some(FrameMetrics { auroc, auroc_abnormal, auroc_video_mean }) = epoch.test {
        parts.push(format!(
            "test frames {auroc:.4}, abnormal videos alone {auroc_abnormal:.4}, video means {auroc_video_mean:.4}"
        ));
    }
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn epoch(number: usize, validation: Option<f64>, test: Option<f64>) -> Epoch {
        Epoch {
            epoch: number,
            rate: 0.1,
            loss: 1.0,
            mil: 1.0,
            dr: 0.0,
            da: 0.0,
            validation: validation.map(|auroc| VideoMetrics { auroc, loss: 0.5 }),
            test: test.map(|auroc| FrameMetrics { auroc, auroc_abnormal: 0.5, auroc_video_mean: 0.5 }),
        }
    }

    #[test]
    fn last_best_on_validation_and_best_on_test_stand_together_with_the_gap() {
        let epochs =
            [epoch(1, Some(0.6), Some(0.9)), epoch(2, Some(0.8), None), epoch(3, Some(0.8), Some(0.75))];
        let outcome = Outcome::of(&epochs, Select::Last).unwrap();
        let numbers = |epoch: Option<&Epoch>| epoch.map(|epoch| epoch.epoch);
        assert_eq!(outcome.last.epoch, 3);
        assert_eq!(
            (numbers(outcome.best_val.as_ref()), numbers(outcome.best_test.as_ref())),
            (Some(2), Some(1))
        );
        assert!((outcome.gap.unwrap() - 0.15).abs() < 1e-12);
        let text = outcome.lines().join("\n");
        for part in ["last", "best on validation", "best on test", "0.1500"] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }

    #[test]
    fn the_last_epoch_is_the_result_unless_another_is_asked_for() {
        let epochs = [epoch(1, Some(0.9), Some(0.9)), epoch(2, Some(0.8), Some(0.8))];
        let selected = |select| Outcome::of(&epochs, select).unwrap().selected().unwrap().epoch;
        assert_eq!(selected(Select::Last), 2);
        assert_eq!(selected(Select::BestVal), 1);
        assert_eq!(selected(Select::BestTest), 1);
    }

    #[test]
    fn a_result_chosen_on_the_test_set_says_so() {
        let stamp = |select| Outcome::of(&[epoch(1, None, Some(0.9))], select).unwrap().stamp();
        assert!(stamp(Select::BestTest).unwrap().contains("chosen on the test set"));
        assert_eq!((stamp(Select::Last), stamp(Select::BestVal)), (None, None));
    }

    #[test]
    fn a_run_without_validation_or_truth_names_only_the_last() {
        let outcome = Outcome::of(&[epoch(1, None, None)], Select::BestVal).unwrap();
        assert_eq!((outcome.selected(), outcome.gap), (None, None));
        assert!(outcome.lines()[1].contains("not measured"));
        assert_eq!(Outcome::of(&[], Select::Last), None);
    }
}
