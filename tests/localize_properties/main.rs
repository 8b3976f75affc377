//! Frames pushed one at a time against a plain reference that sees the whole clip, on random clips.

mod reference;

use oddframe::localize::{CUBE_BYTES, LocalizeConfig, Localized, Localizer, RegionsFrom};
use oddframe::random::Random;
use oddframe::video::Frame;

use self::reference::{Found, Reference};

/// Rectangles that move over a noisy background; now and then a cut or a jump of exposure.
fn clip(random: &mut Random) -> Vec<Frame> {
    let (width, height) = (24 + random.below(60), 24 + random.below(60));
    let count = 1 + random.below(12);
    let mut background = random.below(120) as u8;
    let mut objects: Vec<[f64; 6]> = (0..random.below(5))
        .map(|_| {
            let size = [random.between(4.0, 20.0), random.between(4.0, 20.0)];
            let place = [random.unit() * width as f64, random.unit() * height as f64];
            [place[0], place[1], size[0], size[1], random.between(-6.0, 6.0), random.between(-6.0, 6.0)]
        })
        .collect();
    let mut frames = Vec::new();
    for t in 0..count {
        match random.below(8) {
            0 => background = background.wrapping_add(130),
            1 => background = background.wrapping_add(30),
            _ => {}
        }
        let mut rgb: Vec<u8> =
            (0..width * height * 3).map(|_| background.saturating_add(random.below(4) as u8)).collect();
        for (index, object) in objects.iter_mut().enumerate() {
            let [x, y, w, h, dx, dy] = *object;
            for row in y.max(0.0) as usize..((y + h).max(0.0) as usize).min(height) {
                for column in x.max(0.0) as usize..((x + w).max(0.0) as usize).min(width) {
                    let plane = (row * width + column) * 3 + index % 3;
                    rgb[plane] = 200;
                }
            }
            object[0] += dx;
            object[1] += dy;
        }
        frames.push(Frame::new(width, height, rgb, t as f64 / 30.0).expect("sides of 24 and more"));
    }
    frames
}

fn config(random: &mut Random) -> LocalizeConfig {
    let height = [200, 400][random.below(2)]; // narrow or wide blur
    let mut config = LocalizeConfig::auto(0, height);
    config.min_side = 3 + random.below(8) as u32;
    config.max_regions = 1 + random.below(6);
    config
}

fn pushed(frames: &[Frame], config: &LocalizeConfig) -> Localized {
    let mut localizer = Localizer::new(config.clone(), RegionsFrom::Motion);
    for frame in frames {
        localizer.push(frame.clone()).expect("frames of one size");
    }
    localizer.finish().expect("motion needs no boxes")
}

#[test]
fn frames_pushed_one_at_a_time_give_what_the_whole_clip_gives() {
    let (mut regions, mut cuts, mut flagged) = (0, 0, 0);
    for seed in 0..150 {
        let mut random = Random::keyed(seed, "localize property", 0);
        let (frames, config) = (clip(&mut random), config(&mut random));
        let (width, height) = (frames[0].width(), frames[0].height());
        let reference = Reference { frames: &frames, config: &config, width, height };
        let found = pushed(&frames, &config);
        let plain = |report: &oddframe::localize::FrameReport| Found {
            boxes: report.regions.iter().map(|region| region.corners).collect(),
            global_change: report.global_change,
            part: report.part,
        };
        let expected = reference.all();
        assert_eq!(found.frames.iter().map(plain).collect::<Vec<_>>(), expected, "seed {seed}");
        assert!(found.cubes.pixels == reference.cubes(&expected), "seed {seed}: cubes");
        regions += found.cubes.len();
        cuts += found.cuts().len();
        flagged += expected.iter().filter(|frame| frame.global_change).count();
    }
    println!("{regions} regions, {cuts} cuts, {flagged} frames changed as a whole");
    assert!(regions > 300 && cuts > 30 && flagged > 30, "the clips are too tame");
}

#[test]
fn regions_lie_inside_the_frame_and_each_has_its_cube() {
    for seed in 0..200 {
        let mut random = Random::keyed(seed, "inside property", 0);
        let (frames, config) = (clip(&mut random), config(&mut random));
        let (width, height) = (frames[0].width() as f32, frames[0].height() as f32);
        let boxes = |random: &mut Random| {
            let corner = |random: &mut Random| random.between(-40.0, 100.0) as f32;
            (0..random.below(4))
                .map(|_| {
                    let (x, y) = (corner(random), corner(random));
                    [x, y, x + random.between(0.01, 40.0) as f32, y + random.between(0.01, 40.0) as f32]
                })
                .collect::<Vec<_>>()
        };
        let given: Vec<_> = frames.iter().map(|_| boxes(&mut random)).collect();
        for source in [RegionsFrom::Motion, RegionsFrom::File(given)] {
            let mut localizer = Localizer::new(config.clone(), source);
            frames.iter().for_each(|frame| localizer.push(frame.clone()).expect("one size"));
            let found = localizer.finish().expect("as many frames as boxes");
            for [x1, y1, x2, y2] in found.frames.iter().flat_map(|f| &f.regions).map(|r| r.corners) {
                assert!(0.0 <= x1 && x1 < x2 && x2 <= width, "seed {seed}: {x1} {x2}");
                assert!(0.0 <= y1 && y1 < y2 && y2 <= height, "seed {seed}: {y1} {y2}");
            }
            assert_eq!(found.frames.len(), frames.len());
            let regions =
                found.frames.iter().enumerate().flat_map(|(t, f)| f.regions.iter().map(move |r| (t, *r)));
            assert!(regions.eq(found.cubes.places.iter().map(|place| (place.frame, place.region))));
            assert_eq!(found.cubes.pixels.len(), found.cubes.len() * CUBE_BYTES);
        }
    }
}
