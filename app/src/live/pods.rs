//! Pods are pulled: those of the cards on screen, when they changed and now and then for what they
//! use.

use super::{Connection, Session, Store};
use crate::api::{self, ApiError};
use crate::browser::Slot;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::DeploymentKey;
use std::time::Duration;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// How long wishes are gathered before they are asked for together.
const GATHER: Duration = Duration::from_millis(50);
/// How far off the screen a card counts as on it, so that its pods are there before it is.
const MARGIN: &str = "300px 0px";

/// The pulling of pods.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Puller {
    store: Store,
    session: Session,
    is_busy: StoredValue<bool>,
}

// === impl Puller ===

impl Puller {
    pub(crate) fn new(store: Store, session: Session) -> Self {
        Self {
            store,
            session,
            is_busy: StoredValue::new(false),
        }
    }

    /// Asks for what is wanted, soon.
    pub(crate) fn pull(self) {
        if self.store.connection.get_untracked() == Connection::Ended {
            return;
        }
        let is_idle = self.store.wanted.with_value(|wanted| wanted.is_empty());
        if !is_idle && !self.is_busy.get_value() {
            self.is_busy.set_value(true);
            set_timeout(move || self.ask(), GATHER);
        }
    }

    /// Wants the pods of everything on screen.
    pub(crate) fn want_visible(self) {
        let visible = self.store.visible.get_value();
        self.store
            .wanted
            .update_value(|wanted| wanted.extend(visible));
        self.pull();
    }

    fn ask(self) {
        let mut batch: Vec<DeploymentKey> = Vec::new();
        self.store.wanted.update_value(|wanted| {
            batch = wanted.iter().take(api::MOST_KEYS).cloned().collect();
            wanted.retain(|key| !batch.contains(key));
        });
        spawn_local(async move {
            match api::pods(batch).await {
                Ok(pods) => self.store.put_pods(pods),
                Err(ApiError::SignedOut) => self.session.doubt(),
                // Not reported here: the connection's own state tells, and the next turn asks again.
                Err(_) => {}
            }
            self.is_busy.set_value(false);
            self.pull();
        });
    }
}

/// Which cards are on screen.
#[derive(Clone, Copy)]
pub(crate) struct Visible {
    observer: Slot<web_sys::IntersectionObserver>,
}

// === impl Visible ===

impl Visible {
    /// Nothing is watched yet.
    pub(crate) fn new() -> Self {
        Self {
            observer: Slot::new(),
        }
    }

    /// Begins to watch. Call once, in an effect.
    pub(crate) fn start(self, store: Store, puller: Puller) {
        let seen = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
            for entry in entries.iter() {
                see(store, &entry);
            }
            puller.pull();
        });
        let options = web_sys::IntersectionObserverInit::new();
        options.set_root_margin(MARGIN);
        let observer = web_sys::IntersectionObserver::new_with_options(
            seen.as_ref().unchecked_ref(),
            &options,
        );
        // It lives as long as the page.
        seen.forget();
        if let Ok(observer) = observer {
            self.observer.put(observer);
        }
    }

    /// Watches this card.
    pub(crate) fn watch(self, card: &web_sys::Element) {
        self.observer.change(|observer| observer.observe(card));
    }

    /// Stops watching this card.
    pub(crate) fn forget(self, card: &web_sys::Element) {
        self.observer.change(|observer| observer.unobserve(card));
    }
}

/// Takes note that a card came on the screen or left it.
fn see(store: Store, entry: &JsValue) {
    let Some(entry) = entry.dyn_ref::<web_sys::IntersectionObserverEntry>() else {
        return;
    };
    let Some(key) = entry
        .target()
        .get_attribute("data-key")
        .as_deref()
        .and_then(|key| key.parse().ok())
    else {
        return;
    };
    if entry.is_intersecting() {
        if let Some(card) = store.card(&key) {
            store.want_if_old(&card);
        }
        store.visible.update_value(|visible| {
            visible.insert(key);
        });
    } else {
        store.visible.update_value(|visible| {
            visible.remove(&key);
        });
    }
}
