//! FastestDet against its published files: weights of two containers, raw outputs and boxes of five frames that
//! another runtime computed, on the CPU and on a GPU.

use std::path::{Path, PathBuf};

use burn::tensor::{Device, Tensor, TensorData};
use oddframe::formats::{Checkpoint, FileSource, open, read_npy};
use oddframe::localize::detector::{
    self, Detection, Detector, INPUT_SIDE, OUTPUT_VALUES, SCORE_THRESHOLD, decode, network_input,
};
use oddframe::video::{CropResize, Frame, PixelBox, decode_image};
use serde_json::Value;

/// Two CPU runtimes differ by 6e-5 here; half of a thousandth is the promise.
const CPU_ALLOWED: f32 = 5e-4;
/// A GPU sums in another order and may fuse multiplications into additions.
const GPU_ALLOWED: f32 = 1e-3;

/// The folder of real data, where it is.
fn data() -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data"));
    if path.is_dir() {
        return Some(path.into());
    }
    println!("skipped: ../shared is not here");
    None
}

fn checkpoint(data: &Path, name: &str) -> Checkpoint<'static> {
    open(FileSource::open(&data.join("detector").join(name)).expect("a file"), name).expect("weights")
}

fn golden(data: &Path) -> Vec<Value> {
    let text = std::fs::read(data.join("detector/golden/golden.json")).expect("golden.json");
    let golden: Value = serde_json::from_slice(&text).expect("JSON");
    golden["items"].as_array().expect("items").clone()
}

fn file(data: &Path, item: &Value, field: &str) -> Vec<u8> {
    std::fs::read(data.join("detector").join(item[field].as_str().expect("a name"))).expect("a golden file")
}

fn stored_output(data: &Path, item: &Value) -> Vec<f32> {
    let array = read_npy(&file(data, item, "output")).expect("an array");
    assert_eq!(array.shape, [85, 22, 22]);
    array.to_f32().expect("floats")
}

fn frame_size(item: &Value) -> (usize, usize) {
    let side = |at: usize| item["frame_size"][at].as_u64().expect("a side") as usize;
    (side(0), side(1))
}

/// All five inputs through the network on a device; the largest difference to the stored outputs.
fn worst(data: &Path, weights: &str, device: &Device) -> f32 {
    let network = detector::read(&checkpoint(data, weights), device).expect("the network");
    let items = golden(data);
    let inputs: Vec<f32> = items
        .iter()
        .flat_map(|item| network_input(&decode_image(&file(data, item, "input"), 0.0).expect("a picture")))
        .collect();
    let shape = [items.len(), 3, INPUT_SIDE, INPUT_SIDE];
    let began = std::time::Instant::now();
    let found = network.forward(Tensor::<4>::from_data(TensorData::new(inputs, shape), device)).into_data();
    println!("{weights}: {} frames in {:.0} ms", items.len(), began.elapsed().as_secs_f64() * 1e3);
    let found: Vec<f32> = found.iter::<f32>().collect();
    let expected: Vec<f32> = items.iter().flat_map(|item| stored_output(data, item)).collect();
    assert_eq!((found.len(), expected.len()), (5 * OUTPUT_VALUES, 5 * OUTPUT_VALUES));
    found.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, |most, off| {
        // NaN must not pass as small.
        if off <= most { most } else { off }
    })
}

#[test]
fn raw_outputs_are_the_stored_ones_on_the_cpu_from_both_files() {
    let Some(data) = data() else { return };
    for weights in ["FastestDet.pth", "FastestDet.onnx"] {
        let worst = worst(&data, weights, &Device::flex());
        println!("{weights}: largest difference {worst:e}");
        assert!(worst <= CPU_ALLOWED, "{weights}: {worst:e}");
    }
}

#[test]
fn raw_outputs_are_the_stored_ones_on_a_gpu() {
    let Some(data) = data() else { return };
    let computer = match pollster::block_on(oddframe::device::Computer::gpu()) {
        Ok(computer) => computer,
        Err(error) => return println!("skipped: {error}"),
    };
    let worst = worst(&data, "FastestDet.pth", &computer.device);
    println!("{}: largest difference {worst:e}", computer.name);
    assert!(worst <= GPU_ALLOWED, "{worst:e}");
}

#[test]
fn folding_gives_the_initialisers_of_the_other_file() {
    let Some(data) = data() else { return };
    let (modules, graph) = (checkpoint(&data, "FastestDet.pth"), checkpoint(&data, "FastestDet.onnx"));
    let (modules, graph) = (
        detector::folded(&modules).expect("folded convolutions"),
        detector::folded(&graph).expect("initialisers"),
    );
    let flat = |all: Vec<(Vec<f32>, Vec<f32>)>| -> Vec<f32> {
        all.into_iter().flat_map(|(weight, bias)| [weight, bias].concat()).collect()
    };
    let (modules, graph) = (flat(modules), flat(graph));
    assert_eq!((modules.len(), graph.len()), (240_301, 240_301));
    let worst = modules.iter().zip(&graph).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    println!("largest difference {worst:e}");
    assert!(worst <= 1e-5, "{worst:e}");
}

