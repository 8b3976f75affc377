//! The layers on burn's CPU device.

use burn::backend::Flex;
use burn_flex::FlexTensor;

use super::DenseLayers;
use crate::nn::cpu::{self, Product};
use crate::nn::flex::{Values, filled};

impl DenseLayers for Flex {
    fn linear(x: FlexTensor, weight: FlexTensor, bias: FlexTensor) -> FlexTensor {
        let (x, weight, bias) = (Values::new(x), Values::new(weight), Values::new(bias));
        let ([rows, depth], [columns, weight_depth]) = (x.dims(), weight.dims());
        assert_eq!((depth, [columns]), (weight_depth, bias.dims()), "columns of the input and of the weight");
        let shape = Product { rows, depth, columns };
        filled([rows, columns], |out| {
            cpu::multiply_transposed(shape, x.slice(), weight.slice(), Some(bias.slice()), out);
        })
    }

    fn multiply(left: FlexTensor, right: FlexTensor) -> FlexTensor {
        let (left, right) = (Values::new(left), Values::new(right));
        let ([n, rows, depth], [m, right_depth, columns]) = (left.dims::<3>(), right.dims());
        assert_eq!(depth, right_depth, "columns of the left matrix, rows of the right one");
        each(n, m, Product { rows, depth, columns }, &left, &right, cpu::multiply)
    }

    fn multiply_transposed(left: FlexTensor, right: FlexTensor) -> FlexTensor {
        let (left, right) = (Values::new(left), Values::new(right));
        let ([n, rows, depth], [m, columns, right_depth]) = (left.dims::<3>(), right.dims());
        assert_eq!(depth, right_depth, "columns of both matrices");
        let multiply = |shape, left: &[f32], right: &[f32], out: &mut [f32]| {
            cpu::multiply_transposed(shape, left, right, None, out);
        };
        each(n, m, Product { rows, depth, columns }, &left, &right, multiply)
    }

    fn softmax_rows(x: FlexTensor) -> FlexTensor {
        let x = Values::new(x);
        let dims: [usize; 3] = x.dims();
        filled(dims, |out| cpu::softmax_rows(dims[2], x.slice(), out))
    }

    fn gelu_exact(x: FlexTensor) -> FlexTensor {
        let shape = x.layout().shape().clone();
        let x = Values::new(x);
        filled(shape, |out| cpu::gelu(x.slice(), out))
    }

    fn normalise_rows(x: FlexTensor, gamma: FlexTensor, beta: FlexTensor, epsilon: f64) -> FlexTensor {
        let shape = x.layout().shape().clone();
        let (x, gamma, beta) = (Values::new(x), Values::new(gamma), Values::new(beta));
        let [columns] = gamma.dims();
        assert_eq!(shape[shape.num_dims() - 1], columns, "columns of the input and of the weights");
        filled(shape, |out| {
            cpu::layer_norm(columns, x.slice(), gamma.slice(), beta.slice(), epsilon as f32, out);
        })
    }
}

/// A product per pair; a single matrix meets all others.
fn each(
    n: usize,
    m: usize,
    shape: Product,
    left: &Values,
    right: &Values,
    multiply: impl Fn(Product, &[f32], &[f32], &mut [f32]),
) -> FlexTensor {
    assert!(n == m || n == 1 || m == 1, "{n} matrices by {m}");
    let Product { rows, depth, columns } = shape;
    let part = |all: &'_ [f32], count: usize, i: usize, size: usize| {
        let at = if count == 1 { 0 } else { i * size };
        at..at + size.min(all.len())
    };
    let all = n.max(m);
    filled([all, rows, columns], |out| {
        for i in 0..all {
            let (left, right) = (left.slice(), right.slice());
            let (left, right) =
                (&left[part(left, n, i, rows * depth)], &right[part(right, m, i, depth * columns)]);
            let size = rows * columns;
            multiply(shape, left, right, &mut out[i * size..(i + 1) * size]);
        }
    })
}
