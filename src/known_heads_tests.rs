//! Heads of every layout, by files of zeros: only names and shapes are looked at.

use super::*;
use crate::dsanet::{DsaNetConfig, table, weights as dsanet_weights};
use crate::encode::testing::safetensors;
use crate::formats::open;
use crate::lanet::pel4vad::DataSet as Pel4vad;
use crate::lanet::{LaNet, LaNetConfig, weights as lanet_weights};

type Named = (String, Vec<usize>, Vec<f32>);

fn zeros(tensors: impl IntoIterator<Item = (String, Vec<usize>)>) -> Vec<Named> {
    let zero = |(name, shape): (String, Vec<usize>)| {
        let count = shape.iter().product();
        (name, shape, vec![0.0; count])
    };
    tensors.into_iter().map(zero).collect()
}

fn opened(tensors: &[Named], metadata: &[(&str, &str)]) -> Checkpoint<'static> {
    open(safetensors(tensors, metadata), "head.safetensors").expect("a file of weights")
}

fn small(set: DataSet) -> DsaNetConfig {
    DsaNetConfig { width: 64, slots: 64, ..set.config() }
}

/// The head's tensors as the authors' files have them, behind a prefix.
fn official(set: DataSet) -> Vec<Named> {
    let config = small(set);
    let slots = table::trunk(&config).into_iter().chain(table::adapters(&config));
    zeros(slots.map(|slot| (format!("module.{}", slot.name), slot.shape)))
}

#[test]
fn an_official_head_says_its_width_and_the_crop_of_its_protocol() {
    for (set, crop) in [(DataSet::UcfCrime, 5), (DataSet::XdViolence, 0)] {
        let found = head_input(&opened(&official(set), &[])).expect("a head");
        assert_eq!((found.columns, found.crop), (64, Some(crop)));
        assert_eq!(found.tensor, "module.frame_position_embeddings.weight");
        assert_eq!(found.model, format!("DSANet ({})", set.name()));
    }
}

#[test]
fn a_head_of_ours_takes_any_crop() {
    let config = DsaNetConfig { classes: vec!["normal".into(), "cart".into()], ..small(DataSet::UcfCrime) };
    let mut slots = table::trunk(&config);
    slots.push(table::text_features(&config));
    let metadata = dsanet_weights::metadata(&config, None);
    let metadata: Vec<(&str, &str)> = metadata.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let tensors = zeros(slots.into_iter().map(|slot| (slot.name, slot.shape)));
    let found = head_input(&opened(&tensors, &metadata)).expect("a head");
    assert_eq!((found.columns, found.crop, found.model.as_str()), (64, None, "DSANet"));
}

#[test]
fn la_net_says_its_width_and_of_pel4vad_only_ucf_crime_is_known() {
    let config = LaNetConfig { feat_dim: 32, attn_dim: 8, mlp1: 8, mlp2: 8, ..LaNetConfig::default() };
    let metadata = lanet_weights::metadata(&config, None);
    let metadata: Vec<(&str, &str)> = metadata.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let found = head_input(&opened(&zeros(LaNet::tensors(&config)), &metadata)).expect("a head");
    assert_eq!((found.columns, found.tensor.as_str()), (32, "lanet.attn.phi.weight"));

    let theirs = |set: Pel4vad| {
        let config = LaNetConfig { feat_dim: 32, ..set.config() };
        let renamed = LaNet::tensors(&config).into_iter();
        zeros(renamed.map(|(name, shape)| crate::lanet::pel4vad::their_tensor(&name, shape)))
    };
    let found = head_input(&opened(&theirs(Pel4vad::UcfCrime), &[])).expect("a head");
    assert_eq!((found.columns, found.pel4vad), (32, Some(Pel4vad::UcfCrime)));
    let error = head_input(&opened(&theirs(Pel4vad::XdViolence), &[])).expect_err("two data sets");
    assert!(matches!(error, HeadError::DataSetUnknown { .. }), "{error}");
}

#[test]
fn a_head_with_a_tensor_of_another_shape_is_refused_with_both_shapes() {
    let mut tensors = official(DataSet::XdViolence);
    let place = tensors.iter().position(|(name, ..)| name == "module.linear.weight").expect("a layer");
    tensors[place] = ("module.linear.weight".into(), vec![64, 32], vec![0.0; 2048]);
    let error = head_input(&opened(&tensors, &[])).expect_err("a wrong shape").to_string();
    assert!(error.contains("linear.weight expected [64, 64], found [64, 32]"), "{error}");
    let none = head_input(&opened(&zeros([("fc.weight".to_owned(), vec![2, 2])]), &[]));
    assert!(matches!(none, Err(HeadError::Format(_))), "{none:?}");
}

#[test]
fn features_of_another_width_are_refused_with_the_tensor_that_tells_it() {
    let input = head_input(&opened(&official(DataSet::UcfCrime), &[])).expect("a head");
    input.check("CLIP ViT-B/16", 64).expect("the same width");
    let error = input.check("CLIP ViT-B/16", 512).expect_err("another width").to_string();
    assert_eq!(
        error,
        "the features of CLIP ViT-B/16 have 512 columns, the head takes 64: its tensor \
         module.frame_position_embeddings.weight has the shape [64, 64]; choose weights that belong together"
    );
}

#[test]
fn the_papers_name_is_kept_for_the_papers_set_up() {
    assert_eq!(method_name("DSANet (UCF-Crime)", "DSANet", true, "CLIP ViT-B/16"), "DSANet (UCF-Crime)");
    let other = method_name("DSANet (UCF-Crime)", "DSANet", false, "CLIP visual tower, custom");
    assert_eq!(other, "DSANet head on features of CLIP visual tower, custom");
}
