//! Attention in one pass over the keys, without a map: a workgroup takes 32 queries, goes through the keys 32 at a time and
//! keeps the largest product, the sum of exponentials and the gathered values of every query (Milakov & Gimelshein,
//! *Online normalizer calculation for softmax*, 2018; Dao et al., *FlashAttention*, 2022).
//!
//! What depends on the distance of key and query alone comes as lines of values: one is added to the products before the
//! softmax, one to the weights after it.

use burn_cubecl::cubecl::{self, prelude::*};
use burn_cubecl::tensor::CubeTensor;

use super::tensors::{contiguous, dims, empty_like};
use super::units::group;

/// Queries of a workgroup, and keys that it looks at together.
const SIDE: u32 = 32;
/// Units of a query: each has four keys, and four quads of values.
const LANES: u32 = 8;
/// Values of queries and keys, in quads, that are in shared memory at a time ...
const CHUNK: u32 = 8;
/// ... with one quad more per line, so that neighbouring lines lie in other memory banks.
const PITCH: u32 = CHUNK + 1;
/// Keys whose values are in shared memory at a time.
const KEYS: u32 = 16;
/// Quads of values of a workgroup: 128 columns.
const WIDTH: u32 = 32;
/// Less than any product; e to the difference is 0.
const LEAST: f32 = -1e30;

type Quad = Vector<f32, Const<4>>;

/// Lengths of an attention.
#[derive(CubeLaunch, CubeType, Clone)]
struct Sizes {
    /// Queries.
    rows: u32,
    /// Keys.
    keys: u32,
    /// Columns of queries and keys.
    depth: u32,
    /// Columns of values.
    width: u32,
    /// Number of the first query among the keys.
    first: u32,
    /// Distance up to which the line after the softmax is not 0.
    reach: u32,
    /// Factor of the products.
    scale: f32,
}

/// Four values of a row from `column` on; 0 beyond either end.
#[cube]
fn quad_at(from: &[f32], batch: u32, row: u32, rows: u32, column: u32, columns: u32) -> Quad {
    let mut quad = Quad::new(0.0);
    #[unroll]
    for j in 0..4u32 {
        let inside = row < rows && column + j < columns;
        let index = select(inside, (batch * rows + row) * columns + column + j, 0u32);
        quad.insert(comptime!(j as usize), select(inside, from[index as usize], 0.0f32));
    }
    quad
}

#[cube]
fn dot(a: Quad, b: Quad) -> f32 {
    let product = a * b;
    product.extract(0usize) + product.extract(1usize) + product.extract(2usize) + product.extract(3usize)
}

