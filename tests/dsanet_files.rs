//! Official checkpoints and files of ours: what is recognised, what is read, what is refused.
//!
//! The checkpoints here are made in memory with the authors' names at a quarter of the width; that PyTorch's containers are
//! read is tested elsewhere.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use burn::tensor::Device;
use oddframe::dsanet::known::known_models;
use oddframe::dsanet::official::{self, official};
use oddframe::dsanet::parameters::Slot;
use oddframe::dsanet::prototypes::with_prototypes;
use oddframe::dsanet::text::{Rows, TextTower};
use oddframe::dsanet::weights::{self, Wants};
use oddframe::dsanet::{DataSet, DsaNet, DsaNetConfig, DsaNetError, Scorer, TextSource, reference, table};
use oddframe::encode::CropView;
use oddframe::formats::{ByteSource, Precision, Tensor, open, recognise, write_safetensors};

const WIDTH: usize = 128;

fn config(set: DataSet) -> DsaNetConfig {
    DsaNetConfig { width: WIDTH, ..set.config() }
}

fn value(name: &str, shape: &[usize]) -> Tensor {
    let slot = Slot {
        name: name.into(),
        shape: shape.to_vec(),
        start: table::text_features(&config(DataSet::UcfCrime)).start,
    };
    Tensor { shape: shape.to_vec(), values: reference::weights(&slot, shape, &Rows::All) }
}

/// Names and shapes of an official checkpoint with what else is in it.
fn names(set: DataSet, prefix: &str) -> Vec<(String, Vec<usize>)> {
    let config = config(set);
    let tower = TextTower::tensors(&config).expect("published classes").into_iter().map(|(slot, _)| slot);
    let slots =
        table::trunk(&config).into_iter().chain(table::adapters(&config)).chain(table::refiner(&config));
    let mut all: Vec<(String, Vec<usize>)> = slots.chain(tower).map(|slot| (slot.name, slot.shape)).collect();
    all.push(("disAdj.sigma".into(), vec![1]));
    all.push(("clipmodel.visual.conv1.weight".into(), vec![8, 3, 4, 4]));
    all.push(("clip_adapter.clipmodel.logit_scale".into(), vec![1]));
    all.into_iter().map(|(name, shape)| (format!("{prefix}{name}"), shape)).collect()
}

fn file(names: &[(String, Vec<usize>)], prefix: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let shapes: BTreeMap<&str, &[usize]> = names.iter().map(|(n, s)| (n.as_str(), s.as_slice())).collect();
    let mut load = |name: &str| Ok(value(&name[prefix.len()..], shapes[name]));
    write_safetensors(&mut bytes, names, &BTreeMap::new(), Precision::F32, &mut load).expect("a file");
    bytes
}

fn logits(model: &DsaNet, snippets: usize) -> (Vec<f32>, Vec<f32>) {
    let values = reference::input(snippets, WIDTH);
    let mut scorer = Scorer::new(model, "clip");
    scorer.begin(CropView { snippets, dim: WIDTH, values: &values }).expect("a crop");
    while pollster::block_on(scorer.step()).expect("a chunk").is_some() {}
    let scores = scorer.finish().expect("scores");
    (scores.crops[0].logits.clone(), scores.classes)
}

/// Counts the bytes that are read.
struct Counted {
    bytes: Vec<u8>,
    read: RefCell<u64>,
}

impl ByteSource for Counted {
    fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn read_at(&self, offset: u64, out: &mut [u8]) -> std::io::Result<()> {
        *self.read.borrow_mut() += out.len() as u64;
        self.bytes.as_slice().read_at(offset, out)
    }
}

#[test]
fn both_published_networks_are_recognised_under_any_prefix_and_give_the_scores_of_their_tensors() {
    for (set, prefix) in [(DataSet::UcfCrime, ""), (DataSet::XdViolence, "model_state_dict.")] {
        let bytes = file(&names(set, prefix), prefix);
        let checkpoint = open(bytes.as_slice(), "model.pth").expect("a checkpoint");
        assert!(official::is_official(&checkpoint));
        let fitted = recognise(&checkpoint, &known_models(&checkpoint)).expect("one network");
        assert_eq!((fitted.model, fitted.prefix.as_str()), (format!("DSANet ({})", set.name()), prefix));
        assert_eq!(fitted.warnings, [], "everything else in the file is expected");
        let opened =
            official::read(&checkpoint, None, Wants::Prototypes, &Device::flex()).expect("a network");
        assert!(opened.model.has_prototypes() && opened.warnings.is_empty());
        let config = config(set);
        let mut load = |slot: &Slot| Ok::<_, DsaNetError>(value(&slot.name, &slot.shape).values);
        let mut shapes =
            TextTower::tensors(&config).expect("classes").into_iter().map(|(slot, _)| slot.shape);
        let tower = TextTower::build(&config, &Device::flex(), &mut |slot, rows| {
            let shape = shapes.next().expect("one per tensor");
            Ok::<_, DsaNetError>(reference::weights(slot, &shape, rows))
        });
        let text = TextSource::Tower(Box::new(tower.expect("a tower")));
        let expected =
            DsaNet::build(&config, text, false, None, &Device::flex(), &mut load).expect("a network");
        assert_eq!(logits(&opened.model, 40), logits(&expected, 40), "{}", set.name());
    }
}

