//! Drop-downs are `<details>`: they work without script. With it they close when somebody clicks
//! or goes elsewhere, and on Escape as [`crate::shortcuts`] has it.

use crate::browser;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Listens for as long as the page lives. Call once, in an effect.
pub(crate) fn follow() {
    let leave = |target: Option<web_sys::EventTarget>| {
        let target = target.and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        browser::close_dropdowns(target.as_ref(), false);
    };
    let click = window_event_listener(ev::click, move |event| leave(event.target()));
    let focus = window_event_listener(ev::focusin, move |event| leave(event.target()));
    on_cleanup(move || {
        click.remove();
        focus.remove();
    });
}
