//! Squared errors per item in one pass, and their gradient in another.

use burn_cubecl::cubecl::{self, prelude::*};
use burn_cubecl::tensor::CubeTensor;

use super::tensors::{contiguous, dims, empty_like};
use super::units::{UNITS, a_unit_each, group, groups, sum_of_units};

/// A workgroup per item: its units sum every 256th value, then each other's sums.
#[cube(launch_unchecked)]
fn sums_of_squares(drawn: &[f32], wanted: &[f32], out: &mut [f32], items: u32, values: u32) {
    let mut parts = Shared::<[f32]>::new_slice(comptime!(UNITS as usize));
    let item = CUBE_POS_Y * CUBE_COUNT_X + CUBE_POS_X;
    let mut sum = 0.0f32;
    if item < items {
        for step in 0..values.div_ceil(UNITS) {
            let at = step * UNITS + UNIT_POS;
            if at < values {
                let index = (item * values + at) as usize;
                let difference = drawn[index] - wanted[index];
                sum += difference * difference;
            }
        }
    }
    let sum = sum_of_units(&mut parts, sum);
    if UNIT_POS == 0u32 && item < items {
        out[item as usize] = sum;
    }
}

/// `2 (drawn - wanted) grad[item]`, a value per unit.
#[cube(launch_unchecked)]
fn slopes(drawn: &[f32], wanted: &[f32], grad: &[f32], out: &mut [f32], total: u32, values: u32) {
    let at = (CUBE_POS_Y * CUBE_COUNT_X + CUBE_POS_X) * UNITS + UNIT_POS;
    if at < total {
        let index = at as usize;
        out[index] = 2.0f32 * (drawn[index] - wanted[index]) * grad[(at / values) as usize];
    }
}

/// Two of `[items, values]` to `[items]`.
pub(crate) fn squared_errors(drawn: CubeTensor, wanted: CubeTensor) -> CubeTensor {
    let [items, values] = dims(&drawn);
    assert_eq!([items, values], dims(&wanted), "what is drawn and what is wanted");
    let out = empty_like(&drawn, [items]);
    // SAFETY: every index is tested against the lengths of the tensors.
    unsafe {
        sums_of_squares::launch_unchecked(
            &out.client,
            groups(items),
            group(),
            contiguous(drawn).into_buffer_arg(),
            contiguous(wanted).into_buffer_arg(),
            out.clone().into_buffer_arg(),
            items as u32,
            values as u32,
        );
    }
    out
}

/// The gradient of `drawn`; that of `wanted` is its negative.
pub(crate) fn squared_errors_grad(drawn: CubeTensor, wanted: CubeTensor, grad: CubeTensor) -> CubeTensor {
    let [items, values] = dims(&drawn);
    let out = empty_like(&drawn, [items, values]);
    // SAFETY: every index is tested against the lengths of the tensors.
    unsafe {
        slopes::launch_unchecked(
            &out.client,
            a_unit_each(items * values),
            group(),
            contiguous(drawn).into_buffer_arg(),
            contiguous(wanted).into_buffer_arg(),
            contiguous(grad).into_buffer_arg(),
            out.clone().into_buffer_arg(),
            (items * values) as u32,
            values as u32,
        );
    }
    out
}
