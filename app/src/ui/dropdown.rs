//! Drop-downs are `<details>`: they work without script. With it they close on a click elsewhere
//! and on Escape, and `/` leads to the search field.

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
    let key = window_event_listener(ev::keydown, |event| match event.key().as_str() {
        "Escape" => browser::close_dropdowns(None, true),
        "/" if !is_typing() => {
            if let Some(body) = document().body() {
                event.prevent_default();
                browser::focus_in(&body, ".app-header form[role=search] input[type=search]");
            }
        }
        _ => {}
    });
    on_cleanup(move || {
        click.remove();
        key.remove();
    });
}

/// Whether a key stroke goes into a field.
fn is_typing() -> bool {
    document()
        .active_element()
        .is_some_and(|active| matches!(&*active.tag_name(), "INPUT" | "TEXTAREA" | "SELECT"))
}
