//! Damaged `.npy` and `.npz` files: a typed error or the right values, never a panic.

use std::io::{Cursor, Write};

use oddframe::formats::{Array, FormatError, Npz, read_npy};
use oddframe::localize::Boxes;
use oddframe::random::Random;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

const MUTATIONS: u64 = 10_000;

fn npy(descr: &str, shape: &str, fortran_order: &str, data: &[u8]) -> Vec<u8> {
    let text = format!("{{'descr': '{descr}', 'fortran_order': {fortran_order}, 'shape': {shape}, }}");
    let header = format!("{text:117}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.bytes());
    bytes.extend(data);
    bytes
}

fn npz(entries: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Changes, removes or repeats a few bytes.
fn mutated(whole: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len().max(1));
        match random.below(8) {
            0 => bytes.truncate(at),
            1 if !bytes.is_empty() => drop(bytes.remove(at)),
            2 => bytes.insert(at.min(bytes.len()), random.next_u64() as u8),
            3 if !bytes.is_empty() => bytes[at] ^= 1 << random.below(8),
            4 if !bytes.is_empty() => bytes[at] = [0, 0xFF, b'9', b'('][random.below(4)],
            _ if !bytes.is_empty() => bytes[at] = random.next_u64() as u8,
            _ => {}
        }
    }
    bytes
}

/// What any array that was read must hold, and that its conversions do not panic.
fn assert_sound(array: &Array) {
    assert_eq!(array.len(), array.shape.iter().product::<usize>());
    for result in
        [array.to_f32().map(|v| v.len()), array.to_f64().map(|v| v.len()), array.to_i64().map(|v| v.len())]
    {
        match result {
            Ok(length) => assert_eq!(length, array.len()),
            Err(error) => assert_eq!(error.code(), "npy/range"),
        }
    }
}

fn assert_typed(error: &FormatError) {
    assert!(error.code().contains('/'));
    assert!(error.to_string().len() < 2_000, "a message that floods: {error}");
}

#[test]
fn damaged_npy_files_give_sound_arrays_or_typed_errors() {
    let data: Vec<u8> = (0..96).collect();
    let files = [
        npy("<f4", "(2, 3, 4)", "True", &data),
        npy(">i8", "(12,)", "False", &data),
        npy("<f2", "(4, 12)", "False", &data),
        npy("|b1", "(96,)", "False", &[1; 96]),
    ];
    let mut read = 0;
    for step in 0..MUTATIONS {
        let mut random = Random::keyed(1, "npy mutation", step);
        let bytes = mutated(&files[random.below(files.len())], &mut random);
        match read_npy(&bytes) {
            Ok(array) => {
                assert_sound(&array);
                read += 1;
            }
            Err(error) => assert_typed(&error),
        }
    }
    println!("{read} of {MUTATIONS} were read");
    assert!(read > 0 && read < MUTATIONS, "{read}");
}

#[test]
fn damaged_npz_files_give_the_true_values_or_typed_errors() {
    let numbers: Vec<u8> = (0..96).collect();
    let a = npy("<f4", "(2, 3, 4)", "True", &numbers);
    let b = npy("<i4", "(24,)", "False", &numbers);
    let truth = [read_npy(&a).unwrap(), read_npy(&b).unwrap()];
    let files = [CompressionMethod::Stored, CompressionMethod::Deflated]
        .map(|method| npz(&[("a.npy", &a), ("b.npy", &b)], method));
    let mut read = 0;
    for step in 0..MUTATIONS {
        let mut random = Random::keyed(2, "npz mutation", step);
        let bytes = mutated(&files[random.below(2)], &mut random);
        let result = Npz::open(&bytes).and_then(|mut npz| npz.arrays());
        match result {
            Ok((arrays, _)) => {
                for (name, array) in arrays {
                    // The directory may give the arrays other names, but the checksum guards their values.
                    assert!(truth.contains(&array), "step {step}: {name} has values that were never written");
                    read += 1;
                }
            }
            Err(error) => assert_typed(&error),
        }
    }
    println!("{read} arrays were read from {MUTATIONS} files");
    assert!(read > 0, "nothing was read");
}

#[test]
fn damaged_boxes_are_boxes_or_errors() {
    let corners: Vec<u8> = [[1.0_f32, 2.0, 30.0, 40.0], [5.0, 6.0, 7.0, 8.0]]
        .iter()
        .flatten()
        .flat_map(|v| v.to_le_bytes())
        .collect();
    let frames: Vec<u8> = [0_i32, 2].iter().flat_map(|v| v.to_le_bytes()).collect();
    let lengths: Vec<u8> = [2_i64, 1].iter().flat_map(|v| v.to_le_bytes()).collect();
    let entries = [
        ("box.npy", npy("<f4", "(2, 4)", "False", &corners)),
        ("frame.npy", npy("<i4", "(2,)", "False", &frames)),
        ("clip_lengths.npy", npy("<i8", "(2,)", "False", &lengths)),
    ];
    let intact =
        npz(&entries.each_ref().map(|(name, bytes)| (*name, bytes.as_slice())), CompressionMethod::Deflated);
    assert_eq!(Boxes::read(&intact).unwrap().clip_lengths(), [2, 1]);
    for step in 0..MUTATIONS {
        // Damaged before packing, so that no checksum hides it.
        let mut random = Random::keyed(3, "boxes mutation", step);
        let which = random.below(3);
        let mut entries = entries.clone();
        entries[which].1 = mutated(&entries[which].1, &mut random);
        let bytes = npz(
            &entries.each_ref().map(|(name, bytes)| (*name, bytes.as_slice())),
            CompressionMethod::Stored,
        );
        match Boxes::read(&bytes) {
            Ok(boxes) => assert_eq!(boxes.len(), boxes.of_all_clips()),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

/// Counts boxes clip by clip.
trait OfAllClips {
    fn of_all_clips(&self) -> usize;
}

impl OfAllClips for Boxes {
    fn of_all_clips(&self) -> usize {
        // A damaged length can claim more frames than a test wants to lay out.
        if self.clip_lengths().iter().sum::<usize>() > 1_000_000 {
            return self.len();
        }
        let of_clip = |clip| self.of_clip(clip, (360, 240), (360, 240)).expect("no size in an .npz");
        (0..self.clip_lengths().len()).flat_map(of_clip).map(|boxes| boxes.len()).sum()
    }
}
