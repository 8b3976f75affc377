//! Bounding boxes of what moves: external 8-connected components of a mask.
//!
//! "External" means that a component inside a hole of another is not reported, as OpenCV's `RETR_EXTERNAL`
//! does: the background is flooded from outside with 4-connectivity, whatever is not reached counts as
//! filled, and the filled pixels are labelled with 8-connectivity. Both steps work on runs of equal pixels
//! per row, joined by union-find, so that the cost follows the number of runs and not of pixels.

/// Inclusive extent of a component, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extent {
    /// First column.
    pub x: usize,
    /// First row.
    pub y: usize,
    /// Columns.
    pub w: usize,
    /// Rows.
    pub h: usize,
}

/// Extents of the external components of `mask`, `[height, width]`, nonzero = foreground.
///
/// In the order of OpenCV's list: that of the components' first pixels in raster order, reversed.
pub(super) fn external_components(mask: &[u8], width: usize) -> Vec<Extent> {
    let filled = fill_holes(&Runs::of_mask(mask, width), width);
    let mut sets = Sets::new(filled.runs.len());
    filled.join(&mut sets, Connectivity::Eight, |_, _| true);
    let mut extents: Vec<Option<Extent>> = vec![None; filled.runs.len()];
    for (index, run) in filled.runs.iter().enumerate() {
        let root = sets.root(index);
        extents[root] = Some(extents[root].map_or_else(|| run.extent(), |e| e.joined(run.extent())));
    }
    // A root is its set's first run in raster order.
    let mut found: Vec<Extent> = extents.into_iter().flatten().collect();
    found.reverse();
    found
}

/// `[x, y, width, height]` of the external components of `mask`, `[height, width]`, nonzero = foreground, in the
/// order of OpenCV's list.
pub fn mask_boxes(mask: &[u8], width: usize) -> Vec<[usize; 4]> {
    external_components(mask, width).into_iter().map(|Extent { x, y, w, h }| [x, y, w, h]).collect()
}

impl Extent {
    fn joined(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let right = (self.x + self.w).max(other.x + other.w);
        let bottom = (self.y + self.h).max(other.y + other.h);
        Self { x, y, w: right - x, h: bottom - y }
    }
}

/// Columns `start..end` of row `y`.
#[derive(Debug, Clone, Copy)]
struct Run {
    y: usize,
    start: usize,
    end: usize,
    foreground: bool,
}

impl Run {
    fn extent(self) -> Extent {
        Extent { x: self.start, y: self.y, w: self.end - self.start, h: 1 }
    }
}

/// Runs in raster order, and where each row starts among them.
struct Runs {
    runs: Vec<Run>,
    rows: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Connectivity {
    Four,
    Eight,
}

impl Runs {
    /// Runs of foreground and background that together tile every row.
    fn of_mask(mask: &[u8], width: usize) -> Self {
        let (mut runs, mut rows) = (Vec::new(), vec![0]);
        for (y, row) in mask.chunks_exact(width).enumerate() {
            let mut start = 0;
            while start < width {
                let foreground = row[start] != 0;
                let length = row[start..].iter().position(|&p| (p != 0) != foreground);
                let end = length.map_or(width, |length| start + length);
                runs.push(Run { y, start, end, foreground });
                start = end;
            }
            rows.push(runs.len());
        }
        Self { runs, rows }
    }

    /// Joins runs of neighbouring rows that touch and that `may_join` lets.
    fn join(&self, sets: &mut Sets, connectivity: Connectivity, may_join: impl Fn(&Run, &Run) -> bool) {
        let reach = usize::from(connectivity == Connectivity::Eight);
        for rows in self.rows.windows(3) {
            let mut above = rows[0];
            for below in rows[1]..rows[2] {
                let run = &self.runs[below];
                while above < rows[1] && self.runs[above].end + reach <= run.start {
                    above += 1;
                }
                let mut touching = above;
                while touching < rows[1] && self.runs[touching].start < run.end + reach {
                    if may_join(&self.runs[touching], run) {
                        sets.join(touching, below);
                    }
                    touching += 1;
                }
            }
        }
    }
}

/// The foreground with its holes filled: maximal runs of pixels that the outside background does not reach.
fn fill_holes(tiles: &Runs, width: usize) -> Runs {
    let outside = tiles.runs.len();
    let mut sets = Sets::new(outside + 1);
    tiles.join(&mut sets, Connectivity::Four, |a, b| !a.foreground && !b.foreground);
    let last_row = tiles.rows.len().saturating_sub(2);
    for (index, run) in tiles.runs.iter().enumerate() {
        let at_border = run.start == 0 || run.end == width || run.y == 0 || run.y == last_row;
        if !run.foreground && at_border {
            sets.join(index, outside);
        }
    }
    let reached = sets.root(outside);
    let mut filled = Runs { runs: Vec::new(), rows: vec![0] };
    for row in tiles.rows.windows(2) {
        let first = filled.runs.len();
        for index in row[0]..row[1] {
            let run = tiles.runs[index];
            if !run.foreground && sets.root(index) == reached {
                continue;
            }
            match filled.runs[first..].last_mut() {
                Some(previous) if previous.end == run.start => previous.end = run.end,
                _ => filled.runs.push(Run { foreground: true, ..run }),
            }
        }
        filled.rows.push(filled.runs.len());
    }
    filled
}

/// Disjoint sets whose root is their smallest member.
struct Sets {
    parents: Vec<usize>,
}

impl Sets {
    fn new(count: usize) -> Self {
        Self { parents: (0..count).collect() }
    }

    fn root(&mut self, mut member: usize) -> usize {
        while self.parents[member] != member {
            self.parents[member] = self.parents[self.parents[member]];
            member = self.parents[member];
        }
        member
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parents[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
#[path = "components_tests.rs"]
mod tests;
