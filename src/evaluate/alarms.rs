//! Who pays for false alarms: the scores of normal time, counted by who is in sight (ours).
//!
//! A score of rarity raises whoever is rare in the data, whether or not anything is wrong; a false-alarm rate over all
//! normal time does not show whom it falls on. Counts, not tests: the scores of one video say nearly the same thing, so
//! the number of videos stands beside each count.

use super::{EvaluateError, check_finite};

/// One score, and who was in sight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sighting {
    /// Which video.
    pub video: usize,
    /// Its score.
    pub score: f32,
    /// Whether anything odd happens in its frames: then raising it is no false alarm.
    pub odd: bool,
    /// A bit per group in sight, the lowest for group 0.
    pub groups: u16,
}

/// The false alarms of all normal scores, and of those with a group in sight.
#[derive(Debug, Clone, PartialEq)]
pub struct Alarms {
    /// Normal scores.
    pub normal: usize,
    /// Those at or above the threshold.
    pub raised: usize,
    /// By group.
    pub groups: Vec<GroupAlarms>,
}

/// The normal scores with one group in sight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupAlarms {
    /// Videos in which it is.
    pub videos: usize,
    /// Scores.
    pub normal: usize,
    /// Those that are raised.
    pub raised: usize,
    /// Share of these scores that are raised; none where there are none.
    pub share: Option<f64>,
    /// The same of the normal scores without the group.
    pub share_without: Option<f64>,
}

/// Counts what a score of at least `threshold` raises, for the groups 0 to `groups` - 1.
///
/// Errors: E4 for a score that is not finite.
pub fn alarms_by_group(
    sightings: &[Sighting],
    groups: usize,
    threshold: f32,
) -> Result<Alarms, EvaluateError> {
    for sighting in sightings {
        check_finite(&format!("video {}", sighting.video), &[sighting.score])?;
    }
    let normal: Vec<&Sighting> = sightings.iter().filter(|sighting| !sighting.odd).collect();
    let raised = |of: &[&Sighting]| of.iter().filter(|sighting| sighting.score >= threshold).count();
    let all = raised(&normal);
    let by_group = (0..groups).map(|group| {
        let with: Vec<&Sighting> =
            normal.iter().copied().filter(|sighting| (sighting.groups >> group) & 1 == 1).collect();
        let mut videos: Vec<usize> = with.iter().map(|sighting| sighting.video).collect();
        videos.sort_unstable();
        videos.dedup();
        let (count, found) = (with.len(), raised(&with));
        GroupAlarms {
            videos: videos.len(),
            normal: count,
            raised: found,
            share: share(found, count),
            share_without: share(all - found, normal.len() - count),
        }
    });
    Ok(Alarms { normal: normal.len(), raised: all, groups: by_group.collect() })
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sighting(video: usize, score: f32, odd: bool, groups: u16) -> Sighting {
        Sighting { video, score, odd, groups }
    }

    #[test]
    fn false_alarms_are_counted_by_who_is_in_sight() {
        let seen = [
            sighting(0, 0.9, false, 0b01),
            sighting(0, 0.2, false, 0b01),
            sighting(1, 0.5, false, 0b11),
            sighting(1, 0.4, false, 0b10),
            sighting(1, 0.1, false, 0b00),
            // Raised rightly: no false alarm, whoever is there.
            sighting(1, 0.9, true, 0b11),
        ];
        let found = alarms_by_group(&seen, 3, 0.5).expect("finite");
        assert_eq!((found.normal, found.raised), (5, 2));
        let [first, second, nobody] = found.groups[..] else { panic!("three groups") };
        let expected =
            GroupAlarms { videos: 2, normal: 3, raised: 2, share: Some(2.0 / 3.0), share_without: Some(0.0) };
        assert_eq!(first, expected);
        assert_eq!((second.videos, second.normal, second.raised), (1, 2, 1));
        assert_eq!((second.share, second.share_without), (Some(0.5), Some(1.0 / 3.0)));
        assert_eq!((nobody.normal, nobody.share, nobody.share_without), (0, None, Some(0.4)));
    }

    #[test]
    fn a_group_that_is_always_there_leaves_nothing_to_compare_with() {
        let found = alarms_by_group(&[sighting(0, 1.0, false, 1)], 1, 0.5).expect("finite");
        assert_eq!((found.groups[0].share, found.groups[0].share_without), (Some(1.0), None));
    }

    #[test]
    fn a_higher_threshold_never_raises_more_and_the_highest_raises_nothing() {
        let seen: Vec<Sighting> = (0..64)
            .map(|i| sighting(i % 4, (i * 37 % 64) as f32 / 64.0, i % 9 == 0, (i % 8) as u16))
            .collect();
        let raised = |threshold: f32| alarms_by_group(&seen, 3, threshold).expect("finite");
        for pair in (0..=64).map(|i| raised(i as f32 / 64.0)).collect::<Vec<_>>().windows(2) {
            assert!(pair[1].raised <= pair[0].raised);
            assert!(pair[0].groups.iter().zip(&pair[1].groups).all(|(low, high)| high.raised <= low.raised));
        }
        assert_eq!(raised(1.0).raised, 0);
    }

    #[test]
    fn a_score_that_is_no_number_is_refused_even_in_odd_time() {
        let found = alarms_by_group(&[sighting(3, f32::NAN, true, 0)], 1, 0.5);
        assert_eq!(found.expect_err("not finite").code(), "E4");
    }
}
