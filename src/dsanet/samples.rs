//! Feature rows on their way to learning: one crop's rows brought to one chunk, batches of them.
//!
//! A sample is one crop of one video. More rows than slots are averaged in equal bins, fewer keep their rows and are
//! zero-padded (authors' code).

use super::DsaNetError;
use crate::encode::CropView;

/// First rows of the bins and the end of the last: floor(i n / slots) (NumPy's `linspace` cast to integers).
pub fn bin_edges(snippets: usize, slots: usize) -> Vec<usize> {
    (0..=slots).map(|slot| slot * snippets / slots).collect()
}

/// One crop of one video with its classes, at most one chunk long.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Indices of its classes, ascending; `[0]` for a normal video.
    pub classes: Vec<usize>,
    /// Snippets, at most the network's slots.
    pub snippets: usize,
    /// `[snippets][width]`, row-major.
    pub rows: Vec<f32>,
}

impl Sample {
    /// Of a checked crop.
    pub fn new(crop: CropView<'_>, classes: &[usize], slots: usize) -> Self {
        let classes = classes.to_vec();
        if crop.snippets <= slots {
            return Self { classes, snippets: crop.snippets, rows: crop.values.to_vec() };
        }
        let mut rows = Vec::with_capacity(slots * crop.dim);
        for bin in bin_edges(crop.snippets, slots).windows(2) {
            let share = 1.0 / (bin[1] - bin[0]) as f64;
            let mean = |column: usize| {
                let sum: f64 = (bin[0]..bin[1]).map(|row| f64::from(crop.row(row)[column])).sum();
                (sum * share) as f32
            };
            rows.extend((0..crop.dim).map(mean));
        }
        Self { classes, snippets: slots, rows }
    }

    /// Whether nothing happens in its video.
    pub fn is_normal(&self) -> bool {
        self.classes == [0]
    }
}

/// Where the trainer gets its samples: memory, a folder, a dropped file.
pub trait SampleSource {
    /// How many there are.
    fn len(&self) -> usize;

    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the video of sample `index` is normal, known without loading it.
    fn is_normal(&self, index: usize) -> bool;

    /// Loads sample `index`, brought to the run's slots and checked.
    fn load(&self, index: usize) -> impl Future<Output = Result<Sample, DsaNetError>>;
}

impl SampleSource for Vec<Sample> {
    fn len(&self) -> usize {
        self.as_slice().len()
    }

    fn is_normal(&self, index: usize) -> bool {
        self.get(index).is_some_and(Sample::is_normal)
    }

    async fn load(&self, index: usize) -> Result<Sample, DsaNetError> {
        self.get(index).cloned().ok_or(DsaNetError::NoVideos { what: "training" })
    }
}

/// Samples side by side, each padded to the network's slots.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// Snippets of each, `[samples]`.
    pub lengths: Vec<usize>,
    /// 1 for each class of a sample, else 0, `[samples][classes]`.
    pub labels: Vec<f32>,
    /// `[samples][slots][width]`, zeros beyond the lengths.
    pub values: Vec<f32>,
}

impl Batch {
    /// Joins samples; `prepare` is done to each one's rows before they are padded.
    pub fn new(
        samples: &[Sample],
        classes: usize,
        slots: usize,
        width: usize,
        prepare: impl Fn(&mut [f32]),
    ) -> Self {
        let mut labels = vec![0.0; samples.len() * classes];
        let mut values = vec![0.0; samples.len() * slots * width];
        for (at, sample) in samples.iter().enumerate() {
            sample.classes.iter().for_each(|class| labels[at * classes + class] = 1.0);
            let rows = &mut values[at * slots * width..][..sample.rows.len()];
            rows.copy_from_slice(&sample.rows);
            prepare(rows);
        }
        Self { lengths: samples.iter().map(|sample| sample.snippets).collect(), labels, values }
    }
}

/// Refuses a sample that does not fit the network; `index` is its number.
pub(crate) fn check(
    sample: &Sample,
    index: usize,
    classes: usize,
    slots: usize,
    width: usize,
) -> Result<(), DsaNetError> {
    let crop = CropView { snippets: sample.snippets, dim: width, values: &sample.rows };
    crop.check(&format!("training video number {index}"), width)?;
    let label = |reason: String| Err(DsaNetError::Label { index, reason });
    if sample.snippets > slots {
        return label(format!("{} snippets for {slots} slots; bring it to one chunk first", sample.snippets));
    }
    match sample.classes.as_slice() {
        [] => label("no class; give at least one, 0 being normal".into()),
        [_, .., 0] | [0, _, ..] => label("normal and another class at once".into()),
        found if found.windows(2).any(|pair| pair[0] >= pair[1]) => {
            label(format!("classes {found:?}; give each once, in ascending order"))
        }
        found => match found.iter().find(|&&class| class >= classes) {
            Some(class) => label(format!("class {class} of a network of {classes}, counted from 0")),
            None => Ok(()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_have_the_worked_edges() {
        let edges = bin_edges(300, 256);
        assert_eq!(edges[..9], [0, 1, 2, 3, 4, 5, 7, 8, 9]);
        let double: Vec<usize> = (0..256).filter(|&i| edges[i + 1] - edges[i] == 2).collect();
        assert_eq!(double[..3], [5, 11, 17]);
        assert_eq!((edges[256], double.len()), (300, 44));
    }

    #[test]
    fn long_videos_are_averaged_and_short_ones_keep_their_rows() {
        let values: Vec<f32> = (0..10).map(|value| value as f32).collect();
        let crop = CropView { snippets: 5, dim: 2, values: &values };
        let long = Sample::new(crop, &[1], 2);
        assert_eq!((long.snippets, long.rows.as_slice()), (2, [1.0, 2.0, 6.0, 7.0].as_slice()));
        let short = Sample::new(crop, &[0], 8);
        assert_eq!((short.snippets, &short.rows), (5, &values));
        let batch = Batch::new(&[long, short], 3, 8, 2, |rows| rows.iter_mut().for_each(|v| *v += 1.0));
        assert_eq!(
            (batch.lengths.as_slice(), batch.labels.as_slice()),
            ([2, 5].as_slice(), [0.0, 1.0, 0.0, 1.0, 0.0, 0.0].as_slice())
        );
        assert_eq!(batch.values[..6], [2.0, 3.0, 7.0, 8.0, 0.0, 0.0], "padding stays zero");
    }

    #[test]
    fn labels_that_are_no_set_of_classes_are_refused() {
        let sample = |classes: &[usize]| Sample { classes: classes.to_vec(), snippets: 1, rows: vec![0.5] };
        for good in [&[0][..], &[2], &[1, 2]] {
            assert!(check(&sample(good), 0, 3, 4, 1).is_ok(), "{good:?}");
        }
        for bad in [&[][..], &[0, 1], &[2, 1], &[1, 1], &[3]] {
            assert!(
                matches!(check(&sample(bad), 7, 3, 4, 1), Err(DsaNetError::Label { index: 7, .. })),
                "{bad:?}"
            );
        }
        let bad = Sample { rows: vec![f32::NAN], ..sample(&[1]) };
        assert!(matches!(check(&bad, 7, 3, 4, 1), Err(DsaNetError::Crop(_))));
    }
}
