//! A scene that renders, whichever way it was scripted.

use super::script::{ScriptError, ScriptedScene};
use super::{ActorKind, Plaza};
use crate::evaluate::VideoTruth;
use crate::video::Frame;
use std::collections::BTreeSet;

/// The square of a seed, or a script that is played.
#[derive(Debug, Clone)]
pub enum AnyScene {
    /// The square of a seed.
    Plaza(Box<Plaza>),
    /// A script.
    Scripted(Box<ScriptedScene>),
}

impl AnyScene {
    /// Pixels per row and rows.
    pub fn size(&self) -> (usize, usize) {
        match self {
            Self::Plaza(plaza) => (plaza.config().width, plaza.config().height),
            Self::Scripted(scene) => (scene.script().width, scene.script().height),
        }
    }

    /// Frames, at [`FPS`](super::FPS).
    pub fn frames(&self) -> usize {
        match self {
            Self::Plaza(plaza) => plaza.config().frames,
            Self::Scripted(scene) => scene.script().frames,
        }
    }

    /// Renders frame `t`, 0-based. Errors: [`SynthError::NoSuchFrame`](super::SynthError::NoSuchFrame).
    pub fn render(&self, t: usize) -> Result<Frame, ScriptError> {
        match self {
            Self::Plaza(plaza) => Ok(plaza.render(t)?),
            Self::Scripted(scene) => scene.render(t),
        }
    }

    /// What is odd in it, frame by frame.
    pub fn truth(&self) -> VideoTruth {
        match self {
            Self::Plaza(plaza) => plaza.truth(),
            Self::Scripted(scene) => scene.truth(),
        }
    }

    /// Who is in sight at frame `t`, by kind; of a script the crowd alone, and whoever somebody else hides counts.
    /// Errors: [`SynthError::NoSuchFrame`](super::SynthError::NoSuchFrame).
    pub fn in_sight(&self, t: usize) -> Result<BTreeSet<ActorKind>, ScriptError> {
        match self {
            Self::Plaza(plaza) => Ok(plaza.in_sight(t)?),
            Self::Scripted(scene) => scene.crowd_in_sight(t),
        }
    }
}

impl From<Plaza> for AnyScene {
    fn from(plaza: Plaza) -> Self {
        Self::Plaza(Box::new(plaza))
    }
}

impl From<ScriptedScene> for AnyScene {
    fn from(scene: ScriptedScene) -> Self {
        Self::Scripted(Box::new(scene))
    }
}
