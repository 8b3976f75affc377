//! Which frames a pair of integers means.

/// How an annotation file counts frames.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Interval {
    /// `s e` is frames s to e-1, counted from 0: every truth file of yujiangpu20/PEL4VAD.
    #[default]
    HalfOpen0,
    /// `s e` is frames s to e, counted from 0: `make_gt_ucf.py` of tianyu0207/RTFM.
    Inclusive0,
    /// `s e` is frames s-1 to e-1, counted from 0: the file counts from 1 and includes both ends.
    Inclusive1,
}

/// An event as an annotation file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawEvent {
    /// The first integer.
    pub start: usize,
    /// The second integer, not below the first.
    pub end: usize,
    /// What happens; empty where the file does not say.
    pub class: String,
}

/// An event brought into a video's frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clipped {
    /// First frame and the frame after the last; `None` when no frame of the video is left.
    pub frames: Option<(usize, usize)>,
    /// Whether frames were lost, at either end.
    pub is_clipped: bool,
}

impl Interval {
    /// The name that cards and options use.
    pub fn name(self) -> &'static str {
        match self {
            Self::HalfOpen0 => "half_open0",
            Self::Inclusive0 => "inclusive0",
            Self::Inclusive1 => "inclusive1",
        }
    }

    /// Half-open frames of an event, from 0; the start is -1 where a file that counts from 1 says 0.
    pub fn frames(self, event: &RawEvent) -> (i64, i64) {
        let (start, end) = (event.start as i64, event.end as i64);
        match self {
            Self::HalfOpen0 => (start, end),
            Self::Inclusive0 => (start, end.saturating_add(1)),
            Self::Inclusive1 => (start - 1, end),
        }
    }

    /// The part of an event that lies within `length` frames.
    pub fn clip(self, event: &RawEvent, length: usize) -> Clipped {
        let (start, end) = self.frames(event);
        let length = length as i64;
        let (from, to) = (start.clamp(0, length), end.clamp(0, length));
        let is_clipped = (from, to) != (start, end) || from >= to;
        Clipped { frames: (from < to).then_some((from as usize, to as usize)), is_clipped }
    }
}
