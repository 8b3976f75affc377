//! A validation split cut from the training videos.

use crate::random::Random;

/// Indices of a split, each list ascending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// What is learned from.
    pub training: Vec<usize>,
    /// What is held out.
    pub validation: Vec<usize>,
}

/// Holds out the share `share` of each class, chosen by `seed`: at least one video of a class, never the
/// last one. A share of 0 holds out nothing.
pub fn split(abnormal: &[bool], share: f64, seed: u64) -> Split {
    let mut held_out = vec![false; abnormal.len()];
    for class in [false, true] {
        let mut videos: Vec<usize> = (0..abnormal.len()).filter(|&video| abnormal[video] == class).collect();
        let wanted = (videos.len() as f64 * share).round() as usize;
        let most = videos.len().saturating_sub(1);
        let count = if share > 0.0 { wanted.max(1).min(most) } else { 0 };
        Random::keyed(seed, "validation split", u64::from(class)).shuffle(&mut videos);
        videos.iter().take(count).for_each(|&video| held_out[video] = true);
    }
    let (validation, training) = (0..abnormal.len()).partition(|&video| held_out[video]);
    Split { training, validation }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(normal: usize, abnormal: usize) -> Vec<bool> {
        (0..normal + abnormal).map(|video| video >= normal).collect()
    }

    #[test]
    fn a_share_of_each_class_is_held_out_and_nothing_is_lost() {
        let labels = labels(175, 63);
        let Split { training, validation } = split(&labels, 0.2, 0);
        let abnormal = |videos: &[usize]| videos.iter().filter(|&&video| labels[video]).count();
        assert_eq!((validation.len(), abnormal(&validation)), (35 + 13, 13));
        let mut all = [training, validation].concat();
        all.sort_unstable();
        assert_eq!(all, (0..238).collect::<Vec<_>>());
    }

    #[test]
    fn the_seed_decides() {
        let labels = labels(50, 50);
        assert_eq!(split(&labels, 0.3, 4), split(&labels, 0.3, 4));
        assert_ne!(split(&labels, 0.3, 4), split(&labels, 0.3, 5));
    }

    #[test]
    fn a_class_is_neither_left_out_nor_used_up() {
        assert!(split(&labels(5, 5), 0.0, 0).validation.is_empty());
        let small = split(&labels(9, 2), 0.01, 0);
        assert_eq!((small.training.len(), small.validation.len()), (9, 2));
        let large = split(&labels(3, 2), 0.99, 0);
        assert_eq!((large.training.len(), large.validation.len()), (2, 3));
        assert!(split(&labels(1, 1), 0.5, 0).validation.is_empty());
    }
}
