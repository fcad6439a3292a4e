//! The list of an open selector, under the field that narrows it.

use super::icon::Icon;
use super::listbox;
use super::picker::{Choice, Picker};
use super::text;
use super::words::marked;
use crate::address::Address;
use crate::browser;
use crate::live::Store;
use crate::ui::effect::effect;
use crate::ui::erase::{Erase, live};
use leptos::html::Input;
use leptos::prelude::*;
use model::{Fuzzy, SortedSet, Text, sorted_places};

/// An entry that fits what is typed; `None` is all.
type Found = (Option<Text>, Vec<usize>);

/// An open list.
#[derive(Clone, Copy)]
pub(super) struct List {
    picker: Picker,
    store: Store,
    address: Address,
    picked: Memo<SortedSet<Text>>,
    /// What narrows it.
    typed: RwSignal<String>,
    /// What fits that, in order.
    found: Memo<Vec<Found>>,
    /// The option that Enter picks.
    active: RwSignal<Option<usize>>,
}

// === impl List ===

impl List {
    pub(super) fn new(picker: Picker, store: Store, picked: Memo<SortedSet<Text>>) -> Self {
        let typed = RwSignal::new(String::new());
        let found = Memo::new(move |_| {
            let title_of = |name: &Text| (picker.title_of)(store, name);
            picker
                .names
                .with(|names| typed.with(|typed| find(names, title_of, typed)))
        });
        Self {
            picker,
            store,
            address: expect_context(),
            picked,
            typed,
            found,
            active: RwSignal::new(None),
        }
    }

    fn option_id(self, index: usize) -> String {
        format!("{}-option-{index}", self.picker.name)
    }

    /// Picks or leaves the entry at this place; with `alone` it and no other.
    fn pick(self, index: usize, alone: bool) {
        let entry = self
            .found
            .with_untracked(|found| found.get(index).map(|(entry, _)| entry.clone()));
        let Some(entry) = entry else {
            return;
        };
        let next = self
            .store
            .selection
            .with_untracked(|selection| match (&entry, alone) {
                (Some(name), true) => self.picker.only(selection, name),
                (entry, _) => self.picker.after(selection, entry.as_ref()),
            });
        self.active.set(Some(index));
        self.address.go(&self.address.link(&next));
    }

    fn press(self, event: &web_sys::KeyboardEvent) {
        let key = event.key();
        let active = self.active.get_untracked();
        let count = self.found.with_untracked(Vec::len);
        if let Some(next) = listbox::step(&key, active, count) {
            event.prevent_default();
            self.active.set(Some(next));
            listbox::reveal(&self.option_id(next));
        } else if key == "Enter" && !event.is_composing() {
            event.prevent_default();
            if let Some(active) = active {
                self.pick(active, event.shift_key());
            }
        }
    }

    pub(super) fn view(self) -> AnyView {
        let Self { picker, .. } = self;
        let list = format!("{}-list", picker.name);
        let controls = list.clone();
        let field = NodeRef::<Input>::new();
        effect(move |_| {
            // On a phone it would bring up the keyboard, over the list.
            if let (Some(field), false) = (field.get(), browser::is_touched()) {
                let _ = field.focus();
            }
        });
        let options = live(move || {
            let found = self.found.get().into_iter().enumerate();
            found
                .map(|(index, found)| self.option(index, found))
                .collect::<Vec<_>>()
        });
        let narrowed = live(move || {
            let is_narrowed = self.typed.with(|typed| !typed.trim().is_empty());
            is_narrowed.then(|| {
                let all = picker.names.with(Vec::len);
                text::matching(self.found.with(Vec::len), all, picker.title)
            })
        });
        view! {
            <div class="pop-head">
                <label class="field search">
                    {Icon::Search.sized("i i-sm")}
                    <input
                        type="search"
                        role="combobox"
                        node_ref=field
                        placeholder=picker.find
                        aria-label=picker.find
                        autocomplete="off"
                        aria-autocomplete="list"
                        aria-expanded="true"
                        aria-controls=controls
                        aria-activedescendant=live(move || self.active.get().map(|at| self.option_id(at)))
                        on:input:target=move |event| {
                            self.typed.set(event.target().value());
                            let is_any = self.typed.with(|typed| !typed.trim().is_empty())
                                && self.found.with(|found| !found.is_empty());
                            self.active.set(is_any.then_some(0));
                        }
                        on:keydown=move |event| self.press(&event)
                    />
                </label>
                <span class="pick-narrowed" role="status">
                    {narrowed}
                </span>
            </div>
            <div
                id=list
                class="pick"
                role="listbox"
                aria-multiselectable="true"
                aria-label=picker.title
            >
                {options}
            </div>
            <p class="pick-keys">
                <kbd class="kbd">{text::ENTER}</kbd>
                {text::PICKS}
                <kbd class="kbd">{text::SHIFT}</kbd>
                <kbd class="kbd">{text::ENTER}</kbd>
                {text::PICKS_ONLY_THIS}
            </p>
        }
        .erase_once()
    }

