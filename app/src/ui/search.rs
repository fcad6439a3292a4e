//! The search field. A form without script; with it the cards follow the typing.

use super::icon::Icon;
use super::picker::{form_action, hidden_fields};
use crate::address::Address;
use crate::live::Store;
use crate::ui::erase::Erase;
use leptos::html::Input;
use leptos::prelude::*;
use model::{Search, Selection};

/// What may be typed, in short.
const HELP: &str = "Every word must be found. ns: cluster: tag: image: container: verdict: look in \
                    one place, -word leaves out, \"two words\" stay together.";

/// The field.
pub(super) fn view() -> AnyView {
    let address = expect_context::<Address>();
    let selection = expect_context::<Store>().selection;
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
    // Back and links change the words, but never under somebody's fingers.
    Effect::new(move |_| {
        let words = selection.with(|selection| selection.search.to_string());
        if let Some(field) = field.get() {
            let has_focus = document().active_element().is_some_and(|a| a == **field);
            if !has_focus && field.value() != words {
                field.set_value(&words);
            }
        }
    });
    let others = move || {
        hidden_fields(&address.link(&Selection {
            search: Search::default(),
            ..selection.get()
        }))
    };
    view! {
        <form
            class="search-form"
            role="search"
            method="get"
            action=move || form_action(&address.link(&Selection::default()))
            on:submit=move |event| event.prevent_default()
        >
            {others}
            <label class="field search">
                {Icon::Search.sized("i i-sm")}
                <input
                    type="search"
                    name="q"
                    placeholder="Search"
                    aria-label="Search deployments, images, tags, namespaces"
                    title=HELP
                    autocomplete="off"
                    value=selection.get_untracked().search.to_string()
                    node_ref=field
                    on:input:target=move |event| search(event.target().value())
                    on:blur=move |_| is_typing.set_value(false)
                />
                <kbd class="kbd" aria-hidden="true">"/"</kbd>
            </label>
        </form>
    }
    .erase()
}
