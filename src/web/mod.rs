//! The wasm-bindgen face: outside types in, the library's steps, typed objects out. No maths lives here.
//!
//! Typed arrays cross the border as such; everything else as small objects whose TypeScript types are
//! generated. Errors are thrown as [`failure::Failure`] objects. A value with asynchronous methods keeps its
//! state in a slot that is empty while a call is under way, so that no borrow is held across an `await`.
#![deny(clippy::unwrap_used, clippy::expect_used)]

mod adapter;
mod analysis;
mod bench;
mod data_set;
mod detection;
mod encoding;
mod engine;
mod evaluation;
mod failure;
mod features;
mod fused;
mod learner;
mod lessons;
mod questions;
mod reference;
mod scene;
mod scene_script;
mod snippets;
mod types;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

use failure::{Failure, FailureKind};

unsafe extern "C" {
    /// Runs what libraries register before `main`; made by the linker.
    fn __wasm_call_ctors();
}

/// Panics go to the console with their place, before the module ends.
#[wasm_bindgen(start)]
pub fn start() {
    // SAFETY: called once, before anything else of the module.
    // A module that names its constructors runs them here only; otherwise the linker has every export run
    // them again, allocation too, which made a call that returns many values a hundred times slower.
    unsafe { __wasm_call_ctors() };
    console_error_panic_hook::set_once();
    fused::install();
}

/// Adds an opaque alpha, as canvases want it.
fn rgba(rgb: &[u8]) -> Vec<u8> {
    rgb.as_chunks::<3>().0.iter().flat_map(|&[r, g, b]| [r, g, b, 255]).collect()
}

/// A value on its way out.
fn out<T: Tsify + Serialize>(value: T) -> Result<Ts<T>, JsValue> {
    value.into_ts().map_err(|error| not_exchanged(&error).into())
}

/// A value that came in.
fn taken<T: Tsify<JsType: Clone> + DeserializeOwned>(value: &Ts<T>) -> Result<T, JsValue> {
    value.to_rust().map_err(|error| not_exchanged(&error).into())
}

fn not_exchanged(error: &impl ToString) -> Failure {
    Failure::new(FailureKind::Unknown, error.to_string(), "Reload the page.")
}
