//! Convolution 1x1: sums over channels of pixels as they lie, which need no padding.

use super::conv::Finish;
use super::gather::{Packed, gather, row_len};
use super::parallel::for_each_block;
use super::planes::SLACK;

/// Pixels whose sums are held at once: those of a few hundred channels stay in the second-level cache.
const PIXELS: usize = 512;

/// `[images, from, pixels]` to `[images, to, pixels]`.
pub fn pixelwise(
    [from, to, pixels]: [usize; 3],
    x: &[f32],
    weights: &Packed,
    finish: Finish<'_>,
    out: &mut [f32],
) {
    for_each_block(out, to * pixels, <(Vec<f32>, Vec<f32>)>::default, |(image, sums), index, out| {
        image.clear();
        image.extend_from_slice(&x[index * from * pixels..][..from * pixels]);
        // The last tile reads on.
        image.resize(from * pixels + SLACK, 0.0);
        for first in (0..pixels).step_by(PIXELS) {
            let count = PIXELS.min(pixels - first);
            let starts: Vec<usize> = (0..from).map(|channel| channel * pixels + first).collect();
            sums.resize(to * row_len(count), 0.0);
            gather(image, &starts, count, weights, sums);
            for (channel, sums) in sums.chunks_exact(row_len(count)).enumerate() {
                finish.store(channel, &sums[..count], &mut out[channel * pixels + first..][..count]);
            }
        }
    });
}
