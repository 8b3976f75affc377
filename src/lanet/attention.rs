//! The locality-aware attention block: row softmax over the video plus the locality prior.
//!
//! Rows are independent, so a long video is done some rows at a time ([`rows_per_chunk`]), which is exact.

use burn::tensor::{Device, Tensor, TensorData};

use super::config::{LaNetConfig, PriorMode};
use super::parameters::{Parameters, Part};
use super::pel4vad::Learned;
use super::prior::{Block, MASKED, radius};
use crate::nn::attention::is_one_pass;
use crate::nn::{dense, heads};

/// Rows of the prior that are multiplied at a time; it is a narrow band, so wide blocks would be mostly zeros.
const BAND_ROWS: usize = 256;

/// Rows of the map of a video of `snippets` that fit `budget_bytes` (at least 1).
pub fn rows_per_chunk(snippets: usize, budget_bytes: usize) -> usize {
    (budget_bytes / (size_of::<f32>() * snippets.max(1))).clamp(1, snippets.max(1))
}

/// Queries, keys and values, `[bags, snippets, attn_dim]`.
#[derive(Debug, Clone)]
pub(crate) struct Projected {
    queries: Tensor<3>,
    keys: Tensor<3>,
    values: Tensor<3>,
}

impl Projected {
    /// Of the rows `x [bags, snippets, feat_dim]`.
    pub(crate) fn new(parameters: &Parameters, x: Tensor<3>) -> Self {
        Self {
            queries: parameters.linear_of_bags(Part::Phi, x.clone()),
            keys: parameters.linear_of_bags(Part::Psi, x.clone()),
            values: parameters.linear_of_bags(Part::Value, x),
        }
    }

    /// These rows after earlier ones, whose queries are no longer needed.
    pub(crate) fn after(self, earlier: Option<(Tensor<3>, Tensor<3>)>) -> Self {
        let Some((keys, values)) = earlier else { return self };
        Self {
            queries: self.queries,
            keys: Tensor::cat(vec![keys, self.keys], 1),
            values: Tensor::cat(vec![values, self.values], 1),
        }
    }

    /// Keys and values.
    pub(crate) fn memory(&self) -> (Tensor<3>, Tensor<3>) {
        (self.keys.clone(), self.values.clone())
    }

    /// Queries of the rows, `[bags, rows, attn_dim]`.
    pub(super) fn queries_of(&self, rows: Rows) -> Tensor<3> {
        let [bags, _, width] = self.queries.dims();
        self.queries.clone().slice([0..bags, rows.query..rows.query + rows.count, 0..width])
    }

    /// Keys and values with heads as batches.
    pub(super) fn by_heads(&self, heads: usize) -> [Tensor<3>; 2] {
        [&self.keys, &self.values].map(|x| heads::split(x.clone(), heads))
    }

    /// Keys there are.
    pub(crate) fn snippets(&self) -> usize {
        self.keys.dims()[1]
    }
}

/// Attention with its settings.
pub(crate) struct Attention<'a> {
    pub(crate) config: &'a LaNetConfig,
    pub(crate) learned: Option<Learned>,
}

/// Which rows of the map are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rows {
    /// Number of the first in the video.
    pub(crate) first: usize,
    /// Where its query is among the queries.
    pub(crate) query: usize,
    /// How many.
    pub(crate) count: usize,
}

impl Rows {
    /// Rows of a video all of whose queries are there.
    pub(crate) fn of_video(first: usize, count: usize) -> Self {
        Self { first, query: first, count }
    }
}

