//! The results of a network's reference pass against a golden file of the same names.

use oddframe::lbr::reference::{Results, hash};
use safetensors::SafeTensors;

/// Greatest relative error of stages, errors and loss.
const STAGES: f64 = 1e-4;
/// Greatest error of a running statistic.
const RUNNING: f32 = 1e-5;
/// What begins the name of a value that is compared; moments are there for whoever makes the file.
const KINDS: [&str; 5] = ["eval.", "train.", "loss", "grad.", "running."];
const UNCOMPARED: &str = ".moments";

/// A tensor of f32 in the file.
pub fn read(file: &SafeTensors<'_>, name: &str) -> Option<Vec<f32>> {
    let tensor = file.tensor(name).ok()?;
    Some(tensor.data().as_chunks::<4>().0.iter().map(|&b| f32::from_le_bytes(b)).collect())
}

/// ‖a - b‖ / ‖b‖; a NaN anywhere gives NaN, which passes no comparison.
pub fn relative(got: &[f32], want: &[f32]) -> f64 {
    assert_eq!(got.len(), want.len());
    let square = |values: &mut dyn Iterator<Item = f64>| values.map(|v| v * v).sum::<f64>().sqrt();
    let difference = square(&mut got.iter().zip(want).map(|(g, w)| f64::from(*g) - f64::from(*w)));
    difference / square(&mut want.iter().map(|w| f64::from(*w))).max(f64::MIN_POSITIVE)
}

/// Compares every value that the file holds; gradients by their relative error, at most `gradient`. Only those of biases
/// in front of a batch normalisation have no golden.
pub fn compare(golden: &[u8], found: &Results, gradient: f64) {
    let file = SafeTensors::deserialize(golden).expect("committed golden");
    let mut compared = 0;
    for (name, values) in found {
        let Some(want) = read(&file, name) else {
            assert!(name.starts_with("grad.") && name.ends_with(".bias"), "{name} has no golden");
            continue;
        };
        compared += 1;
        compare_one(&file, name, values, &want, gradient);
    }
    let wanted = file
        .names()
        .into_iter()
        .filter(|name| KINDS.iter().any(|kind| name.starts_with(kind)) && !name.ends_with(UNCOMPARED));
    assert_eq!(compared, wanted.count(), "every golden was compared");
}

fn compare_one(file: &SafeTensors<'_>, name: &str, values: &[f32], want: &[f32], gradient: f64) {
    let there = sampled(values, want.len());
    if name.starts_with("running.") {
        for (got, want) in there.iter().zip(want) {
            assert!((got - want).abs() <= RUNNING, "{name}: {got}, expected {want}");
        }
        return;
    }
    let allowed = if name.starts_with("grad.") { gradient } else { STAGES };
    let off = relative(&there, want);
    assert!(off <= allowed, "{name}: relative error {off:e}, allowed {allowed:e}");
    let beside = |part: &str| read(file, &name.replacen("grad.", part, 1));
    if let Some((projections, norm)) =
        beside("grad_projections.").zip(beside("grad_norm.")).filter(|_| name.starts_with("grad."))
    {
        let off = projected_error(values, &projections) / f64::from(norm[0]);
        assert!(off <= allowed, "{name}: projected relative error {off:e}, allowed {allowed:e}");
    }
}

/// The values of `all` that the golden holds: all of them, or every 7919th around.
fn sampled(all: &[f32], count: usize) -> Vec<f32> {
    if all.len() == count { all.to_vec() } else { (0..count).map(|k| all[k * 7919 % all.len()]).collect() }
}

/// √mean((p_k - p'_k)²): an estimate of ‖g - g'‖ over all elements.
fn projected_error(gradient: &[f32], want: &[f32]) -> f64 {
    let squares = want.iter().enumerate().map(|(k, want)| {
        let sum: f64 =
            gradient.iter().enumerate().map(|(e, g)| (hash(e, 5000 + k as u32) - 0.5) * f64::from(*g)).sum();
        (12_f64.sqrt() * sum - f64::from(*want)).powi(2)
    });
    (squares.sum::<f64>() / want.len() as f64).sqrt()
}
