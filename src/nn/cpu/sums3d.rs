//! Weighted sums of shifted planes of volumes: outputs and input gradients of a convolution in three axes.

use super::conv::Finish;
use super::gather::{Packed, gather, row_len};
use super::parallel::for_each_block;
use super::volumes::{VolumeGrid, VolumePlanes};

/// Channels of the result that one task computes: enough to use a laid-out volume well, few enough to give every core
/// some where there are several.
const CHANNELS: usize = if cfg!(target_family = "wasm") { 64 } else { 16 };

/// Positions whose sums are held at once: those of 64 channels stay in the second-level cache.
const RUN: usize = 2048;

/// One phase of a result, which is all of it where the result has no strides.
#[derive(Debug)]
pub struct Part {
    /// Time, row and column of its first value.
    phase: [usize; 3],
    /// Phase and shift of what it reads of every source channel.
    taps: Vec<(usize, isize)>,
    /// Per [`CHANNELS`] of the result.
    weights: Vec<Packed>,
}

impl Part {
    /// `weight(to, from, tap)` with `from` source channels, `tap` counted in `taps`.
    pub fn new(
        phase: [usize; 3],
        taps: Vec<(usize, isize)>,
        [to, from]: [usize; 2],
        weight: impl Fn(usize, usize, usize) -> f32 + Sync + Send,
    ) -> Self {
        let mut weights: Vec<Option<Packed>> = (0..to.div_ceil(CHANNELS)).map(|_| None).collect();
        let count = taps.len();
        for_each_block(
            &mut weights,
            1,
            || (),
            |(), group, packed| {
                let first = group * CHANNELS;
                let channels = CHANNELS.min(to - first);
                let weight = |o: usize, j: usize| weight(first + o, j / count, j % count);
                // Of a thousand products (7x7x7 by 3 channels) a single sum loses three bits.
                packed[0] = Some(Packed::new(channels, from * count, weight).in_segments());
            },
        );
        Self { phase, taps, weights: weights.into_iter().flatten().collect() }
    }
}

/// What is summed: volumes of `from` channels to volumes of `to` channels.
#[derive(Debug)]
pub struct Sums<'a> {
    /// How the sources are laid out.
    pub grid: VolumeGrid,
    pub from: usize,
    pub to: usize,
    /// Time, rows and columns of the sources.
    pub source: [usize; 3],
    /// Time, rows and columns of the result.
    pub length: [usize; 3],
    /// Values of the result from one of a part to the next.
    pub stride: [usize; 3],
    pub parts: Vec<Part>,
    pub finish: Finish<'a>,
}

impl Sums<'_> {
    /// `[volumes, from, ...]` to `[volumes, to, ...]`.
    pub fn run(&self, source: &[f32], out: &mut [f32]) {
        let volume = self.from * self.source.iter().product::<usize>();
        let channel: usize = self.length.iter().product();
        let per_block = self.grid.volumes_per_block(out.len() / (self.to * channel));
        let work = |planes: &mut VolumePlanes, block: usize, out: &mut [f32]| {
            let volumes = out.len() / (self.to * channel);
            let grid = self.grid.holding(volumes);
            planes.fill(grid, self.from, &source[block * per_block * volume..][..volumes * volume]);
            let task = Task { sums: self, grid, planes: planes.values() };
            // The channels of one volume lie together; those of several go to one core.
            let together = if volumes == 1 { CHANNELS * channel } else { out.len() };
            for_each_block(out, together, Vec::new, |sums, group, out| {
                let channels = out.len() / (volumes * channel);
                for first in (0..channels).step_by(CHANNELS) {
                    task.run(group + first / CHANNELS, sums, Target { values: out, channels, first });
                }
            });
        };
        for_each_block(out, per_block * self.to * channel, VolumePlanes::default, work);
    }
}

/// A laid-out block of volumes.
struct Task<'a> {
    sums: &'a Sums<'a>,
    grid: VolumeGrid,
    planes: &'a [f32],
}

/// Where a group of channels goes: into `[volumes, channels, ...]` from channel `first` on.
struct Target<'a> {
    values: &'a mut [f32],
    channels: usize,
    first: usize,
}

impl Task<'_> {
    /// The sums of one group of channels.
    fn run(&self, group: usize, sums: &mut Vec<f32>, mut target: Target<'_>) {
        let (pitch, all) = (self.grid.row(1), self.grid.all_frames() * self.grid.lines());
        let lines_per_run = RUN.div_ceil(pitch).min(all);
        let channels = CHANNELS.min(self.sums.to - group * CHANNELS);
        for part in &self.sums.parts {
            let mut starts = self.grid.starts(self.sums.from, &part.taps);
            for first in (0..all).step_by(lines_per_run) {
                let lines = first..all.min(first + lines_per_run);
                let positions = lines.len() * pitch;
                let row = row_len(positions);
                sums.resize(channels * row, 0.0);
                if starts.is_empty() {
                    sums.fill(0.0);
                } else {
                    gather(self.planes, &starts, positions, &part.weights[group], sums);
                }
                for (o, sums) in sums.chunks_exact(row).enumerate() {
                    self.store(part, group * CHANNELS + o, sums, lines.clone(), &mut target);
                }
                starts.iter_mut().for_each(|start| *start += positions);
            }
        }
    }

    /// Stores lines of one channel.
    fn store(
        &self,
        part: &Part,
        channel: usize,
        sums: &[f32],
        lines: core::ops::Range<usize>,
        target: &mut Target<'_>,
    ) {
        let [time, rows, columns] = self.sums.length;
        let [step_t, step_y, step_x] = self.sums.stride;
        let [_, out_rows, out_columns] = self.grid.out();
        let plane = target.first + channel % CHANNELS;
        for (line, sums) in lines.zip(sums.chunks_exact(self.grid.row(1))) {
            let (index, y) = (line / self.grid.lines(), line % self.grid.lines());
            let volume = index / self.grid.frames();
            let t = index % self.grid.frames() * step_t + part.phase[0];
            let to = y * step_y + part.phase[1];
            if index % self.grid.frames() >= self.grid.out()[0] || t >= time || y >= out_rows || to >= rows {
                continue; // padding
            }
            let frame = ((volume * target.channels + plane) * time + t) * rows;
            let line = &mut target.values[(frame + to) * columns..][..columns];
            let sums = &sums[..out_columns];
            if step_x == 1 {
                self.sums.finish.store(channel, sums, line);
            } else {
                let values = line.iter_mut().skip(part.phase[2]).step_by(step_x);
                self.sums.finish.store_each(channel, sums, values);
            }
        }
    }
}
