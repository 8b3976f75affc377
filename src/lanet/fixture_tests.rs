//! The small sine network, whose scores were worked out by hand-checked formulas in f64.

// The worked numbers are written as they were computed.
#![allow(clippy::excessive_precision)]

use burn::tensor::{Device, Tensor, TensorData};

use super::bags::{Bag, Batch};
use super::config::{LaNetConfig, Mlp2Act, Pel4vadConfig, PriorMode, Span};
use super::explain::Explainer;
use super::loss_config::FeatTap;
use super::scoring::VideoScores;
use super::standardise::Standardisation;
use super::stream::Stream;
use super::toy::{config, crop, input, tensors};
use super::{LaNet, LaNetError, Scorer, TensorProblem};

const ALLOWED: f32 = 1e-5;
const WHOLE: usize = usize::MAX;
const DEFAULT: [f32; 5] = [0.673679273272, 0.500280857838, 0.647859945677, 0.731571658817, 0.711093677967];

fn model(config: &LaNetConfig) -> LaNet {
    super::toy::model(config, &Device::flex()).expect("the fixture's tensors fit")
}

fn score_video(model: &LaNet, crops: &[&[f32]], budget: usize) -> Result<VideoScores, LaNetError> {
    let mut scorer = Scorer::new(model, "video", budget);
    for values in crops {
        scorer.begin(crop(values))?;
        while pollster::block_on(scorer.step())?.is_some() {}
    }
    scorer.finish()
}

fn scores(config: &LaNetConfig, values: &[f32]) -> Vec<f32> {
    score_video(&model(config), &[values], WHOLE).expect("the fixture is scored").scores
}

fn near(what: &str, found: &[f32], expected: &[f32]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= ALLOWED, "{what}: {found}, expected {expected}");
    }
}

#[test]
fn the_fixture_has_80_parameters() {
    let count: usize = LaNet::tensors(&config()).iter().map(|(_, s)| s.iter().product::<usize>()).sum();
    assert_eq!(count, 80);
}

#[test]
fn every_setting_has_the_worked_scores() {
    let base = config();
    let pel = |normalise| LaNetConfig {
        pel4vad: Some(Pel4vadConfig { window: 3, normalise }),
        mlp2_act: Mlp2Act::Gelu,
        ..config()
    };
    let cases = [
        ("default", base.clone(), DEFAULT),
        (
            "pre",
            LaNetConfig { prior_mode: PriorMode::Pre, ..base.clone() },
            [0.720478322460, 0.547019275952, 0.710783143743, 0.711263908698, 0.676727649105],
        ),
        (
            "none",
            LaNetConfig { prior_mode: PriorMode::None, ..base.clone() },
            [0.715525874750, 0.553357469961, 0.712360327717, 0.719304582590, 0.666425541406],
        ),
        (
            "sigma 5",
            LaNetConfig { sigma: 5.0, ..base.clone() },
            [0.589058824857, 0.514826490092, 0.620868737466, 0.672354225119, 0.755501813008],
        ),
        (
            "no scale",
            LaNetConfig { attn_scale: false, ..base.clone() },
            [0.673941799862, 0.500434126265, 0.647965229794, 0.732017510798, 0.711427250256],
        ),
        (
            "two heads",
            LaNetConfig { heads: 2, ..base.clone() },
            [0.673279697550, 0.500192349307, 0.647694181898, 0.731207829114, 0.711042966393],
        ),
        (
            "gelu",
            LaNetConfig { mlp2_act: Mlp2Act::Gelu, ..base.clone() },
            [0.617349216547, 0.591753989031, 0.627039342404, 0.679748083547, 0.618626532862],
        ),
        (
            "causal",
            LaNetConfig { span: Span::Causal, ..base.clone() },
            [0.707529790984, 0.526406237822, 0.667438035566, 0.716708237539, 0.710818199702],
        ),
        (
            "band",
            LaNetConfig { span: Span::Band { back: 2, ahead: 1 }, ..base.clone() },
            [0.687817334445, 0.500826215264, 0.643164275364, 0.711279769586, 0.717013077719],
        ),
        (
            "pel with norm",
            pel(true),
            [0.627305222982, 0.616774196094, 0.644068483825, 0.631509516022, 0.639650413403],
        ),
        (
            "pel without norm",
            pel(false),
            [0.628190962988, 0.619619462946, 0.643337188860, 0.630613861800, 0.637813832454],
        ),
    ];
    for (name, config, expected) in cases {
        near(name, &scores(&config, &input(5)), &expected);
    }
}