impl Attention<'_> {
    /// What the rows gather from the values, heads side by side.
    ///
    /// # Shapes
    /// `valid [bags, snippets]` is 1 for snippets and 0 for padding; result `[bags, rows, attn_dim]`.
    pub(crate) fn gather(&self, p: &Projected, rows: Rows, valid: Option<&Tensor<2>>) -> Tensor<3> {
        if valid.is_none() && is_one_pass(&p.queries.device()) {
            return self.gather_in_one_pass(p, rows);
        }
        let values = heads::split(p.values.clone(), self.config.heads);
        let gathered = dense::multiply(self.weights(p, rows, valid), values);
        let gathered = heads::join(gathered, self.config.heads);
        if self.learned.is_some() || self.config.prior_mode != PriorMode::Post {
            return gathered;
        }
        let values = match valid {
            Some(valid) => p.values.clone() * valid.clone().unsqueeze_dim::<3>(2),
            None => p.values.clone(),
        };
        gathered + self.band(values, rows)
    }

    /// The rows of the softmax, `[bags * heads, rows, snippets]`; the prior is in it where it joins before.
    pub(crate) fn weights(&self, p: &Projected, rows: Rows, valid: Option<&Tensor<2>>) -> Tensor<3> {
        let map = self.products(p, rows);
        let device = map.device();
        let block = Block { first_row: rows.first, rows: rows.count, first_key: 0, keys: p.snippets() };
        if let Some(learned) = self.learned {
            let global = map + upload(block, |distance| learned.at(distance) as f32, &device);
            let reach = learned.window / 2;
            let window = |distance: isize| if distance.unsigned_abs() <= reach { 0.0 } else { MASKED };
            let local = global.clone() + upload(block, window, &device);
            let share = learned.global_share();
            return dense::softmax(global) * share + dense::softmax(local) * (1.0 - share);
        }
        let map = match self.config.bias() {
            Some(bias) => map + upload(block, bias, &device),
            None => map,
        };
        let map = match valid {
            Some(valid) => map + self.key_bias(valid),
            None => map,
        };
        dense::softmax(map)
    }

    /// The rows of the softmax without any prior but within the span: the content part of the attention.
    pub(crate) fn content(&self, p: &Projected, rows: Rows) -> Tensor<3> {
        let config = LaNetConfig { prior_mode: PriorMode::None, ..self.config.clone() };
        Attention { config: &config, learned: None }.weights(p, rows, None)
    }

    /// Scaled products of queries and keys, `[bags * heads, rows, snippets]`.
    fn products(&self, p: &Projected, rows: Rows) -> Tensor<3> {
        let heads = self.config.heads;
        let queries = heads::split(p.queries_of(rows).mul_scalar(self.config.scale()), heads);
        dense::multiply_transposed(queries, heads::split(p.keys.clone(), heads))
    }

    /// `MASKED` for padded keys, `[bags * heads, 1, snippets]`.
    fn key_bias(&self, valid: &Tensor<2>) -> Tensor<3> {
        let [bags, snippets] = valid.dims();
        let heads = self.config.heads;
        let bias = valid.clone().sub_scalar(1.0).mul_scalar(-MASKED);
        bias.reshape([bags, 1, 1, snippets]).repeat_dim(1, heads).reshape([bags * heads, 1, snippets])
    }

    /// The rows of G times the values.
    fn band(&self, values: Tensor<3>, rows: Rows) -> Tensor<3> {
        let [bags, snippets, width] = values.dims();
        let device = values.device();
        let reach = radius(self.config.sigma);
        let mut parts = Vec::new();
        let end = rows.first + rows.count;
        for first_row in (rows.first..end).step_by(BAND_ROWS) {
            let last_row = (first_row + BAND_ROWS).min(end);
            let first_key = first_row.saturating_sub(reach);
            let last_key = (last_row + reach).min(snippets);
            let block =
                Block { first_row, rows: last_row - first_row, first_key, keys: last_key - first_key };
            let prior = upload(block, |distance| self.config.prior_at(distance) as f32, &device);
            let near = values.clone().slice([0..bags, first_key..last_key, 0..width]);
            parts.push(dense::multiply(prior, near));
        }
        Tensor::cat(parts, 1)
    }
}

/// A block as a tensor, `[1, rows, keys]`.
fn upload(block: Block, value: impl Fn(isize) -> f32, device: &Device) -> Tensor<3> {
    let shape = [1, block.rows, block.keys];
    // A tape's device takes constants from the device below it.
    Tensor::from_data(TensorData::new(block.by_distance(value), shape), device)
}

#[cfg(test)]
mod tests {
    use super::rows_per_chunk;

    #[test]
    fn chunks_fit_their_budget() {
        const MIB: usize = 1 << 20;
        assert_eq!(rows_per_chunk(6749, 32 * MIB), 1242);
        assert_eq!(6749_usize.div_ceil(1242), 6);
        assert_eq!(rows_per_chunk(200, 32 * MIB), 200);
        assert_eq!(rows_per_chunk(6749, 0), 1);
        assert_eq!(rows_per_chunk(0, MIB), 1);
    }
}
