//! A run on a clip: learn, score, explain; [`shown`]: what the page is shown of it; [`clock`]: its pace.

mod clock;
mod shown;

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use js_sys::{Date, Uint8ClampedArray};
use tsify::Ts;
use wasm_bindgen::prelude::*;

use self::clock::Clock;
use super::analysis::{Analysis, ReadClip};
use super::engine::Engine;
use super::failure::{Failure, FailureKind};
use super::types::{
    ControlKind, DeviceInfo, Explained, LbrSettings, Method, Phase, Progress, ScoredClip, Tile, Track,
};
use crate::device::{Computer, DeviceKind};
use crate::lbr::clip::{CHECKPOINT_CUBES, ClipRun, ClipSettings, ClipStep, ObjectErrors, Pace};
use crate::lbr::explain::explain;
use crate::lbr::model::{ReconCae, Width};
use crate::lbr::scoring::Scoring;
use crate::lbr::{Control, LbrError, initial};
use crate::localize::Cubes;

/// Seconds of learning after which the last checkpoint is taken (ours).
const BUDGET_SECONDS: f64 = 180.0;
/// Cubes of a provisional curve on one core: scoring 2048 every 50 steps would be a third of the wait.
const QUICK_CHECKPOINT_CUBES: usize = 512;

/// A run that the worker steps.
#[wasm_bindgen]
pub struct Learner {
    computer: Computer,
    info: DeviceInfo,
    settings: ClipSettings,
    seed: u32,
    cubes: Arc<Cubes>,
    clip: ReadClip,
    /// Empty while a call is under way, or where there was too little to learn from.
    run: RefCell<Option<ClipRun>>,
    refused: Option<Failure>,
    provisional: RefCell<Option<ObjectErrors>>,
    done: Cell<bool>,
    latest: Cell<Progress>,
    clock: RefCell<Clock>,
}

#[wasm_bindgen]
impl Learner {
    /// Plans a run on a clip that was read. With too little to learn from, only the controls can be asked.
    pub async fn start(
        engine: &Engine,
        analysis: Analysis,
        settings: Ts<LbrSettings>,
    ) -> Result<Learner, JsValue> {
        let settings = super::taken(&settings)?;
        let clip = analysis.into_clip().ok_or_else(|| unfinished("the clip was not read to its end"))?;
        let computer = engine.computer().clone();
        let settings_of_run = settings_of_run(&settings, &computer)?;
        let cubes = Arc::new(clip.localized.cubes.clone());
        let (run, refused) = match ClipRun::new(cubes.clone(), &settings_of_run, &computer.device) {
            Ok(run) => (Some(run), None),
            Err(error) => (None, Some(Failure::from(error))),
        };
        let total = settings_of_run.training(cubes.len()).steps;
        let latest = Progress {
            phase: Phase::Learn,
            done: 0,
            total: Some(total),
            seconds_left: None,
            loss: f32::NAN,
            dropped: 0.0,
            halved: 0.0,
        };
        Ok(Self {
            info: engine.device_info(),
            computer,
            settings: settings_of_run,
            seed: settings.seed,
            cubes,
            clip,
            run: RefCell::new(run),
            refused,
            provisional: RefCell::new(None),
            done: Cell::new(false),
            latest: Cell::new(latest),
            clock: RefCell::new(Clock::start()),
        })
    }

    /// Learns a step, or scores some objects for the next curve.
    pub async fn step(&self) -> Result<Ts<Progress>, JsValue> {
        if let Some(failure) = &self.refused {
            return Err(failure.clone().into());
        }
        let mut run = self.run.take().ok_or_else(|| unfinished("another step is under way"))?;
        let began = Date::now();
        self.provisional.replace(None);
        let seconds = self.clock.borrow().seconds(began);
        let stepped = run.step(seconds).await;
        let result = stepped.map(|step| self.note(&run, step, began));
        self.run.replace(Some(run));
        super::out(result.map_err(Failure::from)?)
    }

    /// Whether learning and scoring are over.
    #[wasm_bindgen(getter)]
    pub fn done(&self) -> bool {
        self.done.get()
    }

    /// Whether the last step gave a provisional curve.
    #[wasm_bindgen(getter)]
    pub fn checkpoint_due(&self) -> bool {
        self.provisional.borrow().is_some()
    }

    /// The provisional curve.
    pub async fn track(&self) -> Result<Ts<Track>, JsValue> {
        let objects = self.provisional.borrow().clone().ok_or_else(|| unfinished("there is no curve yet"))?;
        super::out(self.js_track(&self.presented(&objects).map_err(Failure::from)?))
    }

