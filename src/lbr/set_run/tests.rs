use super::*;
use crate::formats::open;
use crate::lbr::blocks::{ClipCubes, Grid};
use crate::lbr::data_set::{BATCH, DataSet, LearnFrom};
use crate::lbr::model::Width;
use crate::lbr::spr::Mode;
use crate::localize::{CUBE_BYTES, CubePlace, Cubes, FLOW_VALUES, FlowCubes, Region, RegionSource};
use crate::random::Random;
use std::collections::BTreeMap;

/// Cubes of a clip of 80 rows, one in the upper and two in the lower half of each of its frames.
fn clip(seed: u64, frames: usize) -> (Cubes, FlowCubes) {
    let mut random = Random::keyed(seed, "cubes of a test", 0);
    let place = |index: usize| {
        let top = if index.is_multiple_of(3) { 10.0 } else { 60.0 };
        let region = Region { corners: [0.0, top, 9.0, top + 9.0], source: RegionSource::File };
        CubePlace { frame: index / 3, region }
    };
    let count = frames * 3;
    let pixels = (0..count * CUBE_BYTES).map(|_| random.below(256) as u8).collect();
    let values = (0..count * FLOW_VALUES).map(|_| random.normal() as f32).collect();
    (Cubes { pixels, places: (0..count).map(place).collect() }, FlowCubes { values })
}

fn blocks(grid: Grid, clips: &[(Cubes, FlowCubes)], motion: bool) -> Blocks {
    let part = |(cubes, flow): &(Cubes, FlowCubes)| cubes.places.len() / 3 * usize::from(!flow.is_empty());
    let clips = clips.iter().map(|clip| ClipCubes {
        cubes: &clip.0,
        flow: motion.then_some(&clip.1),
        frame: (80, 40),
        frames: part(clip),
    });
    Blocks::divide(grid, clips).expect("a division")
}

fn config(seed: u64) -> SetRunConfig {
    SetRunConfig {
        set: DataSet::Ped2,
        from: LearnFrom::Partial,
        weights: Some(Mode::Mixture),
        width: Width::NARROWEST,
        epochs: 2,
        batch: BATCH,
        steps: None,
        seed,
        read_every: 1,
    }
}

fn run(grid: Grid, motion: bool) -> SetRun {
    let learned = blocks(grid, &[clip(1, 2), clip(2, 3)], motion);
    SetRun::new(learned, None, config(5), &Device::flex()).expect("a run")
}

fn step(run: &mut SetRun) -> SetStep {
    pollster::block_on(run.step()).expect("a step")
}

fn ended(mut run: SetRun) -> SetRun {
    while step(&mut run) != SetStep::Finished {}
    run
}

fn scores(run: &SetRun) -> &[Vec<f32>] {
    &run.outcome().expect("an outcome").scores
}

fn saved(run: &SetRun) -> Vec<u8> {
    pollster::block_on(run.save()).expect("a state").expect("a run that began")
}

const HALVES: fn() -> Grid = || Grid::new(2, 1).expect("a grid");

#[test]
fn every_block_learns_its_epochs_and_every_object_of_every_clip_is_scored() {
    let mut run = run(HALVES(), false);
    let mut met = Vec::new();
    loop {
        match step(&mut run) {
            SetStep::Learned { block, ended, .. } => met.push((block, ended)),
            SetStep::Scored { done, total } => assert!(done <= total && total == 15),
            SetStep::Finished => break,
        }
    }
    assert_eq!(met, [(0, Some(1)), (0, Some(2)), (1, Some(1)), (1, Some(2))]);
    assert_eq!(run.progress(), (4, 4));
    let lengths: Vec<usize> = scores(&run).iter().map(Vec::len).collect();
    assert_eq!(lengths, [6, 9]);
    let weights = &run.outcome().expect("an outcome").weights;
    assert!(weights.blocks.iter().flatten().all(|block| block.statistics.is_some()));
    assert_eq!(step(&mut run), SetStep::Finished, "a run that is over stays so");
}

