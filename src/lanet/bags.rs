//! Feature rows on their way to the network: one crop's rows, bags sampled from them, batches of bags.
//!
//! A bag is one crop of one video. Bags longer than `t_max` are sampled as NumPy's `linspace` cast to integers
//! does it (sibling code); shorter ones keep their rows, and a batch is zero-padded to its longest bag.

use super::LaNetError;
pub use crate::encode::{CropView, ZeroRows};

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
}
