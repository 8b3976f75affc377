//! Damaged and hostile checkpoints: a typed error or sound values, never a panic, and little memory.
//!
//! A counting allocator measures the peak while a file is opened and every tensor read: at most the file's
//! size and 64 MB above what was there before.

use std::alloc::{GlobalAlloc, Layout, System};
use std::collections::HashMap;
use std::io::{Cursor, Write};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use oddframe::formats::{FormatError, open};
use oddframe::random::Random;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

/// Counts what is allocated now and at most.
struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes to the system's allocator unchanged; only numbers are kept beside it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Relaxed) + layout.size();
        PEAK.fetch_max(now, Relaxed);
        // SAFETY: the caller's promise is the system allocator's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as above.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Beyond the file itself.
const MEMORY: usize = 64_000_000;
/// Damaged copies of each small file.
const MUTATIONS: u64 = 2_000;
/// Damaged copies of each published file.
const REAL_MUTATIONS: u64 = 200;

/// One measurement at a time: the counters are the whole program's.
fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Opens a file and reads all tensors; gives those that could be read, or why the file was not opened.
fn read_all(bytes: &[u8], what: &str) -> Result<Vec<(String, Vec<f32>)>, FormatError> {
    let (before, start) = (NOW.load(Relaxed), Instant::now());
    PEAK.store(before, Relaxed);
    let mut sound = Vec::new();
    let opened = open(bytes, "hostile").map(|checkpoint| {
        let names: Vec<String> = checkpoint.tensors().map(|tensor| tensor.name.clone()).collect();
        for name in names {
            let shape = checkpoint.tensor(&name).expect("listed").shape.clone();
            match checkpoint.load(&name) {
                Ok(tensor) => {
                    let count = if shape.contains(&0) { 0 } else { shape.iter().product() };
                    assert_eq!(tensor.values.len(), count, "{what}: {name}");
                    assert!(tensor.values.iter().all(|value| value.is_finite()), "{what}: {name}");
                    // Large ones are not kept: only the reader's own memory is measured.
                    if tensor.values.len() < 100_000 {
                        sound.push((name, tensor.values));
                    }
                }
                Err(error) => assert_typed(&error, what),
            }
        }
    });
    let peak = PEAK.load(Relaxed) - before;
    assert!(peak <= bytes.len() + MEMORY, "{what}: {peak} bytes for a file of {}", bytes.len());
    assert!(start.elapsed().as_secs() < 10, "{what}: took {:?}", start.elapsed());
    match opened {
        Ok(()) => Ok(sound),
        Err(error) => {
            assert_typed(&error, what);
            Err(error)
        }
    }
}

fn assert_typed(error: &FormatError, what: &str) {
    let sentence = error.to_string();
    assert!(error.code().contains('/'), "{what}: {sentence}");
    assert!(sentence.len() < 4_000, "{what}: a message that floods: {sentence}");
}

/// Changes, removes, repeats or overwrites a few stretches.
fn mutated(whole: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for _ in 0..=random.below(3) {
        let length = bytes.len();
        if length == 0 {
            break;
        }
        // Half of all damage hits the ends, where headers and directories are.
        let at = match random.below(4) {
            0 => random.below(length.min(200)),
            1 => length - 1 - random.below(length.min(1_000)),
            _ => random.below(length),
        };
        match random.below(8) {
            0 => bytes.truncate(at),
            1 => drop(bytes.remove(at)),
            2 => bytes.insert(at, random.next_u64() as u8),
            3 => bytes[at] ^= 1 << random.below(8),
            4 => bytes[at] = [0, 0xFF, 0x7F, b'.'][random.below(4)],
            5 => {
                // A length that is far too large.
                let end = (at + 4 + 4 * random.below(2)).min(length);
                bytes[at..end].fill(0xFF);
            }
            6 => {
                let from = random.below(length);
                let stretch = bytes[from..length.min(from + random.below(64))].to_vec();
                bytes.splice(at..at, stretch);
            }
            _ => bytes[at] = random.next_u64() as u8,
        }
    }
    bytes
}

fn golden(file: &str) -> Vec<u8> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/checkpoints"));
    std::fs::read(folder.join(file)).expect("a committed file")
}

#[test]
fn damaged_small_files_give_sound_values_or_typed_errors() {
    let _alone = alone();
    let files = [
        "views.pt",
        "views_deflated.pt",
        "views_legacy.pt",
        "python2.pt",
        "training.pt",
        "script.pt",
        "good.safetensors",
        "f8.safetensors",
        "f4_fortran.npy",
        "deflated.npz",
        "object.npz",
    ];
    for (number, file) in files.iter().enumerate() {
        let whole = golden(file);
        let mut read = 0;
        for step in 0..MUTATIONS {
            let mut random = Random::keyed(number as u64, "checkpoint mutation", step);
            let bytes = mutated(&whole, &mut random);
            read += u64::from(read_all(&bytes, &format!("{file}, step {step}")).is_ok());
        }
        println!("{file}: {read} of {MUTATIONS} were opened");
        assert!(read < MUTATIONS, "{file}: nothing was refused");
    }
}

