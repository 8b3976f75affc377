//! The command line's front door; everything else is in `oddframe::cli`.

#[cfg(not(target_family = "wasm"))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[cfg(not(target_family = "wasm"))]
fn main() -> std::process::ExitCode {
    oddframe::cli::main()
}

/// In the browser the library is the program.
#[cfg(target_family = "wasm")]
fn main() {}
