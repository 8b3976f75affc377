//! Weights files of several blocks and of the motion variant, whole and spoilt.

use std::collections::HashMap;
use std::sync::Arc;

use burn::tensor::Device;
use oddframe::formats::open;
use oddframe::lbr::LbrError;
use oddframe::lbr::block_scores::BlockStatistics;
use oddframe::lbr::blocks::Grid;
use oddframe::lbr::initial::{start, start_target};
use oddframe::lbr::model::{Target, Width};
use oddframe::lbr::scoring::{Scoring, Statistics};
use oddframe::lbr::weights::{self, BlockNetworks, BlockWeights};
use oddframe::localize::{CUBE_BYTES, CubePlace, Cubes, Region, RegionSource};
use safetensors::SafeTensors;
use safetensors::tensor::TensorView;

const WIDTH: Width = Width::NARROWEST;

fn networks(seed: u64, motion: bool) -> BlockNetworks {
    let device = Device::flex();
    let of = |mean: f64| Statistics { mean, std: 2.5 };
    let flow = motion.then(|| start_target(WIDTH, Target::Flow, seed, &device));
    let statistics = BlockStatistics { raw: of(seed as f64), flow: motion.then(|| of(seed as f64 + 0.5)) };
    BlockNetworks { raw: start(WIDTH, seed, &device), flow, statistics: Some(statistics) }
}

/// Four blocks, the third without cubes.
fn four(motion: bool) -> Vec<u8> {
    let blocks = (0..4).map(|index| (index != 2).then(|| networks(index, motion))).collect();
    written(Grid::new(4, 1).expect("a grid"), blocks)
}

fn written(grid: Grid, blocks: Vec<Option<BlockNetworks>>) -> Vec<u8> {
    let weights = BlockWeights { grid, width: WIDTH, blocks };
    pollster::block_on(weights::write_blocks(&weights, HashMap::new())).expect("a file")
}

fn read(file: &[u8], grid: Option<Grid>, motion: bool) -> Result<BlockWeights, LbrError> {
    weights::read_blocks(&open(file, "weights").expect("safetensors"), grid, motion, &Device::flex())
}

/// The file with other names and without the tensors for which there is none, and with other metadata.
fn changed(file: &[u8], name: impl Fn(&str) -> Option<String>, metadata: &[(&str, &str)]) -> Vec<u8> {
    let tensors = SafeTensors::deserialize(file).expect("safetensors");
    let views: Vec<(String, TensorView<'_>)> =
        tensors.tensors().into_iter().filter_map(|(old, view)| Some((name(&old)?, view))).collect();
    let metadata = metadata.iter().map(|&(name, value)| (name.into(), value.into())).collect();
    safetensors::serialize(views, Some(metadata)).expect("a file")
}

fn kept(name: &str) -> Option<String> {
    Some(name.into())
}

fn code(result: Result<BlockWeights, LbrError>) -> &'static str {
    result.err().map_or("read", |error| error.code())
}

fn errors(networks: &BlockNetworks) -> Vec<f32> {
    let region = Region { corners: [0.0, 0.0, 9.0, 9.0], source: RegionSource::File };
    let pixels = (0..CUBE_BYTES).map(|i| (i * 41 % 251) as u8).collect();
    let cubes = Arc::new(Cubes { pixels, places: vec![CubePlace { frame: 0, region }] });
    let mut scoring = Scoring::all(networks.raw.clone(), cubes, &Device::flex());
    pollster::block_on(scoring.step()).expect("a step");
    scoring.into_errors()
}

#[test]
fn every_block_comes_back_with_its_networks_and_statistics() {
    for motion in [false, true] {
        let grid = Grid::new(4, 1);
        let found = read(&four(motion), grid, motion).expect("the networks");
        assert_eq!((found.grid, found.width), (grid.expect("a grid"), WIDTH));
        for (index, block) in found.blocks.iter().enumerate() {
            let Some(block) = block else {
                assert_eq!(index, 2, "only the block without cubes has no network");
                continue;
            };
            let expected = networks(index as u64, motion);
            assert_eq!(block.statistics, expected.statistics);
            assert_eq!(errors(block), errors(&expected));
            assert_eq!(block.flow.is_some(), motion);
        }
    }
}

#[test]
fn keys_are_those_of_the_format() {
    let file = four(true);
    let tensors = SafeTensors::deserialize(&file).expect("safetensors");
    let shape = |name: &str| tensors.tensor(name).map(|tensor| tensor.shape().to_vec()).ok();
    assert_eq!(tensors.len(), 3 * (2 * 92 + 1));
    assert_eq!(shape("b3_0.of_ae.7.conv.weight"), Some(vec![10, 2, 1, 1]));
    assert_eq!(shape("b0_0.raw_ae.1.mpconv.1.conv.0.weight"), Some(vec![4, 2, 3, 3]));
    assert_eq!(shape("b1_0.stats"), Some(vec![2, 2]));
    assert_eq!(shape("b2_0.stats"), None);
}

