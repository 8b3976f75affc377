//! A crop of a snippet, cut out and not yet encoded.

use super::encode_error::EncodeError;
use super::network::{NetworkFailure, SnippetNetwork};

/// Pixels that one row of features is made of. The row may be made anywhere that has the same network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The clip's name, for messages.
    pub clip: String,
    /// The snippet, from 0.
    pub snippet: usize,
    /// The crop's number in the recipe's order.
    pub crop: usize,
    /// `[frames, side, side, 3]`, of the frames that the network looks at.
    pub rgb: Vec<u8>,
}

impl Cut {
    /// Black frames, for a row that a device computes to compile what rows need.
    pub fn blank<N: SnippetNetwork>(network: &N) -> Self {
        let rgb = vec![0; network.looks_at().len() * network.side().pow(2) * 3];
        Self { clip: String::new(), snippet: 0, crop: 0, rgb }
    }

    /// Its row of features, `[dim]`. Errors: values that are not finite, a device that stopped.
    pub async fn row<N: SnippetNetwork>(&self, network: &N) -> Result<Vec<f32>, EncodeError> {
        let (snippet, crop) = (self.snippet, self.crop);
        network.encode(&self.rgb).await.map_err(|failure| {
            let clip = self.clip.clone();
            match failure {
                NetworkFailure::NotFinite { stage } => EncodeError::NotFinite { clip, snippet, crop, stage },
                NetworkFailure::Device(source) => EncodeError::Device { clip, snippet, source },
            }
        })
    }
}
