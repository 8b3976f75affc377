//! `oddframe weights`: what a file of weights holds, and the same weights as safetensors.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use burn::tensor::Device;
use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::{Value, json};

use super::encoder_weights::{EncoderWeights, provenance};
use super::files::{print_line, write};
use super::{CliError, dsanet};
use crate::formats::{
    ArrayData, Checkpoint, FileSource, Fit, FormatWarning, Precision, digest, open, recognise,
    write_safetensors,
};
use crate::known_weights::known_models;
use crate::lbr;

/// Values of a tensor that are shown.
const SHOWN: usize = 4;

/// Look into a file of weights, or convert it
#[derive(Debug, Args)]
pub struct WeightsArgs {
    #[command(subcommand)]
    command: WeightsCommand,
}

#[derive(Debug, Subcommand)]
enum WeightsCommand {
    /// Say what a file holds: container, model, tensors, digest
    Inspect(InspectArgs),
    /// Write the weights as safetensors: of a known model its tensors (I3D with batch norm folded in, of CLIP the
    /// image tower), else every floating-point tensor
    Convert(ConvertArgs),
}

#[derive(Debug, Args)]
struct InspectArgs {
    /// .pt, .pth, .pkl, .bin, .safetensors, .onnx, .npy or .npz; the content decides
    file: PathBuf,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct ConvertArgs {
    /// .pt, .pth, .pkl, .bin, .safetensors, .onnx, .npy or .npz; the content decides
    file: PathBuf,
    /// Where to write
    #[arg(long, value_name = "FILE.safetensors")]
    to: PathBuf,
    /// Store 16 bits a value instead of 32
    #[arg(long)]
    half: bool,
    /// Batch norm's epsilon that is folded into I3D [default: 1e-3, as in its authors' code]
    #[arg(long, value_name = "EPS", value_parser = super::encode::epsilon)]
    bn_eps: Option<f64>,
}

/// Inspects or converts.
pub fn run(args: &WeightsArgs) -> Result<(), CliError> {
    match &args.command {
        WeightsCommand::Inspect(args) => inspect(args),
        WeightsCommand::Convert(args) => convert(args),
    }
}

/// Opens a file of weights, to be read by ranges.
pub fn open_weights(path: &Path) -> Result<Checkpoint<'static>, CliError> {
    let source = FileSource::open(path).map_err(|source| CliError::Read { path: path.into(), source })?;
    Ok(open(source, &path.display().to_string())?)
}

/// What `inspect` says.
#[derive(Debug, Serialize)]
struct Inspection {
    container: &'static str,
    model: Option<String>,
    prefix: Option<String>,
    warnings: Vec<String>,
    sha256: String,
    /// Of the model's tensors, else of every floating-point tensor; none where one cannot be read as weights.
    digest: Option<String>,
    /// What the file says of itself.
    metadata: BTreeMap<String, String>,
    tensors: Vec<TensorLine>,
}

#[derive(Debug, Serialize)]
struct TensorLine {
    name: String,
    dtype: String,
    shape: Vec<usize>,
    /// Up to four values; one that is not finite is null.
    first: Vec<Value>,
}

fn inspect(args: &InspectArgs) -> Result<(), CliError> {
    let checkpoint = open_weights(&args.file)?;
    let found = inspection(&checkpoint)?;
    if args.json {
        let json = serde_json::to_string(&found).map_err(|error| CliError::Print(error.into()))?;
        return print_line(&json);
    }
    lines(&found).iter().try_for_each(|line| print_line(line))
}

