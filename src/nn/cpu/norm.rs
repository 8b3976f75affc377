//! Batch normalisation with the ReLU behind it, training mode, in two passes over memory each way.

use pulp::Arch;

use super::parallel::for_each_block;

/// What the forward pass found out about its batch.
#[derive(Debug, Clone, PartialEq)]
pub struct NormSaved {
    /// Per channel.
    pub mean: Vec<f32>,
    /// Per channel, divided by the number of values (biased).
    pub var: Vec<f32>,
}

/// Values summed side by side: one AVX-512 vector, and the smallest map of the networks here (4x4).
const LANES: usize = 16;

/// The layer: `max(0, gamma * (x - mean) / sqrt(var + epsilon) + beta)` over `[images, channels, pixels]`.
#[derive(Debug, Clone, Copy)]
pub struct Norm<'a> {
    /// Scale per channel.
    pub gamma: &'a [f32],
    /// Shift per channel.
    pub beta: &'a [f32],
    /// The moments of the batch.
    pub saved: &'a NormSaved,
    /// Pixels of an image.
    pub pixels: usize,
    /// Added to the variance.
    pub epsilon: f32,
}

/// One channel of a [`Norm`], as its inner loops want it.
#[derive(Clone, Copy)]
struct Line {
    mean: f32,
    inverse: f32,
    gamma: f32,
    beta: f32,
}

impl Line {
    #[inline(always)]
    fn normal(self, x: f32) -> f32 {
        (x - self.mean) * self.inverse
    }

    /// The gradient in front of the ReLU, which passes it where its input was above 0.
    #[inline(always)]
    fn through(self, normal: f32, grad: f32) -> f32 {
        if normal * self.gamma + self.beta > 0.0 { grad } else { 0.0 }
    }
}

impl Norm<'_> {
    fn line(&self, c: usize) -> Line {
        Line {
            mean: self.saved.mean[c],
            inverse: 1.0 / (self.saved.var[c] + self.epsilon).sqrt(),
            gamma: self.gamma[c],
            beta: self.beta[c],
        }
    }

    /// Normalises `x` into `out`.
    pub fn forward(&self, x: &[f32], out: &mut [f32]) {
        let image = self.gamma.len() * self.pixels;
        for_each_block(
            out,
            image,
            || (),
            |(), i, out| {
                let planes = x[i * image..(i + 1) * image].chunks_exact(self.pixels);
                for (c, (out, x)) in out.chunks_exact_mut(self.pixels).zip(planes).enumerate() {
                    let line = self.line(c);
                    Arch::new().dispatch(|| {
                        for (y, &x) in out.iter_mut().zip(x) {
                            let value = line.normal(x) * line.gamma + line.beta;
                            *y = if value < 0.0 { 0.0 } else { value };
                        }
                    });
                }
            },
        );
    }

    /// The gradient of `x` into `out`; gives those of gamma and of beta.
    pub fn grad(&self, x: &[f32], grad: &[f32], out: &mut [f32]) -> (Vec<f32>, Vec<f32>) {
        let channels = self.gamma.len();
        let image = channels * self.pixels;
        let mut planes = vec![0.0_f32; 2 * x.len() / self.pixels];
        for_each_block(
            &mut planes,
            2 * channels,
            || (),
            |(), i, sums| {
                for (c, sums) in sums.chunks_exact_mut(2).enumerate() {
                    let at = i * image + c * self.pixels;
                    let (x, grad) = (&x[at..at + self.pixels], &grad[at..at + self.pixels]);
                    (sums[0], sums[1]) = Arch::new().dispatch(|| plane_sums(self.line(c), x, grad));
                }
            },
        );
        let total = |part: usize| -> Vec<f32> {
            let of = |c: usize| {
                planes.chunks_exact(2).skip(c).step_by(channels).map(|p| f64::from(p[part])).sum::<f64>()
            };
            (0..channels).map(|c| of(c) as f32).collect()
        };
        let (gamma_grad, beta_grad) = (total(0), total(1));
        let count = (x.len() / channels) as f32;
        for_each_block(
            out,
            image,
            || (),
            |(), i, out| {
                for (c, out) in out.chunks_exact_mut(self.pixels).enumerate() {
                    let at = i * image + c * self.pixels;
                    let (x, grad) = (&x[at..at + self.pixels], &grad[at..at + self.pixels]);
                    let line = self.line(c);
                    let (along, mean) = (gamma_grad[c] / count, beta_grad[c] / count);
                    Arch::new().dispatch(|| {
                        for ((dx, &x), &grad) in out.iter_mut().zip(x).zip(grad) {
                            let normal = line.normal(x);
                            let grad = line.through(normal, grad);
                            *dx = line.gamma * line.inverse * (grad - mean - normal * along);
                        }
                    });
                }
            },
        );
        (gamma_grad, beta_grad)
    }
}

