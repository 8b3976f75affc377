//! Choosing and opening what computes.

use tsify::Ts;
use wasm_bindgen::prelude::*;

use super::adapter;
use super::failure::{Failure, FailureKind};
use super::learner::settings_of_run;
use super::types::{DeviceChoice, DeviceInfo, DeviceKind, LbrSettings};
use crate::device::{self, Computer};
use crate::lbr::clip::warm;

/// What computes; one per module.
#[wasm_bindgen]
pub struct Engine {
    computer: Computer,
    why: Option<String>,
}

#[wasm_bindgen]
impl Engine {
    /// Opens a device: the one asked for, or a hardware GPU that computes rightly, else the CPU.
    pub async fn open(choice: Ts<DeviceChoice>) -> Result<Engine, JsValue> {
        match super::taken(&choice)? {
            DeviceChoice::Cpu => Ok(Self { computer: Computer::cpu(), why: None }),
            DeviceChoice::Gpu => {
                let computer = open_gpu().await.map_err(|why| {
                    Failure::new(FailureKind::Unsupported, why, "Choose Automatic or CPU as the device.")
                })?;
                Ok(Self { computer, why: None })
            }
            DeviceChoice::Auto => Ok(automatic().await),
        }
    }

    /// What it is.
    pub fn info(&self) -> Result<Ts<DeviceInfo>, JsValue> {
        super::out(self.device_info())
    }

    /// Has a GPU compile what a run with these settings needs, while the clip is still read. Nothing on the CPU, and
    /// nothing on a GPU in software, which shares the cores with the reading and computes longer than it compiles.
    pub async fn warm(&self, settings: Ts<LbrSettings>) -> Result<(), JsValue> {
        if self.computer.kind != device::DeviceKind::Gpu {
            return Ok(());
        }
        let settings = settings_of_run(&super::taken(&settings)?, &self.computer)?;
        Ok(warm(&settings, &self.computer.device).await.map_err(Failure::from)?)
    }
}

impl Engine {
    pub(super) fn device_info(&self) -> DeviceInfo {
        let kind = match self.computer.kind {
            device::DeviceKind::Gpu => DeviceKind::Gpu,
            device::DeviceKind::SoftwareGpu => DeviceKind::SoftwareGpu,
            device::DeviceKind::Cpu => DeviceKind::Cpu,
        };
        DeviceInfo { kind, name: self.computer.name.clone(), why: self.why.clone() }
    }

    pub(super) fn computer(&self) -> &Computer {
        &self.computer
    }
}

async fn automatic() -> Engine {
    let cpu = |why: String| Engine { computer: Computer::cpu(), why: Some(why) };
    match adapter::ask().await {
        Err(why) => cpu(why),
        // Not even opened: it would be slower than the CPU.
        Ok(gate) if gate.software => {
            cpu("the only GPU here is a software one, slower than the CPU".to_owned())
        }
        Ok(_) => match open_gpu().await {
            Err(why) => cpu(why),
            Ok(computer) if computer.kind == device::DeviceKind::SoftwareGpu => {
                cpu("the only GPU here is a software one, slower than the CPU".to_owned())
            }
            Ok(computer) => match computer.check().await {
                Ok(()) => Engine { computer, why: None },
                Err(error) => cpu(error.to_string()),
            },
        },
    }
}

async fn open_gpu() -> Result<Computer, String> {
    let gate = adapter::ask().await?;
    let mut computer = Computer::gpu().await.map_err(|error| error.to_string())?;
    if gate.software {
        computer.kind = device::DeviceKind::SoftwareGpu;
        computer.name = "software GPU".to_owned();
    } else if let (device::DeviceKind::Gpu, Some(name)) = (computer.kind, gate.name) {
        computer.name = name;
    }
    Ok(computer)
}
