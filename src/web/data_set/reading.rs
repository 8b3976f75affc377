//! Pictures of clips in, cubes by blocks out.
//!
//! Pictures are decoded by the crate, so that cubes are those of the command line bit for bit. A clip's own cubes are let
//! go once they are taken into the blocks.

use std::cell::RefCell;
use std::rc::Rc;

use burn::tensor::Device;
use tsify::Ts;
use wasm_bindgen::prelude::*;

use super::types::{SetMode, SetReadingSettings};
use crate::formats;
use crate::lbr::blocks::{ClipCubes, Division, Grid};
use crate::lbr::data_set::{DataSet, LearnFrom};
use crate::lbr::set_run::SetClip;
use crate::localize::detector::{self, Detector, SCORE_THRESHOLD};
use crate::localize::{Boxes, CUBE_BYTES, FLOW_VALUES, Feed, Localizer, RegionsFrom};
use crate::video::decode_image;
use crate::web::engine::Engine;
use crate::web::failure::{Failure, FailureKind};
use crate::web::features::blob::Blob;

/// Bytes of cubes that a tab takes where their number is known from the start; a module has 4 GB in all, and a batch of
/// 256 needs up to 1.8 GB of them on the CPU (ours).
const MOST_BYTES: usize = 2_000_000_000;
/// The same where it is not: while room grows, old and new cubes are there at once (ours).
const MOST_UNFORESEEN_BYTES: usize = 1_200_000_000;
/// Frames per second of pictures, which no rule of a data set asks for (ours).
const RATE: f64 = 25.0;
/// What stands before the ids of training clips: both splits count theirs from 01.
const TRAIN: &str = "train-";

/// Clips that are being read.
#[wasm_bindgen]
pub struct SetReading {
    set: DataSet,
    mode: LearnFrom,
    /// Where flow is measured, in the motion variant.
    motion: Option<Device>,
    /// Of the test clips and of the training clips.
    boxes: [Option<Boxes>; 2],
    detector: Option<Rc<Detector>>,
    most_bytes: usize,
    gathered: RefCell<Gathered>,
    /// Empty between clips, and while a call is under way.
    current: RefCell<Option<Current>>,
}

/// What clips have given.
pub struct Gathered {
    /// What is learned from.
    pub learned: Division,
    /// What is scored, where that is something else.
    pub others: Option<Division>,
    /// The clips that are scored.
    pub clips: Vec<SetClip>,
    /// What to show beside the result.
    pub notes: Vec<String>,
    /// Clips met of the test and of the training split.
    met: [usize; 2],
}

struct Current {
    id: String,
    train: bool,
    /// None before its first picture, which tells its size.
    feed: Option<Feed<Rc<Detector>>>,
    /// `(width, height)`.
    size: (usize, usize),
    frames: usize,
}

#[wasm_bindgen]
impl SetReading {
    /// Prepares for clips of known lengths. Boxes are held against them before any picture is read.
    pub fn open(
        engine: &Engine,
        settings: Ts<SetReadingSettings>,
        boxes: Option<Vec<u8>>,
        train_boxes: Option<Vec<u8>>,
        detector: Option<Blob>,
    ) -> Result<SetReading, JsValue> {
        let settings: SetReadingSettings = crate::web::taken(&settings)?;
        Ok(Self::opened(engine, &settings, [boxes, train_boxes], detector)?)
    }

    /// Begins the next clip of a split.
    pub fn begin(&self, id: String, train: bool) {
        self.current.replace(Some(Current { id, train, feed: None, size: (0, 0), frames: 0 }));
    }

    /// Takes the next picture of the clip; `name` is its file's. Returns the cubes of the clip until now.
    pub async fn push(&self, name: String, picture: Vec<u8>) -> Result<usize, JsValue> {
        let mut current = self.current.take().ok_or_else(no_clip)?;
        let time = current.frames as f64 / RATE;
        let frame = decode_image(&picture, time).map_err(|error| Failure::from(error).of(&name))?;
        drop(picture);
        let mut feed = match current.feed.take() {
            Some(feed) => feed,
            None => {
                current.size = (frame.width(), frame.height());
                self.feed(&current)?
            }
        };
        current.frames += 1;
        feed.push(frame).await.map_err(|error| Failure::from(error).of(&current.id))?;
        let cubes = feed.cubes_so_far();
        current.feed = Some(feed);
        self.current.replace(Some(current));
        Ok(cubes)
    }

    /// Ends the clip. Returns the bytes of all cubes until now.
    pub async fn end(&self) -> Result<usize, JsValue> {
        let Current { id, train, feed, size, frames } = self.current.take().ok_or_else(no_clip)?;
        let feed = feed.ok_or_else(no_clip)?;
        let (localized, flow) = feed.finish().await.map_err(|error| Failure::from(error).of(&id))?;
        let mut gathered = self.gathered.borrow_mut();
        gathered.notes.extend(localized.notes.iter().map(|note| format!("{id}: {note}")));
        gathered.met[usize::from(train)] += 1;
        let (width, height) = size;
        let part = ClipCubes { cubes: &localized.cubes, flow: flow.as_ref(), frame: (height, width), frames };
        let is_learned = train || self.mode != LearnFrom::Classic;
        let division = if is_learned { Some(&mut gathered.learned) } else { gathered.others.as_mut() };
        if let Some(division) = division {
            division.add(part).map_err(Failure::from)?;
        }
        if !train || self.mode == LearnFrom::Merge {
            let id = if train { format!("{TRAIN}{id}") } else { id };
            gathered.clips.push(SetClip { id, frames, places: localized.cubes.places });
        }
        let bytes = gathered.learned.bytes() + gathered.others.as_ref().map_or(0, Division::bytes);
        check_bytes(bytes, self.most_bytes)?;
        Ok(bytes)
    }
}

