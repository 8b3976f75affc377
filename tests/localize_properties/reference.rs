//! Localization of a whole clip, every step from its definition.

use oddframe::localize::{BlurKernel, LocalizeConfig};
use oddframe::video::{CropResize, Frame, PixelBox};

/// What the reference gives for one frame.
#[derive(Debug, PartialEq)]
pub struct Found {
    pub boxes: Vec<[f32; 4]>,
    pub global_change: bool,
    pub part: usize,
}

/// Whole-clip reference: every step from its definition, nothing kept from frame to frame.
pub struct Reference<'a> {
    pub frames: &'a [Frame],
    pub config: &'a LocalizeConfig,
    pub width: usize,
    pub height: usize,
}

impl Reference<'_> {
    /// Blurred pixel, one weighted sum with one rounding.
    fn blurred(&self, t: usize, x: usize, y: usize, plane: usize) -> i32 {
        let weights: &[i32] = match self.config.blur {
            BlurKernel::Three => &[1, 2, 1],
            BlurKernel::Five => &[1, 4, 6, 4, 1],
        };
        let reach = weights.len() as i64 / 2;
        let mirror = |at: i64, length: usize| {
            let last = length as i64 - 1;
            (if at < 0 {
                -at
            } else if at > last {
                2 * last - at
            } else {
                at
            }) as usize
        };
        let (mut sum, mut total) = (0, 0);
        for (j, wy) in weights.iter().enumerate() {
            for (i, wx) in weights.iter().enumerate() {
                let row = mirror(y as i64 + j as i64 - reach, self.height);
                let column = mirror(x as i64 + i as i64 - reach, self.width);
                sum += wx * wy * i32::from(self.frames[t].rgb()[(row * self.width + column) * 3 + plane]);
                total += wx * wy;
            }
        }
        (sum + total / 2) / total
    }

    fn moving(&self, differences: impl Fn(usize) -> i32) -> Vec<bool> {
        let threshold = i32::from(self.config.gradient_threshold);
        (0..self.width * self.height)
            .map(|pixel| (0..3).any(|plane| differences(pixel * 3 + plane) > threshold))
            .collect()
    }

    /// Every frame's boxes, in order.
    pub fn all(&self) -> Vec<Found> {
        let blurred: Vec<Vec<i32>> = (0..self.frames.len())
            .map(|t| {
                let at = |i: usize| self.blurred(t, i / 3 % self.width, i / 3 / self.width, i % 3);
                (0..self.width * self.height * 3).map(at).collect()
            })
            .collect();
        let mut parts = vec![0];
        for t in 1..self.frames.len() {
            let moving = self.moving(|i| (blurred[t - 1][i] - blurred[t][i]).abs());
            let cut = coverage(&moving) > self.config.coverage_limit
                && luma_change(&self.frames[t - 1], &self.frames[t]) > self.config.cut_luma;
            parts.push(parts[t - 1] + usize::from(cut));
        }
        (0..self.frames.len())
            .map(|t| {
                let neighbour = |other: usize| {
                    if parts.get(other) == Some(&parts[t]) { other } else { t }
                };
                let (before, after) = (neighbour(t.wrapping_sub(1)), neighbour(t + 1));
                let moving = self.moving(|i| {
                    let s = (blurred[before][i] - blurred[t][i]).abs()
                        + (blurred[t][i] - blurred[after][i]).abs();
                    s.min(255)
                });
                let global_change = coverage(&moving) > self.config.coverage_limit;
                let boxes = if global_change { Vec::new() } else { self.boxes(&moving) };
                Found { boxes, global_change, part: parts[t] }
            })
            .collect()
    }

    /// External components by flooding, filtered, extended, thinned.
    fn boxes(&self, moving: &[bool]) -> Vec<[f32; 4]> {
        let (wide, high) = (self.width + 2, self.height + 2);
        let inside =
            |at: usize| (1..=self.width).contains(&(at % wide)) && (1..=self.height).contains(&(at / wide));
        let set = |at: usize| inside(at) && moving[(at / wide - 1) * self.width + at % wide - 1];
        let mut done = vec![false; wide * high];
        let mut todo = vec![0];
        while let Some(at) = todo.pop() {
            if at >= done.len() || done[at] || set(at) {
                continue;
            }
            done[at] = true;
            todo.extend([at + wide, at.wrapping_sub(wide)]);
            todo.extend((at % wide + 1 < wide).then_some(at + 1));
            todo.extend((at % wide > 0).then(|| at - 1));
        }
        let mut boxes = Vec::new();
        for start in 0..done.len() {
            let (mut todo, mut members) = (vec![start], Vec::new());
            while let Some(at) = todo.pop() {
                if !done[at] {
                    done[at] = true;
                    members.push((at % wide - 1, at / wide - 1));
                    todo.extend([at - wide - 1, at - wide, at - wide + 1, at - 1]);
                    todo.extend([at + 1, at + wide - 1, at + wide, at + wide + 1]);
                }
            }
            let span = |side: fn(&(usize, usize)) -> usize| {
                let low = members.iter().map(side).min()?;
                Some((low, members.iter().map(side).max()? + 1))
            };
            let (Some((left, right)), Some((top, bottom))) = (span(|m| m.0), span(|m| m.1)) else {
                continue;
            };
            let (w, h, m) = (right - left, bottom - top, self.config.min_side as usize);
            let compact = (w as f64 / h as f64) < 10.0 && (h as f64 / w as f64) < 10.0;
            if (w + 1) * (h + 1) > m * m && compact {
                let e = self.config.extension as usize;
                boxes.push(
                    [
                        left.saturating_sub(e),
                        top.saturating_sub(e),
                        (right + e).min(self.width),
                        (bottom + e).min(self.height),
                    ]
                    .map(|corner| corner as f32),
                );
            }
        }
        boxes.reverse();
        while boxes.len() > self.config.max_regions {
            let area = |c: &[f32; 4]| (c[2] - c[0] + 1.0) * (c[3] - c[1] + 1.0);
            let least = boxes.iter().map(area).fold(f32::INFINITY, f32::min);
            let last_smallest = boxes.iter().rposition(|c| area(c) == least).expect("some box is smallest");
            boxes.remove(last_smallest);
        }
        boxes
    }

    /// The cubes of the frames that were found, each cut from scratch.
    pub fn cubes(&self, found: &[Found]) -> Vec<u8> {
        let mut pixels = Vec::new();
        for (t, of_frame) in found.iter().enumerate() {
            let first = found.iter().position(|other| other.part == of_frame.part).expect("t itself");
            let last = found.iter().rposition(|other| other.part == of_frame.part).expect("t itself");
            for corners in &of_frame.boxes {
                let [left, top, right, bottom] = corners.map(|corner| corner as usize);
                let crop = CropResize::new(PixelBox { left, top, right, bottom }, 32, 32);
                for offset in -2_i64..=2 {
                    let index = (t as i64 + offset).clamp(first as i64, last as i64) as usize;
                    let mut rgb = vec![0; 32 * 32 * 3];
                    crop.apply(&self.frames[index], &mut rgb);
                    for plane in [2, 1, 0] {
                        pixels.extend(rgb.iter().skip(plane).step_by(3));
                    }
                }
            }
        }
        pixels
    }
}

fn coverage(moving: &[bool]) -> f64 {
    moving.iter().filter(|&&m| m).count() as f64 / moving.len() as f64
}

fn luma_change(a: &Frame, b: &Frame) -> f64 {
    let luma = |frame: &Frame| -> Vec<i32> {
        let of = |p: &[u8]| (77 * i32::from(p[0]) + 150 * i32::from(p[1]) + 29 * i32::from(p[2]) + 128) / 256;
        frame.rgb().chunks(3).map(of).collect()
    };
    let (a, b) = (luma(a), luma(b));
    a.iter().zip(&b).map(|(a, b)| f64::from((a - b).abs())).sum::<f64>() / a.len() as f64
}