fn assert_same_boxes(what: &str, mut found: Vec<Detection>, listed: &Value) {
    let listed = listed.as_array().expect("a list");
    assert_eq!(found.len(), listed.len(), "{what}: {found:?}");
    for box_ in listed {
        let number = |value: &Value| value.as_f64().expect("a number");
        let corners: Vec<f64> = box_["box"].as_array().expect("corners").iter().map(number).collect();
        let same = |d: &Detection| {
            Some(u64::from(d.class)) == box_["class"].as_u64()
                && (f64::from(d.score) - number(&box_["score"])).abs() <= 1e-5
                && d.corners.iter().zip(&corners).all(|(a, b)| (f64::from(*a) - b).abs() <= 1e-2)
        };
        let at = found.iter().position(same);
        found.remove(at.unwrap_or_else(|| panic!("{what}: no {box_} among {found:?}")));
    }
}

#[test]
fn the_stored_outputs_give_the_stored_boxes() {
    let Some(data) = data() else { return };
    let mut counts = Vec::new();
    for item in golden(&data) {
        let output = stored_output(&data, &item);
        counts.push([("0.65", 0.65), ("0.45", 0.45), ("0.3", 0.3)].map(|(name, threshold)| {
            let found = decode(&output, frame_size(&item), threshold).expect("boxes");
            let (count, what) = (found.len(), format!("{} at {name}", item["name"]));
            assert_same_boxes(&what, found, &item["boxes"][name]["list"]);
            count
        }));
    }
    assert_eq!(counts, [[7, 17, 25], [5, 13, 19], [10, 19, 25], [4, 17, 25], [4, 15, 23]]);
}

/// The input pictures are 352x352, so their boxes are those of the frame, scaled.
#[test]
fn a_detector_finds_the_stored_boxes_in_the_input_pictures() {
    let Some(data) = data() else { return };
    let device = Device::flex();
    let network = detector::read(&checkpoint(&data, "FastestDet.onnx"), &device).expect("the network");
    let detector = Detector::new(network, 0.45, &device);
    let items = golden(&data);
    let pictures: Vec<Frame> =
        items.iter().map(|item| decode_image(&file(&data, item, "input"), 0.0).expect("a picture")).collect();
    let found = pollster::block_on(detector.detect(&pictures)).expect("detections");
    for (item, found) in items.iter().zip(found) {
        let listed = item["boxes"]["0.45"]["list"].as_array().expect("a list");
        assert_eq!(found.len(), listed.len(), "{}", item["name"]);
        let (width, height) = frame_size(item);
        let scale = [width, height, width, height].map(|side| side as f64 / INPUT_SIDE as f64);
        for d in found {
            let near = listed.iter().any(|b| {
                let corner = |at: usize| b["box"][at].as_f64().expect("a corner");
                b["class"].as_u64() == Some(u64::from(d.class))
                    && (0..4).all(|at| (f64::from(d.corners[at]) * scale[at] - corner(at)).abs() < 0.05)
            });
            assert!(near, "{}: {d:?} is not listed", item["name"]);
        }
    }
}

#[test]
fn a_frame_resized_is_the_stored_input() {
    let Some(data) = data() else { return };
    for item in golden(&data).iter().filter(|item| item["frame"].as_str().unwrap_or("").ends_with(".jpg")) {
        let bytes = std::fs::read(data.join(item["frame"].as_str().expect("a name"))).expect("a frame");
        let frame = decode_image(&bytes, 0.0).expect("a picture");
        let whole = PixelBox { left: 0, top: 0, right: frame.width(), bottom: frame.height() };
        let mut rgb = vec![0; 3 * INPUT_SIDE * INPUT_SIDE];
        CropResize::new(whole, INPUT_SIDE, INPUT_SIDE).apply(&frame, &mut rgb);
        let stored = decode_image(&file(&data, item, "input"), 0.0).expect("a picture");
        let worst = rgb.iter().zip(stored.rgb()).map(|(a, b)| a.abs_diff(*b)).max();
        // Decoders of JPEG differ by a level here and there.
        assert!(worst <= Some(2), "{}: {worst:?} levels", item["name"]);
    }
}

#[test]
fn the_default_threshold_keeps_the_walkers_of_ped2() {
    let Some(data) = data() else { return };
    let item = &golden(&data)[0];
    let found = decode(&stored_output(&data, item), frame_size(item), SCORE_THRESHOLD).expect("boxes");
    assert!(found.iter().filter(|d| detector::CLASSES[usize::from(d.class)] == "person").count() >= 6);
}
