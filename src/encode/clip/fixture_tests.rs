//! The tower against values that the authors' PyTorch classes gave in f64 with weights by formula.

use std::time::Instant;

use burn::tensor::{Device, Tensor, TensorData};

use super::model::Stage;
use super::*;
use crate::encode::WeightsError;
use crate::encode::testing::{formula, safetensors};
use crate::formats::{Checkpoint, CheckpointError, FormatError, open};

type Named = Vec<(String, Vec<usize>, Vec<f32>)>;

const TINY: ClipConfig = ClipConfig { side: 48, patch: 16, width: 128, blocks: 2, output: 32 };

/// Tensors by OpenAI's names.
fn published(config: ClipConfig) -> Named {
    let values = |(name, shape): (String, Vec<usize>)| {
        let fan_in = if name.ends_with("proj") { shape[0] } else { shape[1..].iter().product() };
        let (about, centre) = match () {
            () if name.contains("ln_") && name.ends_with("weight") => (0.2, 1.0),
            () if name.ends_with("bias") => (0.1, 0.0),
            () if name.ends_with("embedding") => (0.05, 0.0),
            () => ((3.0 / fan_in as f64).sqrt(), 0.0),
        };
        let values = formula(&name, shape.iter().product(), about, centre);
        (name, shape, values)
    };
    tensors(config).into_iter().map(values).collect()
}

/// The same tower as Hugging Face stores it, with what else its files hold.
fn hugging_face(config: ClipConfig) -> Named {
    let mut all = vec![
        ("vision_model.embeddings.position_ids".to_owned(), vec![1, 2], vec![0.0, 1.0]),
        ("text_model.final_layer_norm.bias".to_owned(), vec![1], vec![0.0]),
        ("logit_scale".to_owned(), vec![1], vec![4.6]),
    ];
    for (name, mut shape, mut values) in published(config) {
        let sources = Layout::HuggingFace.sources(&name);
        if let (true, &[rows, columns]) = (name == "visual.proj", shape.as_slice()) {
            values = (0..rows * columns).map(|i| values[i % rows * columns + i / rows]).collect();
            shape.reverse();
        }
        shape[0] /= sources.len();
        let pieces = values.chunks_exact(values.len() / sources.len()).map(<[f32]>::to_vec);
        all.extend(sources.into_iter().zip(pieces).map(|(source, values)| (source, shape.clone(), values)));
    }
    all
}

fn checkpoint(tensors: &Named) -> Checkpoint<'static> {
    open(safetensors(tensors, &[]), "clip.safetensors").expect("a file of weights")
}

fn assert_close(what: &str, found: &[f32], expected: &[f64]) {
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!(
            (f64::from(*found) - expected).abs() <= 5e-5,
            "{what}, value {i}: {found}, expected {expected}"
        );
    }
}

/// Patches (channel 0 at two places, channel 1 at the first), tokens 0 and 1 after the first norm, token 0 after the
/// first and the last block, the first eight of the output, its sum and its length.
struct Expected {
    patches: [f64; 3],
    normalised: [[f64; 3]; 2],
    blocks: [[f64; 3]; 2],
    output: [f64; 8],
    sum: f64,
    length: f64,
}

fn assert_tower(config: ClipConfig, tensors: &Named, expected: &Expected) {
    let weights = load(&checkpoint(tensors)).expect("weights");
    assert_eq!((weights.config, weights.notes.len()), (config, 0));
    let tower = ClipVisual::new(weights, &Device::flex());
    let image = formula("image", 3 * config.side.pow(2), 1.0, 0.0);
    let image = TensorData::new(image, [1, 3, config.side, config.side]);
    let mut seen = 0;
    let start = Instant::now();
    let output = tower.forward_stages(Tensor::from_data(image, &Device::flex()), &mut |stage, x| {
        let values: Vec<f32> = x.clone().into_data().iter().collect();
        let token = |token: usize| &values[token * config.width..][..3];
        seen += 1;
        match stage {
            Stage::Patches => {
                assert_close("patches", &[values[0], values[config.width], values[1]], &expected.patches);
            }
            Stage::Normalised => {
                assert_close("token 0", token(0), &expected.normalised[0]);
                assert_close("token 1", token(1), &expected.normalised[1]);
            }
            Stage::Block(0) => assert_close("block 0", token(0), &expected.blocks[0]),
            Stage::Block(last) if last + 1 == config.blocks => {
                assert_close("last block", token(0), &expected.blocks[1]);
            }
            Stage::Block(_) => {}
        }
    });
    let output: Vec<f32> = output.into_data().iter().collect();
    println!("{} at {} pixels: {:.0?}", config.name(), config.side, start.elapsed());
    assert_eq!((seen, output.len()), (config.blocks + 2, config.output));
    assert_close("output", &output, &expected.output);
    let sum: f64 = output.iter().map(|&v| f64::from(v)).sum();
    let length = output.iter().map(|&v| f64::from(v).powi(2)).sum::<f64>().sqrt();
    assert!((sum - expected.sum).abs() < 1e-3 && (length - expected.length).abs() < 2e-4, "{sum} {length}");
}

