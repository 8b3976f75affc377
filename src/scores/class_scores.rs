//! Class scores as a JSON object `{"NAME": [...]}` that keeps its order.

use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::ser::Serializer;

use super::ClassScores;

pub(super) fn serialize<S: Serializer>(classes: &[ClassScores], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(classes.iter().map(|class| (&class.class, &class.scores)))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<ClassScores>, D::Error> {
    struct Classes;

    impl<'de> Visitor<'de> for Classes {
        type Value = Vec<ClassScores>;

        fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
            formatter.write_str("an object of scores by class")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut classes = Vec::new();
            while let Some((class, scores)) = map.next_entry()? {
                classes.push(ClassScores { class, scores });
            }
            Ok(classes)
        }
    }

    deserializer.deserialize_map(Classes)
}
