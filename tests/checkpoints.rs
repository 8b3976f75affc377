//! Small checkpoints of every container that PyTorch, NumPy and a hand made, against what they were made from.
//!
//! `tests/golden/checkpoints.py` writes them with a manifest: the values of every tensor, or the code of the error.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use oddframe::formats::{
    Checkpoint, CheckpointError, FormatError, FormatWarning, KnownModel, Npz, OpenOptions, Precision, Scalar,
    Tensor, Wanted, digest, fit, open, open_with, read_npy, recognise, write_safetensors,
};
use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/checkpoints")).into()
}

fn bytes(file: &str) -> Vec<u8> {
    std::fs::read(folder().join(file)).expect("a committed file")
}

/// File and what the manifest says of it.
fn manifest() -> Vec<(String, Value)> {
    let manifest: Value = serde_json::from_slice(&bytes("manifest.json")).expect("JSON");
    manifest["files"].as_object().expect("files").iter().map(|(k, v)| (k.clone(), v.clone())).collect()
}

fn opened(file: &str) -> Checkpoint<'static> {
    open(bytes(file), file).unwrap_or_else(|error| panic!("{error}"))
}

/// What stops a file from being read with all its tensors.
fn refusal(bytes: &[u8], file: &str) -> Option<FormatError> {
    let checkpoint = match open(bytes, file) {
        Ok(checkpoint) => checkpoint,
        Err(error) => return Some(error),
    };
    checkpoint.tensors().find_map(|tensor| checkpoint.load(&tensor.name).err())
}

fn assert_tensors(file: &str, checkpoint: &Checkpoint<'_>, expected: &[Value]) {
    for tensor in expected {
        let name = tensor["name"].as_str().expect("a name");
        let info = checkpoint.tensor(name).unwrap_or_else(|| panic!("{file}: no {name}"));
        let shape: Vec<usize> = serde_json::from_value(tensor["shape"].clone()).expect("a shape");
        assert_eq!(info.shape, shape, "{file}: {name}");
        assert_eq!(info.dtype.name(), tensor["dtype"].as_str().expect("a type"), "{file}: {name}");
        // As text: the JSON parser may be off by the last bit.
        let want = tensor["values"].as_array().expect("values").iter();
        let want: Vec<f64> =
            want.map(|v| v.as_str().and_then(|v| v.parse().ok()).expect("a number")).collect();
        let array = checkpoint.load_array(name).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(array.to_f64().expect("numbers"), want, "{file}: {name}");
        let first = checkpoint.first(name, 4).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(first.to_f64().expect("numbers"), want[..want.len().min(4)], "{file}: {name}");
        match checkpoint.load(name) {
            Ok(weights) => {
                let narrow: Vec<f32> = want.iter().map(|&value| value as f32).collect();
                assert_eq!((weights.shape, weights.values), (shape, narrow), "{file}: {name}");
            }
            Err(error) => assert!(!info.dtype.is_float() && error.code() == "ckpt/dtype", "{error}"),
        }
    }
}

