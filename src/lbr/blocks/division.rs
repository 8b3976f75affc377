//! The division of a data set's cubes, clip by clip: a clip's own cubes can be let go once they are taken.

use std::sync::Arc;

use super::{Blocks, ClipCubes, Grid, Share};
use crate::lbr::LbrError;
use crate::localize::{CUBE_BYTES, CubePlace, Cubes, FLOW_VALUES, FlowCubes};

/// Cubes on their way into blocks.
#[derive(Debug)]
pub struct Division {
    grid: Grid,
    parts: Vec<Part>,
    clips: Vec<usize>,
    frames: usize,
    /// Whether the clips have flow; unknown before the first one.
    motion: Option<bool>,
}

#[derive(Debug, Clone, Default)]
struct Part {
    cubes: Cubes,
    flow: FlowCubes,
    indices: Vec<usize>,
}

impl Part {
    /// Room for `cubes` more cubes and no more, so that memory is what they need.
    fn reserve(&mut self, cubes: usize, motion: bool) {
        self.cubes.pixels.reserve_exact(cubes * CUBE_BYTES);
        self.cubes.places.reserve_exact(cubes);
        self.flow.values.reserve_exact(if motion { cubes * FLOW_VALUES } else { 0 });
        self.indices.reserve_exact(cubes);
    }
}

impl Division {
    /// Of no clip yet.
    pub fn new(grid: Grid) -> Self {
        let parts = vec![Part::default(); grid.count()];
        Self { grid, parts, clips: Vec::new(), frames: 0, motion: None }
    }

    /// Makes room for all of `clips` at once.
    pub fn reserve(&mut self, clips: &[ClipCubes<'_>]) {
        let mut counts = vec![0; self.grid.count()];
        for clip in clips {
            counts.iter_mut().zip(self.counts(clip)).for_each(|(count, own)| *count += own);
        }
        self.reserve_cubes(&counts, clips.iter().any(|clip| clip.flow.is_some()));
    }

    /// Makes room for so many cubes of each block.
    pub fn reserve_cubes(&mut self, counts: &[usize], motion: bool) {
        self.parts.iter_mut().zip(counts).for_each(|(part, &count)| part.reserve(count, motion));
    }

    /// Cubes of a clip by block.
    fn counts(&self, clip: &ClipCubes<'_>) -> Vec<usize> {
        let mut counts = vec![0; self.grid.count()];
        for place in &clip.cubes.places {
            counts[self.grid.index_of(place.region.corners, clip.frame)] += 1;
        }
        counts
    }

    /// Bytes of the cubes and their flow until now.
    pub fn bytes(&self) -> usize {
        let bytes = |part: &Part| part.cubes.pixels.len() + part.flow.values.len() * size_of::<f32>();
        self.parts.iter().map(bytes).sum()
    }

    /// Adds the next clip.
    ///
    /// Errors: [`LbrError::FlowCubes`] where it has flow and the clips before it have none or the other way round, or
    /// not for every cube.
    pub fn add(&mut self, clip: ClipCubes<'_>) -> Result<(), LbrError> {
        let found = clip.flow.map_or(0, FlowCubes::len);
        let motion = *self.motion.get_or_insert(clip.flow.is_some());
        if motion != clip.flow.is_some() || motion && found != clip.cubes.len() {
            return Err(LbrError::FlowCubes { found, cubes: clip.cubes.len() });
        }
        self.reserve_cubes(&self.counts(&clip), motion);
        let before: usize = self.clips.iter().sum();
        for (index, place) in clip.cubes.places.iter().enumerate() {
            let part = &mut self.parts[self.grid.index_of(place.region.corners, clip.frame)];
            part.cubes.pixels.extend_from_slice(clip.cubes.cube(index));
            part.cubes.places.push(CubePlace { frame: place.frame + self.frames, ..*place });
            part.flow.values.extend_from_slice(clip.flow.map_or(&[][..], |flow| flow.cube(index)));
            part.indices.push(before + index);
        }
        self.clips.push(clip.cubes.len());
        self.frames += clip.frames;
        Ok(())
    }

    /// The blocks.
    pub fn finish(self) -> Blocks {
        let motion = self.motion.unwrap_or(false);
        let share = |Part { cubes, flow, indices }: Part| Share {
            cubes: Arc::new(cubes),
            flow: motion.then(|| Arc::new(flow)),
            indices,
        };
        Blocks {
            grid: self.grid,
            shares: self.parts.into_iter().map(share).collect(),
            cubes: self.clips.iter().sum(),
            clips: self.clips,
        }
    }
}
