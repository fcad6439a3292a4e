//! Keeps the page up to date.

use super::{MATRIX_ID, text};
use crate::address::Address;
use crate::api::{self, ApiError};
use crate::live::{self, Connection, Session, Store};
use crate::ui::drawn::{self, morph};
use crate::ui::effect::{effect, every_second};
use crate::{Page, browser};
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// How long changes are gathered before the page is drawn anew.
const GATHER: Duration = Duration::from_secs(2);

/// Draws the page anew when something changed, and now and then for what does not tell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Follower {
    store: Store,
    session: Session,
    address: Address,
    interval_seconds: u32,
    place: NodeRef<Div>,
    /// Whether another list waits until nobody works in the old one.
    pub(super) is_held: RwSignal<bool>,
    /// Whether it is to be drawn anew after what is under way.
    is_wanted: StoredValue<bool>,
    is_busy: StoredValue<bool>,
    /// The query of what stands there.
    shown: StoredValue<Option<String>>,
}

/// Whether this is in the matrix.
pub(super) fn is_in_matrix(target: Option<web_sys::EventTarget>) -> bool {
    browser::closest(target, &format!("#{MATRIX_ID}")).is_some()
}

// === impl Follower ===

impl Follower {
    pub(super) fn new(
        store: Store,
        session: Session,
        address: Address,
        interval_seconds: u32,
        place: NodeRef<Div>,
    ) -> Self {
        Self {
            store,
            session,
            address,
            interval_seconds,
            place,
            is_held: RwSignal::new(false),
            is_wanted: StoredValue::new(false),
            is_busy: StoredValue::new(false),
            shown: StoredValue::new(None),
        }
    }

    /// Keeps the page up to date for as long as it is there. `is_drawn` says that it is at present.
    pub(super) fn start(self, is_drawn: bool) {
        if is_drawn {
            self.shown
                .set_value(Some(self.address.query.get_untracked()));
        }
        effect(move |is_later| {
            self.address.query.track();
            self.store.version.track();
            if is_later || !is_drawn {
                self.want();
            }
        });
        let mut ticks = 0u32;
        every_second(move || {
            ticks = ticks.wrapping_add(1);
            if let Some(place) = self.place.try_get_untracked().flatten() {
                drawn::tell_times(&place, self.store.clock);
            }
            let is_due = ticks.is_multiple_of(self.interval_seconds.max(1));
            let is_free = self.is_held.try_get_untracked() == Some(true) && !self.is_in_use();
            if is_due || is_free {
                self.want();
            }
        });
    }

    /// Carries out a click on "try again".
    pub(super) fn click(self, event: &web_sys::MouseEvent) {
        if drawn::is_again(event) {
            self.want();
        }
    }

    /// Takes the list that waits.
    pub(super) fn release(self) {
        self.shown.set_value(None);
        self.want();
    }

    fn is_in_use(self) -> bool {
        live::is_in_use(self.store, MATRIX_ID)
    }

    /// Whether what stands there is not what the address says.
    fn is_other(self) -> bool {
        let query = self.address.query.get_untracked();
        self.shown
            .with_value(|shown| shown.as_ref() != Some(&query))
    }

    /// Draws anew: at once what another address says, and soon what changed.
    fn want(self) {
        let is_left = self
            .address
            .path
            .with_untracked(|path| Page::at(path) != Page::Versions);
        let is_over = is_left || self.store.connection.get_untracked() == Connection::Ended;
        let is_wanted = self.is_wanted.try_get_value();
        if is_over || is_wanted.is_none() {
            return;
        }
        if self.is_other() {
            self.is_wanted.set_value(true);
            self.ask();
        } else if is_wanted == Some(false) && !document().hidden() {
            self.is_wanted.set_value(true);
            set_timeout(move || self.ask(), GATHER);
        }
    }

    fn ask(self) {
        // The page may be left meanwhile, or have been drawn.
        if self.is_busy.try_get_value() != Some(false) || !self.is_wanted.get_value() {
            return;
        }
        self.is_wanted.set_value(false);
        self.is_busy.set_value(true);
        let query = self.address.query.get_untracked();
        spawn_local(async move {
            let answer = api::versions(query.clone()).await;
            // It gives the value back where there is no such page any more.
            if self.is_busy.try_set_value(false).is_some() {
                return;
            }
            let is_past = self.address.query.get_untracked() != query;
            if !is_past {
                self.show(query, answer);
            }
            if is_past || self.is_wanted.get_value() {
                self.is_wanted.set_value(true);
                self.ask();
            }
        });
    }

    fn show(self, query: String, answer: Result<String, ApiError>) {
        let Some(place) = self.place.get_untracked() else {
            return;
        };
        let is_other = self.is_other();
        match answer {
            Ok(html) => {
                let is_held = !is_other && self.is_in_use() && lines(&html) != shown_lines(&place);
                if self.is_held.get_untracked() != is_held {
                    self.is_held.set(is_held);
                }
                if !is_held {
                    self.shown.set_value(Some(query));
                    morph(&place, &html);
                }
            }
            Err(ApiError::SignedOut) => self.session.doubt(),
            // What stands there stays; the page says that the server does not answer.
            Err(_) if !is_other => {}
            Err(error) => {
                morph(&place, &drawn::failed(text::THIS_PAGE, &error));
            }
        }
    }
}

/// The keys of the lines in drawn HTML.
fn lines(html: &str) -> Vec<String> {
    let lines = html.split("<tr data-key=\"").skip(1);
    lines
        .filter_map(|line| Some(line.split_once('"')?.0.to_owned()))
        .collect()
}

/// The keys of the lines that stand there.
fn shown_lines(place: &web_sys::Element) -> Vec<String> {
    let Ok(found) = place.query_selector_all("tr[data-key]") else {
        return Vec::new();
    };
    let all = (0..found.length()).filter_map(|index| found.item(index));
    let all = all.filter_map(|node| node.dyn_into::<web_sys::Element>().ok());
    all.filter_map(|line| line.get_attribute("data-key"))
        .collect()
}
