//! The innermost loops: products and sums of one register tile each, on pointers and without the standard library, because
//! for the web they are compiled once more by themselves (`fused.rs`).

/// Rows and vectors of a tile of [`dense`] on vectors of four values: 8 of the 16 registers of simd128 hold sums, as products
/// need registers of their own. Both modules of the web are compiled with these shapes.
#[cfg(target_family = "wasm")]
pub const DENSE_SHAPE: (usize, usize) = (4, 2);
/// Outputs and vectors of a tile of [`gather`] there.
#[cfg(target_family = "wasm")]
pub const GATHER_SHAPE: (usize, usize) = (4, 2);
/// Rows and columns of a tile of [`correlate`] there.
#[cfg(target_family = "wasm")]
pub const CORRELATE_SHAPE: (usize, usize) = (3, 3);

/// Vectors of `f32`, as wide as the machine's, and what the loops do with them.
pub trait Vectors: Copy {
    /// A vector.
    type V: Copy;
    /// Its values.
    const LANES: usize;
    /// A vector of one value.
    fn splat(self, value: f32) -> Self::V;
    /// `a * b + c`, rounded once or twice.
    fn mul_add(self, a: Self::V, b: Self::V, c: Self::V) -> Self::V;
    /// `a + b`.
    fn add(self, a: Self::V, b: Self::V) -> Self::V;
    /// The values from `at` on, wherever that is.
    ///
    /// # Safety
    /// `at` must point to [`Self::LANES`] values.
    #[inline(always)]
    unsafe fn load(self, at: *const f32) -> Self::V {
        // SAFETY: by the contract; the read is unaligned.
        unsafe { at.cast::<Self::V>().read_unaligned() }
    }
    /// Writes the values from `at` on, wherever that is.
    ///
    /// # Safety
    /// `at` must point to [`Self::LANES`] values.
    #[inline(always)]
    unsafe fn store(self, at: *mut f32, vector: Self::V) {
        // SAFETY: by the contract; the write is unaligned.
        unsafe { at.cast::<Self::V>().write_unaligned(vector) }
    }
}

/// A tile of [`dense`]: `ROWS` rows by a panel of columns.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Dense<const ROWS: usize> {
    /// Where the rows start, `[depth]` each.
    pub rows: [*const f32; ROWS],
    /// `[depth][width]`.
    pub panel: *const f32,
    /// Products of a sum.
    pub depth: usize,
    /// `[ROWS][width]`, written.
    pub sums: *mut f32,
}

/// Products of all rows with all columns of a panel of `VECTORS` vectors.
///
/// # Safety
/// Every pointer of `tile` must point to what it says.
#[inline(always)]
pub unsafe fn dense<S: Vectors, const ROWS: usize, const VECTORS: usize>(simd: S, tile: &Dense<ROWS>) {
    let (rows, panel) = (tile.rows, tile.panel);
    let mut sums = [[simd.splat(0.0); VECTORS]; ROWS];
    for k in 0..tile.depth {
        // SAFETY: the panel has `depth` rows of `VECTORS` vectors.
        let x = unsafe { vectors::<S, VECTORS>(simd, panel.add(k * VECTORS * S::LANES)) };
        for r in 0..ROWS {
            // SAFETY: every row has `depth` values.
            let value = simd.splat(unsafe { *rows[r].add(k) });
            for v in 0..VECTORS {
                sums[r][v] = simd.mul_add(value, x[v], sums[r][v]);
            }
        }
    }
    for (r, sums) in sums.into_iter().enumerate() {
        // SAFETY: there is room for `ROWS` rows of `VECTORS` vectors.
        unsafe { store_all(simd, tile.sums.add(r * VECTORS * S::LANES), sums) };
    }
}

/// A tile of [`gather`]: all outputs at some positions, of a run of sources.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Gather {
    /// What the sources have at the tile's positions: one after another where `starts` is null, else `starts[k]` values on.
    pub values: *const f32,
    /// Null, or `[count]`.
    pub starts: *const usize,
    /// Sources.
    pub count: usize,
    /// `[outputs in blocks][count and more][BLOCK]`.
    pub weights: *const f32,
    /// Values from one block of weights to the next.
    pub weights_step: usize,
    /// Outputs; of the last block some weights may belong to none.
    pub outputs: usize,
    /// The first output at the tile's positions.
    pub out: *mut f32,
    /// Values from one output to the next.
    pub out_step: usize,
    /// Whether `out` holds sums of earlier sources.
    pub goes_on: bool,
    /// Whether these sources are summed by themselves before they are added to those.
    pub apart: bool,
}

/// Weighted sums of all sources at `VECTORS` vectors of positions, for blocks of `BLOCK` outputs.
///
/// # Safety
/// Every pointer of `tile` must point to what it says, for `VECTORS` vectors of positions.
#[inline(always)]
pub unsafe fn gather<S: Vectors, const BLOCK: usize, const VECTORS: usize>(simd: S, tile: &Gather) {
    let (values, starts) = (tile.values, tile.starts);
    if starts.is_null() {
        // SAFETY: sources one after another, as the contract has it.
        unsafe { blocks::<S, BLOCK, VECTORS>(simd, tile, |k| values.add(k * VECTORS * S::LANES)) };
    } else {
        // SAFETY: there are `count` starts, as the contract has it.
        unsafe { blocks::<S, BLOCK, VECTORS>(simd, tile, |k| values.add(*starts.add(k))) };
    }
}

