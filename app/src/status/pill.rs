//! News of an order that was not taken yet, because somebody points at the cards or has the focus
//! there: a click takes it.

use super::text;
use crate::live::{Order, Store};
use crate::ui::erase::{Erase, live};
use crate::ui::icon::Icon;
use leptos::prelude::*;

/// The pill; nothing while everything stands where it should. It takes no room, so that it moves
/// nothing either. Only problems are spoken of to screen readers.
pub(super) fn view(store: Store) -> AnyView {
    let pill = move |words: String| {
        view! {
            <button type="button" class="pill" on:click=move |_| store.refresh(Order::New)>
                {Icon::ArrowUpDown.sized("i i-sm")}
                {words}
            </button>
        }
        .erase()
    };
    let problems = live(move || {
        let number = store.behind.get().filter(|number| *number > 0)?;
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        Some(pill(text::new_problems(number)))
    });
    let others =
        live(move || (store.behind.get() == Some(0)).then(|| pill(text::NEW_ORDER.to_owned())));
    view! {
        <div class="pill-place">
            <div role="status">{problems}</div>
            {others}
        </div>
    }
    .erase_once()
}
