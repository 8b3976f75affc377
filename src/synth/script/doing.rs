//! What the crowd of a scripted scene does at a frame: who is where, how fast, which way. All of it is normal.

use super::{Script, ScriptError, ScriptedScene};
use crate::synth::geometry::Vec3;
use crate::synth::{ActorKind, FPS, SynthError};
use std::collections::BTreeSet;

/// What somebody of the crowd does at a frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Doing {
    /// What they are.
    pub kind: ActorKind,
    /// Column and row of the body's middle in the picture; it may lie outside.
    pub at: [f64; 2],
    /// Metres per second.
    pub speed: f64,
    /// Which way they face, of length 1: to the right, away from the camera.
    pub heading: [f64; 2],
}

impl ScriptedScene {
    /// Everybody of the crowd who is about at frame `t`, whether seen or hidden; nobody of the odd events.
    pub fn doings(&self, t: usize) -> Vec<Doing> {
        let time = t as f64 / FPS;
        let [dx, dy] = self.flaws.offset(time).map(|moved| moved - self.flaws.margin as f64);
        let doing = |trail: &super::trail::Trail| {
            let (stance, _, speed) = trail.at(time)?;
            let [x, z] = stance.at;
            let middle = Vec3::new(x, 0.5 * trail.actor.look.height, z);
            let [column, row] = self.stage.camera.project(middle);
            let kind = ActorKind::of(&trail.actor, time);
            Some(Doing { kind, at: [column + dx, row + dy], speed, heading: stance.forward })
        };
        self.crowd.iter().filter_map(doing).collect()
    }

    /// The kinds of the crowd whose body's middle is in the picture at frame `t`, hidden or not. Errors:
    /// [`SynthError::NoSuchFrame`].
    pub fn crowd_in_sight(&self, t: usize) -> Result<BTreeSet<ActorKind>, ScriptError> {
        let Script { frames, width, height, .. } = self.script;
        if t >= frames {
            return Err(SynthError::NoSuchFrame { frame: t, frames }.into());
        }
        let inside = |doing: &Doing| {
            let [x, y] = doing.at;
            (0.0..width as f64).contains(&x) && (0.0..height as f64).contains(&y)
        };
        Ok(self.doings(t).into_iter().filter(inside).map(|doing| doing.kind).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_walks_to_the_right_is_farther_right_a_second_later() {
        let scene = ScriptedScene::new(Script { crowd: 20, ..Script::default() }).expect("a scene");
        let (before, after) = (scene.doings(60), scene.doings(64));
        assert!(before.len() >= 10 && before.iter().all(|doing| !doing.kind.is_odd()), "{before:?}");
        let mut seen = 0;
        for (before, after) in before.iter().zip(&after).filter(|(a, b)| a.kind == b.kind) {
            let moved = after.at[0] - before.at[0];
            if before.heading[0].abs() > 0.9 && before.speed > 0.8 && moved.abs() < 20.0 {
                assert_eq!(moved > 0.0, before.heading[0] > 0.0, "{before:?} to {after:?}");
                seen += 1;
            }
        }
        assert!(seen >= 3, "somebody walks across the picture");
    }

    #[test]
    fn whoever_is_in_sight_does_something_and_a_frame_beyond_the_last_is_refused() {
        let scene = ScriptedScene::new(Script { crowd: 20, ..Script::default() }).expect("a scene");
        let seen = scene.crowd_in_sight(100).expect("in range");
        let all: BTreeSet<ActorKind> = scene.doings(100).iter().map(|doing| doing.kind).collect();
        assert!(!seen.is_empty() && seen.is_subset(&all), "{seen:?} of {all:?}");
        let frames = scene.script().frames;
        assert_eq!(
            scene.crowd_in_sight(frames),
            Err(SynthError::NoSuchFrame { frame: frames, frames }.into())
        );
    }
}
