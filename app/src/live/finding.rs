//! Names of Pods are looked through by the server: the page knows only those on screen.

use super::{Order, Session, Store};
use crate::api::{self, ApiError};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Asks what the search finds by the names of Pods, where they matter. `order` says what to do about a
/// new order of cards when the answer is there.
pub(super) fn pull(store: Store, session: Session, order: fn(Store) -> Order) {
    let asked = store.selection.get_untracked();
    if !asked.search.asks_for_pods() {
        return;
    }
    spawn_local(async move {
        match api::find_pods(asked.to_query()).await {
            Ok(found) => {
                // Somebody may have typed on.
                if store
                    .selection
                    .with_untracked(|now| now.search == asked.search)
                {
                    store.put_found_pods(found, order(store));
                }
            }
            Err(ApiError::SignedOut) => session.doubt(),
            // The connection's own state tells, and the next turn asks again.
            Err(_) => {}
        }
    });
}
