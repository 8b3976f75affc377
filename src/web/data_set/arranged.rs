//! Which of the files are which clips.

use tsify::Ts;
use wasm_bindgen::prelude::*;

use super::types::{ArrangedClip, ArrangedSet};
use crate::video::{ClipFolder, SetFolders};
use crate::web::failure::Failure;

/// Sorts the paths of chosen files, whose parts `/` separates.
#[wasm_bindgen]
pub fn arrange_set(paths: Vec<String>) -> Result<Ts<ArrangedSet>, JsValue> {
    let SetFolders { test, train, truth, left_out } = SetFolders::of(&paths).map_err(Failure::from)?;
    let clip = |ClipFolder { id, frames }: ClipFolder| ArrangedClip { id, frames };
    let clips = |clips: Vec<ClipFolder>| clips.into_iter().map(clip).collect();
    crate::web::out(ArrangedSet { test: clips(test), train: clips(train), truth, left_out })
}
