//! A clip as snippets: its frames through the compact encoder, or features that I3D or CLIP made of it, and what a network of
//! [`features`](super::features) says of them over time.

mod head;
mod reading;
mod scored;
mod types;
