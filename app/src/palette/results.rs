//! What the palette found.

use super::entries::{Goal, Heading, Hit};
use super::text;
use crate::live::Store;
use crate::status::verdict_chip;
use crate::ui::erase::{Erase, live};
use crate::ui::icon::Icon;
use crate::ui::words::marked;
use leptos::prelude::*;

/// The list's id.
pub(super) const LIST: &str = "palette-list";

/// The id of an option.
pub(super) fn option_id(index: usize) -> String {
    format!("{LIST}-{index}")
}

/// The list.
pub(super) fn view(
    store: Store,
    hits: RwSignal<Vec<Hit>>,
    active: RwSignal<Option<usize>>,
    choose: impl Fn(usize) + Copy + Send + 'static,
) -> AnyView {
    let parts = live(move || {
        let hits = hits.get();
        let mut parts: Vec<(Heading, Vec<AnyView>)> = Vec::new();
        for (index, hit) in hits.into_iter().enumerate() {
            let heading = hit.heading;
            let option = option(store, index, &hit, active, choose);
            match parts.last_mut().filter(|(last, _)| *last == heading) {
                Some((_, options)) => options.push(option),
                None => parts.push((heading, vec![option])),
            }
        }
        parts
            .into_iter()
            .map(|(heading, options)| {
                view! {
                    <ul role="group" aria-label=heading.title()>
                        <li role="presentation" class="palette-head">
                            {heading.title()}
                        </li>
                        {options}
                    </ul>
                }
                .erase()
            })
            .collect::<Vec<_>>()
    });
    view! {
        <div id=LIST class="palette-list" role="listbox" aria-label=text::RESULTS>
            {parts}
        </div>
        <p class="palette-none" hidden=live(move || hits.with(|hits| !hits.is_empty()))>
            {text::NOTHING_FITS}
        </p>
    }
    .erase_once()
}

fn option(
    store: Store,
    index: usize,
    hit: &Hit,
    active: RwSignal<Option<usize>>,
    choose: impl Fn(usize) + Copy + Send + 'static,
) -> AnyView {
    let is_active = move || active.get() == Some(index);
    let mark = match &hit.entry.goal {
        Goal::Deployment(key) => store
            .card(key)
            .map(|card| verdict_chip(card.shown.with_untracked(|shown| shown.verdict))),
        goal => Some(icon(goal).sized("i i-sm m")),
    };
    view! {
        <li
            id=option_id(index)
            role="option"
            aria-selected=live(move || is_active().to_string())
            // The focus stays in the field.
            on:mousedown=|event| event.prevent_default()
            on:click=move |_| choose(index)
        >
            {mark}
            <span class="palette-name">{marked(&hit.entry.name, &hit.name_marks)}</span>
            <span class="palette-where m">{marked(&hit.entry.place, &hit.place_marks)}</span>
        </li>
    }
    .erase()
}

const fn icon(goal: &Goal) -> Icon {
    match goal {
        Goal::Deployment(_) | Goal::Pod(..) => Icon::Square,
        Goal::Namespace(_) => Icon::Boxes,
        Goal::Cluster(_) => Icon::Server,
        Goal::Density(_) => Icon::LayoutGrid,
        Goal::View(_) | Goal::OnlyProblems => Icon::ListFilter,
        Goal::Page(_) => Icon::ArrowRight,
        Goal::Theme(_) => Icon::Sun,
        Goal::Shortcuts => Icon::Settings2,
    }
}
