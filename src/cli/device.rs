//! Opening what computes, and saying which it is.

use std::cell::OnceCell;

use super::CliError;
use super::score::DeviceChoice;
use crate::device::{Computer, DeviceKind};

/// The device that was asked for, opened when it is first needed and only then: a GPU can be opened once.
#[derive(Debug)]
pub struct Chosen {
    choice: Option<DeviceChoice>,
    opened: OnceCell<Computer>,
}

impl Chosen {
    /// By choice, or without one as [`open`] decides.
    pub fn new(choice: Option<DeviceChoice>) -> Self {
        Self { choice, opened: OnceCell::new() }
    }

    /// What computes, the same one every time.
    pub fn computer(&self) -> Result<&Computer, CliError> {
        if let Some(computer) = self.opened.get() {
            return Ok(computer);
        }
        let computer = open(self.choice)?;
        Ok(self.opened.get_or_init(|| computer))
    }
}

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
