//! What following asks of the browser: leave to notify, the notifications, and a place to keep what
//! is followed.

use super::{Followed, text};
use crate::address::Address;
use crate::browser;
use leptos::prelude::window;
use leptos::task::spawn_local;
use model::Notice;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions, NotificationPermission};

/// Where the browser keeps what is followed.
const KEY: &str = "dl_following";

/// Why the browser does not notify.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It cannot.
    Unable,
    /// It may not: somebody said so, or its settings do.
    Denied,
    /// Nobody answered its question.
    Unanswered,
}

// === impl Refusal ===

impl Refusal {
    /// In words, with what to do about it.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Unable => text::UNABLE,
            Self::Denied => text::DENIED,
            Self::Unanswered => text::UNANSWERED,
        }
    }
}

/// What is followed. What cannot be read is forgotten.
pub(super) fn kept() -> Vec<Followed> {
    browser::kept(KEY)
}

/// Whether anything is followed.
pub(crate) fn is_anything_followed() -> bool {
    !kept().is_empty()
}

/// Keeps what is followed.
pub(super) fn keep(all: &[Followed]) {
    browser::keep(KEY, all);
}

/// Whether this browser knows notifications at all.
fn is_able() -> bool {
    js_sys::Reflect::has(&window(), &JsValue::from_str("Notification")).unwrap_or(false)
}

/// Asks for leave to notify, and tells why there is none.
pub(super) fn ask(tell: impl Fn(Option<Refusal>) + 'static) {
    if !is_able() {
        return tell(Some(Refusal::Unable));
    }
    let refusal = || match Notification::permission() {
        NotificationPermission::Granted => None,
        NotificationPermission::Default => Some(Refusal::Unanswered),
        _ => Some(Refusal::Denied),
    };
    match Notification::permission() {
        NotificationPermission::Default => spawn_local(async move {
            if let Ok(question) = Notification::request_permission() {
                // The answer is read from the permission itself.
                let _ = JsFuture::from(question).await;
            }
            tell(refusal());
        }),
        _ => tell(refusal()),
    }
}

/// Shows a notice, if the browser may. A click on it leads to the link.
pub(super) fn show(notice: &Notice, link: &str, address: Address) {
    if !is_able() || Notification::permission() != NotificationPermission::Granted {
        return;
    }
    let options = NotificationOptions::new();
    options.set_body(&notice.body);
    options.set_icon("/favicon.svg");
    // Two tabs say the same once.
    options.set_tag(link);
    // Some browsers know the word and refuse the deed.
    let Ok(shown) = Notification::new_with_options(&notice.title, &options) else {
        return;
    };
    let link = link.to_owned();
    let itself = shown.clone();
    let on_click = Closure::once_into_js(move || {
        let _ = window().focus();
        address.go(&link);
        itself.close();
    });
    shown.set_onclick(Some(on_click.unchecked_ref()));
}
