//! What copies: `<button data-copy="text">`, and `<a data-copies href="…">`, which copies what it
//! leads to.

use crate::ui::text;
use crate::{api, browser};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use web_sys::Element;

/// How long it says that it copied.
const SAID: Duration = Duration::from_secs(2);

/// Carries out a plain click on what copies. `said` gets the words for screen readers. A link is
/// followed where the browser does not let this page copy.
pub(crate) fn click(event: &web_sys::MouseEvent, said: RwSignal<&'static str>) {
    if let Some(button) = browser::closest(event.target(), "[data-copy]") {
        let text = text_of(&button);
        spawn_local(async move {
            let is_done = browser::copy(&text).await;
            tell(button, said, is_done);
        });
    } else if let Some(link) = browser::closest(event.target(), "a[data-copies]")
        && browser::is_plain(event)
    {
        event.prevent_default();
        let href = link.get_attribute("href").unwrap_or_default();
        spawn_local(async move {
            let is_done = match api::text(&href).await {
                Ok(text) => browser::copy(&text).await,
                Err(_) => false,
            };
            match is_done {
                true => tell(link, said, true),
                false => {
                    let _ = window().location().set_href(&href);
                }
            }
        });
    }
}

/// What this button copies.
fn text_of(button: &Element) -> String {
    match &*button.get_attribute("data-copy").unwrap_or_default() {
        // The address of what is shown.
        "" => window().location().href().unwrap_or_default(),
        // The text of this element.
        id if id.starts_with('#') => {
            let element = document().get_element_by_id(&id[1..]);
            element.and_then(|it| it.text_content()).unwrap_or_default()
        }
        text => text.to_owned(),
    }
}

/// Says for a while how it went; the page may be left meanwhile.
fn tell(element: Element, said: RwSignal<&'static str>, is_done: bool) {
    let (word, words) = match is_done {
        true => ("yes", text::COPIED),
        false => ("no", text::NOT_COPIED),
    };
    said.try_set(words);
    let _ = element.set_attribute("data-copied", word);
    set_timeout(
        move || {
            let _ = element.remove_attribute("data-copied");
            said.try_set("");
        },
        SAID,
    );
}
