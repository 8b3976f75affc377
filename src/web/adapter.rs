//! The gate before the GPU: burn ends the module where an adapter lacks what it takes for granted, so the
//! browser is asked first.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Without it cubecl panics while it makes its first stream, even if nothing is profiled.
const NEEDED_FEATURE: &str = "timestamp-query";

/// What the browser says of its adapter.
pub struct Gate {
    /// Whether it computes in software.
    pub software: bool,
    /// Its name, as far as the browser tells.
    pub name: Option<String>,
}

/// Asks for an adapter; the error says in words why there is none that can be used.
pub async fn ask() -> Result<Gate, String> {
    let gpu = member(&member(&js_sys::global(), "navigator"), "gpu");
    if gpu.is_undefined() {
        return Err("this browser has no WebGPU".to_owned());
    }
    let request: Function =
        member(&gpu, "requestAdapter").dyn_into().map_err(|_| "WebGPU is incomplete".to_owned())?;
    let promise = request.call0(&gpu).map_err(|_| "the browser refused to look for a GPU".to_owned())?;
    let adapter = JsFuture::from(Promise::resolve(&promise))
        .await
        .map_err(|_| "the browser failed to look for a GPU".to_owned())?;
    if adapter.is_null() || adapter.is_undefined() {
        return Err("the browser found no GPU".to_owned());
    }
    let features = member(&adapter, "features");
    let has: Option<Function> = member(&features, "has").dyn_into().ok();
    let found = has.and_then(|has| has.call1(&features, &NEEDED_FEATURE.into()).ok());
    if found.and_then(|found| found.as_bool()) != Some(true) {
        return Err(format!("the GPU lacks the feature {NEEDED_FEATURE}"));
    }
    let info = member(&adapter, "info");
    let software =
        [&info, &adapter].into_iter().any(|from| member(from, "isFallbackAdapter").as_bool() == Some(true));
    Ok(Gate { software, name: name(&info) })
}

/// "vendor architecture" or what there is of it; browsers tell no more.
fn name(info: &JsValue) -> Option<String> {
    let text = |key| member(info, key).as_string().filter(|text| !text.is_empty());
    text("description").or_else(|| {
        let parts: Vec<String> = ["vendor", "architecture"].into_iter().filter_map(text).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    })
}

/// A property, undefined where there is none.
fn member(of: &JsValue, key: &str) -> JsValue {
    Reflect::get(of, &key.into()).unwrap_or(JsValue::UNDEFINED)
}
