//! The stream of changes, and polls where it is blocked.

use super::Order;
use super::pods::Puller;
use super::renewal::Keeper;
use super::{Connection, Session, Store};
use crate::api::{self, ApiError};
use crate::{browser, json};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{Applied, Delta, Snapshot, Timestamp};
use serde::Deserialize;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// The server says something every 5 s; after three times nothing the stream counts as silent.
const SILENCE_MS: i64 = 15_000;
/// After this many failures in a row the page polls as well.
const FAILURES_BEFORE_POLLING: u32 = 3;
/// The longest pause between two attempts to open the stream.
const LONGEST_PAUSE_MS: i64 = 8_000;

/// A browser opens six connections to a server at most (HTTP/1.1). A tab that nobody looks at for so
/// long gives its own up, and only asks now and then.
const UNSEEN_MS: i64 = 20_000;
/// The least time between two questions who is looking.
const CHECK_PAUSE_MS: i64 = 1000;

/// Nothing changed.
#[derive(Deserialize)]
struct Heartbeat {
    now: Timestamp,
    sequence: u64,
}

/// An open stream. Dropping it closes it.
struct Source {
    source: web_sys::EventSource,
    _on_event: Closure<dyn FnMut(web_sys::MessageEvent)>,
    _on_open: Closure<dyn FnMut(web_sys::Event)>,
    _on_error: Closure<dyn FnMut(web_sys::Event)>,
}

impl Source {
    /// Ends it; nothing is heard of it any more.
    fn close(&self) {
        self.source.set_onopen(None);
        self.source.set_onerror(None);
        self.source.close();
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        self.close();
    }
}

/// The connection to the server. [`Stream::tick`] must be called every second.
#[derive(Clone, Copy)]
pub(super) struct Stream {
    store: Store,
    session: Session,
    puller: Puller,
    keeper: Keeper,
    order: fn(Store) -> Order,
    /// Whether what happens must be heard at once, seen or not.
    must_hear: fn() -> bool,
    interval_ms: i64,
    source: StoredValue<Option<Source>, LocalStorage>,
    state: StoredValue<State>,
}

/// All moments are the browser's, in milliseconds.
#[derive(Clone, Copy, Default)]
struct State {
    /// When the stream was last heard of.
    heard: i64,
    /// When anything was last heard of the server.
    answered: i64,
    /// How often it failed since then.
    failures: u32,
    /// When to open it again.
    retry: i64,
    /// When to poll again.
    poll: i64,
    /// Since when nobody looks at this tab; 0 while somebody does.
    unseen: i64,
    /// Whether an answer to a poll is awaited.
    is_asking: bool,
    /// When the server was last asked who is looking.
    asked: i64,
    /// When to ask that again at the earliest.
    check: i64,
    /// Whether the answer to that is awaited.
    is_checking: bool,
    /// Whether it was asked because the stream was refused, and nothing came since.
    is_refused: bool,
}

// === impl Stream ===

impl Stream {
    /// Opens the stream where the first paint ends. `order` says what to do about a new order of
    /// cards at that moment, `must_hear` whether changes are waited for in a tab that is not seen.
    pub(super) fn open(
        store: Store,
        session: Session,
        puller: Puller,
        keeper: Keeper,
        interval_seconds: u32,
        order: fn(Store) -> Order,
        must_hear: fn() -> bool,
    ) -> Self {
        let stream = Self {
            store,
            session,
            puller,
            keeper,
            order,
            must_hear,
            interval_ms: i64::from(interval_seconds.max(1)) * 1000,
            source: StoredValue::new_local(None),
            state: StoredValue::new(State {
                answered: browser::now_ms(),
                ..State::default()
            }),
        };
        stream.connect(true);
        stream.is_seen(!document().hidden());
        stream
    }

    /// Notices silence, tries again, polls.
    pub(super) fn tick(self) {
        let now = browser::now_ms();
        let state = self.state.get_value();
        let (is_open, has_ended) = (self.is_open(), self.has_ended());
        if state.is_checking {
            if now - state.asked > SILENCE_MS {
                self.state.update_value(|state| state.is_checking = false);
                if has_ended {
                    self.session.doubt();
                } else {
                    self.fail();
                }
            }
            return;
        }
        if self.session.is_doubted() {
            if now >= state.check {
                self.check();
            }
            if !is_open || now >= state.check {
                return;
            }
        }
        if has_ended {
            return;
        }
        if self.is_resting(now) {
            if is_open {
                self.close();
            } else if now >= state.poll {
                self.state
                    .update_value(|state| state.poll = now + self.interval_ms);
                self.connect(true);
            }
            return;
        }
        if is_open && now - state.heard > SILENCE_MS {
            self.fail();
        } else if !is_open && now >= state.retry {
            self.connect(true);
        }
        if state.failures >= FAILURES_BEFORE_POLLING && now >= state.poll && !state.is_asking {
            self.ask();
        }
    }

