//! Register tiles, at the vector width of the machine.
//!
//! A WebAssembly module that holds a fused product is refused whole by a browser that has none, so that it cannot be chosen
//! at run time within one module as AVX is. There the tiles are functions of the module's table, and a second module of a few
//! kilobytes has the same ones with fused products ([`web`]).

mod loops;
#[cfg(target_family = "wasm")]
pub mod web;

use pulp::Simd;

pub use loops::{Correlate, Dense, Gather};

/// The vectors that were found.
#[derive(Clone, Copy)]
struct Found<S>(S);

impl<S: Simd> loops::Vectors for Found<S> {
    type V = S::f32s;
    const LANES: usize = S::F32_LANES;

    #[inline(always)]
    fn splat(self, value: f32) -> S::f32s {
        self.0.splat_f32s(value)
    }

    #[inline(always)]
    fn mul_add(self, a: S::f32s, b: S::f32s, c: S::f32s) -> S::f32s {
        self.0.mul_add_e_f32s(a, b, c)
    }

    #[inline(always)]
    fn add(self, a: S::f32s, b: S::f32s) -> S::f32s {
        self.0.add_f32s(a, b)
    }
}

/// Products of `ROWS` rows with all columns of a panel of `VECTORS` vectors.
///
/// # Safety
/// Every pointer of `tile` must point to what it says.
#[inline(always)]
pub unsafe fn dense<S: Simd, const ROWS: usize, const VECTORS: usize>(simd: S, tile: &Dense<ROWS>) {
    #[cfg(target_family = "wasm")]
    if S::F32_LANES == 4 {
        assert_eq!((ROWS, VECTORS), loops::DENSE_SHAPE);
        // SAFETY: by the contract; `ROWS` is that of the type.
        return unsafe { web::DENSE.run((&raw const *tile).cast()) };
    }
    // SAFETY: by the contract.
    unsafe { loops::dense::<_, ROWS, VECTORS>(Found(simd), tile) };
}

/// Weighted sums of all sources at `VECTORS` vectors of positions, for blocks of `BLOCK` outputs.
///
/// # Safety
/// Every pointer of `tile` must point to what it says, for `VECTORS` vectors of positions.
#[inline(always)]
pub unsafe fn gather<S: Simd, const BLOCK: usize, const VECTORS: usize>(simd: S, tile: &Gather) {
    #[cfg(target_family = "wasm")]
    if S::F32_LANES == 4 {
        assert_eq!((BLOCK, VECTORS), loops::GATHER_SHAPE);
        // SAFETY: by the contract.
        return unsafe { web::GATHER.run(tile) };
    }
    // SAFETY: by the contract.
    unsafe { loops::gather::<_, BLOCK, VECTORS>(Found(simd), tile) };
}

/// Products of planes, every lane summed by itself.
///
/// # Safety
/// Every pointer of `tile` must point to what it says.
#[inline(always)]
pub unsafe fn correlate<S: Simd, const ROWS: usize, const COLUMNS: usize>(
    simd: S,
    tile: &Correlate<ROWS, COLUMNS>,
) {
    #[cfg(target_family = "wasm")]
    if S::F32_LANES == 4 {
        assert_eq!((ROWS, COLUMNS), loops::CORRELATE_SHAPE);
        // SAFETY: by the contract; `ROWS` and `COLUMNS` are those of the type.
        return unsafe { web::CORRELATE.run((&raw const *tile).cast()) };
    }
    // SAFETY: by the contract.
    unsafe { loops::correlate::<_, ROWS, COLUMNS>(Found(simd), tile) };
}
