//! Text features of the classes: CLIP's frozen text tower on the bare class words, with learned adapters in its first
//! blocks and a learned map in place of CLIP's projection (authors' code).
//!
//! The mask is causal, so that positions after the end token cannot matter: only the first few are computed.

use burn::tensor::{Device, Int, Tensor, TensorData, activation};

use super::DsaNetError;
use super::block::{block, norm};
use super::config::{DsaNetConfig, require};
use super::parameters::{Parameters, Slot, Start, affine};
use super::trunk::lengths;
use super::words::{END_TOKEN, Words};

/// Blocks of CLIP's text tower.
pub const BLOCKS: usize = 12;
/// Columns of one head of CLIP's text tower.
const HEAD_COLUMNS: usize = 64;
/// Tokens of CLIP's vocabulary.
const VOCABULARY: usize = 49_408;
/// Positions of CLIP's text tower.
const POSITIONS: usize = 77;
/// Slope of LeakyReLU below 0 (PyTorch's).
const LEAKY_SLOPE: f64 = 0.01;
/// Added to an adapter's length before it divides (authors' code).
const LENGTH_FLOOR: f64 = 1e-6;
/// Added to the products with keys that come later.
const MASKED: f32 = -1e9;

/// Name of an adapter; the one after the last block's is the map behind the tower.
pub(crate) fn adapter_name(index: usize) -> String {
    format!("clip_adapter.text_adapter.{index}.fc.0.weight")
}

/// Which rows of a tensor of CLIP are needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rows {
    /// All of them.
    All,
    /// These, in this order.
    Some(Vec<usize>),
}

/// Gives the values of a tensor, of the rows asked for.
pub type Load<'a, E> = dyn FnMut(&Slot, &Rows) -> Result<Vec<f32>, E> + 'a;

/// Tensors that are needed together, with the rows of each.
type Stage = Vec<(Slot, Rows)>;

/// CLIP's text tower with the words of the classes.
#[derive(Debug, Clone)]
pub struct TextTower {
    words: Words,
    /// Embeddings, every block, the last normalisation.
    stages: Vec<Parameters>,
}

impl TextTower {
    /// Its tensors under the names of the authors' files, in the file's shape, and the rows that are needed.
    pub fn tensors(config: &DsaNetConfig) -> Result<Vec<(Slot, Rows)>, DsaNetError> {
        Ok(stages(config, &words(config)?).into_iter().flatten().collect())
    }

    /// From what `load` gives for each of [`TextTower::tensors`]: the rows asked for, row-major.
    pub fn build<E: From<DsaNetError>>(
        config: &DsaNetConfig,
        device: &Device,
        load: &mut Load<'_, E>,
    ) -> Result<Self, E> {
        let words = words(config)?;
        let stages = stages(config, &words);
        let stages = stages.into_iter().map(|stage| loaded(stage, device, load)).collect::<Result<_, E>>()?;
        Ok(Self { words, stages })
    }

    /// The tower beside a tape.
    pub(crate) fn constant(&self) -> Self {
        let stages = self.stages.iter().map(Parameters::constant).collect();
        Self { words: self.words.clone(), stages }
    }

    /// Text features of the classes, `[classes, width]`, rows of length 1.
    ///
    /// `learned` holds the adapters.
    pub(crate) fn features(&self, learned: &Parameters, config: &DsaNetConfig) -> Tensor<2> {
        let run = Run { words: &self.words, learned, config };
        let x =
            self.stages.iter().enumerate().fold(None, |x, (index, stage)| Some(run.stage(index, stage, x)));
        run.features(x.expect("a tower has stages"))
    }
}

/// Text features of the classes, `[classes, width]`, rows of length 1, with one block of the tower in memory at a time.
///
/// `learned` holds the adapters; `load` as in [`TextTower::build`].
pub(crate) fn features_by_stages<E: From<DsaNetError>>(
    config: &DsaNetConfig,
    learned: &Parameters,
    device: &Device,
    load: &mut Load<'_, E>,
) -> Result<Tensor<2>, E> {
    let words = words(config)?;
    let run = Run { words: &words, learned, config };
    let mut x = None;
    for (index, stage) in stages(config, &words).into_iter().enumerate() {
        x = Some(run.stage(index, &loaded(stage, device, load)?, x));
    }
    Ok(run.features(x.expect("a tower has stages")))
}

/// The words of a network that the tower fits.
fn words(config: &DsaNetConfig) -> Result<Words, DsaNetError> {
    config.check()?;
    let expected = "a multiple of 64 with text_mode \"adapter\"";
    require("width", config.width, config.width.is_multiple_of(HEAD_COLUMNS), expected)?;
    Words::new(config)
}

