//! What the network is shown while it learns: a square cut out of a reel, and what moves in each part of it.

use super::reel::{Reel, Seen, Track};
use super::targets::{Motion, Targets};
use super::{Snippets, TrainError};
use crate::encode::SNIPPET_FRAMES;
use crate::random::Random;

/// Frames of the reel from one frame of a snippet to the next, to draw from: speed is learned from films played faster,
/// since nobody normal is fast (Benaim et al., SpeedNet, CVPR 2020).
const PACES: [usize; 5] = [1, 1, 2, 2, 3];
/// Frames of the longest snippet.
pub const LONGEST: usize = 3 * SNIPPET_FRAMES;
/// Share of the views that are turned by no, one, two or three quarters: which way is up is learned from pictures that
/// were turned, since nobody normal lies down (Jing et al., 2018, 3DRotNet).
const TURNED: f64 = 0.5;
/// Range of the contrast's factor, and of what is added to the light, levels of 255.
const CONTRAST: [f64; 2] = [0.8, 1.2];
const LIGHT: [f64; 2] = [-12.0, 12.0];
/// Half of the frames by which motion is measured.
const REACH: usize = 4;

/// Where a view is cut, and how it is turned.
#[derive(Debug, Clone, Copy, PartialEq)]
struct View {
    first: usize,
    pace: usize,
    left: usize,
    top: usize,
    /// Mirrored left to right, then turned anticlockwise by so many quarters.
    mirrored: bool,
    turns: usize,
}

/// Adds `count` views of reels to a batch, drawn from `random`.
///
/// Errors: a reel that is shorter than [`LONGEST`] or smaller than the snippets.
pub fn draw(
    reels: &[Reel],
    count: usize,
    random: &mut Random,
    batch: &mut Snippets,
) -> Result<(), TrainError> {
    for _ in 0..count {
        let reel = &reels[random.below(reels.len())];
        let view = View::drawn(reel, batch.side(), random)?;
        let [contrast, light] = [CONTRAST, LIGHT].map(|[low, high]| random.between(low, high));
        let lit: [u8; 256] = core::array::from_fn(|level| {
            // A conversion saturates.
            (127.5 + (level as f64 - 127.5) * contrast + light + 0.5) as u8
        });
        let rgb: Vec<u8> =
            view.pixels(reel, batch.side()).into_iter().map(|level| lit[usize::from(level)]).collect();
        batch.push(&rgb, view.targets(reel, batch.side(), batch.cells()).values())?;
    }
    Ok(())
}

impl View {
    fn drawn(reel: &Reel, side: usize, random: &mut Random) -> Result<Self, TrainError> {
        let (width, height) = reel.size;
        if reel.frames < LONGEST || width.min(height) < side {
            let found = [width, height, reel.frames];
            return Err(TrainError::Reel { found, side, frames: LONGEST });
        }
        let pace = PACES[random.below(PACES.len())];
        let first = random.below(reel.frames - pace * SNIPPET_FRAMES + 1);
        let (left, top) = (random.below(width - side + 1), random.below(height - side + 1));
        let mirrored = random.below(2) == 1;
        let turns = if random.unit() < TURNED { random.below(4) } else { 0 };
        Ok(Self { first, pace, left, top, mirrored, turns })
    }

    /// `[16, side, side, 3]`.
    fn pixels(&self, reel: &Reel, side: usize) -> Vec<u8> {
        let (width, height) = reel.size;
        let last = side - 1;
        let mut offsets = Vec::with_capacity(side * side);
        for row in 0..side {
            for column in 0..side {
                let (mut x, mut y) = (column, row);
                for _ in 0..self.turns {
                    (x, y) = (last - y, x);
                }
                let x = if self.mirrored { last - x } else { x };
                offsets.push(((self.top + y) * width + self.left + x) * 3);
            }
        }
        let frames = (self.first..).step_by(self.pace).take(SNIPPET_FRAMES);
        let mut rgb = Vec::with_capacity(SNIPPET_FRAMES * side * side * 3);
        for t in frames {
            let frame = &reel.rgb[t * width * height * 3..][..width * height * 3];
            offsets.iter().for_each(|&offset| rgb.extend_from_slice(&frame[offset..offset + 3]));
        }
        rgb
    }

    /// What moves in each of `cells` by `cells` parts of the view, by the snippet's middle.
    fn targets(&self, reel: &Reel, side: usize, cells: usize) -> Targets {
        let mut targets = Targets::new(cells, self.turns);
        let middle = self.first + self.pace * SNIPPET_FRAMES / 2;
        for track in &reel.tracks {
            let Some(Seen { at: [x, y], height }) = track.seen[middle] else { continue };
            let (x, y) = (x - self.left as f64, y - self.top as f64);
            let inside = 0.0..side as f64;
            let Some(velocity) = self.velocity(track, middle) else { continue };
            if inside.contains(&x) && inside.contains(&y) {
                let half = 0.5 * side as f64;
                let [x, y] = self.turned([x - half, y - half]).map(|from_middle| from_middle / half);
                targets.add([x, y], &Motion { what: track.what, velocity: self.turned(velocity), height });
            }
        }
        targets
    }

