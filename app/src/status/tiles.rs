//! Tiles: a square for each Deployment, with a name only where somebody is needed.

use super::each::{each, pieces};
use super::list::List;
use super::window::Piece;
use super::{group, text, tile_keys, verdict};
use crate::browser;
use crate::drawer::Opened;
use crate::live::{Card, Store};
use crate::ui::effect::effect;
use crate::ui::erase::{Erase, live};
use crate::ui::icon::Icon;
use crate::ui::words::{counts, with_kind};
use leptos::prelude::*;
use model::{DeploymentKey, GroupBy, Row, Text, Verdict};
use std::collections::HashMap;

/// What a tile says while the pointer or the focus is on it: of which Deployment, and where.
#[derive(Clone, Debug, PartialEq)]
struct Tip {
    key: DeploymentKey,
    left: i32,
    top: i32,
    /// Whether it stands above its tile, because there is no room below.
    is_above: bool,
}

/// The tiles in their groups. With script the arrow keys lead from one to the next.
pub(super) fn view(list: List) -> AnyView {
    let store = list.store;
    let tip = RwSignal::new(None::<Tip>);
    let show = move |target: Option<web_sys::EventTarget>| {
        renew_link(store, target.clone());
        let found = tip_at(target);
        if tip.with_untracked(|old| *old != found) {
            tip.set(found);
        }
    };
    // One tile at a time is reached by Tab, the others by arrow keys.
    effect(move |_| {
        list.plan.track();
        tile_keys::settle();
    });
    let by = Memo::new(move |_| store.selection.with(|selection| selection.group));
    let groups = live(move || match by.get() {
        GroupBy::Cluster | GroupBy::Namespace => group::groups(list, |list, name| {
            view! { <div class="blocks">{blocks(list, name)}</div> }.erase()
        }),
        GroupBy::Application | GroupBy::None => flat(list),
    });
    view! {
        <div
            class="tile-groups"
            on:pointerover=move |event| show(event.target())
            on:pointerleave=move |_| tip.set(None)
            on:focusin=move |event| {
                tile_keys::focused(event.target());
                show(event.target());
            }
            on:focusout=move |_| tip.set(None)
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    tip.set(None);
                } else if !browser::has_modifier(&event) && tile_keys::go(&event.key()) {
                    event.prevent_default();
                }
            }
        >
            {groups}
        </div>
        {live(move || tip.get().and_then(|tip| tip_view(store, tip)))}
        {legend()}
    }
    .erase_once()
}

/// The groups without headings of their own: an application each, or all in one.
fn flat(list: List) -> AnyView {
    let groups = move || list.plan.with(|plan| plan.groups.clone());
    let block = move |piece: Piece<Text>| match piece {
        Piece::One(name) => {
            let title = (!name.is_empty()).then(|| name.clone());
            let keys = Memo::new(move |_| keys(list, &name));
            block(list.store, title, keys)
        }
        Piece::Gap(..) => ().erase(),
    };
    view! {
        <div class="blocks">
            {pieces(groups, block)}
        </div>
    }
    .erase_once()
}

/// The tiles of a group: of a cluster by namespace, of a namespace by cluster.
fn blocks(list: List, group: Text) -> AnyView {
    let store = list.store;
    let place = move |key: &DeploymentKey| match store.selection.with(|it| it.group) {
        GroupBy::Cluster => key.namespace.clone(),
        _ => key.cluster.clone(),
    };
    let parts = Memo::new(move |_| {
        let mut parts: Vec<(Text, Vec<DeploymentKey>)> = Vec::new();
        let mut places = HashMap::new();
        for key in keys(list, &group) {
            let place = place(&key);
            let index = *places.entry(place.clone()).or_insert_with(|| {
                parts.push((place, Vec::new()));
                parts.len() - 1
            });
            parts[index].1.push(key);
        }
        parts
    });
    let names = move || -> Vec<Text> {
        parts.with(|parts| parts.iter().map(|(name, _)| name.clone()).collect())
    };
    let block = move |name: Text| {
        let title = match store.selection.with_untracked(|it| it.group) {
            GroupBy::Cluster => name.clone(),
            _ => store.cluster_title(&name),
        };
        let keys = Memo::new(move |_| {
            let of = |parts: &Vec<(Text, Vec<_>)>| {
                let part = parts.iter().find(|(other, _)| *other == name);
                part.map(|(_, keys)| keys.clone())
            };
            parts.with(of).unwrap_or_default()
        });
        block(store, Some(title), keys)
    };
    each(names, block)
}

fn keys(list: List, group: &Text) -> Vec<DeploymentKey> {
    let key = |piece| match piece {
        Piece::One(key) => Some(key),
        Piece::Gap(..) => None,
    };
    list.rows(group).into_iter().filter_map(key).collect()
}

/// Tiles under a heading.
fn block(store: Store, title: Option<Text>, keys: Memo<Vec<DeploymentKey>>) -> AnyView {
    let head = title.map(|title| {
        view! {
            <h3>
                <b>{title.to_string()}</b>
                {live(move || keys.with(Vec::len).to_string())}
                <span class="sr-only">{text::IN_ALL}</span>
            </h3>
        }
    });
    let draw = move |key: DeploymentKey| store.card(&key).map(|card| tile(store, card)).erase();
    view! {
        <section class="block">
            {head}
            <ul class="tiles">
                {each(move || keys.get(), draw)}
            </ul>
        </section>
    }
    .erase_once()
}

