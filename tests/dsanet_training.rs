//! Learning with DSANet on small made-up videos: steps, epochs, classes, seeds, saving, resuming, explaining.

use std::collections::BTreeMap;

use burn::tensor::Device;
use oddframe::dsanet::explain::Explainer;
use oddframe::dsanet::run_config::{Sampling, TrainConfig};
use oddframe::dsanet::samples::{Sample, SampleSource};
use oddframe::dsanet::training::Progress;
use oddframe::dsanet::weights::{self, Wants};
use oddframe::dsanet::{
    DsaNet, DsaNetConfig, DsaNetError, RunConfig, Scorer, TextMode, TextSource, Trainer, official,
};
use oddframe::encode::CropView;
use oddframe::formats::{Precision, open};
use oddframe::random::Random;

const WIDTH: usize = 16;
const SLOTS: usize = 32;

fn run() -> RunConfig {
    RunConfig {
        model: DsaNetConfig {
            width: WIDTH,
            slots: SLOTS,
            classes: ["normal", "left", "right"].map(String::from).to_vec(),
            blocks: 1,
            window: 8,
            text_mode: TextMode::Table,
            prototypes: 4,
            decoder_blocks: 1,
            refiner_heads: 2,
            temperature: 1.0,
            ..DsaNetConfig::default()
        },
        train: TrainConfig {
            epochs: 20,
            batch_size: 6,
            lr: 3e-3,
            cosine_epochs: 40,
            refiner_warmup: 5,
            seed: 5,
            ..TrainConfig::default()
        },
    }
}

/// A video of noise; in an odd one a few snippets point along one of two columns. Returns those too.
fn video(index: usize, snippets: usize, class: usize) -> (Vec<f32>, std::ops::Range<usize>) {
    let mut random = Random::keyed(11, "made-up video", index as u64);
    let mut rows: Vec<f32> = (0..snippets * WIDTH).map(|_| 0.5 * random.normal() as f32).collect();
    let start = snippets / 3;
    let event = start..start + snippets / 4;
    if class > 0 {
        event.clone().for_each(|t| rows[t * WIDTH + class] += 6.0);
    }
    (rows, event)
}

fn samples(count: usize) -> Vec<Sample> {
    let sample = |index: usize| {
        let (snippets, class) = ([12, 32, 40, 17][index % 4], [0, 1, 0, 2][index / 2 % 4]);
        let (values, _) = video(index, snippets, class);
        Sample::new(CropView { snippets, dim: WIDTH, values: &values }, &[class], SLOTS)
    };
    (0..count).map(sample).collect()
}

fn start(run: &RunConfig) -> DsaNet {
    let text = TextSource::Table;
    DsaNet::start(&run.model, run.train.seed, text, run.train.sgnm, None, &Device::flex()).expect("settings")
}

fn trainer(run: &RunConfig, samples: Vec<Sample>) -> Trainer<Vec<Sample>> {
    Trainer::new(start(run), samples, run.clone()).expect("possible settings")
}

fn step<S: SampleSource>(trainer: &mut Trainer<S>) -> Progress {
    pollster::block_on(trainer.step()).expect("a step")
}

fn steps<S: SampleSource>(trainer: &mut Trainer<S>, count: usize) {
    for _ in 0..count {
        step(trainer);
    }
}

fn tensors(model: &DsaNet) -> BTreeMap<String, Vec<f32>> {
    let all = pollster::block_on(model.to_tensors()).expect("finite weights");
    all.into_iter().map(|(name, _, values)| (name, values)).collect()
}

fn scored(model: &DsaNet, values: &[f32]) -> oddframe::dsanet::scoring::VideoScores {
    let mut scorer = Scorer::new(model, "unseen");
    let snippets = values.len() / WIDTH;
    scorer.begin(CropView { snippets, dim: WIDTH, values }).expect("a crop");
    while pollster::block_on(scorer.step()).expect("a chunk").is_some() {}
    scorer.finish().expect("scores")
}