fn inspection(checkpoint: &Checkpoint<'_>) -> Result<Inspection, CliError> {
    let mut warnings: Vec<String> = checkpoint.warnings().iter().map(sentence).collect();
    let fitted = match recognise(checkpoint, &known_models(checkpoint)) {
        Ok(fitted) => Some(fitted),
        Err(error) => {
            warnings.push(format!("{}: {}", error.code(), error.cause()));
            None
        }
    };
    warnings.extend(fitted.iter().flat_map(|fitted| fitted.warnings.iter().map(sentence)));
    let digest = match &fitted {
        Some(fitted) => digest::weights_digest(checkpoint, fitted),
        None => digest::floats_digest(checkpoint),
    };
    let any = fitted.is_some() || checkpoint.tensors().any(|tensor| tensor.dtype.is_float());
    let digest = digest
        .map_err(|error| warnings.push(format!("{}: {}", error.code(), error.cause())))
        .ok()
        .filter(|_| any);
    let mut tensors = Vec::new();
    for tensor in checkpoint.tensors() {
        let first = match tensor.dtype.size() {
            Some(_) => numbers(&checkpoint.first(&tensor.name, SHOWN)?.data),
            None => Vec::new(),
        };
        let (name, dtype, shape) = (tensor.name.clone(), tensor.dtype.name().into(), tensor.shape.clone());
        tensors.push(TensorLine { name, dtype, shape, first });
    }
    Ok(Inspection {
        container: checkpoint.container().name(),
        model: fitted.as_ref().map(|fitted| fitted.model.clone()),
        prefix: fitted.map(|fitted| fitted.prefix),
        warnings,
        sha256: digest::file_sha256(checkpoint.source())?,
        digest,
        metadata: checkpoint.metadata().clone(),
        tensors,
    })
}

fn sentence(warning: &FormatWarning) -> String {
    format!("{}: {warning}", warning.code())
}

fn numbers(data: &ArrayData) -> Vec<Value> {
    match data {
        ArrayData::F32(values) => values.iter().map(|&value| json!(value)).collect(),
        ArrayData::F64(values) => values.iter().map(|&value| json!(value)).collect(),
        ArrayData::I8(values) => values.iter().map(|&value| json!(value)).collect(),
        ArrayData::I16(values) => values.iter().map(|&value| json!(value)).collect(),
        ArrayData::I32(values) => values.iter().map(|&value| json!(value)).collect(),
        ArrayData::I64(values) => values.iter().map(|&value| json!(value)).collect(),
        ArrayData::U8(values) => values.iter().map(|&value| json!(value)).collect(),
        ArrayData::U16(values) => values.iter().map(|&value| json!(value)).collect(),
        ArrayData::U32(values) => values.iter().map(|&value| json!(value)).collect(),
        ArrayData::U64(values) => values.iter().map(|&value| json!(value)).collect(),
        ArrayData::Bool(values) => values.iter().map(|&value| json!(value)).collect(),
    }
}

fn lines(found: &Inspection) -> Vec<String> {
    let row = |name: &str, value: &str| format!("{name:<12}{value}");
    let mut lines = vec![
        row("Container", found.container),
        row("Model", found.model.as_deref().unwrap_or("none that is known")),
        row("Prefix", found.prefix.as_deref().filter(|prefix| !prefix.is_empty()).unwrap_or("none")),
        row("SHA-256", &found.sha256),
        row("Digest", found.digest.as_deref().unwrap_or("none: not all tensors can be weights")),
        row("Tensors", &found.tensors.len().to_string()),
    ];
    // In quotes: what a file says of itself may hold anything.
    lines.extend(found.metadata.iter().map(|(name, value)| row("Says", &format!("{name:?}: {value:?}"))));
    lines.extend(found.warnings.iter().map(|warning| row("Warning", warning)));
    for tensor in &found.tensors {
        let first: Vec<String> = tensor.first.iter().map(Value::to_string).collect();
        lines.push(format!(
            "{} {} {:?} {}{}",
            tensor.name,
            tensor.dtype,
            tensor.shape,
            first.join(" "),
            if tensor.first.len() == SHOWN && tensor.shape != [SHOWN] { " ..." } else { "" }
        ));
    }
    lines
}

