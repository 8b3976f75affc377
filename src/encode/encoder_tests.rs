use std::cell::RefCell;

use super::*;
use crate::encode::{NetworkFailure, Preset};

/// Gives the red levels of the first and last frame's top left pixel and of their sum.
struct Corners {
    looks_at: Vec<usize>,
    seen: RefCell<usize>,
    bad_at: Option<usize>,
}

impl Corners {
    fn new() -> Self {
        Self { looks_at: (0..16).collect(), seen: RefCell::new(0), bad_at: None }
    }
}

impl SnippetNetwork for Corners {
    fn side(&self) -> usize {
        32
    }

    fn dim(&self) -> usize {
        3
    }

    fn looks_at(&self) -> &[usize] {
        &self.looks_at
    }

    async fn encode(&self, rgb: &[u8]) -> Result<Vec<f32>, NetworkFailure> {
        *self.seen.borrow_mut() += 1;
        if self.bad_at == Some(*self.seen.borrow()) {
            return Err(NetworkFailure::NotFinite { stage: "Mixed_3b" });
        }
        let frames: Vec<&[u8]> = rgb.chunks_exact(32 * 32 * 3).collect();
        let level = |frame: &[u8]| f32::from(frame[0]);
        let (first, last) = (level(frames[0]), level(frames[frames.len() - 1]));
        Ok(vec![first, last, first + last])
    }
}

fn recipe(snippets: SnippetRule) -> Recipe {
    let mut recipe = Recipe::of(Preset::Wu, 32).expect("a recipe");
    recipe.snippets = snippets;
    recipe
}

/// A frame whose level tells its number; not constant.
fn frame(number: usize) -> Frame {
    let mut rgb = vec![number as u8; 64 * 48 * 3];
    rgb[64 * 48 * 3 / 2] ^= 64;
    Frame::new(64, 48, rgb, 0.0).expect("a frame")
}

fn run(encoder: &mut SnippetEncoder<Corners>, frames: usize) -> Result<Vec<Progress>, EncodeError> {
    let mut all = Vec::new();
    let mut steps = |encoder: &mut SnippetEncoder<Corners>| -> Result<(), EncodeError> {
        while encoder.is_waiting() {
            all.extend(pollster::block_on(encoder.step())?);
        }
        Ok(())
    };
    for number in 0..frames {
        encoder.push(&frame(number))?;
        steps(encoder)?;
    }
    encoder.end()?;
    steps(encoder)?;
    Ok(all)
}

fn encoded(rule: SnippetRule, frames: usize, crops: CropChoice) -> Result<Encoded, EncodeError> {
    let mut encoder = SnippetEncoder::new(Corners::new(), "clip", recipe(rule), crops).expect("an encoder");
    run(&mut encoder, frames)?;
    encoder.finish()
}

#[test]
fn whole_snippets_are_encoded_and_the_tail_is_counted() {
    let found = encoded(SnippetRule::Whole, 37, CropChoice::Centre).expect("features");
    assert_eq!((found.features.crops, found.features.snippets, found.features.dim), (1, 2, 3));
    assert_eq!(found.features.data, [0.0, 15.0, 15.0, 16.0, 31.0, 47.0]);
    assert_eq!((found.frames, found.notes), (37, vec![EncodeNote::Tail { frames: 5 }]));
    assert_eq!(encoded(SnippetRule::Whole, 32, CropChoice::Centre).expect("features").notes, []);
}

#[test]
fn a_last_snippet_may_be_filled_with_its_last_frame() {
    let found = encoded(SnippetRule::RepeatLast, 19, CropChoice::Centre).expect("features");
    assert_eq!(found.features.data, [0.0, 15.0, 15.0, 16.0, 18.0, 34.0]);
    assert_eq!(found.notes, [EncodeNote::Repeated { times: 14 }]);
    assert_eq!(
        encoded(SnippetRule::RepeatLast, 32, CropChoice::Centre).expect("features").features.snippets,
        2
    );
}

