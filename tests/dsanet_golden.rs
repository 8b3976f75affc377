//! DSANet against PyTorch in f64: videos of several chunks and of whole chunks at the published sizes, and every gradient of
//! one learning pass of a small network. `tests/golden/README.md` says what the file holds and how it was made.

use burn::tensor::Device;
use oddframe::dsanet::objective::Losses;
use oddframe::dsanet::reference;
use oddframe::dsanet::run_config::{RunConfig, TrainConfig};
use oddframe::dsanet::samples::Sample;
use oddframe::dsanet::scoring::CropScores;
use oddframe::dsanet::{DataSet, DsaNet, DsaNetConfig, Scorer};
use oddframe::encode::CropView;
use oddframe::lbr::reference::hash;
use safetensors::SafeTensors;

const GOLDEN: &[u8] = include_bytes!("golden/dsanet.safetensors");
/// Every so many rows of UCF-Crime's class logits are stored.
const EVERY: usize = 7;

fn golden() -> SafeTensors<'static> {
    SafeTensors::deserialize(GOLDEN).expect("committed golden")
}

fn read(file: &SafeTensors<'_>, name: &str) -> Vec<f32> {
    let tensor = file.tensor(name).unwrap_or_else(|_| panic!("the golden has no {name}"));
    tensor.data().as_chunks::<4>().0.iter().map(|&b| f32::from_le_bytes(b)).collect()
}

fn small() -> DsaNetConfig {
    DsaNetConfig {
        width: 32,
        slots: 64,
        classes: ["normal", "a", "b", "c", "d"].map(String::from).to_vec(),
        blocks: 1,
        heads: 2,
        window: 16,
        prototypes: 6,
        decoder_blocks: 2,
        refiner_heads: 4,
        ..DsaNetConfig::default()
    }
}

fn scored(model: &DsaNet, snippets: usize) -> CropScores {
    let width = model.config().width;
    let values = reference::input(snippets, width);
    let mut scorer = Scorer::new(model, "golden");
    scorer.begin(CropView { snippets, dim: width, values: &values }).expect("a crop");
    while pollster::block_on(scorer.step()).expect("a chunk").is_some() {}
    let mut crops = scorer.finish().expect("scores").crops;
    crops.remove(0)
}

fn near(what: &str, found: &[f32], expected: &[f32], allowed: f32) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let mut worst = 0.0_f32;
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((found - expected).abs() <= allowed, "{what}, number {at}: {found}, expected {expected}");
        worst = worst.max((found - expected).abs());
    }
    println!("{what}: {} values, at most {worst:e} off", found.len());
}

#[test]
fn several_and_whole_chunks_are_pytorchs() {
    let file = golden();
    let mut compared = 0;
    for (key, config, lengths) in [
        ("ucf", DataSet::UcfCrime.config(), vec![700, 512]),
        ("xd", DataSet::XdViolence.config(), vec![700, 512, 256, 1]),
        ("small", small(), vec![200, 128]),
    ] {
        let model = reference::model(&config, false, &Device::flex()).expect("a network");
        let classes = config.classes.len();
        for snippets in lengths {
            let found = scored(&model, snippets);
            let name = format!("{key}.{snippets}");
            near(&name, &found.logits, &read(&file, &format!("{name}.logits")), 1e-5);
            let step = if key == "ucf" { EVERY } else { 1 };
            let rows = found.class_logits.chunks_exact(classes).step_by(step);
            let rows: Vec<f32> = rows.flatten().copied().collect();
            near(&format!("{name} classes"), &rows, &read(&file, &format!("{name}.classes")), 3e-5);
            compared += 2;
        }
    }
    let stored = file.names().into_iter().filter(|name| !name.starts_with("small.grad")).count();
    assert_eq!(compared + 1, stored, "every golden but the losses was compared");
}

/// The formula's samples, the last longer than the slots, so that its rows are averaged in bins.
fn samples(config: &DsaNetConfig) -> Vec<Sample> {
    let rows = reference::input(200, config.width);
    let sample = |(first, end, classes): (usize, usize, &[usize])| {
        let values = &rows[first * config.width..end * config.width];
        Sample::new(CropView { snippets: end - first, dim: config.width, values }, classes, config.slots)
    };
    let all: [(usize, usize, &[usize]); 4] =
        [(0, 64, &[0]), (100, 140, &[1, 3]), (40, 47, &[4]), (0, 200, &[2])];
    all.map(sample).to_vec()
}

#[test]
fn losses_and_every_gradient_of_a_small_network_are_pytorchs() {
    let (file, config) = (golden(), small());
    let run = RunConfig { model: config.clone(), train: TrainConfig::default() };
    let (samples, device) = (samples(&config), Device::flex());
    let pass = pollster::block_on(reference::learning_of(&run, &samples, &device));
    let (found, gradients) = pass.expect("a pass");
    let Losses { total, detection, classes, text, event, background, consistency, gather } = found;
    let found = [detection, classes, text, event, background, consistency, gather, total];
    let found = found.map(|loss| loss as f32);
    near("losses", &found, &read(&file, "small.losses"), 1e-5);
    for (name, gradient) in &gradients {
        let expected = read(&file, &format!("small.grad.{name}"));
        let values: Vec<f64> = gradient.iter().map(|&value| value.into()).collect();
        let norm = values.iter().map(|value| value * value).sum::<f64>().sqrt();
        let expected_norm = f64::from(expected[0]);
        assert!((norm / expected_norm - 1.0).abs() <= 1e-4, "{name}: norm {norm}, expected {expected_norm}");
        // Random projections: together they see every element.
        let squares = (0..8_u32).map(|k| {
            let sum: f64 = values.iter().enumerate().map(|(e, g)| (hash(e, 5000 + k) - 0.5) * g).sum();
            let off = 12.0_f64.sqrt() * sum - f64::from(expected[1 + k as usize]);
            off * off
        });
        let off = (squares.sum::<f64>() / 8.0).sqrt() / expected_norm;
        assert!(off <= 1e-4, "{name}: {off} of its norm off");
    }
    let stored = file.names().into_iter().filter(|name| name.starts_with("small.grad")).count();
    assert_eq!(gradients.len(), stored, "every gradient was compared");
}
