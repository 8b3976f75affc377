//! The gradient of a convolution's weight: `[rows, channels, taps] = sum over positions p of narrow[row, p] *
//! wide[channel, p * stride + tap - padding]`, as a product of matrices over all images and positions.
//!
//! There are more positions than weights, so they are cut into parts that workgroups sum apart; no device has to add
//! atomically, and the sum's order depends on the shape alone.

use burn::backend::ops::FloatTensorOps;
use burn::tensor::Shape;
use burn_cubecl::CubeBackend;
use burn_cubecl::cubecl::{self, prelude::*};
use burn_cubecl::tensor::CubeTensor;

use super::axis::{Axis, Span};
use super::conv::{Window, count, volumes};
use super::tensors::{contiguous, empty_like};
use super::units::{GROUPS_WANTED, group};

/// Rows and columns of a workgroup's tile.
const SIDE: u32 = 64;
/// Positions that are in shared memory at a time.
const DEPTH: u32 = 16;
/// Units along a side of the tile, each with 4x4 sums.
const UNIT_SIDE: u32 = 16;
/// Positions of a part at least, so that a part's reading outweighs the writing of its sums.
const PART: usize = 512;
/// Most parts: each holds a copy of the gradient.
const PARTS: usize = 64;

type Quad = Vector<f32, Const<4>>;

/// Lengths that are not those of an axis.
#[derive(CubeLaunch, CubeType, Clone)]
struct Sizes {
    /// Channels of the narrow tensor.
    rows: u32,
    /// Channels of the wide tensor.
    channels: u32,
    /// Positions of all images.
    positions: u32,
    /// Positions of a part.
    part: u32,
}

#[cube(launch_unchecked)]
fn correlate(narrow: &[f32], wide: &[f32], out: &mut [f32], sizes: Sizes, z: Axis, y: Axis, x: Axis) {
    // One more quad per line keeps units of neighbouring lines out of each other's memory banks.
    let pitch = comptime!(UNIT_SIDE + 1);
    let mut left = Shared::<[Quad]>::new_slice(comptime!((DEPTH * (UNIT_SIDE + 1)) as usize));
    let mut right = Shared::<[Quad]>::new_slice(comptime!((DEPTH * (UNIT_SIDE + 1)) as usize));
    let mut sums = Array::<Quad>::new(4usize);
    #[unroll]
    for i in 0..4usize {
        sums[i] = Quad::new(0.0);
    }

    let unit = UNIT_POS;
    // Neighbouring units load neighbouring positions of the same four rows and columns.
    let (lane, quad_at) = (unit % DEPTH, unit / DEPTH);
    let (unit_row, unit_column) = (unit / UNIT_SIDE, unit % UNIT_SIDE);
    let (first_row, first_column) = (CUBE_POS_Y * SIDE, CUBE_POS_X * SIDE);
    let taps = z.taps * y.taps * x.taps;
    let width = sizes.channels * taps;
    let (volume, places) = (z.length * y.length * x.length, z.out * y.out * x.out);

    let mut tap_at = Sequence::<u32>::new();
    let mut tap_z = Sequence::<u32>::new();
    let mut tap_y = Sequence::<u32>::new();
    let mut tap_x = Sequence::<u32>::new();
    #[unroll]
    for j in 0..4u32 {
        let column = first_column + quad_at * 4u32 + j;
        let tap = column % taps;
        tap_at.push(column / taps * volume);
        tap_z.push(tap / (y.taps * x.taps) + z.shift);
        tap_y.push(tap / x.taps % y.taps + y.shift);
        tap_x.push(tap % x.taps + x.shift);
    }

    let start = CUBE_POS_Z * sizes.part;
    let end = min(start + sizes.part, sizes.positions);
    for step in 0..(end - start).div_ceil(DEPTH) {
        let position = start + step * DEPTH + lane;
        let (image, place) = (position / places, position % places);
        let (line, px) = (place / x.out, place % x.out);
        let (pz, py) = (line / y.out, line % y.out);
        let mut rows = Quad::new(0.0);
        let mut columns = Quad::new(0.0);
        #[unroll]
        for j in 0..4u32 {
            let row = first_row + quad_at * 4u32 + j;
            let inside = position < end && row < sizes.rows;
            let index = select(inside, (image * sizes.rows + row) * places + place, 0u32);
            rows.insert(comptime!(j as usize), select(inside, narrow[index as usize], 0.0f32));

            let column = first_column + quad_at * 4u32 + j;
            let at = comptime!(j as usize);
            let sz = *tap_z.index(at) + pz * z.scale;
            let sy = *tap_y.index(at) + py * y.scale;
            let sx = *tap_x.index(at) + px * x.scale;
            let inside = position < end && column < width && sz < z.length && sy < y.length && sx < x.length;
            let index =
                image * sizes.channels * volume + *tap_at.index(at) + (sz * y.length + sy) * x.length + sx;
            columns.insert(at, select(inside, wide[select(inside, index, 0u32) as usize], 0.0f32));
        }
        left[(lane * pitch + quad_at) as usize] = rows;
        right[(lane * pitch + quad_at) as usize] = columns;
        sync_cube();
        for four in 0..comptime!(DEPTH / 4) {
            #[unroll]
            for k in 0..4u32 {
                let line = (four * 4u32 + k) * pitch;
                let rows = left[(line + unit_row) as usize];
                let columns = right[(line + unit_column) as usize];
                #[unroll]
                for i in 0..4usize {
                    sums[i] += Quad::new(rows.extract(i)) * columns;
                }
            }
        }
        sync_cube();
    }

    #[unroll]
    for i in 0..4u32 {
        let row = first_row + unit_row * 4u32 + i;
        #[unroll]
        for j in 0..4u32 {
            let column = first_column + unit_column * 4u32 + j;
            if row < sizes.rows && column < width {
                let index = (CUBE_POS_Z * sizes.rows + row) * width + column;
                out[index as usize] = sums[comptime!(i as usize)].extract(comptime!(j as usize));
            }
        }
    }
}

