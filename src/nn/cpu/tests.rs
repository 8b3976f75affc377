//! Every kernel against the definition it stands for, in f64.

use super::*;

fn draw(len: usize, key: u64) -> Vec<f32> {
    let mut state = key.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    // Xorshift: any sequence would do.
    let mut below_256 = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % 256
    };
    // Multiples of 2^-6 below 2: every product and every sum here is exact in f32, so that any difference
    // is a mistake and not a rounding.
    (0..len).map(|_| below_256() as f32 / 64.0 - 2.0).collect()
}

/// Height, width, inputs, outputs, images: odd sizes, one image, more than one block, channels that fill no
/// register tile.
const SHAPES: [(usize, usize, usize, usize, usize); 7] = [
    (4, 4, 5, 3, 45),
    (8, 8, 4, 9, 3),
    (1, 1, 2, 2, 1),
    (5, 7, 3, 8, 2),
    (16, 16, 2, 13, 3),
    (32, 32, 15, 4, 1),
    (23, 24, 3, 6, 2),
];

fn direct(shape: Conv, images: usize, x: &[f32], weight: &[f32], mut visit: impl FnMut(usize, usize, usize)) {
    let (h, w, s) = (shape.height, shape.width, shape.side);
    assert_eq!(
        (x.len(), weight.len()),
        (images * shape.inputs * h * w, shape.outputs * shape.inputs * s * s)
    );
    for n in 0..images {
        for o in 0..shape.outputs {
            for i in 0..shape.inputs {
                for (y, xx, ky, kx) in quads(h, w, s) {
                    let (Some(sy), Some(sx)) = ((y + ky).checked_sub(s / 2), (xx + kx).checked_sub(s / 2))
                    else {
                        continue;
                    };
                    if sy < h && sx < w {
                        visit(
                            ((n * shape.outputs + o) * h + y) * w + xx,
                            ((n * shape.inputs + i) * h + sy) * w + sx,
                            ((o * shape.inputs + i) * s + ky) * s + kx,
                        );
                    }
                }
            }
        }
    }
}

fn quads(h: usize, w: usize, s: usize) -> impl Iterator<Item = (usize, usize, usize, usize)> {
    (0..h * w * s * s).map(move |i| (i / (s * s * w), i / (s * s) % w, i / s % s, i % s))
}

#[test]
fn a_convolution_and_its_gradients_equal_their_definition() {
    for (case, (height, width, inputs, outputs, images)) in SHAPES.into_iter().enumerate() {
        for side in [1, 3] {
            let shape = Conv { inputs, outputs, height, width, side };
            let x = draw(images * inputs * height * width, case as u64);
            let weight = draw(outputs * inputs * side * side, 100 + case as u64);
            let bias = draw(outputs, 200);
            let grad = draw(images * outputs * height * width, 300 + case as u64);
            let (mut y, mut dx, mut dw) =
                (vec![0.0; grad.len()], vec![0.0; x.len()], vec![0.0; weight.len()]);
            for (i, y) in y.iter_mut().enumerate() {
                *y = bias[i / (height * width) % outputs];
            }
            direct(shape, images, &x, &weight, |o, i, k| {
                y[o] += x[i] * weight[k];
                dx[i] += grad[o] * weight[k];
                dw[k] += grad[o] * x[i];
            });
            let mut got = vec![f32::NAN; y.len()];
            conv(shape, &x, &weight, Some(&bias), false, &mut got);
            assert_eq!(got, y, "{shape:?}");
            conv(shape, &x, &weight, Some(&bias), true, &mut got);
            assert_eq!(got, y.iter().map(|v| v.max(0.0)).collect::<Vec<_>>(), "{shape:?} with ReLU");
            let mut got = vec![f32::NAN; dx.len()];
            conv_x_grad(shape, &grad, &weight, &mut got);
            assert_eq!(got, dx, "{shape:?} input gradient");
            assert_eq!(conv_weight_grad(shape, &x, &grad), dw, "{shape:?} weight gradient");
        }
    }
}

#[test]
fn a_transposed_convolution_and_its_gradients_equal_their_definition() {
    for (case, (height, width, inputs, outputs, images)) in SHAPES.into_iter().enumerate() {
        let shape = Conv { inputs, outputs, height, width, side: 3 };
        let x = draw(images * inputs * height * width, case as u64);
        let weight = draw(inputs * outputs * 9, 400 + case as u64);
        let bias = draw(outputs, 500);
        let grad = draw(images * outputs * 4 * height * width, 600 + case as u64);
        let (mut y, mut dx, mut dw) = (vec![0.0; grad.len()], vec![0.0; x.len()], vec![0.0; weight.len()]);
        for (i, y) in y.iter_mut().enumerate() {
            *y = bias[i / (4 * height * width) % outputs];
        }
        for n in 0..images {
            for i in 0..inputs {
                for o in 0..outputs {
                    for (sy, sx, ky, kx) in quads(height, width, 3) {
                        let (ty, tx) = (2 * sy + ky, 2 * sx + kx);
                        if ty == 0 || tx == 0 || ty > 2 * height || tx > 2 * width {
                            continue;
                        }
                        let source = ((n * inputs + i) * height + sy) * width + sx;
                        let target = ((n * outputs + o) * 2 * height + ty - 1) * 2 * width + tx - 1;
                        let k = (i * outputs + o) * 9 + 3 * ky + kx;
                        y[target] += x[source] * weight[k];
                        dx[source] += grad[target] * weight[k];
                        dw[k] += grad[target] * x[source];
                    }
                }
            }
        }
        let mut got = vec![f32::NAN; y.len()];
        up(shape, &x, &weight, Some(&bias), &mut got);
        assert_eq!(got, y, "{shape:?}");
        let mut got = vec![f32::NAN; dx.len()];
        up_x_grad(shape, &grad, &weight, &mut got);
        assert_eq!(got, dx, "{shape:?} input gradient");
        assert_eq!(up_weight_grad(shape, &x, &grad), dw, "{shape:?} weight gradient");
    }
}

