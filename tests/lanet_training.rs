//! Learning with LA-Net and DDL on small made-up videos: steps, epochs, seeds, saving and resuming.

use burn::tensor::Device;
use oddframe::lanet::bags::{Bag, BagSource};
use oddframe::lanet::config::{Mlp2Act, Pel4vadConfig};
use oddframe::lanet::loss_config::{Detach, FeatTap};
use oddframe::lanet::run_config::TrainConfig;
use oddframe::lanet::training::Progress;
use oddframe::lanet::{CropView, LaNet, LaNetConfig, LaNetError, RunConfig, Scorer, Trainer, weights};
use oddframe::random::Random;

const DIM: usize = 6;

fn run() -> RunConfig {
    RunConfig {
        model: LaNetConfig { feat_dim: DIM, attn_dim: 8, mlp1: 16, mlp2: 8, kernel: 3, ..Default::default() },
        train: TrainConfig { epochs: 30, batch_size: 8, lr: 5e-3, t_max: 24, seed: 5, ..Default::default() },
        ..Default::default()
    }
}

/// A video of noise; in a positive one a few snippets have a large first column. Returns those too.
fn video(index: usize, snippets: usize, positive: bool) -> (Vec<f32>, std::ops::Range<usize>) {
    let mut random = Random::keyed(11, "made-up video", index as u64);
    let mut rows: Vec<f32> = (0..snippets * DIM).map(|_| random.unit() as f32).collect();
    let start = snippets / 3;
    let event = start..start + snippets / 4;
    if positive {
        event.clone().for_each(|t| rows[t * DIM] += 3.0);
    }
    (rows, event)
}

fn bags(count: usize) -> Vec<Bag> {
    let bag = |index: usize| {
        let (snippets, positive) = ([12, 24, 40, 17][index % 4], index.is_multiple_of(2));
        let (values, _) = video(index, snippets, positive);
        Bag::sample(CropView { snippets, dim: DIM, values: &values }, positive, 24)
    };
    (0..count).map(bag).collect()
}

fn start(run: &RunConfig) -> LaNet {
    LaNet::start(&run.model, run.train.seed, None, &Device::flex()).expect("possible settings")
}

fn trainer(run: &RunConfig, bags: Vec<Bag>) -> Trainer<Vec<Bag>> {
    Trainer::new(start(run), bags, run.clone()).expect("possible settings")
}

fn step<S: BagSource>(trainer: &mut Trainer<S>) -> Progress {
    pollster::block_on(trainer.step()).expect("a step")
}

fn steps<S: BagSource>(trainer: &mut Trainer<S>, count: usize) {
    for _ in 0..count {
        step(trainer);
    }
}

fn tensors(model: &LaNet) -> Vec<(String, Vec<usize>, Vec<f32>)> {
    pollster::block_on(model.to_tensors()).expect("finite weights")
}

#[test]
fn it_learns_which_videos_are_odd_and_where() {
    let run = run();
    let mut trainer = trainer(&run, bags(24));
    let first = step(&mut trainer).losses;
    while !trainer.done() {
        step(&mut trainer);
    }
    assert!(matches!(pollster::block_on(trainer.step()), Err(LaNetError::NoStepLeft { epochs: 30 })));
    let last = trainer.trace().last().expect("steps were made").losses;
    assert!(last.mil < 0.2 && first.mil > 0.5, "from {} to {}", first.mil, last.mil);
    let (values, event) = video(100, 20, true);
    let mut scorer = Scorer::new(trainer.model(), "unseen", usize::MAX);
    scorer.begin(CropView { snippets: 20, dim: DIM, values: &values }).expect("a crop");
    while pollster::block_on(scorer.step()).expect("a chunk").is_some() {}
    let scores = scorer.finish().expect("scores").scores;
    let inside = event.clone().map(|t| scores[t]).fold(0.0, f32::max);
    let outside = (0..event.start).map(|t| scores[t]).fold(0.0, f32::max);
    assert!(inside > 0.7 && outside < 0.5, "{inside} inside, {outside} before: {scores:?}");
}