#[test]
fn very_short_videos_have_the_worked_scores() {
    near("T = 1", &scores(&config(), &input(1)), &[0.707529790984]);
    near("T = 2", &scores(&config(), &input(2)), &[0.687817334445, 0.551826673284]);
}

fn batch_scores(config: &LaNetConfig, lengths: &[usize], longest: usize) -> Vec<f32> {
    let bags: Vec<Bag> =
        lengths.iter().map(|&snippets| Bag { positive: true, snippets, rows: input(snippets) }).collect();
    let batch = Batch::new(&bags, 4);
    assert_eq!(batch.snippets, longest);
    let device = Device::flex();
    let shape = [lengths.len(), longest];
    let x = Tensor::from_data(TensorData::new(batch.values, [shape[0], longest, 4]), &device);
    let valid = |&length: &usize| (0..longest).map(move |t| f32::from(u8::from(t < length)));
    let valid: Vec<f32> = lengths.iter().flat_map(valid).collect();
    let valid = Tensor::from_data(TensorData::new(valid, shape), &device);
    let headed = model(config).batch(x, Some(&valid), None, FeatTap::PostDropout);
    headed.scores.to_data().iter::<f32>().collect()
}

#[test]
fn padding_changes_scores_unless_it_is_masked() {
    let padded = [0.675220023879, 0.501730162049, 0.648858750245, 0.730756503100, 0.742969805586];
    near("padded", &batch_scores(&config(), &[5, 7], 7)[..5], &padded);
    for prior_mode in [PriorMode::Post, PriorMode::Pre, PriorMode::None] {
        for heads in [1, 2] {
            let masked = LaNetConfig { mask_padding: true, prior_mode, heads, ..config() };
            let alone = scores(&masked, &input(5));
            near("masked", &batch_scores(&masked, &[5, 7], 7)[..5], &alone);
        }
    }
}

#[test]
fn standardised_padding_stays_zero() {
    let masked = LaNetConfig { standardise: true, mask_padding: false, ..config() };
    let mut all = tensors(&masked);
    all.insert("input.mean".to_owned(), (vec![4], vec![0.5, -0.5, 0.25, 0.0]));
    all.insert("input.deviation".to_owned(), (vec![4], vec![0.5, 2.0, 0.1, 1.0]));
    let device = Device::flex();
    let model = LaNet::from_tensors(&masked, all, &device).expect("with standardisation");
    let x = Tensor::from_data(TensorData::new(input(2), [1, 2, 4]), &device);
    let valid = Tensor::from_data(TensorData::new(vec![1.0_f32, 0.0], [1, 2]), &device);
    let found: Vec<f32> = model.prepared(x, Some(&valid)).to_data().iter::<f32>().collect();
    let first = input(1);
    let expected = [
        (first[0] - 0.5) / 0.5,
        (first[1] + 0.5) / 2.0,
        ((first[2] - 0.25) / 0.1).clamp(-8.0, 8.0),
        first[3],
    ];
    near("standardised", &found, &[&expected[..], &[0.0; 4]].concat());
}

#[test]
fn chunks_of_any_size_give_the_whole() {
    let values = input(23);
    for prior_mode in [PriorMode::Post, PriorMode::Pre, PriorMode::None] {
        for span in [Span::Full, Span::Causal, Span::Band { back: 4, ahead: 2 }] {
            let model = model(&LaNetConfig { prior_mode, span, heads: 2, ..config() });
            let whole = score_video(&model, &[&values], WHOLE).expect("whole");
            for rows in [1, 2, 5, 22] {
                let chunked = score_video(&model, &[&values], rows * 23 * 4).expect("in chunks");
                for (a, b) in whole.scores.iter().zip(&chunked.scores) {
                    assert!((a - b).abs() <= 1e-6, "{prior_mode:?} {span:?} {rows}: {a} and {b}");
                }
            }
        }
    }
}

#[test]
fn later_rows_never_change_causal_scores_and_a_stream_gives_them_at_once() {
    let values = input(40);
    for prior_mode in [PriorMode::Post, PriorMode::Pre, PriorMode::None] {
        for kernel in [3, 1] {
            let config = LaNetConfig { prior_mode, span: Span::Causal, kernel, ..config() };
            let whole = scores(&config, &values);
            near("appended", &scores(&config, &values[..4 * 11]), &whole[..11]);
            let mut stream = Stream::new(&model(&config), "video").expect("a causal model");
            let mut streamed = Vec::new();
            for part in [0..1, 1..2, 2..10, 10..40] {
                let rows = crop(&values[part.start * 4..part.end * 4]);
                streamed.extend(pollster::block_on(stream.push(rows)).expect("scores"));
            }
            assert_eq!(stream.snippets(), 40);
            near("streamed", &streamed, &whole);
        }
    }
    assert!(matches!(Stream::new(&model(&config()), "video"), Err(LaNetError::NotCausal)));
}

