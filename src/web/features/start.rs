//! The configuration that a run on the page begins with: that of given weights, or one of ours, with what the visitor chose.

use super::blob::Blob;
use super::network::crops;
use super::types::{MethodSettings, TrainingSettings};
use crate::device::Computer;
use crate::dsanet;
use crate::encode::FeatureError;
use crate::formats;
use crate::lanet::{self, LaNetError};
use crate::learning::Select;
use crate::web::failure::{Failure, FailureKind};

/// Bags per step of LA-Net where no weights say otherwise: the paper's 128 would take a browser's memory (ours).
const BATCH: usize = 32;
/// What the weights are called in messages.
const WEIGHTS: &str = "the weights";

/// LA-Net's. Errors: weights of another network.
pub fn lanet_config(
    like: Option<Blob>,
    settings: &TrainingSettings,
    computer: &Computer,
) -> Result<lanet::RunConfig, Failure> {
    let mut config = match like {
        None => {
            let mut config = lanet::RunConfig::default();
            config.train.batch_size = BATCH;
            config
        }
        Some(blob) => {
            let checkpoint = formats::open(blob, WEIGHTS)?;
            if dsanet::trained::is_dsanet(&checkpoint) {
                return Err(other_network("a DSANet", "LA-Net", "DSANet head"));
            }
            let trained = lanet::trained::read(&checkpoint, None, &computer.device)?;
            serde_json::from_value(trained.config)
                .map_err(|error| LaNetError::WeightsFile { reason: error.to_string() })?
        }
    };
    config.train.seed = u64::from(settings.seed);
    config.train.epochs = settings.epochs.unwrap_or(config.train.epochs);
    config.train.crops = crops(&settings.crops)?;
    config.train.select = Select::Last;
    if let MethodSettings::LaNet { lambda1, lambda2, prior, sigma } = settings.method {
        config.loss.lambda1 = lambda1.unwrap_or(config.loss.lambda1);
        config.loss.lambda2 = lambda2.unwrap_or(config.loss.lambda2);
        config.model.prior_mode = prior.unwrap_or(config.model.prior_mode);
        config.model.sigma = sigma.unwrap_or(config.model.sigma);
    }
    Ok(config)
}

/// A DSANet head's; without weights that of the small one, for `classes`. Errors: weights of another network, weights
/// whose text features only CLIP's text tower can learn.
pub fn dsanet_config(
    like: Option<Blob>,
    settings: &TrainingSettings,
    classes: impl FnOnce() -> Result<Vec<String>, FeatureError>,
) -> Result<dsanet::RunConfig, Failure> {
    let mut config = match like {
        None => dsanet::RunConfig::small(dsanet::DsaNetConfig::default().width, classes()?),
        Some(blob) => run_of(&formats::open(blob, WEIGHTS)?)?,
    };
    config.train.seed = u64::from(settings.seed);
    config.train.epochs = settings.epochs.unwrap_or(config.train.epochs);
    // Beyond its half cosine the rate would rise again.
    config.train.cosine_epochs = settings.epochs.unwrap_or(config.train.cosine_epochs);
    config.train.crops = crops(&settings.crops)?;
    (config.train.select, config.train.reload_best) = (Select::Last, false);
    if let MethodSettings::DsaNet { sgnm, dcsa } = settings.method {
        config.train.sgnm = sgnm.unwrap_or(config.train.sgnm);
        config.train.dcsa = dcsa.unwrap_or(config.train.dcsa);
    }
    Ok(config)
}

/// The run that weights of ours come from; nothing but their metadata is read.
fn run_of(checkpoint: &formats::Checkpoint<'_>) -> Result<dsanet::RunConfig, Failure> {
    let metadata = checkpoint.metadata();
    if !dsanet::trained::is_dsanet(checkpoint) {
        return Err(other_network("not those of a DSANet", "DSANet head", "LA-Net"));
    }
    let model = match dsanet::weights::is_ours(metadata) {
        true => Some(dsanet::weights::config_of(metadata)?),
        false => None,
    };
    match model {
        Some(model) if model.text_mode == dsanet::TextMode::Table => {
            Ok(dsanet::RunConfig { model, train: dsanet::trained::train_of(metadata)?.unwrap_or_default() })
        }
        _ => Err(Failure::new(
            FailureKind::Unsupported,
            "these weights learn with CLIP's text tower or a given table of text features, which the page does not train with",
            "Train them with “oddframe train dsanet”, or take “Weights” away: then a small head with a learned table is trained.",
        )),
    }
}

fn other_network(found: &str, asked: &str, name: &str) -> Failure {
    Failure::new(
        FailureKind::BadFile,
        format!("the file under “Weights” holds weights that are {found}, and {asked} was asked to learn"),
        &format!("Choose “{name}” under “Network to train”, or take “Weights” away."),
    )
}
