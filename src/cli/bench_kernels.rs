//! `oddframe bench --kernels`: single kernels against a plain product of matrices on the same device.

use std::fmt::Write;
use std::time::Instant;

use burn::tensor::Device;

use super::CliError;
use super::progress::bar;
use crate::bench::{BenchError, Operands, Probe, Scale, Timings};
use crate::device::Computer;

/// Times all kernels and gives the table as Markdown, whether the values are the CPU's, too.
pub(super) fn run(computer: &Computer, scale: Scale, runs: u32) -> Result<(String, bool), CliError> {
    let mut text = format!(
        "Kernels on {}, {runs} runs of each after a first one; operands stay on the device.\n\n\
         | kernel | input | calls per run | first ms | median ms | GMAC/s | of the plain product | off the CPU by |\n\
         |---|---|---:|---:|---:|---:|---:|---:|\n",
        computer.name
    );
    let probes = Probe::all(scale, &computer.device);
    let progress = bar("Timing", Some(probes.len() as u64));
    let (mut plain, mut right) = (None, true);
    for probe in probes {
        progress.set_message(probe.name());
        let Timed { first, median, off } = pollster::block_on(timed(&probe, computer, runs))?;
        let rate = (probe.macs() * probe.calls() as u64) as f64 / median / 1e6;
        let share = rate / *plain.get_or_insert(rate);
        right &= off <= probe.allowed();
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "| {} | {:?} | {} | {first:.2} | {median:.3} | {rate:.1} | {:.0} % | {off:.1e} |",
            probe.name(),
            probe.shape(),
            probe.calls(),
            100.0 * share
        );
        progress.inc(1);
    }
    progress.finish_and_clear();
    Ok((text, right))
}

struct Timed {
    first: f64,
    median: f64,
    off: f32,
}

async fn timed(probe: &Probe, computer: &Computer, runs: u32) -> Result<Timed, BenchError> {
    let operands = Operands::new(probe, &computer.device);
    let mut times = Vec::new();
    let mut found = Vec::new();
    // Once more than asked for: the first run compiles.
    for _ in 0..=runs {
        let began = Instant::now();
        found = probe.run(&operands).await?;
        times.push(1e3 * began.elapsed().as_secs_f64());
    }
    let first = times.remove(0);
    let want = probe.run(&Operands::new(probe, &Device::flex())).await?;
    let median = Timings::new(probe.name(), 0.0, first, times)?.median;
    Ok(Timed { first, median, off: furthest(&found, &want) })
}

/// The largest difference relative to the largest value; infinite where there is no number.
fn furthest(found: &[f32], want: &[f32]) -> f32 {
    let largest = want.iter().fold(1.0_f32, |most, value| most.max(value.abs()));
    found.iter().zip(want).fold(0.0, |most: f32, (found, want)| {
        let off = (found - want).abs() / largest;
        // NaN must not pass as small.
        if off <= most {
            most
        } else if off.is_nan() {
            f32::INFINITY
        } else {
            off
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cpu_is_not_off_itself_and_no_number_is_as_far_off_as_can_be() {
        let (text, right) = run(&Computer::cpu(), Scale::Small, 1).expect("the CPU computes");
        assert!(right && text.lines().count() == 4 + 8, "{text}");
        assert!(text.contains("| convolution 3×3 | [2, 16, 8, 8] | 1 |"), "{text}");
        assert_eq!(furthest(&[1.0, f32::NAN, 2.0], &[1.0, 1.0, 2.0]), f32::INFINITY);
        assert_eq!(furthest(&[1.0, 2.0], &[1.0, 4.0]), 0.5);
    }
}