/// `narrow [n, rows, places..]` and `wide [n, channels, lengths..]` to `[rows, channels, taps..]`, in the dimensions of the
/// tensors given. Of a convolution the gradient of the output is narrow and the input wide; of a transposed one, the
/// other way round.
pub(crate) fn weight_gradient(
    narrow: CubeTensor,
    wide: CubeTensor,
    window: Window,
    taps: [usize; 3],
) -> CubeTensor {
    let ([images, rows, out @ ..], [_, channels, lengths @ ..]) = (volumes(&narrow), volumes(&wide));
    let dimensions = narrow.meta.num_dims();
    let width = channels * count(taps);
    let positions = images * count(out);
    let tiles = [rows, width].map(|n| n.div_ceil(SIDE as usize));
    let parts = parts(positions, tiles[0] * tiles[1]);
    let part = positions.div_ceil(parts);
    let sums = empty_like(&narrow, [parts, rows * width]);
    let [z, y, x]: [Span; 3] = core::array::from_fn(|i| window.span(i, out[i], lengths[i], taps[i], false));
    let sizes = [rows, channels, positions, part].map(|n| n as u32);
    // SAFETY: every index is tested against the lengths of the tensors.
    unsafe {
        correlate::launch_unchecked(
            &sums.client,
            CubeCount::Static(tiles[1] as u32, tiles[0] as u32, parts as u32),
            group(),
            contiguous(narrow).into_buffer_arg(),
            contiguous(wide).into_buffer_arg(),
            sums.clone().into_buffer_arg(),
            SizesLaunch::new(sizes[0], sizes[1], sizes[2], sizes[3]),
            z.launch(),
            y.launch(),
            x.launch(),
        );
    }
    let sums = if parts == 1 { sums } else { CubeBackend::float_sum_dim(sums, 0) };
    let shape: Vec<usize> = match dimensions {
        4 => vec![rows, channels, taps[1], taps[2]],
        _ => vec![rows, channels, taps[0], taps[1], taps[2]],
    };
    CubeBackend::float_reshape(sums, Shape::from(shape))
}

/// Parts of the positions where the gradient has so many tiles.
fn parts(positions: usize, tiles: usize) -> usize {
    let wanted = GROUPS_WANTED.div_ceil(tiles.max(1));
    wanted.min(positions / PART).clamp(1, PARTS)
}
