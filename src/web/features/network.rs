//! The network that a file of weights holds, scoring a set of feature files.

use super::dropped::{ChosenFiles, Dropped};
use super::types::ScoringSettings;
use crate::device::Computer;
use crate::dsanet;
use crate::encode::{CropPolicy, FeatureSet, FeatureSetOptions};
use crate::formats::Checkpoint;
use crate::formats::digest::Hex;
use crate::lanet::{self, trained};
use crate::learning::SetProgress;
use crate::scores::ScoreFile;
use crate::web::failure::{Failure, FailureKind};

/// What crops are called that the weights themselves ask for.
const PUBLISHED: &str = "published";

/// A set that is being scored.
pub enum Network {
    /// LA-Net, or PEL4VAD.
    LaNet(Box<lanet::SetScoring<Dropped>>),
    /// DSANet, with the probabilities of its classes.
    DsaNet(Box<dsanet::SetScoring<Dropped>>),
}

impl Network {
    /// Opens the features with the network of `checkpoint`.
    pub fn open(
        checkpoint: &Checkpoint<'_>,
        files: ChosenFiles,
        settings: &ScoringSettings,
        computer: &Computer,
    ) -> Result<Self, Failure> {
        let asked = (settings.crops != PUBLISHED).then(|| crops(&settings.crops)).transpose()?;
        let opened = |files, crops, dim| -> Result<FeatureSet<Dropped>, Failure> {
            let options = FeatureSetOptions { naming: None, crops, dim: Some(dim) };
            Ok(FeatureSet::open(Dropped::open(files)?, options)?)
        };
        if dsanet::trained::is_dsanet(checkpoint) {
            let trained = dsanet::trained::read(checkpoint, &computer.device)?;
            let width = trained.model.config().width;
            let naming = opened(files.clone(), CropPolicy::All, width)?.naming();
            let (crops, note) = trained.crops(asked, naming);
            let features = opened(files, crops, width)?;
            return Ok(Self::DsaNet(Box::new(dsanet::SetScoring::new(features, trained, note))));
        }
        let published_for = settings.published_for.map(Into::into);
        let trained = trained::read(checkpoint, published_for, &computer.device)?;
        let features = opened(files, asked.unwrap_or_default(), trained.model.config().feat_dim)?;
        Ok(Self::LaNet(Box::new(lanet::SetScoring::new(features, trained, computer))))
    }

    /// Reads a video or scores a chunk of it; nothing when all are through.
    pub async fn step(&mut self) -> Result<Option<SetProgress>, Failure> {
        Ok(match self {
            Self::LaNet(scoring) => scoring.step().await?,
            Self::DsaNet(scoring) => scoring.step().await?,
        })
    }

    /// What the network is a head of, and whether it is made for the features that its authors took.
    pub fn family(&self) -> (&'static str, bool) {
        match self {
            Self::LaNet(scoring) => ("LA-Net", scoring.model().config().takes_published_features()),
            Self::DsaNet(scoring) => ("DSANet", scoring.model().config().is_published()),
        }
    }

    /// The scores so far; `weights` is the SHA-256 of the weights' file.
    pub fn scores(&self, computer: &Computer, weights: Hex) -> ScoreFile {
        match self {
            Self::LaNet(scoring) => scoring.scores(computer, weights),
            Self::DsaNet(scoring) => scoring.scores(computer, weights),
        }
    }
}

/// Which crops are used, in the words of the command line.
pub fn crops(text: &str) -> Result<CropPolicy, Failure> {
    text.parse().map_err(|reason: String| {
        let advice = "Choose another value under “Crop files”.";
        Failure::new(FailureKind::BadFile, format!("crops: {reason}"), advice)
    })
}
