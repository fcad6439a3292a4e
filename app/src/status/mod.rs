//! The Status page: how the Deployments are.

pub(crate) mod banners;
mod card;
mod columns;
mod demo;
mod each;
mod empty;
pub(crate) mod filters;
mod group;
mod hold;
mod list;
mod pager;
mod pill;
pub(crate) mod pips;
mod pod_table;
mod strip;
mod table;
pub(crate) mod tag;
mod text;
mod tile_keys;
mod tiles;
mod toolbar;
pub(crate) mod usage;
pub(crate) mod verdict;
mod wall;
mod window;

pub(crate) use filters::words_of;
#[cfg(feature = "ssr")]
pub(crate) use list::page_of;
#[cfg(feature = "ssr")]
pub(crate) use toolbar::kinds_in_words;
pub(crate) use verdict::chip as verdict_chip;

use crate::address::Address;
use crate::browser;
use crate::live::{CARDS_ID, Store};
use crate::ui::erase::{Erase, live};
use hold::Hold;
use leptos::prelude::*;
use list::List;
use model::{Density, DeploymentKey};

/// The page.
pub(crate) fn view(store: Store) -> AnyView {
    let is_wall = Memo::new(move |_| store.density.get() == Density::Wall);
    // What is read while a part is drawn must not have it drawn anew.
    let content = live(move || match is_wall.get() {
        true => untrack(|| wall::view(store)),
        false => untrack(|| board(store)),
    });
    view! {
        <h1 class="sr-only">{text::STATUS_OF_ALL}</h1>
        {demo::view(store)}
        {content}
    }
    .erase_once()
}

/// Everything but the wall.
fn board(store: Store) -> AnyView {
    let address = expect_context::<Address>();
    let list = List::new(store);
    let hold = Hold::new(store);
    let is_long = live(move || list.plan.with(|plan| plan.is_long).then_some(""));
    let content = live(move || match store.density.get() {
        Density::Cards | Density::Wall => untrack(|| group::cards(list)),
        Density::Table => untrack(|| table::view(list)),
        Density::Tiles => untrack(|| tiles::view(list)),
    });
    view! {
        {strip::view(store)}
        {toolbar::view(store)}
        {filters::view(store)}
        {banners::view(store)}
        {pill::view(store)}
        <div
            id=CARDS_ID
            data-long=is_long
            on:pointermove=move |event| {
                store.point(browser::now_ms());
                hold.point(event.target());
            }
            on:pointerleave=move |_| {
                store.point(0);
                hold.point(None);
            }
            on:focusin=move |event| {
                list.focus(key_at(event.target()));
                hold.point(None);
            }
            on:focusout=move |_| list.focus(None)
            on:click=move |event| {
                if let Some(link) = browser::card_link(&event) {
                    address.go(&link);
                }
            }
        >
            {content}
        </div>
        {pager::view(list)}
        {empty::view(store)}
    }
    .erase_once()
}

/// The Deployment that the element at which something happened stands for.
fn key_at(target: Option<web_sys::EventTarget>) -> Option<DeploymentKey> {
    let place = browser::closest(target, "[data-key]")?;
    place.get_attribute("data-key")?.parse().ok()
}
