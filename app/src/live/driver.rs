//! What keeps the page going in the browser: one tick a second.

use super::pods::Puller;
use super::renewal::Keeper;
use super::stream::Stream;
use super::{Connection, Order, Session, Store, Visible, finding, usage};
use crate::browser;
use gloo_timers::callback::Interval;
use leptos::ev;
use leptos::prelude::{Effect, GetUntracked, With, document, window_event_listener};

/// The element that holds the cards.
pub(crate) const CARDS_ID: &str = "groups";
/// How long after its last movement a resting pointer keeps cards where they are.
const POINTER_MS: i64 = 10_000;

/// Keeps the store up to date from now on. Call once, in an effect.
/// `must_hear` says whether changes are waited for in a tab that nobody looks at.
pub(crate) fn start(
    store: Store,
    session: Session,
    visible: Visible,
    interval_seconds: u32,
    must_hear: fn() -> bool,
) {
    store.clock.begin();
    store.clock.localise();
    let puller = Puller::new(store, session);
    let keeper = Keeper::new(session, store.clock, js_sys::Math::random());
    let stream = Stream::open(
        store,
        session,
        puller,
        keeper,
        interval_seconds,
        order,
        must_hear,
    );
    visible.start(store, puller);
    Effect::new(move |before: Option<String>| {
        let kinds = store.selection.with(|selection| selection.kinds_query());
        if before.is_some_and(|before| before != kinds) {
            stream.begin_anew();
        }
        kinds
    });
    // Somebody may have signed in again elsewhere. It listens as long as the page.
    let _ = window_event_listener(ev::focus, move |_| stream.wake());
    let _ = window_event_listener(ev::visibilitychange, move |_| {
        stream.is_seen(!document().hidden());
    });
    let interval = u64::from(interval_seconds.max(1));
    let mut ticks = 0u64;
    let tick = move || {
        if store.connection.get_untracked() == Connection::Ended {
            stream.tick();
            return;
        }
        ticks += 1;
        store.clock.tick();
        keeper.tick();
        stream.tick();
        if store.is_behind() && order(store) == Order::New {
            store.refresh(Order::New);
        }
        if ticks.is_multiple_of(interval) {
            puller.want_visible();
            usage::pull(store, session, order);
            finding::pull(store, session, order);
        } else {
            puller.pull();
        }
    };
    // It runs as long as the page.
    Interval::new(1000, tick).forget();
}

/// Asks for what the picked order depends on, and takes it in at once: somebody just picked it.
pub(crate) fn ask_for_order(store: Store, session: Session) {
    usage::pull(store, session, |_| Order::New);
}

/// Asks what the search finds by the names of Pods, and takes it in at once: somebody just typed it.
pub(crate) fn find_pods(store: Store, session: Session) {
    finding::pull(store, session, |_| Order::New);
}

/// Cards stay where they are while somebody points at them, has the focus or marked text there.
fn order(store: Store) -> Order {
    if is_in_use(store, CARDS_ID) {
        Order::Kept
    } else {
        Order::New
    }
}

/// Whether somebody points at what is in this element, has the focus or marked text there.
pub(crate) fn is_in_use(store: Store, id: &str) -> bool {
    browser::now_ms() - store.pointed_at() < POINTER_MS || browser::is_in_use(id)
}