fn link_of(store: Store, key: DeploymentKey) -> String {
    let opened = Opened::new(key);
    store.selection.with(|selection| opened.link(selection))
}

/// Gives the tile at which something happened the link to its details over what is picked now. Tiles
/// are too many for each to follow what is picked.
fn renew_link(store: Store, target: Option<web_sys::EventTarget>) {
    let Some(tile) = browser::closest(target, "a.tile") else {
        return;
    };
    let key = tile.get_attribute("data-key");
    if let Some(key) = key.and_then(|key| key.parse().ok()) {
        let _ = tile.set_attribute("href", &untrack(|| link_of(store, key)));
    }
}

fn tile(store: Store, card: Card) -> AnyView {
    let key = card.key.to_string();
    let href = untrack(|| link_of(store, card.key.clone()));
    let verdict = {
        let card = card.clone();
        Memo::new(move |_| card.verdict())
    };
    let is_named = {
        let card = card.clone();
        move || card.stands_out.get()
    };
    // A tile with a name says it itself.
    let label = {
        let (row, is_named) = (card.row.clone(), is_named.clone());
        live(move || {
            let words = || row.with(|row| format!("{} {}", row.title, state(row, verdict.get())));
            (!is_named()).then(words)
        })
    };
    let named = is_named.clone();
    let inside = live(move || {
        let verdict = verdict.get();
        if is_named() {
            let row = &card.row;
            let ready = row.with(counts);
            let named = view! {
                {verdict::icon(verdict).view()}
                <span>{row.with(|row| row.title.to_string())}</span>
                " "
                <small aria-hidden="true">{ready}</small>
                <span class="sr-only">{row.with(|row| state(row, verdict))}</span>
            };
            return named.erase();
        }
        mark(verdict).erase()
    });
    view! {
        <li>
            <a
                class="tile"
                href=href
                data-key=key
                data-verdict=live(move || verdict.get().as_str())
                data-named=live(move || named().then_some(""))
                aria-label=label
            >
                {inside}
            </a>
        </li>
    }
    .erase_once()
}

/// How a Deployment is, for who does not see the tile's colour.
fn state(row: &Row, verdict: Verdict) -> String {
    let state = match counts(row) {
        counts if counts.is_empty() => verdict.title().to_owned(),
        counts => text::ready_and_verdict(&counts, verdict.title()),
    };
    with_kind(row.key.kind, &state)
}

/// The mark on a tile without a name. Healthy ones have none.
fn mark(verdict: Verdict) -> Option<AnyView> {
    let icon = match verdict {
        Verdict::Healthy | Verdict::Unknown => return None,
        other => verdict::icon(other),
    };
    Some(icon.view())
}

fn tip_at(target: Option<web_sys::EventTarget>) -> Option<Tip> {
    const LEAST_ROOM: f64 = 140.0;
    const WIDTH: f64 = 320.0;
    let tile = browser::closest(target, ".tile[data-key]")?;
    let key = tile.get_attribute("data-key")?.parse().ok()?;
    let place = tile.get_bounding_client_rect();
    let size = |size: Result<wasm_bindgen::JsValue, _>| size.ok().and_then(|it| it.as_f64());
    // A screen is some thousands of pixels.
    #[allow(clippy::cast_possible_truncation)]
    let whole = |pixels: f64| pixels.round() as i32;
    let width = size(window().inner_width()).unwrap_or(WIDTH);
    let height = size(window().inner_height()).unwrap_or(LEAST_ROOM);
    let is_above = height - place.bottom() < LEAST_ROOM && place.top() > LEAST_ROOM;
    Some(Tip {
        key,
        left: whole(place.left().min(width - WIDTH - 8.0).max(8.0)),
        top: whole(match is_above {
            true => place.top() - 6.0,
            false => place.bottom() + 6.0,
        }),
        is_above,
    })
}

/// What the tile under the pointer or with the focus stands for. To screen readers it describes the
/// one with the focus.
fn tip_view(store: Store, tip: Tip) -> Option<AnyView> {
    let card = store.card(&tip.key)?;
    let clock = store.clock;
    let title = {
        let card = card.clone();
        live(move || card.title())
    };
    let word = {
        let card = card.clone();
        live(move || card.headline(clock))
    };
    let why = {
        let card = card.clone();
        live(move || card.why(clock))
    };
    let found = view! {
        <div
            id=tile_keys::TIP
            class="tile-tip"
            role="tooltip"
            data-verdict=live(move || card.verdict().as_str())
            data-above=tip.is_above.then_some("")
            style:left=format!("{}px", tip.left)
            style:top=format!("{}px", tip.top)
        >
            <b>{title}</b>
            <span class="tip-word">{word}</span>
            <span>{why}</span>
            <span class="m">{store.place(&tip.key)}</span>
        </div>
    };
    Some(found.erase_once())
}

/// What the colours and marks mean.
fn legend() -> AnyView {
    let entry = |verdict: Verdict| {
        let mark = match verdict.is_alert() {
            true => Some(verdict::icon(verdict).view()),
            false => mark(verdict),
        };
        view! {
            <li>
                <span class="tile" data-verdict=verdict.as_str() aria-hidden="true">
                    {mark}
                </span>
                {verdict.title()}
            </li>
        }
    };
    view! {
        <ul class="legend" aria-label=text::LEGEND>
            {Verdict::ALL.map(entry).into_iter().collect_view()}
            <li>
                {Icon::Eye.sized("i i-xs")}
                {text::NAMED_TILES}
            </li>
        </ul>
    }
    .erase_once()
}
