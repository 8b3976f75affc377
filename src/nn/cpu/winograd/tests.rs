//! Against the direct way, on values whose sums are exact in both.

use super::super::conv as other;
use super::*;

/// Multiples of 1/4 below 1 and above -1: every product and sum on either way is exact in f32.
fn draw(len: usize, key: usize) -> Vec<f32> {
    (0..len).map(|i| ((i * 37 + key * 11 + i * i % 13 + i / 7) % 8) as f32 / 4.0 - 1.0).collect()
}

/// Height, width, inputs, outputs, images: one tile, more than one block, no square, rests on every side.
const SHAPES: [(usize, usize, usize, usize, usize); 6] = [
    (2, 2, 24, 24, 1),
    (4, 4, 25, 27, 45),
    (8, 8, 33, 20, 11),
    (6, 10, 24, 29, 3),
    (16, 2, 32, 24, 2),
    (32, 32, 24, 24, 1),
];

fn shapes() -> impl Iterator<Item = (Conv, usize)> {
    SHAPES.into_iter().map(|(height, width, inputs, outputs, images)| {
        (Conv { inputs, outputs, height, width, side: 3 }, images)
    })
}

#[test]
fn a_convolution_is_that_of_the_direct_way() {
    for (shape, images) in shapes() {
        assert!(worth(shape), "{shape:?}");
        let pixels = shape.height * shape.width;
        let x = draw(images * shape.inputs * pixels, 1);
        let (weight, bias) = (draw(shape.outputs * shape.inputs * 9, 2), draw(shape.outputs, 3));
        let mut want = vec![f32::NAN; images * shape.outputs * pixels];
        let mut got = want.clone();
        for relu in [false, true] {
            let finish = Finish { bias: Some(&bias), relu };
            other::direct(shape, false, &x, &weight, finish, &mut want);
            conv(shape, false, &x, &weight, finish, &mut got);
            assert_eq!(got, want, "{shape:?}");
        }
    }
}

#[test]
fn both_gradients_are_those_of_the_direct_way() {
    for (shape, images) in shapes() {
        let pixels = shape.height * shape.width;
        let (x, grad) = (draw(images * shape.inputs * pixels, 4), draw(images * shape.outputs * pixels, 5));
        let weight = draw(shape.outputs * shape.inputs * 9, 6);
        let (mut want, mut got) = (vec![f32::NAN; x.len()], vec![f32::NAN; x.len()]);
        let finish = Finish { bias: None, relu: false };
        other::direct(shape, true, &grad, &weight, finish, &mut want);
        conv(shape, true, &grad, &weight, finish, &mut got);
        assert_eq!(got, want, "{shape:?}");
        assert_eq!(weight_grad(shape, &x, &grad), other::direct_weight_grad(shape, &x, &grad), "{shape:?}");
    }
}

#[test]
fn an_image_is_the_same_whatever_images_stand_beside_it() {
    let shape = Conv { inputs: 16, outputs: 48, height: 4, width: 4, side: 3 };
    // No multiples: here rounding must agree.
    let x: Vec<f32> = (0..40 * 16 * 16).map(|i| ((i * 7919) % 1009) as f32 / 997.0).collect();
    let weight: Vec<f32> = (0..48 * 16 * 9).map(|i| ((i * 104_729) % 2003) as f32 / 1999.0 - 0.5).collect();
    let finish = Finish { bias: None, relu: false };
    let mut all = vec![0.0; 40 * 48 * 16];
    conv(shape, false, &x, &weight, finish, &mut all);
    let mut one = vec![0.0; 48 * 16];
    for image in [0, 13, 31, 32, 39] {
        conv(shape, false, &x[image * 256..][..256], &weight, finish, &mut one);
        assert_eq!(one, all[image * 768..][..768], "image {image}");
    }
}

#[test]
fn a_nan_is_not_lost() {
    let shape = Conv { inputs: 16, outputs: 16, height: 4, width: 4, side: 3 };
    let (mut x, weight) = (draw(256, 1), vec![0.25; 16 * 16 * 9]);
    x[21] = f32::NAN;
    let mut out = vec![0.0; 256];
    conv(shape, false, &x, &weight, Finish { bias: None, relu: true }, &mut out);
    assert!(out.iter().any(|value| value.is_nan()));
}

#[test]
fn odd_sides_few_channels_and_single_taps_go_the_direct_way() {
    let shape = Conv { inputs: 32, outputs: 32, height: 8, width: 8, side: 3 };
    assert!(worth(shape));
    for other in [
        Conv { height: 7, ..shape },
        Conv { width: 9, ..shape },
        Conv { side: 1, ..shape },
        Conv { inputs: 4, ..shape },
    ] {
        assert!(!worth(other), "{other:?}");
    }
}

#[test]
fn a_convolution_in_three_axes_is_that_of_the_direct_way() {
    use super::super::axis::Axis;
    use super::super::conv3d::{Conv3d, direct};
    // Lengths, inputs, outputs, volumes: one tile of one frame, frames in several blocks, more than one frame to a block,
    // a block that is not full.
    for (lengths, inputs, outputs, volumes) in
        [([1, 2, 2], 24, 24, 1), ([5, 14, 14], 25, 27, 2), ([3, 8, 6], 24, 29, 3), ([2, 32, 30], 88, 24, 1)]
    {
        let shape = Conv3d { inputs, outputs, axes: lengths.map(|length| Axis::same(length, 3, 1)) };
        let volume: usize = lengths.iter().product();
        let x = draw(volumes * inputs * volume, 1);
        let (weight, bias) = (draw(outputs * inputs * 27, 2), draw(outputs, 3));
        let mut want = vec![f32::NAN; volumes * outputs * volume];
        let mut got = want.clone();
        let finish = Finish { bias: Some(&bias), relu: true };
        direct(shape, &x, &weight, finish, &mut want);
        volume::conv(shape, &x, &weight, finish, &mut got);
        assert_eq!(got, want, "{shape:?}");
    }
    let axes = |lengths: [usize; 3], kernel, stride| lengths.map(|length| Axis::same(length, kernel, stride));
    let worth = |inputs, axes| volume::worth(Conv3d { inputs, outputs: 64, axes });
    assert!(worth(64, axes([1, 4, 6], 3, 1)));
    assert!(!worth(8, axes([1, 4, 6], 3, 1)), "too few channels");
    for closed in [axes([4, 7, 8], 3, 1), axes([4, 8, 8], 1, 1), axes([4, 8, 8], 3, 2)] {
        assert!(!worth(64, closed), "odd sides, another kernel, strides");
    }
}
