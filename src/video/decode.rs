//! Pictures from the bytes of image files.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, ImageReader, Limits};

use super::{Frame, VideoError};

/// Longest side of a picture that is decoded; a hostile header must not ask for all memory.
const MAX_SIDE: u32 = 16_384;
/// Bytes that the decoder may use.
const MAX_BYTES: u64 = 1 << 30;

/// Decodes a PNG, JPEG, TIFF or BMP picture, shown at `time` seconds.
///
/// Alpha is dropped, not blended; grey becomes three equal planes; of 16-bit samples the high byte counts.
/// A rotation noted in a JPEG's metadata is not applied. What the bytes are is read from the bytes, not
/// from a name. Errors: [`VideoError::NotAPicture`], [`VideoError::BrokenPicture`],
/// [`VideoError::PixelKind`], [`VideoError::TooSmall`].
pub fn decode_image(bytes: &[u8], time: f64) -> Result<Frame, VideoError> {
    let format = match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::Tiff | ImageFormat::Bmp)) => format,
        _ => {
            return Err(VideoError::NotAPicture { found: describe(bytes) });
        }
    };
    let name = format_name(format);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_BYTES);
    reader.limits(limits);
    let picture = reader
        .decode()
        .map_err(|error| VideoError::BrokenPicture { format: name, reason: error.to_string() })?;
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    Frame::new(width, height, rgb_bytes(&picture, name)?, time)
}

fn rgb_bytes(picture: &DynamicImage, format: &'static str) -> Result<Vec<u8>, VideoError> {
    let high = |sample: u16| (sample >> 8) as u8;
    Ok(match picture {
        DynamicImage::ImageRgb8(p) => p.as_raw().clone(),
        DynamicImage::ImageRgba8(p) => p.pixels().flat_map(|p| [p[0], p[1], p[2]]).collect(),
        DynamicImage::ImageLuma8(p) => p.pixels().flat_map(|p| [p[0]; 3]).collect(),
        DynamicImage::ImageLumaA8(p) => p.pixels().flat_map(|p| [p[0]; 3]).collect(),
        DynamicImage::ImageRgb16(p) => p.as_raw().iter().map(|&s| high(s)).collect(),
        DynamicImage::ImageRgba16(p) => p.pixels().flat_map(|p| [p[0], p[1], p[2]].map(high)).collect(),
        DynamicImage::ImageLuma16(p) => p.pixels().flat_map(|p| [high(p[0]); 3]).collect(),
        DynamicImage::ImageLumaA16(p) => p.pixels().flat_map(|p| [high(p[0]); 3]).collect(),
        other => {
            return Err(VideoError::PixelKind { format, found: format!("{:?}", other.color()) });
        }
    })
}

fn format_name(format: ImageFormat) -> &'static str {
    match format {
        ImageFormat::Png => "PNG",
        ImageFormat::Jpeg => "JPEG",
        ImageFormat::Tiff => "TIFF",
        ImageFormat::Bmp => "BMP",
        _ => "picture",
    }
}

/// Names what bytes that are not one of the four formats look like.
fn describe(bytes: &[u8]) -> String {
    const KNOWN: [(usize, &[u8], &str); 9] = [
        (0, b"GIF8", "a GIF"),
        (8, b"WEBP", "a WebP picture"),
        (4, b"ftypavif", "an AVIF picture"),
        (4, b"ftyp", "an MP4 or QuickTime video"),
        (0, b"\x1A\x45\xDF\xA3", "a WebM or Matroska video"),
        (8, b"AVI ", "an AVI video"),
        (0, b"%PDF", "a PDF"),
        (0, b"PK\x03\x04", "a zip archive"),
        (0, b"<", "a web page or other markup"),
    ];
    if bytes.is_empty() {
        return "an empty file".into();
    }
    let known =
        KNOWN.iter().find(|(at, magic, _)| bytes.get(*at..).is_some_and(|rest| rest.starts_with(magic)));
    if let Some((_, _, name)) = known {
        return (*name).into();
    }
    let head = &bytes[..bytes.len().min(256)];
    if head.iter().all(|b| b.is_ascii_graphic() || b.is_ascii_whitespace()) {
        return "text".into();
    }
    let start: Vec<String> = head.iter().take(8).map(|b| format!("{b:02X}")).collect();
    format!("a file that starts with {}", start.join(" "))
}