#[test]
fn only_the_needed_tensors_are_read() {
    let mut all = names(DataSet::XdViolence, "");
    // The image tower is most of an official file.
    all.push(("clipmodel.visual.transformer.weight".into(), vec![3000, 1000]));
    let source = Counted { bytes: file(&all, ""), read: RefCell::new(0) };
    let checkpoint = open(&source, "model.pth").expect("a checkpoint");
    let opening = *source.read.borrow();
    assert!(opening < 1 << 17, "opening read {opening} bytes");
    official::read(&checkpoint, None, Wants::Scores, &Device::flex()).expect("a network");
    let config = config(DataSet::XdViolence);
    let tower = TextTower::tensors(&config).expect("classes").into_iter().map(|(slot, rows)| match rows {
        Rows::All => slot.count(),
        Rows::Some(rows) => rows.len() * WIDTH,
    });
    let head: usize = table::trunk(&config).iter().chain(&table::adapters(&config)).map(Slot::count).sum();
    let needed = 4 * (head + tower.sum::<usize>()) as u64;
    let read = *source.read.borrow() - opening;
    assert!(read <= needed + needed / 50, "read {read} bytes of {needed} needed");
}

#[test]
fn an_import_becomes_a_file_of_ours_with_the_same_scores() {
    let bytes = file(&names(DataSet::UcfCrime, ""), "");
    let checkpoint = open(bytes.as_slice(), "model.pth").expect("a checkpoint");
    let model = official::read(&checkpoint, None, Wants::Scores, &Device::flex()).expect("a network").model;
    let about = [("source_name", "model.pth".to_owned())];
    let ours = pollster::block_on(weights::write(&model, None, &about, Precision::F32)).expect("a file");
    let file = open(ours.as_slice(), "ours").expect("a checkpoint");
    assert!(!official::is_official(&file) && file.metadata()["source_name"] == "model.pth");
    let fitted = recognise(&file, &known_models(&file)).expect("ours");
    assert_eq!(fitted.model, "DSANet");
    let digest = oddframe::formats::digest::weights_digest(&file, &fitted).expect("a digest");
    assert_eq!(file.metadata()["tensor_digest"], digest);
    let names: BTreeSet<&str> = file.tensors().map(|tensor| tensor.name.as_str()).collect();
    assert_eq!(names.len(), 45 + 1, "the trunk under the authors' names, and the text features");
    assert!(names.contains("text_features") && names.contains("temporal.resblocks.1.attn.in_proj_weight"));
    let read = weights::read(&file, Wants::Prototypes, &Device::flex()).expect("a network");
    assert!(!read.has_prototypes(), "an inference-only file has no prototypes");
    let (found, expected) = (logits(&read, 300), logits(&model, 300));
    assert_eq!(found.0, expected.0);
    // Text features are brought to length 1 once more.
    assert!(found.1.iter().zip(&expected.1).all(|(a, b)| (a - b).abs() < 1e-6));
}

#[test]
fn vadclips_trunk_gives_scores_and_no_classes() {
    let config = config(DataSet::XdViolence);
    let mut all: Vec<(String, Vec<usize>)> =
        table::trunk(&config).into_iter().map(|slot| (slot.name, slot.shape)).collect();
    all.push(("text_prompt_embeddings.weight".into(), vec![77, WIDTH]));
    all.push(("clipmodel.logit_scale".into(), vec![1]));
    let bytes = file(&all, "");
    let checkpoint = open(bytes.as_slice(), "vadclip.pth").expect("a checkpoint");
    let opened = official::read(&checkpoint, None, Wants::Scores, &Device::flex()).expect("a trunk");
    assert_eq!(opened.name, "VadCLIP trunk (XD-Violence)");
    let (scores, classes) = logits(&opened.model, 30);
    assert_eq!((scores.len(), classes.len()), (30, 0));
    let refused = pollster::block_on(weights::write(&opened.model, None, &[], Precision::F32));
    assert!(matches!(refused, Err(DsaNetError::TrunkOnly { .. })));
}

