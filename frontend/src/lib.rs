//! The entry point in the browser.

use wasm_bindgen::prelude::wasm_bindgen;

/// Brings the server's page to life. Called by the document's script once this module is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    app::report_panics();
    leptos::mount::hydrate_body(app::App);
}
