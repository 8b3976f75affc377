//! From samples to numbers.

use serde::{Deserialize, Serialize};

use super::BenchError;

/// How long the runs of one workload took, in milliseconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Timings {
    /// Making the weights and uploading them.
    pub load: f64,
    /// The first run: it compiles what the device needs.
    pub first: f64,
    /// Every run after it, in their order.
    pub samples: Vec<f64>,
    /// Half of the samples took less.
    pub median: f64,
    /// 95 % of the samples took less.
    pub p95: f64,
}

impl Timings {
    /// Of the runs of `workload`, at least one after the first.
    pub fn new(workload: &str, load: f64, first: f64, samples: Vec<f64>) -> Result<Self, BenchError> {
        let timed = |&ms: &f64| ms.is_finite() && ms > 0.0;
        if samples.is_empty() || !samples.iter().chain([&first]).all(timed) {
            return Err(BenchError::Samples { workload: workload.to_owned(), found: samples.len() });
        }
        let sorted = sorted(&samples);
        Ok(Self { load, first, median: quantile(&sorted, 0.5), p95: quantile(&sorted, 0.95), samples })
    }
}

/// By insertion: there are few values, and a general sort would be 4 kB of the page's module.
fn sorted(samples: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<f64> = Vec::with_capacity(samples.len());
    for &sample in samples {
        let place = sorted.partition_point(|&other| other <= sample);
        sorted.insert(place, sample);
    }
    sorted
}

/// Between the two nearest of the sorted values, as NumPy's default.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (below, rest) = (place as usize, place.fract());
    let above = sorted[(below + 1).min(sorted.len() - 1)];
    sorted[below] + rest * (above - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(samples: &[f64]) -> Timings {
        Timings::new("lanet-1x200", 1.0, 9.0, samples.to_vec()).expect("good samples")
    }

    #[test]
    fn the_median_and_the_95th_percentile_are_numpys() {
        let timings = of(&[4.0, 1.0, 3.0, 2.0]);
        assert_eq!((timings.median, timings.p95), (2.5, 3.8499999999999996));
        assert_eq!(timings.samples, [4.0, 1.0, 3.0, 2.0], "in the order of the runs");
        assert_eq!((of(&[7.0]).median, of(&[7.0]).p95), (7.0, 7.0));
    }

    #[test]
    fn no_number_is_made_of_no_time() {
        for samples in [vec![], vec![f64::NAN], vec![1.0, -1.0], vec![0.0]] {
            assert!(Timings::new("matmul-256", 1.0, 1.0, samples).is_err());
        }
        assert!(Timings::new("matmul-256", 1.0, f64::INFINITY, vec![1.0]).is_err());
    }
}
