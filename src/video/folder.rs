//! Clips from folders of images (native only).
//!
//! A folder of images is one clip, a folder of such folders one clip each; both in name order. A clip's id
//! is its folder's name. What is an image is decided by the extension (png, jpg, jpeg, tif, tiff, bmp, in
//! either case); other files are ignored.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{ClipInfo, Frame, VideoError, decode_image};

const EXTENSIONS: [&str; 6] = ["png", "jpg", "jpeg", "tif", "tiff", "bmp"];

/// Why a folder gave no clips.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// The file system refused.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The folder or file.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// Neither images nor folders of images.
    #[error("{} holds no images, nor folders of images; expected files named *.png, *.jpg, *.tif or *.bmp", path.display())]
    NoImages {
        /// The folder.
        path: PathBuf,
    },
    /// Images and folders of images side by side: one clip or several?
    #[error("{} holds images and also folders of images ({}); give one clip's folder, or move the images away", path.display(), folder.display())]
    Mixed {
        /// The folder.
        path: PathBuf,
        /// The first folder of images in it.
        folder: PathBuf,
    },
    /// An image that is none.
    #[error("{}: {source}", path.display())]
    Image {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: VideoError,
    },
    /// An image of another size than the first.
    #[error("{} is {}x{}, the clip's first image is {}x{}; all images of a clip must have one size", path.display(), found.0, found.1, expected.0, expected.1)]
    Size {
        /// The file.
        path: PathBuf,
        /// Its size, `(width, height)`.
        found: (usize, usize),
        /// The first image's size.
        expected: (usize, usize),
    },
}

/// The images of one clip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageFolder {
    id: String,
    images: Vec<PathBuf>,
}

impl ImageFolder {
    /// The clips under `path`: itself, or its folders.
    pub fn open_all(path: &Path) -> Result<Vec<Self>, FolderError> {
        let listing = Listing::of(path)?;
        let mut clips = Vec::new();
        for folder in listing.folders {
            let images = Listing::of(&folder)?.images;
            if images.is_empty() {
                continue;
            }
            if !listing.images.is_empty() {
                return Err(FolderError::Mixed { path: path.into(), folder });
            }
            clips.push(Self { id: folder_name(&folder), images });
        }
        if !listing.images.is_empty() {
            return Ok(vec![Self { id: folder_name(path), images: listing.images }]);
        }
        if clips.is_empty() { Err(FolderError::NoImages { path: path.into() }) } else { Ok(clips) }
    }

    /// The folder's name.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Number of frames.
    pub fn len(&self) -> usize {
        self.images.len()
    }

    /// Whether there is none; never, for a folder that was opened.
    pub fn is_empty(&self) -> bool {
        self.images.is_empty()
    }

    /// Size and length; decodes the first image.
    pub fn info(&self) -> Result<ClipInfo, FolderError> {
        let first = self.frame(0, 1.0)?;
        Ok(ClipInfo {
            id: self.id.clone(),
            width: first.width(),
            height: first.height(),
            fps: None,
            frames: Some(self.len()),
        })
    }

    /// Decodes frame `index`, shown at `index / fps` seconds.
    ///
    /// # Panics
    /// Where there is no such frame.
    pub fn frame(&self, index: usize, fps: f64) -> Result<Frame, FolderError> {
        let path = &self.images[index];
        let bytes = fs::read(path).map_err(|source| FolderError::Read { path: path.clone(), source })?;
        decode_image(&bytes, index as f64 / fps)
            .map_err(|source| FolderError::Image { path: path.clone(), source })
    }

    /// Decodes every frame once, in order, all of one size.
    pub fn frames(&self, fps: f64) -> impl Iterator<Item = Result<Frame, FolderError>> + '_ {
        let mut size = None;
        (0..self.len()).map(move |index| {
            let frame = self.frame(index, fps)?;
            let found = (frame.width(), frame.height());
            let expected = *size.get_or_insert(found);
            if found != expected {
                return Err(FolderError::Size { path: self.images[index].clone(), found, expected });
            }
            Ok(frame)
        })
    }
}

/// Images and folders directly under a folder, in name order.
struct Listing {
    images: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

impl Listing {
    fn of(path: &Path) -> Result<Self, FolderError> {
        let failed = |source| FolderError::Read { path: path.into(), source };
        let mut paths = Vec::new();
        for entry in fs::read_dir(path).map_err(failed)? {
            paths.push(entry.map_err(failed)?.path());
        }
        paths.sort();
        let (folders, files): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| path.is_dir());
        Ok(Self { images: files.into_iter().filter(|path| is_image(path)).collect(), folders })
    }
}

fn is_image(path: &Path) -> bool {
    let extension = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    // macOS leaves files like `._001.png` that are no images.
    let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    !hidden && extension.is_some_and(|extension| EXTENSIONS.contains(&extension.as_str()))
}

/// The last name of the path, also where it is given as `.` or ends in `..`.
fn folder_name(path: &Path) -> String {
    let resolved = path.file_name().is_none().then(|| path.canonicalize().ok()).flatten();
    let named = resolved.as_deref().unwrap_or(path);
    named.file_name().map_or_else(|| "clip".into(), |name| name.to_string_lossy().into_owned())
}
