//! Why a DSANet head's scores and classes are what they are: one chunk of one crop, as the page is answered; and its classes
//! at other temperatures.

use js_sys::{Float32Array, Int32Array};
use serde::Serialize;
use tsify::Tsify;

use super::dropped::Dropped;
use super::types::{ClassTrack, VideoClasses};
use crate::dsanet::explain::{ClassView, Explainer, NormalityView};
use crate::dsanet::scoring::VideoScores;
use crate::dsanet::{DsaNet, Scorer, SetScoring};
use crate::encode::{FeatureError, FeatureSet, Features, crop_view};
use crate::web::failure::Failure;

/// Cosines of one class.
#[derive(Debug, Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ClassSimilarity {
    /// The class.
    pub name: String,
    /// With each snippet, in the light of the chunk's event, `[snippets]`.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub similarity: Float32Array,
    /// With the chunk's event.
    pub event: f32,
    /// With its background.
    pub background: f32,
}

/// One chunk of a crop, seen by its classes.
#[derive(Debug, Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ChunkClasses {
    /// Crops of the video.
    pub crops: usize,
    /// Chunks of the crop.
    pub chunks: usize,
    /// The chunk's first snippet.
    pub first: usize,
    /// The normal one first.
    pub classes: Vec<ClassSimilarity>,
    /// How much each snippet counts as event; with `on_padding` they sum to 1.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub event_weights: Float32Array,
    /// How much each snippet counts as background.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub background_weights: Float32Array,
    /// Shares of event and background on padded slots.
    #[tsify(type = "[number, number]")]
    pub on_padding: [f32; 2],
}

/// One chunk of a crop, seen by the model of normality.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct ChunkNormality {
    /// The prototype that each snippet is rebuilt from most, -1 where from none.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Int32Array<ArrayBuffer>")]
    pub nearest: Int32Array,
    /// Shares of the prototypes, `[snippets][prototypes]`.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub shares: Float32Array,
    /// Mean share of each prototype.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub usage: Float32Array,
    /// How badly each snippet is rebuilt, 0 to 1.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub errors: Float32Array,
}

/// A video's logits, kept so that classes at one temperature after another cost no forward pass.
pub struct Softened {
    video: String,
    names: Vec<String>,
    found: VideoScores,
}

impl Softened {
    /// Scores all crops of `video` again.
    pub async fn open(scoring: &SetScoring<Dropped>, video: &str) -> Result<Self, Failure> {
        let (features, model) = (scoring.features().read(video).await?.0, scoring.model());
        let mut scorer = Scorer::new(model, video);
        for crop in 0..features.crops {
            scorer.begin(crop_view(&features, crop))?;
            while scorer.step().await?.is_some() {}
        }
        let names = if model.has_classes() { model.config().classes.clone() } else { Vec::new() };
        Ok(Self { video: video.to_owned(), names, found: scorer.finish()? })
    }

    /// Whether this is `video`.
    pub fn is_of(&self, video: &str) -> bool {
        self.video == video
    }

    /// Probabilities of the classes at `temperature`.
    pub fn classes(&self, temperature: f64) -> Result<VideoClasses, Failure> {
        let rows = self.found.classes_at(temperature)?;
        let of_class = |(at, name): (usize, &String)| {
            let scores: Vec<f32> = rows.iter().skip(at).step_by(self.names.len()).copied().collect();
            ClassTrack { name: name.clone(), probabilities: Float32Array::from(scores.as_slice()) }
        };
        Ok(VideoClasses { classes: self.names.iter().enumerate().map(of_class).collect() })
    }
}

/// One crop of a video, read again.
pub struct ReadCrop {
    /// Crops of the video.
    pub crops: usize,
    features: Features,
    place: usize,
}

impl ReadCrop {
    /// Reads crop `crop`, alone where it is a file of its own.
    pub async fn open(set: &FeatureSet<Dropped>, video: &str, crop: usize) -> Result<Self, FeatureError> {
        Ok(match set.separate_crops(video)? {
            Some((crops, _)) => Self { crops, features: set.read_crop(video, crop).await?.0, place: 0 },
            None => {
                let features = set.read(video).await?.0;
                let place = crop.min(features.crops.saturating_sub(1));
                Self { crops: features.crops, features, place }
            }
        })
    }

    /// Its rows.
    pub fn view(&self) -> crate::encode::CropView<'_> {
        crop_view(&self.features, self.place)
    }
}

/// The classes of chunk `chunk`.
pub async fn classes(
    model: &DsaNet,
    video: &str,
    crop: &ReadCrop,
    chunk: usize,
) -> Result<ChunkClasses, Failure> {
    let explainer = Explainer::new(model, video, crop.view())?;
    let found: ClassView = explainer.classes(chunk).await?;
    let names = &model.config().classes;
    let of_class = |(place, name): (usize, &String)| {
        let column: Vec<f32> = found.similarities.iter().skip(place).step_by(names.len()).copied().collect();
        ClassSimilarity {
            name: name.clone(),
            similarity: Float32Array::from(column.as_slice()),
            event: found.event_classes[place],
            background: found.background_classes[place],
        }
    };
    Ok(ChunkClasses {
        crops: crop.crops,
        chunks: explainer.chunks(),
        first: found.first,
        classes: names.iter().enumerate().map(of_class).collect(),
        event_weights: Float32Array::from(found.event_weights.as_slice()),
        background_weights: Float32Array::from(found.background_weights.as_slice()),
        on_padding: found.on_padding,
    })
}

/// The prototypes of chunk `chunk`; `model` must have them.
pub async fn normality(
    model: &DsaNet,
    video: &str,
    crop: &ReadCrop,
    chunk: usize,
) -> Result<ChunkNormality, Failure> {
    let found: NormalityView = Explainer::new(model, video, crop.view())?.normality(chunk).await?;
    let place = |prototype: &Option<usize>| prototype.map_or(-1, |place| place as i32);
    let nearest: Vec<i32> = found.prototypes.iter().map(place).collect();
    Ok(ChunkNormality {
        nearest: Int32Array::from(nearest.as_slice()),
        shares: Float32Array::from(found.shares.as_slice()),
        usage: Float32Array::from(found.usage.as_slice()),
        errors: Float32Array::from(found.errors.as_slice()),
    })
}