#[test]
fn a_whole_run_that_was_saved_anywhere_ends_as_the_uninterrupted_one() {
    for (grid, motion) in [(Grid::WHOLE, false), (HALVES(), true)] {
        let want = ended(run(grid, motion));
        for steps in 1..=want.progress().1 {
            let mut cut = run(grid, motion);
            for _ in 0..steps {
                step(&mut cut);
            }
            let state = saved(&cut);
            let mut again = run(grid, motion);
            again.resume(&open(state, "state").expect("a state")).expect("the same run");
            assert_eq!(again.progress().0, steps);
            assert_eq!(scores(&ended(again)), scores(&want), "{grid}, {steps} steps");
        }
    }
}

#[test]
fn the_state_of_another_run_is_refused() {
    let mut whole = run(Grid::WHOLE, false);
    assert!(pollster::block_on(whole.save()).expect("no error").is_none(), "it has not begun");
    step(&mut whole);
    let state = saved(&whole);
    let open = |bytes: &Vec<u8>| open(bytes.clone(), "state").expect("a state");
    let refused = |mut run: SetRun, state: &Vec<u8>| run.resume(&open(state)).expect_err("another run");
    assert!(matches!(refused(run(HALVES(), false), &state), LbrError::Blocks { .. }));
    assert!(matches!(refused(run(Grid::WHOLE, true), &state), LbrError::ResumeMismatch { .. }));
    let learned = blocks(Grid::WHOLE, &[clip(3, 5)], false);
    let other = SetRun::new(learned, None, config(5), &Device::flex()).expect("a run");
    assert!(matches!(refused(other, &state), LbrError::ResumeMismatch { name: "cubes_sha256", .. }));
    let mut halves = run(HALVES(), false);
    step(&mut halves);
    let several = saved(&halves);
    let mut quarters = run(Grid::new(4, 1).expect("a grid"), false);
    assert!(matches!(quarters.resume(&open(&several)), Err(LbrError::Blocks { .. })));
    assert!(matches!(refused(run(Grid::WHOLE, false), &several), LbrError::Blocks { .. }));
}

#[test]
fn other_clips_are_scored_by_the_statistics_of_those_that_were_learned_from() {
    let learned = || blocks(Grid::WHOLE, &[clip(1, 2)], false);
    let others = || blocks(Grid::WHOLE, &[clip(7, 1), clip(8, 2)], false);
    let classic = SetRun::new(learned(), Some(others()), config(0), &Device::flex()).expect("a run");
    let classic = ended(classic);
    let lengths: Vec<usize> = scores(&classic).iter().map(Vec::len).collect();
    assert_eq!(lengths, [3, 6]);
    let own = ended(SetRun::new(learned(), None, config(0), &Device::flex()).expect("a run"));
    let statistics = |run: &SetRun| {
        let weights = &run.outcome().expect("an outcome").weights;
        weights.blocks[0].as_ref().expect("a network").statistics
    };
    assert_eq!(statistics(&classic), statistics(&own));
    let refused =
        SetRun::new(learned(), Some(blocks(HALVES(), &[clip(7, 1)], false)), config(0), &Device::flex());
    assert!(matches!(refused, Err(LbrError::Blocks { .. })));
    let nothing = blocks(Grid::WHOLE, &[], false);
    let refused = SetRun::new(nothing, None, config(0), &Device::flex());
    assert!(matches!(refused, Err(LbrError::TooFewCubes { .. })));
}

#[test]
fn tracks_hold_every_object_and_can_be_left_unsmoothed() {
    let (cubes, _) = clip(1, 3);
    let clips = [SetClip { id: "a".into(), frames: 4, places: cubes.places }];
    let scores = vec![(0..9).map(|score| score as f32).collect::<Vec<f32>>()];
    let raw: BTreeMap<_, _> = set_tracks(&clips, &scores, false).expect("tracks");
    assert_eq!(raw["a"].scores, [2.0, 5.0, 8.0, -20.0]);
    assert!(raw["a"].raw.is_none());
    assert_eq!(raw["a"].regions.len(), 9);
    let smoothed = set_tracks(&clips, &scores, true).expect("tracks");
    assert_eq!(smoothed["a"].raw.as_deref(), Some(&raw["a"].scores[..]));
    assert!(set_tracks(&clips, &[], true).is_err());
}
