//! The adapter of the tests.

use std::sync::OnceLock;

use burn::tensor::{Device, Tensor};

/// The machine's adapter; one in software will do. There is no test without one.
pub fn gpu() -> Device {
    static DEVICE: OnceLock<Device> = OnceLock::new();
    let open = || {
        pollster::block_on(Device::wgpu_options().init_async()).unwrap_or_else(|error| {
            panic!("no GPU for the tests of the kernels, not even one in software: {error}; scripts/vulkan.sh installs Mesa's")
        })
    };
    DEVICE.get_or_init(open).clone()
}

/// All values.
pub fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().iter::<f32>().collect()
}
