//! The link to the Markdown, which copies what it leads to.

use crate::api;
use crate::browser;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

/// Carries out a plain click on the link. `said` gets the words for screen readers. Where the
/// browser does not let this page copy, the link is followed.
pub(super) fn click(event: &web_sys::MouseEvent, said: RwSignal<&'static str>) {
    let is_plain = !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
    let target = event.target();
    let target = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let link = target.and_then(|target| target.closest("a[data-copies]").ok().flatten());
    let Some(link) = link.filter(|_| is_plain) else {
        return;
    };
    event.prevent_default();
    let href = link.get_attribute("href").unwrap_or_default();
    spawn_local(async move {
        let is_copied = match api::text(&href).await {
            Ok(text) => browser::copy(&text).await,
            Err(_) => false,
        };
        if !is_copied {
            let _ = window().location().set_href(&href);
            return;
        }
        said.set("Copied");
        let _ = link.set_attribute("data-copied", "yes");
        let pause = std::time::Duration::from_secs(2);
        set_timeout(
            move || {
                let _ = link.remove_attribute("data-copied");
                said.try_set("");
            },
            pause,
        );
    });
}
