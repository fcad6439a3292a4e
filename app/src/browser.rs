//! The few things asked of the browser itself. Compiled in the server too, and never called there.

use leptos::prelude::{document, window};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;

/// A year, in seconds: how long a preference is remembered.
const YEAR: u32 = 31_536_000;

/// The browser's clock, in milliseconds since 1970.
pub(crate) fn now_ms() -> i64 {
    // Milliseconds since 1970 fit exactly.
    #[allow(clippy::cast_possible_truncation)]
    let now = js_sys::Date::now() as i64;
    now
}

/// How far the browser's zone is ahead of UTC, in minutes.
pub(crate) fn zone_minutes() -> i64 {
    #[allow(clippy::cast_possible_truncation)]
    let behind = js_sys::Date::new_0().get_timezone_offset() as i64;
    -behind
}

/// Remembers a preference.
pub(crate) fn set_cookie(name: &str, value: &str) {
    if let Some(document) = document().dyn_ref::<web_sys::HtmlDocument>() {
        let cookie = format!("{name}={value}; Path=/; Max-Age={YEAR}; SameSite=Lax");
        // A browser that keeps no cookies forgets; that is its owner's wish.
        let _ = document.set_cookie(&cookie);
    }
}

/// Sets or removes an attribute of `<html>`.
pub(crate) fn set_root_attribute(name: &str, value: Option<&str>) {
    if let Some(root) = document().document_element() {
        let _ = match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        };
    }
}

/// What this browser keeps under a name; nothing where it cannot be read.
pub(crate) fn kept<T: DeserializeOwned + Default>(name: &str) -> T {
    let storage = window().local_storage().ok().flatten();
    let text = storage.and_then(|storage| storage.get_item(name).ok().flatten());
    text.and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

/// Keeps something in this browser, as far as it keeps anything.
pub(crate) fn keep<T: Serialize + ?Sized>(name: &str, what: &T) {
    let storage = window().local_storage().ok().flatten();
    if let (Some(storage), Ok(text)) = (storage, serde_json::to_string(what)) {
        let _ = storage.set_item(name, &text);
    }
}

/// Whether the window is wider than a phone's.
pub(crate) fn is_wide() -> bool {
    const PHONE: f64 = 640.0;
    let width = window().inner_width().ok().and_then(|width| width.as_f64());
    width.is_none_or(|width| width >= PHONE)
}

/// Gives the tab the icon at this path.
pub(crate) fn set_icon(path: &str) {
    let link = document().query_selector("link[rel=icon]").ok().flatten();
    if let Some(link) = link.filter(|link| link.get_attribute("href").as_deref() != Some(path)) {
        let _ = link.set_attribute("href", path);
    }
}

/// Asks the server for the page anew.
pub(crate) fn reload() {
    // Whoever stays here sees the old page, marked as such.
    let _ = window().location().reload();
}

/// Says on the page that it no longer works, and offers a reload.
pub(crate) fn show_stopped() {
    set_root_attribute("data-stopped", Some(""));
}

/// Makes a panic visible: on the page as a bar that offers a reload, and on the console.
pub fn report_panics() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        show_stopped();
    }));
}

/// Whether the person has the focus or a piece of selected text in this element.
pub(crate) fn is_in_use(id: &str) -> bool {
    let Some(element) = document().get_element_by_id(id) else {
        return false;
    };
    let has_focus = document()
        .active_element()
        .is_some_and(|active| element.contains(Some(&active)));
    let has_selection = || {
        let selection = window().get_selection().ok().flatten()?;
        let is_inside = element.contains(selection.anchor_node().as_ref());
        Some(!selection.is_collapsed() && is_inside)
    };
    has_focus || has_selection() == Some(true)
}

/// Closes every open drop-down except those around `inside`; with `refocus` the focus goes back to
/// the button of the last one.
pub(crate) fn close_dropdowns(inside: Option<&web_sys::Node>, refocus: bool) {
    let Ok(open) = document().query_selector_all("details.dropdown[open]") else {
        return;
    };
    for index in 0..open.length() {
        let Some(node) = open.item(index) else {
            continue;
        };
        if inside.is_some() && node.contains(inside) {
            continue;
        }
        if let Some(details) = node.dyn_ref::<web_sys::HtmlDetailsElement>() {
            details.set_open(false);
            if refocus {
                focus_in(details, "summary");
            }
        }
    }
}

/// Puts the focus on the first element below `root` that the selector finds.
pub(crate) fn focus_in(root: &web_sys::Element, selector: &str) {
    let found = root.query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}
