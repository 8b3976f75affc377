//! Fixed ways of the odd and of cars: along a path at a speed, with halts.

use crate::synth::path::{Path, Spot, Stance};

/// A stop on the way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Halt {
    /// Metres from the start of the path.
    pub(super) after: f64,
    /// How long.
    pub(super) seconds: f64,
}

/// Somebody's or something's way in time.
#[derive(Debug, Clone)]
pub(super) struct Track {
    path: Path,
    /// When it begins, seconds; before the clip for whoever is there from its first frame on.
    start: f64,
    /// Metres per second.
    speed: f64,
    /// In the order of the way.
    halts: Vec<Halt>,
}

/// Where somebody on a track is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    pub(super) stance: Stance,
    /// Metres gone.
    pub(super) gone: f64,
    /// While halting: which halt it is, and the seconds since it began.
    pub(super) halted: Option<(usize, f64)>,
}

impl Track {
    /// From one end of a path to the other within `[start, end)` seconds.
    pub(super) fn through(path: Path, [start, end]: [f64; 2]) -> Self {
        let speed = path.length() / (end - start);
        Self { path, start, speed, halts: Vec::new() }
    }

    /// At `speed`, with halts; the first begins at `first_halt` seconds.
    pub(super) fn halting(path: Path, speed: f64, halts: Vec<Halt>, first_halt: f64) -> Self {
        let after = halts.first().map_or(0.0, |halt| halt.after);
        Self { path, start: first_halt - after / speed, speed, halts }
    }

    /// At `speed` from `start` seconds on.
    pub(super) fn steady(path: Path, speed: f64, start: f64) -> Self {
        Self { path, start, speed, halts: Vec::new() }
    }

    /// When it has come to its end, seconds.
    pub(super) fn end(&self) -> f64 {
        let halts: f64 = self.halts.iter().map(|halt| halt.seconds).sum();
        self.start + self.path.length() / self.speed + halts
    }

    /// When it begins, seconds.
    pub(super) fn start(&self) -> f64 {
        self.start
    }

    /// Where it is, if anywhere.
    pub(super) fn at(&self, time: f64) -> Option<Moment> {
        let mut on_way = time - self.start;
        let mut halted = None;
        for (number, halt) in self.halts.iter().enumerate() {
            let since = on_way - halt.after / self.speed;
            if since >= halt.seconds {
                on_way -= halt.seconds;
            } else if since >= 0.0 {
                on_way = halt.after / self.speed;
                halted = Some((number, since));
                break;
            }
        }
        let gone = on_way * self.speed;
        (0.0..self.path.length()).contains(&gone).then(|| Moment { stance: self.path.at(gone), gone, halted })
    }

    /// Its place and velocity per second, for whoever keeps away from it.
    pub(super) fn motion(&self, time: f64) -> Option<(Spot, Spot)> {
        let Moment { stance, halted, .. } = self.at(time)?;
        let speed = if halted.is_some() { 0.0 } else { self.speed };
        Some((stance.at, stance.forward.map(|f| f * speed)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn straight() -> Path {
        Path::new([[-5.0, 9.0], [0.0, 9.0], [5.0, 9.0]], 0.0)
    }

    #[test]
    fn who_passes_through_is_there_from_the_start_to_the_end_and_no_longer() {
        let track = Track::through(straight(), [2.0, 6.0]);
        assert!(track.at(1.99).is_none() && track.at(6.01).is_none());
        let half = track.at(4.0).expect("on the way");
        assert!(half.stance.at[0].abs() < 1e-6 && half.halted.is_none());
    }

    #[test]
    fn a_halt_lies_where_and_when_it_was_put_and_lasts_what_was_said() {
        let halts = vec![Halt { after: 5.0, seconds: 3.0 }, Halt { after: 7.5, seconds: 1.0 }];
        let track = Track::halting(straight(), 1.25, halts, 4.0);
        for time in [4.0, 5.0, 6.99] {
            let moment = track.at(time).expect("halting");
            let (number, since) = moment.halted.expect("halting");
            assert!(number == 0 && (since - (time - 4.0)).abs() < 1e-9);
            assert!(moment.stance.at[0].abs() < 0.01);
        }
        assert!(track.at(3.9).expect("coming").halted.is_none());
        assert!(track.at(7.1).expect("going").stance.at[0] > 0.05);
        assert_eq!(track.at(9.5).expect("again").halted.map(|(number, _)| number), Some(1));
        // Four seconds each way, four at rest.
        assert!(track.at(0.01).is_some() && track.at(-0.01).is_none());
        assert!((track.end() - 12.0).abs() < 1e-9 && track.at(12.01).is_none());
    }
}
