//! I3D in training mode against PyTorch, and learning itself. `tests/golden/README.md` says what the file holds.

#[path = "formula/values.rs"]
mod values;

use burn::tensor::Device;
use oddframe::encode::i3d::train::{
    Learning, PER_CELL, Snippets, TargetScale, TrainConfig, TrainError, Trainer, explained, reference,
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
        _ if name == "truth" => (1.0, 0.0),
        _ if name == "targets.weight" => (0.05, 0.0),
        Some("weight") => ((6.0 / shape[1..].iter().product::<usize>() as f64).sqrt(), 0.0),
        Some("scale") => (0.2, 1.0),
        _ => (0.1, 0.0),
    };
    values::values(name, count, about, centre)
}

#[test]
fn a_pass_in_training_mode_equals_pytorch() {
    let file = SafeTensors::deserialize(GOLDEN).expect("committed golden");
    // Five targets of each of the four parts of three snippets.
    let targets: Vec<Vec<f32>> =
        by_formula("truth", &[3, 2, 2, 5]).chunks_exact(5).map(<[f32]>::to_vec).collect();
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

/// Snippets in which a bright square stands still or moves; the first two targets tell which, and whether it is bright.
fn squares(count: usize) -> Snippets {
    let mut snippets = Snippets::new(SIDE);
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
        let mut targets = [0.0; PER_CELL];
        targets[..2].copy_from_slice(&[moves, bright].map(|holds| f64::from(u8::from(holds))));
        snippets.push(&rgb, &targets).expect("fits");
    }
    snippets
}

fn config(steps: usize) -> TrainConfig {
    TrainConfig { network: SMALL, steps, rate: 4e-3, seed: 3 }
}

fn trainer(config: TrainConfig) -> Trainer {
    Trainer::new(config, TargetScale::of(squares(8).targets()), &Device::flex())
}

fn learned(steps: usize) -> (Trainer, Vec<f64>) {
    let (mut trainer, batch) = (trainer(config(steps)), squares(8));
    let losses =
        (0..steps).map(|_| pollster::block_on(trainer.learn(&batch)).expect("the CPU learns")).collect();
    (trainer, losses)
}

#[test]
fn it_learns_to_tell_what_moves_from_what_is_bright() {
    let (trainer, losses) = learned(60);
    // Two of the targets vary, by half to each side, and the layer starts at their means.
    let at_first = 2.0 * (0.5_f64 / 0.6).powi(2) / PER_CELL as f64;
    assert!((losses[0] - at_first).abs() < 1e-6, "the means at first: {}, expected {at_first}", losses[0]);
    assert!(losses[59] < 0.1 * at_first, "{losses:?}");
    let told = |network: &Learning| {
        pollster::block_on(explained(network, trainer.scale(), &squares(40))).expect("measured")
    };
    let found = told(trainer.network());
    assert!(found[..2].iter().all(|share| share.expect("both vary") > 0.8), "{found:?}");
    assert!(found[2..].iter().all(Option::is_none), "what never varies has no share: {found:?}");
    let untrained = told(&Learning::start(SMALL, PER_CELL, 3, &Device::flex()));
    assert!(untrained[..2].iter().all(|share| share.expect("both vary").abs() < 1e-5), "{untrained:?}");
}

#[test]
fn the_same_seed_is_the_same_run() {
    let [(one, first), (two, second)] = [learned(4), learned(4)];
    assert_eq!(first, second);
    let folded = |trainer: &Trainer| pollster::block_on(trainer.network().folded(SIDE)).expect("read");
    assert_eq!(folded(&one), folded(&two));
}

#[test]
fn an_encoder_takes_another_side_than_it_learned_at() {
    let (trainer, _) = learned(1);
    let folded = |side: usize| pollster::block_on(trainer.network().folded(side)).expect("read");
    assert_eq!(folded(96).config, I3dConfig { input: 96, ..SMALL });
    assert_eq!(folded(96).units, folded(SIDE).units);
}

#[test]
fn what_cannot_be_learned_from_is_refused() {
    let refused = |config: TrainConfig, snippets: Snippets| {
        pollster::block_on(trainer(config).learn(&snippets)).expect_err("refused")
    };
    let wide = TrainConfig { network: I3dConfig { input: 64, ..SMALL }, ..config(1) };
    assert!(matches!(refused(wide, squares(8)), TrainError::Side { found: SIDE, expected: 64 }));
    assert!(matches!(refused(config(1), squares(1)), TrainError::Batch { found: 1 }));
}

#[test]
fn a_loss_that_runs_away_is_said() {
    let mut trainer = trainer(TrainConfig { rate: 1e38, ..config(40) });
    let run = |_| pollster::block_on(trainer.learn(&squares(8)));
    let error = (0..40).map(run).find_map(Result::err).expect("must run away");
    assert!(matches!(error, TrainError::Diverged { .. }), "{error}");
    assert!(error.to_string().contains("lower rate"));
}

/// Seconds of a step of 32 snippets, width 1/8 at 64 pixels:
/// `RAYON_NUM_THREADS=1 cargo test --release --test i3d_training -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn how_long_a_step_takes() {
    let network = I3dConfig { width: Width::Eighth, input: 64 };
    let mut snippets = Snippets::new(64);
    for index in 0..32_usize {
        let rgb: Vec<u8> =
            (0..16 * 64 * 64 * 3).map(|at: usize| (at * (index + 3) / 7 % 251) as u8).collect();
        let targets: Vec<f64> = (0..4 * PER_CELL).map(|at| ((at * (index + 3)) % 5) as f64).collect();
        snippets.push(&rgb, &targets).expect("fits");
    }
    let config = TrainConfig { network, steps: 8, rate: 1e-3, seed: 1 };
    let mut trainer = Trainer::new(config, TargetScale::of(snippets.targets()), &Device::flex());
    let mut seconds = Vec::new();
    for _ in 0..config.steps {
        let start = std::time::Instant::now();
        pollster::block_on(trainer.learn(&snippets)).expect("the CPU learns");
        seconds.push(start.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    println!("a step of 32 snippets: best {:.3} s, median {:.3} s", seconds[0], seconds[seconds.len() / 2]);
}
