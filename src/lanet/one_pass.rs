//! The attention of a video on a GPU: one pass over its snippets for all rows, without a map.

use burn::tensor::{Device, Tensor};

use super::attention::{Attention, Projected, Rows};
use super::config::PriorMode;
use super::prior::{Block, MASKED, radius};
use crate::nn::attention::{Lines, Place, attend};
use crate::nn::heads;

impl Attention<'_> {
    /// As [`Attention::gather`] without padding.
    pub(super) fn gather_in_one_pass(&self, p: &Projected, rows: Rows) -> Tensor<3> {
        let block = Block { first_row: rows.first, rows: rows.count, first_key: 0, keys: p.snippets() };
        let queries = heads::split(p.queries_of(rows), self.config.heads);
        let device = queries.device();
        let zeros = || upload(block, |_| 0.0, &device);
        let [keys, values] = p.by_heads(self.config.heads);
        let place =
            Place { first: rows.first, reach: radius(self.config.sigma), scale: self.config.scale() as f32 };
        let gather = |lines| attend(queries.clone(), keys.clone(), values.clone(), lines, place);
        let gathered = if let Some(learned) = self.learned {
            let reach = learned.window / 2;
            let prior = |distance: isize| learned.at(distance) as f32;
            let near = |distance: isize| if distance.unsigned_abs() <= reach { 0.0 } else { MASKED };
            let global = gather(Lines { before: upload(block, prior, &device), after: zeros() });
            let near = upload(block, |distance| prior(distance) + near(distance), &device);
            let local = gather(Lines { before: near, after: zeros() });
            let share = learned.global_share();
            global * share + local * (1.0 - share)
        } else {
            let before = self.config.bias().map_or_else(zeros, |bias| upload(block, bias, &device));
            let after = match self.config.prior_mode {
                PriorMode::Post => upload(block, |distance| self.config.prior_at(distance) as f32, &device),
                PriorMode::Pre | PriorMode::None => zeros(),
            };
            gather(Lines { before, after })
        };
        heads::join(gathered, self.config.heads)
    }
}

fn upload(block: Block, value: impl Fn(isize) -> f32, device: &Device) -> Tensor<1> {
    Tensor::from_floats(block.line(value).as_slice(), device)
}
