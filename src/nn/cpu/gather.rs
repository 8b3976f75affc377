//! Weighted sums of shifted planes: outputs and input gradients of every convolution.

use pulp::{Arch, Simd, WithSimd};

use super::planes::SLACK;

/// Weights in the order in which the kernel reads them: blocks of outputs, then sources, then the outputs of
/// the block, the last block filled up with zeros.
#[derive(Debug)]
pub struct Packed {
    values: Vec<f32>,
    outputs: usize,
    block: usize,
    /// Sources that are summed before they are added to the others.
    segment: usize,
}

impl Packed {
    /// Packs `weight(output, source)`.
    pub fn new(outputs: usize, sources: usize, weight: impl Fn(usize, usize) -> f32) -> Self {
        let block = Arch::new().dispatch(BlockSize);
        let mut values = Vec::with_capacity(outputs.next_multiple_of(block) * sources);
        for first in (0..outputs).step_by(block) {
            for source in 0..sources {
                values.extend(
                    (first..first + block).map(
                        |output| {
                            if output < outputs { weight(output, source) } else { 0.0 }
                        },
                    ),
                );
            }
        }
        Self { values, outputs, block, segment: usize::MAX }
    }

    /// Sums every `segment` sources by themselves first: a long sum loses less to rounding.
    pub fn in_segments(self, segment: usize) -> Self {
        Self { segment, ..self }
    }
}

/// Values of an output row for `positions` positions, with room for a whole last tile.
pub fn row_len(positions: usize) -> usize {
    positions + SLACK
}

/// `out[o][p] = sum over j of weight(o, j) * source[starts[j] + p]` for `p < positions`.
///
/// `out` has one row of [`row_len`] values per output. Reads up to [`SLACK`] values behind the last
/// position; what is computed there is of no meaning.
pub fn gather(source: &[f32], starts: &[usize], positions: usize, weights: &Packed, out: &mut [f32]) {
    let reach = starts.iter().max().map_or(0, |start| start + positions + SLACK);
    assert!(reach <= source.len(), "the planes end before the last tile");
    assert!(out.len() >= weights.outputs * row_len(positions), "no room for the outputs");
    assert_eq!(weights.values.len(), weights.outputs.next_multiple_of(weights.block) * starts.len());
    Arch::new().dispatch(Gather { source, starts, positions, weights, out });
}

/// Outputs per register tile: 8 x 3 vectors of the 32 registers of AVX-512, 4 x 3 of the 16 of AVX2, and 4 x 2
/// of the 16 of simd128, where products need registers of their own because there is no fused multiply-add.
const fn block_size(lanes: usize) -> usize {
    if lanes >= 16 { 8 } else { 4 }
}

struct BlockSize;

impl WithSimd for BlockSize {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> usize {
        block_size(S::F32_LANES)
    }
}

struct Gather<'a> {
    source: &'a [f32],
    starts: &'a [usize],
    positions: usize,
    weights: &'a Packed,
    out: &'a mut [f32],
}

impl WithSimd for Gather<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match S::F32_LANES {
            16.. => self.run::<S, 8, 3>(simd),
            8..16 => self.run::<S, 4, 3>(simd),
            _ => self.run::<S, 4, 2>(simd),
        }
    }
}

impl Gather<'_> {
    #[inline(always)]
    fn run<S: Simd, const BLOCK: usize, const VECTORS: usize>(self, simd: S) {
        let row = row_len(self.positions);
        let tile = VECTORS * S::F32_LANES;
        for (b, weights) in self.weights.values.chunks_exact(BLOCK * self.starts.len()).enumerate() {
            let outputs = BLOCK.min(self.weights.outputs - b * BLOCK);
            for p in (0..self.positions).step_by(tile) {
                // SAFETY: `gather` has checked that `starts[j] + positions + SLACK` lies in `source`, and a
                // tile is at most SLACK long.
                let sums = unsafe { self.tile::<S, BLOCK, VECTORS>(simd, weights, p) };
                for (o, sums) in sums.iter().enumerate().take(outputs) {
                    let at = (b * BLOCK + o) * row + p;
                    let target = &mut self.out[at..at + tile];
                    for (v, &sum) in sums.iter().enumerate() {
                        // SAFETY: `target` holds VECTORS vectors; the write is unaligned.
                        unsafe {
                            target.as_mut_ptr().add(v * S::F32_LANES).cast::<S::f32s>().write_unaligned(sum)
                        };
                    }
                }
            }
        }
    }

    /// # Safety
    /// `starts[j] + p + VECTORS * lanes` must not pass the end of `source`.
    #[inline(always)]
    unsafe fn tile<S: Simd, const BLOCK: usize, const VECTORS: usize>(
        &self,
        simd: S,
        weights: &[f32],
        p: usize,
    ) -> [[S::f32s; VECTORS]; BLOCK] {
        let zeros = [[simd.splat_f32s(0.0); VECTORS]; BLOCK];
        let mut total = zeros;
        let segment = self.weights.segment.min(self.starts.len());
        for (starts, weights) in self.starts.chunks(segment).zip(weights.chunks(segment * BLOCK)) {
            let mut sums = zeros;
            for (&start, weights) in starts.iter().zip(weights.chunks_exact(BLOCK)) {
                // SAFETY: by the contract of this function; the reads are unaligned.
                let x: [S::f32s; VECTORS] = core::array::from_fn(|v| unsafe {
                    self.source.as_ptr().add(start + p + v * S::F32_LANES).cast::<S::f32s>().read_unaligned()
                });
                for o in 0..BLOCK {
                    let weight = simd.splat_f32s(weights[o]);
                    for v in 0..VECTORS {
                        sums[o][v] = simd.mul_add_e_f32s(weight, x[v], sums[o][v]);
                    }
                }
            }
            for (total, sums) in total.iter_mut().zip(sums) {
                for (total, sum) in total.iter_mut().zip(sums) {
                    *total = simd.add_f32s(*total, sum);
                }
            }
        }
        total
    }
}
