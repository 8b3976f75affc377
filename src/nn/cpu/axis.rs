//! One axis of an operation that gives a value for every stride, mostly with TensorFlow's "same" padding: where windows begin,
//! and how strides become phases.

/// Length, window and stride along one axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Axis {
    /// Values of the input.
    pub length: usize,
    /// Values under a window.
    pub kernel: usize,
    /// Values from a window to the next.
    pub stride: usize,
    /// Zeros before the first value.
    before: usize,
}

impl Axis {
    /// With as many zeros before as after, or one more after (Abadi et al., TensorFlow, 2016: "SAME").
    pub fn same(length: usize, kernel: usize, stride: usize) -> Self {
        let covered = match length % stride {
            0 => stride,
            rest => rest,
        };
        Self { length, kernel, stride, before: kernel.saturating_sub(covered) / 2 }
    }

    /// With so many zeros before, and as many as it takes after; fewer than the kernel has values.
    pub fn padded(length: usize, kernel: usize, stride: usize, before: usize) -> Self {
        assert!(before < kernel, "a window must hold a value");
        Self { length, kernel, stride, before }
    }

    /// Windows: `ceil(length / stride)`.
    pub fn out(self) -> usize {
        self.length.div_ceil(self.stride)
    }

    /// Zeros before and after that windows read.
    pub fn padding(self) -> (usize, usize) {
        let read = self.out().saturating_sub(1) * self.stride + self.kernel;
        (self.before, read.saturating_sub(self.before + self.length))
    }

    /// Tap `k` of window `o` reads value `stride * (o + shift) + phase`: gives `(phase, shift)`.
    pub fn tap(self, k: usize) -> (usize, isize) {
        let at = k as isize - self.before as isize;
        let stride = self.stride as isize;
        (at.rem_euclid(stride) as usize, at.div_euclid(stride))
    }

    /// The furthest that any tap is shifted, back or ahead.
    pub fn reach(self) -> usize {
        (0..self.kernel).map(|k| self.tap(k).1.unsigned_abs()).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(length: usize, kernel: usize, stride: usize) -> Axis {
        Axis::same(length, kernel, stride)
    }

    #[test]
    fn padding_is_tensorflows() {
        let cases = [
            (224, 7, 2, (2, 3)),
            (113, 7, 2, (3, 3)),
            (112, 3, 2, (0, 1)),
            (7, 3, 2, (1, 1)),
            (28, 3, 1, (1, 1)),
            (4, 2, 2, (0, 0)),
            (7, 2, 2, (0, 1)),
            (9, 1, 1, (0, 0)),
            (9, 1, 2, (0, 0)),
        ];
        for (length, kernel, stride, padding) in cases {
            let axis = axis(length, kernel, stride);
            assert_eq!(axis.padding(), padding, "{axis:?}");
        }
    }

    #[test]
    fn windows_cover_the_padded_axis_and_never_more() {
        for length in 1..40 {
            for kernel in 1..8 {
                for stride in 1..4 {
                    let axis = axis(length, kernel, stride);
                    let (before, after) = axis.padding();
                    let read = (axis.out() - 1) * stride + kernel;
                    // A window smaller than its stride leaves the last values unread.
                    assert!(
                        read <= before + length + after && before <= after && after <= before + 1,
                        "{axis:?}"
                    );
                    assert!(kernel < stride || read == before + length + after, "{axis:?}");
                }
            }
        }
    }

    #[test]
    fn zeros_before_can_be_chosen() {
        let axis = Axis::padded(352, 3, 2, 1);
        assert_eq!((axis.out(), axis.padding()), (176, (1, 0)));
        // Taps read the columns -1, 0 and 1 of window 0.
        assert_eq!([0, 1, 2].map(|k| axis.tap(k)), [(1, -1), (0, 0), (1, 0)]);
    }

    #[test]
    fn phases_and_shifts_say_where_a_tap_reads() {
        let axis = axis(16, 7, 2);
        for o in 0..axis.out() {
            for k in 0..7 {
                let (phase, shift) = axis.tap(k);
                let at = 2 * (o as isize + shift) + phase as isize;
                assert_eq!(at, 2 * o as isize + k as isize - 2);
            }
        }
        assert_eq!(axis.reach(), 2);
    }
}
