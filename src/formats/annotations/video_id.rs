//! Video ids from names of files.
//!
//! The id is the file's name without folders, without one extension `.npy`, `.mp4`, `.avi` or `.txt`, and
//! without one `_gt`, one `_pred` and one crop `__0` to `__9` at its end, taken off in that order (ours: the
//! names of the feature, score and truth files of PEL4VAD and UR-DMU). XD-Violence ids contain `__#`, which is
//! no crop. Ids are compared letter for letter.

const EXTENSIONS: [&str; 4] = [".npy", ".mp4", ".avi", ".txt"];

/// A file's name taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VideoName<'a> {
    /// Id of the video.
    pub id: &'a str,
    /// Number of the crop, where the name has one.
    pub crop: Option<u8>,
}

impl<'a> VideoName<'a> {
    /// Takes a file's name or path apart; folders end in `/` or `\`.
    pub fn parse(path: &'a str) -> Self {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        let name = EXTENSIONS.iter().find_map(|extension| name.strip_suffix(extension)).unwrap_or(name);
        let name = name.strip_suffix("_gt").unwrap_or(name);
        let name = name.strip_suffix("_pred").unwrap_or(name);
        match name.as_bytes() {
            [.., b'_', b'_', digit @ b'0'..=b'9'] => {
                Self { id: &name[..name.len() - 3], crop: Some(digit - b'0') }
            }
            _ => Self { id: name, crop: None },
        }
    }
}

/// The video id of a file's name or path.
pub fn video_id(path: &str) -> &str {
    VideoName::parse(path).id
}

/// Whether the naming of UCF-Crime (`Normal`) or XD-Violence (`_label_A` at the end) says that nothing is odd.
pub fn is_normal_by_name(id: &str) -> bool {
    id.contains("Normal") || id.ends_with("_label_A")
}
