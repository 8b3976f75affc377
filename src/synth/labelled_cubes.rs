//! Object cubes of rendered scenes with the truth of every one: something to learn from whose every score can be
//! checked (ours).
//!
//! Four scenes, one for each kind of event, are rendered around their event. Boxes come from the script, as a
//! perfect detector would find them, so that nothing but the redrawing is tried. Every frame gives the cubes of
//! its objects and the whole frame as one more cube. Cubes look at every third frame: ten a second.

use std::collections::{BTreeMap, BTreeSet};

use super::{Edition, Plaza, PlazaConfig, SynthError};
use crate::localize::{
    CUBE_BYTES, CUBE_FRAMES, Cubes, LocalizeConfig, LocalizeError, Localizer, RegionsFrom,
};
use crate::random::Random;

/// Frames between two of a cube.
const STRIDE: usize = 3;
/// Frames on each side of a cube's own.
const REACH: usize = CUBE_FRAMES / 2 * STRIDE;
/// Frames of each scene's script.
const SCRIPT: usize = 600;
/// Frames that are shown before the event.
const LEAD: usize = 60;
/// Offsets of scenes whose first events are a cyclist, a fall, a cart and somebody running; where one finds no way, the
/// next in the queue takes its place.
const SCENES: [u64; 4] = [0, 1, 2, 4];
/// Scenes after which the same first events come again.
const CYCLE: u64 = 6;
/// Where these scenes begin: far from those of the benchmark, its development and Plaza-weak.
const FIRST_SCENE: u64 = 70_003;
/// Sides of a box that is worth cutting, pixels.
const LEAST_SIDE: f32 = 6.0;

/// Why scenes could not be filmed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FilmError {
    /// The scene.
    #[error(transparent)]
    Synth(#[from] SynthError),
    /// The cutting.
    #[error(transparent)]
    Localize(#[from] LocalizeError),
    /// There is nothing of one sort to draw from.
    #[error(
        "a set with a share of {share} odd needs both sorts; there are {odd} odd and {normal} normal ones"
    )]
    OneSort {
        /// The share asked for.
        share: f64,
        /// Odd ones there are.
        odd: usize,
        /// Normal ones there are.
        normal: usize,
    },
}

/// What a cube shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Label {
    /// The name of an [`ActorKind`](super::ActorKind); "frame" for a whole frame.
    pub kind: &'static str,
    /// Whether it is odd; of a whole frame, whether somebody odd is in it.
    pub odd: bool,
    /// Whether it is rare, yet nothing odd.
    pub rare: bool,
    /// Its frame, counted over all scenes.
    pub frame: usize,
}

/// Cubes and, per cube, what it shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LabelledCubes {
    /// The cubes; a place's frame is that of its label.
    pub cubes: Cubes,
    /// One per cube.
    pub labels: Vec<Label>,
}

/// Cubes of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindCount {
    /// What they show.
    pub kind: &'static str,
    /// Whether that is odd.
    pub odd: bool,
    /// Whether it is rare, yet nothing odd.
    pub rare: bool,
    /// How many there are.
    pub cubes: usize,
    /// How many of them are marked.
    pub marked: usize,
}

/// All that four scenes give: objects, and the whole frames they were cut from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Film {
    /// Cubes of objects.
    pub objects: LabelledCubes,
    /// A cube per frame.
    pub frames: LabelledCubes,
}

/// Renders and cuts the scenes, a frame at a call.
#[derive(Debug)]
pub struct Filming {
    takes: Vec<Take>,
    at: usize,
    film: Film,
    done: usize,
    total: usize,
}

/// Every third frame of one scene's stretch.
#[derive(Debug)]
struct Take {
    plaza: Plaza,
    times: Vec<usize>,
    /// Of the frames pushed until now, in the order of the boxes.
    labels: Vec<Label>,
    localizer: Localizer,
    pushed: usize,
}

impl Filming {
    /// Scripts the scenes of `seed`.
    pub fn new(seed: u64) -> Result<Self, FilmError> {
        let mut takes = Vec::new();
        let mut frames = 0;
        for offset in SCENES {
            let config = PlazaConfig {
                seed: FIRST_SCENE + CYCLE * seed + offset,
                frames: SCRIPT,
                edition: Edition::Third,
                ..PlazaConfig::default()
            };
            let plaza = Plaza::new(config)?;
            let [from, to] = stretch(&plaza);
            for phase in 0..STRIDE {
                let times: Vec<usize> = (from + phase..to).step_by(STRIDE).collect();
                let take = Take::new(&plaza, times, frames);
                frames += take.times.len();
                takes.push(take);
            }
        }
        let film = Film::default();
        Ok(Self { takes, at: 0, film, done: 0, total: frames })
    }

    /// Frames rendered.
    pub fn done(&self) -> usize {
        self.done
    }

    /// Frames to render in all.
    pub fn total(&self) -> usize {
        self.total
    }

    /// Renders the next frame; gives the film once all are rendered.
    pub fn step(&mut self) -> Result<Option<Film>, FilmError> {
        let Some(take) = self.takes.get_mut(self.at) else {
            return Ok(Some(std::mem::take(&mut self.film)));
        };
        if take.pushed < take.times.len() {
            take.push()?;
            self.done += 1;
            return Ok(None);
        }
        self.at += 1;
        let empty = Localizer::new(LocalizeConfig::auto(1, 1), RegionsFrom::Motion);
        let cut = std::mem::replace(&mut take.localizer, empty).finish()?.cubes;
        for (index, label) in take.labels.iter().enumerate() {
            let whole = label.kind == WHOLE;
            let into = if whole { &mut self.film.frames } else { &mut self.film.objects };
            into.take(&cut, index, *label);
        }
        Ok(None)
    }
}

