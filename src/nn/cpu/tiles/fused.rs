//! A module of its own for the web: the tiles with products by `f32x4.relaxed_madd` (WebAssembly 3.0), which rounds a product
//! and its sum once where the processor can. `build.rs` compiles it, `web.rs` says how it is used.

#![no_std]

mod loops;

use core::arch::wasm32::{f32x4_add, f32x4_relaxed_madd, f32x4_splat, v128};

use loops::{CORRELATE_SHAPE, Correlate, DENSE_SHAPE, Dense, GATHER_SHAPE, Gather, Vectors};

#[derive(Clone, Copy)]
struct Fused;

impl Vectors for Fused {
    type V = v128;
    const LANES: usize = 4;

    #[inline(always)]
    fn splat(self, value: f32) -> v128 {
        f32x4_splat(value)
    }

    #[inline(always)]
    fn mul_add(self, a: v128, b: v128, c: v128) -> v128 {
        f32x4_relaxed_madd(a, b, c)
    }

    #[inline(always)]
    fn add(self, a: v128, b: v128) -> v128 {
        f32x4_add(a, b)
    }
}

/// # Safety
/// As for [`loops::dense`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dense(tile: *const Dense<{ DENSE_SHAPE.0 }>) {
    // SAFETY: by the contract.
    unsafe { loops::dense::<_, { DENSE_SHAPE.0 }, { DENSE_SHAPE.1 }>(Fused, &*tile) };
}

/// # Safety
/// As for [`loops::gather`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gather(tile: *const Gather) {
    // SAFETY: by the contract.
    unsafe { loops::gather::<_, { GATHER_SHAPE.0 }, { GATHER_SHAPE.1 }>(Fused, &*tile) };
}

/// # Safety
/// As for [`loops::correlate`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn correlate(tile: *const Correlate<{ CORRELATE_SHAPE.0 }, { CORRELATE_SHAPE.1 }>) {
    // SAFETY: by the contract.
    unsafe { loops::correlate::<_, { CORRELATE_SHAPE.0 }, { CORRELATE_SHAPE.1 }>(Fused, &*tile) };
}

// Nothing here panics.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
