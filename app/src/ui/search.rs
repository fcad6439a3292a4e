//! The search field. A form without script; with it the cards follow the typing, and what is typed
//! is completed.

use super::icon::Icon;
use super::picker::{form_action, hidden_fields};
use super::suggestions::{self, Suggestions};
use super::text;
use crate::address::Address;
use crate::live::Store;
use crate::ui::effect::effect;
use crate::ui::erase::{Erase, live};
use leptos::html::Input;
use leptos::prelude::*;
use model::{Search, Selection, Suggestion};
use web_sys::HtmlInputElement;

/// The field.
pub(super) fn view() -> AnyView {
    let address = expect_context::<Address>();
    let store = expect_context::<Store>();
    let selection = store.selection;
    let suggestions = Suggestions::new(store);
    let field = NodeRef::<Input>::new();
    // Only the first letter makes a step for Back to return to.
    let is_typing = StoredValue::new(false);
    let search = move |words: String| {
        let mut next = selection.get_untracked();
        next.search = Search::new(&words);
        if next == selection.get_untracked() {
            return;
        }
        if is_typing.get_value() {
            address.replace(&address.link(&next));
        } else {
            address.go(&address.link(&next));
        }
        is_typing.set_value(true);
    };
    // Back and links change the words; what is being typed says the same already.
    effect(move |is_later| {
        let words = selection.with(|selection| selection.search.to_string());
        if let Some(field) = field.get() {
            // What was typed before the page came to life.
            if !is_later && !field.value().is_empty() && field.value() != words {
                return untrack(|| search(field.value()));
            }
            let has_focus = document().active_element().is_some_and(|a| a == **field);
            let is_same = Search::new(&field.value()).to_string() == words;
            if field.value() != words && !(has_focus && is_same) {
                field.set_value(&words);
            }
        }
    });
    let take = move |suggestion: &Suggestion| {
        let Some(field) = field.get_untracked() else {
            return;
        };
        let (_, rest) = at_cursor(&field);
        let before = &suggestion.before;
        let is_spaced = before.ends_with(' ') && rest.starts_with(' ');
        field.set_value(&format!("{before}{}", &rest[usize::from(is_spaced)..]));
        let place = u32::try_from(before.encode_utf16().count()).ok();
        if let Some(place) = place {
            // Where a browser refuses, the cursor is at the end.
            let _ = field.set_selection_range(place, place);
        }
        search(field.value());
        suggestions.follow(before);
    };
    let press = move |event: &web_sys::KeyboardEvent, field: &HtmlInputElement| {
        let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key();
        let is_open = suggestions.list.with_untracked(|list| !list.is_empty());
        let is_used = match event.key().as_str() {
            _ if has_modifier || event.is_composing() => false,
            "Escape" if is_open => {
                suggestions.close();
                true
            }
            "Enter" => match suggestions.picked() {
                Some(suggestion) => {
                    take(&suggestion);
                    true
                }
                None => {
                    suggestions.close();
                    false
                }
            },
            key @ ("ArrowDown" | "ArrowUp") => {
                if !is_open {
                    suggestions.open(&at_cursor(field).0);
                }
                suggestions.step(key)
            }
            _ => false,
        };
        if is_used {
            event.prevent_default();
        }
    };
    let active = live(move || suggestions.active.get().map(suggestions::option_id));
    let others = live(move || {
        hidden_fields(&address.link(&Selection {
            search: Search::default(),
            ..selection.get()
        }))
    });
    view! {
        <form
            class="search-form"
            role="search"
            method="get"
            action=live(move || form_action(&address.link(&Selection::default())))
            on:submit=move |event| event.prevent_default()
        >
            {others}
            <div class="search-place">
            <label class="field search">
                {Icon::Search.sized("i i-sm")}
                <input
                    type="search"
                    name="q"
                    role="combobox"
                    aria-autocomplete="list"
                    aria-controls=suggestions::LIST
                    aria-expanded=live(move || suggestions.is_open().to_string())
                    aria-activedescendant=active
                    placeholder=text::SEARCH
                    aria-label=text::SEARCH_WHAT
                    title=text::SEARCH_HELP
                    autocomplete="off"
                    value=selection.get_untracked().search.to_string()
                    node_ref=field
                    on:input:target=move |event| {
                        let field = event.target();
                        search(field.value());
                        suggestions.follow(&at_cursor(&field).0);
                    }
                    on:keydown:target=move |event| press(&event, &event.target())
                    on:blur=move |_| {
                        is_typing.set_value(false);
                        suggestions.close();
                    }
                />
                <kbd class="kbd" aria-hidden="true">"/"</kbd>
            </label>
            {suggestions::view(suggestions, take)}
            </div>
        </form>
    }
    .erase_frame()
}

/// The field's text before the cursor and behind it.
fn at_cursor(field: &HtmlInputElement) -> (String, String) {
    let text = field.value();
    let Some(place) = field.selection_start().ok().flatten() else {
        return (text, String::new());
    };
    // The browser counts in UTF-16.
    let place = usize::try_from(place).unwrap_or(usize::MAX);
    let units: Vec<u16> = text.encode_utf16().collect();
    let (before, behind) = units.split_at(place.min(units.len()));
    (
        String::from_utf16_lossy(before),
        String::from_utf16_lossy(behind),
    )
}
