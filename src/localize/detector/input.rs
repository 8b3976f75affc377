//! What the network is shown.

use crate::video::{CropResize, Frame, PixelBox};

/// Rows and columns of the network's input. Sizes are predicted as shares of it, so a larger input finds less
/// (recall on UCSD Ped2 falls from .80 to .20 at 704x480).
pub const INPUT_SIDE: usize = 352;
/// Numbers of one input, `[3, 352, 352]`.
pub const INPUT_VALUES: usize = 3 * INPUT_SIDE * INPUT_SIDE;

/// The frame stretched to 352x352 by [`CropResize`], as planes B, G, R of 0 to 1: `[3, 352, 352]`.
///
/// The aspect is not kept and nothing is padded, as in the authors' test program.
pub fn network_input(frame: &Frame) -> Vec<f32> {
    let whole = PixelBox { left: 0, top: 0, right: frame.width(), bottom: frame.height() };
    let mut rgb = vec![0; INPUT_VALUES];
    CropResize::new(whole, INPUT_SIDE, INPUT_SIDE).apply(frame, &mut rgb);
    let plane = |at: usize| rgb.iter().skip(at).step_by(3).map(|&pixel| f32::from(pixel) / 255.0);
    [2, 1, 0].into_iter().flat_map(plane).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planes_are_blue_green_red_of_0_to_1() {
        let frame = Frame::new(16, 8, [255, 51, 0].repeat(16 * 8), 0.0).unwrap();
        let input = network_input(&frame);
        let planes: Vec<f32> = input.chunks_exact(INPUT_SIDE * INPUT_SIDE).map(|plane| plane[777]).collect();
        assert_eq!((input.len(), planes), (INPUT_VALUES, vec![0.0, 0.2, 1.0]));
    }
}
