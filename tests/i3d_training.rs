//! I3D in training mode against PyTorch, and learning itself. `tests/golden/README.md` says what the file holds.

#[path = "formula/values.rs"]
mod values;

use burn::tensor::Device;
use oddframe::encode::i3d::train::{
    Learning, Snippets, TrainConfig, TrainError, Trainer, measure, reference,
};
use oddframe::encode::i3d::{I3dConfig, Width};
use safetensors::SafeTensors;

/// The program's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const GOLDEN: &[u8] = include_bytes!("golden/i3d_training.safetensors");
/// Pixels a side of drawn snippets.
const SIDE: usize = 32;
const SMALL: I3dConfig = I3dConfig { width: Width::Eighth, input: SIDE };

fn read(file: &SafeTensors<'_>, name: &str) -> Vec<f32> {
    let tensor = file.tensor(name).unwrap_or_else(|_| panic!("no golden {name}"));
    tensor.data().as_chunks::<4>().0.iter().map(|&b| f32::from_le_bytes(b)).collect()
}

/// As the golden script makes them.
fn by_formula(name: &str, shape: &[usize]) -> Vec<f32> {
    let count = shape.iter().product();
    let (about, centre) = match name.rsplit('.').next() {
        _ if name == "input" => (1.0, 0.0),
        _ if name == "labels.weight" => (0.05, 0.0),
        Some("weight") => ((6.0 / shape[1..].iter().product::<usize>() as f64).sqrt(), 0.0),
        Some("scale") => (0.2, 1.0),
        _ => (0.1, 0.0),
    };
    values::values(name, count, about, centre)
}

#[test]
fn a_pass_in_training_mode_equals_pytorch() {
    let file = SafeTensors::deserialize(GOLDEN).expect("committed golden");
    let targets = [[1.0, 0.0, 0.0, 1.0], [0.0, 1.0, 0.0, 1.0], [0.0, 0.0, 1.0, 0.0]].map(Vec::from);
    let config = I3dConfig { width: Width::Eighth, input: 64 };
    let found = pollster::block_on(reference::pass(config, &targets, by_formula, &Device::flex()));
    let found = found.expect("the CPU computes");
    let mut worst = 0.0_f64;
    for (name, values) in &found {
        let want = read(&file, name);
        if let Some(tensor) = name.strip_prefix("grad.") {
            let norm = f64::from(read(&file, &format!("grad_norm.{tensor}"))[0]);
            let own = values.iter().map(|&v| f64::from(v).powi(2)).sum::<f64>().sqrt();
            // Root mean square of the samples' errors, by that of the whole gradient.
            let errors = want
                .iter()
                .enumerate()
                .map(|(k, want)| f64::from(values[k * 7919 % values.len()] - want).powi(2));
            let off =
                (errors.sum::<f64>() / want.len() as f64).sqrt() / (norm / (values.len() as f64).sqrt());
            worst = worst.max(off).max((own / norm - 1.0).abs());
        } else {
            for (got, want) in values.iter().zip(&want) {
                assert!((got - want).abs() <= 1e-5 * want.abs().max(1.0), "{name}: {got}, expected {want}");
            }
        }
    }
    assert!(worst <= 2e-3, "gradients: {worst:e}");
    assert_eq!(found.len(), 1 + 57 * 3 + 2 + 57 * 2, "every golden was compared");
}

/// Snippets in which a bright square stands still or moves.
fn squares(count: usize) -> Snippets {
    let mut snippets = Snippets::new(SIDE, 2);
    for index in 0..count {
        let (moves, bright) = (index % 2 == 0, index / 2 % 2 == 0);
        let mut rgb = vec![40 + (index % 7) as u8; 16 * SIDE * SIDE * 3];
        for t in 0..16 {
            let left = if moves { t * 3 / 2 } else { 8 + index % 5 };
            for y in 10..20 {
                for x in left..(left + 8).min(SIDE) {
                    rgb[((t * SIDE + y) * SIDE + x) * 3..][..3].fill(if bright { 250 } else { 140 });
                }
            }
        }
        snippets.push(&rgb, &[moves, bright]).expect("fits");
    }
    snippets
}

fn config(epochs: usize) -> TrainConfig {
    TrainConfig { network: SMALL, batch: 8, epochs, rate: 2e-3, seed: 3 }
}