    /// Somebody comes back to the page, and may have signed in again elsewhere.
    pub(super) fn wake(self) {
        if self.has_ended() {
            // An answer that is awaited already may be from before that; then a tick asks again.
            self.session.doubt();
            self.check();
        }
    }

    /// Somebody looks at the tab, or no longer.
    pub(super) fn is_seen(self, is_seen: bool) {
        let unseen = if is_seen { 0 } else { browser::now_ms() };
        self.state.update_value(|state| state.unseen = unseen);
        if is_seen && !self.is_open() && !self.has_ended() {
            self.connect(true);
        }
    }

    /// Whether nobody has looked for a while, and nothing must be heard.
    fn is_resting(self, now: i64) -> bool {
        let unseen = self.state.get_value().unseen;
        unseen > 0 && now - unseen > UNSEEN_MS && !(self.must_hear)()
    }

    fn is_open(self) -> bool {
        self.source.with_value(|source| {
            source
                .as_ref()
                .is_some_and(|it| it.source.ready_state() != web_sys::EventSource::CLOSED)
        })
    }

    fn has_ended(self) -> bool {
        self.store.connection.get_untracked() == Connection::Ended
    }

    /// Asks who is looking, and goes on accordingly: at once, or not at all.
    fn check(self) {
        let now = browser::now_ms();
        let state = self.state.get_value();
        if state.is_checking {
            return;
        }
        if now < state.check {
            // The next tick asks.
            self.session.doubt();
            return;
        }
        self.state.update_value(|state| {
            state.is_checking = true;
            state.asked = now;
            state.check = now + CHECK_PAUSE_MS;
        });
        spawn_local(async move {
            let answer = self.session.look().await;
            self.state.update_value(|state| state.is_checking = false);
            match answer {
                Ok(true) => {
                    if self.has_ended() {
                        self.say(Connection::Opening);
                    }
                    // Should that be wrong by now, the stream tells.
                    self.session.trust();
                    self.connect(true);
                }
                Ok(false) => {
                    self.source.set_value(None);
                    self.say(Connection::Ended);
                }
                Err(_) if self.has_ended() || self.is_open() => {
                    self.session.doubt();
                    self.state
                        .update_value(|state| state.check = now + LONGEST_PAUSE_MS);
                }
                Err(_) => self.fail(),
            }
        });
    }

    /// The kinds whose rows are shown, as addresses name them.
    fn kinds(self) -> String {
        self.store.selection.with_untracked(|it| it.kinds_query())
    }

    /// Other kinds are shown: begins with everything of them, because a cursor is one of its kinds.
    pub(super) fn begin_anew(self) {
        if self.is_open() {
            self.connect(true);
        }
    }

    /// Opens the stream: where we are, or from the beginning.
    fn connect(self, go_on: bool) {
        let (epoch, sequence) = self.store.cursor();
        let kinds = self.kinds();
        let url = if go_on && !epoch.is_empty() {
            format!("/api/v1/stream?kind={kinds}&epoch={epoch}&since={sequence}")
        } else {
            format!("/api/v1/stream?kind={kinds}")
        };
        self.source.set_value(None);
        self.state
            .update_value(|state| state.heard = browser::now_ms());
        let Ok(source) = web_sys::EventSource::new(&url) else {
            self.fail();
            return;
        };
        let on_event = Closure::<dyn FnMut(web_sys::MessageEvent)>::new(
            move |event: web_sys::MessageEvent| self.receive(&event),
        );
        let on_open =
            Closure::<dyn FnMut(web_sys::Event)>::new(move |_: web_sys::Event| self.opened());
        let on_error =
            Closure::<dyn FnMut(web_sys::Event)>::new(move |_: web_sys::Event| self.broken());
        for name in ["snapshot", "delta", "heartbeat", "end"] {
            let callback = on_event.as_ref().unchecked_ref();
            let _ = source.add_event_listener_with_callback(name, callback);
        }
        source.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        self.source.set_value(Some(Source {
            source,
            _on_event: on_event,
            _on_open: on_open,
            _on_error: on_error,
        }));
    }

