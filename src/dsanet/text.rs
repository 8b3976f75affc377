//! Text features of the classes: CLIP's frozen text tower on the bare class words, with learned adapters in its first
//! blocks and a learned map in place of CLIP's projection (authors' code).
//!
//! The mask is causal, so that positions after the end token cannot matter: only the first few are computed.

use std::collections::BTreeMap;

use burn::tensor::{Device, Int, Tensor, TensorData, activation};

use super::DsaNetError;
use super::block::{block, norm};
use super::config::DsaNetConfig;
use super::parameters::{Parameters, Slot, Start};

/// Blocks of CLIP's text tower.
pub const BLOCKS: usize = 12;
/// Columns of one head of CLIP's text tower.
const HEAD_COLUMNS: usize = 64;
/// Tokens of CLIP's vocabulary.
const VOCABULARY: usize = 49_408;
/// Positions of CLIP's text tower.
const POSITIONS: usize = 77;
/// Tokens before and after the words.
const START_TOKEN: usize = 49_406;
const END_TOKEN: usize = 49_407;
/// Slope of LeakyReLU below 0 (PyTorch's).
const LEAKY_SLOPE: f64 = 0.01;
/// Added to an adapter's length before it divides (authors' code).
const LENGTH_FLOOR: f64 = 1e-6;
/// Added to the products with keys that come later.
const MASKED: f32 = -1e9;

/// Tokens of the words of the published classes in CLIP's vocabulary.
const WORDS: [(&str, &[usize]); 16] = [
    ("normal", &[5967]),
    ("abuse", &[7678]),
    ("arrest", &[9320]),
    ("arson", &[29937]),
    ("assault", &[9679]),
    ("burglary", &[32573]),
    ("explosion", &[13785]),
    ("fighting", &[4652]),
    ("roadaccidents", &[4370, 22072]),
    ("robbery", &[16393]),
    ("shooting", &[3992]),
    ("shoplifting", &[5738, 10857]),
    ("stealing", &[14242]),
    ("vandalism", &[45664]),
    ("riot", &[14218]),
    ("car accident", &[1615, 6608]),
];

/// Name of an adapter; the one after the last block's is the map behind the tower.
pub(crate) fn adapter_name(index: usize) -> String {
    format!("clip_adapter.text_adapter.{index}.fc.0.weight")
}

/// Tokens of a class with start and end.
fn tokens(class: &str) -> Result<Vec<usize>, DsaNetError> {
    let words = WORDS.iter().find(|(name, _)| *name == class).map(|(_, words)| *words);
    let words = words.ok_or_else(|| DsaNetError::NoTokens { class: class.to_owned() })?;
    Ok([&[START_TOKEN], words, &[END_TOKEN]].concat())
}

/// Which rows of a tensor of CLIP are needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rows {
    /// All.
    All,
    /// These, in this order.
    Some(Vec<usize>),
}

/// CLIP's text tower with the words of the classes.
#[derive(Debug, Clone)]
pub struct TextTower {
    parameters: Parameters,
    /// Per class and position the row of the token table here.
    tokens: Vec<Vec<usize>>,
    width: usize,
}

impl TextTower {
    /// Its tensors under the names of the authors' files, in the file's shape, and the rows that are needed.
    pub fn tensors(config: &DsaNetConfig) -> Result<Vec<(Slot, Rows)>, DsaNetError> {
        let (width, classes) = (config.width, class_tokens(config)?);
        let positions = classes.iter().map(Vec::len).max().unwrap_or(0);
        let slot = |name: &str, shape: &[usize]| Slot {
            name: format!("clipmodel.{name}"),
            shape: shape.to_vec(),
            start: Start::Constant(0.0),
        };
        let used: Vec<usize> = places(&classes).into_keys().collect();
        let mut all = vec![
            (slot("token_embedding.weight", &[VOCABULARY, width]), Rows::Some(used)),
            (slot("positional_embedding", &[POSITIONS, width]), Rows::Some((0..positions).collect())),
        ];
        for index in 0..BLOCKS {
            let shapes: [(&str, &[usize]); 12] = [
                ("ln_1.weight", &[width]),
                ("ln_1.bias", &[width]),
                ("attn.in_proj_weight", &[3 * width, width]),
                ("attn.in_proj_bias", &[3 * width]),
                ("attn.out_proj.weight", &[width, width]),
                ("attn.out_proj.bias", &[width]),
                ("ln_2.weight", &[width]),
                ("ln_2.bias", &[width]),
                ("mlp.c_fc.weight", &[4 * width, width]),
                ("mlp.c_fc.bias", &[4 * width]),
                ("mlp.c_proj.weight", &[width, 4 * width]),
                ("mlp.c_proj.bias", &[width]),
            ];
            let named = |(name, shape): (&str, &[usize])| {
                (slot(&format!("transformer.resblocks.{index}.{name}"), shape), Rows::All)
            };
            all.extend(shapes.map(named));
        }
        all.extend(["weight", "bias"].map(|part| (slot(&format!("ln_final.{part}"), &[width]), Rows::All)));
        Ok(all)
    }

