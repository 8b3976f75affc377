//! How close features are to a released file of the same clip.
//!
//! Every crop of the file is held against every crop that was made here; the nearest one tells in which order the
//! file's crops stand. Beside the cosine stands a control: the cosine between different moments of the clip, which
//! is high already where little happens. Limits of the verdict are ours.

use std::fmt;

use super::encoder::Encoded;
use super::features::Features;

/// Features of one network on the same pixels differ by rounding alone, to halves at most: their cosine is above this.
const SAME_COSINE: f64 = 0.99999;
/// And their lengths differ by less than this share.
const SAME_LENGTH: f64 = 1e-3;
/// Another decoder, resize or corner order keeps the cosine above this.
const STYLE_COSINE: f64 = 0.95;

/// What a comparison comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Equal but for rounding.
    Same,
    /// The same network in nearly the same way.
    InStyle,
    /// Another clip, network or way.
    Different,
}

impl fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Same => "same",
            Self::InStyle => "in the style of",
            Self::Different => "different",
        })
    }
}

/// A crop of the file and the crop made here that is nearest to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CropMatch {
    /// The file's crop, by place.
    pub theirs: usize,
    /// The number of the nearest crop in the recipe's order.
    pub ours: usize,
    /// Mean cosine over snippets.
    pub cosine: f64,
    /// Lowest cosine of a snippet.
    pub lowest: f64,
    /// Mean of our row's length divided by theirs.
    pub norm_ratio: f64,
    /// Mean cosine with our row of another moment, half of the snippets on; none with one snippet.
    pub control: Option<f64>,
}

/// The result of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Snippets compared, from the first.
    pub snippets: usize,
    /// Per crop of the file.
    pub crops: Vec<CropMatch>,
    /// What it comes to.
    pub verdict: Verdict,
}

/// Why features were not compared.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum CompareError {
    /// Rows of another length.
    #[error("the file's rows have {theirs} values, these weights give {ours}; give a file of this encoder")]
    Width {
        /// The file's.
        theirs: usize,
        /// The encoder's.
        ours: usize,
    },
    /// So many snippets more or less that it must be another clip.
    #[error("the file has {theirs} snippets, the clip gives {ours}; is it the file of another clip?")]
    Snippets {
        /// The file's.
        theirs: usize,
        /// The clip's.
        ours: usize,
    },
}

impl Comparison {
    /// Mean cosine over crops, by which presets are ranked.
    pub fn cosine(&self) -> f64 {
        self.crops.iter().map(|crop| crop.cosine).sum::<f64>() / self.crops.len().max(1) as f64
    }

    /// The recipe's crop numbers in the order in which they stand in the file; none where two crops of the file are
    /// nearest to one of ours.
    pub fn order(&self) -> Option<Vec<usize>> {
        let order: Vec<usize> = self.crops.iter().map(|crop| crop.ours).collect();
        let mut seen = order.clone();
        seen.sort_unstable();
        seen.dedup();
        (seen.len() == order.len()).then_some(order)
    }
}

/// Compares features made here with those of a file, over the first `limit` snippets.
///
/// Lengths may differ by one snippet, as published rules for the end of a clip do; where `ours` was cut short at
/// `limit` only a shorter file is refused.
pub fn compare(ours: &Encoded, theirs: &Features, limit: usize) -> Result<Comparison, CompareError> {
    let mine = &ours.features;
    if mine.dim != theirs.dim {
        return Err(CompareError::Width { theirs: theirs.dim, ours: mine.dim });
    }
    let cut_short = mine.snippets == limit;
    let apart = match cut_short {
        true => mine.snippets.saturating_sub(theirs.snippets),
        false => mine.snippets.abs_diff(theirs.snippets),
    };
    if apart > 1 {
        return Err(CompareError::Snippets { theirs: theirs.snippets, ours: mine.snippets });
    }
    let snippets = mine.snippets.min(theirs.snippets).min(limit);
    let nearest = |crop: usize| {
        let matches = ours.crops.iter().enumerate();
        let matches = matches
            .map(|(at, &number)| matched(mine.crop(at), theirs.crop(crop), mine.dim, snippets, number));
        let best = matches.max_by(|a, b| a.cosine.total_cmp(&b.cosine));
        best.map(|best| CropMatch { theirs: crop, ..best })
    };
    let crops: Vec<CropMatch> = (0..theirs.crops).filter_map(nearest).collect();
    let verdict = crops.iter().map(verdict).max().unwrap_or(Verdict::Different);
    Ok(Comparison { snippets, crops, verdict })
}

fn matched(ours: &[f32], theirs: &[f32], dim: usize, snippets: usize, number: usize) -> CropMatch {
    let row = |all: &'_ [f32], t: usize| -> Vec<f32> { all[t * dim..(t + 1) * dim].to_vec() };
    let cosines: Vec<f64> = (0..snippets).map(|t| cosine(&row(ours, t), &row(theirs, t))).collect();
    let ratios =
        (0..snippets).map(|t| length(&row(ours, t)) / length(&row(theirs, t)).max(f64::MIN_POSITIVE));
    let elsewhere = |t: usize| (t + snippets / 2) % snippets;
    let controls = (0..snippets).map(|t| cosine(&row(ours, elsewhere(t)), &row(theirs, t)));
    let mean = |sum: f64| sum / snippets as f64;
    CropMatch {
        theirs: 0,
        ours: number,
        cosine: mean(cosines.iter().sum()),
        lowest: cosines.iter().copied().fold(1.0, f64::min),
        norm_ratio: mean(ratios.sum()),
        control: (snippets > 1).then(|| mean(controls.sum())),
    }
}