fn convert(args: &ConvertArgs) -> Result<(), CliError> {
    let checkpoint = open_weights(&args.file)?;
    let precision = if args.half { Precision::F16 } else { Precision::F32 };
    if let Some(weights) = EncoderWeights::read(&checkpoint, args.bn_eps)? {
        weights.notes().iter().for_each(|note| eprintln!("warning: {note}"));
        let source = provenance(&checkpoint, &args.file)?;
        return write_file(&args.to, &mut |out| weights.write(out, precision, &source));
    }
    if let Some(model) = dsanet::official_name(&checkpoint) {
        eprintln!("{model}: text features are computed once from the text tower in the file");
        return write(&args.to, &dsanet::write_ours(&checkpoint, &args.file, precision)?);
    }
    if lbr::weights::width_of(&checkpoint).is_some() {
        return write(&args.to, &lbr_weights(&checkpoint, precision)?);
    }
    let fitted = recognise(&checkpoint, &known_models(&checkpoint)).ok();
    let (tensors, left_out) = chosen(&checkpoint, fitted.as_ref());
    if tensors.is_empty() {
        return Err(CliError::Usage(format!(
            "{} holds no floating-point tensor; expected a file of weights",
            args.file.display()
        )));
    }
    for warning in checkpoint.warnings() {
        eprintln!("warning: {}", sentence(warning));
    }
    if !left_out.is_empty() {
        eprintln!("warning: left out, not weights of the model: {}", left_out.join(", "));
    }
    let mut metadata: BTreeMap<String, String> = checkpoint.metadata().clone();
    metadata.insert("source_sha256".into(), digest::file_sha256(checkpoint.source())?);
    let prefix = fitted.map(|fitted| fitted.prefix).unwrap_or_default();
    write_file(&args.to, &mut |out| {
        let load = &mut |name: &str| checkpoint.load(&format!("{prefix}{name}"));
        Ok(write_safetensors(out, &tensors, &metadata, precision, load)?)
    })
}

/// The networks of LBR with their statistics, whatever names they had.
fn lbr_weights(checkpoint: &Checkpoint<'_>, precision: Precision) -> Result<Vec<u8>, CliError> {
    let motion = lbr::weights::has_motion(checkpoint);
    let networks = lbr::weights::read_blocks(checkpoint, None, motion, &Device::flex())?;
    let mut metadata: HashMap<String, String> = checkpoint.metadata().clone().into_iter().collect();
    metadata.insert("source_sha256".into(), digest::file_sha256(checkpoint.source())?);
    Ok(pollster::block_on(lbr::weights::write_precise(&networks, metadata, precision))?)
}

/// Names (without prefix) and shapes of what is written, and names of what is not.
fn chosen(checkpoint: &Checkpoint<'_>, fitted: Option<&Fit>) -> (Vec<(String, Vec<usize>)>, Vec<String>) {
    let (mut tensors, mut left_out) = (Vec::new(), Vec::new());
    for tensor in checkpoint.tensors() {
        let name = match fitted {
            None => tensor.dtype.is_float().then_some(tensor.name.as_str()),
            Some(fitted) => tensor
                .name
                .strip_prefix(&fitted.prefix)
                .filter(|bare| fitted.names.iter().any(|name| name == bare)),
        };
        match name {
            Some(name) => tensors.push((name.to_owned(), tensor.shape.clone())),
            None => left_out.push(tensor.name.clone()),
        }
    }
    (tensors, left_out)
}

/// Writes beside `path` and puts the file there only when it is complete.
fn write_file(
    path: &Path,
    write: &mut dyn FnMut(&mut dyn Write) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let failed = |source| CliError::Write { path: path.into(), source };
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut out = BufWriter::new(File::create(&part).map_err(failed)?);
    let written = write(&mut out)
        .and_then(|()| out.flush().map_err(failed))
        .and_then(|()| fs::rename(&part, path).map_err(failed));
    if written.is_err() {
        // The error itself matters more than what is left of the attempt.
        let _ = fs::remove_file(&part);
    }
    written
}
