//! Published checkpoints, tensor for tensor: names, shapes, types, sums, first values, and what opening reads.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use oddframe::formats::{ArrayData, ByteSource, Checkpoint, Container, FileSource, open};
use serde_json::Value;

/// Name, number of tensors, number of values.
const FILES: [(&str, &str, usize, usize); 3] = [
    ("checkpoints/macil_sd.pkl", "checkpoints/macil_sd.tensors.json", 38, 347_009),
    ("checkpoints/xd_a2v.pkl", "checkpoints/xd_a2v.tensors.json", 18, 1_004_419),
    ("detector/FastestDet.pth", "detector/FastestDet.tensors.json", 420, 252_938),
];

/// The folder of real data, where it is.
fn data() -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data"));
    if path.is_dir() {
        return Some(path.into());
    }
    println!("skipped: ../shared is not here");
    None
}

/// The correctly rounded sum: exact partial sums that do not overlap (Shewchuk 1997).
fn exact_sum(values: impl Iterator<Item = f64>) -> f64 {
    let mut partials: Vec<f64> = Vec::new();
    for mut x in values {
        let mut kept = 0;
        for at in 0..partials.len() {
            let mut y = partials[at];
            if x.abs() < y.abs() {
                std::mem::swap(&mut x, &mut y);
            }
            let high = x + y;
            let low = y - (high - x);
            if low != 0.0 {
                partials[kept] = low;
                kept += 1;
            }
            x = high;
        }
        partials.truncate(kept);
        partials.push(x);
    }
    // From the largest down, the first inexact addition decides; a half is rounded by the sign of the next.
    let Some(mut high) = partials.pop() else { return 0.0 };
    while let Some(y) = partials.pop() {
        let x = high;
        high = x + y;
        let low = y - (high - x);
        if low == 0.0 {
            continue;
        }
        if let Some(next) = partials.last()
            && (low < 0.0) == (*next < 0.0)
        {
            let doubled = low * 2.0;
            let rounded = high + doubled;
            if doubled == rounded - high {
                high = rounded;
            }
        }
        break;
    }
    high
}

fn values(checkpoint: &Checkpoint<'_>, name: &str) -> Vec<f64> {
    match checkpoint.load_array(name).expect("a readable tensor").data {
        ArrayData::F32(values) => values.into_iter().map(f64::from).collect(),
        ArrayData::I64(values) => values.into_iter().map(|value| value as f64).collect(),
        other => panic!("{name}: {other:?}"),
    }
}

/// Both sums are correctly rounded; only the JSON parser may be off by the last bit.
fn assert_sum(what: &str, name: &str, found: f64, expected: &Value) {
    let expected = expected.as_f64().expect("a sum");
    assert!(
        (found - expected).abs() <= 2.0 * f64::EPSILON * expected.abs(),
        "{name}: {what} {found:e}, {expected:e}"
    );
}

