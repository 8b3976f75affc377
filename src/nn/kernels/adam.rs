//! A step of Adam in one pass.

use burn_cubecl::cubecl::{self, prelude::*};
use burn_cubecl::tensor::CubeTensor;

use super::tensors::{contiguous, dims, empty_like};
use super::units::{UNITS, a_unit_each, group};
use crate::nn::adam::Factors;

/// A value per unit.
#[cube(launch_unchecked)]
fn move_values(
    values: &[f32],
    slopes: &[f32],
    first: &[f32],
    second: &[f32],
    values_out: &mut [f32],
    first_out: &mut [f32],
    second_out: &mut [f32],
    count: u32,
    rate: f32,
    keep_first: f32,
    keep_second: f32,
    correction: f32,
    epsilon: f32,
) {
    let at = (CUBE_POS_Y * CUBE_COUNT_X + CUBE_POS_X) * UNITS + UNIT_POS;
    if at < count {
        let at = at as usize;
        let slope = slopes[at];
        let mean = first[at] * keep_first + slope * (1.0f32 - keep_first);
        let square = second[at] * keep_second + slope * slope * (1.0f32 - keep_second);
        first_out[at] = mean;
        second_out[at] = square;
        values_out[at] = values[at] - mean * correction / (square.sqrt() + epsilon) * rate;
    }
}

/// Values, first and second moments after the step; all `[count]`.
pub(crate) fn step(tensors: [CubeTensor; 4], factors: Factors) -> (CubeTensor, CubeTensor, CubeTensor) {
    let [values, slopes, first, second] = tensors.map(contiguous);
    let [count] = dims(&values);
    assert!(
        [&slopes, &first, &second].iter().all(|other| dims(other) == [count]),
        "as many slopes and moments"
    );
    let outs = [&values, &first, &second].map(|like| empty_like(like, [count]));
    let [values_out, first_out, second_out] = outs.clone().map(CubeTensor::into_buffer_arg);
    let [keep_first, keep_second] = factors.decay;
    // SAFETY: every index is tested against the length that all tensors have.
    unsafe {
        move_values::launch_unchecked(
            &outs[0].client,
            a_unit_each(count),
            group(),
            values.into_buffer_arg(),
            slopes.into_buffer_arg(),
            first.into_buffer_arg(),
            second.into_buffer_arg(),
            values_out,
            first_out,
            second_out,
            count as u32,
            factors.rate,
            keep_first,
            keep_second,
            factors.correction,
            factors.epsilon,
        );
    }
    outs.into()
}