#[test]
fn an_epoch_meets_every_bag_once_and_ends_visibly() {
    let mut trainer = trainer(&run(), bags(21));
    assert_eq!(trainer.steps_per_epoch(), 3);
    for epoch in 0..3 {
        let mut met = Vec::new();
        for (index, size) in [8, 8, 5].into_iter().enumerate() {
            met.extend_from_slice(trainer.next_bags());
            let progress = step(&mut trainer);
            assert_eq!((progress.epoch, progress.bags), (epoch, size));
            assert_eq!(progress.epoch_done, index == 2);
            assert_eq!(progress.steps, 90);
            assert!((progress.rate - run().train.rate(epoch)).abs() < 1e-18);
        }
        met.sort_unstable();
        assert_eq!(met, (0..21).collect::<Vec<_>>());
    }
}

#[test]
fn the_same_seed_gives_the_same_run_and_another_seed_another() {
    let made = |seed: u64| {
        let mut run = run();
        run.train.seed = seed;
        let mut trainer = trainer(&run, bags(12));
        steps(&mut trainer, 4);
        (trainer.next_bags().to_vec(), tensors(trainer.model()))
    };
    assert!(made(5) == made(5));
    assert!(made(5) != made(6));
}

#[test]
fn recording_picks_changes_no_bit_and_tells_the_top_k_of_every_bag() {
    let run = run();
    let (mut recorded, mut plain) = (trainer(&run, bags(12)), trainer(&run, bags(12)));
    recorded.record_picks();
    steps(&mut recorded, 4);
    steps(&mut plain, 4);
    assert!(tensors(recorded.model()) == tensors(plain.model()), "every weight, bit for bit");
    assert_eq!(recorded.trace(), plain.trace());
    assert!(plain.picks().is_empty());
    let picks = recorded.picks();
    assert_eq!(picks.iter().map(|step| step.step).collect::<Vec<_>>(), [1, 2, 3, 4]);
    let made = bags(12);
    for step in picks {
        assert_eq!(step.bags.len(), step.picked.len());
        for (&bag, picked) in step.bags.iter().zip(&step.picked) {
            // The even ones are positive: floor(T / 16) + 1 snippets; one stands for a negative one.
            let k = if bag.is_multiple_of(2) { made[bag].snippets / 16 + 1 } else { 1 };
            assert_eq!(picked.len(), k, "bag {bag} of {} snippets", made[bag].snippets);
            assert!(picked.iter().all(|&t| t < made[bag].snippets));
        }
    }
}

#[test]
fn a_resumed_run_is_the_uninterrupted_one() {
    let run = run();
    let mut whole = trainer(&run, bags(20));
    // In the middle of an epoch: the second of three batches is next.
    steps(&mut whole, 4);
    let saved = pollster::block_on(whole.save()).expect("a state");
    steps(&mut whole, 5);
    let mut resumed = Trainer::resume(&saved, bags(20), run, &Device::flex()).expect("the same run");
    steps(&mut resumed, 5);
    assert_eq!(whole.trace().len(), resumed.trace().len());
    assert_eq!(whole.trace().last().map(|p| p.losses.total), resumed.trace().last().map(|p| p.losses.total));
    assert!(tensors(whole.model()) == tensors(resumed.model()), "every weight, bit for bit");
}

