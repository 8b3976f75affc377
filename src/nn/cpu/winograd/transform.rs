//! The three transforms of F(2x2, 3x3), each along rows and then along columns.
//!
//! Tiles are counted row of tiles by row of tiles, in each of them image by image, so that the second half of a transform
//! runs over the tiles of all images at once however small these are.

use pulp::Arch;

/// Values of a transformed tile.
pub const VALUES: usize = 16;

/// The tiles of a block of images with even sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tiles {
    pub images: usize,
    pub height: usize,
    pub width: usize,
}

impl Tiles {
    /// Tiles of all images.
    pub fn count(self) -> usize {
        self.images * self.pixels() / 4
    }

    /// Pixels of an image.
    pub fn pixels(self) -> usize {
        self.height * self.width
    }

    /// Tiles of a row of tiles of one image.
    fn across(self) -> usize {
        self.width / 2
    }

    /// Tiles of a row of tiles of all images.
    fn line(self) -> usize {
        self.images * self.across()
    }
}

/// Where the 16 values of one channel go: value `v` of all tiles begins at `values[v * step]`.
pub struct Target<'a> {
    pub values: &'a mut [f32],
    pub step: usize,
}

/// One channel of a block of images on its way there or back.
pub struct Plane {
    tiles: Tiles,
    /// Transformed along rows: per row of pixels four values of every tile in it, `[height + 2][4][line]`, zeros above the
    /// first and below the last row.
    rows: Vec<f32>,
    /// The even and the odd pixels of a row, a zero behind the former and before the latter.
    halves: [Vec<f32>; 2],
}

impl Plane {
    pub fn new(tiles: Tiles) -> Self {
        let half = || vec![0.0; tiles.across() + 1];
        Self { tiles, rows: vec![0.0; (tiles.height + 2) * 4 * tiles.line()], halves: [half(), half()] }
    }

    /// Of every tile and the ring around it: B^T d B. Image `i` begins at `x[i * stride]`.
    pub fn ring(&mut self, x: &[f32], stride: usize, to: Target<'_>) {
        let tiles = self.tiles;
        let line = tiles.line();
        Arch::new().dispatch(|| {
            self.along_rows(x, stride, |even, odd, [a, b, c, d]| {
                let (here, behind) = (&even[..a.len()], &even[1..=a.len()]);
                let (before, next) = (&odd[..a.len()], &odd[1..=a.len()]);
                sum(a, before, next, -1.0);
                sum(b, here, next, 1.0);
                sum(c, next, here, -1.0);
                sum(d, here, behind, -1.0);
            });
            for ty in 0..tiles.height / 2 {
                let rows = &self.rows[2 * ty * 4 * line..][..16 * line];
                for k in 0..4 {
                    let r = |y: usize| &rows[(4 * y + k) * line..][..line];
                    let mut put = |a: usize, left: &[f32], right: &[f32], sign: f32| {
                        sum(&mut to.values[(4 * a + k) * to.step + ty * line..][..line], left, right, sign);
                    };
                    put(0, r(0), r(2), -1.0);
                    put(1, r(1), r(2), 1.0);
                    put(2, r(2), r(1), -1.0);
                    put(3, r(1), r(3), -1.0);
                }
            }
        });
    }

    /// Of every tile alone, as the gradient of its outputs: A d A^T. Image `i` begins at `x[i * stride]`.
    pub fn spread(&mut self, x: &[f32], stride: usize, to: Target<'_>) {
        let tiles = self.tiles;
        let line = tiles.line();
        Arch::new().dispatch(|| {
            self.along_rows(x, stride, |even, odd, [a, b, c, d]| {
                let (even, odd) = (&even[..a.len()], &odd[1..=a.len()]);
                a.copy_from_slice(even);
                sum(b, even, odd, 1.0);
                sum(c, even, odd, -1.0);
                d.iter_mut().zip(odd).for_each(|(d, odd)| *d = -odd);
            });
            for ty in 0..tiles.height / 2 {
                let rows = &self.rows[(2 * ty + 1) * 4 * line..][..8 * line];
                for k in 0..4 {
                    let (upper, lower) = (&rows[k * line..][..line], &rows[(4 + k) * line..][..line]);
                    let at = |a: usize| (4 * a + k) * to.step + ty * line;
                    to.values[at(0)..][..line].copy_from_slice(upper);
                    sum(&mut to.values[at(1)..][..line], upper, lower, 1.0);
                    sum(&mut to.values[at(2)..][..line], upper, lower, -1.0);
                    to.values[at(3)..][..line]
                        .iter_mut()
                        .zip(lower)
                        .for_each(|(value, lower)| *value = -lower);
                }
            }
        });
    }

