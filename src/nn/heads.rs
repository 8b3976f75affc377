//! The heads of an attention: columns of a row side by side, or batches of their own.

use burn::tensor::Tensor;

/// `[batch, rows, width]` to `[batch * heads, rows, width / heads]`; a head is consecutive columns.
pub fn split(x: Tensor<3>, heads: usize) -> Tensor<3> {
    let [batch, rows, width] = x.dims();
    if heads == 1 {
        return x;
    }
    let x = x.reshape([batch, rows, heads, width / heads]).swap_dims(1, 2);
    x.reshape([batch * heads, rows, width / heads])
}

/// The way back.
pub fn join(x: Tensor<3>, heads: usize) -> Tensor<3> {
    let [all, rows, width] = x.dims();
    if heads == 1 {
        return x;
    }
    let x = x.reshape([all / heads, heads, rows, width]).swap_dims(1, 2);
    x.reshape([all / heads, rows, heads * width])
}