#[test]
fn every_golden_file_gives_its_values_or_its_error() {
    let (mut read, mut refused) = (0, 0);
    for (file, expected) in manifest() {
        let bytes = bytes(&file);
        if let Some(code) = expected["error"].as_str() {
            let late = expected["late"].as_bool().unwrap_or(false);
            let error = refusal(&bytes, &file).unwrap_or_else(|| panic!("{file}: was read"));
            assert_eq!(error.code(), code, "{error}");
            assert_eq!(open(bytes.as_slice(), &file).is_ok(), late, "{file}: only its values are wrong");
            let sentence = error.to_string();
            assert!(sentence.starts_with(&format!("\"{file}\": ")), "{sentence}");
            assert!(!sentence.contains('\n'), "{sentence}");
            assert!(sentence.contains(expected["says"].as_str().unwrap_or("")), "{sentence}");
            refused += 1;
            continue;
        }
        let checkpoint = opened(&file);
        let tensors = expected["tensors"].as_array().expect("tensors");
        if let Some(container) = expected["container"].as_str() {
            assert_eq!(checkpoint.container().name(), container, "{file}");
        }
        if expected["some"].is_null() {
            let names: Vec<&str> = checkpoint.tensors().map(|tensor| tensor.name.as_str()).collect();
            let want: Vec<&str> =
                tensors.iter().map(|tensor| tensor["name"].as_str().expect("a name")).collect();
            assert_eq!(names, want, "{file}");
        }
        assert_tensors(&file, &checkpoint, tensors);
        let warnings: Vec<&str> = checkpoint.warnings().iter().map(FormatWarning::code).collect();
        let want: Vec<&str> =
            expected["warnings"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        assert_eq!(warnings, want, "{file}");
        for (name, value) in expected["scalars"].as_object().into_iter().flatten() {
            let found =
                checkpoint.scalars().iter().find(|(other, _)| other == name).map(|(_, scalar)| scalar);
            let found = match found {
                Some(Scalar::Int(value)) => *value as f64,
                Some(Scalar::Float(value)) => *value,
                other => panic!("{file}: {name} is {other:?}"),
            };
            assert_eq!(Some(found), value.as_f64(), "{file}: {name}");
        }
        if let Some(name) = expected["unreadable"].as_str() {
            assert_eq!(checkpoint.load(name).unwrap_err().code(), "ckpt/dtype");
            assert_eq!(checkpoint.load_array(name).unwrap_err().code(), "ckpt/dtype");
        }
        read += 1;
    }
    println!("{read} read, {refused} refused");
    assert!(read >= 28 && refused >= 35, "{read} read, {refused} refused");
}

#[test]
fn arrays_are_the_same_through_every_door() {
    for (file, expected) in manifest() {
        let bytes = bytes(&file);
        let Some(tensors) = expected["tensors"].as_array() else { continue };
        if file.ends_with(".npy") {
            let array = read_npy(&bytes).expect("an array");
            let name = file.trim_end_matches(".npy");
            assert_eq!(array.data, opened(&file).load_array(name).expect("the same").data, "{file}");
        } else if file.ends_with(".npz") {
            let mut npz = Npz::from_source(bytes.clone()).expect("an archive");
            for tensor in tensors {
                let name = tensor["name"].as_str().expect("a name");
                let array = npz.array(name).expect("an array");
                assert_eq!(array.data, opened(&file).load_array(name).expect("the same").data, "{file}");
            }
        }
    }
}

#[test]
fn every_prefix_of_a_file_is_refused_without_a_panic() {
    for file in ["no_crc.pt", "python2.pt", "good.safetensors", "stored.npz", "deflated.npz", "f4.npy"] {
        let whole = bytes(file);
        assert!(refusal(&whole, file).is_none_or(|error| error.code() == "ckpt/dtype"), "{file}");
        for length in 0..whole.len() {
            let error =
                refusal(&whole[..length], file).unwrap_or_else(|| panic!("{file}: {length} bytes were read"));
            let code = error.code();
            let head = length < 16
                && ["ckpt/empty", "ckpt/unknown", "ckpt/plain-pickle", "ckpt/html"].contains(&code);
            assert!(
                head || ["ckpt/truncated", "npy/truncated"].contains(&code),
                "{file}, {length} bytes: {error}"
            );
        }
    }
}

#[test]
fn a_damaged_file_opens_only_where_somebody_insists_and_says_so() {
    let options = OpenOptions { verify_checksums: false };
    let checkpoint = open_with(bytes("flipped.pt"), "flipped.pt", options).expect("a checkpoint");
    assert_eq!(checkpoint.warnings(), [FormatWarning::Unverified]);
    assert_eq!(checkpoint.load("w").expect("weights").values.len(), 24);
}

fn linear(name: &str) -> KnownModel {
    let wanted = vec![Wanted::new("weight", [2, 2]), Wanted::new("bias", [2])];
    KnownModel::new(name, wanted)
}

#[test]
fn the_prefix_of_a_training_checkpoint_is_found_by_its_names() {
    let checkpoint = opened("training.pt");
    let fitted = fit(&checkpoint, &linear("Linear")).expect("a fit");
    assert_eq!(fitted.prefix, "model_state_dict.module.");
    // The optimiser's state never counts; the array does.
    let [FormatWarning::Unused { model, names }] = fitted.warnings.as_slice() else {
        panic!("{:?}", fitted.warnings);
    };
    assert_eq!((model.as_str(), names.as_slice()), ("Linear", ["arr".to_owned()].as_slice()));
    let bias = fitted.load(&checkpoint, "bias").expect("weights");
    assert_eq!(bias.shape, [2]);
    let ignoring = KnownModel { ignorable: vec!["arr".into()], ..linear("Linear") };
    assert!(fit(&checkpoint, &ignoring).expect("a fit").warnings.is_empty());
}

#[test]
fn everything_that_does_not_fit_is_said_at_once() {
    let checkpoint = opened("training.pt");
    let wanted = vec![Wanted::new("weight", [3, 2]), Wanted::new("bias", [2]), Wanted::new("gc.bias", [256])];
    let error = fit(&checkpoint, &KnownModel::new("DSANet (UCF-Crime)", wanted)).unwrap_err();
    assert_eq!(error.code(), "ckpt/missing");
    assert_eq!(
        error.to_string(),
        "\"training.pt\": it does not fit DSANet (UCF-Crime), prefix \"model_state_dict.module.\": missing 1: \
         gc.bias [256]; wrong shape 1: weight expected [3, 2], found [2, 2]; found but not used 1: arr; choose the \
         model's own weights"
    );
    let FormatError::Checkpoint(CheckpointError::Unfit(misfit)) = error.cause() else { panic!("{error}") };
    assert_eq!((misfit.missing.len(), misfit.shapes.len(), misfit.unused.len()), (1, 1, 1));
    let shape = KnownModel::new("other", vec![Wanted::new("bias", [3])]);
    assert_eq!(fit(&checkpoint, &shape).unwrap_err().code(), "ckpt/shape");
    let none = fit(&opened("numbers.pt"), &linear("Linear")).unwrap_err();
    assert_eq!(
        (none.code(), none.to_string().contains("holds no tensors (found: numbers)")),
        ("ckpt/missing", true)
    );
}

#[test]
fn a_model_is_recognised_if_it_is_the_only_one_that_fits() {
    let checkpoint = opened("training.pt");
    let other = KnownModel::new("other", vec![Wanted::new("w", [1]), Wanted::new("weight", [2, 2])]);
    let known = [other.clone(), linear("Linear")];
    assert_eq!(recognise(&checkpoint, &known).expect("a fit").model, "Linear");
    let same = recognise(&checkpoint, &[linear("A"), linear("B")]).unwrap_err();
    assert!(same.to_string().contains("several models (A, B)"), "{same}");
    // Of two with the same names the shapes decide.
    let wide = KnownModel::new("wide", vec![Wanted::new("weight", [9, 9]), Wanted::new("bias", [9])]);
    assert_eq!(recognise(&checkpoint, &[wide, linear("B")]).expect("a fit").model, "B");
    let nearest = recognise(&checkpoint, &[other]).unwrap_err();
    assert!(nearest.to_string().contains("does not fit other"), "{nearest}");
    let unknown = recognise(&opened("views.pt"), &[linear("Linear")]).unwrap_err();
    assert!(
        unknown.to_string().contains("no known model (Linear); its largest tensors: w [4, 6]"),
        "{unknown}"
    );
}

/// All floating-point tensors as a safetensors file.
fn converted(
    checkpoint: &Checkpoint<'_>,
    precision: Precision,
    metadata: &BTreeMap<String, String>,
) -> Vec<u8> {
    let tensors: Vec<(String, Vec<usize>)> = checkpoint
        .tensors()
        .filter(|tensor| tensor.dtype.is_float())
        .map(|tensor| (tensor.name.clone(), tensor.shape.clone()))
        .collect();
    let mut out = Vec::new();
    let load = &mut |name: &str| checkpoint.load(name);
    write_safetensors(&mut out, &tensors, metadata, precision, load).expect("written");
    out
}

#[test]
fn equal_weights_have_equal_digests_in_every_container() {
    let digest_of = |file: &str| digest::floats_digest(&opened(file)).expect("a digest");
    let expected = digest_of("views.pt");
    for file in ["views_protocol4.pt", "views_legacy.pt", "views_deflated.pt"] {
        assert_eq!(digest_of(file), expected, "{file}");
    }
    let metadata = BTreeMap::from([("by".to_owned(), "test".to_owned())]);
    let written = converted(&opened("views.pt"), Precision::F32, &metadata);
    let again = open(written.as_slice(), "again.safetensors").expect("our own file");
    assert_eq!(digest::floats_digest(&again).expect("a digest"), expected);
    assert_eq!(again.metadata(), &metadata);
    // The values of w are exact in halves, those of 1/3 are not.
    let halves = converted(&opened("views.pt"), Precision::F16, &metadata);
    let halves = open(halves.as_slice(), "halves.safetensors").expect("our own file");
    assert_eq!(halves.load("w").expect("w").values, again.load("w").expect("w").values);
    assert_ne!(digest::floats_digest(&halves).expect("a digest"), expected);
}

#[test]
fn another_reader_reads_what_we_write() {
    let written = converted(&opened("views.pt"), Precision::F32, &BTreeMap::new());
    let file = safetensors::SafeTensors::deserialize(&written).expect("the format");
    let w = file.tensor("w").expect("w");
    assert_eq!(w.shape(), [4, 6]);
    let values: Vec<f32> = w.data().as_chunks::<4>().0.iter().map(|&b| f32::from_le_bytes(b)).collect();
    assert_eq!(values, (0..24).map(|k| k as f32 / 8.0).collect::<Vec<_>>());
    assert_eq!(u64::from_le_bytes(written[..8].try_into().expect("8 bytes")) % 8, 0);
}

#[test]
fn values_that_halves_do_not_hold_are_not_written() {
    let tensor = |value| Tensor { shape: vec![1], values: vec![value] };
    let write = |value, precision| {
        let (tensors, metadata) = ([("a".to_owned(), vec![1])], BTreeMap::new());
        write_safetensors(&mut Vec::new(), &tensors, &metadata, precision, &mut |_| Ok(tensor(value)))
    };
    assert!(write(70_000.0, Precision::F32).is_ok());
    assert_eq!(write(70_000.0, Precision::F16).unwrap_err().code(), "ckpt/range");
    assert_eq!(write(f32::NAN, Precision::F32).unwrap_err().code(), "ckpt/range");
    let twice = [("a".to_owned(), vec![1]), ("a".to_owned(), vec![1])];
    let result = write_safetensors(&mut Vec::new(), &twice, &BTreeMap::new(), Precision::F32, &mut |_| {
        Ok(tensor(1.0))
    });
    assert_eq!(result.unwrap_err().code(), "ckpt/damaged");
}

#[test]
fn a_file_of_our_own_may_hold_nothing_that_its_model_does_not_have() {
    let metadata = BTreeMap::from([("format".to_owned(), "oddframe-lanet/1".to_owned())]);
    let written = converted(&opened("training.pt"), Precision::F32, &metadata);
    let checkpoint = open(written.as_slice(), "ours.safetensors").expect("our own file");
    let error = fit(&checkpoint, &linear("Linear")).unwrap_err();
    assert_eq!(error.code(), "ckpt/unused");
    assert!(error.to_string().contains("arr"), "{error}");
}
