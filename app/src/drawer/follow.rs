//! Keeps what stands in the drawer up to date.

use super::Drawn;
use super::opened::Opened;
use super::text;
use crate::api::{self, ApiError};
use crate::live::{Connection, Session, Store};
use crate::ui::drawn::{self, AWAITED, morph};
use crate::ui::effect::{effect, every_second};
use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// How long changes are gathered before the drawer is drawn anew.
const GATHER: Duration = Duration::from_millis(200);
/// What is read from the cluster itself is not asked for more often than this.
const GATHER_READ: Duration = Duration::from_secs(2);

/// Draws the drawer anew when the Deployment changes, and now and then for what does not tell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Follower {
    pub(super) store: Store,
    pub(super) opened: Memo<Option<Opened>>,
    pub(super) session: Session,
    interval_seconds: u32,
    /// Whether it is to be drawn anew after what is under way.
    is_wanted: StoredValue<bool>,
    is_busy: StoredValue<bool>,
    /// What stands there.
    shown: StoredValue<Option<Opened>>,
    dialog: StoredValue<Option<NodeRef<Dialog>>>,
}

// === impl Follower ===

impl Follower {
    pub(super) fn new(
        store: Store,
        session: Session,
        interval_seconds: u32,
        opened: Memo<Option<Opened>>,
    ) -> Self {
        Self {
            store,
            opened,
            session,
            interval_seconds,
            is_wanted: StoredValue::new(false),
            is_busy: StoredValue::new(false),
            shown: StoredValue::new(None),
            dialog: StoredValue::new(None),
        }
    }

    /// Keeps the inside of this dialog up to date for as long as it is there. `is_drawn` says that
    /// it is at present.
    pub(super) fn start(self, dialog: NodeRef<Dialog>, is_drawn: bool) {
        self.dialog.set_value(Some(dialog));
        if is_drawn {
            self.shown.set_value(self.opened.get_untracked());
        }
        effect(move |is_later| {
            let opened = self.opened.get();
            if let Some(card) = opened.as_ref().and_then(|it| self.store.find(&it.key)) {
                card.row.track();
                card.shown.track();
            }
            if is_later || !is_drawn {
                self.want();
            }
        });
        let mut ticks = 0u32;
        every_second(move || {
            ticks = ticks.wrapping_add(1);
            self.tell_times();
            if ticks.is_multiple_of(self.interval_seconds.max(1)) {
                self.want();
            }
        });
    }

    /// Carries out a click on "try again".
    pub(super) fn click(self, event: &web_sys::MouseEvent) {
        if drawn::is_again(event) {
            self.each(".drawer-body", |place| place.set_inner_html(AWAITED));
            self.shown.set_value(None);
            self.want();
        }
    }

    /// Draws anew, soon.
    fn want(self) {
        let is_over = self.store.connection.get_untracked() == Connection::Ended;
        if is_over || self.is_wanted.try_get_value() != Some(false) {
            return;
        }
        self.is_wanted.set_value(true);
        let opened = self.opened.get_untracked();
        let is_other = self.shown.with_value(|shown| *shown != opened);
        if is_other {
            self.wait_visibly();
        }
        let pause = match &opened {
            _ if is_other => Duration::ZERO,
            Some(opened) if opened.tab.is_read() => GATHER_READ,
            _ => GATHER,
        };
        set_timeout(move || self.ask(), pause);
    }

    fn ask(self) {
        let Some(opened) = self.opened.try_get_untracked().flatten() else {
            return;
        };
        // The drawer may be closed meanwhile.
        if self.is_busy.try_get_value() != Some(false) {
            return;
        }
        self.is_wanted.set_value(false);
        self.is_busy.set_value(true);
        let query = self.store.selection.with_untracked(|it| opened.link(it));
        let query = query.trim_start_matches("/?").to_owned();
        spawn_local(async move {
            let answer = api::drawer(query).await;
            // It gives the value back where there is no drawer any more.
            if self.is_busy.try_set_value(false).is_some() {
                return;
            }
            let is_past = self.opened.get_untracked().as_ref() != Some(&opened);
            if !is_past {
                self.show(opened, answer);
            }
            if is_past || self.is_wanted.get_value() {
                self.ask();
            }
        });
    }

    fn show(self, opened: Opened, answer: Result<Drawn, ApiError>) {
        let is_new = self
            .shown
            .with_value(|shown| shown.as_ref() != Some(&opened));
        match answer {
            Ok(Drawn { head, body }) => {
                self.shown.set_value(Some(opened));
                self.each(".drawer-head", |place| morph(place, &head));
                self.each(".drawer-body", |place| morph(place, &body));
                self.tell_times();
            }
            Err(ApiError::SignedOut) => self.session.doubt(),
            // What stands there stays; the page says that the server does not answer.
            Err(_) if !is_new => {}
            Err(error) => {
                let words = drawn::failed(text::THIS_PART, &error);
                self.each(".drawer-head .awaited", |place| place.set_inner_html(""));
                self.each(".drawer-body", |place| morph(place, &words));
            }
        }
    }

    /// Another part is asked for: what stands there is not it.
    fn wait_visibly(self) {
        if self.shown.with_value(Option::is_some) {
            self.each(".drawer-body", |place| place.set_inner_html(AWAITED));
        }
    }

    /// Lets the ages go on, and makes times of day the viewer's own.
    fn tell_times(self) {
        let dialog = self.dialog.try_get_value().flatten();
        if let Some(dialog) = dialog.and_then(|dialog| dialog.get_untracked()) {
            drawn::tell_times(&dialog, self.store.clock);
        }
    }

    /// Does this to every element of the drawer that the selector finds.
    fn each(self, selector: &str, act: impl Fn(&web_sys::Element)) {
        let dialog = self.dialog.try_get_value().flatten();
        let Some(dialog) = dialog.and_then(|dialog| dialog.get_untracked()) else {
            return;
        };
        let Ok(found) = dialog.query_selector_all(selector) else {
            return;
        };
        for index in 0..found.length() {
            if let Some(element) = found.item(index).and_then(|it| it.dyn_into().ok()) {
                act(&element);
            }
        }
    }
}
