//! Parts of the Admin page.

use crate::ui::erase::Erase;
use leptos::prelude::*;

/// A table. Every row begins with its heading; on phones each cell says what it is.
pub(super) fn table(
    caption: impl Into<String>,
    heads: &[&'static str],
    rows: Vec<Vec<AnyView>>,
) -> AnyView {
    let columns = heads
        .iter()
        .map(|&head| view! { <th scope="col">{head}</th> });
    let rows = rows.into_iter().map(|cells| {
        let mut cells = heads.iter().zip(cells);
        let first = cells
            .next()
            .map(|(_, cell)| view! { <th scope="row">{cell}</th> });
        let others = cells.map(|(&head, cell)| view! { <td data-label=head>{cell}</td> });
        view! {
            <tr>
                {first}
                {others.collect_view()}
            </tr>
        }
        .erase()
    });
    view! {
        <div class="panel">
            <table class="dt">
                <caption class="sr-only">{caption.into()}</caption>
                <thead>
                    <tr>{columns.collect_view()}</tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .erase()
}

/// Names and patterns as they are configured, or what is said when there are none.
pub(super) fn names(names: &[String], none: &'static str) -> AnyView {
    if names.is_empty() {
        return view! { <span class="m">{none}</span> }.erase();
    }
    let names = names.iter().cloned();
    let names = names.map(|name| view! { <li>{name}</li> });
    view! { <ul class="names">{names.collect_view()}</ul> }.erase()
}

/// Plain words in a cell.
pub(super) fn words(words: &str) -> AnyView {
    view! { <span>{words.to_owned()}</span> }.erase()
}

/// A name in a cell.
pub(super) fn name(name: &str) -> AnyView {
    view! { <b>{name.to_owned()}</b> }.erase()
}

/// A field with its name above it.
pub(super) fn labelled(title: &'static str, field: AnyView) -> AnyView {
    view! {
        <label class="ask">
            <span>{title}</span>
            <span class="field">{field}</span>
        </label>
    }
    .erase()
}
