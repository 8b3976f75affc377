//! The tiles as functions of the module's table, and the module that has them with fused products.
//!
//! Whoever instantiates [`MODULE`] with this module's memory and puts its exports into the table at [`slots`] has every
//! product fused from then on. It has no memory, no data and no stack of its own (`build.rs` sees to that), so that the two
//! modules cannot be in each other's way.

use core::hint::black_box;

use pulp::wasm::Simd128;

use super::loops;
use super::{CORRELATE as C, DENSE as D, Found, GATHER as G};

/// A function of the table, which may be another one by now.
pub struct Slot<T>(unsafe extern "C" fn(*const T));

impl<T> Slot<T> {
    /// Calls what is in the table.
    ///
    /// # Safety
    /// As for the tile's loop.
    #[inline(always)]
    pub unsafe fn run(&self, tile: *const T) {
        // What the table holds is not what the compiler knows of.
        // SAFETY: by the contract; both modules have the same functions in all but the rounding of products.
        unsafe { black_box(self.0)(tile) };
    }
}

/// [`loops::dense`].
pub static DENSE: Slot<loops::Dense<{ D.0 }>> = Slot(dense);
/// [`loops::gather`].
pub static GATHER: Slot<loops::Gather> = Slot(gather);
/// [`loops::correlate`].
pub static CORRELATE: Slot<loops::Correlate<{ C.0 }, { C.1 }>> = Slot(correlate);

/// The module with fused products: imports `env.memory`, exports a function for each of [`slots`].
pub static MODULE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/fused.wasm"));

/// The name and the place in the table of each function that [`MODULE`] has as well.
pub fn slots() -> [(&'static str, u32); 3] {
    // A function's address is its place in the table.
    [
        ("dense", DENSE.0 as usize as u32),
        ("gather", GATHER.0 as usize as u32),
        ("correlate", CORRELATE.0 as usize as u32),
    ]
}

#[inline(always)]
fn plain() -> Found<Simd128> {
    // SAFETY: this module is compiled for them.
    Found(unsafe { Simd128::new_unchecked() })
}

unsafe extern "C" fn dense(tile: *const loops::Dense<{ D.0 }>) {
    // SAFETY: by the contract of `loops::dense`, which callers keep.
    unsafe { loops::dense::<_, { D.0 }, { D.1 }>(plain(), &*tile) };
}

unsafe extern "C" fn gather(tile: *const loops::Gather) {
    // SAFETY: by the contract of `loops::gather`, which callers keep.
    unsafe { loops::gather::<_, { G.0 }, { G.1 }>(plain(), &*tile) };
}

unsafe extern "C" fn correlate(tile: *const loops::Correlate<{ C.0 }, { C.1 }>) {
    // SAFETY: by the contract of `loops::correlate`, which callers keep.
    unsafe { loops::correlate::<_, { C.0 }, { C.1 }>(plain(), &*tile) };
}