    /// Pixels a frame of the snippet, about frame `middle` of the reel; `None` for who is about in that frame alone. A
    /// snippet reaches farther than either span.
    fn velocity(&self, track: &Track, middle: usize) -> Option<[f64; 2]> {
        let reach = REACH * self.pace;
        let known = |from: usize, to: usize| Some((track.seen[from]?, track.seen[to]?, to - from));
        let (from, to, frames) =
            known(middle - reach, middle + reach).or_else(|| known(middle, middle + 1))?;
        let per_frame = self.pace as f64 / frames as f64;
        Some([0, 1].map(|axis| (to.at[axis] - from.at[axis]) * per_frame))
    }

    /// A vector of the reel as it lies in the view.
    fn turned(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let mut vector = [if self.mirrored { -x } else { x }, y];
        for _ in 0..self.turns {
            vector = [vector[1], -vector[0]];
        }
        vector
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synth::ActorKind;
    use crate::synth::script::{Mover, Script};

    /// A black film in which one bright pixel goes to the right.
    fn film() -> Reel {
        let (size, frames) = ((40, 36), LONGEST);
        let mut rgb = vec![0; frames * size.0 * size.1 * 3];
        let at = |t: usize| [8 + t / 2, 20];
        let mut seen = Vec::new();
        for t in 0..frames {
            let [x, y] = at(t);
            rgb[((t * size.1 + y) * size.0 + x) * 3..][..3].fill(255);
            seen.push(Some(Seen { at: [8.0 + 0.5 * t as f64, y as f64], height: 10.0 }));
        }
        Reel { size, frames, rgb, tracks: vec![Track { what: Mover::Actor(ActorKind::Dog), seen }] }
    }

    const PLAIN: View = View { first: 0, pace: 1, left: 0, top: 0, mirrored: false, turns: 0 };

    fn brightest(view: &View, t: usize) -> [usize; 2] {
        let pixels = view.pixels(&film(), 32);
        let frame = &pixels[t * 32 * 32 * 3..][..32 * 32 * 3];
        let at = frame.iter().position(|&level| level == 255).expect("it is in sight") / 3;
        [at % 32, at / 32]
    }

    #[test]
    fn what_moves_in_the_pixels_moves_the_same_way_in_the_targets() {
        for turns in 0..4 {
            for (mirrored, pace) in [(false, 1), (true, 1), (false, 2), (true, 2)] {
                let view = View { mirrored, turns, pace, ..PLAIN };
                let (from, to) = (brightest(&view, 0), brightest(&view, 12));
                let moved = [0, 1].map(|axis| (to[axis] as f64 - from[axis] as f64) / 12.0);
                let told = view.turned(view.velocity(&film().tracks[0], 8 * pace).expect("known"));
                for axis in [0, 1] {
                    assert!((moved[axis] - told[axis]).abs() < 1e-9, "{view:?}: {moved:?}, told {told:?}");
                }
            }
        }
    }

    #[test]
    fn a_view_is_cut_where_it_says() {
        assert_eq!(brightest(&PLAIN, 0), [8, 20]);
        assert_eq!(brightest(&View { left: 5, top: 3, ..PLAIN }, 0), [3, 17]);
        assert_eq!(brightest(&View { first: 4, ..PLAIN }, 2), [11, 20]);
        assert_eq!(brightest(&View { mirrored: true, ..PLAIN }, 0), [23, 20]);
        // Anticlockwise: the right side becomes the upper one.
        assert_eq!(brightest(&View { turns: 1, ..PLAIN }, 0), [20, 23]);
    }

    #[test]
    fn draws_are_the_same_for_the_same_stream_and_fill_the_batch() {
        let script = Script { frames: LONGEST, crowd: 8, ..Script::default() };
        let reels = [Reel::render(&script, [70, 90]).expect("a reel")];
        let batch = |step: u64| {
            let mut batch = Snippets::new(64);
            draw(&reels, 5, &mut Random::keyed(3, "test", step), &mut batch).expect("fits");
            batch
        };
        assert_eq!(batch(0), batch(0));
        assert_ne!(batch(0), batch(1));
        assert_eq!(batch(0).len(), 5);
    }

    #[test]
    fn a_reel_that_is_too_small_or_too_short_is_refused_with_both_sizes() {
        let mut random = Random::keyed(1, "test", 0);
        let error = View::drawn(&film(), 48, &mut random).expect_err("too small");
        assert!(error.to_string().contains("40x36"), "{error}");
        let short = Reel { frames: LONGEST - 1, ..film() };
        assert!(View::drawn(&short, 32, &mut random).is_err());
    }
}
