//! Drop-downs are `<details>`: they work without script. With it they close on a click elsewhere,
//! and on Escape as [`crate::shortcuts`] has it.

use crate::browser;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Listens for as long as the page lives. Call once, in an effect.
pub(crate) fn follow() {
    let click = window_event_listener(ev::click, |event| {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        browser::close_dropdowns(target.as_ref(), false);
    });
    on_cleanup(move || click.remove());
}