#[cfg(test)]
mod tests {
    use image::{GrayImage, ImageBuffer, Luma, LumaA, Rgb, RgbImage, Rgba, RgbaImage};

    use super::*;

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn the_lossless_formats_give_the_pixels_back() {
        let picture = RgbImage::from_fn(9, 8, |x, y| Rgb([x as u8 * 20, y as u8 * 30, 7]));
        for format in [ImageFormat::Png, ImageFormat::Tiff, ImageFormat::Bmp] {
            let frame = decode_image(&encoded(&picture.clone().into(), format), 0.5).unwrap();
            assert_eq!((frame.width(), frame.height(), frame.time()), (9, 8, 0.5));
            assert_eq!(frame.rgb(), picture.as_raw().as_slice(), "{format:?}");
        }
    }

    #[test]
    fn alpha_is_dropped_and_not_blended() {
        let picture = RgbaImage::from_pixel(8, 8, Rgba([200, 100, 50, 0]));
        let frame = decode_image(&encoded(&picture.into(), ImageFormat::Png), 0.0).unwrap();
        assert!(frame.rgb().chunks_exact(3).all(|p| p == [200, 100, 50]));
        let grey = ImageBuffer::from_pixel(8, 8, LumaA([90_u8, 3]));
        let frame = decode_image(&encoded(&grey.into(), ImageFormat::Png), 0.0).unwrap();
        assert!(frame.rgb().iter().all(|&p| p == 90));
    }

    #[test]
    fn grey_becomes_three_equal_planes() {
        let picture = GrayImage::from_pixel(8, 8, Luma([33]));
        let frame = decode_image(&encoded(&picture.into(), ImageFormat::Jpeg), 0.0).unwrap();
        assert!(frame.rgb().iter().all(|&p| p == 33));
    }

    #[test]
    fn of_sixteen_bits_the_high_byte_counts() {
        // 0x12FF would round to 0x13.
        let grey = ImageBuffer::from_pixel(8, 8, Luma([0x12FF_u16]));
        let frame = decode_image(&encoded(&grey.into(), ImageFormat::Png), 0.0).unwrap();
        assert!(frame.rgb().iter().all(|&p| p == 0x12));
        let colour = ImageBuffer::from_pixel(8, 8, Rgb([0x0100_u16, 0x80FF, 0xFFFF]));
        let frame = decode_image(&encoded(&colour.into(), ImageFormat::Tiff), 0.0).unwrap();
        assert!(frame.rgb().chunks_exact(3).all(|p| p == [1, 0x80, 0xFF]));
    }

    #[test]
    fn what_is_no_picture_is_named() {
        let found = |bytes: &[u8]| match decode_image(bytes, 0.0) {
            Err(VideoError::NotAPicture { found }) => found,
            other => panic!("{other:?}"),
        };
        assert_eq!(found(b""), "an empty file");
        assert_eq!(found(b"hello there, I am a note"), "text");
        assert_eq!(found(b"GIF89a......"), "a GIF");
        assert_eq!(found(b"\0\0\0\x18ftypmp42...."), "an MP4 or QuickTime video");
        assert_eq!(found(b"\x01\x02\x03"), "a file that starts with 01 02 03");
    }

    #[test]
    fn a_cut_picture_is_an_error_that_names_the_format() {
        let picture = RgbImage::from_fn(40, 40, |x, y| Rgb([(x * y) as u8, x as u8, y as u8]));
        let bytes = encoded(&picture.into(), ImageFormat::Png);
        let error = decode_image(&bytes[..bytes.len() / 2], 0.0).unwrap_err();
        assert!(matches!(error, VideoError::BrokenPicture { format: "PNG", .. }), "{error:?}");
    }

    #[test]
    fn a_picture_under_eight_pixels_is_refused() {
        let picture = RgbImage::from_pixel(7, 20, Rgb([0; 3]));
        let error = decode_image(&encoded(&picture.into(), ImageFormat::Bmp), 0.0).unwrap_err();
        assert_eq!(error, VideoError::TooSmall { width: 7, height: 20 });
    }
}