    /// Every row of pixels becomes four values per tile by `transform(even pixels, odd pixels, values)`.
    #[inline(always)]
    fn along_rows(&mut self, x: &[f32], stride: usize, transform: impl Fn(&[f32], &[f32], [&mut [f32]; 4])) {
        let (tiles, across) = (self.tiles, self.tiles.across());
        let line = tiles.line();
        let [even, odd] = &mut self.halves;
        for (y, rows) in self.rows.chunks_exact_mut(4 * line).skip(1).take(tiles.height).enumerate() {
            let (ab, cd) = rows.split_at_mut(2 * line);
            let ((a, b), (c, d)) = (ab.split_at_mut(line), cd.split_at_mut(line));
            for i in 0..tiles.images {
                let pairs = x[i * stride + y * tiles.width..][..tiles.width].as_chunks::<2>().0;
                for ((pair, even), odd) in pairs.iter().zip(even.iter_mut()).zip(&mut odd[1..]) {
                    (*even, *odd) = (pair[0], pair[1]);
                }
                let at = i * across;
                transform(
                    even,
                    odd,
                    [
                        &mut a[at..at + across],
                        &mut b[at..at + across],
                        &mut c[at..at + across],
                        &mut d[at..at + across],
                    ],
                );
            }
        }
    }
}

/// From the 16 sums of every tile to its four outputs, A^T m A: `store(image, row, pixels)` for every row of pixels.
pub fn back<'a>(
    tiles: Tiles,
    sums: impl Fn(usize) -> &'a [f32],
    mut store: impl FnMut(usize, usize, &[f32]),
) {
    let (line, across) = (tiles.line(), tiles.across());
    let (mut columns, mut pixels) = (vec![0.0; 8 * line], vec![0.0; 2 * line]);
    for ty in 0..tiles.height / 2 {
        Arch::new().dispatch(|| {
            for k in 0..4 {
                let m = |a: usize| &sums(4 * a + k)[ty * line..][..line];
                let (upper, lower) = columns.split_at_mut(4 * line);
                ends(
                    &mut upper[k * line..][..line],
                    &mut lower[k * line..][..line],
                    [m(0), m(1), m(2), m(3)],
                );
            }
        });
        for (half, columns) in columns.chunks_exact(4 * line).enumerate() {
            Arch::new().dispatch(|| interleave(&mut pixels, columns));
            for (i, pixels) in pixels.chunks_exact(2 * across).enumerate() {
                store(i, 2 * ty + half, pixels);
            }
        }
    }
}

/// The two outputs of four sums.
#[inline(always)]
fn ends(first: &mut [f32], second: &mut [f32], [m0, m1, m2, m3]: [&[f32]; 4]) {
    let sums = m0.iter().zip(m1).zip(m2).zip(m3);
    for ((first, second), (((m0, m1), m2), m3)) in first.iter_mut().zip(second).zip(sums) {
        *first = m0 + m1 + m2;
        *second = m1 - m2 - m3;
    }
}

/// The same with the outputs side by side, from sums that lie one behind the other.
#[inline(always)]
fn interleave(pixels: &mut [f32], columns: &[f32]) {
    let line = columns.len() / 4;
    let (m01, m23) = columns.split_at(2 * line);
    let ((m0, m1), (m2, m3)) = (m01.split_at(line), m23.split_at(line));
    let sums = m0.iter().zip(m1).zip(m2).zip(m3);
    for (pair, (((m0, m1), m2), m3)) in pixels.as_chunks_mut::<2>().0.iter_mut().zip(sums) {
        *pair = [m0 + m1 + m2, m1 - m2 - m3];
    }
}

/// `to = left + sign * right`; the sign is 1 or -1 and changes no bit.
#[inline(always)]
fn sum(to: &mut [f32], left: &[f32], right: &[f32], sign: f32) {
    for ((to, left), right) in to.iter_mut().zip(left).zip(right) {
        *to = left + sign * right;
    }
}

/// A kernel, row by row: G g G^T.
pub fn kernel(g: [f32; 9]) -> [f32; VALUES] {
    let line = |a: f32, b: f32, c: f32| [a, 0.5 * (a + c + b), 0.5 * (a + c - b), c];
    let rows: [[f32; 4]; 3] = core::array::from_fn(|y| line(g[3 * y], g[3 * y + 1], g[3 * y + 2]));
    let columns: [[f32; 4]; 4] = core::array::from_fn(|k| line(rows[0][k], rows[1][k], rows[2][k]));
    core::array::from_fn(|value| columns[value % 4][value / 4])
}

/// The gradient of a kernel from that of its 16 values: G^T u G.
pub fn kernel_back(u: [f32; VALUES]) -> [f32; 9] {
    let line = |u: [f32; 4]| [u[0] + 0.5 * (u[1] + u[2]), 0.5 * (u[1] - u[2]), 0.5 * (u[1] + u[2]) + u[3]];
    let columns: [[f32; 3]; 4] = core::array::from_fn(|k| line([u[k], u[4 + k], u[8 + k], u[12 + k]]));
    let rows: [[f32; 3]; 3] =
        core::array::from_fn(|y| line([columns[0][y], columns[1][y], columns[2][y], columns[3][y]]));
    core::array::from_fn(|at| rows[at / 3][at % 3])
}
