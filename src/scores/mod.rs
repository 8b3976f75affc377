//! Score tracks: from objects to frames, smoothing, robust units, events, and what may be said about them.
//!
//! The way of a clip's scores: [`frame_scores`] (object to frame), [`centred_smooth`] (or [`box_smooth_across`]
//! for a data set), [`expand`] (analysed frames to clip frames), all three in [`clip_scores`] and
//! [`data_set_scores`]; then [`robust_units`], [`events`], [`judge`].
//! Units: scores are the method's own; robust units are the clip's usual spread. Nothing here knows a model.

mod assemble;
mod class_scores;
mod error;
mod events;
mod file;
mod frame_scores;
mod gauss;
mod held;
mod ids;
mod robust;
mod smooth;
mod snippet_smooth;
mod track;
mod verdict;

pub use assemble::{ClipScores, ClipTiming, ScoredObjects, clip_scores, data_set_scores};
pub use error::ScoreError;
pub use events::{DEFAULT_THRESHOLD, Event, MIN_GAP_SECONDS, MIN_SECONDS, events};
pub use file::{Run, ScoreFile};
pub use frame_scores::{EMPTY_FRAME_SCORE, EmptyFrames, FrameScores, frame_scores};
pub use gauss::gauss_smooth;
pub use held::{HeldScores, MostLike, NAMED_FROM, held, most_like};
pub(crate) use ids::unique_ids;
pub use robust::{MAD_TO_DEVIATION, RobustTrack, robust_units};
pub use smooth::{BOX_WINDOW, box_smooth, box_smooth_across, centred_smooth, clip_window};
pub use snippet_smooth::{block_smooth, forward_smooth};
pub use track::{
    ClassScores, RegionScore, ScoreTrack, analysed_frames, expand, frames_without_objects, mean_rate,
};
pub use verdict::{Evidence, Finding, Learning, Verdict, judge};
