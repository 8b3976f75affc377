//! A clip as snippets: its frames through the compact encoder, and what a network of [`features`](super::features) says
//! of them over time.

mod reading;
mod scored;
mod types;
