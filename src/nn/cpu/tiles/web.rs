//! The tiles as functions of the module's table, and the module that has them with fused products.
//!
//! Whoever instantiates [`MODULE`] with this module's memory and puts its exports into the table at [`slots`] has the tiles'
//! products made by `relaxed_madd` from then on. It has no memory, no data and no stack of its own (`build.rs` sees to that),
//! so that the two modules cannot be in each other's way.

#[cfg(not(target_feature = "simd128"))]
compile_error!(
    "the tiles need simd128: .cargo/config.toml asks for it, which the variable RUSTFLAGS replaces"
);

use core::hint::black_box;

use pulp::wasm::Simd128;

use super::Found;
use super::loops::{self, CORRELATE_SHAPE, Correlate, DENSE_SHAPE, Dense, GATHER_SHAPE, Gather};

type DenseTile = Dense<{ DENSE_SHAPE.0 }>;
type CorrelateTile = Correlate<{ CORRELATE_SHAPE.0 }, { CORRELATE_SHAPE.1 }>;

/// A function of the table, which may be another one by now.
pub(super) struct Slot<T>(unsafe extern "C" fn(*const T));

impl<T> Slot<T> {
    /// Calls what is in the table.
    ///
    /// # Safety
    /// As for the tile's loop.
    #[inline(always)]
    pub(super) unsafe fn run(&self, tile: *const T) {
        // What the table holds is not what the compiler knows of.
        // SAFETY: by the contract; both modules have the same functions in all but the rounding of products.
        unsafe { black_box(self.0)(tile) };
    }
}

/// [`loops::dense`].
pub(super) static DENSE: Slot<DenseTile> = Slot(dense);
/// [`loops::gather`].
pub(super) static GATHER: Slot<Gather> = Slot(gather);
/// [`loops::correlate`].
pub(super) static CORRELATE: Slot<CorrelateTile> = Slot(correlate);

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

unsafe extern "C" fn dense(tile: *const DenseTile) {
    // SAFETY: by the contract of `loops::dense`, which callers keep.
    unsafe { loops::dense::<_, { DENSE_SHAPE.0 }, { DENSE_SHAPE.1 }>(plain(), &*tile) };
}

unsafe extern "C" fn gather(tile: *const Gather) {
    // SAFETY: by the contract of `loops::gather`, which callers keep.
    unsafe { loops::gather::<_, { GATHER_SHAPE.0 }, { GATHER_SHAPE.1 }>(plain(), &*tile) };
}

unsafe extern "C" fn correlate(tile: *const CorrelateTile) {
    // SAFETY: by the contract of `loops::correlate`, which callers keep.
    unsafe { loops::correlate::<_, { CORRELATE_SHAPE.0 }, { CORRELATE_SHAPE.1 }>(plain(), &*tile) };
}
