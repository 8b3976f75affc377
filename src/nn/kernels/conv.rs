//! Convolutions, transposed convolutions and their gradients in two or three axes, launched on a GPU.

use burn_cubecl::cubecl::CubeCount;
use burn_cubecl::tensor::CubeTensor;

use super::axis::Span;
use super::gemm::convolve;
use super::patch::SizesLaunch;
use super::tensors::{contiguous, dims, element, empty_like, folded, stored};
use super::tile::Tile;
use super::units::group;

/// Counting channels and taps in `f32` is exact below this.
const DEEPEST: usize = 1 << 20;

/// What is added to a sum.
#[derive(Debug, Clone)]
pub(crate) enum Added {
    /// Nothing.
    Nothing,
    /// A bias per output channel, `[co]`.
    Bias(CubeTensor),
    /// A shift per output channel after a factor, `[2, co]`: factors, then shifts.
    ScaleAndShift(CubeTensor),
}

impl Added {
    /// The number by which the kernel knows it.
    fn mode(&self) -> u32 {
        match self {
            Self::Nothing => 0,
            Self::Bias(_) => 1,
            Self::ScaleAndShift(_) => 2,
        }
    }
}

/// What happens to a sum before it is stored.
#[derive(Debug, Clone)]
pub(crate) struct Finish {
    pub added: Added,
    /// Whether values below 0 then become 0.
    pub relu: bool,
}

impl Finish {
    /// The sum as it is.
    pub const PLAIN: Self = Self { added: Added::Nothing, relu: false };
}

/// Sizes of a convolution or of its adjoint, and how its weight lies in memory.
pub(super) struct Product {
    pub images: usize,
    pub rows: usize,
    pub channels: usize,
    /// Weights from an output channel to the next.
    pub row_stride: usize,
    /// Weights from a source channel to the next.
    pub channel_stride: usize,
    /// Time, rows, columns.
    pub axes: [Span; 3],
    pub deep: bool,
}

impl Product {
    pub(super) fn run(&self, source: CubeTensor, weight: CubeTensor, finish: Finish, out: &CubeTensor) {
        let tile = Tile::of(self.rows, self.columns(), &out.client.properties().hardware);
        self.run_in(tile, source, weight, finish, out);
    }

    /// Output positions of a phase, of all images.
    fn columns(&self) -> usize {
        self.images * self.axes.iter().map(Span::places).product::<usize>()
    }

    /// Computed in tiles of this shape.
    fn run_in(&self, tile: Tile, source: CubeTensor, weight: CubeTensor, finish: Finish, out: &CubeTensor) {
        let [z, y, x] = &self.axes;
        let taps = z.taps * y.taps * x.taps;
        assert!(self.channels * taps < DEEPEST, "{} channels of {taps} taps are too many", self.channels);
        let phases = z.phases() * y.phases() * x.phases();
        let row_tiles = self.rows.div_ceil(tile.height() as usize);
        let (across, lines) = folded(self.columns().div_ceil(tile.width() as usize));
        let (source, weight) = (stored(source), stored(weight));
        assert_eq!(
            [source.dtype, weight.dtype],
            [out.dtype; 2],
            "source, weight and output are stored alike"
        );
        let mode = finish.added.mode();
        // A kernel has all its bindings; where nothing is added, what is read of this one is not used.
        let line = match finish.added {
            Added::Nothing => weight.clone(),
            Added::Bias(line) | Added::ScaleAndShift(line) => contiguous(line),
        };
        let sizes = [self.rows, self.channels, self.images, self.row_stride, self.channel_stride, row_tiles]
            .map(|n| n as u32);
        let [rows, channels, images, row_stride, channel_stride, tiles] = sizes;
        let sizes = SizesLaunch::new(
            rows,
            channels,
            images,
            row_stride,
            channel_stride,
            tiles,
            mode,
            u32::from(finish.relu),
        );
        // SAFETY: every index is tested against the lengths of the tensors, which `Product`'s makers have from them.
        unsafe {
            convolve::launch_unchecked(
                &out.client,
                CubeCount::Static(across, lines, (row_tiles * phases) as u32),
                group(),
                source.into_buffer_arg(),
                weight.into_buffer_arg(),
                line.into_buffer_arg(),
                out.clone().into_buffer_arg(),
                sizes,
                z.launch(),
                y.launch(),
                x.launch(),
                tile,
                self.deep,
                self.axes.iter().all(Span::is_pointwise),
                element(out),
            );
        }
    }
}

/// Strides and padding before the first value along time, rows and columns; 1 and 0 along time for images.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    pub stride: [usize; 3],
    pub pad: [usize; 3],
}

impl Window {
    /// The same along rows and columns.
    pub fn plane(stride: usize, pad: usize) -> Self {
        Self { stride: [1, stride, stride], pad: [0, pad, pad] }
    }

    pub(super) fn span(&self, axis: usize, out: usize, length: usize, taps: usize, adjoint: bool) -> Span {
        Span { out, length, taps, stride: self.stride[axis], pad: self.pad[axis], adjoint }
    }
}

