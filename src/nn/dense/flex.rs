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

    fn product(left: FlexTensor, right: FlexTensor, transposed: bool) -> FlexTensor {
        let (left, right) = (Values::new(left), Values::new(right));
        let ([n, rows, depth], [m, second, third]) = (left.dims::<3>(), right.dims());
        let (right_depth, columns) = if transposed { (third, second) } else { (second, third) };
        assert_eq!(depth, right_depth, "columns of the left matrix, rows of the right one");
        assert!(n == m || n == 1 || m == 1, "{n} matrices by {m}");
        let (shape, all) = (Product { rows, depth, columns }, n.max(m));
        let part = |values: &'_ Values, count: usize, i: usize, size: usize| {
            // A single matrix meets all others.
            let at = if count == 1 { 0 } else { i * size };
            at..at + size.min(values.slice().len())
        };
        filled([all, rows, columns], |out| {
            for i in 0..all {
                let a = &left.slice()[part(&left, n, i, rows * depth)];
                let b = &right.slice()[part(&right, m, i, depth * columns)];
                let out = &mut out[i * rows * columns..(i + 1) * rows * columns];
                if transposed {
                    cpu::multiply_transposed(shape, a, b, None, out);
                } else {
                    cpu::multiply(shape, a, b, out);
                }
            }
        })
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

    fn gelu_quick(x: FlexTensor) -> FlexTensor {
        let shape = x.layout().shape().clone();
        let x = Values::new(x);
        filled(shape, |out| cpu::quick_gelu(x.slice(), out))
    }
}
