//! What to do about files and clips that give no run.

use crate::localize::detector::DetectorError;
use crate::localize::{BoxesError, FeedError};
use crate::video::SetFoldersError;
use crate::web::failure::{Failure, FailureKind};

impl From<SetFoldersError> for Failure {
    fn from(error: SetFoldersError) -> Self {
        let kind = match error {
            SetFoldersError::Short { .. } => FailureKind::TooLittle,
            _ => FailureKind::BadFile,
        };
        Self::new(
            kind,
            &error,
            "Choose the folder as its authors distribute it, or a folder with a folder of pictures per clip.",
        )
    }
}

impl From<BoxesError> for Failure {
    fn from(error: BoxesError) -> Self {
        let advice = match error {
            BoxesError::Clips { .. } | BoxesError::ClipLength { .. } => {
                "Choose the boxes of these clips, or take the boxes away: then motion says where the objects are."
            }
            _ => {
                "Choose an .npz with frame, box and clip_lengths, such as “oddframe localize” writes, or take the boxes away."
            }
        };
        Self::new(FailureKind::BadFile, &error, advice)
    }
}

impl From<DetectorError> for Failure {
    fn from(error: DetectorError) -> Self {
        Self::new(
            FailureKind::BadFile,
            &error,
            "Choose the weights of FastestDet, or motion alone under “Objects”.",
        )
    }
}

impl From<FeedError> for Failure {
    fn from(error: FeedError) -> Self {
        match error {
            FeedError::Localize(error) => error.into(),
            FeedError::Detector(error) => error.into(),
            FeedError::Flow(error) => error.into(),
        }
    }
}

impl Failure {
    /// The same of one clip or file.
    pub(super) fn of(self, whose: &str) -> Self {
        let mut letters = self.detail.chars();
        // A sentence goes on in small letters, but an abbreviation does not.
        let starts_sentence = self.detail.chars().nth(1).is_some_and(char::is_lowercase);
        let first: String = match letters.next() {
            Some(first) if starts_sentence => first.to_lowercase().collect(),
            first => first.into_iter().collect(),
        };
        Self { detail: format!("{whose}: {first}{}", letters.as_str()), ..self }
    }
}