fn verdict(crop: &CropMatch) -> Verdict {
    if crop.lowest >= SAME_COSINE && (crop.norm_ratio - 1.0).abs() <= SAME_LENGTH {
        return Verdict::Same;
    }
    let tells_moments = crop.control.is_none_or(|control| crop.cosine > control);
    if crop.cosine >= STYLE_COSINE && tells_moments { Verdict::InStyle } else { Verdict::Different }
}

fn length(row: &[f32]) -> f64 {
    row.iter().map(|&value| f64::from(value).powi(2)).sum::<f64>().sqrt()
}

/// 1 between two rows of zeros, 0 between zeros and anything else.
fn cosine(a: &[f32], b: &[f32]) -> f64 {
    let (lengths, zero) = (length(a) * length(b), length(a) == 0.0 && length(b) == 0.0);
    let product: f64 = a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum();
    match (zero, lengths > 0.0) {
        (true, _) => 1.0,
        (false, true) => product / lengths,
        (false, false) => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// Rows of a crop: of its own kind, changing over time.
    fn rows(crop: usize, snippets: usize, noise: f64) -> Vec<f32> {
        let mut random = Random::keyed(crop as u64, "compare", 0);
        let mut other = Random::keyed(crop as u64, "noise", 0);
        (0..snippets * 32).map(|_| (random.unit() + noise * other.unit()) as f32).collect()
    }

    fn features(crops: &[usize], snippets: usize, noise: f64) -> Features {
        let crops: Vec<Vec<f32>> = crops.iter().map(|&crop| rows(crop, snippets, noise)).collect();
        Features::of_crops(&crops, 32)
    }

    fn encoded(crops: usize, snippets: usize) -> Encoded {
        let crops: Vec<usize> = (0..crops).collect();
        let features = features(&crops, snippets, 0.0);
        Encoded { features, frames: 16 * snippets, crops, notes: Vec::new() }
    }

    #[test]
    fn features_are_the_same_as_themselves() {
        let found = compare(&encoded(5, 6), &features(&[0, 1, 2, 3, 4], 6, 0.0), 100).expect("a comparison");
        assert_eq!((found.verdict, found.snippets), (Verdict::Same, 6));
        assert_eq!(found.order(), Some(vec![0, 1, 2, 3, 4]));
        assert!(
            found.crops.iter().all(|crop| crop.lowest > 0.999_999 && (crop.norm_ratio - 1.0).abs() < 1e-9)
        );
        assert!(found.crops.iter().all(|crop| crop.control.is_some_and(|control| control < 0.95)));
    }

    #[test]
    fn another_order_of_crops_is_found() {
        let found = compare(&encoded(5, 6), &features(&[1, 2, 0, 3, 4], 6, 0.0), 100).expect("a comparison");
        assert_eq!(found.order(), Some(vec![1, 2, 0, 3, 4]));
        let twice = compare(&encoded(5, 6), &features(&[1, 1], 6, 0.0), 100).expect("a comparison");
        assert_eq!(twice.order(), None);
    }

    #[test]
    fn a_little_noise_is_in_the_style_and_another_clip_is_different() {
        let near = compare(&encoded(2, 8), &features(&[0, 1], 8, 0.3), 100).expect("a comparison");
        assert_eq!(near.verdict, Verdict::InStyle, "{near:?}");
        let far = compare(&encoded(2, 8), &features(&[7, 8], 8, 0.0), 100).expect("a comparison");
        assert_eq!(far.verdict, Verdict::Different, "{far:?}");
        let mut longer = features(&[0, 1], 8, 0.0);
        longer.data.iter_mut().for_each(|value| *value *= 1.01);
        assert_eq!(compare(&encoded(2, 8), &longer, 100).expect("a comparison").verdict, Verdict::InStyle);
    }

    #[test]
    fn a_file_that_tells_no_moments_is_not_in_the_style() {
        // Every row the same: as near to another moment as to its own.
        let row: Vec<f32> = rows(0, 1, 0.0);
        let still = Features::of_crops(&[row.repeat(8)], 32);
        let mut moving = row.repeat(8);
        moving.iter_mut().enumerate().for_each(|(i, value)| *value += (i / 32 % 2) as f32 * 0.1);
        let ours = Encoded {
            features: Features::of_crops(&[moving], 32),
            crops: vec![0],
            frames: 128,
            notes: Vec::new(),
        };
        let found = compare(&ours, &still, 100).expect("a comparison");
        assert!(found.crops[0].cosine > STYLE_COSINE);
        assert_eq!(found.verdict, Verdict::Different, "{found:?}");
    }

    #[test]
    fn other_widths_and_other_lengths_are_refused() {
        let narrow = Features::of_crops(&[vec![1.0; 6 * 16]], 16);
        assert_eq!(compare(&encoded(1, 6), &narrow, 100), Err(CompareError::Width { theirs: 16, ours: 32 }));
        for (theirs, ours) in [(4, 6), (8, 6)] {
            let error = compare(&encoded(1, ours), &features(&[0], theirs, 0.0), 100);
            assert_eq!(error, Err(CompareError::Snippets { theirs, ours }));
        }
        assert_eq!(compare(&encoded(1, 6), &features(&[0], 7, 0.0), 100).expect("a comparison").snippets, 6);
        // Cut short at six, the clip may be longer.
        assert_eq!(compare(&encoded(1, 6), &features(&[0], 90, 0.0), 6).expect("a comparison").snippets, 6);
    }
}
