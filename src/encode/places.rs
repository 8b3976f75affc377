//! Where crops stand in a picture.

use crate::video::Frame;

/// A place in the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// The middle.
    Centre,
    /// The upper left corner.
    TopLeft,
    /// The upper right corner.
    TopRight,
    /// The lower left corner.
    BottomLeft,
    /// The lower right corner.
    BottomRight,
}

/// How half a pixel in the middle is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Middle {
    /// To the even one (NumPy's `rint`, Python's `round`).
    TiesToEven,
    /// Down.
    Down,
}

impl Middle {
    fn of(self, room: usize) -> usize {
        let up = self == Self::TiesToEven && !room.is_multiple_of(2) && !(room / 2).is_multiple_of(2);
        room / 2 + usize::from(up)
    }
}

/// A square cut out of a picture, perhaps mirrored left to right after it is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Crop {
    /// Where it stands.
    pub place: Place,
    /// Whether it is mirrored.
    pub mirrored: bool,
}

impl Crop {
    /// The top left pixel, `(row, column)`, in a picture of `(width, height)`.
    ///
    /// # Panics
    /// Where the picture is smaller than the crop: the caller's to check.
    pub fn origin(self, (width, height): (usize, usize), side: usize, middle: Middle) -> (usize, usize) {
        let (down, across) = (height - side, width - side);
        match self.place {
            Place::Centre => (middle.of(down), middle.of(across)),
            Place::TopLeft => (0, 0),
            Place::TopRight => (0, across),
            Place::BottomLeft => (down, 0),
            Place::BottomRight => (down, across),
        }
    }

    /// Appends the pixels, `[side, side, 3]`.
    pub fn cut(self, frame: &Frame, side: usize, middle: Middle, rgb: &mut Vec<u8>) {
        let (top, left) = self.origin((frame.width(), frame.height()), side, middle);
        for row in top..top + side {
            let start = (row * frame.width() + left) * 3;
            let pixels = &frame.rgb()[start..start + side * 3];
            match self.mirrored {
                false => rgb.extend_from_slice(pixels),
                true => rgb.extend(pixels.chunks_exact(3).rev().flatten()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACES: [Place; 5] =
        [Place::Centre, Place::TopLeft, Place::TopRight, Place::BottomLeft, Place::BottomRight];

    fn crop(place: Place, mirrored: bool) -> Crop {
        Crop { place, mirrored }
    }

    #[test]
    fn corners_and_centre_stand_where_the_published_crops_stand() {
        let origins = |size| PLACES.map(|place| crop(place, false).origin(size, 224, Middle::TiesToEven));
        assert_eq!(origins((340, 256)), [(16, 58), (0, 0), (0, 116), (32, 0), (32, 116)]);
        assert_eq!(origins((224, 224)), [(0, 0); 5]);
        // 117 / 2 = 58.5 goes to 58, 119 / 2 = 59.5 to 60; rounded down to 58 and 59.
        let middle = |width, middle| crop(Place::Centre, false).origin((width, 256), 224, middle).1;
        assert_eq!([341, 343].map(|width| middle(width, Middle::TiesToEven)), [58, 60]);
        assert_eq!([341, 343].map(|width| middle(width, Middle::Down)), [58, 59]);
    }

    #[test]
    fn a_mirrored_crop_is_the_crop_read_backwards() {
        let rgb = (0..20 * 10 * 3).map(|i| (i % 251) as u8).collect();
        let frame = Frame::new(20, 10, rgb, 0.0).expect("a frame");
        for place in PLACES {
            let (mut plain, mut mirrored) = (Vec::new(), Vec::new());
            crop(place, false).cut(&frame, 8, Middle::Down, &mut plain);
            crop(place, true).cut(&frame, 8, Middle::Down, &mut mirrored);
            assert_eq!(plain.len(), 8 * 8 * 3);
            for (row, (plain, mirrored)) in plain.chunks(24).zip(mirrored.chunks(24)).enumerate() {
                for column in 0..8 {
                    assert_eq!(
                        plain[column * 3..][..3],
                        mirrored[(7 - column) * 3..][..3],
                        "{place:?}, row {row}"
                    );
                }
            }
        }
        let mut pixels = Vec::new();
        crop(Place::BottomRight, false).cut(&frame, 8, Middle::Down, &mut pixels);
        assert_eq!(pixels[..3], frame.rgb()[(2 * 20 + 12) * 3..][..3]);
    }
}
