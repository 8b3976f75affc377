//! Whether a script can be played; if not, what would fit.

use super::{CameraFlaws, OddClass, Place, Script, ScriptError, ScriptedEvent, Weather};
use crate::synth::{Edition, PlazaConfig};

/// How long before and after a crash its cars need the road, seconds.
pub(super) const ROAD_LEAD_S: f64 = 6.0;

impl Script {
    /// Whether it can be played. Errors: every kind of [`ScriptError`] but those of reading.
    pub fn check(&self) -> Result<(), ScriptError> {
        let Self { seed, frames, width, height, .. } = *self;
        PlazaConfig { seed, frames, width, height, odd: false, edition: Edition::Third }.check()?;
        if frames > Self::MAX_FRAMES {
            return Err(ScriptError::TooLong { frames, max: Self::MAX_FRAMES });
        }
        if self.crowd > Self::MAX_CROWD {
            return Err(ScriptError::Crowd { crowd: self.crowd, max: Self::MAX_CROWD });
        }
        if self.weather != Weather::Clear && !self.place.is_outdoors() {
            return Err(ScriptError::Indoors { weather: self.weather, place: self.place });
        }
        self.camera.check()?;
        if self.events.len() > Self::MAX_EVENTS {
            return Err(ScriptError::TooManyEvents { events: self.events.len(), max: Self::MAX_EVENTS });
        }
        for (number, event) in (1..).zip(&self.events) {
            self.check_event(number, event)?;
        }
        self.check_crashes()
    }

    fn check_event(&self, number: usize, event: &ScriptedEvent) -> Result<(), ScriptError> {
        let ScriptedEvent { class, at, .. } = *event;
        let (length, end, seconds) = (event.length_s(), event.end_s(), self.seconds());
        let [min, max] = class.lengths_s();
        // Ranges hold no NaN.
        if !(min..=max).contains(&length) {
            return Err(ScriptError::Length { number, class, length, min, max });
        }
        if !(0.0..=seconds - length).contains(&at) {
            let latest = (seconds >= length).then_some(seconds - length);
            return Err(ScriptError::OutOfClip { number, class, at, end, seconds, latest });
        }
        match class {
            OddClass::WrongWay if self.crowd < Self::LEAST_STREAM => Err(ScriptError::NobodyToGoAgainst {
                number,
                crowd: self.crowd,
                min: Self::LEAST_STREAM,
                max: Self::MAX_CROWD,
            }),
            OddClass::Crash if !self.place.has_road() => {
                let known: Vec<&str> =
                    Place::ALL.iter().filter(|place| place.has_road()).map(|place| place.name()).collect();
                Err(ScriptError::NoRoad { number, place: self.place, known: known.join(", ") })
            }
            _ => Ok(()),
        }
    }

    fn check_crashes(&self) -> Result<(), ScriptError> {
        let mut crashes: Vec<(usize, &ScriptedEvent)> =
            (1..).zip(&self.events).filter(|(_, event)| event.class == OddClass::Crash).collect();
        crashes.sort_by(|a, b| a.1.at.total_cmp(&b.1.at));
        for pair in crashes.windows(2) {
            let [(other, first), (number, second)] = [pair[0], pair[1]];
            let earliest = first.end_s() + 2.0 * ROAD_LEAD_S;
            if second.at < earliest {
                return Err(ScriptError::TwoCrashes { number, other, lead: ROAD_LEAD_S, earliest });
            }
        }
        Ok(())
    }
}

impl CameraFlaws {
    fn check(&self) -> Result<(), ScriptError> {
        let compression = f64::from(self.compression);
        let ranges = [
            ("noise", self.noise, Self::MAX_NOISE),
            ("shake", self.shake, Self::MAX_SHAKE),
            ("compression", compression, f64::from(Self::MAX_COMPRESSION)),
        ];
        match ranges.into_iter().find(|(_, found, max)| !(0.0..=*max).contains(found)) {
            Some((what, found, max)) => Err(ScriptError::Flaw { what, found, min: 0.0, max }),
            None => Ok(()),
        }
    }
}