    /// From what `load` gives for each of [`TextTower::tensors`]: the rows asked for, row-major.
    pub fn build<E: From<DsaNetError>>(
        config: &DsaNetConfig,
        device: &Device,
        load: &mut dyn FnMut(&Slot, &Rows) -> Result<Vec<f32>, E>,
    ) -> Result<Self, E> {
        config.check()?;
        let heads = "a multiple of 64 with text_mode \"adapter\"";
        super::config::require("width", config.width, config.width.is_multiple_of(HEAD_COLUMNS), heads)?;
        let classes = class_tokens(config)?;
        let places = places(&classes);
        let tokens = classes.iter().map(|class| class.iter().map(|token| places[token]).collect()).collect();
        let (slots, rows): (Vec<Slot>, Vec<Rows>) = Self::tensors(config)?
            .into_iter()
            .map(|(slot, rows)| {
                let mut held = slot;
                if let Rows::Some(rows) = &rows {
                    held.shape[0] = rows.len();
                }
                (held, rows)
            })
            .unzip();
        let mut next = rows.into_iter();
        let parameters = Parameters::build(slots, device, &mut |slot| {
            load(slot, &next.next().unwrap_or(Rows::All))
                .and_then(|values| counted(slot, values).map_err(E::from))
        })?;
        Ok(Self { parameters, tokens, width: config.width })
    }

    /// The tower beside a tape.
    pub(crate) fn constant(&self) -> Self {
        Self { parameters: self.parameters.constant(), ..self.clone() }
    }

    /// Text features of the classes, `[classes, width]`, rows of length 1.
    ///
    /// `learned` holds the adapters.
    pub(crate) fn features(&self, learned: &Parameters, config: &DsaNetConfig) -> Tensor<2> {
        let mut x = self.embedded();
        let positions = x.dims()[1];
        let mask = causal(positions, &x.device());
        let heads = self.width / HEAD_COLUMNS;
        for index in 0..BLOCKS {
            let name = format!("clipmodel.transformer.resblocks.{index}");
            x = block(&self.parameters.layer(name), x, heads, Some(&mask));
            if index < config.adapters {
                x = adapted(x, learned.tensor(&adapter_name(index)), config.text_weight);
            }
        }
        let x = norm(&self.parameters.layer("clipmodel.ln_final"), x);
        let ends = self.tokens.iter().enumerate();
        let ends = ends.map(|(class, tokens)| (class * positions + tokens.len() - 1) as i32).collect();
        let x = x.reshape([self.tokens.len() * positions, self.width]);
        let x = picked(x, ends).matmul(learned.tensor::<2>(&adapter_name(config.adapters)).transpose());
        unit_rows(activation::leaky_relu(x, LEAKY_SLOPE))
    }

    /// Tokens and positions, `[classes, positions, width]`; past its end a class repeats its end token, which nothing
    /// before it sees.
    fn embedded(&self) -> Tensor<3> {
        let positions = self.tokens.iter().map(Vec::len).max().unwrap_or(0);
        let padded = |tokens: &Vec<usize>| {
            let last = tokens[tokens.len() - 1];
            (0..positions).map(|at| tokens.get(at).copied().unwrap_or(last) as i32).collect::<Vec<_>>()
        };
        let rows: Vec<i32> = self.tokens.iter().flat_map(padded).collect();
        let tokens = picked(self.parameters.tensor("clipmodel.token_embedding.weight"), rows);
        let position = self.parameters.tensor::<2>("clipmodel.positional_embedding").unsqueeze_dim::<3>(0);
        tokens.reshape([self.tokens.len(), positions, self.width]) + position
    }
}

