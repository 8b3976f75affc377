//! Tensors in and out of kernels: contiguous, `f32` or stored as `f16`, 32-bit indices.

use burn::backend::TensorMetadata;
use burn::backend::cubecl::dtype_to_elem_type;
use burn::tensor::{DType, Shape};
use burn_cubecl::cubecl::ir::ElemType;
use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::ops::numeric::empty_device_contiguous_dtype;
use burn_cubecl::tensor::CubeTensor;

/// Most workgroups along a dimension of a launch (WebGPU's default limit).
pub(super) const GROUPS: u32 = 65_535;

/// `tensor` with its values in order.
pub(crate) fn contiguous(tensor: CubeTensor) -> CubeTensor {
    assert_eq!(tensor.dtype, DType::F32, "the kernels compute in f32");
    into_contiguous(tensor)
}

/// [`contiguous`] of a kernel that computes in `f32` and reads `f16` as well.
pub(super) fn stored(tensor: CubeTensor) -> CubeTensor {
    assert!(
        matches!(tensor.dtype, DType::F32 | DType::F16),
        "{:?}: the kernels store f32 or f16",
        tensor.dtype
    );
    into_contiguous(tensor)
}

/// How values of `tensor` are stored, as kernels know it.
pub(super) fn element(tensor: &CubeTensor) -> ElemType {
    dtype_to_elem_type(tensor.dtype)
}

/// A new tensor beside `like`, stored as it is, its values not set.
pub(crate) fn empty_like<const D: usize>(like: &CubeTensor, shape: [usize; D]) -> CubeTensor {
    let values: usize = shape.iter().product();
    assert!(u32::try_from(values).is_ok(), "a tensor of {values} values: the kernels count to 2^32");
    empty_device_contiguous_dtype(like.client.clone(), like.device.clone(), Shape::from(shape), like.dtype)
}

/// The shape as an array.
pub(crate) fn dims<const D: usize>(tensor: &CubeTensor) -> [usize; D] {
    let shape = tensor.shape();
    assert_eq!(shape.num_dims(), D, "dimensions of a tensor");
    core::array::from_fn(|i| shape[i])
}

/// `groups` along x, folded over y where one dimension cannot count them.
pub(super) fn folded(groups: usize) -> (u32, u32) {
    let groups = groups as u32;
    let lines = groups.div_ceil(GROUPS).max(1);
    (groups.div_ceil(lines), lines)
}
