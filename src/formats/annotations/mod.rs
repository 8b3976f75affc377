//! Text formats of ground truth: which frames of which video are odd, as the data sets publish it.
//!
//! Read here: the temporal annotations of UCF-Crime (two forms) and XD-Violence (two forms), the `.m` file of
//! UCSD, and lists of videos. The form is recognised by the first line and every other line must keep to it.
//! Events stay the integers of the file ([`RawEvent`]); [`Interval`] says which frames they mean.
//! Sources: the annotation files of UCF-Crime, XD-Violence and UCSD, and of Roc-Ng/XDVioDet, henrryzh1/UR-DMU.
//! Errors: [`AnnotationError`], with the line and its text.

mod error;
mod interval;
mod list;
mod score_csv;
mod temporal;
mod text;
mod ucsd;
mod video_id;

#[cfg(test)]
mod tests;

pub use error::AnnotationError;
pub use interval::{Clipped, Interval, RawEvent};
pub use list::{ListEntry, VideoList};
pub use score_csv::{CsvVideo, looks_like_score_csv, read_score_csv};
pub use temporal::{AnnotatedVideo, AnnotationForm, Annotations};
pub use text::{Line, decode, lines};
pub use video_id::{VideoName, is_normal_by_name, video_id};

/// Reads a text of ground truth, whichever of the known forms it has.
///
/// Errors: [`AnnotationError`]; a text of no known form is [`AnnotationError::Unknown`].
pub fn read_annotations(bytes: &[u8]) -> Result<Annotations, AnnotationError> {
    let text = decode(bytes)?;
    if ucsd::is_ucsd(text) { ucsd::read(text) } else { temporal::read(text) }
}
