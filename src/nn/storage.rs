//! How a network's values are stored between its layers.

use burn::backend::DispatchDevice;
use burn::tensor::{Device, FloatDType};

/// How values are stored; sums are `f32` either way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Storage {
    /// 32 bits.
    #[default]
    F32,
    /// 16 bits: half the memory and half the traffic, eleven bits of a value, none beyond 65504; on GPUs that have
    /// `shader-f16`.
    F16,
}

impl Storage {
    /// Whether kernels on `device` can store values like this. On the CPU they compute in `f32` alone.
    pub fn is_possible(self, device: &Device) -> bool {
        match self {
            Self::F32 => true,
            Self::F16 => {
                matches!(device.as_dispatch(), DispatchDevice::Cube(_))
                    && device.supports_dtype(FloatDType::F16)
            }
        }
    }

    /// Refuses a device that cannot.
    pub fn check(self, device: &Device) -> Result<(), StorageError> {
        if self.is_possible(device) { Ok(()) } else { Err(StorageError) }
    }

    /// As tensors have it.
    pub(crate) fn dtype(self) -> FloatDType {
        match self {
            Self::F32 => FloatDType::F32,
            Self::F16 => FloatDType::F16,
        }
    }
}

/// The device cannot store values of 16 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("values of 16 bits (f16) need a GPU with shader-f16, and this device has none")]
pub struct StorageError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cpu_stores_32_bits() {
        assert!(Storage::F32.is_possible(&Device::flex()) && !Storage::F16.is_possible(&Device::flex()));
    }
}
