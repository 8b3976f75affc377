//! When what happened in a run: its pace, and the time that is left.

use js_sys::Date;

/// Steps from whose pace the time left is told.
const PACE_STEPS: usize = 20;

/// The clock of a run; times in milliseconds.
#[derive(Debug)]
pub(super) struct Clock {
    started: f64,
    /// At the end of the last steps of learning.
    steps: Vec<f64>,
    learning_ms: f64,
    learned_cubes: usize,
    scoring_ms: f64,
    scored_cubes: usize,
}

impl Clock {
    /// Starts now.
    pub(super) fn start() -> Self {
        Self {
            started: Date::now(),
            steps: Vec::new(),
            learning_ms: 0.0,
            learned_cubes: 0,
            scoring_ms: 0.0,
            scored_cubes: 0,
        }
    }

    /// Seconds from the start to `now`.
    pub(super) fn seconds(&self, now: f64) -> f64 {
        (now - self.started) / 1000.0
    }

    /// A step of learning, from `began` to now, on so many cubes.
    pub(super) fn learned(&mut self, began: f64, cubes: usize) {
        let now = Date::now();
        self.learning_ms += now - began;
        self.learned_cubes += cubes;
        self.steps.push(now);
    }

    /// A step of scoring, from `began` to now.
    pub(super) fn scored(&mut self, began: f64) {
        self.scoring_ms += Date::now() - began;
    }

    /// So many cubes are through.
    pub(super) fn through(&mut self, cubes: usize) {
        self.scored_cubes += cubes;
    }

    /// What `steps` more steps take by the pace of the last ones.
    pub(super) fn seconds_left(&self, steps: usize) -> Option<f64> {
        let recent = &self.steps[self.steps.len().saturating_sub(PACE_STEPS + 1)..];
        let (first, last) = (recent.first()?, recent.last()?);
        let per_step = (last - first) / (recent.len() - 1).max(1) as f64;
        (recent.len() > 1).then_some(per_step * steps as f64 / 1000.0)
    }

    /// Cubes per second while learning.
    pub(super) fn train_rate(&self) -> f64 {
        rate(self.learned_cubes, self.learning_ms)
    }

    /// Cubes per second while scoring.
    pub(super) fn score_rate(&self) -> f64 {
        rate(self.scored_cubes, self.scoring_ms)
    }
}

fn rate(cubes: usize, ms: f64) -> f64 {
    if ms > 0.0 { cubes as f64 / ms * 1000.0 } else { 0.0 }
}
