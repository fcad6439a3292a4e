//! News of an order that was not taken yet, because somebody points at the cards or has the focus
//! there: a click takes it.

use super::text;
use crate::live::{Order, Store};
use crate::ui::erase::{Erase, live};
use crate::ui::icon::Icon;
use leptos::prelude::*;
use model::{Selection, Totals};

/// The pill; nothing while everything stands where it should. It takes no room, so that it moves
/// nothing either. New problems are told to screen readers in any case.
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
    // Said aloud whether the order is held or not, of the same places and filters only.
    let alerts = Memo::new(move |old: Option<&(Selection, u32, String)>| {
        let alerts = store.totals.with(Totals::alerts);
        let selection = store.selection.get_untracked();
        let more = old.filter(|(before, ..)| *before == selection);
        let words = more.map_or_else(String::new, |(_, before, words)| {
            match alerts.checked_sub(*before) {
                Some(0) => words.clone(),
                Some(more) => text::new_problems(more),
                None => String::new(),
            }
        });
        (selection, alerts, words)
    });
    let said = live(move || alerts.with(|(.., words)| words.clone()));
    view! {
        <p class="sr-only" role="status">
            {said}
        </p>
        <div class="pill-place">
            {problems}
            {others}
        </div>
    }
    .erase_once()
}
