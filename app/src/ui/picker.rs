//! A selector: one, several or all. A form without script, immediate with it.

use super::icon::Icon;
use crate::address::Address;
use crate::live::Store;
use crate::ui::erase::Erase;
use leptos::prelude::*;
use model::{Selection, Text};
use std::collections::BTreeSet;

/// What one entry shows.
pub(super) struct Choice {
    /// In words.
    pub title: Text,
    /// What stands at the end of its line.
    pub end: AnyView,
}

/// A selector.
#[derive(Clone, Copy)]
pub(super) struct Picker {
    /// The name in the address.
    pub name: &'static str,
    /// What is picked.
    pub title: &'static str,
    /// The words for all.
    pub all: &'static str,
    /// The words in the field that narrows the list.
    pub find: &'static str,
    /// The button's icon.
    pub icon: Icon,
    /// What there is to pick.
    pub names: Signal<Vec<Text>>,
    /// The part of the selection that it changes; empty means all.
    pub of: fn(&mut Selection) -> &mut BTreeSet<Text>,
    /// The words for an entry.
    pub title_of: fn(Store, &Text) -> Text,
    /// What an entry shows.
    pub choice: fn(Store, &Text) -> Choice,
}

// === impl Picker ===

impl Picker {
    fn picked(&self, selection: &Selection) -> BTreeSet<Text> {
        std::mem::take((self.of)(&mut selection.clone()))
    }

    /// What is selected after a click on this entry; `None` means all.
    fn after(&self, selection: &Selection, entry: Option<&Text>) -> Selection {
        let mut selection = selection.clone();
        let picked = (self.of)(&mut selection);
        match entry {
            None => picked.clear(),
            Some(name) if !picked.remove(name) => {
                picked.insert(name.clone());
            }
            Some(_) => {}
        }
        selection
    }
}

/// The button with the list.
pub(super) fn view(picker: Picker) -> AnyView {
    let store = expect_context::<Store>();
    let address = expect_context::<Address>();
    let selection = store.selection;
    let wanted = RwSignal::new(String::new());
    let picked = Memo::new(move |_| selection.with(|selection| picker.picked(selection)));
    let is_all = move || picked.with(BTreeSet::is_empty);
    let count = move || picker.names.with(Vec::len);
    let heading = move || {
        picked.with(|picked| match picked.len() {
            0 => picker.all.to_owned(),
            1 => picked.first().map_or_else(String::new, |name| {
                (picker.title_of)(store, name).to_string()
            }),
            many => format!("{many} {}", picker.title.to_lowercase()),
        })
    };
    let foot = move || match picked.with(BTreeSet::len) {
        0 => "All selected".to_owned(),
        some => format!("{some} of {} selected", count()),
    };
    let all_link = move || address.link(&selection.with(|selection| picker.after(selection, None)));
    let action = move || form_action(&address.link(&Selection::default()));
    view! {
        <details class="picker dropdown">
            <summary class="field">
                {picker.icon.sized("i i-sm")}
                <span class="sr-only">{picker.title}": "</span>
                <b>{heading}</b>
                <span class="m picker-count">{move || is_all().then(count)}</span>
                {Icon::ChevronDown.sized("i i-sm ms-auto")}
            </summary>
            <form class="pop pop-pick dropdown-content" method="get" action=action>
                {others(picker, address, selection)}
                <div class="pop-head script-only">
                    <label class="field search">
                        {Icon::Search.sized("i i-sm")}
                        <input
                            type="search"
                            placeholder=picker.find
                            aria-label=picker.find
                            autocomplete="off"
                            on:input:target=move |event| {
                                wanted.set(event.target().value().to_lowercase());
                            }
                        />
                    </label>
                </div>
                <fieldset class="pick">
                    <legend class="sr-only">{picker.title}</legend>
                    <label class="opt">
                        <input
                            type="checkbox"
                            class="checkbox"
                            name=picker.name
                            value="*"
                            checked=is_all()
                            prop:checked=is_all
                            on:change=move |_| {
                                address.go(&all_link());
                            }
                        />
                        <span class="font-medium">{picker.all}</span>
                        <span class="end m text-xs">{count}</span>
                    </label>
                    <For each=move || picker.names.get() key=Text::clone let:name>
                        {entry(picker, store, address, picked, wanted, &name)}
                    </For>
                </fieldset>
                <div class="pop-foot">
                    <span>{foot}</span>
                    <span class="inline-flex gap-3 items-center">
                        <a class="lnk" href=all_link>
                            "Select all"
                        </a>
                        <button class="btn btn-sm btn-primary no-script">"Apply"</button>
                    </span>
                </div>
            </form>
        </details>
    }
    .erase()
}

fn entry(
    picker: Picker,
    store: Store,
    address: Address,
    picked: Memo<BTreeSet<Text>>,
    wanted: RwSignal<String>,
    name: &Text,
) -> AnyView {
    let Choice { title, end } = (picker.choice)(store, name);
    let lower = title.to_lowercase();
    let (value, own) = (name.to_string(), name.clone());
    let is_picked = {
        let name = name.clone();
        move || picked.with(|picked| picked.contains(&name))
    };
    let is_hidden = move || wanted.with(|wanted| !lower.contains(wanted.trim()));
    view! {
        <label class="opt" hidden=is_hidden>
            <input
                type="checkbox"
                class="checkbox"
                name=picker.name
                value=value
                checked=is_picked()
                prop:checked=is_picked
                on:change=move |_| {
                    let next = store.selection.with_untracked(|s| picker.after(s, Some(&own)));
                    address.go(&address.link(&next));
                }
            />
            <span class="opt-name">{title.to_string()}</span>
            <span class="end">{end}</span>
        </label>
    }
    .erase()
}

/// The rest of the selection, so that a form without script keeps it.
fn others(picker: Picker, address: Address, selection: Memo<Selection>) -> AnyView {
    let rest = move || {
        let mut selection = selection.get();
        (picker.of)(&mut selection).clear();
        hidden_fields(&address.link(&selection))
    };
    view! { {rest} }.erase()
}

/// Where a form leads that a link leads to.
pub(super) fn form_action(link: &str) -> String {
    let path = link.split_once('?').map_or(link, |(path, _)| path);
    path.to_owned()
}

/// The query of a link as hidden fields of a form.
pub(super) fn hidden_fields(link: &str) -> Vec<AnyView> {
    let query = link.split_once('?').map_or("", |(_, query)| query);
    form_urlencoded::parse(query.as_bytes())
        // It says "all", and then the form itself says what.
        .filter(|(_, value)| value != "*")
        .map(|(name, value)| {
            view! { <input type="hidden" name=name.into_owned() value=value.into_owned()/> }.erase()
        })
        .collect()
}
