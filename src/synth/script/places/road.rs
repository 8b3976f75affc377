//! The road of a place: its lanes, and when cars drive.

/// A road from side to side.
#[derive(Debug, Clone, Copy)]
pub(in crate::synth::script) struct Road {
    /// Depths of the lane to the left and of the lane to the right, metres.
    pub(in crate::synth::script) lanes: [f64; 2],
    /// Seconds from one car to the next; `None` where cars only crash.
    pub(in crate::synth::script) traffic_s: Option<f64>,
    /// Whether cars keep to the phases of a light.
    pub(in crate::synth::script) has_signal: bool,
}

/// Seconds after which the light begins anew.
pub(in crate::synth::script) const CYCLE_S: f64 = 20.0;
/// Cars drive in for so long from the beginning of a cycle, seconds: the last is gone when walkers may begin.
pub(in crate::synth::script) const CARS_S: f64 = 4.5;
/// Walkers may step on the road between these moments of a cycle, seconds.
pub(in crate::synth::script) const WALK_S: [f64; 2] = [8.0, 13.0];