    fn option(self, index: usize, (entry, marks): Found) -> AnyView {
        let is_active = move || self.active.get() == Some(index);
        let is_picked = {
            let entry = entry.clone();
            move || {
                self.picked.with(|picked| match &entry {
                    Some(name) => picked.contains(name),
                    None => picked.is_empty(),
                })
            }
        };
        let (title, end, only) = match &entry {
            Some(name) => {
                let Choice { title, end } = (self.picker.choice)(self.store, name);
                // By keyboard it is Shift and Enter.
                let only = view! {
                    <span
                        class="only"
                        aria-hidden="true"
                        on:click=move |event| {
                            event.stop_propagation();
                            self.pick(index, true);
                        }
                    >
                        {text::ONLY_THIS}
                    </span>
                };
                (marked(&title, &marks), end, Some(only))
            }
            None => {
                let count = self.picker.names.with_untracked(Vec::len);
                let title = view! { <b>{self.picker.all}</b> }.erase();
                let end = view! { <span class="m text-xs">{count}</span> }.erase();
                (vec![title], end, None)
            }
        };
        view! {
            <div
                id=self.option_id(index)
                class="opt"
                role="option"
                aria-checked=live(move || is_picked().to_string())
                data-active=live(move || is_active().then_some(""))
                // The focus stays in the field.
                on:mousedown=|event| event.prevent_default()
                on:click=move |_| self.pick(index, false)
            >
                <span class="tick" aria-hidden="true">
                    {Icon::Check.sized("i i-xs")}
                </span>
                <span class="opt-name">{title}</span>
                {only}
                <span class="end">{end}</span>
            </div>
        }
        .erase()
    }
}

/// What fits, best first; everything in its order where nothing is typed.
fn find(names: &[Text], title_of: impl Fn(&Text) -> Text, typed: &str) -> Vec<Found> {
    let fuzzy = Fuzzy::new(typed);
    if fuzzy.is_empty() {
        let names = names.iter().map(|name| (Some(name.clone()), Vec::new()));
        return std::iter::once((None, Vec::new())).chain(names).collect();
    }
    let score = |name: &Text| fuzzy.score(&[&title_of(name)]);
    let scores: Vec<Option<i32>> = names.iter().map(score).collect();
    let order = sorted_places(names.len(), &mut |a, b| scores[b].cmp(&scores[a]));
    let found = |place: usize| {
        scores[place]?;
        let name = &names[place];
        let marks = fuzzy.marks(&[&title_of(name)]).pop().unwrap_or_default();
        Some((Some(name.clone()), marks))
    };
    order.into_iter().filter_map(found).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_found_by_a_few_letters() {
        let names: Vec<Text> = ["shop-staging", "base", "shop"].map(Text::from).into();
        let found = |typed: &str| -> Vec<String> {
            let found = find(&names, Text::clone, typed).into_iter();
            found
                .map(|(name, _)| name.map_or_else(|| "all".to_owned(), |name| name.to_string()))
                .collect()
        };
        assert_eq!(found(" "), ["all", "shop-staging", "base", "shop"]);
        assert_eq!(found("shop"), ["shop", "shop-staging"]);
        assert_eq!(found("stg"), ["shop-staging"]);
        assert_eq!(found("nothing"), [] as [&str; 0]);
    }
}
