//! The words of a script: places, weather, light, odd classes and where they happen.

use super::ScriptError;

/// An enum whose variants have one word each, the same in files, on the command line and in addresses.
macro_rules! words {
    ($(#[$about:meta])* $name:ident, $what:literal, [$($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)?]) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// All of them, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = ScriptError;

            fn from_str(word: &str) -> Result<Self, ScriptError> {
                Self::ALL.iter().copied().find(|known| known.name() == word).ok_or_else(|| {
                    let known: Vec<&str> = Self::ALL.iter().map(|known| known.name()).collect();
                    ScriptError::Word { what: $what, found: word.into(), known: known.join(", ") }
                })
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

words!(
    /// Where a scene plays.
    Place, "place", [
        /// The square of the default scenes.
        Plaza = "plaza",
        /// A street with a zebra crossing and a traffic light: cars and walkers take turns.
        Crossing = "crossing",
        /// An underpass seen lengthwise; nothing of the weather gets in.
        Corridor = "corridor",
        /// A car park before a shop.
        Parking = "parking-lot",
        /// A street by lamp light, with cars.
        Night = "night",
    ]
);

words!(
    /// What falls from the sky, as normal variation.
    Weather, "weather", [
        /// Dry.
        Clear = "clear",
        /// Streaks, wet ground, umbrellas.
        Rain = "rain",
        /// Flakes, white ground.
        Snow = "snow",
        /// Pale, the more so the farther.
        Fog = "fog",
    ]
);

words!(
    /// How the light changes in the course of the clip, as normal variation.
    Light, "light", [
        /// As good as not.
        Steady = "steady",
        /// Clouds pass: darker and lighter within seconds.
        Clouds = "clouds",
        /// It grows dark from the first frame to the last.
        Dusk = "dusk",
    ]
);

words!(
    /// What can happen that is odd.
    OddClass, "class", [
        /// Somebody rides a bicycle through the crowd.
        Cyclist = "cyclist",
        /// Somebody drives a motor market cart.
        Cart = "cart",
        /// Somebody runs.
        Runner = "runner",
        /// Somebody falls, lies and gets up again.
        Fall = "fall",
        /// Two people meet and hit each other.
        Fight = "fight",
        /// Somebody walks against the stream of all others.
        WrongWay = "wrong-way",
        /// Somebody hangs about on the spot.
        Loitering = "loitering",
        /// Somebody throws a bag, walks after it and takes it up again.
        ThrownBag = "thrown-bag",
        /// Smoke rises from the ground.
        Smoke = "smoke",
        /// A car runs into another.
        Crash = "crash",
    ]
);

words!(
    /// Where an odd event happens; of what passes through, the side from which it comes.
    Side, "side", [
        /// In the left third.
        Left = "left",
        /// In the middle; what passes through comes from the side that the seed gives.
        Middle = "middle",
        /// In the right third.
        Right = "right",
    ]
);

impl Place {
    /// Whether cars drive here, so that they can crash.
    pub fn has_road(self) -> bool {
        matches!(self, Self::Crossing | Self::Parking | Self::Night)
    }

    /// Whether there is a sky.
    pub fn is_outdoors(self) -> bool {
        self != Self::Corridor
    }
}

impl OddClass {
    /// Shortest and longest event, seconds (ours: below, the class cannot be recognised; above, it would stand still).
    pub fn lengths_s(self) -> [f64; 2] {
        match self {
            Self::Cyclist | Self::Runner => [3.0, 8.0],
            Self::Cart => [4.0, 10.0],
            Self::Fall => [2.0, 8.0],
            Self::Fight => [3.0, 20.0],
            Self::WrongWay => [6.0, 15.0],
            Self::Loitering => [6.0, 60.0],
            Self::ThrownBag => [3.0, 8.0],
            Self::Smoke => [4.0, 60.0],
            Self::Crash => [3.0, 20.0],
        }
    }

    /// What an event lasts whose length is not given, seconds.
    pub fn usual_length_s(self) -> f64 {
        match self {
            Self::Fall => 3.0,
            Self::Cyclist | Self::Runner => 4.0,
            Self::ThrownBag => 5.0,
            Self::Cart | Self::Fight | Self::Crash => 6.0,
            Self::Smoke => 8.0,
            Self::WrongWay => 9.0,
            Self::Loitering => 10.0,
        }
    }
}
