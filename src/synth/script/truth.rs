//! The exact truth of a scripted scene, read from its script and the painted footprints.

use super::ScriptedScene;
use super::item::Item;
use crate::evaluate::{TruthEvent, VideoTruth};
use crate::synth::FPS;
use crate::synth::canvas::Footprint;
use crate::synth::truth::LEAST_SHARE;
use std::collections::BTreeMap;

/// Puffs of smoke thinner than this are not seen (ours).
const LEAST_OPACITY: f32 = 0.12;

impl ScriptedScene {
    /// The odd events: class, first and last frame in sight, and per frame the box around what is odd, without its
    /// shadow. A frame in which all of it is hidden belongs to the event but has no region.
    pub fn truth(&self) -> VideoTruth {
        let mut events: Vec<TruthEvent> =
            (0..self.script.events.len()).filter_map(|event| self.event(event)).collect();
        events.sort_by_key(|event| event.start);
        VideoTruth { frames: self.script.frames, events }
    }

    fn event(&self, index: usize) -> Option<TruthEvent> {
        let event = self.script.events[index];
        let first = (event.at * FPS).floor() as usize;
        let last = ((event.end_s() * FPS).ceil() as usize).min(self.script.frames - 1);
        let regions: BTreeMap<usize, [f32; 4]> =
            (first..=last).filter_map(|t| self.region(index, t).map(|region| (t, region))).collect();
        let (&start, _) = regions.first_key_value()?;
        let (&end, _) = regions.last_key_value()?;
        Some(TruthEvent { start, end: end + 1, class: event.class.name().into(), regions })
    }

    /// The box around what belongs to an event at a frame, if enough of it is in sight.
    fn region(&self, event: usize, t: usize) -> Option<[f32; 4]> {
        let time = t as f64 / FPS;
        let items = self.items(time);
        let is_subject = |item: &Item| item.event == Some(event) && item.opacity >= LEAST_OPACITY;
        // Whoever is farther away hides nothing of it.
        let farthest = items.iter().position(is_subject)?;
        let mut footprint = Footprint::new(&self.backdrop, self.painted_size().0);
        for item in &items[farthest..] {
            // Smoke lets see what is behind it.
            if item.opacity < LEAST_OPACITY || (item.opacity < 1.0 && !is_subject(item)) {
                continue;
            }
            footprint.begin(is_subject(item), item.depth());
            for part in &item.parts {
                part.draw(&self.stage.camera, &mut footprint);
            }
        }
        let (pixels, region) = footprint.found()?;
        let least = LEAST_SHARE * (self.script.width * self.script.height) as f64;
        (pixels as f64 >= least.max(1.0)).then(|| self.in_picture(region, time)).flatten()
    }

    /// A box of the painted picture as the shaking camera shows it, cut at the edge.
    fn in_picture(&self, [x1, y1, x2, y2]: [f32; 4], time: f64) -> Option<[f32; 4]> {
        let (width, height) = (self.script.width as f32, self.script.height as f32);
        let [dx, dy] = self.flaws.offset(time).map(|o| (o - self.flaws.margin as f64) as f32);
        let moved = [x1 + dx, y1 + dy, x2 + dx, y2 + dy];
        let cut = [
            moved[0].clamp(0.0, width),
            moved[1].clamp(0.0, height),
            moved[2].clamp(0.0, width),
            moved[3].clamp(0.0, height),
        ];
        (cut[0] < cut[2] && cut[1] < cut[3]).then_some(cut)
    }
}