#[test]
fn a_run_resumes_only_with_the_settings_it_began_with() {
    let mut trainer = trainer(&run(), bags(8));
    step(&mut trainer);
    let saved = pollster::block_on(trainer.save()).expect("a state");
    let resume = |run: RunConfig, count| Trainer::resume(&saved, bags(count), run, &Device::flex()).map(drop);
    let mut longer = run();
    longer.train.epochs = 60;
    assert!(resume(longer, 8).is_ok(), "more epochs are possible");
    let mut other = run();
    other.loss.zeta = 0.7;
    let error = resume(other, 8).expect_err("another margin");
    assert!(matches!(&error, LaNetError::ResumeMismatch { name, .. } if name == "loss.zeta"), "{error}");
    let error = resume(run(), 9).expect_err("another set of videos");
    assert!(matches!(&error, LaNetError::ResumeMismatch { name, .. } if name == "bags"), "{error}");
    let cut = Trainer::resume(&saved[..saved.len() - 1], bags(8), run(), &Device::flex()).map(drop);
    assert!(matches!(cut, Err(LaNetError::WeightsFile { .. })));
    let weights = pollster::block_on(weights::write(trainer.model(), None)).expect("weights");
    assert!(Trainer::resume(&weights, bags(8), run(), &Device::flex()).is_err(), "weights are no state");
}

#[test]
fn weights_survive_their_file_and_say_what_they_are() {
    let run = run();
    let mut trainer = trainer(&run, bags(8));
    step(&mut trainer);
    let bytes = pollster::block_on(weights::write(trainer.model(), Some(&run))).expect("weights");
    let read = weights::read(&bytes, &Device::flex()).expect("what was written");
    assert_eq!(read.config(), &run.model);
    assert!(tensors(&read) == tensors(trainer.model()));
    let state = pollster::block_on(trainer.save()).expect("a state");
    assert!(matches!(weights::read(&state, &Device::flex()), Err(LaNetError::WeightsFile { .. })));
}

#[test]
fn every_switch_of_the_losses_and_the_network_learns_a_step() {
    let mut changed = vec![run(); 6];
    changed[0].loss.detach = Detach::Feature;
    changed[1].loss.detach = Detach::Score;
    changed[2].loss.feat_tap = FeatTap::PreDropout;
    (changed[3].loss.lambda1, changed[3].loss.lambda2) = (0.0, 0.0);
    (changed[4].model.mask_padding, changed[4].model.heads) = (true, 2);
    (changed[5].model.mlp2_act, changed[5].train.weight_decay) = (Mlp2Act::Gelu, 1e-3);
    let moved: Vec<_> = changed
        .iter()
        .map(|run| {
            let mut trainer = trainer(run, bags(16));
            assert!(step(&mut trainer).losses.total.is_finite());
            step(&mut trainer);
            tensors(trainer.model())
        })
        .collect();
    for (i, a) in moved.iter().enumerate() {
        assert!(moved.iter().skip(i + 1).all(|b| a != b), "switch {i} changes nothing");
    }
}

#[test]
fn videos_of_one_snippet_are_learned_from() {
    let bag = |value: f32, positive| Bag { positive, snippets: 1, rows: vec![value; DIM] };
    let mut trainer = trainer(&run(), vec![bag(1.0, true), bag(0.0, false)]);
    let losses = step(&mut trainer).losses;
    assert!(losses.total.is_finite() && losses.dr == 0.0 && losses.da == 0.0);
    assert_eq!((losses.energies.positive, losses.correlation), (None, None));
}

#[test]
fn nothing_to_learn_from_and_the_other_variant_are_refused() {
    let none = Trainer::new(start(&run()), Vec::<Bag>::new(), run()).map(drop);
    assert!(matches!(none, Err(LaNetError::NoBags)));
    let mut other = run();
    other.model.pel4vad = Some(Pel4vadConfig { window: 9, normalise: true });
    let refused = LaNet::start(&other.model, 1, None, &Device::flex()).map(drop);
    assert!(matches!(refused, Err(LaNetError::VariantNotTrained)));
}

#[test]
fn a_feature_that_is_no_number_is_named_and_moves_nothing() {
    let mut bags = bags(8);
    bags[3].rows[5] = f32::NAN;
    let mut trainer = trainer(&run(), bags);
    let before = tensors(trainer.model());
    let error = pollster::block_on(trainer.step()).expect_err("NaN");
    let expected = "\"training video number 3\": non-finite value at row 0, column 5; 1 such values";
    assert_eq!(error.to_string(), expected);
    assert!(tensors(trainer.model()) == before, "nothing has moved");
}