#[test]
fn a_network_that_was_never_published_needs_its_settings() {
    let unknown = DsaNetConfig { blocks: 2, adapters: 1, ..config(DataSet::XdViolence) };
    let tower = TextTower::tensors(&unknown).expect("classes").into_iter().map(|(slot, _)| slot);
    let slots = table::trunk(&unknown).into_iter().chain(table::adapters(&unknown)).chain(tower);
    let all: Vec<(String, Vec<usize>)> = slots.map(|slot| (slot.name, slot.shape)).collect();
    let bytes = file(&all, "");
    let checkpoint = open(bytes.as_slice(), "model.pth").expect("a checkpoint");
    assert!(matches!(
        official(&checkpoint, None),
        Err(DsaNetError::UnknownNetwork { blocks: 2, adapters: 1 })
    ));
    assert!(official::read(&checkpoint, Some(unknown), Wants::Scores, &Device::flex()).is_ok());
}

#[test]
fn all_that_is_wrong_with_a_file_is_listed_at_once() {
    let mut all = names(DataSet::XdViolence, "");
    all.retain(|(name, _)| name != "gc3.residual.bias" && name != "clipmodel.ln_final.bias");
    all.iter_mut()
        .filter(|(name, _)| name == "classifier.weight")
        .for_each(|(_, shape)| *shape = vec![2, WIDTH]);
    all.push(("surprise".into(), vec![3]));
    let bytes = file(&all, "");
    let checkpoint = open(bytes.as_slice(), "model.pth").expect("a checkpoint");
    let error = official::read(&checkpoint, None, Wants::Scores, &Device::flex()).expect_err("a broken file");
    let text = error.to_string();
    for part in ["gc3.residual.bias", "clipmodel.ln_final.bias", "classifier.weight", "surprise"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    // The model of normality is not needed for scoring, and half of it is no model.
    let mut all = names(DataSet::XdViolence, "");
    all.retain(|(name, _)| name != "video_anomaly_refiner.decoder.3.attn.q.bias");
    let bytes = file(&all, "");
    let checkpoint = open(bytes.as_slice(), "model.pth").expect("a checkpoint");
    assert!(official::read(&checkpoint, None, Wants::Scores, &Device::flex()).is_ok());
    assert!(official::read(&checkpoint, None, Wants::Prototypes, &Device::flex()).is_err());
}

#[test]
fn prototypes_are_read_by_range_when_they_are_asked_about() {
    let bytes = file(&names(DataSet::XdViolence, "module."), "module.");
    let source = Counted { bytes, read: RefCell::default() };
    let checkpoint = open(&source, "model.pth").expect("a checkpoint");
    let device = Device::flex();
    let plain = official::read(&checkpoint, None, Wants::Scores, &device).expect("a network").model;
    assert!(!plain.has_prototypes());
    *source.read.borrow_mut() = 0;
    let model = with_prototypes(&checkpoint, &plain).expect("the model of normality");
    let values: usize = table::refiner(plain.config()).iter().map(Slot::count).sum();
    let read = *source.read.borrow();
    assert!((read as f64) < 1.1 * 4.0 * values as f64, "{read} bytes read for {values} values");
    let whole = official::read(&checkpoint, None, Wants::Prototypes, &device).expect("a network").model;
    let tensors = |model: &DsaNet| pollster::block_on(model.to_tensors()).expect("tensors");
    assert_eq!(tensors(&model), tensors(&whole));
    // An inference-only file says that it has none.
    let ours = pollster::block_on(weights::write(&plain, None, &[], Precision::F32)).expect("a file");
    let ours = open(ours.as_slice(), "ours").expect("a checkpoint");
    assert!(matches!(with_prototypes(&ours, &plain), Err(DsaNetError::NoPrototypes)));
    let learned = pollster::block_on(weights::write(&whole, None, &[], Precision::F32)).expect("a file");
    let learned = open(learned.as_slice(), "ours").expect("a checkpoint");
    assert_eq!(tensors(&with_prototypes(&learned, &plain).expect("prototypes")), tensors(&whole));
}

#[test]
fn files_of_ours_that_are_cut_or_changed_are_refused() {
    let config =
        DsaNetConfig { width: 16, slots: 32, window: 8, refiner_heads: 2, ..config(DataSet::XdViolence) };
    let model = reference::model(&config, false, &Device::flex()).expect("a network");
    let bytes = pollster::block_on(weights::write(&model, None, &[], Precision::F32)).expect("a file");
    for cut in [0, 7, 100, bytes.len() / 2, bytes.len() - 1] {
        let read = open(&bytes[..cut], "ours")
            .map(|file| weights::read(&file, Wants::Scores, &Device::flex()).is_ok());
        assert!(!matches!(read, Ok(true)), "cut to {cut} bytes");
    }
    // A value that is no number.
    let mut broken = bytes.clone();
    let end = broken.len();
    broken[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
    let file = open(broken.as_slice(), "ours").expect("a checkpoint");
    assert!(matches!(weights::read(&file, Wants::Scores, &Device::flex()), Err(DsaNetError::Format(_))));
}
