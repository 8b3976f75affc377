//! `--compare`: how close the features made here are to a file that somebody gave.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::snippets::encode;
use crate::cli::CliError;
use crate::cli::clips::Source;
use crate::cli::files::{print_line, read as read_bytes};
use crate::encode::{
    Comparison, CropChoice, Features, Preset, Recipe, SNIPPET_FRAMES, SnippetNetwork, compare,
    read_feature_file,
};

/// What is compared.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// Say how close the features of the clip are to this file's
    #[arg(long, value_name = "FILE.npy")]
    pub compare: Option<PathBuf>,
    /// Snippets that are compared, from the first
    #[arg(long, value_name = "N", default_value_t = 8, requires = "compare", value_parser = at_least_one)]
    pub snippets: usize,
    /// Print the comparison as one JSON object
    #[arg(long, requires = "compare")]
    pub json: bool,
}

/// The features of a file.
pub fn read(path: &Path) -> Result<Features, CliError> {
    let stack = read_feature_file(&path.display().to_string(), &read_bytes(path)?, None)?;
    stack.notes.iter().for_each(|note| eprintln!("note: {note}"));
    let (crops, snippets, dim, data) = (stack.crops, stack.snippets, stack.dim, stack.data);
    Ok(Features { crops, snippets, dim, data, frames_per_snippet: SNIPPET_FRAMES })
}

/// The one clip that a comparison takes.
pub fn only_clip(frames: &Path, mut clips: Vec<Source>) -> Result<Source, CliError> {
    match (clips.pop(), clips.len()) {
        (Some(clip), 0) => Ok(clip),
        (_, others) => Err(CliError::Usage(format!(
            "--compare takes one clip, --frames {} holds {}",
            frames.display(),
            others + 1
        ))),
    }
}

/// Compares the first snippets, encoded in all crops that the preset has.
pub fn preset<N: SnippetNetwork>(
    network: N,
    source: &Source,
    recipe: &Recipe,
    theirs: &Features,
    snippets: usize,
) -> Result<Comparison, CliError> {
    let choice = if recipe.crops(CropChoice::Ten).is_ok() { CropChoice::Ten } else { CropChoice::Centre };
    let ours = encode(network, source, recipe, choice, Some(snippets))?;
    Ok(compare(&ours, theirs, snippets)?)
}

/// Prints comparisons, the best first.
pub fn report(found: &[(Preset, Comparison)], args: &CompareArgs) -> Result<(), CliError> {
    let mut ranked: Vec<&(Preset, Comparison)> = found.iter().collect();
    ranked.sort_by(|(_, a), (_, b)| b.cosine().total_cmp(&a.cosine()));
    if args.json {
        let presets: Vec<_> = ranked.iter().map(|(preset, comparison)| object(*preset, comparison)).collect();
        return print_line(&json!({ "presets": presets }).to_string());
    }
    for (preset, comparison) in ranked {
        let order = comparison.order().map_or("not one to one".into(), |order| {
            order.iter().map(usize::to_string).collect::<Vec<_>>().join(" ")
        });
        print_line(&format!(
            "preset {preset}: {}, mean cosine {:.5} over {} snippets; crop order {order}",
            comparison.verdict,
            comparison.cosine(),
            comparison.snippets
        ))?;
        for crop in &comparison.crops {
            let control = crop.control.map_or("none".into(), |control| format!("{control:.5}"));
            print_line(&format!(
                "  crop {}: like our {}, cosine {:.5} (lowest {:.5}, another moment {control}), length ratio {:.4}",
                crop.theirs, crop.ours, crop.cosine, crop.lowest, crop.norm_ratio
            ))?;
        }
    }
    Ok(())
}

fn object(preset: Preset, comparison: &Comparison) -> serde_json::Value {
    let crops: Vec<_> = comparison
        .crops
        .iter()
        .map(|crop| {
            json!({
                "crop": crop.theirs,
                "like": crop.ours,
                "cosine": crop.cosine,
                "lowest_cosine": crop.lowest,
                "another_moment": crop.control,
                "norm_ratio": crop.norm_ratio,
            })
        })
        .collect();
    json!({
        "preset": preset.to_string(),
        "verdict": comparison.verdict.to_string(),
        "cosine": comparison.cosine(),
        "snippets": comparison.snippets,
        "crop_order": comparison.order(),
        "crops": crops,
    })
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count) if count > 0 => Ok(count),
        _ => Err("expected a number of snippets of at least 1".into()),
    }
}
