//! The tables of the network's tensors, under the authors' names, with their start values (authors' code).

use super::config::DsaNetConfig;
use super::parameters::{Slot, Start};
use super::text;

/// Taps of the graph layers' convolution.
pub(crate) const TAPS: usize = 5;
/// Beginning of the names of the model of normality.
pub(crate) const REFINER: &str = "video_anomaly_refiner";
/// Name of the learned table of text features, and of the constant one in our files.
pub(crate) const TEXT_FEATURES: &str = "text_features";
/// Start of the linear maps of the model of normality.
const NARROW: Start = Start::Normal { deviation: 0.01, limit: 0.03 };

/// Collects slots.
#[derive(Default)]
struct Table(Vec<Slot>);

impl Table {
    fn add(&mut self, name: String, shape: &[usize], start: Start) {
        self.0.push(Slot { name, shape: shape.to_vec(), start });
    }

    /// Weight and bias under PyTorch's start: both uniform within 1 / sqrt(fan-in).
    fn linear(&mut self, name: &str, output: usize, input: usize) {
        let start = Start::Uniform(1.0 / (input as f64).sqrt());
        self.add(format!("{name}.weight"), &[output, input], start);
        self.add(format!("{name}.bias"), &[output], start);
    }

    fn narrow(&mut self, name: &str, output: usize, input: usize) {
        self.add(format!("{name}.weight"), &[output, input], NARROW);
        self.add(format!("{name}.bias"), &[output], Start::Constant(0.0));
    }

    fn norm(&mut self, name: &str, width: usize) {
        self.add(format!("{name}.weight"), &[width], Start::Constant(1.0));
        self.add(format!("{name}.bias"), &[width], Start::Constant(0.0));
    }

    /// A transformer block as in CLIP.
    fn block(&mut self, name: &str, width: usize) {
        self.norm(&format!("{name}.ln_1"), width);
        self.add(format!("{name}.attn.in_proj_weight"), &[3 * width, width], xavier(width, 3 * width));
        self.add(format!("{name}.attn.in_proj_bias"), &[3 * width], Start::Constant(0.0));
        let bound = Start::Uniform(1.0 / (width as f64).sqrt());
        self.add(format!("{name}.attn.out_proj.weight"), &[width, width], bound);
        self.add(format!("{name}.attn.out_proj.bias"), &[width], Start::Constant(0.0));
        self.norm(&format!("{name}.ln_2"), width);
        self.perceptron(&format!("{name}.mlp"), width);
    }

    fn perceptron(&mut self, name: &str, width: usize) {
        self.linear(&format!("{name}.c_fc"), 4 * width, width);
        self.linear(&format!("{name}.c_proj"), width, 4 * width);
    }

    /// A block of the model of normality; `scales` is the number of learned scales of its heads.
    fn refiner_block(&mut self, name: &str, width: usize, scales: Option<usize>) {
        self.norm(&format!("{name}.norm1"), width);
        if let Some(heads) = scales {
            self.add(format!("{name}.attn.learn_scale"), &[heads, 1, 1], Start::Constant(1.0));
        }
        self.narrow(&format!("{name}.attn.q"), width, width);
        self.narrow(&format!("{name}.attn.kv"), 2 * width, width);
        self.narrow(&format!("{name}.attn.proj"), width, width);
        self.norm(&format!("{name}.norm2"), width);
        self.narrow(&format!("{name}.mlp.fc1"), 4 * width, width);
        self.narrow(&format!("{name}.mlp.fc2"), width, 4 * width);
    }
}

fn xavier(fan_in: usize, fan_out: usize) -> Start {
    Start::Uniform((6.0 / (fan_in + fan_out) as f64).sqrt())
}