/// # Safety
/// As for [`gather`]; `read(k)` must point to what source `k` has at the tile's positions.
#[inline(always)]
unsafe fn blocks<S: Vectors, const BLOCK: usize, const VECTORS: usize>(
    simd: S,
    tile: &Gather,
    read: impl Fn(usize) -> *const f32,
) {
    let Gather { count, weights_step, outputs, out_step, goes_on, apart, .. } = *tile;
    let (mut weights, mut out, mut left) = (tile.weights, tile.out, outputs);
    while left > 0 {
        let outputs = if left < BLOCK { left } else { BLOCK };
        let mut sums = [[simd.splat(0.0); VECTORS]; BLOCK];
        if goes_on && !apart {
            for (o, sums) in sums.iter_mut().enumerate() {
                // Not `take`: sums would be kept in memory.
                if o < outputs {
                    // SAFETY: the block has as many outputs.
                    *sums = unsafe { vectors(simd, out.add(o * out_step)) };
                }
            }
        }
        for k in 0..count {
            // SAFETY: `read` points to VECTORS vectors.
            let x = unsafe { vectors::<S, VECTORS>(simd, read(k)) };
            for (o, sums) in sums.iter_mut().enumerate() {
                // SAFETY: a block has BLOCK weights for every source.
                let weight = simd.splat(unsafe { *weights.add(k * BLOCK + o) });
                for v in 0..VECTORS {
                    sums[v] = simd.mul_add(weight, x[v], sums[v]);
                }
            }
        }
        for (o, mut sums) in sums.into_iter().enumerate() {
            if o >= outputs {
                break;
            }
            // SAFETY: the block has as many outputs.
            unsafe {
                let out = out.add(o * out_step);
                if goes_on && apart {
                    let before = vectors::<S, VECTORS>(simd, out);
                    for v in 0..VECTORS {
                        sums[v] = simd.add(before[v], sums[v]);
                    }
                }
                store_all(simd, out, sums);
            }
        }
        left -= outputs;
        if left > 0 {
            // SAFETY: there is another block.
            (weights, out) = unsafe { (weights.add(weights_step), out.add(BLOCK * out_step)) };
        }
    }
}

/// A tile of [`correlate`]: `ROWS` planes by `COLUMNS` planes.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Correlate<const ROWS: usize, const COLUMNS: usize> {
    /// Where the planes of one side start.
    pub left: [*const f32; ROWS],
    /// Where those of the other do.
    pub right: [*const f32; COLUMNS],
    /// Values that count; up to a vector more are read.
    pub positions: usize,
    /// `[ROWS][COLUMNS]` vectors, written: partial sums.
    pub sums: *mut f32,
}

/// Products of planes, every lane summed by itself.
///
/// # Safety
/// Every pointer of `tile` must point to what it says.
#[inline(always)]
pub unsafe fn correlate<S: Vectors, const ROWS: usize, const COLUMNS: usize>(
    simd: S,
    tile: &Correlate<ROWS, COLUMNS>,
) {
    let (left, right) = (tile.left, tile.right);
    let mut sums = [[simd.splat(0.0); COLUMNS]; ROWS];
    let mut p = 0;
    while p < tile.positions {
        // SAFETY: every plane has a vector of values from each position below `positions` on.
        let x: [S::V; COLUMNS] = core::array::from_fn(|c| unsafe { simd.load(right[c].add(p)) });
        for r in 0..ROWS {
            // SAFETY: as above.
            let g = unsafe { simd.load(left[r].add(p)) };
            for c in 0..COLUMNS {
                sums[r][c] = simd.mul_add(g, x[c], sums[r][c]);
            }
        }
        p += S::LANES;
    }
    for (r, sums) in sums.into_iter().enumerate() {
        // SAFETY: there is room for `ROWS` by `COLUMNS` vectors.
        unsafe { store_all(simd, tile.sums.add(r * COLUMNS * S::LANES), sums) };
    }
}

/// # Safety
/// `at` must point to `COUNT` vectors.
#[inline(always)]
unsafe fn vectors<S: Vectors, const COUNT: usize>(simd: S, at: *const f32) -> [S::V; COUNT] {
    // SAFETY: by the contract.
    core::array::from_fn(|v| unsafe { simd.load(at.add(v * S::LANES)) })
}

/// # Safety
/// `at` must point to `COUNT` vectors.
#[inline(always)]
unsafe fn store_all<S: Vectors, const COUNT: usize>(simd: S, at: *mut f32, all: [S::V; COUNT]) {
    for (v, vector) in all.into_iter().enumerate() {
        // SAFETY: by the contract.
        unsafe { simd.store(at.add(v * S::LANES), vector) };
    }
}
