//! Where the columns of a patch matrix read: its rows are pairs of source channel and tap, its columns output positions.

use burn_cubecl::cubecl::{self, prelude::*};

use super::axis::{Axis, Phase, phase, quotient};

/// Lengths that are not those of an axis.
#[derive(CubeLaunch, CubeType, Clone)]
pub(super) struct Sizes {
    /// Output channels.
    pub rows: u32,
    /// Source channels.
    pub channels: u32,
    /// Images or volumes.
    pub images: u32,
    /// Weights from an output channel to the next.
    pub row_stride: u32,
    /// Weights from a source channel to the next.
    pub channel_stride: u32,
    /// Workgroups along rows.
    pub row_tiles: u32,
    /// 0: sums are stored as they are; 1: a bias is added; 2: a factor, then a shift.
    pub added: u32,
    /// 1 where values below 0 become 0.
    pub relu: u32,
}

/// Where four neighbouring columns read and write.
#[derive(CubeType, Clone)]
pub(super) struct Columns {
    /// Source position of tap 0, without the place; of an image's first channel.
    pub base: Sequence<u32>,
    pub z: Sequence<u32>,
    pub y: Sequence<u32>,
    pub x: Sequence<u32>,
    /// Output position of channel 0.
    pub out: Sequence<u32>,
    pub inside: Sequence<bool>,
}

/// A source channel and tap.
#[derive(CubeType, Clone, Copy)]
pub(super) struct Tap {
    pub channel: u32,
    pub z: u32,
    pub y: u32,
    pub x: u32,
}

/// One phase of all axes, and the divisors of a walk over channels and taps.
#[derive(CubeType, Clone, Copy)]
pub(super) struct Walk {
    pub z: Phase,
    pub y: Phase,
    pub x: Phase,
    pub taps: u32,
    pub by_taps: f32,
    pub by_plane: f32,
    pub by_row: f32,
}

#[cube]
pub(super) fn walk(z: &Axis, y: &Axis, x: &Axis, at: u32) -> Walk {
    let zp = phase(z, at / x.phases / y.phases);
    let yp = phase(y, at / x.phases % y.phases);
    let xp = phase(x, at % x.phases);
    let plane = yp.taps * xp.taps;
    let taps = zp.taps * plane;
    let by_row = 1.0 / f32::cast_from(xp.taps);
    Walk {
        z: zp,
        y: yp,
        x: xp,
        taps,
        by_taps: 1.0 / f32::cast_from(taps),
        by_plane: 1.0 / f32::cast_from(plane),
        by_row,
    }
}

/// The channel and tap that `k` counts; channels are outermost.
#[cube]
pub(super) fn tap(walk: &Walk, k: u32, #[comptime] deep: bool, #[comptime] pointwise: bool) -> Tap {
    if comptime!(pointwise) {
        Tap { channel: k, z: 0u32.runtime(), y: 0u32.runtime(), x: 0u32.runtime() }
    } else {
        let channel = quotient(k, walk.by_taps);
        let rest = k - channel * walk.taps;
        let mut z = 0u32.runtime();
        let mut plane = rest;
        if comptime!(deep) {
            z = quotient(rest, walk.by_plane);
            plane = rest - z * (walk.y.taps * walk.x.taps);
        }
        let y = quotient(plane, walk.by_row);
        Tap { channel, z, y, x: plane - y * walk.x.taps }
    }
}

#[cube]
pub(super) fn columns(walk: &Walk, sizes: &Sizes, z: &Axis, y: &Axis, x: &Axis, first: u32) -> Columns {
    let mut found = Columns {
        base: Sequence::new(),
        z: Sequence::new(),
        y: Sequence::new(),
        x: Sequence::new(),
        out: Sequence::new(),
        inside: Sequence::new(),
    };
    #[unroll]
    for j in 0..4u32 {
        let column = first + j;
        let px = column % x.places;
        let line = column / x.places;
        let py = line % y.places;
        let frame = line / y.places;
        let pz = frame % z.places;
        let image = frame / z.places;
        found.base.push(image * sizes.channels * (z.length * y.length * x.length));
        found.z.push(walk.z.base + pz * z.scale);
        found.y.push(walk.y.base + py * y.scale);
        found.x.push(walk.x.base + px * x.scale);
        let (oz, oy, ox) = (pz * z.phases + walk.z.at, py * y.phases + walk.y.at, px * x.phases + walk.x.at);
        found.out.push(((image * sizes.rows * z.out + oz) * y.out + oy) * x.out + ox);
        // The last phases may have one place less than the first.
        found.inside.push(image < sizes.images && oz < z.out && oy < y.out && ox < x.out);
    }
    found
}
