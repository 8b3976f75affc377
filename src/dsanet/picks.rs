//! Which slots stand for a video: the k highest scores for its probability, the k highest logits of each class, the calmest
//! for the prototypes. Chosen on the host, so that every device chooses alike.

/// One more snippet is averaged for every so many (authors' code).
pub const SNIPPETS_PER_K: usize = 16;

/// floor(n / 16) + 1.
pub fn top_k(snippets: usize) -> usize {
    snippets / SNIPPETS_PER_K + 1
}

/// Indices of the `k` largest values, largest first; of equal values the earlier (ours).
fn largest(values: &[f32], k: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]).then(a.cmp(&b)));
    order.truncate(k);
    order
}

/// The `count` slots of one chunk with the smallest logits, padding among them.
pub(crate) fn calmest(logits: &[f32], count: usize) -> Vec<usize> {
    let calm: Vec<f32> = logits.iter().map(|logit| -logit).collect();
    largest(&calm, count)
}

/// What is picked in a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Picks {
    /// 1 / k at the slots that are averaged, else 0, `[samples][slots]`.
    pub detection: Vec<f32>,
    /// The same for each class by itself, `[samples][slots][classes]`.
    pub classes: Vec<f32>,
    /// The calmest slots of each sample, padding among them.
    pub calm: Vec<Vec<usize>>,
}

impl Picks {
    /// From the logits of a batch, `[samples][slots]` and `[samples][slots][classes]`; `calm` slots for the prototypes.
    pub fn new(logits: &[f32], class_logits: &[f32], lengths: &[usize], slots: usize, calm: usize) -> Self {
        let classes = class_logits.len() / logits.len().max(1);
        let mut picks = Self {
            detection: vec![0.0; logits.len()],
            classes: vec![0.0; class_logits.len()],
            calm: Vec::new(),
        };
        for (sample, &length) in lengths.iter().enumerate() {
            let (first, k) = (sample * slots, top_k(length).min(length));
            let share = 1.0 / k as f32;
            let scores = &logits[first..first + slots];
            for slot in largest(&scores[..length], k) {
                picks.detection[first + slot] = share;
            }
            for class in 0..classes {
                let at = |slot: usize| (first + slot) * classes + class;
                let of_class: Vec<f32> = (0..length).map(|slot| class_logits[at(slot)]).collect();
                for slot in largest(&of_class, k) {
                    picks.classes[at(slot)] = share;
                }
            }
            picks.calm.push(calmest(scores, calm));
        }
        picks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn k_has_the_worked_values() {
        let k = [1, 7, 15, 16, 17, 31, 32, 100, 255, 256].map(top_k);
        assert_eq!(k, [1, 1, 1, 2, 2, 2, 3, 7, 16, 17]);
    }

    #[test]
    fn padding_stands_for_no_video_and_may_be_calm() {
        let logits = [0.1, 0.9, 0.5, 9.0, 0.3, 0.2, 0.1, -9.0];
        let class_logits: Vec<f32> = logits.iter().flat_map(|&logit| [logit, -logit]).collect();
        let picks = Picks::new(&logits, &class_logits, &[3, 3], 4, 2);
        assert_eq!(picks.detection, [0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0]);
        assert_eq!(
            picks.classes,
            [0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0]
        );
        assert_eq!(picks.calm, [[0, 2], [3, 2]]);
    }
}
