//! The table of the network's convolutions.

use super::config::{I3dConfig, Width};

/// One unit: convolution, batch norm, ReLU.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its name in piergiaj/pytorch-i3d, which is DeepMind's.
    pub name: String,
    /// Channels read.
    pub inputs: usize,
    /// Channels given.
    pub outputs: usize,
    /// Frames, rows and columns of the kernel.
    pub kernel: usize,
    /// Step in time, rows and columns.
    pub stride: usize,
}

impl Unit {
    /// `[outputs, inputs, kt, ky, kx]`.
    pub fn weight_shape(&self) -> [usize; 5] {
        [self.outputs, self.inputs, self.kernel, self.kernel, self.kernel]
    }
}

/// Inception modules in order: name, and published channels of b0, b1a, b1b, b2a, b2b, b3b.
pub(super) const MODULES: [(&str, [usize; 6]); 9] = [
    ("Mixed_3b", [64, 96, 128, 16, 32, 32]),
    ("Mixed_3c", [128, 128, 192, 32, 96, 64]),
    ("Mixed_4b", [192, 96, 208, 16, 48, 64]),
    ("Mixed_4c", [160, 112, 224, 24, 64, 64]),
    ("Mixed_4d", [128, 128, 256, 24, 64, 64]),
    ("Mixed_4e", [112, 144, 288, 32, 64, 64]),
    ("Mixed_4f", [256, 160, 320, 32, 128, 128]),
    ("Mixed_5b", [256, 160, 320, 32, 128, 128]),
    ("Mixed_5c", [384, 192, 384, 48, 128, 128]),
];

/// Branches of a module. Both b1b and b2b are 3x3x3, where Inception-v1 in two dimensions has 5x5 for the latter.
const BRANCHES: [&str; 6] = ["b0", "b1a", "b1b", "b2a", "b2b", "b3b"];

/// All 57 units, in the order in which the network uses them.
pub fn units(width: Width) -> Vec<Unit> {
    let unit = |name: &str, inputs: usize, outputs: usize, kernel: usize, stride: usize| Unit {
        name: name.to_owned(),
        inputs,
        outputs,
        kernel,
        stride,
    };
    let [c64, c192] = [64, 192].map(|channels| width.channels(channels));
    let mut units = vec![
        unit("Conv3d_1a_7x7", 3, c64, 7, 2),
        unit("Conv3d_2b_1x1", c64, c64, 1, 1),
        unit("Conv3d_2c_3x3", c64, c192, 3, 1),
    ];
    let mut inputs = c192;
    for (module, published) in MODULES {
        let [b0, b1a, b1b, b2a, b2b, b3b] = published.map(|channels| width.channels(channels));
        let shapes = [
            (inputs, b0, 1),
            (inputs, b1a, 1),
            (b1a, b1b, 3),
            (inputs, b2a, 1),
            (b2a, b2b, 3),
            (inputs, b3b, 1),
        ];
        for (branch, (from, to, kernel)) in BRANCHES.into_iter().zip(shapes) {
            units.push(unit(&format!("{module}.{branch}"), from, to, kernel, 1));
        }
        inputs = b0 + b1b + b2b + b3b;
    }
    units
}

/// Multiply-accumulate operations of a snippet, products with padding counted.
pub fn macs(config: I3dConfig) -> u64 {
    let of = |unit: &Unit| {
        // Frames that a unit gives, and how often its maps have been halved.
        let (frames, halved) = match unit.name.as_str() {
            "Conv3d_1a_7x7" => (8, 1),
            name if name.starts_with("Conv3d_") => (8, 2),
            name if name.starts_with("Mixed_3") => (8, 3),
            name if name.starts_with("Mixed_4") => (4, 4),
            _ => (2, 5),
        };
        let side = config.input.div_ceil(1 << halved);
        (unit.weight_shape().iter().product::<usize>() * frames * side * side) as u64
    };
    units(config.width).iter().map(of).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_57_units_and_the_published_parameters() {
        let units = units(Width::Whole);
        assert_eq!(units.len(), 57);
        let weights: usize = units.iter().map(|unit| unit.weight_shape().iter().product::<usize>()).sum();
        let channels: usize = units.iter().map(|unit| unit.outputs).sum();
        // Batch norm learns a scale and a bias per channel; the classes are a layer of 1024 x 400 and its bias.
        assert_eq!(weights + 2 * channels, 12_287_264);
        assert_eq!(weights + 2 * channels + 1024 * 400 + 400, 12_697_264);
        // The files hold running means and variances too.
        assert_eq!(weights + 4 * channels + 1024 * 400 + 400, 12_711_824);
    }

    #[test]
    fn folded_networks_have_the_stated_sizes() {
        let folded = |width| -> usize {
            let parameters = |unit: &Unit| unit.weight_shape().iter().product::<usize>() + unit.outputs;
            units(width).iter().map(parameters).sum()
        };
        assert_eq!(Width::ALL.map(folded), [12_279_984, 3_088_280, 783_456, 207_272]);
    }

    #[test]
    fn a_snippet_has_the_stated_operations() {
        let millions = |width, input| (macs(I3dConfig { width, input }) + 500_000) / 1_000_000;
        assert_eq!([224, 112, 64].map(|side| millions(Width::Whole, side)), [27_788, 6_983, 2_268]);
        assert_eq!([224, 112, 64].map(|side| millions(Width::Quarter, side)), [2_978, 747, 243]);
        assert_eq!([224, 112, 64].map(|side| millions(Width::Eighth, side)), [1_164, 291, 95]);
    }

    #[test]
    fn every_module_reads_what_the_one_before_gives() {
        for width in Width::ALL {
            let units = units(width);
            for module in units[3..].chunks_exact(6).collect::<Vec<_>>().windows(2) {
                let given: usize = [0, 2, 4, 5].iter().map(|&branch| module[0][branch].outputs).sum();
                assert!([0, 1, 3, 5].iter().all(|&branch| module[1][branch].inputs == given));
            }
        }
    }
}