#[test]
fn the_convolution_sees_no_later_snippet() {
    let model = model(&config());
    let device = Device::flex();
    let features = |last: f32| {
        let values = vec![0.5_f32, -0.25, 1.0, 0.75, last, -last];
        let x = Tensor::from_data(TensorData::new(values, [1, 3, 2]), &device);
        super::head::causal_scores(&model.parameters, model.config(), x)
            .to_data()
            .iter::<f32>()
            .collect::<Vec<_>>()
    };
    let (a, b) = (features(2.0), features(-7.0));
    assert_eq!(a[..2], b[..2]);
    assert_ne!(a[2], b[2]);
}

#[test]
fn the_attention_row_and_the_dynamics_are_the_worked_ones() {
    let values = input(5);
    let explainer = Explainer::new(&model(&config()), "video", crop(&values)).expect("a crop");
    let row = pollster::block_on(explainer.attention(0)).expect("a row");
    let expected = [1.218915012131, 0.805886527622, 0.322232132448, 0.200519789300, 0.205756940616];
    near("A~ row 0", &row.attention, &expected);
    near("sum of contents", &[row.content.iter().sum()], &[1.0]);
    let sum: Vec<f32> = row.content.iter().zip(&row.prior).map(|(a, b)| a + b).collect();
    near("content + prior", &sum, &row.attention);
    let dynamics = pollster::block_on(explainer.dynamics(WHOLE)).expect("dynamics");
    near("scores", &dynamics.scores, &DEFAULT);
    let df: Vec<f32> = dynamics.feature_dynamics.iter().map(|&df| df as f32).collect();
    near("df", &df, &[0.148899313434, 0.102401209363, 0.558378371534, 0.010488888785]);
    assert_eq!((dynamics.score_dynamics.len(), dynamics.picked), (4, vec![3]));
    let beyond = pollster::block_on(explainer.attention(5));
    assert!(matches!(beyond, Err(LaNetError::NoSuchSnippet { snippet: 5, snippets: 5, .. })));
}

#[test]
fn the_prior_before_the_softmax_is_part_of_the_row() {
    let values = input(5);
    let config = LaNetConfig { prior_mode: PriorMode::Pre, heads: 2, ..config() };
    let explainer = Explainer::new(&model(&config), "video", crop(&values)).expect("a crop");
    let row = pollster::block_on(explainer.attention(2)).expect("a row");
    near("sums", &[row.attention.iter().sum(), row.content.iter().sum()], &[1.0, 1.0]);
    near("prior", &row.prior, &[0.135335283237, 0.606530659713, 1.0, 0.606530659713, 0.135335283237]);
    assert!(row.attention[2] > row.content[2]);
}

#[test]
fn features_have_the_worked_values() {
    let values = input(5);
    let model = model(&config());
    let x = model.upload(crop(&values));
    let headed = model.crop(x, WHOLE);
    let found: Vec<f32> = headed.features.clone().to_data().iter::<f32>().collect();
    let expected = [
        -0.719626691334,
        0.343862264682,
        -0.279535230028,
        0.433894772170,
        -0.044528532133,
        0.382757952257,
        -0.397357901305,
        0.141271357523,
        -1.164988658935,
        0.232065406049,
    ];
    near("X^F", &found, &expected);
    let df: Vec<f32> = super::head::feature_dynamics(headed.features).to_data().iter::<f32>().collect();
    near("df", &df, &[0.148899313434, 0.102401209363, 0.558378371534, 0.010488888785]);
}