/// Tensors that scoring needs: trunk and heads.
pub fn trunk(config: &DsaNetConfig) -> Vec<Slot> {
    let (width, half) = (config.width, config.width / 2);
    let mut table = Table::default();
    let position = Start::Normal { deviation: 0.01, limit: f64::INFINITY };
    table.add("frame_position_embeddings.weight".into(), &[config.slots, width], position);
    for block in 0..config.blocks {
        table.block(&format!("temporal.resblocks.{block}"), width);
    }
    for name in ["gc1", "gc3"] {
        table.add(format!("{name}.weight"), &[width, half], xavier(width, half));
        let start = Start::Uniform(1.0 / ((width * TAPS) as f64).sqrt());
        table.add(format!("{name}.residual.weight"), &[half, width, TAPS], start);
        table.add(format!("{name}.residual.bias"), &[half], start);
    }
    for name in ["gc2", "gc4"] {
        table.add(format!("{name}.weight"), &[half, half], xavier(half, half));
    }
    table.linear("linear", width, width);
    table.perceptron("mlp1", width);
    table.perceptron("mlp2", width);
    table.linear("classifier", 1, width);
    table.0
}

/// The adapters of the text tower and the map after it; learned where the text mode is `adapter`.
pub fn adapters(config: &DsaNetConfig) -> Vec<Slot> {
    let width = config.width;
    let slot = |index| Slot {
        name: text::adapter_name(index),
        shape: vec![width, width],
        start: xavier(width, width),
    };
    (0..=config.adapters).map(slot).collect()
}

/// The model of normality, which only learning and explaining need.
pub fn refiner(config: &DsaNetConfig) -> Vec<Slot> {
    let width = config.width;
    let mut table = Table::default();
    let prototypes = Start::Normal { deviation: 1.0, limit: f64::INFINITY };
    table.add(format!("{REFINER}.video_prototypes"), &[config.prototypes, width], prototypes);
    table.refiner_block(&format!("{REFINER}.dnp_extractor.0"), width, None);
    table.narrow(&format!("{REFINER}.bottleneck.c_fc"), 4 * width, width);
    table.narrow(&format!("{REFINER}.bottleneck.c_proj"), width, 4 * width);
    for block in 0..config.decoder_blocks {
        table.refiner_block(&format!("{REFINER}.decoder.{block}"), width, Some(config.refiner_heads));
    }
    table.0
}

/// The table of text features, one row per class, of length 1 where it is not learned.
pub fn text_features(config: &DsaNetConfig) -> Slot {
    let start = Start::Normal { deviation: 1.0, limit: f64::INFINITY };
    Slot { name: TEXT_FEATURES.into(), shape: vec![config.classes.len(), config.width], start }
}

#[cfg(test)]
mod tests {
    use super::super::config::DataSet;
    use super::*;

    fn count(slots: &[Slot]) -> usize {
        slots.iter().map(Slot::count).sum()
    }

    #[test]
    fn the_published_networks_have_their_tensors_and_parameters() {
        for (set, tensors, parameters, adapter_parameters) in
            [(DataSet::UcfCrime, 45, 12_602_881, 1_048_576), (DataSet::XdViolence, 33, 9_450_497, 524_288)]
        {
            let config = set.config();
            assert_eq!((trunk(&config).len(), count(&trunk(&config))), (tensors, parameters));
            assert_eq!(count(&adapters(&config)), adapter_parameters);
            assert_eq!((refiner(&config).len(), count(&refiner(&config))), (139, 30_479_424));
            // One more is an unused scale in the authors' files.
            let trainable = parameters + adapter_parameters + 30_479_424 + 1;
            assert_eq!(trainable, if set == DataSet::UcfCrime { 44_130_882 } else { 40_454_210 });
        }
        let block: usize =
            count(&trunk(&DataSet::UcfCrime.config())) - count(&trunk(&DataSet::XdViolence.config()));
        assert_eq!(block, 3_152_384);
        let graph: Vec<Slot> =
            trunk(&DsaNetConfig::default()).into_iter().filter(|slot| slot.name.starts_with("gc")).collect();
        assert_eq!(count(&graph), 1_704_448);
    }
}
