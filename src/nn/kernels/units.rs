//! The units of a workgroup: how many there are, how many workgroups a launch needs, and what they sum together.

use burn_cubecl::cubecl::{self, prelude::*};

use super::tensors::folded;

/// Units of a workgroup: all that WebGPU grants by default.
pub(crate) const UNITS: u32 = 256;

/// Workgroups that keep a large GPU busy.
pub(super) const GROUPS_WANTED: usize = 512;

/// A workgroup.
pub(crate) fn group() -> CubeDim {
    CubeDim::new_1d(UNITS)
}

/// As many workgroups.
pub(super) fn groups(count: usize) -> CubeCount {
    let (across, lines) = folded(count);
    CubeCount::Static(across, lines, 1)
}

/// As many workgroups as give each of `values` values a unit.
pub(crate) fn a_unit_each(values: usize) -> CubeCount {
    groups(values.div_ceil(UNITS as usize))
}

/// The sum over all units of a workgroup, for each of them.
#[cube]
pub(super) fn sum_of_units(parts: &mut Shared<[f32]>, value: f32) -> f32 {
    parts[UNIT_POS as usize] = value;
    sync_cube();
    #[unroll]
    for halving in 1..=8u32 {
        let half = comptime!(UNITS >> halving);
        if UNIT_POS < half {
            let other = parts[(UNIT_POS + half) as usize];
            parts[UNIT_POS as usize] += other;
        }
        sync_cube();
    }
    let sum = parts[0];
    // Whoever sums next writes where the others still read.
    sync_cube();
    sum
}
