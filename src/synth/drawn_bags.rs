//! Drawn bags: features of a small set of videos with a label each and events that only their maker knows (ours).
//!
//! [`VIDEOS`] videos of [`SNIPPETS`] snippets of [`COLUMNS`] columns. Every other video has one event, which lifts
//! column 0; videos with an event also tend to come from another place, which shows in column 1 throughout: a cue
//! that tells the videos apart and no moment. The other columns are noise that changes slowly.

use super::bell::bell;
use crate::random::Random;

/// Videos; every other one has an event.
pub const VIDEOS: usize = 40;
/// Snippets of a video.
pub const SNIPPETS: usize = 40;
/// Columns of a row.
pub const COLUMNS: usize = 8;
/// Snippets of an event: fewest and most.
const EVENT: [usize; 2] = [3, 8];
/// Columns that mean something.
const EVENT_COLUMN: usize = 0;
const PLACE_COLUMN: usize = 1;
/// How far an event lifts its column, in deviations of the noise.
const EVENT_LIFT: f64 = 2.0;
/// Share of the noise that stays from snippet to snippet.
const INERTIA: f64 = 0.6;

/// One video.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnBag {
    /// `[SNIPPETS][COLUMNS]`.
    pub rows: Vec<f32>,
    /// First snippet of its event and the one after the last.
    pub event: Option<[usize; 2]>,
}

/// Draws a set. `place` is how far the videos with an event stand apart as a whole, in deviations of the noise.
pub fn drawn_bags(seed: u64, place: f64) -> Vec<DrawnBag> {
    (0..VIDEOS).map(|video| bag(&mut Random::keyed(seed, "drawn bags", video as u64), video, place)).collect()
}

/// Labels of the videos, of which a share is turned over: as many of each kind, chosen by `seed`.
pub fn labels(bags: &[DrawnBag], flipped: f64, seed: u64) -> Vec<bool> {
    let mut labels: Vec<bool> = bags.iter().map(|bag| bag.event.is_some()).collect();
    let mut random = Random::keyed(seed, "flipped labels", 0);
    for kind in [true, false] {
        let mut of: Vec<usize> = (0..bags.len()).filter(|&i| bags[i].event.is_some() == kind).collect();
        random.shuffle(&mut of);
        let count = (flipped.clamp(0.0, 1.0) * of.len() as f64).round() as usize;
        of[..count].iter().for_each(|&i| labels[i] = !kind);
    }
    labels
}

fn bag(random: &mut Random, video: usize, place: f64) -> DrawnBag {
    let event = video.is_multiple_of(2).then(|| {
        let length = EVENT[0] + random.below(EVENT[1] - EVENT[0] + 1);
        let start = random.below(SNIPPETS - length + 1);
        [start, start + length]
    });
    let fresh = (1.0 - INERTIA * INERTIA).sqrt();
    let mut noise: Vec<f64> = (0..COLUMNS).map(|_| bell(random)).collect();
    let mut rows = Vec::with_capacity(SNIPPETS * COLUMNS);
    for t in 0..SNIPPETS {
        let here = event.is_some_and(|[start, end]| (start..end).contains(&t));
        let lift = |column: usize| match column {
            EVENT_COLUMN if here => EVENT_LIFT,
            PLACE_COLUMN if event.is_some() => place,
            _ => 0.0,
        };
        rows.extend(noise.iter().enumerate().map(|(column, noise)| (noise + lift(column)) as f32));
        noise.iter_mut().for_each(|value| *value = INERTIA * *value + fresh * bell(random));
    }
    DrawnBag { rows, event }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_other_video_has_an_event_that_shows_in_its_column() {
        let bags = drawn_bags(1, 0.0);
        assert_eq!(bags.iter().filter(|bag| bag.event.is_some()).count(), VIDEOS / 2);
        let (mut inside, mut outside) = (Vec::new(), Vec::new());
        for bag in &bags {
            assert_eq!(bag.rows.len(), SNIPPETS * COLUMNS);
            for (t, row) in bag.rows.chunks_exact(COLUMNS).enumerate() {
                let here = bag.event.is_some_and(|[start, end]| (start..end).contains(&t));
                if here { inside.push(row[0]) } else { outside.push(row[0]) }
            }
        }
        let mean = |values: &[f32]| values.iter().sum::<f32>() / values.len() as f32;
        assert!(mean(&inside) > 1.5 && mean(&outside).abs() < 0.2);
    }

    #[test]
    fn the_place_lifts_whole_videos() {
        let mean = |bag: &DrawnBag| bag.rows.iter().skip(1).step_by(COLUMNS).sum::<f32>() / SNIPPETS as f32;
        let gap = |place| {
            let bags = drawn_bags(2, place);
            let of =
                |odd: usize| bags.iter().skip(odd).step_by(2).map(mean).sum::<f32>() / (VIDEOS / 2) as f32;
            of(0) - of(1)
        };
        assert!((gap(2.0) - gap(0.0) - 2.0).abs() < 1e-3);
    }

    #[test]
    fn flipped_labels_are_a_tenth_of_each_kind() {
        let bags = drawn_bags(3, 1.0);
        let told = labels(&bags, 0.1, 5);
        let wrong =
            |odd: bool| (0..VIDEOS).filter(|&i| bags[i].event.is_some() == odd && told[i] != odd).count();
        assert_eq!((wrong(true), wrong(false)), (2, 2));
        assert_eq!(told, labels(&bags, 0.1, 5));
        assert_eq!(labels(&bags, 0.0, 5).iter().filter(|&&odd| odd).count(), VIDEOS / 2);
    }
}
