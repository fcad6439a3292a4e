//! The browser's own connection, in the header.

use super::icon::Icon;
use super::text;
use crate::PageSettings;
use crate::live::{Connection, Store};
use crate::ui::erase::{Erase, live};
use leptos::prelude::*;

/// `Live`, `Polling every 15 s` or `Reconnecting…`.
pub(crate) fn view() -> AnyView {
    let connection = expect_context::<Store>().connection;
    let settings = expect_context::<StoredValue<PageSettings>>();
    let interval = settings.with_value(|settings| settings.refresh_interval_seconds);
    let words = live(move || match connection.get() {
        Connection::Live => view! {
            <span class="live" data-live="live">
                <span class="beat"></span>
                <b>{text::LIVE}</b>
            </span>
        }
        .erase(),
        Connection::Polling => view! {
            <span class="live" data-live="polling">
                <span class="beat beat-poll"></span>
                <span>
                    <b>{text::POLLING}</b>
                    <span class="max-sm:sr-only">{text::every(interval)}</span>
                </span>
            </span>
        }
        .erase(),
        Connection::Opening => spinning("opening", text::CONNECTING),
        Connection::Lost(_) => spinning("lost", text::RECONNECTING),
        Connection::Ended => view! {
            <span class="live" data-live="ended">
                {Icon::Unplug.sized("i i-sm")}
                <b>{text::NOT_LIVE}</b>
            </span>
        }
        .erase(),
    });
    view! {
        <span class="live-place" role="status">
            {words}
        </span>
        <span class="m text-xs no-script">{text::RELOAD_FOR_NEWER}</span>
    }
    .erase_once()
}

fn spinning(state: &'static str, word: &'static str) -> AnyView {
    view! {
        <span class="live" data-live=state>
            {Icon::LoaderCircle.sized("i i-sm spin")}
            <b>{word}</b>
        </span>
    }
    .erase()
}
