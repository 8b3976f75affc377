//! Batch norm folded into the convolution before it.

/// Learned scale and offset, running mean and variance of one unit, a value per channel.
#[derive(Debug, Clone, Copy)]
pub struct BatchNorm<'a> {
    /// Scale; 1 in files converted from DeepMind's, which has none.
    pub scale: &'a [f32],
    /// Offset.
    pub offset: &'a [f32],
    /// Running mean.
    pub mean: &'a [f32],
    /// Running variance.
    pub variance: &'a [f32],
    /// Added to the variance before its square root.
    pub eps: f64,
}

impl BatchNorm<'_> {
    /// `(x - mean) / sqrt(var + eps) * scale + offset` behind a convolution without bias as one convolution with
    /// bias: scales `weight`, `[channels, rest]`, and gives the bias. In f64, stored as f32.
    pub fn fold_into(&self, weight: &mut [f32]) -> Vec<f32> {
        let rest = weight.len() / self.scale.len();
        let channels = weight.chunks_exact_mut(rest).enumerate();
        channels
            .map(|(c, weight)| {
                let factor = f64::from(self.scale[c]) / (f64::from(self.variance[c]) + self.eps).sqrt();
                weight.iter_mut().for_each(|value| *value = (f64::from(*value) * factor) as f32);
                (f64::from(self.offset[c]) - f64::from(self.mean[c]) * factor) as f32
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_is_batch_norm_after_the_convolution() {
        let norm = BatchNorm {
            scale: &[2.0, 1.0],
            offset: &[0.5, -1.0],
            mean: &[3.0, 0.0],
            variance: &[3.0, 0.25],
            eps: 1.0,
        };
        let mut weight = vec![1.0, -2.0, 0.5, 4.0];
        let bias = norm.fold_into(&mut weight);
        // sqrt(3 + 1) = 2: factor 1; sqrt(0.25 + 1) = 1.118...
        assert_eq!((&weight[..2], bias[0]), (&[1.0, -2.0][..], -2.5));
        assert!((weight[2] - 0.5 / 1.25_f32.sqrt()).abs() < 1e-7 && bias[1] == -1.0);
    }
}
