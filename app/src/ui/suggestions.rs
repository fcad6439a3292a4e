//! What a search may be completed to: a list under the search field, which keeps the focus.

use super::{listbox, text};
use crate::live::Store;
use crate::ui::erase::{Erase, live};
use leptos::prelude::*;
use model::{Known, Suggestion, Text, Verdict, sorted_places, suggest};
use std::collections::BTreeMap;

/// The list's id.
pub(super) const LIST: &str = "search-list";

/// The suggestions that are shown; the list is open while there are any.
#[derive(Clone, Copy, Debug)]
pub(super) struct Suggestions {
    store: Store,
    /// The suggestions.
    pub list: RwSignal<Vec<Suggestion>>,
    /// The one that Enter takes.
    pub active: RwSignal<Option<usize>>,
}

// === impl Suggestions ===

impl Suggestions {
    pub(super) fn new(store: Store) -> Self {
        Self {
            store,
            list: RwSignal::new(Vec::new()),
            active: RwSignal::new(None),
        }
    }

    /// Whether the list is open.
    pub(super) fn is_open(self) -> bool {
        self.list.with(|list| !list.is_empty())
    }

    /// Shows what the text before the cursor may be completed to.
    pub(super) fn open(self, before: &str) {
        let found = self.find(before);
        self.active.set(None);
        if self.list.with_untracked(|list| *list != found) {
            self.list.set(found);
        }
    }

    /// Shows it while a word is typed. Where one may begin, the list waits to be asked for.
    pub(super) fn follow(self, before: &str) {
        if before.chars().next_back().is_none_or(char::is_whitespace) {
            self.close();
        } else {
            self.open(before);
        }
    }

    pub(super) fn close(self) {
        self.active.set(None);
        if self.list.with_untracked(|list| !list.is_empty()) {
            self.list.set(Vec::new());
        }
    }

    /// Points at the option that an arrow key leads to; returns whether it is such a key.
    pub(super) fn step(self, key: &str) -> bool {
        let count = self.list.with_untracked(Vec::len);
        let next = listbox::step(key, self.active.get_untracked(), count);
        if next.is_some() {
            self.active.set(next);
        }
        next.is_some()
    }

    /// The suggestion that Enter takes.
    pub(super) fn picked(self) -> Option<Suggestion> {
        let active = self.active.get_untracked()?;
        self.list.with_untracked(|list| list.get(active).cloned())
    }

    fn find(self, before: &str) -> Vec<Suggestion> {
        let clusters = self.store.clusters.with_untracked(|all| {
            let names = all.iter().map(|one| one.state.name.clone());
            names.collect::<Vec<Text>>()
        });
        let namespaces = self.store.namespaces.with_untracked(|all| {
            let names = all.iter().map(|one| one.name.clone());
            names.collect::<Vec<Text>>()
        });
        // There may be thousands of tags.
        let tags = if before.to_ascii_lowercase().contains("tag:") {
            tags(self.store)
        } else {
            Vec::new()
        };
        let totals = self.store.everything.get_untracked();
        let verdicts = Verdict::ALL.into_iter().filter(|one| totals.get(*one) > 0);
        let known = Known {
            clusters: &clusters,
            namespaces: &namespaces,
            tags: &tags,
            verdicts: &verdicts.collect::<Vec<_>>(),
        };
        suggest(before, &known)
    }
}

/// The tags that run, those that most Deployments have first.
fn tags(store: Store) -> Vec<Text> {
    store.with_snapshot(|snapshot| {
        let mut counts: BTreeMap<&Text, (usize, usize)> = BTreeMap::new();
        for image in snapshot.rows.iter().filter_map(|row| row.image.as_ref()) {
            counts.entry(&image.tag).or_default().0 += 1;
        }
        let tags: Vec<(&Text, (usize, usize))> = counts.into_iter().collect();
        let order = sorted_places(tags.len(), &mut |a, b| tags[b].1.cmp(&tags[a].1));
        let tag = |place: usize| tags[place].0.clone();
        order.into_iter().map(tag).collect()
    })
}

/// The list. `take` puts a suggestion into the field.
pub(super) fn view(
    suggestions: Suggestions,
    take: impl Fn(&Suggestion) + Copy + Send + 'static,
) -> AnyView {
    let options = live(move || {
        let list = suggestions.list.get().into_iter().enumerate();
        list.map(|(index, one)| option(suggestions, index, one, take))
            .collect::<Vec<_>>()
    });
    let count = live(move || {
        let count = suggestions.list.with(Vec::len);
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        (count > 0).then(|| text::suggestions(count))
    });
    view! {
        <ul
            id=LIST
            class="pop suggestions"
            role="listbox"
            aria-label=text::SUGGESTIONS
            hidden=live(move || !suggestions.is_open())
        >
            {options}
        </ul>
        <span class="sr-only" role="status">
            {count}
        </span>
    }
    .erase_frame()
}

/// The id of an option.
pub(super) fn option_id(index: usize) -> String {
    format!("{LIST}-{index}")
}

fn option(
    suggestions: Suggestions,
    index: usize,
    suggestion: Suggestion,
    take: impl Fn(&Suggestion) + Copy + Send + 'static,
) -> AnyView {
    let is_active = move || suggestions.active.get() == Some(index);
    let name = suggestion.name.to_string();
    let place = suggestion.place;
    view! {
        <li
            id=option_id(index)
            class="opt"
            role="option"
            aria-selected=live(move || is_active().to_string())
            data-active=live(move || is_active().then_some(""))
            // The focus stays in the field.
            on:mousedown=|event| event.prevent_default()
            on:click=move |_| take(&suggestion)
        >
            <span class="opt-name">{name}</span>
            {place.map(|place| view! { <span class="end m text-xs">{place}</span> })}
        </li>
    }
    .erase()
}
