//! Why a clip could not be localized.

/// What stops a [`super::Localizer`].
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum LocalizeError {
    /// A frame of another size than the first.
    #[error(
        "frame {frame} is {width}x{height}, the clip began with {expected_width}x{expected_height}; \
         split the clip where its size changes"
    )]
    FrameSize {
        /// Index among the analysed frames.
        frame: usize,
        /// Pixels per row found.
        width: usize,
        /// Rows found.
        height: usize,
        /// Pixels per row of the first frame.
        expected_width: usize,
        /// Rows of the first frame.
        expected_height: usize,
    },
    /// The boxes were made for a clip of another length.
    #[error("the boxes cover {boxes} frames, the clip has {frames}; are they the boxes of another clip?")]
    FrameCount {
        /// Frames that the boxes cover.
        boxes: usize,
        /// Frames of the clip, or as many as came before the boxes ran out.
        frames: usize,
    },
    /// A detector's boxes beside those of a file.
    #[error(
        "frame {frame} came with {boxes} boxes of a detector, but the regions of this clip come from a file; \
         give one or the other"
    )]
    TwoSources {
        /// Index among the analysed frames.
        frame: usize,
        /// How many boxes.
        boxes: usize,
    },
    /// A corner of a given box is NaN or infinite.
    #[error("box {index} of frame {frame} has a corner that is not a finite number; correct the boxes")]
    NotFinite {
        /// Index among the analysed frames.
        frame: usize,
        /// Index among the frame's boxes.
        index: usize,
    },
}
