//! Opening what computes, and saying which it is.

use super::CliError;
use super::score::DeviceChoice;
use crate::device::{Computer, DeviceKind};

/// The device asked for; without a choice a hardware GPU that computes rightly, else the CPU.
pub fn open(choice: Option<DeviceChoice>) -> Result<Computer, CliError> {
    let computer = match choice {
        Some(DeviceChoice::Cpu) => Computer::cpu(),
        Some(DeviceChoice::Gpu) => pollster::block_on(Computer::gpu())?,
        None => pollster::block_on(automatic()),
    };
    eprintln!("computing on {}", computer.name);
    Ok(computer)
}

async fn automatic() -> Computer {
    match Computer::gpu().await {
        Ok(computer) if computer.kind == DeviceKind::Gpu => match computer.check().await {
            Ok(()) => computer,
            Err(error) => {
                eprintln!("note: {error}; the CPU is used instead");
                Computer::cpu()
            }
        },
        // A software adapter is slower than the CPU; it is used only where it is asked for.
        Ok(_) | Err(_) => Computer::cpu(),
    }
}
