//! The shape of an image tower.

/// Width of an attention head, the same in all of CLIP's transformers.
pub const HEAD: usize = 64;

/// The shape of an image tower.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClipConfig {
    /// Rows and columns of an image.
    pub side: usize,
    /// Rows and columns of a patch.
    pub patch: usize,
    /// Width of a token.
    pub width: usize,
    /// Transformer blocks.
    pub blocks: usize,
    /// Length of an embedding.
    pub output: usize,
}

impl ClipConfig {
    /// ViT-B/16, which VadCLIP and DSANet use.
    pub const VIT_B_16: Self = Self { side: 224, patch: 16, width: 768, blocks: 12, output: 512 };

    /// Attention heads.
    pub fn heads(self) -> usize {
        self.width / HEAD
    }

    /// Patches of an image.
    pub fn patches(self) -> usize {
        (self.side / self.patch).pow(2)
    }

    /// Multiply-accumulate operations of an image: patches, blocks (linear maps, products of all tokens, sums of all
    /// values), projection.
    pub fn macs(self) -> u64 {
        let Self { patch, width, blocks, output, .. } = self;
        let tokens = 1 + self.patches();
        let block = 12 * tokens * width * width + 2 * tokens * tokens * width;
        (self.patches() * 3 * patch * patch * width + blocks * block + width * output) as u64
    }

    /// What people call it; any other shape than the published one is "custom".
    pub fn name(self) -> &'static str {
        if self == Self::VIT_B_16 { "CLIP ViT-B/16" } else { "CLIP visual tower, custom" }
    }

    /// The shape of a tower by three of its tensors: patches `[width, 3, patch, patch]`, positions
    /// `[1 + patches, width]` and projection `[width, output]`, and the number of its blocks.
    pub fn of_shapes(
        patch: &[usize],
        positions: &[usize],
        projection: &[usize],
        blocks: usize,
    ) -> Option<Self> {
        let (&[width, 3, patch, other], &[tokens, _], &[_, output]) = (patch, positions, projection) else {
            return None;
        };
        let across = (1..).find(|across: &usize| across * across + 1 >= tokens)?;
        let config = Self { side: patch * across, patch, width, blocks, output };
        let fits = patch == other
            && patch > 0
            && across * across + 1 == tokens
            && width > 0
            && width.is_multiple_of(HEAD)
            && blocks > 0;
        fits.then_some(config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_tell_the_configuration() {
        let base = ClipConfig::of_shapes(&[768, 3, 16, 16], &[197, 768], &[768, 512], 12);
        assert_eq!(base, Some(ClipConfig::VIT_B_16));
        assert_eq!((ClipConfig::VIT_B_16.heads(), ClipConfig::VIT_B_16.patches()), (12, 196));
        // ViT-B/32: other weights for the same images.
        let other = ClipConfig::of_shapes(&[768, 3, 32, 32], &[50, 768], &[768, 512], 12).expect("a shape");
        assert_eq!((other.side, other.name()), (224, "CLIP visual tower, custom"));
    }

    #[test]
    fn an_image_has_the_stated_operations() {
        assert_eq!((ClipConfig::VIT_B_16.macs() + 50_000_000) / 100_000_000, 176);
    }

    #[test]
    fn shapes_of_no_tower_give_none() {
        assert_eq!(ClipConfig::of_shapes(&[768, 3, 16, 16], &[198, 768], &[768, 512], 12), None);
        assert_eq!(ClipConfig::of_shapes(&[768, 1, 16, 16], &[197, 768], &[768, 512], 12), None);
        assert_eq!(ClipConfig::of_shapes(&[100, 3, 16, 16], &[197, 100], &[100, 512], 12), None);
        assert_eq!(ClipConfig::of_shapes(&[768, 3, 16, 16], &[197, 768], &[768, 512], 0), None);
    }
}
