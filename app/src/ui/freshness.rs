//! How recent a cluster's data are, as a chip.

use super::icon::Icon;
use super::text;
use crate::live::Clock;
use crate::ui::erase::Erase;
use leptos::prelude::*;
use model::{Freshness, FreshnessState};

/// The chip. `in_full` adds since when.
pub(crate) fn view(freshness: &Freshness, clock: Clock, in_full: bool) -> AnyView {
    let state = freshness.state;
    let since = freshness.last_seen.or(freshness.since).filter(|_| in_full);
    let words = match (state, since) {
        (FreshnessState::Stale | FreshnessState::Unreachable, Some(since)) => {
            text::since(state.as_str(), &clock.time(since))
        }
        _ => state.as_str().to_owned(),
    };
    let mark = match state {
        FreshnessState::Live => view! { <span class="beat"></span> }.erase(),
        FreshnessState::Connecting | FreshnessState::Syncing => {
            Icon::LoaderCircle.sized("i i-xs spin")
        }
        FreshnessState::Stale => Icon::Clock.sized("i i-xs"),
        FreshnessState::Unreachable => Icon::Unplug.sized("i i-xs"),
        FreshnessState::Forbidden => Icon::Lock.sized("i i-xs"),
    };
    let detail = freshness.detail.as_deref().map(str::to_owned);
    view! {
        <span class="fresh" data-fresh=state.as_str() title=detail>
            {mark}
            {words}
        </span>
    }
    .erase()
}
