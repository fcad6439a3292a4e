//! Keyboard shortcuts. None is heard while somebody types or holds a modifier, but the chord that
//! opens the palette; those of single keys can be switched off (WCAG 2.1.4).

mod sheet;
mod table;
mod text;

pub(crate) use sheet::view as sheet;

use crate::address::{Address, link_with};
use crate::live::{CARDS_ID, Store};
use crate::ui::theme::Look;
use crate::{Page, browser};
use leptos::ev;
use leptos::prelude::*;
use model::Density;
use table::{Act, Keys};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

/// What shortcuts open.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dialogs {
    /// Whether the command palette is open.
    pub palette: RwSignal<bool>,
    /// Whether the sheet of shortcuts is open.
    pub sheet: RwSignal<bool>,
}

// === impl Dialogs ===

impl Dialogs {
    pub(crate) fn new() -> Self {
        Self {
            palette: RwSignal::new(false),
            sheet: RwSignal::new(false),
        }
    }
}

/// What shortcuts work with.
#[derive(Clone, Copy)]
struct Listener {
    address: Address,
    store: Store,
    look: Look,
    dialogs: Dialogs,
    keys: StoredValue<Keys>,
}

/// Listens for as long as the page lives. Call once, in an effect.
pub(crate) fn follow(address: Address, store: Store, look: Look, dialogs: Dialogs) {
    let listener = Listener {
        address,
        store,
        look,
        dialogs,
        keys: StoredValue::new(Keys::default()),
    };
    let key = window_event_listener(ev::keydown, move |event| {
        if let Some(act) = listener.act_of(&event)
            && listener.perform(act)
        {
            event.prevent_default();
        }
    });
    on_cleanup(move || key.remove());
}

// === impl Listener ===

impl Listener {
    /// What this key stroke means.
    fn act_of(self, event: &KeyboardEvent) -> Option<Act> {
        // Somebody else had use for it.
        if event.default_prevented() || event.is_composing() {
            return None;
        }
        let key = event.key();
        let is_command = event.ctrl_key() || event.meta_key();
        if is_command && !event.alt_key() && !event.shift_key() && key.eq_ignore_ascii_case("k") {
            return Some(Act::Palette);
        }
        if key == "Escape" {
            return Some(Act::Close);
        }
        let is_off = !self.look.shortcuts.get_untracked();
        if is_off || browser::has_modifier(event) || is_typing() || browser::has_dialog() {
            return None;
        }
        let is_letter = key.len() == 1 && key.chars().all(|key| key.is_ascii_alphabetic());
        if is_letter && event.shift_key() {
            return None;
        }
        // Caps Lock means nothing here.
        let key = if is_letter {
            key.to_ascii_lowercase()
        } else {
            key
        };
        let mut act = None;
        self.keys
            .update_value(|keys| act = keys.press(&key, browser::now_ms()));
        act
    }

    /// Does it; returns whether there was anything to do that the browser must not do as well.
    fn perform(self, act: Act) -> bool {
        match act {
            Act::Close => {
                browser::close_dropdowns(None, true);
                // A dialog is closed by the browser.
                return false;
            }
            Act::Search => match document().body() {
                Some(body) => {
                    browser::focus_in(&body, ".app-header form[role=search] input[type=search]");
                }
                None => return false,
            },
            Act::Palette => {
                self.dialogs.sheet.set(false);
                self.dialogs.palette.update(|is_open| *is_open = !*is_open);
            }
            Act::Sheet => self.dialogs.sheet.set(true),
            Act::Step(by) => step(by),
            Act::Open => click(focused_card().and_then(|card| link_in(&card))),
            Act::Section(letter) => {
                let link = format!(".app-side a[data-section^=\"{letter}\"]");
                let link = document().query_selector(&link).ok().flatten();
                click(link.and_then(|link| link.dyn_into().ok()));
            }
            Act::Theme => self.look.theme.update(|theme| *theme = theme.next()),
            Act::Density => self.next_density(),
        }
        true
    }

    fn next_density(self) {
        let next = match self.store.density.get_untracked() {
            Density::Cards => Density::Table,
            Density::Table => Density::Tiles,
            Density::Tiles => Density::Cards,
            // It is left with Escape.
            Density::Wall => return,
        };
        let is_status = |path: &String| Page::at(path) == Page::Status;
        if self.address.path.with_untracked(is_status) {
            let selection = self.store.selection;
            let link = selection.with_untracked(|s| link_with(s, |it| it.density = Some(next)));
            self.address.go(&link);
        }
    }
}

/// Whether a key stroke goes into a field.
fn is_typing() -> bool {
    const FIELDS: &str = "input:not([type=checkbox], [type=radio]), textarea, select, \
                          [contenteditable]";
    let active = document().active_element();
    active.is_some_and(|active| active.matches(FIELDS).unwrap_or(false))
}

/// The Deployment's element that has the focus.
fn focused_card() -> Option<web_sys::Element> {
    document().active_element()?.closest("[data-key]").ok()?
}

/// The link of a Deployment's element, which may be a link itself.
fn link_in(card: &web_sys::Element) -> Option<HtmlElement> {
    let link = match card.matches("a[href]") {
        Ok(true) => Some(card.clone()),
        _ => card.query_selector("a[href]").ok()?,
    };
    link?.dyn_into().ok()
}

fn click(link: Option<HtmlElement>) {
    if let Some(link) = link {
        link.click();
    }
}

/// Puts the focus on the Deployment so many further on; from elsewhere on the first or the last.
fn step(by: i32) {
    let cards = format!("#{CARDS_ID} [data-key]");
    let Ok(cards) = document().query_selector_all(&cards) else {
        return;
    };
    let card = |index: u32| -> Option<web_sys::Element> { cards.item(index)?.dyn_into().ok() };
    let focused = focused_card();
    let present = (0..cards.length()).find(|index| focused.is_some() && card(*index) == focused);
    let mut next = match present {
        Some(present) => present.checked_add_signed(by),
        None if by > 0 => Some(0),
        None => cards.length().checked_sub(1),
    };
    // Those in groups that are folded away cannot have the focus.
    while let Some(card) = next.and_then(card) {
        if let Some(link) = link_in(&card) {
            let _ = link.focus();
            if document().active_element().as_ref() == Some(&*link) {
                return;
            }
        }
        next = next.and_then(|next| next.checked_add_signed(by.signum()));
    }
}
