//! The Status page: how the Deployments are.

mod banners;
mod card;
mod demo;
mod empty;
mod filters;
mod group;
pub(crate) mod pips;
mod pod_table;
mod strip;
mod tag;
mod toolbar;
pub(crate) mod usage;
pub(crate) mod verdict;

use crate::browser;
use crate::live::{CARDS_ID, Store};
use crate::ui::erase::Erase;
use leptos::prelude::*;
use model::Text;

/// The page.
pub(crate) fn view(store: Store) -> AnyView {
    view! {
        <h1 class="sr-only">"Status of all deployments"</h1>
        {demo::view(store)}
        {strip::view(store)}
        {toolbar::view(store)}
        {filters::view(store)}
        {banners::view(store)}
        <div
            id=CARDS_ID
            on:pointermove=move |_| store.point(browser::now_ms())
            on:pointerleave=move |_| store.point(0)
            on:click=move |event| browser::open_card(&event)
        >
            <For each=move || store.groups.get() key=Text::clone let:name>
                {store.group(&name).map(|cell| group::view(store, cell))}
            </For>
        </div>
        {empty::view(store)}
    }
    .erase()
}