#[test]
fn a_second_network_is_there_exactly_where_it_is_asked_for() {
    let grid = Grid::new(4, 1);
    let surplus = read(&four(true), grid, false).err().expect("refused");
    assert_eq!(surplus.code(), "lbr/motion-head");
    let sentence = surplus.to_string();
    assert!(
        sentence.contains("b0_0.of_ae.7.conv.weight") && sentence.contains("[10, 2, 1, 1]"),
        "{sentence}"
    );
    let missing = read(&four(false), grid, true).err().expect("refused");
    assert_eq!(missing.code(), "lbr/motion-head");
    let sentence = missing.to_string();
    assert!(
        sentence.contains("b0_0.of_ae.7.conv.weight") && sentence.contains("no such tensor"),
        "{sentence}"
    );
    let halves = changed(&four(true), |name| (!name.starts_with("b1_0.raw_ae")).then(|| name.into()), &[]);
    assert_eq!(code(read(&halves, None, true)), "lbr/motion-head");
    assert!(weights::read(&open(four(true).as_slice(), "w").expect("safetensors"), &Device::flex()).is_err());
}

#[test]
fn blocks_that_do_not_fit_are_refused() {
    let file = four(false);
    assert_eq!(code(read(&file, Some(Grid::WHOLE), false)), "lbr/blocks");
    assert_eq!(code(read(&file, Grid::new(2, 2), false)), "lbr/blocks");
    let with = |blocks: &str| read(&changed(&file, kept, &[("blocks", blocks)]), None, false);
    assert_eq!(code(with("4x1")), "read");
    assert_eq!(code(with("2x1")), "lbr/blocks");
    for bad in ["", "four", "0x1", "4x1x1", "99999999999999999999x1"] {
        assert_eq!(code(with(bad)), "lbr/blocks", "{bad:?}");
    }
    let far = |key: &'static str| {
        let file = changed(&file, |name| Some(name.replace("b3_0", key)), &[]);
        code(read(&file, None, false))
    };
    assert_eq!(far("b15_15"), "read");
    assert_eq!(far("b16_0"), "lbr/blocks");
    assert_eq!(far("b18446744073709551615_0"), "lbr/blocks");
}

#[test]
fn the_authors_nested_lists_are_blocks_too() {
    // [row][column][0] of dictionaries `raw_ae.…`, without metadata and statistics.
    let nested = |name: &str| {
        let rest = name.strip_prefix('b')?;
        let (block, tensor) = rest.split_once('.')?;
        (tensor != "stats").then(|| format!("{}.0.{tensor}", block.replace('_', ".")))
    };
    let file = changed(&four(false), nested, &[]);
    let found = read(&file, Grid::new(4, 1), false).expect("the networks");
    assert_eq!(errors(found.blocks[3].as_ref().expect("a network")), errors(&networks(3, false)));
    assert_eq!(found.blocks[3].as_ref().and_then(|block| block.statistics), None);
}

#[test]
fn missing_tensors_and_broken_statistics_are_errors() {
    let without = changed(&four(true), |name| (name != "b3_0.of_ae.4.up.bias").then(|| name.into()), &[]);
    let error = read(&without, None, true).err().expect("refused");
    assert!(error.to_string().contains("b3_0.of_ae.4.up.bias"), "{error}");
    for broken in [f64::NAN, f64::INFINITY] {
        let mut networks = networks(1, true);
        networks.statistics = networks
            .statistics
            .map(|s| BlockStatistics { flow: Some(Statistics { mean: broken, std: 1.0 }), ..s });
        let file = written(Grid::WHOLE, vec![Some(networks)]);
        assert_eq!(code(read(&file, None, true)), "lbr/weights");
    }
}

#[test]
fn a_plain_file_is_read_as_before() {
    let file = written(Grid::WHOLE, vec![Some(networks(5, false))]);
    let found =
        weights::read(&open(file.as_slice(), "weights").expect("safetensors"), &Device::flex()).expect("it");
    assert_eq!(found.statistics, Some(Statistics { mean: 5.0, std: 2.5 }));
    for prefix in ["", "module.", "raw_ae."] {
        let renamed =
            changed(&file, |name| Some(format!("{prefix}{}", name.strip_prefix("b0_0.raw_ae.")?)), &[]);
        let found = weights::read(&open(renamed.as_slice(), "w").expect("safetensors"), &Device::flex());
        assert_eq!(found.expect("the network").statistics, None, "prefix {prefix:?}");
    }
}
