//! What stands in a frame: shapes with a depth, an owner among the events, and how much of them is there.

use super::air::Air;
use crate::synth::part::{Part, sort_by_depth};
use crate::synth::path::Spot;

/// One thing of a frame, ready to draw.
#[derive(Debug)]
pub(super) struct Item {
    /// Where it stands; its depth orders it among the others.
    pub(super) at: Spot,
    /// Farthest first.
    pub(super) parts: Vec<Part>,
    /// The event that it belongs to at this moment, as an index into the script's.
    pub(super) event: Option<usize>,
    /// 1 for what is solid.
    pub(super) opacity: f32,
    /// Whether lamps and sun matter to it; what shines does not care.
    pub(super) shines: bool,
}

impl Item {
    /// Something solid.
    pub(super) fn solid(at: Spot, mut parts: Vec<Part>, event: Option<usize>) -> Self {
        sort_by_depth(&mut parts);
        Self { at, parts, event, opacity: 1.0, shines: false }
    }

    pub(super) fn depth(&self) -> f32 {
        self.at[1] as f32
    }

    /// Colours as the camera will see them.
    pub(super) fn through(mut self, air: &Air) -> Self {
        let light = if self.shines { [1.0; 3] } else { air.light_at(self.at) };
        let clearness = air.clearness(self.at[1]);
        for part in &mut self.parts {
            part.colour = air.seen(part.colour, light, clearness);
        }
        self
    }
}