fn learned(epochs: usize) -> (Trainer, Vec<f64>) {
    let mut trainer = Trainer::new(config(epochs), squares(32), &Device::flex()).expect("fits");
    let mut losses = Vec::new();
    while !trainer.done() {
        losses.push(pollster::block_on(trainer.step()).expect("the CPU learns").loss);
    }
    (trainer, losses)
}

#[test]
fn it_learns_to_tell_what_moves_from_what_is_bright() {
    let (trainer, losses) = learned(12);
    assert!((losses[0] - core::f64::consts::LN_2).abs() < 1e-6, "no opinion at first: {}", losses[0]);
    let last = losses[losses.len() - 4..].iter().sum::<f64>() / 4.0;
    assert!(last < 0.5, "{losses:?}");
    for (label, found) in
        pollster::block_on(measure(trainer.network(), &squares(40))).expect("measured").iter().enumerate()
    {
        assert_eq!(found.prevalence, 0.5);
        assert!(found.auroc.expect("both sorts are there") > 0.9, "label {label}: {found:?}");
    }
    let untrained = Learning::start(SMALL, 2, 3, &Device::flex());
    for found in pollster::block_on(measure(&untrained, &squares(40))).expect("measured") {
        assert_eq!(found.auroc, Some(0.5), "no opinion, no order");
    }
}

#[test]
fn the_same_seed_is_the_same_run() {
    let [(one, first), (two, second)] = [learned(2), learned(2)];
    assert_eq!(first, second);
    let folded = |trainer: &Trainer| pollster::block_on(trainer.network().folded()).expect("read");
    assert_eq!(folded(&one), folded(&two));
}

#[test]
fn what_cannot_be_learned_from_is_refused() {
    let refused = |config: TrainConfig, snippets: Snippets| {
        Trainer::new(config, snippets, &Device::flex()).expect_err("refused")
    };
    let wide = TrainConfig { network: I3dConfig { input: 64, ..SMALL }, ..config(1) };
    assert!(matches!(refused(wide, squares(8)), TrainError::Side { found: SIDE, expected: 64 }));
    assert!(matches!(refused(config(1), squares(7)), TrainError::Batch { batch: 8, snippets: 7 }));
    assert!(matches!(
        refused(TrainConfig { batch: 1, ..config(1) }, squares(7)),
        TrainError::Batch { batch: 1, .. }
    ));
    assert!(matches!(refused(config(1), Snippets::new(SIDE, 0)), TrainError::NoLabels));
}

#[test]
fn a_loss_that_runs_away_is_said() {
    let mut snippets = squares(8);
    snippets.append(&squares(8)).expect("fits");
    let mut trainer =
        Trainer::new(TrainConfig { rate: 1e38, ..config(4) }, snippets, &Device::flex()).expect("fits");
    let error = loop {
        match pollster::block_on(trainer.step()) {
            Ok(_) => assert!(!trainer.done(), "must run away"),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, TrainError::Diverged { .. }), "{error}");
    assert!(error.to_string().contains("lower rate"));
}

/// Seconds of a step of 32 snippets, width 1/8 at 64 pixels:
/// `RAYON_NUM_THREADS=1 cargo test --release --test i3d_training -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn how_long_a_step_takes() {
    let network = I3dConfig { width: Width::Eighth, input: 64 };
    let mut snippets = Snippets::new(64, 4);
    for index in 0..32_usize {
        let rgb: Vec<u8> =
            (0..16 * 64 * 64 * 3).map(|at: usize| (at * (index + 3) / 7 % 251) as u8).collect();
        snippets.push(&rgb, &[0, 1, 2, 3].map(|label| index >> label & 1 == 1)).expect("fits");
    }
    let config = TrainConfig { network, batch: 32, epochs: 8, rate: 1e-3, seed: 1 };
    let mut trainer = Trainer::new(config, snippets, &Device::flex()).expect("fits");
    let mut seconds = Vec::new();
    while !trainer.done() {
        let start = std::time::Instant::now();
        pollster::block_on(trainer.step()).expect("the CPU learns");
        seconds.push(start.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    println!("a step of 32 snippets: best {:.3} s, median {:.3} s", seconds[0], seconds[seconds.len() / 2]);
}
