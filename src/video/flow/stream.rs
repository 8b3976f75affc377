//! The flow of consecutive frames, each of which is expanded once.

use burn::tensor::{Device, ExecutionError, Tensor, TensorData};

use super::field::FlowField;
use super::filter::Plane;
use super::operation::{displacements, expansions, has_kernels};
use super::pyramid::Pyramid;
use super::small_luma;
use crate::video::{Frame, VideoError};

/// Measures the flow of frames that come one after the other, where a network computes too: by kernels of ours on a GPU,
/// else on the CPU.
#[derive(Debug)]
pub struct FlowStream {
    device: Device,
    newest: Option<Newest>,
}

/// The newest frame, which the next one is held against.
#[derive(Debug)]
struct Newest {
    /// `(width, height)` of the frame.
    size: (usize, usize),
    /// `(width, height)` at which its flow is computed.
    computed: (usize, usize),
    expanded: Expanded,
}

#[derive(Debug)]
enum Expanded {
    Cpu(Pyramid),
    Gpu(Box<Tensor<1>>),
}

impl FlowStream {
    /// On a device; no frame has come yet.
    pub fn new(device: &Device) -> Self {
        Self { device: device.clone(), newest: None }
    }

    /// Forgets the newest frame: the next one begins anew.
    pub fn restart(&mut self) {
        self.newest = None;
    }

    /// Takes the next frame. Returns the flow that leads to it from the one before, in pixels of these frames per frame;
    /// none for a first frame.
    ///
    /// Errors: as [`super::flow`], and [`VideoError::FlowDevice`].
    pub async fn push(&mut self, frame: &Frame) -> Result<Option<FlowField>, VideoError> {
        let size = (frame.width(), frame.height());
        if let Some(newest) = &self.newest
            && newest.size != size
        {
            return Err(VideoError::SizeChange { expected: newest.size, found: size });
        }
        let luma = small_luma(frame)?;
        let computed = (luma.width, luma.height);
        let expanded = self.expanded(luma);
        let before = self.newest.replace(Newest { size, computed, expanded });
        let Some((before, newest)) = before.as_ref().zip(self.newest.as_ref()) else { return Ok(None) };
        Ok(Some(before.field_to(newest).await?.over(size)))
    }

    fn expanded(&self, luma: Plane) -> Expanded {
        if !has_kernels(&self.device) {
            return Expanded::Cpu(Pyramid::of(&luma));
        }
        let shape = [luma.height, luma.width];
        let plane = Tensor::from_data(TensorData::new(luma.values, shape), &self.device);
        Expanded::Gpu(Box::new(expansions(plane)))
    }
}

impl Newest {
    /// The displacement from this frame to `next`, at the size at which it is computed.
    async fn field_to(&self, next: &Self) -> Result<FlowField, VideoError> {
        let (first, second) = match (&self.expanded, &next.expanded) {
            (Expanded::Cpu(first), Expanded::Cpu(second)) => return Ok(first.field_to(second)),
            (Expanded::Gpu(first), Expanded::Gpu(second)) => (Tensor::clone(first), Tensor::clone(second)),
            // One stream has one device.
            _ => unreachable!("frames of one stream are expanded in one place"),
        };
        let (width, height) = self.computed;
        let field = displacements(first, second, (width, height));
        let failed = |error: ExecutionError| VideoError::FlowDevice { reason: error.to_string() };
        let values: Vec<f32> = field.into_data_async().await.map_err(failed)?.iter::<f32>().collect();
        match values.iter().find(|value| !value.is_finite()) {
            None => Ok(FlowField::from_planes(values, width, height)),
            Some(value) => {
                Err(VideoError::FlowDevice { reason: format!("it gave a displacement of {value} pixels") })
            }
        }
    }
}
