//! The rendered sets of videos by their names.

use clap::ValueEnum;

use super::CliError;
use crate::synth::weak::{WeakSet, WeakVideo};

/// A set by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SceneSet {
    /// The square: 60 videos to train on and 30 to test on, half of them with something odd
    PlazaWeak,
    /// Two places: 480 videos to train on and 120 to test on, half of them with something odd
    PlazaWeakPlaces,
}

impl From<SceneSet> for WeakSet {
    fn from(set: SceneSet) -> Self {
        match set {
            SceneSet::PlazaWeak => Self::Square,
            SceneSet::PlazaWeakPlaces => Self::Places,
        }
    }
}

impl SceneSet {
    /// The video of this name. Errors: there is none.
    pub fn video(self, id: &str) -> Result<WeakVideo, CliError> {
        let set = WeakSet::from(self);
        let (train, test) = (set.train_videos(), set.test_videos());
        let [trained, tested] =
            [&train, &test].map(|part| part.last().map_or("", |video| &video.id).to_owned());
        train.into_iter().chain(test).find(|video| video.id == id).ok_or_else(|| {
            CliError::Usage(format!(
                "--video {id}: the set has no such video; give train001 to {trained} or test001 to {tested}"
            ))
        })
    }
}
