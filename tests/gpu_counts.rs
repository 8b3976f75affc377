//! How many kernels the networks launch on a GPU, and how many different ones they have to compile: the numbers of
//! docs/kernels.md. Alone in its file, because launches are counted for the whole process.

#[path = "gpu/adapter.rs"]
mod adapter;
#[path = "gpu/networks.rs"]
mod networks;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use adapter::{gpu, values};
use burn::tensor::{Tensor, TensorData};
use cubecl_runtime::launched::LaunchedKernels;
use cubecl_runtime::logging::{LaunchObservation, LaunchObserver};
use oddframe::bench::{Subject, Task};
use oddframe::device::DeviceKind;
use oddframe::encode::Cut;
use oddframe::encode::i3d::I3d;
use oddframe::lbr::clip::{CHECKPOINT_CUBES, ClipRun, ClipSettings, ClipStep, Pace, warm};
use oddframe::lbr::model::Width;
use oddframe::localize::{CUBE_BYTES, CubePlace, Cubes, Region, RegionSource};
use oddframe::video::flow::flow_between;

/// Launches by the kernel's name.
#[derive(Default)]
struct Counter(Mutex<BTreeMap<&'static str, usize>>);

impl LaunchObserver for Counter {
    fn launched(&self, kernel: &'static str) {
        *self.0.lock().expect("no panic while counting").entry(kernel).or_default() += 1;
    }
}

/// Launches and different kernels of a second run, when everything is compiled and uploaded.
fn count(name: &str, mut run: impl FnMut()) -> [usize; 2] {
    run();
    let (counter, kernels) = (Arc::new(Counter::default()), LaunchedKernels::new());
    let observed = LaunchObservation::new(counter.clone());
    run();
    drop(observed);
    let different = kernels.finish().len();
    let launches = counter.0.lock().expect("no panic while counting");
    let total = launches.values().sum();
    println!("{name}: {total} launches of {different} kernels");
    for (kernel, count) in launches.iter() {
        let short = kernel.split('<').next().unwrap_or(kernel);
        println!("  {count:4} {}", short.rsplit("::").next().unwrap_or(short));
    }
    [total, different]
}

fn subject(task: Task) -> impl FnMut() {
    let mut subject = Subject::new(task, &gpu(), DeviceKind::SoftwareGpu).expect("a possible subject");
    move || drop(pollster::block_on(subject.run()).expect("a run"))
}

/// Cubes of noise.
fn noise(count: usize) -> Cubes {
    let region = Region { corners: [0.0, 0.0, 1.0, 1.0], source: RegionSource::Motion };
    let pixels = (0..count * CUBE_BYTES).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    Cubes { pixels, places: vec![CubePlace { frame: 0, region }; count] }
}

fn a_run_meets_only_kernels_that_warming_had_compiled(refine: bool) {
    let (device, width) = (gpu(), Width::new(0.125).expect("a possible width"));
    let settings = ClipSettings {
        width: Some(width),
        steps: Some(2),
        batch: None,
        refine,
        seed: 1,
        pace: Pace::Quick,
        read_every: 2,
        checkpoint_cubes: CHECKPOINT_CUBES,
        budget_seconds: None,
    };
    let kernels = LaunchedKernels::new();
    pollster::block_on(warm(&settings, &device)).expect("a step and scores");
    let warmed = kernels.finish();
    let kernels = LaunchedKernels::new();
    // Other cubes to a step than were warmed, and a rest of them in the last step.
    let settings = ClipSettings { batch: Some(24), ..settings };
    let mut run = ClipRun::new(Arc::new(noise(40)), &settings, &device).expect("cubes enough");
    while pollster::block_on(run.step(0.0)).expect("a step") != ClipStep::Finished {}
    let met = kernels.finish();
    let new = met.difference(&warmed).count();
    assert!(new == 0, "{new} of {} kernels of a run were not warmed (refining: {refine})", met.len());
    assert!(met.len() > 20, "{} kernels are too few to say anything", met.len());
}

fn a_row_meets_only_kernels_that_warming_had_compiled(network: &I3d) {
    let row = |cut: Cut| {
        let kernels = LaunchedKernels::new();
        let row = pollster::block_on(cut.row(&network)).expect("a row");
        (row, kernels.finish())
    };
    let blank = Cut::blank(&network);
    let rgb = (0..blank.rgb.len()).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let ((black, warmed), (coloured, met)) = (row(blank.clone()), row(Cut { rgb, ..blank }));
    assert_ne!(black, coloured);
    assert!(met.len() > 5 && met.is_subset(&warmed), "{met:?}, warmed: {warmed:?}");
}

#[test]
fn the_networks_launch_as_many_kernels_as_documented() {
    let device = gpu();
    let (i3d, snippet) = (networks::i3d(&device), networks::snippet(&device));
    let (detector, picture) = (networks::detector(&device), networks::picture(&device));
    let found = [
        ("ReconCAE", count("ReconCAE", subject(Task::ReconCae { cubes: 8, width: 0.125 }))),
        ("ReconCAE step", count("ReconCAE step", subject(Task::ReconCaeStep { cubes: 8, width: 0.125 }))),
        ("LA-Net", count("LA-Net", subject(Task::LaNet { crops: 1, snippets: 70 }))),
        ("DSANet", count("DSANet", subject(Task::DsaNet { width: 32 }))),
        ("I3D", count("I3D", || drop(values(i3d.forward(snippet.clone()))))),
        ("FastestDet", count("FastestDet", || drop(values(detector.forward(picture.clone()))))),
    ];
    for (name, [launches, kernels]) in found {
        let row = DOCUMENTED.lines().find(|line| line.starts_with(&format!("| {name} |")));
        let row = row.unwrap_or_else(|| panic!("docs/kernels.md has no row {name:?}"));
        let wanted = format!("| {launches} | {kernels} |");
        assert!(row.contains(&wanted), "docs/kernels.md says {row:?}, counted here: {wanted:?}");
    }
    for refine in [true, false] {
        a_run_meets_only_kernels_that_warming_had_compiled(refine);
    }
    a_row_meets_only_kernels_that_warming_had_compiled(&i3d);
    let frame = || Tensor::<2>::from_data(TensorData::new(vec![7.0_f32; 240 * 360], [240, 360]), &device);
    let [launches, kernels] = count("flow", || drop(values(flow_between(frame(), frame()))));
    let words = DOCUMENTED.split_whitespace().collect::<Vec<_>>().join(" ");
    let wanted = format!("that is {launches} launches of {kernels} kernels");
    assert!(words.contains(&wanted), "docs/kernels.md does not say of the flow {wanted:?}");
}

const DOCUMENTED: &str = include_str!("../docs/kernels.md");
