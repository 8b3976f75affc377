//! One axis of a convolution or of its adjoint, as a kernel walks along it.
//!
//! Output `phase + phases * place` sums, over the taps `first + phases * j`, source value
//! `base + scale * place + turn * j`. A convolution has one phase and scale = stride. The adjoint (a transposed
//! convolution, and the gradient of an input) has one phase per residue of the stride, so that no tap is tried in vain.
//! Numbers wrap around: what is left of 0 is then beyond every length, which is the one test that a source needs.

use burn_cubecl::cubecl::{self, prelude::*};

/// Lengths and steps along one axis.
#[derive(CubeLaunch, CubeType, Clone)]
pub(super) struct Axis {
    /// Places of a phase.
    pub places: u32,
    /// Values of the output.
    pub out: u32,
    /// Values of the source.
    pub length: u32,
    /// Taps of the kernel.
    pub taps: u32,
    /// Residues that are computed apart.
    pub phases: u32,
    /// Padding that the adjoint takes back; 0 for a convolution.
    pub pad: u32,
    /// Source values from a place to the next.
    pub scale: u32,
    /// Source values from a tap to the next: 1 or -1.
    pub turn: u32,
    /// Added to every source position: minus the padding of a convolution.
    pub shift: u32,
}

/// One phase of an axis.
#[derive(CubeType, Clone, Copy)]
pub(super) struct Phase {
    /// The residue.
    pub at: u32,
    /// First tap.
    pub first: u32,
    /// Source position of place 0 under it.
    pub base: u32,
    /// Taps.
    pub taps: u32,
}

/// The numbers of phase `at`.
#[cube]
pub(super) fn phase(axis: &Axis, at: u32) -> Phase {
    let first = (at + axis.pad) % axis.phases;
    let base = axis.shift + (at + axis.pad) / axis.phases;
    // The last tap is `axis.taps - 1`; none is left where the first is beyond it.
    let taps = (axis.taps + axis.phases - 1 - first) / axis.phases;
    Phase { at, first, base, taps }
}

/// `number / divisor` from `inverse = 1 / divisor`: exact for numbers below 2^20, where the product errs by less than
/// the half that is added, and several times cheaper than a division of integers.
#[cube]
pub(super) fn quotient(number: u32, inverse: f32) -> u32 {
    u32::cast_from((f32::cast_from(number) + 0.5) * inverse)
}

/// Lengths and steps on the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub out: usize,
    pub length: usize,
    pub taps: usize,
    pub stride: usize,
    pub pad: usize,
    pub adjoint: bool,
}

impl Span {
    /// Residues that are computed apart.
    pub fn phases(&self) -> usize {
        if self.adjoint { self.stride } else { 1 }
    }

    /// Places of a phase.
    pub fn places(&self) -> usize {
        self.out.div_ceil(self.phases())
    }

    /// Whether every output reads the source value at the same place, times the stride.
    pub fn is_pointwise(&self) -> bool {
        self.taps == 1 && self.pad == 0 && self.phases() == 1
    }

    /// As the kernel takes it.
    pub fn launch(&self) -> AxisLaunch {
        let [out, length, taps, stride, pad] =
            [self.out, self.length, self.taps, self.stride, self.pad].map(|n| n as u32);
        let places = self.places() as u32;
        if self.adjoint {
            AxisLaunch::new(places, out, length, taps, stride, pad, 1, u32::MAX, 0)
        } else {
            AxisLaunch::new(places, out, length, taps, 1, 0, stride, 1, pad.wrapping_neg())
        }
    }
}