#[test]
fn it_learns_which_videos_are_odd_where_and_of_which_class() {
    let run = run();
    let mut trainer = trainer(&run, samples(64));
    let first = step(&mut trainer).losses;
    while !trainer.done() {
        step(&mut trainer);
    }
    assert!(matches!(pollster::block_on(trainer.step()), Err(DsaNetError::NoStepLeft { epochs: 20 })));
    let last = trainer.trace().last().expect("steps were made").losses;
    assert!(last.total < 0.6 * first.total, "from {} to {}", first.total, last.total);
    for class in [1, 2] {
        let (values, event) = video(100 + class, 24, class);
        let found = scored(trainer.model(), &values);
        let inside = event.clone().map(|t| found.scores[t]).fold(0.0, f32::max);
        // The convolution alone sees two snippets on either side.
        let outside = (0..event.start - 3).map(|t| found.scores[t]).fold(0.0, f32::max);
        assert!(inside > 0.9 && outside < 0.5, "{inside} inside, {outside} before");
        let most = event.start + 1;
        let row = &found.classes[most * 3..most * 3 + 3];
        assert!(row[class] > 0.5, "class {class}: {row:?}");
    }
}

#[test]
fn an_epoch_meets_every_sample_once_and_ends_visibly() {
    let mut run = run();
    (run.train.sampling, run.train.drop_last, run.train.batch_size) = (Sampling::Mixed, false, 8);
    let mut trainer = trainer(&run, samples(21));
    assert_eq!(trainer.steps_per_epoch(), 3);
    for epoch in 0..2 {
        let mut met = Vec::new();
        for (index, size) in [8, 8, 5].into_iter().enumerate() {
            met.extend(trainer.next_samples());
            let progress = step(&mut trainer);
            assert_eq!((progress.epoch, progress.samples, progress.steps), (epoch, size, 60));
            assert_eq!(progress.epoch_done, index == 2);
            assert_eq!(progress.refiner_rate, run.train.refiner_rate(progress.step - 1, 60));
        }
        met.sort_unstable();
        assert_eq!(met, (0..21).collect::<Vec<_>>());
    }
}

#[test]
fn a_batch_in_parts_is_the_batch_at_once() {
    // Videos of one length: L_c is a mean over slots, the others over samples.
    let equal: Vec<Sample> = (0..12)
        .map(|index| {
            let class = index % 2;
            let (values, _) = video(index, 32, class);
            Sample::new(CropView { snippets: 32, dim: WIDTH, values: &values }, &[class], SLOTS)
        })
        .collect();
    let made = |micro_batch| {
        let mut run = run();
        run.train.micro_batch = micro_batch;
        let mut trainer = trainer(&run, equal.clone());
        (step(&mut trainer).losses.total, tensors(trainer.model()))
    };
    let (whole, in_parts) = (made(0), made(5));
    assert!((whole.0 - in_parts.0).abs() < 1e-4, "{} and {}", whole.0, in_parts.0);
    for (name, values) in &whole.1 {
        let off = values.iter().zip(&in_parts.1[name]).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        if name.ends_with("in_proj_bias") {
            // A bias of the keys has no slope, and a first step is the rate times the sign of what rounding leaves.
            continue;
        }
        let same = values.iter().zip(&in_parts.1[name]).filter(|(a, b)| (*a - *b).abs() <= 1e-5).count();
        assert!(
            off <= 2.1 * 3e-3 && same * 100 >= values.len() * 98,
            "{name}: {off}, {same} of {}",
            values.len()
        );
    }
}

#[test]
fn switched_off_parts_neither_count_nor_learn() {
    let mut run = run();
    (run.train.sgnm, run.train.dcsa) = (false, false);
    let mut trainer = trainer(&run, samples(32));
    let losses = step(&mut trainer).losses;
    assert_eq!((losses.event, losses.background, losses.consistency, losses.gather), (0.0, 0.0, 0.0, 0.0));
    // Without the model of normality the class loss weighs 1.
    assert!((losses.total - losses.detection - losses.classes - losses.text).abs() < 1e-5);
    assert!(!trainer.model().has_prototypes());
    let mut with = self::run();
    with.train.sgnm = true;
    let refused = Trainer::new(start(&run), samples(32), with).map(drop);
    assert!(matches!(refused, Err(DsaNetError::NoPrototypes)));
}

#[test]
fn the_same_seed_gives_the_same_run_and_another_seed_another() {
    let made = |seed: u64| {
        let mut run = run();
        run.train.seed = seed;
        let mut trainer = trainer(&run, samples(32));
        steps(&mut trainer, 3);
        (trainer.next_samples(), tensors(trainer.model()))
    };
    assert!(made(5) == made(5));
    assert!(made(5) != made(6));
}

