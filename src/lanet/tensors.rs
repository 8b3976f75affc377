//! The network from and to named tensors.

use burn::tensor::Device;

use super::config::LaNetConfig;
use super::error::TensorProblem;
use super::model::read;
use super::parameters::{Parameters, table};
use super::pel4vad::{Learned, SCALARS, Tensors};
use super::standardise::Standardisation;
use super::{LaNet, LaNetError};

/// Names of the standardisation in files.
pub(super) const INPUT: [&str; 2] = ["input.mean", "input.deviation"];

impl LaNet {
    /// Names and shapes of all tensors of a weights file, in its order.
    pub fn tensors(config: &LaNetConfig) -> Vec<(String, Vec<usize>)> {
        let mut all: Vec<_> = table(config).into_iter().map(|slot| (slot.name, slot.shape)).collect();
        if config.pel4vad.is_some() {
            all.extend(SCALARS.map(|(name, shape)| (name.to_owned(), shape.to_vec())));
        }
        if config.standardise {
            all.extend(INPUT.map(|name| (name.to_owned(), vec![config.feat_dim])));
        }
        all
    }

    /// A network from tensors under our names. Every tensor that is missing, of another shape, not finite or not
    /// part of the network is listed in the error.
    pub fn from_tensors(
        config: &LaNetConfig,
        mut tensors: Tensors,
        device: &Device,
    ) -> Result<Self, LaNetError> {
        config.check()?;
        let mut problems = Vec::new();
        let mut values: Vec<Vec<f32>> = Vec::new();
        for (name, expected) in Self::tensors(config) {
            match take(&mut tensors, &name, expected) {
                Ok(found) => values.push(found),
                Err(problem) => problems.push(problem),
            }
        }
        let mut extra: Vec<String> = tensors.into_keys().collect();
        extra.sort_unstable();
        problems.extend(extra.into_iter().map(|name| TensorProblem::Extra { name }));
        if !problems.is_empty() {
            return Err(LaNetError::Tensors(problems));
        }
        let mut rest = values.split_off(table(config).len()).into_iter();
        let learned = config.pel4vad.map(|pel| {
            let mut scalar = || rest.next().and_then(|values| values.first().copied()).unwrap_or(f32::NAN);
            let (alpha, gamma, beta) = (scalar(), scalar(), scalar());
            Learned { alpha, gamma, beta, window: pel.window, normalise: pel.normalise }
        });
        let standardisation = match (rest.next(), rest.next()) {
            (Some(mean), Some(deviation)) => Some(Standardisation { mean, deviation }),
            _ => None,
        };
        Ok(Self {
            config: config.clone(),
            learned_span: config.span,
            parameters: Parameters::upload(values, device),
            learned,
            standardisation,
            device: device.clone(),
        })
    }

    /// Name, shape and row-major values of every tensor, in the order of the weights file. A weight that is not
    /// finite is an error.
    pub async fn to_tensors(&self) -> Result<Vec<(String, Vec<usize>, Vec<f32>)>, LaNetError> {
        let mut values = Vec::new();
        for tensor in &self.parameters.flat {
            values.push(read(tensor.clone(), "reading the weights").await?);
        }
        if let Some(learned) = self.learned {
            values.extend(learned.scalars().map(|scalar| vec![scalar]));
        }
        if let Some(standardisation) = self.standardisation.clone() {
            values.extend([standardisation.mean, standardisation.deviation]);
        }
        let names = Self::tensors(&self.config).into_iter();
        let all: Vec<_> = names.zip(values).map(|((name, shape), values)| (name, shape, values)).collect();
        let problems: Vec<_> = all.iter().filter_map(|(name, _, values)| not_finite(name, values)).collect();
        if problems.is_empty() { Ok(all) } else { Err(LaNetError::Tensors(problems)) }
    }
}

/// Takes one tensor out, checked.
fn take(tensors: &mut Tensors, name: &str, expected: Vec<usize>) -> Result<Vec<f32>, TensorProblem> {
    let name = name.to_owned();
    let Some((found, values)) = tensors.remove(&name) else {
        return Err(TensorProblem::Missing { name, expected });
    };
    if found != expected {
        return Err(TensorProblem::Shape { name, expected, found });
    }
    let count = expected.iter().product();
    if values.len() != count {
        return Err(TensorProblem::Count { name, expected: count, found: values.len() });
    }
    not_finite(&name, &values).map_or(Ok(values), Err)
}

fn not_finite(name: &str, values: &[f32]) -> Option<TensorProblem> {
    let index = values.iter().position(|value| !value.is_finite())?;
    let count = values.iter().filter(|value| !value.is_finite()).count();
    Some(TensorProblem::NotFinite { name: name.to_owned(), index, count })
}