impl SetReading {
    fn opened(
        engine: &Engine,
        settings: &SetReadingSettings,
        boxes: [Option<Vec<u8>>; 2],
        detector: Option<Blob>,
    ) -> Result<Self, Failure> {
        let set = DataSet::from(settings.set);
        let lengths = [&settings.lengths, &settings.train_lengths];
        let mut read = [None, None];
        for ((bytes, lengths), boxes) in boxes.iter().zip(lengths).zip(&mut read) {
            let Some(bytes) = bytes else { continue };
            let given = Boxes::read(bytes)?;
            given.check_clips(lengths)?;
            *boxes = Some(given);
        }
        if settings.mode != SetMode::Partial && read[0].is_some() != read[1].is_some() {
            return Err(Failure::new(
                FailureKind::BadFile,
                "training and test clips need their regions from one source, and boxes were given of one of them alone",
                "Give boxes of both, or of neither.",
            ));
        }
        let known = read[0].is_some();
        let grid = set.blocks();
        let mut gathered = Gathered {
            learned: Division::new(grid),
            others: (settings.mode == SetMode::Classic).then(|| Division::new(grid)),
            clips: Vec::new(),
            notes: Vec::new(),
            met: [0; 2],
        };
        if known {
            make_room(&mut gathered, settings, &read)?;
        }
        Ok(Self {
            set,
            mode: settings.mode.into(),
            motion: settings.motion.then(|| engine.computer().device.clone()),
            boxes: read,
            detector: detector.map(|weights| read_detector(engine, weights)).transpose()?.map(Rc::new),
            most_bytes: if known { MOST_BYTES } else { MOST_UNFORESEEN_BYTES },
            gathered: RefCell::new(gathered),
            current: RefCell::new(None),
        })
    }

    fn feed(&self, Current { train, size, id, .. }: &Current) -> Result<Feed<Rc<Detector>>, Failure> {
        let split = usize::from(*train);
        let at = self.gathered.borrow().met[split];
        let regions = match &self.boxes[split] {
            Some(boxes) => {
                let of_clip = boxes.of_clip(at, *size, *size);
                RegionsFrom::File(of_clip.map_err(|error| Failure::from(error).of(id))?)
            }
            None => RegionsFrom::Motion,
        };
        let localizer = Localizer::new(self.set.localize(), regions);
        Ok(Feed::new(localizer, self.detector.clone(), self.motion.as_ref()))
    }

    /// What was read, whose settings hold, and which clips were learned from.
    pub(super) fn into_gathered(self) -> (Gathered, DataSet, LearnFrom, bool) {
        (self.gathered.into_inner(), self.set, self.mode, self.motion.is_some())
    }
}

/// Room for as many cubes as there are boxes, or the news that there is none.
fn make_room(
    gathered: &mut Gathered,
    settings: &SetReadingSettings,
    [test, train]: &[Option<Boxes>; 2],
) -> Result<(), Failure> {
    let count = |boxes: &Option<Boxes>| boxes.as_ref().map_or(0, Boxes::len);
    let per_cube = CUBE_BYTES + if settings.motion { FLOW_VALUES * size_of::<f32>() } else { 0 };
    check_bytes((count(test) + count(train)) * per_cube, MOST_BYTES)?;
    // Of several blocks, which cube goes where is known only when it is cut.
    if DataSet::from(settings.set).blocks() != Grid::WHOLE {
        return Ok(());
    }
    let of_learned = match settings.mode {
        SetMode::Partial => count(test),
        SetMode::Merge => count(test) + count(train),
        SetMode::Classic => count(train),
    };
    gathered.learned.reserve_cubes(&[of_learned], settings.motion);
    if let Some(others) = &mut gathered.others {
        others.reserve_cubes(&[count(test)], settings.motion);
    }
    Ok(())
}

fn check_bytes(found: usize, most: usize) -> Result<(), Failure> {
    if found <= most {
        return Ok(());
    }
    let gigabytes = |bytes: usize| bytes as f64 / 1e9;
    Err(Failure::new(
        FailureKind::Unsupported,
        format!(
            "the cubes of these clips need {:.1} GB of memory or more, a tab has room for {:.1} GB of them",
            gigabytes(found),
            gigabytes(most)
        ),
        "Choose fewer clips or leave motion out, or use “oddframe train lbr” on the command line.",
    ))
}

fn read_detector(engine: &Engine, weights: Blob) -> Result<Detector, Failure> {
    let device = &engine.computer().device;
    let checkpoint = formats::open(weights, "the detector")?;
    Ok(Detector::new(detector::read(&checkpoint, device)?, SCORE_THRESHOLD, device))
}

fn no_clip() -> Failure {
    Failure::new(FailureKind::Unknown, "no clip has begun", "Press “Cancel” and begin again.")
}