#[test]
fn a_resumed_run_is_the_uninterrupted_one() {
    let run = run();
    let mut whole = trainer(&run, samples(32));
    // In the middle of an epoch.
    assert!(whole.steps_per_epoch() > 1);
    steps(&mut whole, 3);
    let saved = pollster::block_on(whole.save()).expect("a state");
    steps(&mut whole, 3);
    let mut resumed = Trainer::resume(&saved, samples(32), run.clone(), &start(&run)).expect("the same run");
    steps(&mut resumed, 3);
    assert_eq!(whole.trace().len(), resumed.trace().len());
    assert_eq!(whole.trace()[3..], resumed.trace()[3..], "the steps after it, bit for bit");
    assert!(tensors(whole.model()) == tensors(resumed.model()), "every weight, bit for bit");
    let before =
        tensors(Trainer::resume(&saved, samples(32), run.clone(), &start(&run)).expect("a run").model());
    resumed.put_back(&saved).expect("weights of this run");
    assert!(tensors(resumed.model()) == before, "earlier weights come back");
}

#[test]
fn a_run_resumes_only_with_the_settings_it_began_with() {
    let mut trainer = trainer(&run(), samples(32));
    step(&mut trainer);
    let saved = pollster::block_on(trainer.save()).expect("a state");
    let resume =
        |run: RunConfig, count| Trainer::resume(&saved, samples(count), run.clone(), &start(&run)).map(drop);
    let mut longer = run();
    (longer.train.epochs, longer.train.micro_batch) = (60, 3);
    assert!(resume(longer, 32).is_ok(), "more epochs and smaller parts are possible");
    let mut other = run();
    other.train.lambda = 2.0;
    let error = resume(other, 32).expect_err("another weight");
    assert!(matches!(&error, DsaNetError::ResumeMismatch { name, .. } if name == "train.lambda"), "{error}");
    let error = resume(run(), 31).expect_err("another set of videos");
    assert!(matches!(&error, DsaNetError::ResumeMismatch { name, .. } if name == "samples"), "{error}");
    let file = open(saved.as_slice(), "state").expect("a file");
    assert!(!official::is_official(&file), "a saved run is nobody's weights");
    assert!(weights::read(&file, Wants::Scores, &Device::flex()).is_err());
    let cut = Trainer::resume(&saved[..saved.len() - 1], samples(32), run(), &start(&run())).map(drop);
    assert!(matches!(cut, Err(DsaNetError::Format(_))));
    let weights =
        pollster::block_on(weights::write(trainer.model(), None, &[], Precision::F32)).expect("weights");
    let not_a_state = Trainer::resume(&weights, samples(32), run(), &start(&run())).map(drop);
    assert!(matches!(not_a_state, Err(DsaNetError::File { .. })));
}

#[test]
fn a_weights_file_gives_the_same_scores_in_full_and_nearly_in_half_precision() {
    let mut trainer = trainer(&run(), samples(32));
    steps(&mut trainer, 4);
    let (values, _) = video(100, 70, 1);
    let expected = scored(trainer.model(), &values);
    for (precision, allowed) in [(Precision::F32, 1e-6), (Precision::F16, 5e-3)] {
        let bytes = weights::write(trainer.model(), Some(trainer.config()), &[], precision);
        let bytes = pollster::block_on(bytes).expect("a file");
        let file = open(bytes.as_slice(), "weights").expect("a checkpoint");
        assert_eq!(file.metadata()["text_mode"], "table");
        for wants in [Wants::Scores, Wants::Prototypes] {
            let model = weights::read(&file, wants, &Device::flex()).expect("a network");
            assert_eq!(model.has_prototypes(), wants == Wants::Prototypes);
            let found = scored(&model, &values);
            for (found, expected) in
                found.scores.iter().zip(&expected.scores).chain(found.classes.iter().zip(&expected.classes))
            {
                assert!((found - expected).abs() <= allowed, "{precision:?}: {found}, expected {expected}");
            }
        }
    }
}

