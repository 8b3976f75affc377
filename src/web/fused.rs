//! Fused products on the CPU, where the browser has them.
//!
//! The kernels' inner loops with `relaxed_madd` are a module of 3 kB inside this one (`src/nn/cpu/tiles`). It shares this
//! module's memory, and its functions take the places of the plain ones in this module's table.

use std::cell::Cell;

use js_sys::{Function, Object, Reflect, Uint8Array, WebAssembly};
use oddframe_kernels::fused;
use wasm_bindgen::prelude::*;

thread_local! {
    static INSTALLED: Cell<bool> = const { Cell::new(false) };
}

/// Whether the CPU's tiles make products by `relaxed_madd`, which rounds a product and its sum once where the processor can:
/// about a fifth faster, and last bits that differ.
#[wasm_bindgen]
pub fn products_are_fused() -> bool {
    INSTALLED.get()
}

/// Has the tiles' products fused where the browser can; elsewhere they stay as they are. That a browser says it can and then
/// cannot is told on the console.
pub(super) fn install() {
    let module = Uint8Array::from(fused::MODULE);
    if !matches!(WebAssembly::validate(&module), Ok(true)) {
        return;
    }
    match put_in_place(&module) {
        Ok(()) => INSTALLED.set(true),
        Err(why) => {
            web_sys::console::warn_2(
                &"Products stay unfused: the module that has them does not start.".into(),
                &why,
            );
        }
    }
}

fn put_in_place(module: &Uint8Array) -> Result<(), JsValue> {
    let (imports, env) = (Object::new(), Object::new());
    Reflect::set(&env, &"memory".into(), &wasm_bindgen::memory())?;
    Reflect::set(&imports, &"env".into(), &env)?;
    let instance = WebAssembly::Instance::new(&WebAssembly::Module::new(module)?, &imports)?;
    let functions = fused::slots().map(|(name, slot)| {
        Ok((slot, Reflect::get(&instance.exports(), &name.into())?.dyn_into::<Function>()?))
    });
    // All are there before the first is put in place.
    let functions = functions.into_iter().collect::<Result<Vec<_>, JsValue>>()?;
    let table: WebAssembly::Table = wasm_bindgen::function_table().dyn_into()?;
    functions.iter().try_for_each(|(slot, function)| table.set(*slot, function))
}
