//! The two graph branches: snippets that look alike, snippets that are near.

use burn::tensor::{Device, Tensor, TensorData};

use super::parameters::Parameters;
use super::table::TAPS;
use crate::nn::dense::{multiply, multiply_transposed, quick_gelu};

/// Cosines up to here count as no likeness (authors' code).
const LEAST_LIKENESS: f64 = 0.7;
/// Added to the product of two lengths, so that rows of zeros give 0 (authors' code).
const LENGTH_FLOOR: f64 = 1e-20;
/// Steps after which nearness has fallen to 1 / e: e itself, in the digits of the authors' code.
#[allow(clippy::approx_constant)]
const REACH: f64 = 2.718_281_828;

/// Nearness exp(-|i - j| / e) of every pair of slots, `[1, slots, slots]`; not normalised.
pub(crate) fn nearness(slots: usize, device: &Device) -> Tensor<3> {
    let by_distance: Vec<f32> =
        (0..slots).map(|distance| libm::exp(-(distance as f64) / REACH) as f32).collect();
    let values: Vec<f32> =
        (0..slots * slots).map(|at| by_distance[(at / slots).abs_diff(at % slots)]).collect();
    Tensor::from_data(TensorData::new(values, [1, slots, slots]), device)
}

/// Cosines of every pair of slots, those up to 0.7 as 0, `[batch, slots, slots]`.
pub(crate) fn likeness(h: Tensor<3>) -> Tensor<3> {
    let lengths = (h.clone() * h.clone()).sum_dim(2).sqrt();
    let products = multiply_transposed(h.clone(), h);
    let floors = multiply_transposed(lengths.clone(), lengths).add_scalar(LENGTH_FLOOR);
    let cosines = products / floors;
    let unlike = cosines.clone().lower_equal_elem(LEAST_LIKENESS);
    cosines.mask_fill(unlike, 0.0)
}

/// Softmax of the likeness over the valid slots; zeros elsewhere.
///
/// # Shapes
/// `h [batch, slots, width]`, `valid [batch, slots]` is 1 for snippets and 0 for padding; result
/// `[batch, slots, slots]`.
pub(crate) fn similarity(h: Tensor<3>, valid: &Tensor<2>) -> Tensor<3> {
    let (rows, keys) = (valid.clone().unsqueeze_dim::<3>(2), valid.clone().unsqueeze_dim::<3>(1));
    // Cosines are at most 1: no exponential overflows.
    let weights = likeness(h).exp() * keys;
    let sums = weights.clone().sum_dim(2);
    weights / sums * rows
}

/// Both branches, joined: F.
///
/// # Shapes
/// `h [batch, slots, width]`, `valid [batch, slots]`, `near [1, slots, slots]`; result as `h`.
pub(crate) fn branches(
    parameters: &Parameters,
    h: Tensor<3>,
    valid: &Tensor<2>,
    near: &Tensor<3>,
) -> Tensor<3> {
    let alike = branch(parameters, ["gc1", "gc2"], &similarity(h.clone(), valid), h.clone());
    let near = branch(parameters, ["gc3", "gc4"], near, h);
    parameters.layer("linear").linear(Tensor::cat(vec![alike, near], 2))
}

fn branch(parameters: &Parameters, names: [&str; 2], links: &Tensor<3>, h: Tensor<3>) -> Tensor<3> {
    let [first, second] = names.map(|name| parameters.layer(name));
    let linked = multiply(links.clone(), product(h.clone(), first.tensor("weight")));
    let residual = first.part("residual");
    let y = quick_gelu(linked + convolved(h, residual.tensor("weight"), residual.tensor("bias")));
    quick_gelu(multiply(links.clone(), product(y.clone(), second.tensor("weight"))) + y)
}

/// Rows times a weight stored `[in, out]`.
fn product(x: Tensor<3>, weight: Tensor<2>) -> Tensor<3> {
    let ([batch, rows, input], [_, output]) = (x.dims(), weight.dims());
    multiply(x.reshape([1, batch * rows, input]), weight.unsqueeze_dim(0)).reshape([batch, rows, output])
}

/// Convolution over the slots with two slots of zeros on either side.
///
/// As a product with all taps at once, whose columns are then summed shifted: no device needs a kernel for it.
///
/// # Shapes
/// `x [batch, slots, in]`, `weight [out, in, 5]`, `bias [out]`; result `[batch, slots, out]`.
fn convolved(x: Tensor<3>, weight: Tensor<3>, bias: Tensor<1>) -> Tensor<3> {
    let ([batch, slots, input], [output, ..]) = (x.dims(), weight.dims());
    let weight = weight.permute([1, 2, 0]).reshape([input, TAPS * output]);
    let taps = product(x, weight);
    let beside = Tensor::zeros([batch, TAPS / 2, TAPS * output], &taps.device());
    let taps = Tensor::cat(vec![beside.clone(), taps, beside], 1);
    let shifted =
        |tap: usize| taps.clone().slice([0..batch, tap..tap + slots, tap * output..(tap + 1) * output]);
    let sum = (1..TAPS).fold(shifted(0), |sum, tap| sum + shifted(tap));
    sum + bias.unsqueeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
        tensor.into_data().iter::<f32>().collect()
    }

    fn near(found: &[f32], expected: &[f32]) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() <= 1e-6, "{found}, expected {expected}");
        }
    }

    #[test]
    fn the_worked_similarity_and_zeros_beyond_the_video() {
        let device = Device::flex();
        let h = Tensor::from_data([[[1.0, 0.0], [0.8, 0.6], [0.0, 1.0], [5.0, 5.0]]], &device);
        let valid = Tensor::from_data([[1.0, 1.0, 1.0, 0.0]], &device);
        let expected = [
            0.457329, 0.374429, 0.168242, 0.0, 0.374429, 0.457329, 0.168242, 0.0, 0.211942, 0.211942,
            0.576117, 0.0, 0.0, 0.0, 0.0, 0.0,
        ];
        near(&values(similarity(h, &valid)), &expected);
    }

    #[test]
    fn a_row_of_zeros_is_like_no_other_and_gives_no_nan() {
        let device = Device::flex();
        let h = Tensor::from_data([[[0.0, 0.0], [0.8, 0.6]]], &device);
        let valid = Tensor::from_data([[1.0, 1.0]], &device);
        let e = core::f32::consts::E;
        near(&values(similarity(h, &valid)), &[0.5, 0.5, 1.0 / (1.0 + e), e / (1.0 + e)]);
    }

    #[test]
    fn nearness_has_its_worked_sums() {
        let near = values(nearness(256, &Device::flex()));
        let sum = |row: usize| near[row * 256..(row + 1) * 256].iter().map(|&v| f64::from(v)).sum::<f64>();
        assert!((near[1] - 0.692201).abs() < 5e-7);
        assert!((sum(128) - 5.497739).abs() < 1e-6 && (sum(0) - 3.248870).abs() < 1e-6, "{}", sum(128));
    }

    #[test]
    fn the_convolution_sees_two_slots_on_either_side() {
        let device = Device::flex();
        let x = Tensor::from_data([[[1.0], [10.0], [100.0]]], &device);
        let weight = Tensor::from_data([[[1.0, 2.0, 3.0, 4.0, 5.0]]], &device);
        let bias = Tensor::from_data([0.5], &device);
        near(&values(convolved(x, weight, bias)), &[543.5, 432.5, 321.5]);
    }
}
