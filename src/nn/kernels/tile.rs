//! Which part of an output a workgroup computes.

use burn_cubecl::cubecl::ir::HardwareProperties;

use super::units::GROUPS_WANTED;

/// Values that a unit holds along columns, and rows that it loads together.
const QUAD: u32 = 4;
/// Source channels and taps that are in shared memory at a time.
pub(super) const DEPTH: u32 = 16;
/// Units that a GPU runs in step from which on each is taken to have registers for 8x4 sums: 255 on NVIDIA's, 256 on AMD's.
const WIDE_PLANE: u32 = 32;
/// Shared memory that such GPUs have at least.
const WIDE_MEMORY: usize = 32 << 10;

/// The shape of a workgroup's tile: 64x64, 32x128 for few output channels, or 128x64 for many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Tile {
    /// Units along rows.
    pub rows: u32,
    /// Units along columns.
    pub columns: u32,
    /// Quads of rows of a unit.
    pub high: u32,
}

impl Tile {
    /// For more than 32 output channels.
    pub const SQUARE: Self = Self { rows: 16, columns: 16, high: 1 };
    /// For up to 32.
    pub const FLAT: Self = Self { rows: 8, columns: 32, high: 1 };
    /// For many, where the GPU has registers for it: three reads of shared memory for 32 products instead of two for 16.
    pub const TALL: Self = Self { rows: 16, columns: 16, high: 2 };

    /// For an output of so many rows and, in each phase, columns on a GPU. Tiles grow only where workgroups enough are left.
    pub fn of(rows: usize, columns: usize, gpu: &HardwareProperties) -> Self {
        let [square, tall] = [Self::SQUARE, Self::TALL].map(|tile| tile.height() as usize);
        let ample = gpu.plane_size_min >= WIDE_PLANE && gpu.max_shared_memory_size >= WIDE_MEMORY;
        let groups = rows.div_ceil(tall) * columns.div_ceil(Self::TALL.width() as usize);
        if rows <= Self::FLAT.height() as usize {
            Self::FLAT
        } else if ample
            && groups >= GROUPS_WANTED
            && rows.next_multiple_of(tall) == rows.next_multiple_of(square)
        {
            Self::TALL
        } else {
            Self::SQUARE
        }
    }

    /// Quads of rows.
    pub fn row_quads(self) -> u32 {
        self.rows * self.high
    }

    /// Rows of the output.
    pub fn height(self) -> u32 {
        QUAD * self.row_quads()
    }

    /// Columns of the output.
    pub fn width(self) -> u32 {
        QUAD * self.columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gpu(plane_size_min: u32, max_shared_memory_size: usize) -> HardwareProperties {
        let groups = 65_535;
        HardwareProperties {
            load_width: 128,
            vector_register_count: None,
            plane_size_min,
            plane_size_max: 128,
            max_bindings: 8,
            max_shared_memory_size,
            max_cube_count: (groups, groups, groups),
            max_units_per_cube: 256,
            max_cube_dim: (256, 256, 64),
            num_streaming_multiprocessors: None,
            num_tensor_cores: None,
            min_tensor_cores_dim: None,
            num_cpu_cores: None,
            last_level_cache_size: None,
            max_vector_size: 4,
            cube_mma_reserved_shared_memory: 0,
        }
    }

    #[test]
    fn tiles_grow_where_the_gpu_has_registers_and_the_output_has_work_for_all_of_it() {
        let (large, small) = (gpu(32, 48 << 10), gpu(8, 48 << 10));
        let columns = 64 * 512;
        assert_eq!(Tile::of(32, columns, &large), Tile::FLAT);
        assert_eq!(Tile::of(128, columns, &large), Tile::TALL);
        assert_eq!(Tile::of(128, columns, &small), Tile::SQUARE, "too few registers");
        assert_eq!(Tile::of(128, columns, &gpu(32, 16 << 10)), Tile::SQUARE, "a smaller GPU");
        assert_eq!(Tile::of(128, columns - 64, &large), Tile::SQUARE, "too few workgroups");
        assert_eq!(
            Tile::of(192, columns, &large),
            Tile::SQUARE,
            "a quarter of the products would be in vain"
        );
        assert_eq!(Tile::of(256, columns / 2, &large), Tile::TALL);
    }

    #[test]
    fn every_tile_has_256_units_and_fits_the_shared_memory_of_all_adapters() {
        for tile in [Tile::SQUARE, Tile::FLAT, Tile::TALL] {
            assert_eq!(tile.rows * tile.columns, super::super::units::UNITS);
            // Lines of both tiles, a quad more in those of the weights; 16 bytes to a quad.
            assert!(16 * DEPTH * (tile.row_quads() + 1 + tile.columns) <= 16 << 10, "{tile:?}");
        }
    }
}
