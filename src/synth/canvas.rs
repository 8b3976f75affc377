//! What the shapes are drawn on: the picture, the ground's shade, and the footprints that make the truth.

use super::backdrop::Backdrop;
use super::part::Colour;
use super::raster::Surface;

/// How much light a full shadow leaves, by channel: the sky's blue stays longest.
const SHADOW_LIGHT: Colour = [0.76, 0.78, 0.82];

/// How shaded each ground pixel is, 0 to 1; overlapping shadows are one shadow.
#[derive(Debug)]
pub(super) struct Shade {
    width: usize,
    amount: Vec<f32>,
}

impl Shade {
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self { width, amount: vec![0.0; width * height] }
    }
}

impl Surface for Shade {
    fn size(&self) -> (usize, usize) {
        (self.width, self.amount.len() / self.width)
    }

    fn cover(&mut self, x: usize, y: usize, cover: f32, _shade: f32) {
        let amount = &mut self.amount[y * self.width + x];
        *amount = amount.max(cover);
    }
}

/// The picture being painted, in levels.
#[derive(Debug)]
pub(super) struct Picture<'a> {
    width: usize,
    pixels: Vec<Colour>,
    depth: &'a [f32],
}

impl<'a> Picture<'a> {
    /// Starts from the empty plaza.
    pub(super) fn new(backdrop: &'a Backdrop, width: usize, height: usize) -> Self {
        debug_assert_eq!(backdrop.pixels.len(), width * height);
        Self { width, pixels: backdrop.pixels.clone(), depth: &backdrop.depth }
    }

    /// Takes light from the ground, not from what stands on it.
    pub(super) fn darken(&mut self, shade: &Shade) {
        for ((pixel, &amount), &depth) in self.pixels.iter_mut().zip(&shade.amount).zip(self.depth) {
            if amount > 0.0 && depth == f32::INFINITY {
                (0..3).for_each(|k| pixel[k] *= 1.0 - amount * (1.0 - SHADOW_LIGHT[k]));
            }
        }
    }

    /// A brush for an actor's part at `depth` metres, hidden by what stands nearer.
    pub(super) fn painting(&mut self, colour: Colour, depth: f32) -> Brush<'_> {
        Brush { width: self.width, pixels: &mut self.pixels, scenery: self.depth, colour, depth }
    }

    /// A brush for furniture, which hides actors from then on.
    pub(super) fn painting_scenery<'b>(
        &'b mut self,
        colour: Colour,
        depth: f32,
        scenery: &'b mut [f32],
    ) -> SceneryBrush<'b> {
        SceneryBrush { width: self.width, pixels: &mut self.pixels, scenery, colour, depth }
    }

    pub(super) fn pixels(&self) -> &[Colour] {
        &self.pixels
    }

    pub(super) fn into_pixels(self) -> Vec<Colour> {
        self.pixels
    }
}

fn blend(pixel: &mut Colour, colour: Colour, cover: f32, shade: f32) {
    (0..3).for_each(|k| pixel[k] += cover * (colour[k] * shade - pixel[k]));
}

/// Paints one part of an actor.
pub(super) struct Brush<'a> {
    width: usize,
    pixels: &'a mut [Colour],
    scenery: &'a [f32],
    colour: Colour,
    depth: f32,
}

impl Surface for Brush<'_> {
    fn size(&self) -> (usize, usize) {
        (self.width, self.pixels.len() / self.width)
    }

    fn cover(&mut self, x: usize, y: usize, cover: f32, shade: f32) {
        let at = y * self.width + x;
        if self.depth < self.scenery[at] {
            blend(&mut self.pixels[at], self.colour, cover, shade);
        }
    }
}

/// Paints one part of the furniture and notes its depth.
pub(super) struct SceneryBrush<'a> {
    width: usize,
    pixels: &'a mut [Colour],
    scenery: &'a mut [f32],
    colour: Colour,
    depth: f32,
}

impl Surface for SceneryBrush<'_> {
    fn size(&self) -> (usize, usize) {
        (self.width, self.pixels.len() / self.width)
    }

    fn cover(&mut self, x: usize, y: usize, cover: f32, shade: f32) {
        let at = y * self.width + x;
        blend(&mut self.pixels[at], self.colour, cover, shade);
        if cover > 0.5 {
            self.scenery[at] = self.depth;
        }
    }
}

/// What one actor, the subject, covers and what of it stays in sight when all are painted in order.
#[derive(Debug)]
pub(super) struct Footprint<'a> {
    width: usize,
    scenery: &'a [f32],
    in_sight: Vec<bool>,
    /// Box `[x1, y1, x2, y2]` of all the subject's pixels in the picture.
    bound: Option<[usize; 4]>,
    painting_subject: bool,
    depth: f32,
}

impl<'a> Footprint<'a> {
    pub(super) fn new(backdrop: &'a Backdrop, width: usize) -> Self {
        let in_sight = vec![false; backdrop.depth.len()];
        Self { width, scenery: &backdrop.depth, in_sight, bound: None, painting_subject: false, depth: 0.0 }
    }

    /// From here on, shapes stand at `depth` metres and are the subject's or somebody else's.
    pub(super) fn begin(&mut self, is_subject: bool, depth: f32) {
        (self.painting_subject, self.depth) = (is_subject, depth);
    }

    /// Pixels of the subject that nobody covers, and the box `[x1, y1, x2, y2]` around all that it covers.
    pub(super) fn found(&self) -> Option<(usize, [f32; 4])> {
        let count = self.in_sight.iter().filter(|&&seen| seen).count();
        self.bound.map(|b| (count, b.map(|v| v as f32)))
    }
}

impl Surface for Footprint<'_> {
    fn size(&self) -> (usize, usize) {
        (self.width, self.in_sight.len() / self.width)
    }

    fn cover(&mut self, x: usize, y: usize, cover: f32, _shade: f32) {
        let at = y * self.width + x;
        if self.depth >= self.scenery[at] {
            return;
        }
        if self.painting_subject {
            let b = self.bound.unwrap_or([x, y, x, y]);
            self.bound = Some([b[0].min(x), b[1].min(y), b[2].max(x + 1), b[3].max(y + 1)]);
        }
        // Thin edges leave what is under them in sight.
        if cover >= 0.5 {
            self.in_sight[at] = self.painting_subject;
        }
    }
}