/// Convolution: `x [n, ci, ..]`, `weight [co, ci, ..]` to `[n, co, out..]`.
pub(crate) fn forward(
    x: CubeTensor,
    weight: CubeTensor,
    window: Window,
    out: [usize; 3],
    finish: Finish,
) -> CubeTensor {
    let ([images, channels, lengths @ ..], [rows, inputs, taps @ ..]) = (volumes(&x), volumes(&weight));
    assert_eq!(channels, inputs, "channels of the input and of the weight");
    let result = beside(&x, images, rows, out);
    let product = Product {
        images,
        rows,
        channels,
        row_stride: channels * count(taps),
        channel_stride: count(taps),
        axes: core::array::from_fn(|i| window.span(i, out[i], lengths[i], taps[i], false)),
        deep: x.meta.num_dims() == 5,
    };
    product.run(x, weight, finish, &result);
    result
}

/// Its adjoint: a transposed convolution, and the gradient of a convolution's input. `source [n, ci, ..]`,
/// `weight [ci, co, ..]` to `[n, co, out..]`.
pub(crate) fn adjoint(
    source: CubeTensor,
    weight: CubeTensor,
    window: Window,
    out: [usize; 3],
    finish: Finish,
) -> CubeTensor {
    let ([images, channels, lengths @ ..], [inputs, rows, taps @ ..]) = (volumes(&source), volumes(&weight));
    assert_eq!(channels, inputs, "channels of the input and of the weight");
    let result = beside(&source, images, rows, out);
    let product = Product {
        images,
        rows,
        channels,
        row_stride: count(taps),
        channel_stride: rows * count(taps),
        axes: core::array::from_fn(|i| window.span(i, out[i], lengths[i], taps[i], true)),
        deep: source.meta.num_dims() == 5,
    };
    product.run(source, weight, finish, &result);
    result
}

/// Images as volumes of one frame: `[n, c, time, rows, columns]`.
pub(super) fn volumes(tensor: &CubeTensor) -> [usize; 5] {
    match tensor.meta.num_dims() {
        4 => {
            let [n, c, h, w] = dims(tensor);
            [n, c, 1, h, w]
        }
        _ => dims(tensor),
    }
}

pub(super) fn count(lengths: [usize; 3]) -> usize {
    lengths.iter().product()
}

/// A new tensor of as many dimensions as `like`, stored as it is.
pub(super) fn beside(like: &CubeTensor, images: usize, channels: usize, [t, h, w]: [usize; 3]) -> CubeTensor {
    match like.meta.num_dims() {
        4 => empty_like(like, [images, channels, h, w]),
        _ => empty_like(like, [images, channels, t, h, w]),
    }
}

#[cfg(test)]
mod tests {
    use burn::backend::ops::FloatTensorOps;
    use burn::tensor::{Shape, TensorData};
    use burn_cubecl::{CubeBackend, CubeDevice};

    use super::*;

    /// Multiples of 1/64 below 1: sums of some hundred products are exact, whatever their order.
    fn draw(key: usize, shape: [usize; 5]) -> CubeTensor {
        let value = |i: usize| ((i * 37 + key * 11 + i * i % 13) % 128) as f32 / 64.0 - 1.0;
        let values = (0..count([shape[0], shape[1], count([shape[2], shape[3], shape[4]])])).map(value);
        let device = CubeDevice::Wgpu(Default::default());
        CubeBackend::float_from_data(TensorData::new(values.collect(), shape), &device)
    }

    fn values(tensor: CubeTensor) -> Vec<f32> {
        let data = pollster::block_on(CubeBackend::float_into_data(tensor));
        data.expect("an adapter, be it one in software (scripts/vulkan.sh installs Mesa's)")
            .iter::<f32>()
            .collect()
    }

    /// A convolution and an adjoint whose rows and columns end within tiles of every shape.
    #[test]
    fn all_tiles_have_the_same_values() {
        let (channels, rows, taps, lengths) = (5, 133, [3, 2, 3], [3, 5, 7]);
        for (adjoint, out) in [(false, [2, 3, 4]), (true, [6, 10, 14])] {
            let window = Window { stride: [2; 3], pad: [1; 3] };
            let product = Product {
                images: 3,
                rows,
                channels,
                row_stride: channels * count(taps),
                channel_stride: count(taps),
                axes: core::array::from_fn(|i| window.span(i, out[i], lengths[i], taps[i], adjoint)),
                deep: true,
            };
            let source = draw(1, [3, channels, lengths[0], lengths[1], lengths[2]]);
            let weight = draw(2, [rows, channels, taps[0], taps[1], taps[2]]);
            let run = |tile: Tile| {
                let result = beside(&source, 3, rows, out);
                let bias = CubeBackend::float_reshape(draw(3, [rows, 1, 1, 1, 1]), Shape::from([rows]));
                let finish = Finish { added: Added::Bias(bias), relu: true };
                product.run_in(tile, source.clone(), weight.clone(), finish, &result);
                values(result)
            };
            let square = run(Tile::SQUARE);
            assert!(square.iter().any(|value| *value > 0.0));
            assert_eq!(run(Tile::TALL), square, "128x64, adjoint: {adjoint}");
            assert_eq!(run(Tile::FLAT), square, "32x128, adjoint: {adjoint}");
        }
    }
}
