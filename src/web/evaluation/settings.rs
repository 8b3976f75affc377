//! What the Reproduce view asks with. The switches keep the words of the command line and of the card.

use serde::{Deserialize, Serialize};
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use crate::evaluate::{Conventions, DataSet, Preset};

/// The serialised form of [`Conventions`], which the crate's own words make and read.
#[wasm_bindgen(typescript_custom_section)]
const CONVENTIONS: &str = r#"
export interface Conventions {
  preset: string | null;
  /** mean, only:I */
  crop: string;
  repeat: number | null;
  /** none, forward:K, block:K, box:W, gauss:SIGMA */
  smooth: string;
  smooth_scope: "video" | "concat";
  /** none, global_minmax, video_minmax, train_z, train_z:MEAN,STD */
  normalise: string;
  empty_frame: number | null;
  drop_head: number;
  drop_tail: number;
  interval: "half_open0" | "inclusive0" | "inclusive1";
  length_policy: "strict" | "truncate" | "hold_last" | "build";
  ap: "both" | "trapezoid" | "step";
  average: "micro" | "macro_skip" | "macro_pad";
  far_tau: number;
  far_tau_picked: boolean;
  map_normal_class: "exclude_quirk" | "include" | "drop" | null;
  subset: boolean;
  interval_replicates: number;
  interval_seed: number;
}
"#;

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum FileRole {
    /// Scores.
    Scores,
    /// Scores of a second method.
    Compare,
    /// Ground truth.
    Truth,
    /// Videos in the order of files that hold all of them.
    List,
}

/// Under which conventions, and what the visitor says of the scores.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct EvaluationSettings {
    /// Every switch.
    #[tsify(type = "Conventions")]
    pub conventions: Conventions,
    /// Key of the data set.
    #[tsify(type = "string | null")]
    pub data_set: Option<DataSet>,
    /// Method of a published table.
    pub method: Option<String>,
}

/// The conventions of a published system.
#[derive(Debug, Clone, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct PresetEntry {
    /// Its word.
    #[tsify(type = "string")]
    pub key: Preset,
    /// Whose they are.
    pub method: String,
    /// The one data set that they are for.
    #[tsify(type = "string | null")]
    pub data_set: Option<DataSet>,
    /// The switches.
    #[tsify(type = "Conventions")]
    pub conventions: Conventions,
}

/// A data set.
#[derive(Debug, Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct DataSetEntry {
    /// Its word.
    #[tsify(type = "string")]
    pub key: DataSet,
    /// Its name.
    pub name: String,
    /// Test videos.
    pub videos: usize,
}

/// Everything that the page's lists offer.
#[derive(Debug, Clone, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct Catalogue {
    /// The switches of nobody in particular.
    #[tsify(type = "Conventions")]
    pub defaults: Conventions,
    /// Those of published systems.
    pub presets: Vec<PresetEntry>,
    /// Data sets.
    pub data_sets: Vec<DataSetEntry>,
    /// Methods of published tables.
    pub methods: Vec<String>,
}