#[test]
fn a_rule_may_ask_for_one_more_frame_than_it_uses() {
    let snippets =
        |frames| encoded(SnippetRule::OneAhead, frames, CropChoice::Centre).map(|e| e.features.snippets);
    assert_eq!([17, 32, 33, 48, 49].map(|frames| snippets(frames).expect("features")), [1, 1, 2, 2, 3]);
    let found = encoded(SnippetRule::OneAhead, 32, CropChoice::Centre).expect("features");
    assert_eq!(found.notes, [EncodeNote::Tail { frames: 16 }]);
    assert_eq!(found.features.data, [0.0, 15.0, 15.0]);
}

#[test]
fn a_clip_that_is_too_short_is_refused_with_its_length() {
    for (rule, frames, needed) in
        [(SnippetRule::Whole, 15, 16), (SnippetRule::RepeatLast, 16, 17), (SnippetRule::OneAhead, 16, 17)]
    {
        let error = encoded(rule, frames, CropChoice::Centre).expect_err("too short");
        assert_eq!(error.to_string(), format!("\"clip\": {frames} frames; one snippet needs {needed}"));
    }
}

#[test]
fn every_step_is_one_crop_and_the_same_as_alone() {
    let mut encoder =
        SnippetEncoder::new(Corners::new(), "clip", recipe(SnippetRule::Whole), CropChoice::Ten)
            .expect("an encoder");
    let progress = run(&mut encoder, 32).expect("features");
    assert_eq!(progress.len(), 20);
    assert_eq!(progress[9], Progress { snippet: 0, done: 10, crops: 10 });
    assert_eq!(progress[10], Progress { snippet: 1, done: 1, crops: 10 });
    let ten = encoder.finish().expect("features");
    assert_eq!(ten.crops, (0..10).collect::<Vec<_>>());
    for crop in 0..10 {
        let alone = encoded(SnippetRule::Whole, 32, CropChoice::Only(crop)).expect("features");
        assert_eq!((alone.features.crop(0), alone.crops), (ten.features.crop(crop), vec![crop]));
    }
}

#[test]
fn little_is_held_however_long_the_clip_is() {
    let mut encoder =
        SnippetEncoder::new(Corners::new(), "clip", recipe(SnippetRule::OneAhead), CropChoice::Centre)
            .expect("an encoder");
    for number in 0..200 {
        encoder.push(&frame(number)).expect("a frame");
        assert!(encoder.window.len() <= 17);
        while encoder.is_waiting() {
            pollster::block_on(encoder.step()).expect("a step");
        }
    }
}

#[test]
fn a_frame_of_another_size_is_refused_with_its_number() {
    let mut encoder =
        SnippetEncoder::new(Corners::new(), "clip", recipe(SnippetRule::Whole), CropChoice::Centre)
            .expect("an encoder");
    encoder.push(&frame(0)).expect("a frame");
    let other = Frame::new(48, 64, vec![0; 48 * 64 * 3], 0.0).expect("a frame");
    let error = encoder.push(&other).expect_err("another size");
    assert!(
        matches!(error, EncodeError::Size { frame: 1, found: (48, 64), expected: (64, 48), .. }),
        "{error}"
    );
}

#[test]
fn frames_are_refused_while_a_snippet_waits_and_after_the_end() {
    let mut encoder =
        SnippetEncoder::new(Corners::new(), "clip", recipe(SnippetRule::Whole), CropChoice::Centre)
            .expect("an encoder");
    assert!(pollster::block_on(encoder.step()).expect("nothing").is_none());
    for number in 0..16 {
        encoder.push(&frame(number)).expect("a frame");
    }
    assert!(matches!(encoder.push(&frame(16)), Err(EncodeError::Order { frame: 16, .. })));
    encoder.end().expect("the end");
    assert!(matches!(encoder.push(&frame(16)), Err(EncodeError::Order { .. })));
    assert!(matches!(encoder.finish(), Err(EncodeError::Unfinished { .. })));
}

#[test]
fn features_that_are_no_numbers_are_told_by_snippet_crop_and_stage() {
    let network = Corners { bad_at: Some(13), ..Corners::new() };
    let mut encoder = SnippetEncoder::new(network, "clip", recipe(SnippetRule::Whole), CropChoice::Ten)
        .expect("an encoder");
    let error = run(&mut encoder, 32).expect_err("no numbers");
    assert!(
        matches!(error, EncodeError::NotFinite { snippet: 1, crop: 2, stage: "Mixed_3b", .. }),
        "{error}"
    );
}

