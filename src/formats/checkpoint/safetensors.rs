//! safetensors: a JSON header, then the values. Source: the format's description (huggingface/safetensors).

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufReader};

use serde::Deserialize;
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::table::{MAX_RANK, Place, Stored, Table, element_count};
use super::{CheckpointError, Opened, TensorInfo};
use crate::formats::error::check_limit;
use crate::formats::npy::strides;
use crate::formats::source::{Pull, Stretch, check_range};
use crate::formats::{ByteSource, Container, Dtype, FormatError, FormatWarning};

/// Most tensors of a file.
const MAX_TENSORS: u64 = 100_000;
/// Most entries of a file's metadata.
const MAX_METADATA: u64 = 10_000;

/// Reads the header of `length` bytes, and no value.
pub(super) fn open(source: &dyn ByteSource, length: u64) -> Result<Opened, FormatError> {
    let start = 8 + length;
    let mut header = header(source, start)?;
    check_limit("the number of tensors", header.count, MAX_TENSORS)?;
    check_limit("the number of entries of the metadata", header.metadata_count, MAX_METADATA)?;
    for (name, raw) in &header.tensors {
        check_limit(format!("the number of axes of tensor {name}"), raw.shape.rank, MAX_RANK as u64)?;
    }
    let total = check_ranges(&header.tensors)?;
    check_range(source, start, total, "the values")?;
    if source.len() - start > total {
        return Err(FormatError::Damaged {
            entry: "the file".into(),
            what: "its length",
            expected: format!("{} bytes", start + total),
            found: format!("{} bytes", source.len()),
        });
    }
    // In the order of the values, which is the file's.
    header.tensors.sort_by_key(|(_, raw)| raw.data_offsets);
    let (mut table, mut warnings) = (Table::default(), Vec::new());
    for (name, raw) in header.tensors {
        let tensor = stored(name, &raw, start)?;
        if let Dtype::Other(dtype) = &tensor.info.dtype {
            let (name, dtype) = (tensor.info.name.clone(), dtype.to_string());
            warnings.push(FormatWarning::Unreadable { name, dtype });
        }
        table.add(tensor)?;
    }
    Ok(Opened {
        container: Container::Safetensors,
        table,
        metadata: header.metadata,
        warnings,
        ..Opened::default()
    })
}

fn header(source: &dyn ByteSource, end: u64) -> Result<Header, FormatError> {
    let mut reader = PullReader { bytes: Stretch::new(source, 8, end), failed: None };
    let parsed = serde_json::from_reader(BufReader::new(&mut reader));
    if let Some(error) = reader.failed {
        return Err(error);
    }
    parsed.map_err(|error| FormatError::Damaged {
        entry: "the safetensors header".into(),
        what: "its JSON",
        expected: "every tensor once, with dtype, shape and data_offsets".into(),
        found: error.to_string().chars().take(200).collect(),
    })
}

/// Holds every tensor's bytes against its shape and against its neighbours; gives the bytes of all.
fn check_ranges(tensors: &[(String, Raw)]) -> Result<u64, FormatError> {
    let mut order: Vec<&(String, Raw)> = tensors.iter().collect();
    order.sort_by_key(|(_, raw)| raw.data_offsets);
    let mut end = 0;
    for (name, raw) in order {
        let (from, to) = raw.data_offsets;
        let size = dtype(&raw.dtype).size();
        let expected = raw.shape.lengths.iter().try_fold(size.unwrap_or(1), |bytes, &n| bytes.checked_mul(n));
        let fits = from == end
            && to.checked_sub(from).is_some_and(|found| size.is_none() || expected == Some(found));
        if !fits {
            return Err(CheckpointError::Bytes {
                tensor: name.clone(),
                from,
                to,
                dtype: raw.dtype.clone(),
                shape: raw.shape.lengths.clone(),
            }
            .into());
        }
        end = to;
    }
    Ok(end)
}

