//! One solve of a level: what the polynomials say of the displacement, averaged over a window.

use super::expansion::Expansion;
use super::field::FlowField;
use super::filter::Plane;

/// Half of the window of 13x13 pixels.
pub(super) const REACH: usize = 6;
/// How much the pixels nearest to an edge count, from the edge inward (OpenCV's program).
pub(super) const BORDER: [f32; 5] = [0.14, 0.14, 0.4472, 0.4472, 0.4472];
/// Keeps the solve finite where nothing is seen.
pub(super) const REGULAR: f32 = 1e-3;

/// G11, G12, G22, h1, h2 of the normal equations of a pixel.
type Equations = [f32; 5];

/// A better field than `field` for the displacement from `first` to `second`.
pub(super) fn solve(first: &Expansion, second: &Expansion, field: &FlowField) -> FlowField {
    let (width, height) = (first.width, first.height);
    let mut equations: Vec<Equations> = Vec::with_capacity(width * height);
    for y in 0..height {
        equations.extend((0..width).map(|x| equations_at(first, second, field, x, y)));
    }
    let averaged = box_means(&equations, width, height);
    let (mut across, mut down) = (Plane::zero(width, height), Plane::zero(width, height));
    for (at, [g11, g12, g22, h1, h2]) in averaged.into_iter().enumerate() {
        let inverse = 1.0 / (g11 * g22 - g12 * g12 + REGULAR);
        across.values[at] = (g11 * h2 - g12 * h1) * inverse;
        down.values[at] = (g22 * h1 - g12 * h2) * inverse;
    }
    FlowField { x: across, y: down }
}

fn equations_at(first: &Expansion, second: &Expansion, field: &FlowField, x: usize, y: usize) -> Equations {
    let [dx, dy] = field.at(x, y);
    let [p_y, p_x, p_yy, p_xx, p_xy] = first.coefficients[y * first.width + x];
    let moved = second.between(x as f32 + dx, y as f32 + dy);
    let [q_y, q_x, r4, r5, r6] = match moved {
        Some([q_y, q_x, q_yy, q_xx, q_xy]) => {
            [q_y, q_x, (p_yy + q_yy) * 0.5, (p_xx + q_xx) * 0.5, (p_xy + q_xy) * 0.25]
        }
        None => [0.0, 0.0, p_yy, p_xx, p_xy * 0.5],
    };
    let r2 = (p_y - q_y) * 0.5 + r4 * dy + r6 * dx;
    let r3 = (p_x - q_x) * 0.5 + r6 * dy + r5 * dx;
    let weight = border_weight(x, first.width) * border_weight(y, first.height);
    let [r2, r3, r4, r5, r6] = [r2, r3, r4, r5, r6].map(|r| r * weight);
    [r4 * r4 + r6 * r6, (r4 + r5) * r6, r5 * r5 + r6 * r6, r4 * r2 + r6 * r3, r6 * r2 + r5 * r3]
}

fn border_weight(at: usize, length: usize) -> f32 {
    let weight = |distance: usize| BORDER.get(distance).copied().unwrap_or(1.0);
    // A side under ten pixels is near both edges.
    weight(at) * weight(length - 1 - at)
}

/// Means over 13x13 pixels, borders replicated; sums run in f64, so that no rounding adds up along a row.
fn box_means(equations: &[Equations], width: usize, height: usize) -> Vec<Equations> {
    let clamped = |at: isize, length: usize| at.clamp(0, length as isize - 1) as usize;
    let reach = REACH as isize;
    let share = 1.0 / f64::from((2 * REACH as u32 + 1).pow(2));
    let row = |y: isize| &equations[clamped(y, height) * width..][..width];
    let mut columns = vec![[0.0_f64; 5]; width];
    let add = |columns: &mut [[f64; 5]], y: isize, sign: f64| {
        for (sums, values) in columns.iter_mut().zip(row(y)) {
            sums.iter_mut().zip(values).for_each(|(sum, &value)| *sum += sign * f64::from(value));
        }
    };
    (-reach..=reach).for_each(|y| add(&mut columns, y, 1.0));
    let mut means = Vec::with_capacity(equations.len());
    for y in 0..height as isize {
        if y > 0 {
            add(&mut columns, y + reach, 1.0);
            add(&mut columns, y - reach - 1, -1.0);
        }
        let column = |x: isize| columns[clamped(x, width)];
        let mut sums = [0.0_f64; 5];
        for x in -reach..=reach {
            sums.iter_mut().zip(column(x)).for_each(|(sum, value)| *sum += value);
        }
        for x in 0..width as isize {
            means.push(sums.map(|sum| (sum * share) as f32));
            let (enters, leaves) = (column(x + reach + 1), column(x - reach));
            for ((sum, enters), leaves) in sums.iter_mut().zip(enters).zip(leaves) {
                *sum += enters - leaves;
            }
        }
    }
    means
}
