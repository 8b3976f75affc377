//! A run of learning and what came of it.

use std::cell::RefCell;
use std::sync::Arc;

use js_sys::{Float32Array, Uint8Array, Uint8ClampedArray};
use tsify::Ts;
use wasm_bindgen::prelude::*;

use super::film::LessonFilm;
use super::types::{RedrawAnswer, RedrawKind, RedrawLook, RedrawQuestion, RedrawStep, RedrawnCube};
use super::unfinished;
use crate::device::Computer;
use crate::evaluate::{EvaluateError, auroc};
use crate::lbr::Control;
use crate::lbr::clip::ClipSettings;
use crate::lbr::experiment::{
    Dropped, Experiment, ExperimentError, Look, SMALL, SMALL_LOOK, at_ranks, by_frame,
};
use crate::lbr::explain::explain;
use crate::lbr::trace::TraceStep;
use crate::localize::Cubes;
use crate::synth::labelled_cubes::{KindCount, LabelledCubes};
use crate::web::failure::Failure;
use crate::web::types::Tile;

/// Ranks of the errors whose cubes are shown.
const RANKS: [f64; 3] = [0.1, 0.5, 0.9];
/// Dropped cubes that are shown at most.
const SHOWN: usize = 24;
/// The picture of a cube that is shown: its own frame.
const MIDDLE: usize = 2;

/// A run that the worker steps.
#[wasm_bindgen]
pub struct LessonRun {
    set: LabelledCubes,
    cubes: Arc<Cubes>,
    odd: Vec<bool>,
    /// Empty while a call is under way.
    experiment: RefCell<Option<Experiment>>,
    computer: Computer,
}

#[wasm_bindgen]
impl LessonRun {
    /// Plans a run on a film that is rendered.
    #[wasm_bindgen(constructor)]
    pub fn new(film: &LessonFilm, question: Ts<RedrawQuestion>) -> Result<LessonRun, JsValue> {
        let question: RedrawQuestion = crate::web::taken(&question)?;
        let set = film.set(question)?;
        let computer = Computer::cpu();
        let settings = ClipSettings { seed: u64::from(question.seed), refine: question.refine, ..SMALL };
        let (cubes, odd) = (Arc::new(set.cubes.clone()), set.odd());
        let experiment = Experiment::new(cubes.clone(), odd.clone(), &settings, SMALL_LOOK, &computer.device);
        let experiment = RefCell::new(Some(experiment.map_err(Failure::from)?));
        Ok(Self { set, cubes, odd, experiment, computer })
    }

    /// Learns a step; whether that was the last.
    pub async fn step(&self) -> Result<bool, JsValue> {
        let mut experiment = self.experiment.take().ok_or_else(|| unfinished("a step is under way"))?;
        let stepped = experiment.step().await;
        let done = experiment.done();
        self.experiment.replace(Some(experiment));
        stepped.map_err(Failure::from)?;
        Ok(done)
    }

    /// Steps in all.
    #[wasm_bindgen(getter)]
    pub fn steps(&self) -> usize {
        self.experiment.borrow().as_ref().map_or(0, |experiment| experiment.config().steps)
    }

    /// What came of it.
    pub async fn finish(&self) -> Result<Ts<RedrawAnswer>, JsValue> {
        let experiment = self.experiment.take().ok_or_else(|| unfinished("a step is under way"))?;
        crate::web::out(self.answer(&experiment).await.map_err(Failure::from)?)
    }
}