fn stored(name: String, raw: &Raw, start: u64) -> Result<Stored, FormatError> {
    // Sizes beyond 32 bits exceed the limit of elements whatever they are.
    let shape: Vec<usize> = raw.shape.lengths.iter().map(|&n| n.min(u32::MAX.into()) as usize).collect();
    element_count(&name, &shape)?;
    let (from, to) = raw.data_offsets;
    let dtype = dtype(&raw.dtype);
    let place = if dtype.size().is_some() { Place::File { at: start + from } } else { Place::Nowhere };
    let stride = strides(&shape, false);
    let info = TensorInfo { name, dtype, shape };
    Ok(Stored { info, place, bytes: to - from, offset: 0, stride, big_endian: false })
}

fn dtype(name: &str) -> Dtype {
    match name {
        "F32" => Dtype::F32,
        "F16" => Dtype::F16,
        "BF16" => Dtype::Bf16,
        "F64" => Dtype::F64,
        "I64" => Dtype::I64,
        "I32" => Dtype::I32,
        "I16" => Dtype::I16,
        "I8" => Dtype::I8,
        "U8" => Dtype::U8,
        "BOOL" => Dtype::Bool,
        other => Dtype::Other(other.chars().take(32).collect::<String>().into()),
    }
}

/// The header as it stands; of what exceeds a limit only the number is kept.
#[derive(Default)]
struct Header {
    tensors: Vec<(String, Raw)>,
    count: u64,
    metadata: BTreeMap<String, String>,
    metadata_count: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    dtype: String,
    shape: Shape,
    data_offsets: (u64, u64),
}

#[derive(Default)]
struct Shape {
    lengths: Vec<u64>,
    rank: u64,
}

impl<'de> Deserialize<'de> for Header {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = Header;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table of tensors")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Header, A::Error> {
                let (mut header, mut described) = (Header::default(), false);
                while let Some(name) = map.next_key::<String>()? {
                    if name == "__metadata__" {
                        if std::mem::replace(&mut described, true) {
                            return Err(de::Error::custom("duplicate key __metadata__"));
                        }
                        let Metadata(entries, count) = map.next_value()?;
                        (header.metadata, header.metadata_count) = (entries, count);
                        continue;
                    }
                    header.count += 1;
                    if header.count > MAX_TENSORS {
                        map.next_value::<IgnoredAny>()?;
                    } else {
                        header.tensors.push((name, map.next_value()?));
                    }
                }
                Ok(header)
            }
        }
        deserializer.deserialize_map(Visit)
    }
}

/// Strings by name, and how many there were.
struct Metadata(BTreeMap<String, String>, u64);

impl<'de> Deserialize<'de> for Metadata {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = Metadata;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("strings by name")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Metadata, A::Error> {
                let mut metadata = Metadata(BTreeMap::new(), 0);
                while let Some((key, value)) = map.next_entry::<String, String>()? {
                    metadata.1 += 1;
                    if metadata.1 <= MAX_METADATA && metadata.0.insert(key, value).is_some() {
                        return Err(de::Error::custom("duplicate key in __metadata__"));
                    }
                }
                Ok(metadata)
            }
        }
        deserializer.deserialize_map(Visit)
    }
}

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = Shape;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of lengths")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Shape, A::Error> {
                let mut shape = Shape::default();
                while let Some(length) = items.next_element::<u64>()? {
                    shape.rank += 1;
                    if shape.rank <= MAX_RANK as u64 {
                        shape.lengths.push(length);
                    }
                }
                Ok(shape)
            }
        }
        deserializer.deserialize_seq(Visit)
    }
}

/// What the JSON parser reads from; a failure of the source is kept for the caller.
struct PullReader<'a> {
    bytes: Stretch<'a>,
    failed: Option<FormatError>,
}

impl io::Read for PullReader<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.bytes.pull(out).map_err(|error| {
            self.failed = Some(error);
            io::Error::other("the source failed")
        })
    }
}