/// Refuses another number of values than the slot holds.
pub(crate) fn counted(slot: &Slot, values: Vec<f32>) -> Result<Vec<f32>, DsaNetError> {
    let (expected, found) = (slot.count(), values.len());
    if expected != found {
        return Err(DsaNetError::Count { name: slot.name.clone(), expected, found });
    }
    match values.iter().position(|value| !value.is_finite()) {
        Some(index) => Err(DsaNetError::NotFinite { name: slot.name.clone(), index }),
        None => Ok(values),
    }
}

fn class_tokens(config: &DsaNetConfig) -> Result<Vec<Vec<usize>>, DsaNetError> {
    config.classes.iter().map(|class| tokens(class)).collect()
}

/// Every token that is used, with its row here.
fn places(classes: &[Vec<usize>]) -> BTreeMap<usize, usize> {
    let mut places: BTreeMap<usize, usize> = classes.iter().flatten().map(|&token| (token, 0)).collect();
    places.values_mut().enumerate().for_each(|(place, row)| *row = place);
    places
}

/// Keys that come later are masked, `[1, positions, positions]`.
fn causal(positions: usize, device: &Device) -> Tensor<3> {
    let value = |at: usize| if at % positions > at / positions { MASKED } else { 0.0 };
    let values: Vec<f32> = (0..positions * positions).map(value).collect();
    Tensor::from_data(TensorData::new(values, [1, positions, positions]), device)
}

/// A share of the adapter's direction, as long as what it adapts.
fn adapted(x: Tensor<3>, weight: Tensor<2>, share: f64) -> Tensor<3> {
    let turned = activation::leaky_relu(super::parameters::affine(x.clone(), weight), LEAKY_SLOPE);
    let factor =
        super::trunk::lengths(x.clone()) / super::trunk::lengths(turned.clone()).add_scalar(LENGTH_FLOOR);
    (turned * factor).mul_scalar(share) + x.mul_scalar(1.0 - share)
}

fn picked(x: Tensor<2>, rows: Vec<i32>) -> Tensor<2> {
    let count = rows.len();
    let rows = Tensor::<1, Int>::from_data(TensorData::new(rows, [count]), &x.device());
    x.select(0, rows)
}

/// Rows brought to length 1, `[classes, width]`.
pub(crate) fn unit_rows(x: Tensor<2>) -> Tensor<2> {
    let lengths = (x.clone() * x.clone()).sum_dim(1).sqrt();
    x / lengths
}

#[cfg(test)]
mod tests {
    use super::super::config::DataSet;
    use super::*;

    #[test]
    fn published_classes_have_their_tokens_and_others_are_refused() {
        for set in [DataSet::UcfCrime, DataSet::XdViolence] {
            let classes = class_tokens(&set.config()).expect("published classes");
            assert!(classes.iter().all(|tokens| (3..=4).contains(&tokens.len())));
            assert!(classes.iter().all(|t| t[0] == START_TOKEN && t[t.len() - 1] == END_TOKEN));
        }
        let config =
            DsaNetConfig { classes: vec!["normal".into(), "jaywalking".into()], ..Default::default() };
        let error = TextTower::tensors(&config).expect_err("no such word");
        assert!(matches!(error, DsaNetError::NoTokens { class } if class == "jaywalking"));
    }

    #[test]
    fn only_the_rows_of_the_words_are_asked_for() {
        let tensors = TextTower::tensors(&DataSet::UcfCrime.config()).expect("published classes");
        assert_eq!(tensors.len(), 2 + 12 * BLOCKS + 2);
        // 14 classes of one word, two of which have two tokens; start and end.
        assert!(matches!(&tensors[0].1, Rows::Some(rows) if rows.len() == 14 + 2 + 2));
        assert_eq!(tensors[1].1, Rows::Some(vec![0, 1, 2, 3]));
    }
}