const TINY_EXPECTED: Expected = Expected {
    patches: [0.689769, -0.830149, 0.459527],
    normalised: [[-0.008173, 1.983637, -1.025855], [1.267318, 0.760205, 2.572031]],
    blocks: [[-0.072376, 1.930489, -1.409898], [-0.471724, 1.116088, -2.501682]],
    output: [-0.491958, -0.101969, 0.790053, -0.558739, 1.956620, 1.892784, 0.669681, -0.696373],
    sum: 4.959908,
    length: 6.361252,
};

#[test]
fn the_published_tower_is_reproduced_stage_by_stage() {
    let expected = Expected {
        patches: [-0.051842, 0.460142, 0.931946],
        normalised: [[0.148437, 2.045739, -0.827206], [-0.140269, 1.775961, -1.375986]],
        blocks: [[-0.110745, 1.684015, -0.811553], [-1.058662, 4.195402, 0.839182]],
        output: [1.107913, 0.341131, -1.379079, 0.223966, -0.468349, -2.470996, 0.331865, 1.128858],
        sum: -46.079852,
        length: 21.866997,
    };
    assert_tower(ClipConfig::VIT_B_16, &published(ClipConfig::VIT_B_16), &expected);
}

#[test]
fn a_tiny_tower_is_reproduced_in_both_layouts() {
    assert_tower(TINY, &published(TINY), &TINY_EXPECTED);
    assert_tower(TINY, &hugging_face(TINY), &TINY_EXPECTED);
    // As DSANet's and VadCLIP's files have it, beside a text tower.
    let mut inside = published(TINY);
    inside.push(("transformer.resblocks.0.ln_1.bias".into(), vec![1], vec![0.0]));
    inside.iter_mut().for_each(|(name, ..)| *name = format!("clipmodel.{name}"));
    assert_tower(TINY, &inside, &TINY_EXPECTED);
}

#[test]
fn a_converted_file_gives_the_same_weights_back_as_halves_where_nothing_is_lost() {
    let exact = |tensors: &mut Named| {
        let halve = |value: &mut f32| *value = half::f16::from_f32(*value).to_f32();
        tensors.iter_mut().for_each(|(_, _, values)| values.iter_mut().for_each(halve));
    };
    let mut halves = published(TINY);
    exact(&mut halves);
    // One tensor that halves cannot hold.
    let odd = halves.iter().position(|(name, ..)| name == "visual.ln_pre.bias").expect("a tensor");
    halves[odd].2[0] = 0.1;
    let weights = load(&checkpoint(&halves)).expect("weights");
    let source = crate::encode::Provenance { name: "ViT.pt".into(), sha256: "00".into() };
    let mut bytes = Vec::new();
    write(&mut bytes, &weights, &source).expect("a file");
    let file = open(bytes.clone(), "ours.safetensors").expect("a file");
    let single: Vec<&str> = file
        .tensors()
        .filter(|tensor| tensor.dtype.size() == Some(4))
        .map(|tensor| tensor.name.as_str())
        .collect();
    assert_eq!(single, ["visual.ln_pre.bias"]);
    assert_eq!(load(&file).expect("weights"), weights);
    *bytes.last_mut().expect("bytes") ^= 1;
    let damaged = open(bytes, "ours.safetensors").expect("a file");
    assert!(matches!(load(&damaged), Err(WeightsError::Metadata { key: "tensor_digest", .. })));
}

#[test]
fn a_wrong_tensor_is_told_by_name_and_shape() {
    let mut wrong = published(TINY);
    let at = wrong.iter().position(|(name, ..)| name.ends_with("1.mlp.c_fc.bias")).expect("a tensor");
    (wrong[at].1, wrong[at].2) = (vec![500], vec![0.0; 500]);
    wrong.retain(|(name, ..)| name != "visual.ln_post.weight");
    let error = load(&checkpoint(&wrong)).expect_err("it does not fit");
    let WeightsError::Format(error) = &error else { panic!("{error}") };
    let FormatError::Checkpoint(CheckpointError::Unfit(misfit)) = error.cause() else { panic!("{error}") };
    assert_eq!((misfit.missing.len(), misfit.shapes.len()), (1, 1));
    assert_eq!(misfit.missing[0].name, "visual.ln_post.weight");
    assert_eq!((&misfit.shapes[0].expected, &misfit.shapes[0].found), (&vec![512], &vec![500]));
}

#[test]
fn several_frames_give_the_mean_of_their_embeddings() {
    use crate::encode::SnippetNetwork;
    let tower = ClipVisual::new(load(&checkpoint(&published(TINY))).expect("weights"), &Device::flex());
    let frame = |seed: usize| -> Vec<u8> { (0..48 * 48 * 3).map(|i| (i * (seed + 3)) as u8).collect() };
    let row = |places: &[usize], rgb: &[u8]| -> Vec<f32> {
        pollster::block_on(ClipSnippets::new(&tower, places).encode(rgb)).expect("a row")
    };
    let [a, b] = [0, 1].map(|seed| row(&[8], &frame(seed)));
    let both = row(&[2, 6], &[frame(0), frame(1)].concat());
    for ((a, b), both) in a.iter().zip(&b).zip(&both) {
        assert!(((a + b) / 2.0 - both).abs() < 1e-5);
    }
    assert_ne!(a, b);
}
