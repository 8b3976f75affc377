//! Every cube has its truth, and a set has the share that was asked for.

use super::*;

fn film(seed: u64) -> Film {
    let mut filming = Filming::new(seed).expect("valid scenes");
    loop {
        if let Some(film) = filming.step().expect("a frame of the scene") {
            assert_eq!(filming.done(), filming.total());
            return film;
        }
    }
}

#[test]
fn a_film_holds_objects_and_their_frames_with_the_truth_of_both() {
    let Film { objects, frames } = film(1);
    for set in [&objects, &frames] {
        assert_eq!(set.cubes.len(), set.len());
        assert_eq!(set.cubes.pixels.len(), set.len() * CUBE_BYTES);
        assert!(set.cubes.places.iter().zip(&set.labels).all(|(place, label)| place.frame == label.frame));
    }
    assert!(frames.labels.iter().all(|label| label.kind == WHOLE));
    for frame in &frames.labels {
        let odd = objects.labels.iter().any(|object| object.frame == frame.frame && object.odd);
        assert!(frame.odd || !odd, "frame {}: an odd object in a frame that is not odd", frame.frame);
    }
    let kinds = objects.kinds(&objects.odd());
    assert!(kinds.iter().filter(|kind| kind.odd).count() >= 3, "{kinds:?}");
    assert!(kinds.iter().any(|kind| kind.rare), "{kinds:?}");
    assert!(kinds.iter().all(|kind| kind.marked == if kind.odd { kind.cubes } else { 0 }), "{kinds:?}");
    assert!(objects.odd().iter().filter(|&&odd| odd).count() >= 240, "40 % of 600 are odd ones");
}

#[test]
fn a_set_has_its_share_and_no_cube_twice() {
    let objects = film(0).objects;
    for share in [0.02, 0.1, 0.4, 0.6] {
        let set = objects.drawn(share, 600, 3).expect("both sorts");
        let odd = set.odd().iter().filter(|&&odd| odd).count();
        assert!((odd as f64 / set.len() as f64 - share).abs() < 2e-3, "{odd} of {}", set.len());
        assert!(set.len() <= 600 && set.len() > 400, "{} cubes", set.len());
        let mut cubes: Vec<&[u8]> = (0..set.len()).map(|cube| set.cubes.cube(cube)).collect();
        cubes.sort_unstable();
        cubes.dedup();
        assert_eq!(cubes.len(), set.len());
        assert_eq!(set, objects.drawn(share, 600, 3).expect("both sorts"));
        assert_ne!(set, objects.drawn(share, 600, 4).expect("both sorts"));
    }
}

#[test]
fn objects_of_frames_are_all_of_those_frames() {
    let Film { objects, frames } = film(0);
    let few = frames.drawn(0.1, 50, 0).expect("both sorts");
    let cut = objects.of_frames_of(&few);
    let wanted: BTreeSet<usize> = few.labels.iter().map(|label| label.frame).collect();
    let expected = objects.labels.iter().filter(|label| wanted.contains(&label.frame)).count();
    assert_eq!(cut.len(), expected);
    assert!(cut.labels.iter().all(|label| wanted.contains(&label.frame)));
}

#[test]
fn a_set_of_one_sort_is_refused_with_its_numbers() {
    let objects = film(0).objects;
    let normal = objects.of((0..objects.len()).filter(|&index| !objects.labels[index].odd));
    let error = normal.drawn(0.1, 100, 0).expect_err("no odd ones").to_string();
    assert!(error.contains("0 odd") && error.contains(&format!("{} normal", normal.len())), "{error}");
    assert!(LabelledCubes::default().drawn(0.1, 100, 0).is_err());
    for share in [0.0, 1.0, -0.1, f64::NAN] {
        assert!(objects.drawn(share, 100, 0).is_err(), "a share of {share}");
    }
}
