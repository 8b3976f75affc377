//! Scoring a set of feature files with a progress bar.

use std::path::PathBuf;

use clap::Args;

use crate::cli::CliError;
use crate::cli::progress::bar;
use crate::cli::score::DeviceChoice;
use crate::encode::Naming;
use crate::learning::SetProgress;

/// Which features are scored, on what, and where the scores go.
#[derive(Debug, Args)]
pub struct SetArgs {
    /// Feature files: a folder, a zip or .npz, or one .npy
    #[arg(long, value_name = "FILE|DIR")]
    pub features: PathBuf,
    /// How files are named: ucf-crime, xd-violence or generic [default: found out]
    #[arg(long, value_name = "NAMING")]
    pub naming: Option<Naming>,
    /// What computes [default: a hardware GPU if there is one, else the CPU]
    #[arg(long, value_enum)]
    pub device: Option<DeviceChoice>,
    /// scores.json; without it the scores go to stdout
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Calls `step` until all of `videos` videos are through.
pub fn score_all<E: Into<CliError>>(
    videos: usize,
    mut step: impl FnMut() -> Result<Option<SetProgress>, E>,
) -> Result<(), CliError> {
    let progress = bar("score", Some(videos as u64));
    while let Some(SetProgress { video, done, .. }) = step().map_err(Into::into)? {
        progress.set_message(video);
        progress.set_position(done as u64);
    }
    progress.finish_and_clear();
    Ok(())
}
