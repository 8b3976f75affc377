//! The flow on a GPU: the same levels and steps as on the CPU, nothing read back between them.

mod lines;
mod solve;
mod tables;

use burn::backend::ops::FloatTensorOps;
use burn::tensor::TensorData;
use burn_cubecl::tensor::CubeTensor;
use burn_wgpu::CubeBackend;

use self::lines::{LineLaunch, LinesLaunch, correlate, resample};
use self::solve::{PictureLaunch, displace, equations};
use self::tables::Table;
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
    let [rows, columns] = [Table::rows(), Table::columns()].map(|table| Correlation::new(&table, &luma));
    let levels = levels(width, height);
    let out = empty_like(&luma, [5 * levels.iter().map(Level::pixels).sum::<usize>()]);
    let mut begin = 0;
    for level in levels {
        let taps = beside(&luma, &gaussian_taps(level.halvings));
        let narrow = resampled(&luma, &taps, [height, width, 1], level.width);
        let plane = resampled(&narrow, &taps, [1, height, level.width], level.height);
        let across = empty_like(&luma, [3, level.height, level.width]);
        rows.run(&plane, &across, level, [level.width, 1, 0]);
        columns.run(&across, &out, level, [level.height, level.width, begin]);
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
    let window = Correlation::new(&Table::window(), &first);
    let [one, two] = [1.0, 2.0].map(|factor| beside(&first, &[factor]));
    let levels = levels(width, height);
    let values = 5 * levels.iter().map(Level::pixels).sum::<usize>();
    assert_eq!(([values], [values]), (dims(&first), dims(&second)), "expansions of {width}x{height} pixels");
    // The coarsest level starts from no motion.
    let (mut field, mut sides, mut begin) = (beside(&first, &[0.0, 0.0]), [1, 1], 0);
    for level in levels {
        // The coarser flow counts pixels of half the size.
        let rows = resampled(&field, &two, [2 * sides[0], sides[1], 1], level.width);
        field = resampled(&rows, &one, [2, sides[0], level.width], level.height);
        for _ in 0..SOLVES {
            field = solved([&first, &second, &field], &window, level, begin);
        }
        sides = [level.height, level.width];
        begin += 5 * level.pixels();
    }
    field
}

/// Values on the device of `like`.
fn beside(like: &CubeTensor, values: &[f32]) -> CubeTensor {
    let shape = [values.len()];
    CubeBackend::float_from_data(TensorData::new(values.to_vec(), shape), &like.device)
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

/// A table on the device.
struct Correlation {
    table: CubeTensor,
    planes: usize,
    taps: u32,
}

impl Correlation {
    fn new(table: &Table, like: &CubeTensor) -> Self {
        Self { table: beside(like, &table.values), planes: table.planes, taps: table.taps as u32 }
    }

    /// Planes of a level to planes of `out`, from its value `begin` on, along lines of `length` values, `step` apart.
    fn run(&self, source: &CubeTensor, out: &CubeTensor, level: Level, [length, step, begin]: [usize; 3]) {
        let values = self.planes * level.pixels();
        let [pixels, length, step, begin] = [level.pixels(), length, step, begin].map(|n| n as u32);
        // SAFETY: the source has every plane that the table names, `out` holds as many as the table has rows from `begin`
        // on, and places are clamped into their lines.
        unsafe {
            correlate::launch_unchecked(
                &out.client,
                a_unit_each(values),
                group(),
                source.clone().into_buffer_arg(),
                self.table.clone().into_buffer_arg(),
                out.clone().into_buffer_arg(),
                values as u32,
                LinesLaunch::new(pixels, length, step, self.taps, begin),
            );
        }
    }
}

/// A better field than the given one.
fn solved(
    [first, second, field]: [&CubeTensor; 3],
    window: &Correlation,
    level: Level,
    begin: usize,
) -> CubeTensor {
    let planes = |count: usize| empty_like(field, [count, level.height, level.width]);
    let (parts, means, out) = (planes(5), planes(5), planes(2));
    let picture = || PictureLaunch::new(level.width as u32, level.height as u32, begin as u32);
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
            picture(),
        );
    }
    window.run(&parts, &means, level, [level.width, 1, 0]);
    // SAFETY: as above.
    unsafe {
        displace::launch_unchecked(
            &out.client,
            a_unit_each(level.pixels()),
            group(),
            means.into_buffer_arg(),
            out.clone().into_buffer_arg(),
            picture(),
        );
    }
    out
}
