//! Columns brought to mean 0 and deviation 1 of the training set, then clipped (ours; off by default).

use super::CropView;

/// Mean and deviation of every column, part of the weights file.
#[derive(Debug, Clone, PartialEq)]
pub struct Standardisation {
    /// `[dim]`.
    pub mean: Vec<f32>,
    /// `[dim]`, ddof 0, above 0.
    pub deviation: Vec<f32>,
}

/// Gathers mean and deviation crop by crop (Welford's update, in `f64`).
#[derive(Debug, Clone)]
pub struct Moments {
    count: f64,
    mean: Vec<f64>,
    squares: Vec<f64>,
}

impl Moments {
    /// Of crops of `dim` columns.
    pub fn new(dim: usize) -> Self {
        Self { count: 0.0, mean: vec![0.0; dim], squares: vec![0.0; dim] }
    }

    /// Adds the rows of a checked crop.
    pub fn add(&mut self, crop: CropView<'_>) {
        for row in crop.values.chunks_exact(self.mean.len().max(1)) {
            self.count += 1.0;
            for ((mean, squares), &value) in self.mean.iter_mut().zip(&mut self.squares).zip(row) {
                let off = f64::from(value) - *mean;
                *mean += off / self.count;
                *squares += off * (f64::from(value) - *mean);
            }
        }
    }

    /// What was gathered; a column that never varies gets deviation 1, so that it becomes 0.
    pub fn finish(self) -> Standardisation {
        let deviation = |squares: f64| {
            let deviation = (squares / self.count.max(1.0)).sqrt() as f32;
            if deviation > 0.0 { deviation } else { 1.0 }
        };
        Standardisation {
            deviation: self.squares.iter().map(|&squares| deviation(squares)).collect(),
            mean: self.mean.iter().map(|&mean| mean as f32).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_of_all_rows_and_a_constant_column_stays_finite() {
        let (a, b) = ([1.0, 7.0, 3.0, 7.0], [8.0, 7.0]);
        let mut moments = Moments::new(2);
        moments.add(CropView { snippets: 2, dim: 2, values: &a });
        moments.add(CropView { snippets: 1, dim: 2, values: &b });
        let found = moments.finish();
        assert_eq!(found.mean, [4.0, 7.0]);
        assert!((found.deviation[0] - (26.0_f32 / 3.0).sqrt()).abs() < 1e-6 && found.deviation[1] == 1.0);
    }
}