#[test]
fn published_checkpoints_are_read_tensor_for_tensor() {
    let Some(data) = data() else { return };
    for (file, listing, tensors, total) in FILES {
        let listing: Value =
            serde_json::from_slice(&std::fs::read(data.join(listing)).expect("a listing")).expect("JSON");
        let checkpoint =
            open(FileSource::open(&data.join(file)).expect("a file"), file).expect("a checkpoint");
        assert_eq!(checkpoint.container(), Container::TorchZip);
        assert!(checkpoint.warnings().is_empty(), "{:?}", checkpoint.warnings());
        let expected = listing["tensors"].as_array().expect("tensors");
        assert_eq!((checkpoint.tensors().len(), expected.len()), (tensors, tensors));
        let mut count = 0;
        for (tensor, expected) in checkpoint.tensors().zip(expected) {
            let name = expected["name"].as_str().expect("a name");
            let shape: Vec<usize> = serde_json::from_value(expected["shape"].clone()).expect("a shape");
            assert_eq!((tensor.name.as_str(), &tensor.shape), (name, &shape), "{file}");
            assert_eq!(tensor.dtype.name(), expected["dtype"].as_str().expect("a type"), "{name}");
            let values = values(&checkpoint, name);
            count += values.len();
            assert_eq!(values.len(), shape.iter().product::<usize>(), "{name}");
            // The JSON parser may be off by the last bit of an f64, which no f32 notices.
            let first4: Vec<f32> = serde_json::from_value(expected["first4"].clone()).expect("numbers");
            let narrow: Vec<f32> = values.iter().take(4).map(|&value| value as f32).collect();
            assert_eq!(narrow, first4, "{name}");
            let shown = checkpoint.first(name, 4).expect("readable").to_f64().expect("numbers");
            assert_eq!(shown, values[..first4.len()], "{name}");
            assert_sum("sum", name, exact_sum(values.iter().copied()), &expected["sum"]);
            assert_sum(
                "abs_sum",
                name,
                exact_sum(values.iter().map(|value| value.abs())),
                &expected["abs_sum"],
            );
            if tensor.dtype.is_float() {
                let weights = checkpoint.load(name).expect("weights");
                assert!(weights.values.iter().map(|&value| f64::from(value)).eq(values), "{name}");
                assert_eq!(weights.shape, shape);
            }
        }
        assert_eq!(count, total, "{file}");
        let sha256 = oddframe::formats::digest::file_sha256(checkpoint.source()).expect("readable");
        assert_eq!(sha256, listing["sha256"].as_str().expect("a hash"), "{file}");
    }
}

/// Counts the bytes that are asked for.
struct Counting<'a>(&'a FileSource, &'a Cell<u64>);

impl ByteSource for Counting<'_> {
    fn len(&self) -> u64 {
        self.0.len()
    }

    fn read_at(&self, offset: u64, out: &mut [u8]) -> std::io::Result<()> {
        self.1.set(self.1.get() + out.len() as u64);
        self.0.read_at(offset, out)
    }
}

#[test]
fn opening_reads_the_description_and_no_tensor() {
    let Some(data) = data() else { return };
    // Pickle, directory and 8 KiB; the first is also held below 20 KiB of its 1.4 MB.
    for (file, budget) in [
        ("checkpoints/macil_sd.pkl", 20 << 10),
        ("checkpoints/xd_a2v.pkl", 20 << 10),
        ("detector/FastestDet.pth", 110 << 10),
    ] {
        let read = Cell::new(0);
        let source = FileSource::open(&data.join(file)).expect("a file");
        let checkpoint = open(Counting(&source, &read), file).expect("a checkpoint");
        println!("{file}: {} bytes of {}", read.get(), source.len());
        assert!(read.get() <= budget, "{file}: {} bytes", read.get());
        let first = checkpoint.tensors().next().expect("a tensor").name.clone();
        let before = read.get();
        let tensor = checkpoint.load(&first).expect("weights");
        assert!(read.get() - before <= 4 * tensor.values.len() as u64 + 1024, "only its own bytes");
    }
}

#[test]
fn rows_of_a_matrix_are_those_of_the_whole() {
    let Some(data) = data() else { return };
    let file = data.join("checkpoints/macil_sd.pkl");
    let checkpoint = open(FileSource::open(&file).expect("a file"), "macil_sd.pkl").expect("a checkpoint");
    let name = "multiheadattn.linears.0.weight";
    let whole = checkpoint.load(name).expect("weights");
    let rows = checkpoint.rows(name, &[127, 3, 3]).expect("rows");
    assert_eq!(rows.shape, [3, 128]);
    let expected = [127, 3, 3].map(|row| &whole.values[row * 128..][..128]).concat();
    assert_eq!(rows.values, expected);
    assert_eq!(checkpoint.rows(name, &[128]).unwrap_err().code(), "ckpt/bounds");
}
