//! Layers in three axes and their gradients against their definition.

use super::*;

/// Multiples of 1/64 below 1: products and sums of a few thousand are exact in f32, so that any difference is a mistake
/// and not a rounding.
fn draw(len: usize, key: usize) -> Vec<f32> {
    let mut state = (key as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = move || {
        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        state >> 57
    };
    (0..len).map(|_| next() as f32 / 64.0 - 1.0).collect()
}

fn axes(lengths: [usize; 3], kernel: [usize; 3], stride: [usize; 3]) -> [Axis; 3] {
    core::array::from_fn(|i| Axis::same(lengths[i], kernel[i], stride[i]))
}

/// Volumes, inputs, outputs, and lengths, kernels and strides of the axes: the stem's shape with an odd side, layers
/// of the modules, products of matrices on small and large volumes, kernels smaller than their strides, one value.
const SHAPES: [[[usize; 3]; 4]; 12] = [
    [[2, 3, 8], [5, 9, 12], [7, 7, 7], [2, 2, 2]],
    [[5, 6, 19], [4, 4, 4], [3, 3, 3], [1, 1, 1]],
    [[21, 3, 5], [2, 2, 2], [3, 3, 3], [1, 1, 1]],
    [[1, 2, 17], [8, 9, 10], [3, 3, 3], [1, 1, 1]],
    [[3, 5, 18], [8, 8, 9], [1, 1, 1], [1, 1, 1]],
    [[23, 33, 7], [2, 2, 3], [1, 1, 1], [1, 1, 1]],
    [[2, 4, 3], [3, 1, 5], [1, 3, 2], [1, 2, 1]],
    [[2, 3, 3], [7, 5, 4], [1, 1, 1], [2, 2, 2]],
    [[3, 2, 2], [6, 7, 8], [2, 1, 3], [3, 3, 1]],
    [[2, 2, 4], [4, 5, 13], [2, 4, 5], [1, 2, 3]],
    [[1, 1, 1], [1, 1, 1], [1, 1, 1], [1, 1, 1]],
    [[3, 1, 2], [1, 1, 2], [7, 7, 7], [2, 2, 2]],
];

/// Calls `visit(output, input, weight)` for every product of the definition.
fn products(shape: Conv3d, volumes: usize, mut visit: impl FnMut(usize, usize, usize)) {
    let Conv3d { inputs, outputs, axes } = shape;
    let [kernel, out, length] = [axes.map(|a| a.kernel), axes.map(Axis::out), axes.map(|a| a.length)];
    let split = |at: usize, of: [usize; 3]| [at / of[2] / of[1], at / of[2] % of[1], at % of[2]];
    let join = |at: [usize; 3], of: [usize; 3]| (at[0] * of[1] + at[1]) * of[2] + at[2];
    let [places, taps, values]: [usize; 3] = [out, kernel, length].map(|of| of.iter().product());
    for place in 0..places {
        for tap in 0..taps {
            let (p, k) = (split(place, out), split(tap, kernel));
            let at: [usize; 3] =
                core::array::from_fn(|i| (p[i] * axes[i].stride + k[i]).wrapping_sub(axes[i].padding().0));
            if (0..3).any(|i| at[i] >= length[i]) {
                continue;
            }
            for channels in 0..volumes * outputs * inputs {
                let (n, o, i) = (channels / inputs / outputs, channels / inputs % outputs, channels % inputs);
                visit(
                    (n * outputs + o) * places + place,
                    (n * inputs + i) * values + join(at, length),
                    (o * inputs + i) * taps + tap,
                );
            }
        }
    }
}

#[test]
fn a_convolution_and_its_gradients_equal_their_definition() {
    for (case, [[volumes, inputs, outputs], lengths, kernel, stride]) in SHAPES.into_iter().enumerate() {
        let axes = axes(lengths, kernel, stride);
        let shape = Conv3d { inputs, outputs, axes };
        let places: usize = axes.iter().map(|axis| axis.out()).product();
        let x = draw(volumes * inputs * lengths.iter().product::<usize>(), case);
        let weight = draw(outputs * inputs * kernel.iter().product::<usize>(), 100 + case);
        let (bias, grad) = (draw(outputs, 200 + case), draw(volumes * outputs * places, 300 + case));
        let mut y: Vec<f64> = (0..grad.len()).map(|at| f64::from(bias[at / places % outputs])).collect();
        let (mut dx, mut dw) = (vec![0.0_f64; x.len()], vec![0.0_f64; weight.len()]);
        products(shape, volumes, |o, i, k| {
            y[o] += f64::from(x[i]) * f64::from(weight[k]);
            dx[i] += f64::from(grad[o]) * f64::from(weight[k]);
            dw[k] += f64::from(grad[o]) * f64::from(x[i]);
        });
        let wide = |found: &[f32]| found.iter().map(|&value| f64::from(value)).collect::<Vec<_>>();
        let mut found = vec![f32::NAN; y.len()];
        conv3d(shape, &x, &weight, &bias, false, &mut found);
        assert_eq!(wide(&found), y, "{shape:?}");
        conv3d(shape, &x, &weight, &bias, true, &mut found);
        y.iter_mut().for_each(|value| *value = value.max(0.0));
        assert_eq!(wide(&found), y, "{shape:?} with ReLU");
        let mut found = vec![f32::NAN; dx.len()];
        conv3d_x_grad(shape, &grad, &weight, &mut found);
        assert_eq!(wide(&found), dx, "{shape:?} input gradient");
        assert_eq!(wide(&conv3d_weight_grad(shape, &x, &grad)), dw, "{shape:?} weight gradient");
    }
}

/// Values with many ties.
fn coarse(len: usize, key: usize) -> Vec<f32> {
    draw(len, key).iter().map(|value| (value * 3.0).round()).collect()
}

#[test]
fn the_gradient_of_pooling_goes_to_the_first_of_the_largest_in_the_order_of_the_window() {
    for (case, [[planes, ..], lengths, kernel, stride]) in SHAPES.into_iter().enumerate() {
        let axes = axes(lengths, kernel, stride);
        let values: usize = lengths.iter().product();
        let [time, rows, columns] = axes.map(Axis::out);
        let x = coarse(planes * values, 400 + case);
        let grad = draw(planes * time * rows * columns, 500 + case);
        let mut want = vec![0.0; x.len()];
        for (output, grad) in grad.iter().enumerate() {
            let at = [output / columns / rows % time, output / columns % rows, output % columns];
            let under: [Vec<usize>; 3] = core::array::from_fn(|i| {
                let first = at[i] * axes[i].stride;
                (first..first + axes[i].kernel)
                    .map(|place| place.wrapping_sub(axes[i].padding().0))
                    .filter(|&place| place < lengths[i])
                    .collect()
            });
            let plane = output / columns / rows / time * values;
            let mut best = None;
            for t in &under[0] {
                for y in &under[1] {
                    for c in &under[2] {
                        let place = plane + (t * lengths[1] + y) * lengths[2] + c;
                        if best.is_none_or(|best: usize| x[place] > x[best]) {
                            best = Some(place);
                        }
                    }
                }
            }
            want[best.expect("a window is never empty")] += grad;
        }
        let mut found = vec![f32::NAN; x.len()];
        max_pool3d_grad(axes, &x, &grad, &mut found);
        assert_eq!(found, want, "{axes:?}");
    }
}

#[test]
fn of_equals_in_time_rows_and_columns_the_first_takes_the_gradient() {
    let axes = axes([2, 2, 2], [2, 2, 2], [2, 2, 2]);
    let gradient = |x: [f32; 8]| {
        let mut found = [9.0; 8];
        max_pool3d_grad(axes, &x, &[5.0], &mut found);
        found
    };
    assert_eq!(gradient([1.0; 8]), [5.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    assert_eq!(gradient([0.0, 0.0, 0.0, 2.0, 2.0, 2.0, 2.0, 2.0]), [0.0, 0.0, 0.0, 5.0, 0.0, 0.0, 0.0, 0.0]);
    assert_eq!(gradient([0.0, 0.0, 2.0, 0.0, 0.0, 2.0, 0.0, 0.0]), [0.0, 0.0, 5.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn a_nan_is_pooled_to_a_nan_wherever_it_stands_and_takes_the_gradient() {
    let axes = axes([1, 2, 3], [1, 2, 3], [1, 2, 3]);
    for at in 0..6 {
        let mut x = [1.0, 7.0, 2.0, 3.0, 4.0, 5.0];
        x[at] = f32::NAN;
        let (mut pooled, mut found) = ([0.0], [9.0; 6]);
        max_pool3d(axes, &x, &mut pooled);
        max_pool3d_grad(axes, &x, &[2.0], &mut found);
        assert!(pooled[0].is_nan());
        assert!(
            found.iter().enumerate().all(|(i, &value)| value == if i == at { 2.0 } else { 0.0 }),
            "{found:?}"
        );
    }
}

/// The same, computed by so many threads.
fn by<T: Send>(threads: usize, compute: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads").install(compute)
}

#[test]
fn gradients_are_the_same_bits_whatever_the_number_of_threads() {
    // Thirds: every sum is rounded, so that another order would show.
    let rough = |len: usize, key: usize| draw(len, key).iter().map(|v| v / 3.0).collect::<Vec<f32>>();
    for (case, [[_, inputs, outputs], lengths, kernel, stride]) in SHAPES.into_iter().enumerate() {
        let axes = axes(lengths, kernel, stride);
        let shape = Conv3d { inputs, outputs, axes };
        let places: usize = axes.iter().map(|axis| axis.out()).product();
        let volumes = 37;
        let x = rough(volumes * inputs * lengths.iter().product::<usize>(), case);
        let weight = rough(outputs * inputs * kernel.iter().product::<usize>(), 100 + case);
        let grad = rough(volumes * outputs * places, 300 + case);
        let all = || {
            let mut y = vec![0.0; grad.len()];
            conv3d(shape, &x, &weight, &weight[..outputs], false, &mut y);
            let mut dx = vec![0.0; x.len()];
            conv3d_x_grad(shape, &grad, &weight, &mut dx);
            let planes = volumes * inputs.min(outputs);
            let mut pooled = vec![0.0; planes * lengths.iter().product::<usize>()];
            max_pool3d_grad(axes, &x[..pooled.len()], &grad[..planes * places], &mut pooled);
            [y, dx, pooled, conv3d_weight_grad(shape, &x, &grad)]
        };
        assert_eq!(by(1, all), by(2, all), "{shape:?}");
        assert_eq!(by(1, all), by(5, all), "{shape:?}");
    }
}
