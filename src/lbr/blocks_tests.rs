use super::*;
use crate::localize::CubePlace;
use crate::localize::{CUBE_BYTES, FLOW_VALUES, Region, RegionSource};
use crate::random::Random;

/// A clip of 158x238 with boxes whose centres lie at these heights, their number written on the cubes.
fn clip(heights: &[f32], from: usize) -> (Cubes, FlowCubes) {
    let region = |y: f32| Region { corners: [10.0, y - 4.0, 30.0, y + 4.0], source: RegionSource::File };
    let places = heights.iter().enumerate().map(|(frame, &y)| CubePlace { frame, region: region(y) });
    let numbers = || from..from + heights.len();
    let pixels = numbers().flat_map(|number| vec![number as u8; CUBE_BYTES]).collect();
    let values = numbers().flat_map(|number| vec![number as f32; FLOW_VALUES]).collect();
    (Cubes { pixels, places: places.collect() }, FlowCubes { values })
}

fn part<'a>(cubes: &'a Cubes, flow: Option<&'a FlowCubes>) -> ClipCubes<'a> {
    ClipCubes { cubes, flow, frame: (158, 238), frames: 10 }
}

#[test]
fn every_cube_goes_to_the_block_of_its_centre_with_its_flow() {
    let (first, first_flow) = clip(&[20.0, 40.0, 41.0], 0);
    let (second, second_flow) = clip(&[157.0, 30.0], 3);
    let clips = [part(&first, Some(&first_flow)), part(&second, Some(&second_flow))];
    let grid = Grid::new(4, 1).expect("a grid");
    let blocks = Blocks::divide(grid, clips).expect("a division");
    let indices: Vec<&[usize]> = blocks.shares.iter().map(|share| share.indices.as_slice()).collect();
    assert_eq!(indices, [&[0, 4][..], &[1, 2], &[], &[3]]);
    for share in &blocks.shares {
        let flow = share.flow.as_ref().expect("flow");
        for (at, &index) in share.indices.iter().enumerate() {
            assert_eq!((share.cubes.cube(at)[9], flow.cube(at)[9]), (index as u8, index as f32));
        }
        assert_eq!(flow.len(), share.cubes.len());
    }
    // Frames are counted over all clips.
    assert_eq!(blocks.shares[0].cubes.places[1].frame, 11);
}

#[test]
fn an_undivided_frame_keeps_the_order_of_the_cubes() {
    let (first, second) = (clip(&[20.0, 140.0], 0).0, clip(&[90.0], 2).0);
    let blocks = Blocks::divide(Grid::WHOLE, [part(&first, None), part(&second, None)]).expect("a division");
    let mut joined = first;
    joined.append(second, 10);
    assert_eq!(*blocks.shares[0].cubes, joined);
    assert!(blocks.shares[0].flow.is_none());
}

#[test]
fn scores_come_back_in_the_order_of_the_clips_and_without_a_model_are_20() {
    for case in 0..20 {
        let mut random = Random::keyed(case, "heights of a test", 0);
        let heights: Vec<f32> = (0..30).map(|_| random.between(0.0, 158.0) as f32).collect();
        let (cubes, _) = clip(&heights, 0);
        let blocks =
            Blocks::divide(Grid::new(4, 1).expect("a grid"), [part(&cubes, None)]).expect("a division");
        let scores =
            blocks.shares.iter().enumerate().map(|(at, share)| {
                (at != 2).then(|| share.indices.iter().map(|&index| index as f32).collect())
            });
        let all = blocks.together(&scores.collect::<Vec<_>>());
        for (index, (&score, &y)) in all.iter().zip(&heights).enumerate() {
            let in_third = (79.0..118.5).contains(&y);
            assert_eq!(score, if in_third { 20.0 } else { index as f32 }, "height {y}");
        }
    }
}

#[test]
fn flow_for_some_cubes_only_is_refused() {
    let (cubes, mut flow) = clip(&[20.0, 40.0], 0);
    let code = |clips: &[ClipCubes<'_>]| {
        Blocks::divide(Grid::WHOLE, clips.iter().copied()).err().map(|error| error.code())
    };
    assert_eq!(code(&[part(&cubes, Some(&flow)), part(&cubes, None)]), Some("lbr/flow-cubes"));
    flow.values.truncate(FLOW_VALUES);
    assert_eq!(code(&[part(&cubes, Some(&flow))]), Some("lbr/flow-cubes"));
    assert_eq!(code(&[]), None);
}

#[test]
fn a_grid_has_a_name_and_is_read_from_it() {
    for (rows, columns) in [(1, 1), (4, 1), (3, 2)] {
        let grid = Grid::new(rows, columns).expect("a grid");
        assert_eq!(Grid::parse(&grid.to_string()), Some(grid));
    }
    let grid = Grid::new(3, 2).expect("a grid");
    assert_eq!((grid.key(3), grid.index(1, 1), grid.index(3, 0)), ("b1_1".into(), Some(3), None));
    for text in ["", "4", "0x1", "4x", "17x1", "-1x2", "4x1x1"] {
        assert_eq!(Grid::parse(text), None, "{text}");
    }
}

#[test]
fn blocks_have_seeds_of_their_own_and_the_first_that_of_the_run() {
    let grid = Grid::new(4, 1).expect("a grid");
    let seeds: Vec<u64> = (0..4).map(|index| grid.seed(7, index)).collect();
    assert_eq!(seeds[0], 7);
    assert!((1..4).all(|at| !seeds[..at].contains(&seeds[at])), "{seeds:?}");
}