    fn receive(self, event: &web_sys::MessageEvent) {
        if event.type_() == "end" {
            self.close();
            self.check();
            return;
        }
        let Some(text) = event.data().as_string() else {
            return;
        };
        let order = (self.order)(self.store);
        let is_understood = match event.type_().as_str() {
            "snapshot" => json::read::<Snapshot>(&text)
                .map(|snapshot| self.store.replace(snapshot, order))
                .is_ok(),
            "delta" => json::read::<Delta>(&text)
                .map(|delta| {
                    if self.store.apply(delta, order) == Applied::Gap {
                        // Not in the middle of its own callback.
                        set_timeout(move || self.connect(false), std::time::Duration::ZERO);
                    }
                })
                .is_ok(),
            _ => json::read::<Heartbeat>(&text)
                .map(|beat| self.store.confirm(beat.sequence, beat.now))
                .is_ok(),
        };
        if !is_understood {
            // The server speaks another version than this page.
            browser::show_stopped();
            return;
        }
        let now = browser::now_ms();
        self.state.update_value(|state| {
            state.heard = now;
            state.answered = now;
            state.failures = 0;
            state.is_refused = false;
        });
        self.say(Connection::Live);
        self.puller.pull();
        // In a tab that nobody looks at, ticks are rare.
        self.keeper.tick();
        if self.is_resting(now) {
            self.close();
        }
    }

    /// The stream is open, though nothing came yet: a proxy may hold back what comes.
    fn opened(self) {
        if self.store.connection.get_untracked() != Connection::Polling {
            self.say(Connection::Live);
        }
    }

    /// The stream broke off, or was not opened. Why is not told; where the browser gives up it was
    /// refused, maybe because nobody is signed in any more.
    fn broken(self) {
        let is_refused = !self.is_open();
        if is_refused && !self.state.get_value().is_refused {
            self.state.update_value(|state| state.is_refused = true);
            self.close();
            self.check();
            return;
        }
        if is_refused {
            // The server answered in between; maybe too many streams are open. Poll at once.
            let enough = FAILURES_BEFORE_POLLING - 1;
            self.state
                .update_value(|state| state.failures = state.failures.max(enough));
        }
        self.fail();
    }

    /// Closes the stream.
    fn close(self) {
        if let Some(source) = self.source.try_update_value(Option::take).flatten() {
            source.close();
            // Not in the middle of its own callback; and not whatever is opened until then.
            set_timeout(move || drop(source), std::time::Duration::ZERO);
        }
    }

    /// Closes the stream and plans the next attempt: soon at first, then less often.
    fn fail(self) {
        let now = browser::now_ms();
        let mut failures = 0;
        self.state.update_value(|state| {
            state.failures = state.failures.saturating_add(1);
            failures = state.failures;
            let pause = 500 << state.failures.min(5);
            // Not everybody at once after a restart of the server.
            let spread = now % 500;
            state.retry = now + pause.min(LONGEST_PAUSE_MS) + spread;
        });
        self.close();
        let is_polling = self.store.connection.get_untracked() == Connection::Polling;
        if failures < FAILURES_BEFORE_POLLING || !is_polling {
            self.lose();
        }
    }

    /// Asks for everything.
    fn ask(self) {
        self.state.update_value(|state| state.is_asking = true);
        spawn_local(async move {
            let answer = api::latest_snapshot(self.kinds()).await;
            let now = browser::now_ms();
            self.state.update_value(|state| {
                state.is_asking = false;
                state.poll = now + self.interval_ms;
            });
            // The stream may have come back in the meantime.
            if self.state.get_value().failures < FAILURES_BEFORE_POLLING {
                return;
            }
            match answer {
                Ok(snapshot) => {
                    self.store.replace(snapshot, (self.order)(self.store));
                    self.state.update_value(|state| state.answered = now);
                    self.say(Connection::Polling);
                }
                Err(ApiError::SignedOut) => self.session.doubt(),
                Err(_) => self.lose(),
            }
        });
    }

    /// Says that the server does not answer.
    fn lose(self) {
        let answered = self.state.get_value().answered;
        self.say(Connection::Lost(Timestamp(answered)));
    }

    fn say(self, connection: Connection) {
        let signal = self.store.connection;
        if signal.get_untracked() != connection {
            signal.set(connection);
        }
    }
}
