//! Convolutions as products of matrices that are never stored: `out[row, column] = sum over k of weight[row, k] *
//! patch[k, column]`, where a row is an output channel, a column an output position and k a pair of source channel and tap.
//!
//! A workgroup of 256 units computes a tile of the output, 4x4 or 8x4 values per unit, from tiles of both matrices in shared
//! memory. Everything is as burn keeps it, channels before positions, so that nothing is copied or turned before or after.
//! Sizes are run-time numbers: one compiled kernel per tile serves all layers of a network.
//!
//! Values are stored as `f32`, or as `f16` where the adapter has `shader-f16`; sums are `f32` either way.

use burn_cubecl::cubecl::{self, prelude::*};

use super::axis::Axis;
use super::patch::{Sizes, columns, tap, walk};
use super::tile::{DEPTH, Tile};
use super::units::UNITS;

type Quad = Vector<f32, Const<4>>;

/// One phase's tile of a convolution or of its adjoint; workgroups along x and y are tiles of columns, along z tiles of
/// rows within phases.
#[cube(launch_unchecked)]
pub(super) fn convolve<S: Float>(
    source: &[S],
    weight: &[S],
    line: &[f32],
    out: &mut [S],
    sizes: Sizes,
    z: Axis,
    y: Axis,
    x: Axis,
    #[comptime] tile: Tile,
    #[comptime] deep: bool,
    #[comptime] pointwise: bool,
    #[define(S)] _stored: ElemType,
) {
    let tile_rows = comptime!(tile.rows);
    let tile_columns = comptime!(tile.columns);
    let row_quads = comptime!(tile.row_quads());
    // One more quad per line keeps units of neighbouring lines out of each other's memory banks.
    let pitch = comptime!(tile.row_quads() + 1);
    let mut left = Shared::<[Quad]>::new_slice(comptime!((DEPTH * (tile.row_quads() + 1)) as usize));
    let mut right = Shared::<[Quad]>::new_slice(comptime!((DEPTH * tile.columns) as usize));
    let mut sums = Array::<Quad>::new(comptime!((4 * tile.high) as usize));
    #[unroll]
    for i in 0..comptime!((4 * tile.high) as usize) {
        sums[i] = Quad::new(0.0);
    }

    let unit = UNIT_POS;
    let (unit_row, unit_column) = (unit / tile_columns, unit % tile_columns);
    let walk = walk(&z, &y, &x, CUBE_POS_Z / sizes.row_tiles);
    let first_row = CUBE_POS_Z % sizes.row_tiles * (4u32 * row_quads);
    let group = CUBE_POS_Y * CUBE_COUNT_X + CUBE_POS_X;
    let columns = columns(&walk, &sizes, &z, &y, &x, (group * tile_columns + unit_column) * 4u32);
    let depth = sizes.channels * walk.taps;
    let volume = z.length * y.length * x.length;

    for step in 0..depth.div_ceil(DEPTH) {
        let from = step * DEPTH;
        // Weights: neighbouring units take neighbouring k, which is how they lie in memory.
        let lane = unit % DEPTH;
        let k = from + lane;
        let at = tap(&walk, k, deep, pointwise);
        let offset = at.channel * sizes.channel_stride
            + ((walk.z.first + at.z * z.phases) * y.taps + walk.y.first + at.y * y.phases) * x.taps
            + walk.x.first
            + at.x * x.phases;
        #[unroll]
        for part in 0..comptime!((DEPTH * tile.row_quads()).div_ceil(UNITS)) {
            let row_quad = unit / DEPTH + part * comptime!(UNITS / DEPTH);
            if row_quad < row_quads {
                let mut quad = Quad::new(0.0);
                #[unroll]
                for j in 0..4u32 {
                    let row = first_row + row_quad * 4u32 + j;
                    let inside = k < depth && row < sizes.rows;
                    let index = select(inside, offset + row * sizes.row_stride, 0u32);
                    quad.insert(
                        comptime!(j as usize),
                        select(inside, f32::cast_from(weight[index as usize]), 0.0f32),
                    );
                }
                left[(lane * pitch + row_quad) as usize] = quad;
            }
        }
        // Patches: neighbouring units take neighbouring columns, for the same reason.
        #[unroll]
        for part in 0..comptime!(DEPTH * tile.columns / UNITS) {
            let lane = unit / tile_columns + part * comptime!(UNITS / tile.columns);
            let k = from + lane;
            let at = tap(&walk, k, deep, pointwise);
            let channel = at.channel * volume;
            let mut quad = Quad::new(0.0);
            #[unroll]
            for j in 0..4usize {
                let sz = *columns.z.index(j) + at.z * z.turn;
                let sy = *columns.y.index(j) + at.y * y.turn;
                let sx = *columns.x.index(j) + at.x * x.turn;
                let inside =
                    k < depth && *columns.inside.index(j) && sz < z.length && sy < y.length && sx < x.length;
                let index = *columns.base.index(j) + channel + (sz * y.length + sy) * x.length + sx;
                let index = select(inside, index, 0u32);
                quad.insert(j, select(inside, f32::cast_from(source[index as usize]), 0.0f32));
            }
            right[(lane * tile_columns + unit_column) as usize] = quad;
        }
        sync_cube();
        for four in 0..comptime!(DEPTH / 4) {
            #[unroll]
            for k in 0..4u32 {
                let depth = four * 4u32 + k;
                let values = right[(depth * tile_columns + unit_column) as usize];
                #[unroll]
                for h in 0..comptime!(tile.high) {
                    let weights = left[(depth * pitch + unit_row + h * tile_rows) as usize];
                    #[unroll]
                    for i in 0..4usize {
                        sums[comptime!(4 * h as usize + i)] += Quad::new(weights.extract(i)) * values;
                    }
                }
            }
        }
        sync_cube();
    }

    let positions = z.out * y.out * x.out;
    #[unroll]
    for i in 0..comptime!(4 * tile.high) {
        // Quads of a unit lie a tile's units apart, so that neighbouring units read neighbouring quads.
        let row = first_row + (unit_row + comptime!(i / 4) * tile_rows) * 4u32 + comptime!(i % 4);
        if row < sizes.rows {
            let (any, scaled) = (sizes.added > 0u32, sizes.added == 2u32);
            let factor = select(scaled, line[select(scaled, row, 0u32) as usize], 1.0f32);
            let at = select(any, row + select(scaled, sizes.rows, 0u32), 0u32);
            let added = select(any, line[at as usize], 0.0f32);
            #[unroll]
            for j in 0..4usize {
                if *columns.inside.index(j) {
                    let sum = sums[comptime!(i as usize)].extract(j) * factor + added;
                    // Not `max`: a NaN must stay one.
                    let value = select(sizes.relu == 1u32 && sum < 0.0f32, 0.0f32, sum);
                    out[(*columns.out.index(j) + row * positions) as usize] = S::cast_from(value);
                }
            }
        }
    }
}
