//! The thresholds of localization, per data set and for any clip.
//!
//! The data sets' values are those of the authors' programs (LBR-SPR, CVPR 2022, for the minimum side; VEC,
//! MM 2020, for the motion cue); [`LocalizeConfig::auto`] is ours.

/// Width of the binomial blur before differences are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlurKernel {
    /// `[1, 2, 1] / 4` in each direction.
    Three,
    /// `[1, 4, 6, 4, 1] / 16` in each direction.
    Five,
}

/// What happens where the sum of two 8-bit differences exceeds 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GradientSum {
    /// It stays at 255; ours. On Ped2 no box of 1,483 differs from wrapping.
    Saturating,
    /// It wraps at 256, as in VEC's program.
    Wrapping,
}

/// Everything that decides which regions are found in a frame.
#[derive(Debug, Clone, PartialEq)]
pub struct LocalizeConfig {
    /// Motion regions must exceed this squared, in pixels: `(w + 1)(h + 1) > min_side²`.
    pub min_side: u32,
    /// A box covered by a larger one by more than this share is dropped ([`super::uncovered`]).
    pub cover_threshold: f32,
    /// Blur before differences.
    pub blur: BlurKernel,
    /// A pixel is in motion where the gradient of any plane is strictly greater, in levels.
    pub gradient_threshold: u8,
    /// Overflow of the gradient.
    pub gradient_sum: GradientSum,
    /// Pixels by which motion regions grow on each side.
    pub extension: u32,
    /// Motion regions must be less than this many times as wide as high, and as high as wide.
    pub aspect_limit: u32,
    /// Above this share of moving pixels a frame changes as a whole and gets no motion regions; ours
    /// (surveillance clips: 13 % at most; cuts and exposure jumps: 61 % and more).
    pub coverage_limit: f64,
    /// Two frames that change as a whole and differ by more than this mean luma, in levels, are a cut; ours.
    pub cut_luma: f64,
    /// More motion regions than this are thinned to the largest; ours.
    pub max_regions: usize,
}

impl LocalizeConfig {
    /// For any clip whose analysed frames are `height` rows high; ours.
    ///
    /// Minimum side `max(8, round(height / 24))`; the narrow blur below 300 rows. The width decides nothing.
    pub fn auto(_width: usize, height: usize) -> Self {
        let min_side = ((height + 12) / 24).max(8);
        let blur = if height < 300 { BlurKernel::Three } else { BlurKernel::Five };
        // Heights are bounded by memory long before u32.
        Self::authors(u32::try_from(min_side).unwrap_or(u32::MAX), blur, 18)
    }

    /// UCSD Ped1, 238x158. LBR-SPR's minimum side; VEC has no values for it, so blur and threshold are
    /// those of [`Self::auto`].
    pub fn ped1() -> Self {
        Self::authors(10, BlurKernel::Three, 18)
    }

    /// UCSD Ped2, 360x240.
    pub fn ped2() -> Self {
        Self::authors(10, BlurKernel::Three, 18)
    }

    /// CUHK Avenue, 640x360.
    pub fn avenue() -> Self {
        Self::authors(40, BlurKernel::Five, 18)
    }

    /// ShanghaiTech, 856x480, with LBR-SPR's minimum side (VEC's is 8).
    pub fn shanghaitech() -> Self {
        Self::authors(30, BlurKernel::Five, 15)
    }

    fn authors(min_side: u32, blur: BlurKernel, gradient_threshold: u8) -> Self {
        Self {
            min_side,
            cover_threshold: 0.6,
            blur,
            gradient_threshold,
            gradient_sum: GradientSum::Saturating,
            extension: 2,
            aspect_limit: 10,
            coverage_limit: 0.40,
            cut_luma: 40.0,
            max_regions: 64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn auto_follows_the_height() {
        let at = |height| {
            let config = LocalizeConfig::auto(640, height);
            (config.min_side, config.blur)
        };
        assert_eq!(at(120), (8, BlurKernel::Three));
        assert_eq!(at(240), (10, BlurKernel::Three)); // Ped2's own values
        assert_eq!(at(299), (12, BlurKernel::Three)); // 12.46
        assert_eq!(at(300), (13, BlurKernel::Five)); // 12.5
        assert_eq!(at(480), (20, BlurKernel::Five));
        assert_eq!(LocalizeConfig::auto(360, 240), LocalizeConfig::ped2());
    }
}
