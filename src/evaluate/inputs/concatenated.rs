//! All videos in one array: cutting it by a list.

use std::collections::BTreeMap;

use super::InputError;
use crate::evaluate::{Truth, VideoTruth};
use crate::formats::annotations::{VideoList, is_normal_by_name};
use crate::scores::ScoreTrack;

/// Cuts an array of labels in the order of `list`; `lengths` are the frames of its videos.
///
/// Errors: [`InputError::Total`], and E6 where a video that is normal by name has a positive frame.
pub(super) fn cut_truth(
    name: &str,
    labels: &[bool],
    list: &VideoList,
    lengths: &[usize],
) -> Result<Truth, InputError> {
    let mut videos = BTreeMap::new();
    for (id, part) in cut(name, labels, list, lengths)? {
        let positive = part.iter().filter(|odd| **odd).count();
        if is_normal_by_name(id) && positive > 0 {
            return Err(InputError::Order { video: id.into(), positive });
        }
        videos.insert(id.into(), VideoTruth::from_labels(part));
    }
    Ok(Truth { videos })
}

/// Cuts an array of scores in the order of `list`; `lengths` are the scores of its videos.
pub(super) fn cut_scores(
    name: &str,
    track: &ScoreTrack,
    list: &VideoList,
    lengths: &[usize],
) -> Result<BTreeMap<String, ScoreTrack>, InputError> {
    let parts = cut(name, &track.scores, list, lengths)?;
    Ok(parts.map(|(id, part)| (id.into(), ScoreTrack::new(track.stride, part.to_vec()))).collect())
}

fn cut<'a, T>(
    name: &str,
    values: &'a [T],
    list: &'a VideoList,
    lengths: &'a [usize],
) -> Result<impl Iterator<Item = (&'a str, &'a [T])>, InputError> {
    let expected: usize = lengths.iter().sum();
    if expected != values.len() {
        let (found, videos) = (values.len(), lengths.len());
        return Err(InputError::Total { name: name.into(), found, videos, expected });
    }
    let mut rest = values;
    Ok(list.entries.iter().zip(lengths).map(move |(entry, &length)| {
        let (part, after) = rest.split_at(length);
        rest = after;
        (entry.id.as_str(), part)
    }))
}

/// Scores of every video whose frames are known, such that they add up to `total`.
///
/// Data sets cut videos of n frames to floor(n / stride), floor((n - 1) / stride) or ceil(n / stride) snippets;
/// the first of these whose sum fits is taken. Errors: [`InputError::Total`] with the first sum.
pub(super) fn snippet_counts(
    name: &str,
    frames: &[usize],
    stride: usize,
    total: usize,
) -> Result<Vec<usize>, InputError> {
    let rules: [fn(usize, usize) -> usize; 3] =
        [|n, stride| n / stride, |n, stride| n.saturating_sub(1) / stride, usize::div_ceil];
    let counts =
        |rule: fn(usize, usize) -> usize| -> Vec<usize> { frames.iter().map(|&n| rule(n, stride)).collect() };
    let fitting = rules.into_iter().map(counts).find(|counts| counts.iter().sum::<usize>() == total);
    fitting.ok_or_else(|| InputError::Total {
        name: name.into(),
        found: total,
        videos: frames.len(),
        expected: counts(rules[0]).iter().sum(),
    })
}