#[test]
fn black_frames_are_remarked_with_their_snippets() {
    let mut encoder =
        SnippetEncoder::new(Corners::new(), "clip", recipe(SnippetRule::Whole), CropChoice::Five)
            .expect("an encoder");
    let black = Frame::new(64, 48, vec![0; 64 * 48 * 3], 0.0).expect("a frame");
    for number in 0..96 {
        // Black from 16 to 48 and from 64 to 80.
        let is_black = (16..48).contains(&number) || (64..80).contains(&number);
        encoder.push(&if is_black { black.clone() } else { frame(number) }).expect("a frame");
        while encoder.is_waiting() {
            pollster::block_on(encoder.step()).expect("a step");
        }
    }
    encoder.end().expect("the end");
    let notes = encoder.finish().expect("features").notes;
    assert_eq!(
        notes,
        [EncodeNote::Constant { first: 1, last: 2 }, EncodeNote::Constant { first: 4, last: 4 }]
    );
}

#[test]
fn a_recipe_for_another_side_is_refused() {
    let recipe = Recipe::of(Preset::Wu, 224).expect("a recipe");
    let refused = SnippetEncoder::new(Corners::new(), "clip", recipe, CropChoice::Centre);
    assert!(matches!(refused, Err(RecipeError::Side { side: 32, .. })));
}

/// Cuts of a clip in the order in which they come, while rows are still missing.
fn cut_whole(encoder: &mut SnippetEncoder<Corners>, frames: usize) -> Vec<Cut> {
    let mut cuts = Vec::new();
    for number in 0..frames {
        encoder.push(&frame(number)).expect("a frame");
        cuts.extend(std::iter::from_fn(|| encoder.cut()));
    }
    encoder.end().expect("the end");
    cuts.extend(std::iter::from_fn(|| encoder.cut()));
    cuts
}

#[test]
fn rows_made_elsewhere_in_any_order_and_put_in_order_give_the_same_features() {
    for (rule, frames) in
        [(SnippetRule::Whole, 37), (SnippetRule::RepeatLast, 37), (SnippetRule::OneAhead, 49)]
    {
        let mut encoder =
            SnippetEncoder::new(Corners::new(), "clip", recipe(rule), CropChoice::Ten).expect("an encoder");
        let cuts = cut_whole(&mut encoder, frames);
        let elsewhere = Corners::new();
        let mut rows: Vec<(usize, Vec<f32>)> = cuts
            .iter()
            .enumerate()
            .rev()
            .map(|(at, cut)| (at, pollster::block_on(cut.row(&elsewhere)).expect("a row")))
            .collect();
        rows.sort_by_key(|(at, _)| *at);
        for ((at, row), cut) in rows.into_iter().zip(&cuts) {
            let progress = encoder.put(row).expect("its row");
            assert_eq!(progress, Progress { snippet: at / 10, done: at % 10 + 1, crops: 10 });
            assert_eq!((cut.snippet, cut.crop), (at / 10, at % 10));
        }
        assert_eq!(
            encoder.finish().expect("features"),
            encoded(rule, frames, CropChoice::Ten).expect("features")
        );
    }
}

#[test]
fn a_row_too_many_one_too_few_and_one_of_another_length_are_told() {
    let encoder = || {
        SnippetEncoder::new(Corners::new(), "clip", recipe(SnippetRule::Whole), CropChoice::Centre)
            .expect("an encoder")
    };
    let mut early = encoder();
    assert!(matches!(early.put(vec![0.0; 3]), Err(EncodeError::Row { found: 3, expected: 0, .. })));
    let mut wrong = encoder();
    assert_eq!(cut_whole(&mut wrong, 16).len(), 1);
    let error = wrong.put(vec![0.0; 4]).expect_err("another length");
    assert_eq!(
        error.to_string(),
        "\"clip\": a row of 4 values came, expected 3; give the rows in the order of the cuts"
    );
    let mut missing = encoder();
    assert_eq!(cut_whole(&mut missing, 32).len(), 2);
    missing.put(vec![0.0; 3]).expect("the first row");
    assert!(matches!(missing.finish(), Err(EncodeError::Unfinished { .. })));
}