/// What a label calls a whole frame.
const WHOLE: &str = "frame";

/// From shortly before the first moment of somebody odd to shortly after the last.
fn stretch(plaza: &Plaza) -> [usize; 2] {
    let odd = |&t: &usize| plaza.people(t).iter().any(|person| person.kind.is_odd());
    let first = (0..SCRIPT).find(odd).unwrap_or(SCRIPT / 2);
    let last = (first..SCRIPT).rev().find(odd).unwrap_or(first);
    [first.saturating_sub(LEAD), (last + 1 + REACH).min(SCRIPT)]
}

impl Take {
    /// `frames` is the number of frames of all takes before.
    fn new(plaza: &Plaza, times: Vec<usize>, frames: usize) -> Self {
        let (width, height) = (plaza.config().width, plaza.config().height);
        let (mut labels, mut boxes) = (Vec::new(), Vec::new());
        let side = CUBE_FRAMES / 2;
        for (k, &t) in times.iter().enumerate() {
            let mut own = Vec::new();
            // The frames at both ends are context only: a cube there would repeat its first or last picture.
            if (side..times.len().saturating_sub(side)).contains(&k) {
                let people = plaza.people(t);
                let frame = frames + k;
                for person in people.iter().filter(|person| worth_cutting(person.region)) {
                    let who = person.kind;
                    let (kind, odd, rare) = (who.name(), who.is_odd(), who.is_rare());
                    labels.push(Label { kind, odd, rare, frame });
                    own.push(person.region);
                }
                let odd = people.iter().any(|person| person.kind.is_odd());
                labels.push(Label { kind: WHOLE, odd, rare: false, frame });
                own.push([0.0, 0.0, width as f32, height as f32]);
            }
            boxes.push(own);
        }
        let localizer = Localizer::new(LocalizeConfig::auto(width, height), RegionsFrom::File(boxes));
        Self { plaza: plaza.clone(), times, labels, localizer, pushed: 0 }
    }

    fn push(&mut self) -> Result<(), FilmError> {
        let frame = self.plaza.render(self.times[self.pushed])?;
        self.localizer.push(frame)?;
        self.pushed += 1;
        Ok(())
    }
}

fn worth_cutting([x1, y1, x2, y2]: [f32; 4]) -> bool {
    x2 - x1 >= LEAST_SIDE && y2 - y1 >= LEAST_SIDE
}

impl LabelledCubes {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Whether each is odd.
    pub fn odd(&self) -> Vec<bool> {
        self.labels.iter().map(|label| label.odd).collect()
    }

    /// What there is of each kind, in the order of their names; `marked` has a flag per cube.
    pub fn kinds(&self, marked: &[bool]) -> Vec<KindCount> {
        let mut kinds: BTreeMap<&'static str, KindCount> = BTreeMap::new();
        for (&Label { kind, odd, rare, .. }, &marked) in self.labels.iter().zip(marked) {
            let count = kinds.entry(kind).or_insert(KindCount { kind, odd, rare, cubes: 0, marked: 0 });
            count.cubes += 1;
            count.marked += usize::from(marked);
        }
        kinds.into_values().collect()
    }

    /// Adds cube `index` of `from`.
    fn take(&mut self, from: &Cubes, index: usize, label: Label) {
        self.cubes.pixels.extend_from_slice(&from.pixels[index * CUBE_BYTES..][..CUBE_BYTES]);
        let mut place = from.places[index];
        place.frame = label.frame;
        self.cubes.places.push(place);
        self.labels.push(label);
    }

    /// A set of at most `most` with a share of odd ones, drawn without repetition and shuffled: fewer where one sort
    /// runs out, so that the share stays.
    ///
    /// Errors: [`FilmError::OneSort`].
    pub fn drawn(&self, share: f64, most: usize, seed: u64) -> Result<Self, FilmError> {
        let mut sorts = [Vec::new(), Vec::new()];
        (0..self.len()).for_each(|index| sorts[usize::from(self.labels[index].odd)].push(index));
        let [normal, odd] = &mut sorts;
        let room = (odd.len() as f64 / share).min(normal.len() as f64 / (1.0 - share));
        let count = room.min(most as f64);
        let wanted = [count * (1.0 - share), count * share].map(|many| many.round() as usize);
        if !(wanted[0] > 0 && wanted[1] > 0) {
            return Err(FilmError::OneSort { share, odd: odd.len(), normal: normal.len() });
        }
        let mut random = Random::keyed(seed, "labelled cubes", 0);
        for (sort, many) in sorts.iter_mut().zip(wanted) {
            random.shuffle(sort);
            sort.truncate(many);
        }
        let mut chosen = sorts.concat();
        random.shuffle(&mut chosen);
        Ok(self.of(chosen.into_iter()))
    }

    /// Those of the frames of `frames`, in the order that they are in here.
    pub fn of_frames_of(&self, frames: &Self) -> Self {
        let wanted: BTreeSet<usize> = frames.labels.iter().map(|label| label.frame).collect();
        self.of((0..self.len()).filter(|&index| wanted.contains(&self.labels[index].frame)))
    }

    fn of(&self, indices: impl Iterator<Item = usize>) -> Self {
        let mut set = Self::default();
        indices.for_each(|index| set.take(&self.cubes, index, self.labels[index]));
        set
    }
}

#[cfg(test)]
#[path = "labelled_cubes_tests.rs"]
mod tests;
