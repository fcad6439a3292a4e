//! The few things asked of the browser itself. Compiled in the server too, and never called there.

use crate::json;
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A place for what only the browser has, empty until it is put there.
///
/// The server may make the place, where it may not make a `StoredValue::new_local`: a page that is
/// drawn in one thread and sent in another would have to drop that in the wrong one.
pub(crate) struct Slot<T: 'static>(StoredValue<Option<StoredValue<T, LocalStorage>>>);

/// A year, in seconds: how long a preference is remembered.
const YEAR: u32 = 31_536_000;

// === impl Slot ===

impl<T> Clone for Slot<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Slot<T> {}

impl<T> Slot<T> {
    /// An empty place.
    pub(crate) fn new() -> Self {
        Self(StoredValue::new(None))
    }

    /// Puts it there. Call in an effect: it goes with that effect.
    pub(crate) fn put(self, value: T) {
        self.0.set_value(Some(StoredValue::new_local(value)));
    }

    /// Does something with what is there, if something is.
    pub(crate) fn change<R>(self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        self.0.try_get_value()??.try_update_value(change)
    }
}

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

/// Puts the text on the clipboard; there is none where the page came by plain http.
pub(crate) async fn copy(text: &str) -> bool {
    let clipboard = window().navigator().clipboard();
    if AsRef::<JsValue>::as_ref(&clipboard).is_undefined() {
        return false;
    }
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

/// What this browser keeps under a name; nothing where it cannot be read.
pub(crate) fn kept<T: DeserializeOwned + Default>(name: &str) -> T {
    let storage = window().local_storage().ok().flatten();
    let text = storage.and_then(|storage| storage.get_item(name).ok().flatten());
    text.and_then(|text| json::read(&text).ok())
        .unwrap_or_default()
}

/// Keeps something in this browser, as far as it keeps anything.
pub(crate) fn keep<T: Serialize + ?Sized>(name: &str, what: &T) {
    let storage = window().local_storage().ok().flatten();
    if let (Some(storage), Ok(text)) = (storage, serde_json::to_string(what)) {
        let _ = storage.set_item(name, &text);
    }
}

/// Whether fingers are what points: then there is a keyboard on the screen only, if any.
pub(crate) fn is_touched() -> bool {
    let query = window().match_media("(pointer: coarse)");
    query.ok().flatten().is_some_and(|query| query.matches())
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

/// Where the upper edge of this element is below that of the screen, and how high the screen is, in
/// pixels.
pub(crate) fn place_of(id: &str) -> Option<(f64, f64)> {
    let element = document().get_element_by_id(id)?;
    let height = window().inner_height().ok()?.as_f64()?;
    Some((element.get_bounding_client_rect().top(), height))
}

/// The height in pixels of the first element in this one that the selector finds.
pub(crate) fn height_of(id: &str, selector: &str) -> Option<f64> {
    let root = document().get_element_by_id(id)?;
    let element = root.query_selector(selector).ok().flatten()?;
    Some(element.get_bounding_client_rect().height()).filter(|height| *height > 0.0)
}

/// All elements in this one that the selector finds, in order.
pub(crate) fn all_in(id: &str, selector: &str) -> Vec<web_sys::Element> {
    let root = document().get_element_by_id(id);
    let Some(found) = root.and_then(|root| root.query_selector_all(selector).ok()) else {
        return Vec::new();
    };
    let nodes = (0..found.length()).filter_map(|index| found.item(index));
    nodes.filter_map(|node| node.dyn_into().ok()).collect()
}

/// How many columns the first grid in this element has that the selector finds.
pub(crate) fn columns_of(id: &str, selector: &str) -> Option<usize> {
    let root = document().get_element_by_id(id)?;
    let grid = root.query_selector(selector).ok().flatten()?;
    let style = window().get_computed_style(&grid).ok().flatten()?;
    let tracks = style.get_property_value("grid-template-columns").ok()?;
    Some(tracks.split_whitespace().count()).filter(|columns| *columns > 0)
}

/// The font size of the page, in pixels; it is that of the browser's settings.
pub(crate) fn rem() -> f64 {
    const USUAL: f64 = 16.0;
    let size = || {
        let root = document().document_element()?;
        let style = window().get_computed_style(&root).ok().flatten()?;
        let size = style.get_property_value("font-size").ok()?;
        // It reads as far as there is a number.
        Some(js_sys::parse_float(&size)).filter(|size| *size > 0.0)
    };
    size().unwrap_or(USUAL)
}

/// Whether a key is held that gives others another meaning; with Shift it is another key.
pub(crate) fn has_modifier(event: &web_sys::KeyboardEvent) -> bool {
    event.ctrl_key() || event.meta_key() || event.alt_key()
}

/// Whether a dialog has the page.
pub(crate) fn has_dialog() -> bool {
    let open = document().query_selector("dialog[open]");
    open.is_ok_and(|open| open.is_some())
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

/// The innermost element around what something happened to that the selector finds.
pub(crate) fn closest(
    target: Option<web_sys::EventTarget>,
    selector: &str,
) -> Option<web_sys::Element> {
    let element = target?.dyn_into::<web_sys::Element>().ok()?;
    element.closest(selector).ok()?
}

/// Whether this click holds no key that gives it another meaning to the browser.
pub(crate) fn is_plain(event: &web_sys::MouseEvent) -> bool {
    !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key())
}

/// The element of the page behind the drawer that stands for this Deployment.
fn find_by_key(key: &str) -> Option<web_sys::Element> {
    let all = document().query_selector_all("main [data-key]").ok()?;
    (0..all.length())
        .filter_map(|index| all.item(index)?.dyn_into::<web_sys::Element>().ok())
        .find(|element| element.get_attribute("data-key").as_deref() == Some(key))
}

/// Sees to it that who went to another address with the keyboard goes on from where they were: when
/// what had the focus is gone afterwards, the focus goes to what stands for the same, to the next
/// filter, or else to the page's main part.
pub(crate) fn hold_focus() {
    let body = document().body();
    let is_body =
        move |element: &web_sys::Element| Some(element) == body.as_deref().map(AsRef::as_ref);
    let Some(before) = document().active_element().filter(|it| !is_body(it)) else {
        return;
    };
    let card = before.closest("main [data-key]").ok().flatten();
    let key = card.and_then(|card| card.get_attribute("data-key"));
    request_animation_frame(move || {
        if before.is_connected() || !document().active_element().as_ref().is_some_and(is_body) {
            return;
        }
        if key.is_some_and(|key| focus_by_key(&key)) {
            return;
        }
        if let Some(page) = document().document_element() {
            let _ = focus_in(&page, ".filters a") || focus_in(&page, "#main");
        }
    });
}

/// Gives the focus to what stands for this Deployment: a link, or what has one. Returns whether there
/// is any.
pub(crate) fn focus_by_key(key: &str) -> bool {
    find_by_key(key).is_some_and(|card| match card.has_attribute("href") {
        true => focus(card),
        false => focus_in(&card, "a[href]"),
    })
}

/// The first link of the card that was clicked, unless the click was on something that has a
/// meaning of its own, or marked text.
pub(crate) fn card_link(event: &web_sys::MouseEvent) -> Option<String> {
    let closest = |selector: &str| closest(event.target(), selector);
    let has_meaning = closest("a, button, summary, input, label").is_some();
    let selection = window().get_selection().ok().flatten();
    if has_meaning || selection.is_some_and(|selection| !selection.is_collapsed()) {
        return None;
    }
    let link = closest("[data-key]")?.query_selector("a[href]").ok()??;
    link.get_attribute("href")
}

/// Puts the focus on the first element below `root` that the selector finds; returns whether there
/// is one.
pub(crate) fn focus_in(root: &web_sys::Element, selector: &str) -> bool {
    let found = root.query_selector(selector).ok().flatten();
    found.is_some_and(focus)
}

fn focus(element: web_sys::Element) -> bool {
    let element = element.dyn_into::<web_sys::HtmlElement>();
    element.is_ok_and(|element| element.focus().is_ok())
}
