//! One crop's feature rows as a model takes them, checked before anything is computed.

/// What a well-known width of features is, for the hint in an error.
const KNOWN_WIDTHS: [(usize, &str); 6] = [
    (2048, "ResNet-50 I3D (RTFM)"),
    (1024, "Inception-v1 I3D (LA-Net, PEL4VAD)"),
    (512, "CLIP (DSANet)"),
    (768, "CLIP ViT-L/14, or ViT-B/16 before its projection"),
    (4096, "C3D"),
    (1152, "RGB and VGGish together (CMA-LA)"),
];

/// The end of the error about a wrong width.
fn width_hint(found: usize, expected: usize) -> String {
    let known = KNOWN_WIDTHS.iter().find(|(width, _)| *width == found && found != expected);
    match known {
        Some((width, name)) => format!("; {width} columns are those of {name}"),
        None => String::new(),
    }
}

/// Why a crop cannot be computed with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CropError {
    /// An array without rows.
    #[error("\"{file}\": no snippets (the video is shorter than 16 frames)")]
    NoSnippets {
        /// The file or video.
        file: String,
    },
    /// Features of another width than the model's.
    #[error("\"{file}\": width {found}, model needs {expected}{}", width_hint(*found, *expected))]
    Width {
        /// The file or video.
        file: String,
        /// Columns found.
        found: usize,
        /// Columns of the model.
        expected: usize,
    },
    /// The number of values is not snippets x width.
    #[error("\"{file}\": {found} values for {snippets} snippets of {dim}, expected {}", snippets.saturating_mul(*dim))]
    Values {
        /// The file or video.
        file: String,
        /// Values found.
        found: usize,
        /// Snippets stated.
        snippets: usize,
        /// Columns stated.
        dim: usize,
    },
    /// A feature that is no finite number.
    #[error("\"{file}\": non-finite value at row {row}, column {column}; {count} such values")]
    NotFinite {
        /// The file or video.
        file: String,
        /// Row of the first.
        row: usize,
        /// Column of the first.
        column: usize,
        /// How many there are.
        count: usize,
    },
}

/// One crop's features.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CropView<'a> {
    /// Snippets T.
    pub snippets: usize,
    /// Columns D.
    pub dim: usize,
    /// `[snippets][dim]`, row-major.
    pub values: &'a [f32],
}

/// Rows of zeros in one crop: what zero padding looks like when a file has stored it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ZeroRows {
    /// At the end.
    pub trailing: usize,
    /// Elsewhere.
    pub interior: usize,
}

impl CropView<'_> {
    /// Refuses an empty crop, another width than `dim` and values that are not finite; `file` is named in errors.
    pub fn check(&self, file: &str, dim: usize) -> Result<(), CropError> {
        let file = || file.to_owned();
        if self.snippets == 0 {
            return Err(CropError::NoSnippets { file: file() });
        }
        if self.dim != dim {
            return Err(CropError::Width { file: file(), found: self.dim, expected: dim });
        }
        let (found, snippets) = (self.values.len(), self.snippets);
        if snippets.checked_mul(dim) != Some(found) {
            return Err(CropError::Values { file: file(), found, snippets, dim });
        }
        let bad = |value: &f32| !value.is_finite();
        let Some(first) = self.values.iter().position(bad) else { return Ok(()) };
        let count = self.values.iter().filter(|value| bad(value)).count();
        Err(CropError::NotFinite { file: file(), row: first / dim, column: first % dim, count })
    }

    /// How many rows are all zero.
    pub fn zero_rows(&self) -> ZeroRows {
        let zero: Vec<bool> =
            self.values.chunks_exact(self.dim.max(1)).map(|row| row.iter().all(|&v| v == 0.0)).collect();
        let trailing = zero.iter().rev().take_while(|&&zero| zero).count();
        let interior = zero[..zero.len() - trailing].iter().filter(|&&zero| zero).count();
        ZeroRows { trailing, interior }
    }

    /// Row `index`, `[dim]`.
    pub fn row(&self, index: usize) -> &[f32] {
        &self.values[index * self.dim..(index + 1) * self.dim]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_crop_is_refused_with_its_reason() {
        let check = |snippets, dim, values: &[f32]| {
            let crop = CropView { snippets, dim, values };
            crop.check("a.npy", 3).expect_err("a broken crop").to_string()
        };
        assert_eq!(check(0, 3, &[]), "\"a.npy\": no snippets (the video is shorter than 16 frames)");
        assert_eq!(check(1, 2, &[0.0; 2]), "\"a.npy\": width 2, model needs 3");
        assert_eq!(check(2, 3, &[0.0; 5]), "\"a.npy\": 5 values for 2 snippets of 3, expected 6");
        let values = [0.0, 1.0, 2.0, 3.0, f32::NAN, f32::INFINITY];
        assert_eq!(check(2, 3, &values), "\"a.npy\": non-finite value at row 1, column 1; 2 such values");
    }

    #[test]
    fn a_known_width_is_named() {
        let values = [0.0; 2048];
        let error = CropView { snippets: 1, dim: 2048, values: &values }.check("a.npy", 1024);
        let text = error.expect_err("another width").to_string();
        assert!(text.contains("width 2048, model needs 1024") && text.contains("ResNet-50 I3D (RTFM)"));
    }

    #[test]
    fn zero_rows_are_told_apart_by_place() {
        let values = [0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0];
        let crop = CropView { snippets: 5, dim: 2, values: &values };
        assert_eq!(crop.zero_rows(), ZeroRows { trailing: 1, interior: 2 });
        let nothing = CropView { snippets: 2, dim: 2, values: &[0.0; 4] };
        assert_eq!(nothing.zero_rows(), ZeroRows { trailing: 2, interior: 0 });
    }
}