#[test]
fn feature_dynamics_on_a_device_are_those_on_the_host() {
    let device = Device::flex().autodiff();
    let rows = [1.0, 0.0, 0.8, 0.6, 0.8, 0.6, 0.0, 0.0, 1e-6, 0.0, -1.0, 0.0, 2.0, 0.0];
    let x = Tensor::<3>::from_data(TensorData::new(rows.to_vec(), [1, 7, 2]), &device).require_grad();
    let df = super::head::feature_dynamics(x.clone());
    let found: Vec<f32> = df.clone().inner().to_data().iter::<f32>().collect();
    let host: Vec<f32> =
        super::dynamics::feature_dynamics(&rows, 2).into_iter().map(|df| df as f32).collect();
    near("df", &found, &host);
    near("df", &host, &[0.2, 0.0, 1.0, 1.0, 2.0, 2.0]);
    assert_eq!(found[1], 0.0, "equal neighbours");
    let gradients = df.sum().backward();
    let slopes: Vec<f32> = x.grad(&gradients).expect("on the tape").to_data().iter::<f32>().collect();
    assert!(slopes.iter().all(|slope| slope.is_finite()), "{slopes:?}");
}

#[test]
fn crops_are_averaged_after_the_sigmoid_and_must_agree_on_length() {
    let (a, b) = (input(5), vec![0.0; 20]);
    let model = model(&config());
    let both = score_video(&model, &[&a, &b], WHOLE).expect("two crops");
    for (t, score) in both.scores.iter().enumerate() {
        near("mean", &[*score], &[(both.crops[0][t] + both.crops[1][t]) / 2.0]);
    }
    assert_eq!((both.zero_rows[0].trailing, both.zero_rows[1].trailing), (0, 5));
    assert!(!both.approximate);
    let short = score_video(&model, &[&a, &a[..16]], WHOLE).expect_err("another length");
    assert_eq!(short.to_string(), "\"video\": crops disagree on length: crop 0 = 5, crop 1 = 4");
    let none = score_video(&model, &[], WHOLE).expect_err("nothing to score");
    assert!(matches!(none, LaNetError::NoCrops { .. }));
}

#[test]
fn an_unfinished_crop_gives_no_scores() {
    let values = input(5);
    let mut scorer = Scorer::new(&model(&config()), "video", 40);
    scorer.begin(crop(&values)).expect("a crop");
    let progress = pollster::block_on(scorer.step()).expect("a chunk").expect("two rows");
    assert_eq!((progress.crop, progress.rows, progress.crop_done()), (0, 2, false));
    assert!(matches!(scorer.begin(crop(&values)), Err(LaNetError::Unfinished { scored: 0, .. })));
    assert!(matches!(scorer.finish(), Err(LaNetError::Unfinished { .. })));
}

#[test]
fn another_span_than_the_learned_one_is_marked() {
    let values = input(5);
    let causal = model(&config()).with_span(Span::Causal).expect("a span");
    let found = score_video(&causal, &[&values], WHOLE).expect("scores");
    assert!(found.approximate);
}

#[test]
fn tensors_that_do_not_fit_are_all_listed() {
    let config = config();
    let mut all = tensors(&config);
    all.remove("head.fc1.bias");
    all.insert("head.fc2.bias".to_owned(), (vec![3], vec![0.0; 3]));
    all.insert("extra".to_owned(), (vec![1], vec![0.0]));
    all.insert("lanet.norm.bias".to_owned(), (vec![4], vec![0.0, f32::NAN, 0.0, f32::NAN]));
    all.insert("lanet.attn.phi.bias".to_owned(), (vec![2], vec![0.0]));
    let Err(LaNetError::Tensors(problems)) = LaNet::from_tensors(&config, all, &Device::flex()) else {
        panic!("they do not fit");
    };
    let name = |name: &str| name.to_owned();
    let expected = [
        TensorProblem::Count { name: name("lanet.attn.phi.bias"), expected: 2, found: 1 },
        TensorProblem::NotFinite { name: name("lanet.norm.bias"), index: 1, count: 2 },
        TensorProblem::Missing { name: name("head.fc1.bias"), expected: vec![3] },
        TensorProblem::Shape { name: name("head.fc2.bias"), expected: vec![2], found: vec![3] },
        TensorProblem::Extra { name: name("extra") },
    ];
    assert_eq!(problems, expected);
}

#[test]
fn start_asks_for_a_standardisation_where_the_settings_do() {
    let config = LaNetConfig { standardise: true, ..config() };
    let start = |given| LaNet::start(&config, 1, given, &Device::flex());
    assert!(matches!(start(None), Err(LaNetError::Tensors(problems)) if problems.len() == 2));
    let given = Standardisation { mean: vec![0.0; 4], deviation: vec![1.0; 4] };
    assert!(start(Some(given.clone())).is_ok());
    let plain =
        LaNet::start(&super::LaNetConfig { standardise: false, ..config }, 1, Some(given), &Device::flex());
    assert!(matches!(plain, Err(LaNetError::Tensors(_))));
}
