//! What computes: a hardware GPU where there is one, else the CPU; a software GPU only where it is asked for.

use burn::tensor::{Device, ExecutionError};
use burn_wgpu::WgpuInitError;
use burn_wgpu::wgpu::DeviceType;

/// Tasks that are handed to the GPU at once: more than burn's 32, because the tasks of small networks are short.
const TASKS_AT_ONCE: usize = 64;

/// What computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceKind {
    /// A hardware GPU.
    Gpu,
    /// A GPU in software: right, and slower than the CPU.
    SoftwareGpu,
    /// The CPU.
    Cpu,
}

impl DeviceKind {
    /// As results have it: "gpu" or "cpu".
    pub fn name(self) -> &'static str {
        match self {
            Self::Gpu | Self::SoftwareGpu => "gpu",
            Self::Cpu => "cpu",
        }
    }
}

/// A device that is ready.
#[derive(Debug, Clone)]
pub struct Computer {
    /// Where tensors live; without a tape.
    pub device: Device,
    /// What it is.
    pub kind: DeviceKind,
    /// The adapter's own name, "software GPU" or "CPU".
    pub name: String,
}

/// Why there is no GPU.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeviceError {
    /// No adapter, or none that can be used.
    #[error("no GPU can be used here: {0}")]
    NoGpu(String),
    /// It computes something else than the CPU.
    #[error("the GPU {name} computes wrong values (off by {off:e} where {allowed:e} is rounding)")]
    WrongValues {
        /// The adapter's name.
        name: String,
        /// Largest difference found.
        off: f32,
        /// Largest difference allowed.
        allowed: f32,
    },
    /// It stopped while it was tried.
    #[error("the GPU {name} stopped while it was tried: {reason}")]
    Stopped {
        /// The adapter's name.
        name: String,
        /// The device's own words.
        reason: String,
    },
}

impl From<WgpuInitError> for DeviceError {
    fn from(error: WgpuInitError) -> Self {
        Self::NoGpu(error.to_string())
    }
}

impl Computer {
    /// The CPU.
    pub fn cpu() -> Self {
        Self { device: Device::flex(), kind: DeviceKind::Cpu, name: "CPU".to_owned() }
    }

    /// The GPU, hardware or software. Once per program: a second call fails.
    pub async fn gpu() -> Result<Self, DeviceError> {
        let (device, setup) = Device::wgpu_options().tasks_max(TASKS_AT_ONCE).init_with_setup_async().await?;
        let info = setup.adapter.get_info();
        if info.device_type == DeviceType::Cpu {
            return Ok(Self { device, kind: DeviceKind::SoftwareGpu, name: "software GPU".to_owned() });
        }
        let name = if info.name.is_empty() { "GPU".to_owned() } else { info.name };
        Ok(Self { device, kind: DeviceKind::Gpu, name })
    }

    /// How many steps of learning go by between two reads of the loss: a read makes a GPU wait.
    pub fn read_every(&self) -> usize {
        match self.kind {
            DeviceKind::Gpu => 8,
            DeviceKind::SoftwareGpu | DeviceKind::Cpu => 1,
        }
    }

    /// Compares a small network's output with the CPU's, so that a device that computes wrong values is
    /// caught and named. Compiles the kernels that scoring needs on the way.
    pub async fn check(&self) -> Result<(), DeviceError> {
        /// Two ways of summing some hundred `f32` products of about 1 differ by a few 1e-6.
        const ALLOWED: f32 = 1e-4;
        let stopped = |error: ExecutionError| DeviceError::Stopped {
            name: self.name.clone(),
            reason: error.to_string(),
        };
        let found = crate::lbr::initial::sample_output(&self.device).await.map_err(stopped)?;
        let expected = crate::lbr::initial::sample_output(&Device::flex()).await.map_err(stopped)?;
        let off = found.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, |most: f32, off| {
            // NaN must not pass as small.
            if off <= most { most } else { off }
        });
        if off <= ALLOWED {
            return Ok(());
        }
        Err(DeviceError::WrongValues { name: self.name.clone(), off, allowed: ALLOWED })
    }
}