#[cube(launch_unchecked)]
fn attend_rows(
    queries: &[f32],
    keys: &[f32],
    values: &[f32],
    before: &[f32],
    after: &[f32],
    out: &mut [f32],
    sizes: Sizes,
) {
    // Queries and keys first, then values.
    let mut stage = Shared::<[Quad]>::new_slice(comptime!((2 * SIDE * PITCH) as usize));
    let mut weights = Shared::<[f32]>::new_slice(comptime!((SIDE * SIDE) as usize));
    let mut largest = Shared::<[f32]>::new_slice(comptime!((SIDE * LANES) as usize));
    let mut gathered = Array::<Quad>::new(4usize);
    let mut added = Array::<Quad>::new(4usize);
    #[unroll]
    for i in 0..4usize {
        gathered[i] = Quad::new(0.0);
        added[i] = Quad::new(0.0);
    }
    let (line, lane) = (UNIT_POS / LANES, UNIT_POS % LANES);
    let (batch, first_row) = (CUBE_POS_Z, CUBE_POS_X * SIDE);
    let row = first_row + line;
    let first_column = CUBE_POS_Y * comptime!(4 * WIDTH);
    let (mut most, mut total) = (LEAST.runtime(), 0.0f32.runtime());

    for tile in 0..sizes.keys.div_ceil(SIDE) {
        let first_key = tile * SIDE;
        let mut products = Array::<f32>::new(4usize);
        #[unroll]
        for j in 0..4usize {
            products[j] = 0.0f32;
        }
        for chunk in 0..sizes.depth.div_ceil(comptime!(4 * CHUNK)) {
            let column = (chunk * CHUNK + lane) * 4u32;
            stage[(line * PITCH + lane) as usize] =
                quad_at(queries, batch, row, sizes.rows, column, sizes.depth);
            stage[((SIDE + line) * PITCH + lane) as usize] =
                quad_at(keys, batch, first_key + line, sizes.keys, column, sizes.depth);
            sync_cube();
            for d in 0..CHUNK {
                let query = stage[(line * PITCH + d) as usize];
                #[unroll]
                for j in 0..4u32 {
                    let key = stage[((SIDE + lane + LANES * j) * PITCH + d) as usize];
                    products[comptime!(j as usize)] += dot(query, key);
                }
            }
            sync_cube();
        }

        let mut here = LEAST.runtime();
        #[unroll]
        for j in 0..4u32 {
            let at = comptime!(j as usize);
            let key = first_key + lane + LANES * j;
            let inside = key < sizes.keys && row < sizes.rows;
            let distance = select(inside, key + sizes.rows - 1u32 - row, 0u32);
            let product = products[at] * sizes.scale + before[distance as usize];
            products[at] = select(inside, product, LEAST);
            here = max(here, products[at]);
        }
        largest[(line * LANES + lane) as usize] = here;
        sync_cube();
        let mut most_now = most;
        #[unroll]
        for j in 0..LANES {
            most_now = max(most_now, largest[(line * LANES + j) as usize]);
        }
        let shrink = (most - most_now).exp();
        most = most_now;
        total *= shrink;
        #[unroll]
        for i in 0..4usize {
            gathered[i] *= Quad::new(shrink);
        }
        #[unroll]
        for j in 0..4u32 {
            let key = lane + LANES * j;
            let weight = (products[comptime!(j as usize)] - most).exp();
            weights[(line * SIDE + key) as usize] = select(first_key + key < sizes.keys, weight, 0.0f32);
        }

        let (here, last_row) = (sizes.first + first_row, sizes.first + first_row + SIDE);
        let near = first_key <= last_row + sizes.reach && first_key + SIDE + sizes.reach >= here;
        for part in 0..comptime!(SIDE / KEYS) {
            #[unroll]
            for i in 0..2u32 {
                let (key, quad) = (UNIT_POS / WIDTH + LANES * i, UNIT_POS % WIDTH);
                let from = first_key + part * KEYS + key;
                stage[(key * WIDTH + quad) as usize] =
                    quad_at(values, batch, from, sizes.keys, first_column + quad * 4u32, sizes.width);
            }
            sync_cube();
            for key in 0..KEYS {
                let weight = weights[(line * SIDE + part * KEYS + key) as usize];
                total += weight;
                #[unroll]
                for i in 0..4u32 {
                    let value = stage[(key * WIDTH + lane + LANES * i) as usize];
                    gathered[comptime!(i as usize)] += Quad::new(weight) * value;
                }
            }
            if near {
                for key in 0..KEYS {
                    let at = first_key + part * KEYS + key;
                    let inside = at < sizes.keys && row < sizes.rows;
                    let distance = select(inside, at + sizes.rows - 1u32 - row, 0u32);
                    let weight = select(inside, after[distance as usize], 0.0f32);
                    #[unroll]
                    for i in 0..4u32 {
                        let value = stage[(key * WIDTH + lane + LANES * i) as usize];
                        added[comptime!(i as usize)] += Quad::new(weight) * value;
                    }
                }
            }
            sync_cube();
        }
    }

    #[unroll]
    for i in 0..4u32 {
        let at = comptime!(i as usize);
        #[unroll]
        for j in 0..4usize {
            let column = first_column + (lane + LANES * i) * 4u32 + comptime!(j as u32);
            if row < sizes.rows && column < sizes.width {
                let index = (batch * sizes.rows + row) * sizes.width + column;
                out[index as usize] = gathered[at].extract(j) / total + added[at].extract(j);
            }
        }
    }
}

/// Where the queries are among the keys, and how products count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Number of the first query.
    pub first: usize,
    /// Distance beyond which `after` is 0.
    pub reach: usize,
    /// Factor of the products.
    pub scale: f32,
}

/// `queries [n, rows, depth]`, `keys [n, count, depth]`, `values [n, count, width]`, lines `[rows + count - 1]` by key - query,
/// least first, to `[n, rows, width]`.
pub(crate) fn attend(
    [queries, keys, values]: [CubeTensor; 3],
    [before, after]: [CubeTensor; 2],
    place: Place,
) -> CubeTensor {
    let ([n, rows, depth], [_, count, _], [_, _, width]) =
        (dims::<3>(&queries), dims::<3>(&keys), dims::<3>(&values));
    assert_eq!([rows + count - 1], dims(&before), "values by distance");
    let out = empty_like(&queries, [n, rows, width]);
    let sizes = [rows, count, depth, width, place.first, place.reach].map(|n| n as u32);
    let groups = [rows.div_ceil(SIDE as usize), width.div_ceil(4 * WIDTH as usize), n].map(|n| n as u32);
    // SAFETY: every index is tested against the lengths of the tensors.
    unsafe {
        attend_rows::launch_unchecked(
            &out.client,
            CubeCount::Static(groups[0], groups[1], groups[2]),
            group(),
            contiguous(queries).into_buffer_arg(),
            contiguous(keys).into_buffer_arg(),
            contiguous(values).into_buffer_arg(),
            contiguous(before).into_buffer_arg(),
            contiguous(after).into_buffer_arg(),
            out.clone().into_buffer_arg(),
            SizesLaunch::new(sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5], place.scale),
        );
    }
    out
}
