//! Weighted sums of shifted planes: outputs and input gradients of every convolution.

use pulp::{Arch, Simd, WithSimd};

use super::planes::SLACK;
use super::tiles;

/// Sources that are summed at a time. What a narrow register tile reads of them stays in the first-level cache for all
/// outputs.
const DEPTH: usize = 256;
/// Blocks of outputs from which on what a narrow register tile reads is first laid out in one piece.
const WORTH: usize = 4;
/// Values of a cache line. Narrower tiles read each line more than once, and the next one is pages apart: laid out they take
/// a tenth less time (simd128). Wider ones would take a tenth more (AVX-512).
const LINE: usize = 16;

/// Weights in the order in which the kernel reads them: blocks of outputs, then sources, then the outputs of
/// the block, the last block filled up with zeros.
#[derive(Debug)]
pub struct Packed {
    values: Vec<f32>,
    outputs: usize,
    block: usize,
    /// Whether every [`DEPTH`] sources are summed by themselves before they are added to the others.
    apart: bool,
}

impl Packed {
    /// Packs `weight(output, source)`.
    pub fn new(outputs: usize, sources: usize, weight: impl Fn(usize, usize) -> f32) -> Self {
        Self::in_blocks(Arch::new().dispatch(BlockSize), outputs, sources, weight)
    }

    fn in_blocks(block: usize, outputs: usize, sources: usize, weight: impl Fn(usize, usize) -> f32) -> Self {
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
        Self { values, outputs, block, apart: false }
    }

    /// Sums every [`DEPTH`] sources by themselves first: a long sum loses less to rounding.
    pub fn in_segments(self) -> Self {
        Self { apart: true, ..self }
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
    // A start below 0 has wrapped around and must not do so again.
    let reach = starts.iter().max().and_then(|start| start.checked_add(positions + SLACK));
    assert!(
        reach.is_some_and(|reach| reach <= source.len()),
        "no sources, or planes that end before the last tile"
    );
    assert!(out.len() >= weights.outputs * row_len(positions), "no room for the outputs");
    assert_eq!(weights.values.len(), weights.outputs.next_multiple_of(weights.block) * starts.len());
    if weights.outputs > 0 {
        Arch::new().dispatch(Gather { source, starts, positions, weights, out });
    }
}

/// Outputs per register tile: 8 x 3 vectors of the 32 registers of AVX-512, 4 x 3 of the 16 of AVX2, and 4 x 2
/// of the 16 of simd128, where products need registers of their own unless they are fused.
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
        let tile = VECTORS * S::F32_LANES;
        let (source, all) = (self.source, self.starts);
        assert_eq!(self.weights.block, BLOCK, "weights packed for other vectors");
        let laid_out = tile < LINE && self.weights.outputs >= WORTH * BLOCK;
        let mut panel = vec![0.0_f32; if laid_out { DEPTH * tile } else { 0 }];
        let row = row_len(self.positions);
        let weights = &self.weights.values[..];
        for (chunk, starts) in all.chunks(DEPTH).enumerate() {
            for p in (0..self.positions).step_by(tile) {
                let in_place = panel.is_empty();
                for (&start, row) in starts.iter().zip(panel.chunks_exact_mut(tile)) {
                    row.copy_from_slice(&source[start + p..][..tile]);
                }
                let tile = tiles::Gather {
                    values: if in_place { source[p..].as_ptr() } else { panel.as_ptr() },
                    starts: if in_place { starts.as_ptr() } else { core::ptr::null() },
                    count: starts.len(),
                    weights: weights[chunk * DEPTH * BLOCK..].as_ptr(),
                    weights_step: BLOCK * all.len(),
                    outputs: self.weights.outputs,
                    out: self.out[p..].as_mut_ptr(),
                    out_step: row,
                    goes_on: chunk > 0,
                    apart: self.weights.apart,
                };
                // SAFETY: `gather` has checked that `starts[j] + positions + SLACK` lies in `source`, that `out` has a row of
                // `positions + SLACK` values for every output and that every source has a weight in each block, and `run`
                // that blocks are as long as BLOCK; a tile is at most SLACK long.
                unsafe { tiles::gather::<S, BLOCK, VECTORS>(simd, &tile) };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use pulp::Scalar;

    use super::*;

    /// Multiples of 1/64 below 2: sums of a few hundred products are exact, whatever their order.
    fn draw(at: usize) -> f32 {
        ((at * 37 + at * at % 13) % 256) as f32 / 64.0 - 2.0
    }

    #[test]
    fn sums_are_those_of_the_definition_read_in_place_and_from_a_panel() {
        // Too few outputs for a panel, enough of them, a block that is not full.
        for outputs in [1, 6, 64, 67] {
            for sources in [1, DEPTH - 1, DEPTH, DEPTH + 1, 2 * DEPTH + 3] {
                for positions in [1, 50] {
                    let planes: Vec<f32> = (0..sources * 5 + positions + SLACK).map(draw).collect();
                    // Planes that overlap, not in order.
                    let starts: Vec<usize> = (0..sources).map(|j| j * 3 % sources * 5).collect();
                    let weight = |o: usize, j: usize| draw(o * 7 + j * 3);
                    let want = |o: usize, p: usize| -> f32 {
                        starts.iter().enumerate().map(|(j, start)| weight(o, j) * planes[start + p]).sum()
                    };
                    // Of vectors of one value every tile is narrow.
                    let narrow = Scalar::new().vectorize(BlockSize);
                    let found = || Packed::new(outputs, sources, weight);
                    let in_narrow = || Packed::in_blocks(narrow, outputs, sources, weight);
                    for (packed, by_one) in [
                        (found(), false),
                        (found().in_segments(), false),
                        (in_narrow(), true),
                        (in_narrow().in_segments(), true),
                    ] {
                        let row = row_len(positions);
                        let mut out = vec![f32::NAN; outputs * row];
                        if by_one {
                            let (weights, out, starts) = (&packed, &mut out[..], &starts[..]);
                            let source = &planes;
                            Scalar::new().vectorize(Gather { source, starts, positions, weights, out });
                        } else {
                            gather(&planes, &starts, positions, &packed, &mut out);
                        }
                        for (o, out) in out.chunks_exact(row).enumerate() {
                            for (p, &found) in out[..positions].iter().enumerate() {
                                assert_eq!(found, want(o, p), "output {o} of {outputs}, {sources} sources");
                            }
                        }
                    }
                }
            }
        }
    }
}
