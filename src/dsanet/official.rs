//! The authors' checkpoints, of which only the needed tensors are read, by ranges: the head, once the text tower with its
//! adapters for the text features, and on demand the model of normality. VadCLIP's trunk has the same names and gives
//! anomaly scores alone.

use burn::tensor::Device;

use super::config::{DataSet, DsaNetConfig};
use super::parameters::{Parameters, Slot};
use super::text::{Rows, TextTower, adapter_name, features_by_stages};
use super::weights::Wants;
use super::{DsaNet, DsaNetError, TextSource, table};
use crate::formats::{Checkpoint, Fit, FormatError, FormatWarning, KnownModel, Wanted, fit};

/// A tensor by which its files are known.
const MARK: &str = "frame_position_embeddings.weight";
/// Tensors of its files that nothing here needs, or that only some uses need.
const IGNORABLE: [&str; 7] = [
    "disAdj.sigma",
    "video_anomaly_refiner.*",
    "clipmodel.*",
    "clip_adapter.clipmodel.*",
    "clip_adapter.text_adapter.*",
    "text_prompt_embeddings.weight",
    "logit_scale",
];

/// What a checkpoint of the authors holds, by names and shapes.
#[derive(Debug, Clone, PartialEq)]
pub struct Official {
    /// The network.
    pub config: DsaNetConfig,
    /// The data set; none where settings were given.
    pub data_set: Option<DataSet>,
    /// Whether it is VadCLIP's trunk, without text adapters.
    pub trunk_only: bool,
}

/// A network read from a checkpoint of the authors.
#[derive(Debug)]
pub struct Opened {
    /// The network.
    pub model: DsaNet,
    /// What it is called.
    pub name: String,
    /// What is odd about the file.
    pub warnings: Vec<FormatWarning>,
}

/// Whether names are those of a checkpoint of the authors, of DSANet or VadCLIP.
pub fn is_official(checkpoint: &Checkpoint<'_>) -> bool {
    // A saved run of ours has the same names.
    let ours = checkpoint.metadata().get("format").is_some_and(|format| format.starts_with("oddframe"));
    !ours
        && prefix(checkpoint).is_some_and(|prefix| {
            checkpoint.tensor(&format!("{prefix}temporal.resblocks.0.ln_1.weight")).is_some()
                && checkpoint.tensor(&format!("{prefix}text_features")).is_none()
        })
}

/// What stands before the names.
fn prefix<'c>(checkpoint: &'c Checkpoint<'_>) -> Option<&'c str> {
    checkpoint.tensors().find_map(|tensor| {
        let prefix = tensor.name.strip_suffix(MARK)?;
        let whole_name = prefix.is_empty() || prefix.ends_with('.');
        (whole_name && !prefix.starts_with("optim")).then_some(prefix)
    })
}

/// Recognises the network: two temporal blocks and three adapters are UCF-Crime's, one and one XD-Violence's. Widths are
/// the file's; `given` settings are taken as they are.
pub fn official(checkpoint: &Checkpoint<'_>, given: Option<DsaNetConfig>) -> Result<Official, DsaNetError> {
    let prefix = prefix(checkpoint).unwrap_or_default();
    let has = |name: &str| checkpoint.tensor(&format!("{prefix}{name}")).is_some();
    let count = |name: &dyn Fn(usize) -> String| (0..).take_while(|&index| has(&name(index))).count();
    let blocks = count(&|index| format!("temporal.resblocks.{index}.ln_1.weight"));
    let maps = count(&adapter_name);
    let (trunk_only, adapters) = (maps == 0, maps.saturating_sub(1));
    if let Some(config) = given {
        config.check()?;
        return Ok(Official { config, data_set: None, trunk_only });
    }
    let data_set = match (blocks, adapters) {
        (2, 3) => DataSet::UcfCrime,
        (1, 1) => DataSet::XdViolence,
        (2, _) if trunk_only => DataSet::UcfCrime,
        (1, _) if trunk_only => DataSet::XdViolence,
        _ => return Err(DsaNetError::UnknownNetwork { blocks, adapters }),
    };
    let mut config = data_set.config();
    if let Some([slots, width]) =
        checkpoint.tensor(&format!("{prefix}{MARK}")).map(|found| found.shape.as_slice())
    {
        (config.slots, config.width) = (*slots, *width);
    }
    config.check()?;
    Ok(Official { config, data_set: Some(data_set), trunk_only })
}

