//! What came out against stored values of PyTorch ([`golden`](super::golden)).

use serde::{Deserialize, Serialize};

use super::golden::GOLDEN;

/// How far the results of a workload are from PyTorch's in f64.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// Values compared.
    pub compared: usize,
    /// The largest difference, relative to the largest value; infinite where a value is missing or no number.
    #[serde(deserialize_with = "infinite_without_value")]
    pub off: f64,
    /// The largest difference that rounding explains.
    pub allowed: f64,
}

/// Results of the first runs of a workload.
pub(super) struct Golden {
    pub(super) name: &'static str,
    /// The largest difference that rounding explains, relative to the largest value.
    pub(super) allowed: f64,
    pub(super) runs: &'static [Sampled],
}

/// Some values of a result and where they are in it.
pub(super) struct Sampled {
    pub(super) at: &'static [usize],
    pub(super) values: &'static [f64],
}

impl Check {
    /// Of the results of the first runs of the workload named `name`, in their order, as far as there were runs; none
    /// where nothing is stored for it.
    pub fn new(name: &str, runs: &[Vec<f32>]) -> Option<Self> {
        let golden = GOLDEN.iter().find(|golden| golden.name == name)?;
        let mut check = Self { compared: 0, off: 0.0, allowed: golden.allowed };
        // No run at all is a wrong one.
        for (run, sampled) in golden.runs.iter().take(runs.len().max(1)).enumerate() {
            let largest = sampled.values.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
            for (&at, value) in sampled.at.iter().zip(sampled.values) {
                let found = runs.get(run).and_then(|values| values.get(at));
                let off = found.map_or(f64::INFINITY, |&found| (f64::from(found) - value).abs() / largest);
                // NaN must not pass as small.
                check.off = if off <= check.off { check.off } else { off.max(check.off) };
                if off.is_nan() {
                    check.off = f64::INFINITY;
                }
                check.compared += 1;
            }
        }
        Some(check)
    }

    /// Whether the device computes rightly.
    pub fn passed(&self) -> bool {
        self.compared > 0 && self.off <= self.allowed
    }
}

/// JSON has no infinity: it writes nothing in its place.
fn infinite_without_value<'de, D: serde::Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    Ok(Option::<f64>::deserialize(from)?.unwrap_or(f64::INFINITY))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{Subject, WORKLOADS, Workload};
    use crate::device::DeviceKind;
    use burn::tensor::Device;

    #[test]
    fn every_workload_has_stored_values() {
        for workload in &WORKLOADS {
            let check = Check::new(workload.name, &[]).expect(workload.name);
            assert!(check.compared > 0 && check.allowed <= 1e-3, "{}", workload.name);
        }
        assert_eq!(Check::new("lanet", &[]), None);
    }

    #[test]
    fn the_cpu_computes_what_pytorch_does() {
        for name in [
            "lanet-1x20",
            "lanet-1x200",
            "recon-cae-small",
            "recon-cae-step-small",
            "dsanet-small",
            "i3d-small",
            "clip-small",
            "fastest-det-small",
            "matmul-256",
        ] {
            let workload = Workload::named(name).expect("a workload");
            let runs = pollster::block_on(async {
                let mut subject =
                    Subject::new(workload.task, &Device::flex(), DeviceKind::Cpu).expect("a CPU");
                let mut runs = Vec::new();
                for _ in 0..3 {
                    runs.push(subject.run().await.expect("the CPU computes"));
                }
                runs
            });
            let check = Check::new(name, &runs).expect("stored values");
            assert!(check.passed(), "{name}: {check:?}");
            let mut wrong = runs.clone();
            wrong[0][0] += 0.002 * wrong[0][0].abs().max(1.0);
            assert!(
                !Check::new(name, &wrong).expect("stored values").passed(),
                "{name}: a wrong value passed"
            );
        }
    }

    #[test]
    fn fewer_runs_than_are_stored_are_compared_as_far_as_they_go() {
        let stored =
            GOLDEN.iter().find(|golden| golden.name == "recon-cae-step-small").expect("stored losses");
        let losses: Vec<Vec<f32>> = stored.runs.iter().map(|run| vec![run.values[0] as f32]).collect();
        for runs in 1..=losses.len() {
            let check = Check::new(stored.name, &losses[..runs]).expect("stored values");
            assert!(check.passed() && check.compared == runs, "{runs} runs: {check:?}");
        }
        let check = Check::new(stored.name, &[losses[0].clone(), Vec::new()]).expect("stored values");
        assert!(!check.passed(), "a run that gave nothing passed");
    }

    #[test]
    fn no_number_and_no_value_are_as_wrong_as_can_be() {
        for runs in [vec![], vec![vec![f32::NAN; 256]], vec![vec![f32::INFINITY; 256]], vec![vec![0.0; 9]]] {
            let check = Check::new("matmul-256", &runs).expect("stored values");
            assert!(check.off == f64::INFINITY && !check.passed(), "{check:?}");
            let text = serde_json::to_string(&check).expect("plain values");
            assert_eq!(serde_json::from_str::<Check>(&text).expect("what was written"), check);
        }
    }
}
