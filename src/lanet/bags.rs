//! Feature rows on their way to the network: one crop's rows, bags sampled from them, batches of bags.
//!
//! A bag is one crop of one video. Bags longer than `t_max` are sampled as NumPy's `linspace` cast to integers
//! does it (sibling code); shorter ones keep their rows, and a batch is zero-padded to its longest bag.

use super::LaNetError;

/// What a well-known width of features is, for the hint in an error.
const KNOWN_WIDTHS: [(usize, &str); 4] = [
    (2048, "ResNet-50 I3D (RTFM)"),
    (512, "CLIP (DSANet)"),
    (4096, "C3D"),
    (1152, "RGB and VGGish together (CMA-LA)"),
];

/// The end of the error about a wrong width.
pub(crate) fn width_hint(found: usize, expected: usize) -> String {
    let known = KNOWN_WIDTHS.iter().find(|(width, _)| *width == found && found != expected);
    match known {
        Some((width, name)) => format!("; {width} columns are those of {name}"),
        None => String::new(),
    }
}

/// One crop's features.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CropView<'a> {
    /// Snippets T.
    pub snippets: usize,
    /// Columns D.
    pub dim: usize,
    /// `[snippets][dim]`, row-major.
    pub values: &'a [f32],
}

/// Rows of zeros in one crop: what zero padding looks like when a file has stored it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ZeroRows {
    /// At the end.
    pub trailing: usize,
    /// Elsewhere.
    pub interior: usize,
}

impl CropView<'_> {
    /// Refuses an empty crop, another width than `dim` and values that are not finite; `file` is named in errors.
    pub fn check(&self, file: &str, dim: usize) -> Result<(), LaNetError> {
        let file = || file.to_owned();
        if self.snippets == 0 {
            return Err(LaNetError::NoSnippets { file: file() });
        }
        if self.dim != dim {
            return Err(LaNetError::Width { file: file(), found: self.dim, expected: dim });
        }
        let (found, snippets) = (self.values.len(), self.snippets);
        if snippets.checked_mul(dim) != Some(found) {
            return Err(LaNetError::Values { file: file(), found, snippets, dim });
        }
        let bad = |value: &f32| !value.is_finite();
        let Some(first) = self.values.iter().position(bad) else { return Ok(()) };
        let count = self.values.iter().filter(|value| bad(value)).count();
        Err(LaNetError::NotFinite { file: file(), row: first / dim, column: first % dim, count })
    }

    /// How many rows are all zero.
    pub fn zero_rows(&self) -> ZeroRows {
        let zero: Vec<bool> =
            self.values.chunks_exact(self.dim.max(1)).map(|row| row.iter().all(|&v| v == 0.0)).collect();
        let trailing = zero.iter().rev().take_while(|&&zero| zero).count();
        let interior = zero[..zero.len() - trailing].iter().filter(|&&zero| zero).count();
        ZeroRows { trailing, interior }
    }

    fn row(&self, index: usize) -> &[f32] {
        &self.values[index * self.dim..(index + 1) * self.dim]
    }
}

/// Rows picked from `snippets`: all of them up to `t_max`, else `t_max` of them at equal distances, in `f64` as
/// NumPy's `linspace(0, T - 1, t_max)` cast to integers.
pub fn sample_indices(snippets: usize, t_max: usize) -> Vec<usize> {
    if snippets <= t_max || t_max < 2 {
        return (0..snippets.min(t_max)).collect();
    }
    let step = (snippets - 1) as f64 / (t_max - 1) as f64;
    let mut indices: Vec<usize> = (0..t_max - 1).map(|i| (i as f64 * step) as usize).collect();
    indices.push(snippets - 1);
    indices
}

/// One crop of one video with its label, sampled.
#[derive(Debug, Clone, PartialEq)]
pub struct Bag {
    /// Whether something anomalous happens in the video.
    pub positive: bool,
    /// Snippets, at most `t_max`.
    pub snippets: usize,
    /// `[snippets][dim]`, row-major.
    pub rows: Vec<f32>,
}

impl Bag {
    /// Samples a checked crop.
    pub fn sample(crop: CropView<'_>, positive: bool, t_max: usize) -> Self {
        let indices = sample_indices(crop.snippets, t_max);
        let rows = indices.iter().flat_map(|&index| crop.row(index)).copied().collect();
        Self { positive, snippets: indices.len(), rows }
    }
}

/// Where the trainer gets its bags: memory, a folder, a dropped file.
pub trait BagSource {
    /// How many bags there are.
    fn len(&self) -> usize;

    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Loads bag `index`, sampled to the run's `t_max` and checked.
    fn load(&self, index: usize) -> impl Future<Output = Result<Bag, LaNetError>>;
}