/// The tower's tensors in the order in which they are needed.
fn stages(config: &DsaNetConfig, words: &Words) -> Vec<Stage> {
    let width = config.width;
    let slot = |name: &str, shape: &[usize]| Slot {
        name: format!("clipmodel.{name}"),
        shape: shape.to_vec(),
        start: Start::Constant(0.0),
    };
    let mut all = vec![vec![
        (
            slot("token_embedding.weight", &[VOCABULARY, width]),
            Rows::Some(words.rows.keys().copied().collect()),
        ),
        (slot("positional_embedding", &[POSITIONS, width]), Rows::Some((0..words.positions()).collect())),
    ]];
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
        all.push(shapes.map(named).to_vec());
    }
    all.push(
        ["weight", "bias"].map(|part| (slot(&format!("ln_final.{part}"), &[width]), Rows::All)).to_vec(),
    );
    all
}

fn loaded<E: From<DsaNetError>>(
    stage: Stage,
    device: &Device,
    load: &mut Load<'_, E>,
) -> Result<Parameters, E> {
    let (mut held, mut values) = (Vec::new(), Vec::new());
    for (mut slot, rows) in stage {
        let found = load(&slot, &rows)?;
        if let Rows::Some(rows) = &rows {
            slot.shape[0] = rows.len();
        }
        values.push(counted(&slot, found)?);
        held.push(slot);
    }
    let mut values = values.into_iter();
    Parameters::build(held, device, &mut |_| Ok(values.next().unwrap_or_default()))
}

/// The tower at work.
struct Run<'a> {
    words: &'a Words,
    learned: &'a Parameters,
    config: &'a DsaNetConfig,
}

impl Run<'_> {
    /// One stage, `[classes, positions, width]` in and out; the first takes nothing.
    fn stage(&self, index: usize, stage: &Parameters, x: Option<Tensor<3>>) -> Tensor<3> {
        let Some(x) = x else { return self.embedded(stage) };
        if index > BLOCKS {
            return norm(&stage.layer("clipmodel.ln_final"), x);
        }
        let (number, heads) = (index - 1, self.config.width / HEAD_COLUMNS);
        let mask = causal(self.words.positions(), &x.device());
        let layer = stage.layer(format!("clipmodel.transformer.resblocks.{number}"));
        let x = block(&layer, x, heads, Some(&mask));
        if number < self.config.adapters {
            adapted(x, self.learned.tensor(&adapter_name(number)), self.config.text_weight)
        } else {
            x
        }
    }

    /// Tokens and positions; past its end a class repeats its end token, which nothing before it sees.
    fn embedded(&self, stage: &Parameters) -> Tensor<3> {
        let (positions, width) = (self.words.positions(), self.config.width);
        let padded = |tokens: &Vec<usize>| {
            let token = |at: usize| tokens.get(at).copied().unwrap_or(END_TOKEN);
            (0..positions).map(|at| self.words.rows[&token(at)] as i32).collect::<Vec<_>>()
        };
        let rows: Vec<i32> = self.words.classes.iter().flat_map(padded).collect();
        let tokens = picked(stage.tensor("clipmodel.token_embedding.weight"), rows);
        let position = stage.tensor::<2>("clipmodel.positional_embedding").unsqueeze_dim::<3>(0);
        tokens.reshape([self.words.classes.len(), positions, width]) + position
    }

    /// From the last stage's rows at the end tokens to text features.
    fn features(&self, x: Tensor<3>) -> Tensor<2> {
        let [classes, positions, width] = x.dims();
        let ends = self.words.classes.iter().enumerate();
        let ends = ends.map(|(class, tokens)| (class * positions + tokens.len() - 1) as i32).collect();
        let x = picked(x.reshape([classes * positions, width]), ends);
        let weight: Tensor<2> = self.learned.tensor(&adapter_name(self.config.adapters));
        unit_rows(activation::leaky_relu(x.matmul(weight.transpose()), LEAKY_SLOPE))
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

/// Keys that come later are masked, `[1, positions, positions]`.
fn causal(positions: usize, device: &Device) -> Tensor<3> {
    let value = |at: usize| if at % positions > at / positions { MASKED } else { 0.0 };
    let values: Vec<f32> = (0..positions * positions).map(value).collect();
    Tensor::from_data(TensorData::new(values, [1, positions, positions]), device)
}

/// A share of the adapter's direction, as long as what it adapts.
fn adapted(x: Tensor<3>, weight: Tensor<2>, share: f64) -> Tensor<3> {
    let turned = activation::leaky_relu(affine(x.clone(), weight), LEAKY_SLOPE);
    let factor = lengths(x.clone()) / lengths(turned.clone()).add_scalar(LENGTH_FLOOR);
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
    fn only_the_rows_of_the_words_are_asked_for() {
        let tensors = TextTower::tensors(&DataSet::UcfCrime.config()).expect("published classes");
        assert_eq!(tensors.len(), 2 + 12 * BLOCKS + 2);
        // 14 classes of one word, two of which have two tokens; start and end.
        assert!(matches!(&tensors[0].1, Rows::Some(rows) if rows.len() == 14 + 2 + 2));
        assert_eq!(tensors[1].1, Rows::Some(vec![0, 1, 2, 3]));
    }
}
