//! Gaussian smoothing of frame scores as AI-VAD does it (SciPy's `gaussian_filter1d`, authors' code): weights
//! exp(-j²/(2 sigma²)) to radius floor(4 sigma + 0.5), summing to 1, edges mirrored with the edge sample repeated.

use super::ScoreError;
use super::track::check_finite;

/// The filter ends at this many sigmas (SciPy's default).
const TRUNCATE: f64 = 4.0;
/// Widest filter, in frames: with more, every frame of an hour at 30 per second would see most others (ours).
pub const MAX_SIGMA: f64 = 10_000.0;

/// Smooths with a Gaussian of `sigma` frames; same length.
///
/// Errors: a sigma that is not above 0 and at most [`MAX_SIGMA`], a score that is not finite.
pub fn gauss_smooth(scores: &[f32], sigma: f64) -> Result<Vec<f32>, ScoreError> {
    let smoothed = smoothed(scores, sigma)?;
    Ok(smoothed.into_iter().map(|value| value as f32).collect())
}

fn smoothed(scores: &[f32], sigma: f64) -> Result<Vec<f64>, ScoreError> {
    if !(sigma > 0.0 && sigma <= MAX_SIGMA) {
        return Err(ScoreError::Setting {
            name: "smoothing sigma",
            expected: "above 0 and at most 10000 frames",
            found: sigma,
        });
    }
    check_finite("smoothing", scores)?;
    let weights = half_weights(sigma);
    let radius = weights.len() - 1;
    let n = scores.len();
    let whole = mirrored(scores, radius);
    let at = |i: usize| {
        let centre = i + radius;
        let sides = weights.iter().enumerate().skip(1);
        weights[0] * whole[centre]
            + sides.map(|(j, weight)| weight * (whole[centre - j] + whole[centre + j])).sum::<f64>()
    };
    Ok((0..n).map(at).collect())
}

/// Weights of the distances 0, 1, … radius; both sides together sum to 1.
fn half_weights(sigma: f64) -> Vec<f64> {
    let radius = (TRUNCATE * sigma + 0.5).floor() as usize;
    let raw: Vec<f64> =
        (0..=radius).map(|j| libm::exp(-0.5 * (j as f64 / sigma) * (j as f64 / sigma))).collect();
    let sum = raw[0] + 2.0 * raw[1..].iter().sum::<f64>();
    raw.into_iter().map(|weight| weight / sum).collect()
}

/// `scores` with `radius` mirrored values on each side: d c b a | a b c d | d c b a, again and again.
fn mirrored(scores: &[f32], radius: usize) -> Vec<f64> {
    let n = scores.len();
    if n == 0 {
        return Vec::new();
    }
    let period = 2 * n;
    // `radius` whole periods more keep the index positive without changing it.
    let at = |i: usize| {
        let turned = (i + radius * (period - 1)) % period;
        f64::from(scores[turned.min(period - 1 - turned)])
    };
    (0..n + 2 * radius).map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: [f32; 8] = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 2.0, 4.0];

    #[test]
    fn the_worked_numbers_of_evaluation_7() {
        let want = [
            0.640914915013,
            0.295962573077,
            0.058690650290,
            0.013964737983,
            0.126378854445,
            0.717902508725,
            1.990600954261,
            3.155584806205,
        ];
        for (got, want) in smoothed(&X, 1.0).unwrap().iter().zip(want) {
            assert!((got - want).abs() < 1e-12, "{got} {want}");
        }
    }

    #[test]
    fn a_track_shorter_than_the_filter_is_mirrored_again_and_again() {
        // The mirrored row is a b b a a b b a …: period 4, whose mean a wide filter comes close to.
        let two = smoothed(&[0.0, 1.0], 20.0).unwrap();
        assert!(two.iter().all(|value| (value - 0.5).abs() < 1e-5), "{two:?}");
        assert_eq!(mirrored(&[1.0, 2.0], 5), [1.0, 1.0, 2.0, 2.0, 1.0, 1.0, 2.0, 2.0, 1.0, 1.0, 2.0, 2.0]);
    }

    #[test]
    fn a_constant_stays_and_the_mean_is_kept() {
        for value in smoothed(&[3.0; 7], 2.5).unwrap() {
            assert!((value - 3.0).abs() < 1e-12);
        }
        let mean: f64 = smoothed(&X, 3.0).unwrap().iter().sum();
        assert!((mean - 7.0).abs() < 1e-9, "{mean}");
    }

    #[test]
    fn what_cannot_be_smoothed_is_refused() {
        for sigma in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e9] {
            assert!(matches!(gauss_smooth(&X, sigma), Err(ScoreError::Setting { .. })));
        }
        assert!(matches!(gauss_smooth(&[f32::INFINITY], 1.0), Err(ScoreError::NotFinite { .. })));
        assert!(gauss_smooth(&[], 1.0).unwrap().is_empty());
    }
}
