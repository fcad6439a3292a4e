//! Buttons that copy: `<button data-copy="text">`.

use crate::browser;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// How long a button says that it copied.
const SAID: Duration = Duration::from_secs(2);

/// Carries out a click on a button that copies. `said` gets the words for screen readers.
pub(super) fn click(event: &web_sys::MouseEvent, said: RwSignal<&'static str>) {
    let target = event.target();
    let target = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let button = target.and_then(|target| target.closest("[data-copy]").ok().flatten());
    let Some(button) = button else { return };
    let text = match &*button.get_attribute("data-copy").unwrap_or_default() {
        // The address of what is shown.
        "" => window().location().href().unwrap_or_default(),
        // The text of this element.
        id if id.starts_with('#') => {
            let element = document().get_element_by_id(&id[1..]);
            element.and_then(|it| it.text_content()).unwrap_or_default()
        }
        text => text.to_owned(),
    };
    spawn_local(async move {
        let is_done = browser::copy(&text).await;
        said.set(if is_done {
            "Copied"
        } else {
            "The browser does not let this page copy"
        });
        let word = if is_done { "yes" } else { "no" };
        let _ = button.set_attribute("data-copied", word);
        set_timeout(
            move || {
                let _ = button.remove_attribute("data-copied");
                said.set("");
            },
            SAID,
        );
    });
}