#[test]
fn normalising_equals_its_definition_and_its_gradient_equals_finite_differences() {
    let (images, channels, pixels, epsilon) = (3, 4, 50, 1e-5_f32);
    let x = draw(images * channels * pixels, 1);
    let (gamma, beta) = ([0.5, 1.5, -1.0, 2.0], [0.1, -0.2, 0.3, 0.0]);
    let grad = draw(x.len(), 2);
    let reference = |x: &[f64], gamma: &[f64], beta: &[f64]| -> Vec<f64> {
        let mut y = vec![0.0; x.len()];
        for c in 0..channels {
            let at: Vec<usize> = (0..x.len()).filter(|i| i / pixels % channels == c).collect();
            let mean = at.iter().map(|&i| x[i]).sum::<f64>() / at.len() as f64;
            let var = at.iter().map(|&i| (x[i] - mean).powi(2)).sum::<f64>() / at.len() as f64;
            for i in at {
                y[i] = (gamma[c] * (x[i] - mean) / (var + f64::from(epsilon)).sqrt() + beta[c]).max(0.0);
            }
        }
        y
    };
    let wide = |v: &[f32]| v.iter().map(|&v| f64::from(v)).collect::<Vec<_>>();
    let (x64, gamma64, beta64) = (wide(&x), wide(&gamma), wide(&beta));
    let mut y = vec![0.0; x.len()];
    let saved = moments(&x, channels, pixels);
    let norm = Norm { gamma: &gamma, beta: &beta, saved: &saved, pixels, epsilon };
    norm.forward(&x, &mut y);
    for (got, want) in y.iter().zip(reference(&x64, &gamma64, &beta64)) {
        assert!((f64::from(*got) - want).abs() < 2e-6, "{got} {want}");
    }
    let mut dx = vec![0.0; x.len()];
    let (dgamma, dbeta) = norm.grad(&x, &grad, &mut dx);
    let loss = |x: &[f64], gamma: &[f64], beta: &[f64]| -> f64 {
        reference(x, gamma, beta).iter().zip(&grad).map(|(y, g)| y * f64::from(*g)).sum()
    };
    // A step this small crosses no kink of the ReLU on these values; the differences are in f64.
    let step = 1e-6;
    let check = |got: f32, plus: f64, minus: f64, what: &str| {
        let want = (plus - minus) / (2.0 * step);
        assert!((f64::from(got) - want).abs() < 1e-4 * want.abs().max(1.0), "{what}: {got}, expected {want}");
    };
    for i in (0..x.len()).step_by(7) {
        let moved = |by: f64| {
            let mut x = x64.clone();
            x[i] += by;
            loss(&x, &gamma64, &beta64)
        };
        check(dx[i], moved(step), moved(-step), "x");
    }
    for c in 0..channels {
        let scale = |by: f64| {
            let mut gamma = gamma64.clone();
            gamma[c] += by;
            loss(&x64, &gamma, &beta64)
        };
        check(dgamma[c], scale(step), scale(-step), "gamma");
        let shift = |by: f64| {
            let mut beta = beta64.clone();
            beta[c] += by;
            loss(&x64, &gamma64, &beta)
        };
        check(dbeta[c], shift(step), shift(-step), "beta");
    }
}

#[test]
fn pooling_takes_the_largest_and_sends_its_gradient_to_the_first_of_equals() {
    let x = [1.0, 5.0, 2.0, 2.0, 3.0, 4.0, 2.0, 2.0];
    let mut y = [0.0; 2];
    max_pool2(&x, 2, 4, &mut y);
    assert_eq!(y, [5.0, 2.0]);
    let mut dx = [9.0; 8];
    max_pool2_grad(&x, &[7.0, 3.0], 2, 4, &mut dx);
    assert_eq!(dx, [0.0, 7.0, 3.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn channel_sums_are_the_gradient_of_a_bias() {
    assert_eq!(channel_sums(&[1.0, 2.0, 3.0, 4.0, 10.0, 20.0, 30.0, 40.0], 2, 2), [33.0, 77.0]);
}
