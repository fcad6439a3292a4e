//! A selector: one, several or all. A form without script; with it a list under a text field that
//! keeps the focus, as the WAI-ARIA combobox pattern has it, immediate in what it does.

use super::icon::Icon;
use super::picker_list::List;
use super::text;
use crate::address::Address;
use crate::live::Store;
use crate::ui::effect::effect;
use crate::ui::erase::{Erase, live};
use leptos::html::Details;
use leptos::prelude::*;
use model::{Selection, SortedSet, Text};

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
    pub of: fn(&mut Selection) -> &mut SortedSet<Text>,
    /// The words for an entry.
    pub title_of: fn(Store, &Text) -> Text,
    /// What an entry shows.
    pub choice: fn(Store, &Text) -> Choice,
}

// === impl Picker ===

impl Picker {
    fn picked(&self, selection: &Selection) -> SortedSet<Text> {
        std::mem::take((self.of)(&mut selection.clone()))
    }

    /// What is selected after a click on this entry; `None` means all.
    pub(super) fn after(&self, selection: &Selection, entry: Option<&Text>) -> Selection {
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

    /// What is selected with this entry alone.
    pub(super) fn only(&self, selection: &Selection, name: &Text) -> Selection {
        let mut selection = selection.clone();
        *(self.of)(&mut selection) = [name.clone()].into();
        selection
    }
}

/// The button with the list.
pub(super) fn view(picker: Picker) -> AnyView {
    let store = expect_context::<Store>();
    let address = expect_context::<Address>();
    let selection = store.selection;
    let picked = Memo::new(move |_| selection.with(|selection| picker.picked(selection)));
    let is_all = move || picked.with(|picked| picked.is_empty());
    let count = move || picker.names.with(Vec::len);
    let heading = live(move || {
        picked.with(|picked| match picked.len() {
            0 => picker.all.to_owned(),
            1 => picked.first().map_or_else(String::new, |name| {
                (picker.title_of)(store, name).to_string()
            }),
            many => text::several(many, picker.title),
        })
    });
    let foot = live(move || match picked.with(|picked| picked.len()) {
        0 => text::ALL_SELECTED.to_owned(),
        some => text::selected(some, count()),
    });
    let all_link =
        live(move || address.link(&selection.with(|selection| picker.after(selection, None))));
    let action = live(move || form_action(&address.link(&Selection::default())));
    let details = NodeRef::<Details>::new();
    let is_open = RwSignal::new(false);
    // With script the list stands in for the form's own fields.
    effect(move |_| {
        if let Some(details) = details.get() {
            is_open.set(details.open());
            if let Ok(Some(boxes)) = details.query_selector(".pick-boxes") {
                boxes.set_inner_html("");
            }
        }
    });
    let follow = move |_| {
        if let Some(details) = details.get_untracked() {
            is_open.set(details.open());
        }
    };
    let list = live(move || {
        is_open
            .get()
            .then(|| untrack(|| List::new(picker, store, picked).view()))
    });
    view! {
        <details class="picker dropdown" node_ref=details on:toggle=follow>
            <summary class="field">
                {picker.icon.sized("i i-sm")}
                <span class="sr-only">{picker.title}": "</span>
                <b>{heading}</b>
                <span class="m picker-count">{live(move || is_all().then(|| count().to_string()))}</span>
                {Icon::ChevronDown.sized("i i-sm ms-auto")}
            </summary>
            <form
                class="pop pop-pick dropdown-content"
                method="get"
                action=action
                on:submit=move |event| event.prevent_default()
            >
                {others(picker, address, selection)}
                <div class="pick-boxes no-script" inner_html=boxes(picker, store, picked)></div>
                {list}
                <div class="pop-foot">
                    <span>{foot}</span>
                    <span class="inline-flex gap-3 items-center">
                        <a class="lnk" href=all_link>
                            {text::SELECT_ALL}
                        </a>
                        <button class="btn btn-sm btn-primary no-script">{text::APPLY}</button>
                    </span>
                </div>
            </form>
        </details>
    }
    .erase_frame()
}

/// The form's own fields, for browsers without script.
#[cfg(feature = "ssr")]
fn boxes(picker: Picker, store: Store, picked: Memo<SortedSet<Text>>) -> String {
    let names = picker.names.get_untracked();
    let picked = picked.get_untracked();
    let count = names.len();
    let entry = |name: &Text| {
        let Choice { title, end } = (picker.choice)(store, name);
        view! {
            <label class="opt">
                <input
                    type="checkbox"
                    class="checkbox"
                    name=picker.name
                    value=name.to_string()
                    checked=picked.contains(name)
                />
                <span class="opt-name">{title.to_string()}</span>
                <span class="end">{end}</span>
            </label>
        }
    };
    view! {
        <fieldset class="pick">
            <legend class="sr-only">{picker.title}</legend>
            <label class="opt">
                <input
                    type="checkbox"
                    class="checkbox"
                    name=picker.name
                    value="*"
                    checked=picked.is_empty()
                />
                <span class="font-medium">{picker.all}</span>
                <span class="end m text-xs">{count}</span>
            </label>
            {names.iter().map(entry).collect_view()}
        </fieldset>
    }
    .to_html()
}

/// With script there is no need of them.
#[cfg(not(feature = "ssr"))]
fn boxes(_: Picker, _: Store, _: Memo<SortedSet<Text>>) -> &'static str {
    ""
}

/// The rest of the selection, so that a form without script keeps it.
fn others(picker: Picker, address: Address, selection: Memo<Selection>) -> AnyView {
    let rest = live(move || {
        let mut selection = selection.get();
        (picker.of)(&mut selection).clear();
        hidden_fields(&address.link(&selection))
    });
    view! { {rest} }.erase_frame()
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
