use super::*;
use crate::localize::{CubePlace, Region, RegionSource};

/// Cubes of the given pixels.
fn cubes(pixels: Vec<Vec<u8>>) -> Arc<Cubes> {
    let region = Region { corners: [0.0, 0.0, 9.0, 9.0], source: RegionSource::File };
    let places = (0..pixels.len()).map(|frame| CubePlace { frame, region }).collect();
    Arc::new(Cubes { pixels: pixels.concat(), places })
}

fn errors(cubes: Arc<Cubes>, components: usize) -> Vec<f32> {
    let mut pca = Pca::new(cubes, components, 1, &Device::flex()).expect("cubes");
    let mut steps = 0;
    while !pca.done() {
        assert_eq!(pca.steps_done(), steps);
        pollster::block_on(pca.step()).expect("a step");
        steps += 1;
    }
    assert_eq!(steps, pca.steps());
    pca.into_errors()
}

/// Mixtures of `rank` patterns, apart from rounding to whole levels.
fn mixtures(count: usize, rank: usize) -> Vec<Vec<u8>> {
    let mut random = Random::keyed(3, "patterns of a test", 0);
    let patterns: Vec<Vec<f64>> =
        (0..rank).map(|_| (0..CUBE_BYTES).map(|_| random.between(-20.0, 20.0)).collect()).collect();
    let mixture = |_| {
        let shares: Vec<f64> = (0..rank).map(|_| random.between(-1.0, 1.0)).collect();
        let level = |pixel: usize| {
            let sum: f64 = shares.iter().zip(&patterns).map(|(share, pattern)| share * pattern[pixel]).sum();
            libm::rint(128.0 + sum).clamp(0.0, 255.0) as u8
        };
        (0..CUBE_BYTES).map(level).collect()
    };
    (0..count).map(mixture).collect()
}

#[test]
fn mixtures_of_few_patterns_leave_their_rounding_only() {
    let mut pixels = mixtures(300, 5);
    // Rounding by up to half a level: 15,360 / 12 / 255² = 0.02.
    let found = errors(cubes(pixels.clone()), 5);
    assert_eq!(found.len(), 300);
    assert!(found.iter().all(|error| (0.01..0.03).contains(error)), "{:?}", &found[..9]);
    // One that is no mixture of them stands out.
    pixels[77].iter_mut().step_by(7).for_each(|pixel| *pixel = 255 - *pixel);
    let found = errors(cubes(pixels), 5);
    let others = found.iter().enumerate().filter(|(at, _)| *at != 77).map(|(_, error)| *error);
    assert!(found[77] > 10.0 * others.fold(0.0, f32::max), "{}", found[77]);
}

#[test]
fn one_component_is_the_direction_of_the_largest_variance() {
    // Two orthogonal patterns, one three times as strong.
    let level = |cube: usize, pixel: usize| {
        let (a, b) = ((cube % 3) as f64 - 1.0, (cube / 3 % 2) as f64 - 0.5);
        let value = if pixel.is_multiple_of(2) { 60.0 * a } else { 20.0 * b };
        (128.0 + value) as u8
    };
    let pixels = (0..60).map(|cube| (0..CUBE_BYTES).map(|pixel| level(cube, pixel)).collect());
    let found = errors(cubes(pixels.collect()), 1);
    // What is left is the weaker pattern: ±10 levels in half of the pixels.
    let want = (CUBE_BYTES / 2) as f32 * (10.0_f32 / 255.0).powi(2);
    assert!(found.iter().all(|error| (error - want).abs() < 1e-3 * want), "{:?}, {want}", &found[..6]);
}

#[test]
fn equal_cubes_and_single_cubes_have_no_error() {
    for count in [1, 2, 7] {
        let found = errors(cubes(vec![vec![90; CUBE_BYTES]; count]), COMPONENTS);
        assert!(found.len() == count && found.iter().all(|error| *error < 1e-6), "{found:?}");
    }
    assert!(Pca::new(cubes(Vec::new()), COMPONENTS, 0, &Device::flex()).is_err());
}