impl Official {
    /// What it is called.
    pub fn name(&self) -> String {
        let network = if self.trunk_only { "VadCLIP trunk" } else { "DSANet" };
        match self.data_set {
            Some(set) => format!("{network} ({})", set.name()),
            None => network.to_owned(),
        }
    }

    /// Its learned tensors, by which it is recognised.
    pub fn known_model(&self) -> KnownModel {
        let mut slots = table::trunk(&self.config);
        if !self.trunk_only {
            slots.extend(table::adapters(&self.config));
        }
        let wanted = slots.into_iter().map(|slot| Wanted::new(slot.name, slot.shape)).collect();
        let ignorable = IGNORABLE.map(String::from).to_vec();
        KnownModel { ignorable, ..KnownModel::new(self.name(), wanted) }
    }
}

/// Reads a checkpoint of the authors. The text tower is read and computed once, block by block, and not kept.
///
/// Errors: names or shapes that do not fit, all listed; a network that is none of the published ones where no settings
/// are given.
pub fn read(
    checkpoint: &Checkpoint<'_>,
    given: Option<DsaNetConfig>,
    wants: Wants,
    device: &Device,
) -> Result<Opened, DsaNetError> {
    let official = official(checkpoint, given)?;
    let config = &official.config;
    let mut known = official.known_model();
    if !official.trunk_only {
        let tower = TextTower::tensors(config)?.into_iter();
        known.wanted.extend(tower.map(|(slot, _)| Wanted::new(slot.name, slot.shape)));
    }
    let refiner = wants == Wants::Prototypes && !official.trunk_only;
    if refiner {
        known
            .wanted
            .extend(table::refiner(config).into_iter().map(|slot| Wanted::new(slot.name, slot.shape)));
    }
    let fitted = fit(checkpoint, &known)?;
    let text = match official.trunk_only {
        true => TextSource::None,
        false => text_features(checkpoint, &fitted, config, device)?,
    };
    let mut load = |slot: &Slot| Ok::<_, DsaNetError>(fitted.load(checkpoint, &slot.name)?.values);
    let model = DsaNet::build(config, text, refiner, None, device, &mut load)?;
    let warnings = checkpoint.warnings().iter().chain(&fitted.warnings).cloned().collect();
    Ok(Opened { model, name: official.name(), warnings })
}

fn text_features(
    checkpoint: &Checkpoint<'_>,
    fitted: &Fit,
    config: &DsaNetConfig,
    device: &Device,
) -> Result<TextSource, DsaNetError> {
    let mut load = |slot: &Slot| Ok::<_, DsaNetError>(fitted.load(checkpoint, &slot.name)?.values);
    let adapters = Parameters::build(table::adapters(config), device, &mut load)?;
    let mut tower =
        |slot: &Slot, rows: &Rows| loaded(checkpoint, fitted, slot, rows).map_err(DsaNetError::from);
    let features = features_by_stages(config, &adapters, device, &mut tower)?;
    Ok(TextSource::Ready(Box::new(features)))
}

/// The whole text tower, to learn with. Its adapters start anew.
pub fn read_tower(
    checkpoint: &Checkpoint<'_>,
    config: &DsaNetConfig,
    device: &Device,
) -> Result<TextTower, DsaNetError> {
    let tensors = TextTower::tensors(config)?.into_iter();
    let wanted = tensors.map(|(slot, _)| Wanted::new(slot.name, slot.shape)).collect();
    let known = KnownModel { ignorable: vec!["*".into()], ..KnownModel::new("CLIP's text tower", wanted) };
    let fitted = fit(checkpoint, &known)?;
    let mut load =
        |slot: &Slot, rows: &Rows| loaded(checkpoint, &fitted, slot, rows).map_err(DsaNetError::from);
    TextTower::build(config, device, &mut load)
}

fn loaded(
    checkpoint: &Checkpoint<'_>,
    fitted: &Fit,
    slot: &Slot,
    rows: &Rows,
) -> Result<Vec<f32>, FormatError> {
    Ok(match rows {
        Rows::All => fitted.load(checkpoint, &slot.name)?.values,
        Rows::Some(rows) => checkpoint.rows(&fitted.key(&slot.name), rows)?.values,
    })
}
