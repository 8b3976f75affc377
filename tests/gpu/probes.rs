//! What `oddframe bench --kernels` times gives on a GPU what it gives on the CPU: else it would call every GPU wrong.

use burn::tensor::Device;
use oddframe::bench::{Kernel, Operands, Probe, Scale};

use super::adapter::gpu;

#[test]
fn every_timed_kernel_gives_what_it_gives_on_the_cpu() {
    let device = gpu();
    let probes = Probe::all(Scale::Small, &device);
    assert!(probes.iter().any(|probe| probe.kernel == Kernel::VolumeHalf), "an adapter with shader-f16");
    for probe in probes {
        let [found, want] = [&device, &Device::flex()]
            .map(|device| pollster::block_on(probe.run(&Operands::new(&probe, device))).expect("values"));
        let largest = want.iter().fold(1.0_f32, |most, value| most.max(value.abs()));
        for (found, want) in found.iter().zip(&want) {
            let off = (found - want).abs() / largest;
            // A NaN fails.
            assert!(off <= probe.allowed(), "{}: {found}, expected {want}", probe.name());
        }
    }
}