impl BagSource for Vec<Bag> {
    fn len(&self) -> usize {
        self.as_slice().len()
    }

    async fn load(&self, index: usize) -> Result<Bag, LaNetError> {
        self.get(index).cloned().ok_or(LaNetError::NoBags)
    }
}

/// Bags side by side, zero-padded to the longest.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// Whether each bag is positive, `[bags]`.
    pub positive: Vec<bool>,
    /// Snippets of each bag, `[bags]`.
    pub lengths: Vec<usize>,
    /// Snippets of the longest.
    pub snippets: usize,
    /// `[bags][snippets][dim]`.
    pub values: Vec<f32>,
}

impl Batch {
    /// Joins bags of `dim` columns.
    pub fn new(bags: &[Bag], dim: usize) -> Self {
        let snippets = bags.iter().map(|bag| bag.snippets).max().unwrap_or(0);
        let mut values = vec![0.0; bags.len() * snippets * dim];
        for (bag, padded) in bags.iter().zip(values.chunks_exact_mut((snippets * dim).max(1))) {
            padded[..bag.rows.len()].copy_from_slice(&bag.rows);
        }
        Self {
            positive: bags.iter().map(|bag| bag.positive).collect(),
            lengths: bags.iter().map(|bag| bag.snippets).collect(),
            snippets,
            values,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sampling_has_the_worked_indices() {
        let picked = sample_indices(450, 200);
        assert_eq!(picked[..8], [0, 2, 4, 6, 9, 11, 13, 15]);
        assert_eq!(picked[196..], [442, 444, 446, 449]);
        let all_but_199: Vec<usize> = (0..201).filter(|&i| i != 199).collect();
        assert_eq!(sample_indices(201, 200), all_but_199);
        assert_eq!(sample_indices(200, 200), (0..200).collect::<Vec<_>>());
        assert_eq!(sample_indices(3, 200), [0, 1, 2]);
    }

    #[test]
    fn sampling_to_200_is_the_integer_formula() {
        for snippets in 201..=7000 {
            let expected: Vec<usize> = (0..200).map(|i| i * (snippets - 1) / 199).collect();
            assert_eq!(sample_indices(snippets, 200), expected, "T = {snippets}");
        }
    }

    #[test]
    fn short_bags_are_padded_with_zeros_to_the_longest() {
        let long = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        let bag = |rows: &[f32], positive| {
            Bag::sample(CropView { snippets: rows.len() / 2, dim: 2, values: rows }, positive, 3)
        };
        let batch = Batch::new(&[bag(&long, true), bag(&long[..2], false)], 2);
        assert_eq!((batch.snippets, batch.lengths.as_slice()), (3, [3, 1].as_slice()));
        assert_eq!(batch.values, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 1.0, 2.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(batch.positive, [true, false]);
    }

    #[test]
    fn a_broken_crop_is_refused_with_its_reason() {
        let check = |snippets, dim, values: &[f32]| {
            let crop = CropView { snippets, dim, values };
            crop.check("a.npy", 3).expect_err("a broken crop").to_string()
        };
        assert_eq!(check(0, 3, &[]), "\"a.npy\": no snippets (the video is shorter than 16 frames)");
        assert_eq!(check(1, 2, &[0.0; 2]), "\"a.npy\": width 2, model needs 3");
        assert_eq!(check(2, 3, &[0.0; 5]), "\"a.npy\": 5 values for 2 snippets of 3, expected 6");
        let values = [0.0, 1.0, 2.0, 3.0, f32::NAN, f32::INFINITY];
        assert_eq!(check(2, 3, &values), "\"a.npy\": non-finite value at row 1, column 1; 2 such values");
    }

    #[test]
    fn a_known_width_is_named() {
        let values = [0.0; 2048];
        let error = CropView { snippets: 1, dim: 2048, values: &values }.check("a.npy", 1024);
        let text = error.expect_err("another width").to_string();
        assert!(text.contains("width 2048, model needs 1024") && text.contains("ResNet-50 I3D (RTFM)"));
    }

    #[test]
    fn zero_rows_are_told_apart_by_place() {
        let values = [0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0];
        let crop = CropView { snippets: 5, dim: 2, values: &values };
        assert_eq!(crop.zero_rows(), ZeroRows { trailing: 1, interior: 2 });
        let nothing = CropView { snippets: 2, dim: 2, values: &[0.0; 4] };
        assert_eq!(nothing.zero_rows(), ZeroRows { trailing: 2, interior: 0 });
    }
}
