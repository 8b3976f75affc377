use super::*;
use crate::video::Frame;

fn recipe(preset: Preset) -> Recipe {
    Recipe::of(preset, 224).expect("a recipe")
}

fn target(preset: Preset, size: (usize, usize)) -> (usize, usize) {
    recipe(preset).scaler(size).target()
}

#[test]
fn frames_are_resized_to_the_published_sizes() {
    for (size, expected) in [((320, 240), (341, 256)), ((640, 360), (455, 256)), ((352, 288), (313, 256))] {
        assert_eq!(target(Preset::Wu, size), expected);
        assert_eq!(target(Preset::UrDmu, size), (340, 256));
        assert_eq!(target(Preset::VadClip, size), (340, 256));
    }
    assert_eq!(target(Preset::Wu, (240, 320)), (256, 341));
    assert_eq!(target(Preset::VideoFeatures, (320, 240)), (341, 256));
    // Cut off, where OpenCV's rule rounds: 455.1 and 298.67.
    assert_eq!(target(Preset::VideoFeatures, (640, 360)), (455, 256));
    assert_eq!(
        [target(Preset::VideoFeatures, (280, 240)), target(Preset::Wu, (280, 240))],
        [(298, 256), (299, 256)]
    );
    assert_eq!(target(Preset::Clip, (320, 240)), (298, 224));
}

#[test]
fn no_frame_is_smaller_than_a_crop_once_it_is_resized() {
    for width in (8..2000).step_by(37) {
        for height in (8..2000).step_by(53) {
            for preset in Preset::ALL {
                let (to_width, to_height) = target(preset, (width, height));
                assert!(to_width.min(to_height) >= 224, "{preset}: {width}x{height}");
            }
        }
    }
}

#[test]
fn other_sides_keep_the_geometry_of_256_and_224() {
    let short = |side| Recipe::of(Preset::Wu, side).expect("a recipe").scaler((320, 240)).target().1;
    assert_eq!([224, 112, 64, 32].map(short), [256, 128, 73, 37]);
    for preset in [Preset::UrDmu, Preset::VideoFeatures, Preset::VadClip, Preset::Clip] {
        assert_eq!(Recipe::of(preset, 64), Err(RecipeError::Side { preset, side: 64 }));
    }
}

#[test]
fn crops_stand_in_the_published_order() {
    use Place::{BottomLeft, BottomRight, Centre, TopLeft, TopRight};
    let places = |preset| -> Vec<Place> {
        recipe(preset).crops(CropChoice::Ten).expect("ten").iter().map(|(_, crop)| crop.place).collect()
    };
    let wu = [Centre, TopLeft, TopRight, BottomLeft, BottomRight];
    assert_eq!(places(Preset::Wu), [wu, wu].concat());
    let urdmu = [TopLeft, TopRight, Centre, BottomLeft, BottomRight];
    assert_eq!(places(Preset::UrDmu)[..5], urdmu);
}

#[test]
fn urdmus_last_five_are_the_first_five_of_the_mirrored_frame() {
    let rgb: Vec<u8> = (0..340 * 256 * 3).map(|i| (i % 241) as u8).collect();
    let frame = Frame::new(340, 256, rgb, 0.0).expect("a frame");
    let back = frame.rgb().chunks_exact(340 * 3).flat_map(|row| row.chunks_exact(3).rev().flatten().copied());
    let mirrored = Frame::new(340, 256, back.collect(), 0.0).expect("a frame");
    let recipe = recipe(Preset::UrDmu);
    let crops = recipe.crops(CropChoice::Ten).expect("ten");
    for number in 0..5 {
        let (mut plain, mut late) = (Vec::new(), Vec::new());
        crops[number].1.cut(&mirrored, 224, recipe.middle, &mut plain);
        crops[5 + number].1.cut(&frame, 224, recipe.middle, &mut late);
        assert_eq!(plain, late, "crop {number}");
    }
}

#[test]
fn a_choice_gives_crops_with_their_numbers_or_is_refused() {
    let numbers = |preset, choice| -> Vec<usize> {
        recipe(preset).crops(choice).expect("crops").iter().map(|(number, _)| *number).collect()
    };
    assert_eq!(numbers(Preset::Wu, CropChoice::Centre), [0]);
    assert_eq!(numbers(Preset::UrDmu, CropChoice::Centre), [2]);
    assert_eq!(numbers(Preset::UrDmu, CropChoice::Five), [0, 1, 2, 3, 4]);
    assert_eq!(numbers(Preset::VadClip, CropChoice::Only(5)), [5]);
    assert_eq!(numbers(Preset::Clip, CropChoice::Centre), [0]);
    for (preset, asked) in [
        (Preset::Clip, CropChoice::Five),
        (Preset::VideoFeatures, CropChoice::Ten),
        (Preset::Wu, CropChoice::Only(10)),
    ] {
        let refused = recipe(preset).crops(asked);
        assert!(matches!(refused, Err(RecipeError::Crops { .. })), "{preset} {asked}");
    }
}

#[test]
fn a_preset_reads_back_as_it_is_written() {
    for preset in Preset::ALL {
        assert_eq!(preset.to_string().parse(), Ok(preset));
    }
    assert!("Wu".parse::<Preset>().expect_err("no preset").contains("vadclip"));
}
