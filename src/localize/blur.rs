//! The 8-bit binomial blur before motion is looked for.
//!
//! Separable, integer sums, one rounding at the end, half up; the border is reflected without repeating the
//! edge (`c b | a b c`). Equal bit for bit to OpenCV's `GaussianBlur` with sigma 0.

use super::BlurKernel;

/// Blurs one plane `[height, width]` into `out`; `scratch` is kept between calls to spare allocations.
pub(super) fn blur(
    plane: &[u8],
    width: usize,
    height: usize,
    kernel: BlurKernel,
    scratch: &mut Vec<u16>,
    out: &mut [u8],
) {
    scratch.clear();
    scratch.resize(width * height, 0);
    for (row, sums) in plane.chunks_exact(width).zip(scratch.chunks_exact_mut(width)) {
        match kernel {
            BlurKernel::Three => three_columns(row, sums),
            BlurKernel::Five => five_columns(row, sums),
        }
    }
    let row = |y: usize, offset: isize| {
        let start = reflected(y as isize + offset, height) * width;
        &scratch[start..start + width]
    };
    for (y, out) in out.chunks_exact_mut(width).enumerate() {
        match kernel {
            BlurKernel::Three => {
                let rows = row(y, -1).iter().zip(row(y, 0)).zip(row(y, 1));
                for (out, ((a, b), c)) in out.iter_mut().zip(rows) {
                    *out = ((a + 2 * b + c + 8) >> 4) as u8;
                }
            }
            BlurKernel::Five => {
                let rows = row(y, -2).iter().zip(row(y, -1)).zip(row(y, 0)).zip(row(y, 1)).zip(row(y, 2));
                for (out, ((((a, b), c), d), e)) in out.iter_mut().zip(rows) {
                    // At most 255 * 256 + 128 = 65,408: fits u16.
                    *out = ((a + 4 * b + 6 * c + 4 * d + e + 128) >> 8) as u8;
                }
            }
        }
    }
}

/// Index `at` of an axis of `length`, reflected at the ends without repeating them; where the axis is too
/// short for that, the nearest end.
fn reflected(at: isize, length: usize) -> usize {
    let last = length as isize - 1;
    let at = if at < 0 { -at } else { at };
    let at = if at > last { 2 * last - at } else { at };
    at.clamp(0, last) as usize
}

fn three_columns(row: &[u8], sums: &mut [u16]) {
    let width = row.len();
    let at = |x: isize| u16::from(row[reflected(x, width)]);
    for x in [0, width - 1] {
        let x_signed = x as isize;
        sums[x] = at(x_signed - 1) + 2 * at(x_signed) + at(x_signed + 1);
    }
    if width < 3 {
        return;
    }
    let inner = row.iter().zip(&row[1..]).zip(&row[2..]);
    for (sum, ((&a, &b), &c)) in sums[1..width - 1].iter_mut().zip(inner) {
        *sum = u16::from(a) + 2 * u16::from(b) + u16::from(c);
    }
}

fn five_columns(row: &[u8], sums: &mut [u16]) {
    let width = row.len();
    let at = |x: isize| u16::from(row[reflected(x, width)]);
    for x in (0..width.min(2)).chain(width.saturating_sub(2)..width) {
        let x_signed = x as isize;
        let [a, b, c, d, e] = [-2, -1, 0, 1, 2].map(|offset| at(x_signed + offset));
        sums[x] = a + 4 * b + 6 * c + 4 * d + e;
    }
    if width < 5 {
        return;
    }
    let inner = row.iter().zip(&row[1..]).zip(&row[2..]).zip(&row[3..]).zip(&row[4..]);
    for (sum, ((((&a, &b), &c), &d), &e)) in sums[2..width - 2].iter_mut().zip(inner) {
        let [a, b, c, d, e] = [a, b, c, d, e].map(u16::from);
        *sum = a + 4 * b + 6 * c + 4 * d + e;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// The definition: one weighted sum over the square, one rounding.
    fn by_definition(plane: &[u8], width: usize, height: usize, weights: &[u32]) -> Vec<u8> {
        let reach = weights.len() as isize / 2;
        let total: u32 = weights.iter().sum::<u32>().pow(2);
        let mut out = Vec::new();
        for y in 0..height as isize {
            for x in 0..width as isize {
                let mut sum = 0;
                for (j, wy) in weights.iter().enumerate() {
                    for (i, wx) in weights.iter().enumerate() {
                        let mirror = |at: isize, length: usize| {
                            let last = length as isize - 1;
                            let at = at.abs();
                            (if at > last { 2 * last - at } else { at }).clamp(0, last) as usize
                        };
                        let (row, column) =
                            (mirror(y + j as isize - reach, height), mirror(x + i as isize - reach, width));
                        sum += wx * wy * u32::from(plane[row * width + column]);
                    }
                }
                out.push(((sum + total / 2) / total) as u8);
            }
        }
        out
    }

    fn blurred(plane: &[u8], width: usize, height: usize, kernel: BlurKernel) -> Vec<u8> {
        let mut out = vec![0; plane.len()];
        blur(plane, width, height, kernel, &mut Vec::new(), &mut out);
        out
    }

    #[test]
    fn the_blur_equals_its_definition_on_every_small_size() {
        let mut random = Random::keyed(1, "blur test", 0);
        for (width, height) in (1..9).flat_map(|w| (1..9).map(move |h| (w, h))).chain([(37, 23)]) {
            for _ in 0..4 {
                let plane: Vec<u8> = (0..width * height).map(|_| random.next_u64() as u8).collect();
                let three = blurred(&plane, width, height, BlurKernel::Three);
                assert_eq!(three, by_definition(&plane, width, height, &[1, 2, 1]), "3, {width}x{height}");
                let five = blurred(&plane, width, height, BlurKernel::Five);
                assert_eq!(
                    five,
                    by_definition(&plane, width, height, &[1, 4, 6, 4, 1]),
                    "5, {width}x{height}"
                );
            }
        }
    }

    #[test]
    fn white_stays_white() {
        assert!(blurred(&[255; 99], 11, 9, BlurKernel::Five).iter().all(|&p| p == 255));
        assert!(blurred(&[255; 99], 11, 9, BlurKernel::Three).iter().all(|&p| p == 255));
    }

    #[test]
    fn a_single_pixel_rounds_half_up() {
        let mut plane = [0; 25];
        plane[12] = 2; // centre weight 4/16 of 2 = .5 -> 1, the sides 2/16 of 2 = .25 -> 0
        let out = blurred(&plane, 5, 5, BlurKernel::Three);
        assert_eq!((out[12], out[11], out[7]), (1, 0, 0));
    }
}
