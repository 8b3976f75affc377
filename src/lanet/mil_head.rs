//! A linear multiple-instance head: a score per snippet from one weight per column, learned from labels per video.
//!
//! Small enough to be learned in milliseconds and to be looked into (ours). It is no LA-Net: no attention, no
//! neighbours, full batches, gradient descent with momentum. The loss is [`mil`]'s with a k of the caller's.

use super::mil::{largest, picked_loss};
use crate::random::Random;

/// Share of the last step that is kept (ours).
const MOMENTUM: f64 = 0.9;
/// Bound of the uniform start weights (ours).
const START: f64 = 0.1;

/// One video: its rows and its label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LabelledRows<'a> {
    /// `[snippets][columns]`.
    pub rows: &'a [f32],
    /// Whether something odd is said to happen in it.
    pub positive: bool,
}

/// The head and where its weights are moving.
#[derive(Debug, Clone, PartialEq)]
pub struct MilHead {
    /// One weight per column, then the bias.
    weights: Vec<f64>,
    velocity: Vec<f64>,
}

impl MilHead {
    /// With start values from `seed`.
    pub fn new(seed: u64, columns: usize) -> Self {
        let mut random = Random::keyed(seed, "mil head start", 0);
        let mut weights: Vec<f64> = (0..columns).map(|_| random.between(-START, START)).collect();
        weights.push(0.0);
        Self { velocity: vec![0.0; weights.len()], weights }
    }

    fn columns(&self) -> usize {
        self.weights.len() - 1
    }

    /// Scores of one video, `[snippets]`, 0 to 1.
    pub fn scores(&self, rows: &[f32]) -> Vec<f64> {
        let (weights, bias) = self.weights.split_at(self.columns());
        let score = |row: &[f32]| {
            let z: f64 = row.iter().zip(weights).map(|(&x, w)| f64::from(x) * w).sum::<f64>() + bias[0];
            1.0 / (1.0 + libm::exp(-z))
        };
        rows.chunks_exact(self.columns().max(1)).map(score).collect()
    }

    /// One step on all videos; the k largest scores stand for a positive video, the largest for a negative one.
    /// Returns the mean loss before the step.
    pub fn step(&mut self, videos: &[LabelledRows<'_>], k: usize, rate: f64) -> f64 {
        let share = 1.0 / videos.len().max(1) as f64;
        let mut gradient = vec![0.0; self.weights.len()];
        let mut loss = 0.0;
        for video in videos {
            let scores = self.scores(video.rows);
            let mut by_score = vec![0.0; scores.len()];
            let picked = largest(&scores, if video.positive { k.max(1) } else { 1 });
            loss += picked_loss(&scores, &picked, video.positive, share, &mut by_score);
            for &t in &picked {
                let by_z = by_score[t] * scores[t] * (1.0 - scores[t]);
                let row = &video.rows[t * self.columns()..(t + 1) * self.columns()];
                row.iter().zip(&mut gradient).for_each(|(&x, slope)| *slope += by_z * f64::from(x));
                gradient[row.len()] += by_z;
            }
        }
        for ((weight, velocity), slope) in self.weights.iter_mut().zip(&mut self.velocity).zip(gradient) {
            *velocity = MOMENTUM * *velocity - rate * slope;
            *weight += *velocity;
        }
        loss
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ODD: [f32; 6] = [0.0, 1.0, 2.0, 0.5, 0.0, 0.0];
    const USUAL: [f32; 6] = [0.0, 1.0, 0.0, 0.5, 0.0, 0.0];

    fn pair() -> [LabelledRows<'static>; 2] {
        [LabelledRows { rows: &ODD, positive: true }, LabelledRows { rows: &USUAL, positive: false }]
    }

    #[test]
    fn learning_lifts_the_snippet_that_tells_the_videos_apart() {
        // From a start that prefers another snippet it would stay there: both videos have that one.
        let mut head = MilHead { weights: vec![0.05, 0.0, 0.0], velocity: vec![0.0; 3] };
        let first = head.step(&pair(), 1, 0.3);
        let mut last = first;
        for _ in 0..200 {
            last = head.step(&pair(), 1, 0.3);
        }
        assert!(last < 0.5 * first, "{first} to {last}");
        let scores = head.scores(&ODD);
        assert!(scores[1] > 0.7 && scores[0] < 0.5 && scores[2] < 0.5, "{scores:?}");
    }

    #[test]
    fn the_step_follows_the_slope_of_the_loss() {
        const STEP: f64 = 1e-6;
        let head = MilHead::new(3, 2);
        let loss = |head: &MilHead| head.clone().step(&pair(), 2, 0.0);
        let mut moved = head.clone();
        moved.step(&pair(), 2, 1.0);
        for place in 0..3 {
            let shifted = |by: f64| {
                let mut head = head.clone();
                head.weights[place] += by;
                loss(&head)
            };
            let slope = (shifted(STEP) - shifted(-STEP)) / (2.0 * STEP);
            assert!((head.weights[place] - moved.weights[place] - slope).abs() < 1e-6);
        }
    }

    #[test]
    fn equal_seeds_start_alike_and_no_video_is_no_step() {
        assert_eq!(MilHead::new(5, 4), MilHead::new(5, 4));
        assert_ne!(MilHead::new(5, 4), MilHead::new(6, 4));
        let mut head = MilHead::new(5, 4);
        assert_eq!(head.step(&[], 3, 1.0), 0.0);
        assert_eq!(head, MilHead::new(5, 4));
    }
}