#[test]
fn checksums_guard_every_value_that_is_read_whole() {
    let _alone = alone();
    for file in ["training.pt", "deflated.npz", "stored.npz"] {
        let whole = golden(file);
        let truth: Vec<Vec<f32>> =
            read_all(&whole, file).expect("intact").into_iter().map(|(_, values)| values).collect();
        let mut read = 0;
        for step in 0..MUTATIONS {
            let bytes = mutated(&whole, &mut Random::keyed(77, file, step));
            for (name, values) in read_all(&bytes, &format!("{file}, step {step}")).unwrap_or_default() {
                assert!(truth.contains(&values), "{file}, step {step}: {name} was never written");
                read += 1;
            }
        }
        assert!(read > 0, "{file}");
    }
}

#[test]
fn two_hundred_damaged_copies_of_published_checkpoints() {
    let _alone = alone();
    let data = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data"));
    if !data.is_dir() {
        println!("skipped: ../shared is not here");
        return;
    }
    for (number, file) in
        ["checkpoints/macil_sd.pkl", "checkpoints/xd_a2v.pkl", "detector/FastestDet.pth"].iter().enumerate()
    {
        let whole = std::fs::read(data.join(file)).expect("a file");
        let mut codes: HashMap<&str, u64> = HashMap::new();
        for step in 0..REAL_MUTATIONS {
            let mut random = Random::keyed(number as u64, "published mutation", step);
            let bytes = mutated(&whole, &mut random);
            let code = match read_all(&bytes, &format!("{file}, step {step}")) {
                Ok(_) => "read",
                Err(error) => error.code(),
            };
            *codes.entry(code).or_default() += 1;
        }
        println!("{file}: {codes:?}");
        assert!(codes.len() > 2, "{file}: {codes:?}");
    }
}

/// A zip of entries, deflated if `packed`.
fn archive(entries: &[(&str, &[u8])], packed: bool) -> Vec<u8> {
    let method = if packed { CompressionMethod::Deflated } else { CompressionMethod::Stored };
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).expect("an entry");
        writer.write_all(bytes).expect("memory");
    }
    writer.finish().expect("an archive").into_inner()
}

/// A pickle of the tensor `w` of this shape and stride on a storage of `elements` floats.
fn tensor_pickle(shape: &[u32], stride: &[u32], elements: u32) -> Vec<u8> {
    let int = |n: u32| [&b"J"[..], &n.to_le_bytes()].concat();
    let tuple = |values: &[u32]| {
        [b"(".to_vec(), values.iter().flat_map(|&n| int(n)).collect(), b"t".to_vec()].concat()
    };
    [
        b"\x80\x02}U\x01wctorch._utils\n_rebuild_tensor_v2\n((U\x07storagectorch\nFloatStorage\nU\x010U\x03cpu".to_vec(),
        int(elements),
        b"tQK\x00".to_vec(),
        tuple(shape),
        tuple(stride),
        b"\x89NtRs.".to_vec(),
    ]
    .concat()
}

fn code_of(bytes: &[u8], what: &str) -> &'static str {
    let before = NOW.load(Relaxed);
    let code = match read_all(bytes, what) {
        Ok(_) => {
            let checkpoint = open(bytes, "hostile").expect("opened before");
            let names: Vec<String> = checkpoint.tensors().map(|tensor| tensor.name.clone()).collect();
            names.iter().find_map(|name| checkpoint.load(name).err()).map_or("read", |error| error.code())
        }
        Err(error) => error.code(),
    };
    assert!(NOW.load(Relaxed) <= before + 4096, "{what}: memory is kept");
    code
}