#[test]
fn explanations_add_up() {
    let mut trainer = trainer(&run(), samples(32));
    steps(&mut trainer, 4);
    let model = trainer.model();
    let (values, _) = video(100, 40, 2);
    let explainer = Explainer::new(model, "unseen", CropView { snippets: 40, dim: WIDTH, values: &values })
        .expect("a crop");
    assert_eq!(explainer.chunks(), 2);
    let scores = scored(model, &values);
    for chunk in 0..2 {
        let (first, count) = (chunk * SLOTS, [32, 8][chunk]);
        let view = pollster::block_on(explainer.classes(chunk)).expect("classes");
        assert_eq!((view.first, view.event_weights.len()), (first, count));
        for (weights, beyond) in
            [&view.event_weights, &view.background_weights].into_iter().zip(view.on_padding)
        {
            assert!((weights.iter().sum::<f32>() + beyond - 1.0).abs() < 1e-5);
        }
        assert_eq!(view.on_padding == [0.0, 0.0], chunk == 0, "only the last chunk is padded");
        let most =
            (0..count).max_by(|&a, &b| view.event_weights[a].total_cmp(&view.event_weights[b])).expect("one");
        let highest =
            (0..count).max_by(|&a, &b| scores.scores[first + a].total_cmp(&scores.scores[first + b]));
        assert_eq!(Some(most), highest, "what counts most as event scores highest");
        let logits = &scores.crops[0].class_logits[first * 3..(first + count) * 3];
        for (cosine, logit) in view.similarities.iter().zip(logits) {
            assert!((cosine / 0.07 - logit).abs() < 1e-4 && cosine.abs() <= 1.0 + 1e-5);
        }
        let view = pollster::block_on(explainer.normality(chunk)).expect("prototypes");
        assert_eq!((view.errors.len(), view.shares.len(), view.usage.len()), (count, count * 4, 4));
        assert!(view.errors.iter().all(|error| (0.0..=1.0).contains(error)));
        for (row, nearest) in view.shares.chunks_exact(4).zip(&view.prototypes) {
            let sum: f32 = row.iter().sum();
            match nearest {
                Some(nearest) => {
                    assert!((sum - 1.0).abs() < 1e-5 && row.iter().all(|share| *share <= row[*nearest]));
                }
                None => assert_eq!(sum, 0.0),
            }
        }
    }
    assert!(matches!(
        pollster::block_on(explainer.classes(2)),
        Err(DsaNetError::NoSuchChunk { chunks: 2, .. })
    ));
}

#[test]
fn impossible_inputs_are_refused_with_their_reason() {
    let model = start(&run());
    let begin = |snippets, dim, values: &[f32]| {
        Scorer::new(&model, "clip")
            .begin(CropView { snippets, dim, values })
            .expect_err("refused")
            .to_string()
    };
    assert!(begin(0, WIDTH, &[]).contains("no snippets"));
    assert!(
        begin(1, 512, &[0.0; 512])
            .contains("width 512, model needs 16; 512 columns are those of CLIP (DSANet)")
    );
    let mut broken = vec![0.5; 3 * WIDTH];
    broken[2 * WIDTH + 5] = f32::INFINITY;
    assert!(begin(3, WIDTH, &broken).contains("row 2, column 5"));
    let mut scorer = Scorer::new(&model, "clip");
    scorer.begin(CropView { snippets: 2, dim: WIDTH, values: &[0.5; 2 * WIDTH] }).expect("a crop");
    assert!(matches!(scorer.finish(), Err(DsaNetError::Unfinished { scored: 0, .. })));
    assert!(matches!(Scorer::new(&model, "clip").finish(), Err(DsaNetError::NoCrops { .. })));
}

#[test]
fn a_network_whose_features_vanish_is_refused_and_not_scored() {
    let run = run();
    let mut load = |slot: &oddframe::dsanet::parameters::Slot| {
        let zero = slot.name.starts_with("linear.");
        Ok::<_, DsaNetError>(if zero { vec![0.0; slot.count()] } else { slot.start_values(1) })
    };
    let model = DsaNet::build(&run.model, TextSource::Table, false, None, &Device::flex(), &mut load)
        .expect("a network");
    let mut scorer = Scorer::new(&model, "clip");
    scorer.begin(CropView { snippets: 2, dim: WIDTH, values: &[0.5; 2 * WIDTH] }).expect("a crop");
    let error = pollster::block_on(scorer.step()).expect_err("no direction");
    assert!(matches!(error, DsaNetError::Degenerate { chunk: 0, .. }), "{error}");
}

#[test]
fn one_snippet_and_crops_averaged() {
    let model = start(&run());
    let (values, _) = video(3, 2, 0);
    let single = scored(&model, &values[..WIDTH]);
    assert_eq!((single.scores.len(), single.classes.len()), (1, 3));
    let mut scorer = Scorer::new(&model, "clip");
    for crop in values.chunks_exact(WIDTH) {
        scorer.begin(CropView { snippets: 1, dim: WIDTH, values: crop }).expect("a crop");
        while pollster::block_on(scorer.step()).expect("a chunk").is_some() {}
    }
    let both = scorer.finish().expect("scores");
    let other = scored(&model, &values[WIDTH..]);
    assert!((both.scores[0] - (single.scores[0] + other.scores[0]) / 2.0).abs() < 1e-6);
    assert!((both.classes.iter().sum::<f32>() - 1.0).abs() < 1e-5);
}
