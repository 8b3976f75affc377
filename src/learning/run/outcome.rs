//! What each epoch measured, which of them is the result, and how far apart they lie.

use serde::{Deserialize, Serialize};

use super::{EpochLosses, Step, VideoMeasure};
use crate::evaluate::frame_metrics::FrameMetrics;
use crate::learning::Select;

/// Mean of the losses over the steps of an epoch, and what was measured at its end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Epoch<L, V> {
    /// Epochs done, so 1 for the first.
    pub epoch: usize,
    /// The optimiser's rate.
    pub rate: f64,
    /// Mean losses.
    #[serde(flatten)]
    pub losses: L,
    /// On the validation videos, where there are any.
    pub validation: Option<V>,
    /// On the test videos, where there is truth and it was this epoch's turn.
    pub test: Option<FrameMetrics>,
}

impl<L: EpochLosses, V: VideoMeasure> Epoch<L, V> {
    /// Of the steps of one epoch.
    pub fn of<P: Step<Losses = L>>(steps: &[P], validation: Option<V>, test: Option<FrameMetrics>) -> Self {
        let last = steps.last();
        let (epoch, rate) = (last.map_or(0, |step| step.epoch() + 1), last.map_or(0.0, Step::rate));
        Self { epoch, rate, losses: P::mean(steps), validation, test }
    }

    fn line(&self) -> String {
        let mut parts = vec![format!("epoch {}, loss {:.4}", self.epoch, self.losses.whole())];
        if let Some(found) = self.validation {
            parts.push(format!("validation videos {found}"));
        }
        if let Some(FrameMetrics { auroc, auroc_abnormal, auroc_video_mean }) = self.test {
            parts.push(format!(
                "test frames {auroc:.4}, abnormal videos alone {auroc_abnormal:.4}, video means {auroc_video_mean:.4}"
            ));
        }
        parts.join("; ")
    }
}

/// The three epochs that every run names together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome<L, V> {
    /// Which one is the result.
    pub select: Select,
    /// The last epoch.
    pub last: Epoch<L, V>,
    /// The epoch with the highest AUROC on the validation videos; the earlier one of equals.
    pub best_val: Option<Epoch<L, V>>,
    /// The epoch with the highest AUROC on the test videos. Choosing it flatters the method.
    pub best_test: Option<Epoch<L, V>>,
    /// AUROC on the test videos: best less last.
    pub gap: Option<f64>,
}

impl<L: EpochLosses, V: VideoMeasure> Outcome<L, V> {
    /// Of a run's epochs, in their order; nothing where there is none.
    pub fn of(epochs: &[Epoch<L, V>], select: Select) -> Option<Self> {
        let last = epochs.last()?.clone();
        let best_val = best(epochs, validation_auroc).cloned();
        let best_test = best(epochs, test_auroc).cloned();
        let gap =
            best_test.as_ref().and_then(test_auroc).zip(test_auroc(&last)).map(|(best, last)| best - last);
        Some(Self { select, last, best_val, best_test, gap })
    }

    /// The epoch that `select` names.
    pub fn selected(&self) -> Option<&Epoch<L, V>> {
        match self.select {
            Select::Last => Some(&self.last),
            Select::BestVal => self.best_val.as_ref(),
            Select::BestTest => self.best_test.as_ref(),
        }
    }

    /// What a person reads at the end of a run.
    pub fn lines(&self) -> Vec<String> {
        let line = |name: &str, epoch: Option<&Epoch<L, V>>| match epoch {
            Some(epoch) => format!("{name:<19} {}", epoch.line()),
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
pub fn validation_auroc<L, V: VideoMeasure>(epoch: &Epoch<L, V>) -> Option<f64> {
    epoch.validation.map(|found| found.auroc())
}

/// The AUROC by which epochs are compared on the test videos.
pub fn test_auroc<L, V>(epoch: &Epoch<L, V>) -> Option<f64> {
    epoch.test.map(|found| found.auroc)
}

/// The first epoch with the highest value.
pub fn best<L, V>(
    epochs: &[Epoch<L, V>],
    value: impl Fn(&Epoch<L, V>) -> Option<f64>,
) -> Option<&Epoch<L, V>> {
    epochs
        .iter()
        .filter(|epoch| value(epoch).is_some())
        .reduce(|best, epoch| if value(epoch) > value(best) { epoch } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanet::run::{MeanLosses, VideoMetrics};

    fn epoch(number: usize, validation: Option<f64>, test: Option<f64>) -> Epoch<MeanLosses, VideoMetrics> {
        Epoch {
            epoch: number,
            rate: 0.1,
            losses: MeanLosses { loss: 1.0, mil: 1.0, dr: 0.0, da: 0.0 },
            validation: validation.map(|auroc| VideoMetrics { auroc, loss: 0.5 }),
            test: test.map(|auroc| FrameMetrics { auroc, auroc_abnormal: 0.5, auroc_video_mean: 0.5 }),
        }
    }

    #[test]
    fn last_best_on_validation_and_best_on_test_stand_together_with_the_gap() {
        let epochs =
            [epoch(1, Some(0.6), Some(0.9)), epoch(2, Some(0.8), None), epoch(3, Some(0.8), Some(0.75))];
        let outcome = Outcome::of(&epochs, Select::Last).unwrap();
        let numbers = |epoch: Option<&Epoch<_, _>>| epoch.map(|epoch| epoch.epoch);
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
        assert_eq!(Outcome::<MeanLosses, VideoMetrics>::of(&[], Select::Last), None);
    }

    #[test]
    fn an_epoch_keeps_its_losses_beside_its_measures_in_a_file_and_comes_back() {
        let epoch = epoch(2, Some(0.75), None);
        let json = serde_json::to_value(&epoch).unwrap();
        assert_eq!((json["mil"].as_f64(), json["validation"]["auroc"].as_f64()), (Some(1.0), Some(0.75)));
        assert_eq!(serde_json::from_value::<Epoch<MeanLosses, VideoMetrics>>(json).unwrap(), epoch);
    }
}
