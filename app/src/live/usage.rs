//! Usage is pulled. An order by it needs the figures of everything: they are asked for while such
//! an order is picked, as often as those of the cards on screen.

use super::{Order, Session, Store};
use crate::api::{self, ApiError};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Asks for everything's usage where the order depends on it. `order` says what to do about a new
/// order of cards when the answer is there.
pub(super) fn pull(store: Store, session: Session, order: fn(Store) -> Order) {
    if !store.selection.with_untracked(|it| it.sort.needs_usage()) {
        return;
    }
    let kinds = store.selection.with_untracked(|it| it.kinds_query());
    spawn_local(async move {
        match api::all_usage(kinds).await {
            Ok(usage) => store.put_usage(usage.into(), order(store)),
            Err(ApiError::SignedOut) => session.doubt(),
            // The connection's own state tells, and the next turn asks again.
            Err(_) => {}
        }
    });
}
