//! Maps keyed by video id, in which no id may occur twice.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

/// Reads a map and refuses an id that comes twice (E9), where serde alone would keep the last one.
pub fn unique_ids<'de, D, V>(deserializer: D) -> Result<BTreeMap<String, V>, D::Error>
where
    D: Deserializer<'de>,
    V: Deserialize<'de>,
{
    struct UniqueIds<V>(PhantomData<V>);

    impl<'de, V: Deserialize<'de>> Visitor<'de> for UniqueIds<V> {
        type Value = BTreeMap<String, V>;

        fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
            formatter.write_str("an object of videos by id")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut videos = BTreeMap::new();
            while let Some(id) = map.next_key::<String>()? {
                let video = map.next_value()?;
                if videos.contains_key(&id) {
                    return Err(A::Error::custom(format_args!("{id} appears twice")));
                }
                videos.insert(id, video);
            }
            Ok(videos)
        }
    }

    deserializer.deserialize_map(UniqueIds(PhantomData))
}
