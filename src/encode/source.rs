//! Named byte sources: a folder, a zip, files dropped on a page.

use super::FeatureError;

/// Files by name, read one at a time.
///
/// Reading is asynchronous because a page reads its files that way; natively the future is ready at once.
#[allow(async_fn_in_trait)] // callers are generic over the source and never spawn
pub trait FileSource {
    /// What the files are called together, for messages.
    fn place(&self) -> &str;

    /// Paths of the files, in a fixed order.
    fn paths(&self) -> &[String];

    /// All bytes of file `index` of [`FileSource::paths`].
    ///
    /// Errors: [`FeatureError::Read`], [`FeatureError::Format`] for a damaged archive.
    async fn read(&self, index: usize) -> Result<Vec<u8>, FeatureError>;
}

/// Files held in memory: small sets, tests.
#[derive(Debug, Clone, Default)]
pub struct MemorySource {
    paths: Vec<String>,
    files: Vec<Vec<u8>>,
}

impl MemorySource {
    /// Files by path.
    pub fn new(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let (paths, files) = files.into_iter().unzip();
        Self { paths, files }
    }
}

impl FileSource for MemorySource {
    fn place(&self) -> &str {
        "the files"
    }

    fn paths(&self) -> &[String] {
        &self.paths
    }

    async fn read(&self, index: usize) -> Result<Vec<u8>, FeatureError> {
        self.files.get(index).cloned().ok_or_else(|| FeatureError::Read {
            file: format!("file {index}"),
            reason: "there is no such file".into(),
        })
    }
}