#[test]
fn hostile_pickles_are_refused_within_the_memory() {
    let _alone = alone();
    let long = 20 << 20;
    let tuples: Vec<u8> =
        std::iter::once(b')').chain(std::iter::repeat_n(*b"2\x86", 4 << 20).flatten()).collect();
    let memo: Vec<u8> = (0..4_000_000_u32).flat_map(|n| [&b"r"[..], &n.to_le_bytes()].concat()).collect();
    let huge_text = [&b"\x8D"[..], &(1_u64 << 60).to_le_bytes()].concat();
    let text = [&b"X"[..], &(10_u32 << 20).to_le_bytes(), &vec![b'a'; 10 << 20]].concat();
    // One dictionary in which a long key stands many times, by reference.
    let keys = [
        b"}q\x01".to_vec(),
        text[..5].to_vec(),
        vec![b'k'; 10 << 20],
        b"q\x020".to_vec(),
        b"(".to_vec(),
        b"h\x02K\x01".repeat(9),
        b"u.".to_vec(),
    ]
    .concat();
    let nested: Vec<u8> = [b"]q\x00".to_vec(), b"h\x00a".repeat(1 << 20), b".".to_vec()].concat();
    let cases: [(&str, Vec<u8>, &str); 10] = [
        ("lists", vec![b']'; long], "ckpt/limit"),
        ("marks", vec![b'('; long], "ckpt/limit"),
        ("numbers", b"K\x01".repeat(long / 2), "ckpt/limit"),
        ("tuples of tuples", tuples, "ckpt/limit"),
        ("memo", [b"N".to_vec(), memo].concat(), "ckpt/limit"),
        ("a text that is not there", huge_text, "ckpt/limit"),
        ("a long text", [text.clone(), text].concat(), "ckpt/limit"),
        ("long names", keys, "ckpt/limit"),
        ("a list in itself", nested, "ckpt/limit"),
        ("frames", b"\x95\0\0\0\0\0\0\0\0".repeat(long / 9), "ckpt/damaged"),
    ];
    for (what, pickle, expected) in cases {
        for packed in [false, true] {
            let pickle = [b"\x80\x02", pickle.as_slice()].concat();
            let bytes = archive(&[("a/data.pkl", &pickle)], packed);
            let code = code_of(&bytes, what);
            println!("{what}: {code}");
            assert_eq!(code, expected, "{what}");
        }
    }
}

#[test]
fn small_files_that_ask_for_much_memory_are_refused() {
    let _alone = alone();
    let zeros = vec![0; 200 << 20];
    let count = 50 << 20;
    let whole = tensor_pickle(&[count], &[1], count);
    let bomb = archive(&[("a/data.pkl", &whole), ("a/data/0", &zeros)], true);
    assert_eq!(code_of(&bomb, "a packed storage"), "ckpt/limit");
    let strided = tensor_pickle(&[2, 2], &[count / 2, 1 << 20], count);
    let gathered = archive(&[("a/data.pkl", &strided), ("a/data/0", &zeros)], true);
    assert_eq!(code_of(&gathered, "a packed storage with large strides"), "ckpt/limit");
    let header =
        b"\x93NUMPY\x01\x00\x48\x00{'descr': '|u1', 'fortran_order': False, 'shape': (209715072,), }"
            .to_vec();
    let mut npy = header;
    npy.resize(82, b' ');
    npy.extend(&zeros[..209_715_072]);
    let npz = archive(&[("a.npy", &npy)], true);
    assert!(["read", "ckpt/dtype"].contains(&code_of(&npz, "a packed array of bytes")));
    drop((zeros, npy));
    let expanded =
        archive(&[("a/data.pkl", &tensor_pickle(&[i32::MAX as u32], &[0], 1)), ("a/data/0", &[0; 4])], false);
    assert_eq!(code_of(&expanded, "one value, repeated"), "ckpt/limit");
    let many =
        archive(&[("a/data.pkl", &tensor_pickle(&[1 << 20; 8], &[0; 8], 1)), ("a/data/0", &[0; 4])], false);
    assert_eq!(code_of(&many, "too many elements"), "ckpt/limit");
    let pickle = archive(&[("a/data.pkl", &vec![b'0'; 40 << 20])], true);
    assert_eq!(code_of(&pickle, "a packed pickle"), "ckpt/limit");
}

fn safetensors(header: &str) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes(), header.as_bytes()].concat()
}

#[test]
fn hostile_safetensors_headers_are_refused_within_the_memory() {
    let _alone = alone();
    let shape = format!(
        "{{\"w\":{{\"dtype\":\"F32\",\"shape\":[{}1],\"data_offsets\":[0,4]}}}}",
        "1,".repeat(8 << 20)
    );
    assert_eq!(code_of(&safetensors(&shape), "a long shape"), "ckpt/limit");
    let deep = "{\"w\":".repeat(1 << 20);
    assert_eq!(code_of(&safetensors(&deep), "a deep header"), "ckpt/damaged");
    let tensor = |k: usize| format!("\"{k}\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}");
    let many: Vec<String> = (0..100_001).map(tensor).collect();
    assert_eq!(code_of(&safetensors(&format!("{{{}}}", many.join(","))), "many tensors"), "ckpt/limit");
    let entries: Vec<String> = (0..20_000).map(|k| format!("\"{k}\":\"\"")).collect();
    let metadata = format!("{{\"__metadata__\":{{{}}}}}", entries.join(","));
    assert_eq!(code_of(&safetensors(&metadata), "much metadata"), "ckpt/limit");
    let huge = "{\"w\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,18446744073709551615]}}";
    assert_eq!(code_of(&safetensors(huge), "huge numbers"), "ckpt/bounds");
}