    /// The result. `notes` are the sentences of whoever decoded the clip.
    pub async fn finish(&self, notes: Vec<String>) -> Result<Ts<ScoredClip>, JsValue> {
        let run = self.run.borrow();
        let run = run.as_ref().ok_or_else(|| unfinished("the run is still under way"))?;
        super::out(self.result(run, notes).map_err(Failure::from)?)
    }

    /// What the network was shown of an object, and what it drew.
    pub async fn explain(&self, object: usize) -> Result<Ts<Explained>, JsValue> {
        let model = self.run.borrow().as_ref().map(ClipRun::model);
        let model = model.ok_or_else(|| unfinished("the run is still under way"))?;
        if object >= self.cubes.len() {
            return Err(unfinished("there is no such object").into());
        }
        let pictures =
            explain(&model, &self.cubes, object, &self.computer.device).await.map_err(Failure::from)?;
        let tiles = |pictures: Vec<Vec<u8>>| {
            let tile = |rgb: Vec<u8>| Tile(Uint8ClampedArray::from(super::rgba(&rgb).as_slice()));
            pictures.into_iter().map(tile).collect()
        };
        super::out(Explained {
            input: tiles(pictures.input),
            reconstruction: tiles(pictures.reconstruction),
            error: tiles(pictures.error),
        })
    }

    /// The curve of a score that no trained network made, from the same objects.
    pub async fn control(&self, kind: Ts<ControlKind>) -> Result<Ts<Track>, JsValue> {
        let frames = self.clip.localized.frames.len();
        let scores = match super::taken(&kind)? {
            ControlKind::BoxAspect => Control::BoxAspect.scores(&self.cubes, frames),
            ControlKind::BoxWidth => Control::BoxWidth.scores(&self.cubes, frames),
            ControlKind::BoxCount => Control::BoxCount.scores(&self.cubes, frames),
            ControlKind::FrameCopy => Control::FrameCopy.scores(&self.cubes, frames),
            ControlKind::CubeVariance => Control::CubeVariance.scores(&self.cubes, frames),
            ControlKind::Untrained => self.untrained().await.map_err(Failure::from)?,
        };
        let presented = self.present(&self.object_frames(None), &scores).map_err(Failure::from)?;
        super::out(self.js_track(&presented))
    }
}

/// What a visitor's settings come to on a device.
pub(super) fn settings_of_run(settings: &LbrSettings, computer: &Computer) -> Result<ClipSettings, Failure> {
    let pace = if computer.kind == DeviceKind::Gpu { Pace::Standard } else { Pace::Quick };
    Ok(ClipSettings {
        width: settings.width.map(Width::new).transpose()?,
        steps: settings.steps.map(|steps| steps as usize),
        batch: None,
        refine: settings.method == Method::LbrSpr,
        seed: u64::from(settings.seed),
        pace,
        read_every: computer.read_every(),
        checkpoint_cubes: if pace == Pace::Quick { QUICK_CHECKPOINT_CUBES } else { CHECKPOINT_CUBES },
        budget_seconds: Some(BUDGET_SECONDS),
    })
}

impl Learner {
    /// Books what a step did.
    fn note(&self, run: &ClipRun, step: ClipStep, began: f64) -> Progress {
        let mut clock = self.clock.borrow_mut();
        let mut progress = self.latest.get();
        match step {
            ClipStep::Learned(learned) => {
                clock.learned(began, learned.cubes);
                progress.phase = Phase::Learn;
                progress.done = learned.step;
                progress.loss = learned.loss;
                let share = |count: usize| count as f64 / learned.cubes.max(1) as f64;
                (progress.dropped, progress.halved) = (share(learned.dropped), share(learned.lessened));
                progress.seconds_left = clock.seconds_left(run.config().steps - learned.step);
            }
            ClipStep::Scored { .. } => clock.scored(began),
            ClipStep::Provisional(objects) => {
                clock.scored(began);
                clock.through(objects.cubes.len());
                self.provisional.replace(Some(objects));
            }
            ClipStep::Finished => {
                clock.through(self.cubes.len());
                self.done.set(true);
            }
        }
        self.latest.set(progress);
        progress
    }

    async fn untrained(&self) -> Result<Vec<f32>, LbrError> {
        let model: ReconCae =
            initial::start(self.settings.network()?, self.settings.seed, &self.computer.device);
        let mut scoring = Scoring::all(model, self.cubes.clone(), &self.computer.device);
        while !scoring.done() {
            scoring.step().await?;
        }
        Ok(scoring.into_errors())
    }
}

/// A mistake of the page's own, in words all the same.
fn unfinished(what: &str) -> Failure {
    Failure::new(FailureKind::Unknown, what, "Score the clip again.")
}