impl LessonRun {
    async fn answer(&self, experiment: &Experiment) -> Result<RedrawAnswer, ExperimentError> {
        let errors = experiment.errors().await?;
        let copied = Control::FrameCopy.scores(&self.cubes, 0);
        let steps = experiment.trace().map_or(&[][..], |trace| &trace.steps);
        let last = experiment.trace().map_or_else(Vec::new, |trace| trace.last_weights(errors.len()));
        let found = Dropped::of(&last, &self.odd);
        let is_dropped: Vec<bool> = last.iter().map(|weight| *weight == Some(0.0)).collect();
        let of_sort = |sort| at_ranks(&errors, &self.odd, sort, &RANKS);
        let examples = [of_sort(false), of_sort(true)].concat();
        let dropped = self.shown(&is_dropped, &errors);
        Ok(RedrawAnswer {
            cubes: errors.len(),
            odd: self.odd.iter().filter(|&&odd| odd).count(),
            warm_up: experiment.config().warm_up,
            looks: experiment.looks().iter().map(look).collect(),
            steps: steps.iter().map(|step| self.recorded(step)).collect(),
            auroc: auroc(&errors, &self.odd)?,
            auroc_by_frame: self.auroc_by_frame(&errors)?,
            frame_copy: auroc(&copied, &self.odd)?,
            frame_copy_by_frame: self.auroc_by_frame(&copied)?,
            examples: self.pictures(experiment, &examples, &errors).await?,
            dropped: self.pictures(experiment, &dropped, &errors).await?,
            dropped_cubes: found.dropped,
            hits: found.hits,
            precision: found.precision(),
            recall: found.recall(),
            kinds: self.kinds(&is_dropped),
        })
    }

    fn recorded(&self, step: &TraceStep) -> RedrawStep {
        let weighing = step.weighing.as_ref();
        let scores = weighing.map_or(&step.errors, |weighing| &weighing.scores);
        let ones = vec![1.0; scores.len()];
        let weights = weighing.map_or(&ones, |weighing| &weighing.weights);
        let truth: Vec<u8> = step.cubes.iter().map(|&cube| u8::from(self.odd[cube])).collect();
        let [normal, odd] = step.mean_errors(&self.odd);
        RedrawStep {
            loss: step.loss,
            lambda1: weighing.map(|weighing| weighing.lambda1),
            lambda2: weighing.map(|weighing| weighing.lambda2),
            dropped_share: step.dropped_share(),
            normal,
            odd,
            scores: Float32Array::from(scores.as_slice()),
            weights: Float32Array::from(weights.as_slice()),
            truth: Uint8Array::from(truth.as_slice()),
        }
    }

    fn auroc_by_frame(&self, errors: &[f32]) -> Result<Option<f64>, EvaluateError> {
        let (worst, odd) = by_frame(&self.cubes, errors, &self.odd);
        let mixed = odd.contains(&true) && odd.contains(&false);
        if mixed { auroc(&worst, &odd).map(Some) } else { Ok(None) }
    }

    fn shown(&self, dropped: &[bool], errors: &[f32]) -> Vec<usize> {
        let mut shown: Vec<usize> = (0..dropped.len()).filter(|&cube| dropped[cube]).collect();
        let rare = |cube: usize| self.set.labels[cube].rare;
        shown.sort_by(|&a, &b| rare(b).cmp(&rare(a)).then(errors[b].total_cmp(&errors[a])));
        shown.truncate(SHOWN);
        shown
    }

    async fn pictures(
        &self,
        experiment: &Experiment,
        chosen: &[usize],
        errors: &[f32],
    ) -> Result<Vec<RedrawnCube>, ExperimentError> {
        let model = experiment.model();
        let mut cubes = Vec::with_capacity(chosen.len());
        for &cube in chosen {
            let drawn = explain(&model, &self.cubes, cube, &self.computer.device).await?;
            let label = self.set.labels[cube];
            cubes.push(RedrawnCube {
                kind: label.kind.to_owned(),
                odd: label.odd,
                rare: label.rare,
                error: errors[cube],
                input: tile(&drawn.input),
                reconstruction: tile(&drawn.reconstruction),
                difference: tile(&drawn.error),
            });
        }
        Ok(cubes)
    }

    fn kinds(&self, dropped: &[bool]) -> Vec<RedrawKind> {
        let kind = |count: KindCount| RedrawKind {
            kind: count.kind.to_owned(),
            odd: count.odd,
            rare: count.rare,
            cubes: count.cubes,
            dropped: count.marked,
        };
        self.set.kinds(dropped).into_iter().map(kind).collect()
    }
}

fn look(look: &Look) -> RedrawLook {
    RedrawLook { step: look.step, normal: look.normal, odd: look.odd, auroc: look.auroc }
}

fn tile(pictures: &[Vec<u8>]) -> Tile {
    let rgb = pictures.get(MIDDLE).map_or(&[][..], Vec::as_slice);
    Tile(Uint8ClampedArray::from(crate::web::rgba(rgb).as_slice()))
}
