//! Compiles the tiles with fused products (`tiles/fused.rs`) for the web, where they are a module of their own.

use std::env;
use std::error::Error;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() -> Result<(), Box<dyn Error>> {
    let sources = ["tiles/fused.rs", "tiles/loops.rs"];
    for source in ["build.rs"].iter().chain(&sources) {
        println!("cargo::rerun-if-changed={source}");
    }
    if env::var("CARGO_CFG_TARGET_FAMILY").unwrap_or_default() != "wasm" {
        return Ok(());
    }
    let module = PathBuf::from(variable("OUT_DIR")?).join("fused.wasm");
    compile(Path::new(sources[0]), &module)?;
    keeps_to_itself(&std::fs::read(&module)?).map_err(|what| format!("{}: {what}", module.display()).into())
}

fn variable(name: &str) -> Result<OsString, String> {
    env::var_os(name).ok_or_else(|| format!("cargo did not set {name}"))
}

fn compile(source: &Path, module: &Path) -> Result<(), Box<dyn Error>> {
    let mut rustc = Command::new(variable("RUSTC")?);
    rustc.args(["--edition=2024", "--crate-type=cdylib", "-Dwarnings", "--target"]).arg(variable("TARGET")?);
    for codegen in [
        "target-feature=+simd128,+relaxed-simd",
        "opt-level=3",
        "codegen-units=1",
        "panic=abort",
        "strip=symbols",
        "link-arg=--import-memory",
        // Memory is another module's: a stack that started at 0 would grow out of it and trap.
        "link-arg=-zstack-size=0",
    ] {
        rustc.args(["-C", codegen]);
    }
    if let Some(linker) = env::var_os("RUSTC_LINKER") {
        let mut option = OsString::from("linker=");
        option.push(linker);
        rustc.arg("-C").arg(option);
    }
    let status = rustc.arg("-o").arg(module).arg(source).status()?;
    if status.success() { Ok(()) } else { Err(format!("{rustc:?}: {status}").into()) }
}

/// Whether a module has nothing in memory: no data, which would be written over its host's, and no stack.
fn keeps_to_itself(module: &[u8]) -> Result<(), String> {
    /// Sections of the binary format: custom ones, types, imports, functions, globals, exports and code; others hold memory,
    /// tables or data.
    const HARMLESS: [u8; 7] = [0, 1, 2, 3, 6, 7, CODE];
    const CODE: u8 = 10;
    let mut rest = module.get(8..).ok_or("it has no header")?;
    while let [section, after @ ..] = rest {
        if !HARMLESS.contains(section) {
            return Err(format!(
                "section {section} is none that may be there: a loop has data, or panics with words"
            ));
        }
        let (len, after) = number(after).ok_or("a section without a length")?;
        let (body, after) = after.split_at_checked(len).ok_or("a section ends too soon")?;
        // `global.get 0` and `global.set 0`, as the only global that changes is the pointer to the stack. Other bytes may look so.
        if *section == CODE && body.windows(2).any(|two| matches!(two, [0x23 | 0x24, 0])) {
            return Err("a loop seems to keep values on a stack, which it does not have".to_owned());
        }
        rest = after;
    }
    Ok(())
}

/// A number in LEB128, and what follows it.
fn number(mut bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (mut value, mut shift) = (0_usize, 0);
    while let [byte, rest @ ..] = bytes {
        value |= usize::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some((value, rest));
        }
        (bytes, shift) = (rest, shift + 7);
    }
    None
}
