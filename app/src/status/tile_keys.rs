//! Tiles by keyboard: Tab leads to one of them, arrow keys to the others.

use crate::browser;
use crate::live::CARDS_ID;
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// A tile that one can go to.
const TILE: &str = "a.tile";
/// The one that Tab leads to.
const CURRENT: &str = "a.tile[tabindex=\"0\"]";

/// The id of what a tile says of itself; see [`super::tiles`].
pub(super) const TIP: &str = "tile-tip";

/// Makes exactly one tile reachable by Tab. Without script all of them are.
pub(super) fn settle() {
    for tile in browser::all_in(CARDS_ID, "a.tile:not([tabindex])") {
        let _ = tile.set_attribute("tabindex", "-1");
    }
    if browser::all_in(CARDS_ID, CURRENT).is_empty()
        && let Some(first) = tiles().first()
    {
        let _ = first.set_attribute("tabindex", "0");
    }
}

/// The focus came here: Tab will lead back here.
pub(super) fn focused(target: Option<web_sys::EventTarget>) {
    let target = target.and_then(|target| target.dyn_into::<Element>().ok());
    let Some(tile) = target.filter(|it| it.matches(TILE).unwrap_or_default()) else {
        return;
    };
    for before in browser::all_in(CARDS_ID, CURRENT) {
        let _ = before.set_attribute("tabindex", "-1");
        let _ = before.remove_attribute("aria-describedby");
    }
    let _ = tile.set_attribute("tabindex", "0");
    let _ = tile.set_attribute("aria-describedby", TIP);
}

/// Carries a key out; false where it is none of ours.
pub(super) fn go(key: &str) -> bool {
    let all = tiles();
    let active = document().active_element();
    let Some(here) = all.iter().position(|tile| Some(tile) == active.as_ref()) else {
        return false;
    };
    let there = match key {
        "ArrowRight" => all.get(here + 1),
        "ArrowLeft" => here.checked_sub(1).and_then(|place| all.get(place)),
        "ArrowDown" => nearest(&all[here], all[here + 1..].iter(), |here, there| {
            there > here
        }),
        "ArrowUp" => nearest(&all[here], all[..here].iter().rev(), |here, there| {
            there < here
        }),
        "Home" => all.first(),
        "End" => all.last(),
        _ => return false,
    };
    if let Some(tile) = there.and_then(|tile| tile.dyn_ref::<HtmlElement>()) {
        let _ = tile.focus();
    }
    true
}

/// Of the next row of tiles, the one below or above the beginning of `from`, or nearest to that: a tile
/// with a name is as wide as several. Where blocks stand side by side, that is the next row below or
/// above, not the next column.
fn nearest<'a>(
    from: &Element,
    others: impl Iterator<Item = &'a Element>,
    is_beyond: fn(f64, f64) -> bool,
) -> Option<&'a Element> {
    let here = from.get_bounding_client_rect();
    // The middle of a tile without a name, which is as wide as it is high.
    let at = here.left() + here.height() / 2.0;
    let mut best: Option<(&Element, f64, f64)> = None;
    for other in others {
        let place = other.get_bounding_client_rect();
        // Half a tile of tolerance: a row is a row.
        if !is_beyond(here.top(), place.top()) || (place.top() - here.top()).abs() < 4.0 {
            continue;
        }
        let aside = (place.left() - at).max(at - place.right()).max(0.0);
        let far = (place.top() - here.top()).abs();
        let is_better = best.is_none_or(|(_, best_far, best_aside)| {
            far < best_far - 4.0 || ((far - best_far).abs() <= 4.0 && aside < best_aside)
        });
        if is_better {
            best = Some((other, far, aside));
        }
    }
    best.map(|(tile, _, _)| tile)
}

fn tiles() -> Vec<Element> {
    browser::all_in(CARDS_ID, TILE)
}
