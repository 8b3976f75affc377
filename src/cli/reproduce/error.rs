//! Why a table could not be made again.

use std::path::PathBuf;

/// What is missing or misspelt.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReproduceError {
    /// A file of the data set.
    #[error("{}: not there, and the table {table} needs it: {what}, from {from}; --data names the folder above", path.display())]
    Data {
        /// Where it was looked for.
        path: PathBuf,
        /// The table.
        table: &'static str,
        /// What it holds.
        what: &'static str,
        /// Who has it.
        from: &'static str,
    },
    /// No folder was given.
    #[error("the table {table} needs --data DIR, a folder that holds {folder}: {from}")]
    NoData {
        /// The table.
        table: &'static str,
        /// The data set's folder.
        folder: &'static str,
        /// Who has it.
        from: &'static str,
    },
    /// A row that the table does not have.
    #[error("no row's name contains {wanted:?}; the rows are: {rows}")]
    Row {
        /// What was asked for.
        wanted: String,
        /// What there is.
        rows: String,
    },
    /// Features without the column that a control takes.
    #[error("{}: {video} has the shape {found:?}; expected [snippets, more than {column} columns]", path.display())]
    Column {
        /// The features.
        path: PathBuf,
        /// The video.
        video: String,
        /// Its shape.
        found: Vec<usize>,
        /// The column.
        column: usize,
    },
    /// Scores without the track that a column of the table is of.
    #[error("{}: {video} has no unsmoothed scores; expected a file of score lbr or score control with --boxes", path.display())]
    NoRaw {
        /// The scores.
        path: PathBuf,
        /// The video.
        video: String,
    },
    /// A report that is none.
    #[error("{}: this is no JSON ({reason}); delete the folder and run again", path.display())]
    NoReport {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A report without a number.
    #[error("{}: there is no number at {pointer}; delete the folder and run again", path.display())]
    Report {
        /// The report.
        path: PathBuf,
        /// Where in it.
        pointer: &'static str,
    },
}

impl ReproduceError {
    /// The error's stable short name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Data { .. } | Self::NoData { .. } => "reproduce/data",
            Self::Row { .. } => "reproduce/row",
            Self::Column { .. } | Self::NoRaw { .. } => "reproduce/shape",
            Self::NoReport { .. } | Self::Report { .. } => "reproduce/report",
        }
    }
}
