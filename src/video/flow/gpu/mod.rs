//! The flow on a GPU: the same levels and steps as on the CPU, nothing read back between them.

mod expand;
mod solve;

use burn::backend::ops::FloatTensorOps;
use burn::tensor::{Shape, TensorData};
use burn_cubecl::ops::numeric::zeros_client;
use burn_cubecl::tensor::CubeTensor;
use burn_wgpu::CubeBackend;

use self::expand::{LineLaunch, PictureLaunch, expand_columns, expand_rows, resample};
use self::solve::{displace, equations, sum_rows};
use super::expansion::moment;
use super::filter::gaussian_taps;
use super::pyramid::{Level, SOLVES, levels};
use crate::nn::kernels::tensors::{contiguous, dims, empty_like};
use crate::nn::kernels::units::{a_unit_each, group};

/// Longest side of a picture: products of two sides are counted in 32 bits.
const LONGEST_SIDE: usize = 1 << 15;

/// Luma `[height, width]` to `[5, height', width']` of every level in one line, coarsest first.
pub(super) fn expansions(luma: CubeTensor) -> CubeTensor {
    let [height, width] = dims(&luma);
    assert!(
        width.max(height) <= LONGEST_SIDE,
        "a picture of {width}x{height}: sides of at most {LONGEST_SIDE}"
    );
    let luma = contiguous(luma);
    let moments: Vec<f32> = (0..3).flat_map(moment).collect();
    let moments = beside(&luma, moments);
    let levels = levels(width, height);
    let out = empty_like(&luma, [5 * levels.iter().map(Level::pixels).sum::<usize>()]);
    let mut begin = 0;
    for level in levels {
        let taps = beside(&luma, gaussian_taps(level.halvings));
        let rows = resampled(&luma, &taps, [height, width, 1], level.width);
        let plane = resampled(&rows, &taps, [1, height, level.width], level.height);
        expand(&plane, &moments, &out, level, begin);
        begin += 5 * level.pixels();
    }
    out
}

/// Two lines of expansions to `[2, height, width]`.
pub(super) fn displacements(
    first: CubeTensor,
    second: CubeTensor,
    (width, height): (usize, usize),
) -> CubeTensor {
    let (first, second) = (contiguous(first), contiguous(second));
    let [one, two] = [1.0, 2.0].map(|factor| beside(&first, vec![factor]));
    let levels = levels(width, height);
    let values = 5 * levels.iter().map(Level::pixels).sum::<usize>();
    assert_eq!(([values], [values]), (dims(&first), dims(&second)), "expansions of {width}x{height} pixels");
    let (mut begin, mut found): (_, Option<(CubeTensor, Level)>) = (0, None);
    for level in levels {
        let mut field = match found {
            None => zeros(&first, level),
            // The coarser flow counts pixels of half the size.
            Some((coarse, Level { width, height, .. })) => {
                let rows = resampled(&coarse, &two, [2 * height, width, 1], level.width);
                resampled(&rows, &one, [2, height, level.width], level.height)
            }
        };
        for _ in 0..SOLVES {
            field = solved([&first, &second, &field], level, begin);
        }
        begin += 5 * level.pixels();
        found = Some((field, level));
    }
    found.expect("a picture has a level").0
}

/// Values on the device of `like`.
fn beside(like: &CubeTensor, values: Vec<f32>) -> CubeTensor {
    let shape = [values.len()];
    CubeBackend::float_from_data(TensorData::new(values, shape), &like.device)
}

/// No motion.
fn zeros(like: &CubeTensor, level: Level) -> CubeTensor {
    let shape = Shape::from([2, level.height, level.width]);
    zeros_client(like.client.clone(), like.device.clone(), shape, like.dtype)
}

/// Blurs the middle axis of `[lines, length, step]` by `taps` and resizes it to `places`.
fn resampled(
    source: &CubeTensor,
    taps: &CubeTensor,
    [lines, length, step]: [usize; 3],
    places: usize,
) -> CubeTensor {
    let [count] = dims(taps);
    let out = empty_like(source, [lines, places, step]);
    let values = lines * places * step;
    let [length, places, step, count] = [length, places, step, count].map(|n| n as u32);
    // SAFETY: the source has `lines * length * step` values, and a place is reflected or clamped into its line.
    unsafe {
        resample::launch_unchecked(
            &out.client,
            a_unit_each(values),
            group(),
            source.clone().into_buffer_arg(),
            taps.clone().into_buffer_arg(),
            out.clone().into_buffer_arg(),
            values as u32,
            LineLaunch::new(length, places, step, count),
        );
    }
    out
}

/// The polynomials of a level, from value `begin` of `out` on.
fn expand(plane: &CubeTensor, moments: &CubeTensor, out: &CubeTensor, level: Level, begin: usize) {
    let rows = empty_like(plane, [3, level.height, level.width]);
    // SAFETY: planes have the level's size, `out` holds five from `begin` on, and places are clamped into their lines.
    unsafe {
        expand_rows::launch_unchecked(
            &out.client,
            a_unit_each(level.pixels()),
            group(),
            plane.clone().into_buffer_arg(),
            moments.clone().into_buffer_arg(),
            rows.clone().into_buffer_arg(),
            level.pixels() as u32,
            level.width as u32,
        );
        expand_columns::launch_unchecked(
            &out.client,
            a_unit_each(level.pixels()),
            group(),
            rows.into_buffer_arg(),
            moments.clone().into_buffer_arg(),
            out.clone().into_buffer_arg(),
            picture(level, begin),
        );
    }
}

/// A better field than the given one.
fn solved([first, second, field]: [&CubeTensor; 3], level: Level, begin: usize) -> CubeTensor {
    let planes = |count: usize| empty_like(field, [count, level.height, level.width]);
    let (parts, sums, out) = (planes(5), planes(5), planes(2));
    let values = 5 * level.pixels();
    // SAFETY: planes have the level's size, both expansions hold five from `begin` on (tested by the caller), and places
    // are clamped into their lines or, where a pixel leaves the picture, not looked up.
    unsafe {
        equations::launch_unchecked(
            &out.client,
            a_unit_each(level.pixels()),
            group(),
            first.clone().into_buffer_arg(),
            second.clone().into_buffer_arg(),
            field.clone().into_buffer_arg(),
            parts.clone().into_buffer_arg(),
            picture(level, begin),
        );
        sum_rows::launch_unchecked(
            &out.client,
            a_unit_each(values),
            group(),
            parts.into_buffer_arg(),
            sums.clone().into_buffer_arg(),
            values as u32,
            level.width as u32,
        );
        displace::launch_unchecked(
            &out.client,
            a_unit_each(level.pixels()),
            group(),
            sums.into_buffer_arg(),
            out.clone().into_buffer_arg(),
            picture(level, begin),
        );
    }
    out
}

/// A level as the kernels take it.
fn picture(level: Level, begin: usize) -> PictureLaunch {
    PictureLaunch::new(level.width as u32, level.height as u32, begin as u32)
}
