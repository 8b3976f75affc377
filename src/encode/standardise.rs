//! Standardisation of features: mean 0 and deviation 1 per column, then a clip.
//!
//! Published systems feed raw features; hand-made columns of different units need this. It is learned from
//! the training snippets alone, kept with the weights and applied by everything that scores with them.

use serde::{Deserialize, Serialize};

use super::FeatureError;

/// Largest standardised value by default, either sign (ours).
pub const CLIP: f32 = 8.0;

/// Mean and deviation per column, and the clip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Standardisation {
    /// `[dim]`.
    pub mean: Vec<f32>,
    /// `[dim]`; 1 where a column is constant.
    pub deviation: Vec<f32>,
    /// Standardised values are kept within ±`clip`.
    pub clip: f32,
}

impl Standardisation {
    /// Standardises rows of `[.., dim]` in place.
    pub fn apply(&self, rows: &mut [f32], dim: usize) -> Result<(), FeatureError> {
        if self.mean.len() != dim || self.deviation.len() != dim {
            return Err(FeatureError::StandardisationWidth { expected: dim, found: self.mean.len() });
        }
        for row in rows.chunks_exact_mut(dim) {
            for ((value, mean), deviation) in row.iter_mut().zip(&self.mean).zip(&self.deviation) {
                *value = ((*value - mean) / deviation).clamp(-self.clip, self.clip);
            }
        }
        Ok(())
    }
}

/// Collects mean and deviation row by row, in f64 and one pass (Welford 1962).
#[derive(Debug, Clone, Default)]
pub struct StandardisationBuilder {
    rows: u64,
    mean: Vec<f64>,
    squares: Vec<f64>,
}

impl StandardisationBuilder {
    /// Adds rows of `[.., dim]`; `dim` is the same every time.
    pub fn add(&mut self, rows: &[f32], dim: usize) {
        self.mean.resize(dim, 0.0);
        self.squares.resize(dim, 0.0);
        for row in rows.chunks_exact(dim) {
            self.rows += 1;
            for ((&value, mean), squares) in row.iter().zip(&mut self.mean).zip(&mut self.squares) {
                let before = f64::from(value) - *mean;
                *mean += before / self.rows as f64;
                *squares += before * (f64::from(value) - *mean);
            }
        }
    }

    /// Mean and deviation (over n) of the rows added; a constant column keeps the deviation 1.
    pub fn finish(self, clip: f32) -> Standardisation {
        let rows = self.rows.max(1) as f64;
        let deviation = self.squares.iter().map(|squares| match (squares / rows).sqrt() as f32 {
            0.0 => 1.0,
            deviation => deviation,
        });
        Standardisation {
            deviation: deviation.collect(),
            mean: self.mean.iter().map(|&mean| mean as f32).collect(),
            clip,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_get_mean_0_and_deviation_1_and_are_clipped() {
        let rows = [1.0, 5.0, 100.0, 3.0, 5.0, 0.0, 5.0, 5.0, 0.0];
        let mut builder = StandardisationBuilder::default();
        builder.add(&rows[..3], 3);
        builder.add(&rows[3..], 3);
        let standard = builder.finish(1.25);
        assert_eq!(standard.mean[..2], [3.0, 5.0]);
        assert!((standard.deviation[0] - (8.0_f32 / 3.0).sqrt()).abs() < 1e-6);
        assert_eq!(standard.deviation[1], 1.0);
        let mut applied = rows;
        standard.apply(&mut applied, 3).unwrap();
        let column: Vec<f32> = applied.chunks(3).map(|row| row[0]).collect();
        assert!((column[0] + 1.2247449).abs() < 1e-5 && column[1].abs() < 1e-6);
        assert_eq!((applied[1], applied[2]), (0.0, 1.25));
    }

    #[test]
    fn rows_of_another_width_are_refused() {
        let standard = Standardisation { mean: vec![0.0; 2], deviation: vec![1.0; 2], clip: CLIP };
        let error = standard.apply(&mut [0.0; 6], 3).unwrap_err();
        assert_eq!(error, FeatureError::StandardisationWidth { expected: 3, found: 2 });
    }
}