/// Sums over a plane of the gradient in front of the ReLU times the normalised value, and of the gradient.
#[inline(always)]
fn plane_sums(line: Line, x: &[f32], grad: &[f32]) -> (f32, f32) {
    let (mut scale, mut shift) = ([0.0_f32; LANES], [0.0_f32; LANES]);
    let (xs, grads) = (x.chunks_exact(LANES), grad.chunks_exact(LANES));
    let rest = xs.remainder().iter().zip(grads.remainder());
    for (x, grad) in xs.zip(grads) {
        for k in 0..LANES {
            let normal = line.normal(x[k]);
            let grad = line.through(normal, grad[k]);
            scale[k] += normal * grad;
            shift[k] += grad;
        }
    }
    for (k, (&x, &grad)) in rest.enumerate() {
        let normal = line.normal(x);
        let grad = line.through(normal, grad);
        scale[k] += normal * grad;
        shift[k] += grad;
    }
    (scale.iter().sum(), shift.iter().sum())
}

/// Mean and biased variance per channel: per plane in f32, where a second look costs nothing, then over the
/// planes in f64 (Chan, Golub, LeVeque 1979).
pub fn moments(x: &[f32], channels: usize, pixels: usize) -> NormSaved {
    let image = channels * pixels;
    let mut planes = vec![0.0_f32; 2 * x.len() / pixels];
    for_each_block(
        &mut planes,
        2 * channels,
        || (),
        |(), i, out| {
            Arch::new().dispatch(|| {
                for (pair, plane) in
                    out.chunks_exact_mut(2).zip(x[i * image..(i + 1) * image].chunks_exact(pixels))
                {
                    let mean = lane_sum(plane, |v| v) / pixels as f32;
                    pair[0] = mean;
                    pair[1] = lane_sum(plane, |v| (v - mean) * (v - mean));
                }
            });
        },
    );
    let images = x.len() / image;
    let total = (images * pixels) as f64;
    let (mut mean, mut var) = (Vec::with_capacity(channels), Vec::with_capacity(channels));
    for c in 0..channels {
        let of = |i: usize, part: usize| f64::from(planes[2 * (i * channels + c) + part]);
        let m = (0..images).map(|i| of(i, 0)).sum::<f64>() / images as f64;
        let spread: f64 =
            (0..images).map(|i| of(i, 1) + pixels as f64 * (of(i, 0) - m) * (of(i, 0) - m)).sum();
        mean.push(m as f32);
        var.push((spread / total) as f32);
    }
    NormSaved { mean, var }
}

/// Sums per channel of `[images, channels, pixels]`: the gradient of a bias.
pub fn channel_sums(x: &[f32], channels: usize, pixels: usize) -> Vec<f32> {
    let image = channels * pixels;
    let mut planes = vec![0.0_f32; x.len() / pixels];
    for_each_block(
        &mut planes,
        channels,
        || (),
        |(), i, out| {
            Arch::new().dispatch(|| {
                for (sum, plane) in out.iter_mut().zip(x[i * image..(i + 1) * image].chunks_exact(pixels)) {
                    *sum = lane_sum(plane, |v| v);
                }
            });
        },
    );
    (0..channels)
        .map(|c| planes.iter().skip(c).step_by(channels).map(|&v| f64::from(v)).sum::<f64>() as f32)
        .collect()
}

#[inline(always)]
fn lane_sum(values: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let mut sums = [0.0_f32; LANES];
    let chunks = values.chunks_exact(LANES);
    let rest: f32 = chunks.remainder().iter().map(|&value| of(value)).sum();
    for values in chunks {
        for k in 0..LANES {
            sums[k] += of(values[k]);
        }
    }
    sums.iter().sum::<f32>() + rest
}
