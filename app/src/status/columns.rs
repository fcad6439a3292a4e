//! The columns of the table: which are there, and the choice.

use super::text;
use crate::Column;
use crate::live::Store;
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use crate::ui::theme::Look;
use leptos::prelude::*;
use model::{GroupBy, SortedSet};

/// The columns that are not there: those the viewer left out, and those that repeat the group.
pub(super) fn left_out(store: Store) -> Memo<SortedSet<Column>> {
    let hidden = expect_context::<Look>().hidden_columns;
    Memo::new(move |_| {
        let mut columns = hidden.get();
        let repeated = match store.selection.with(|selection| selection.group) {
            GroupBy::Cluster => &[Column::Cluster][..],
            GroupBy::Namespace => &[Column::Namespace],
            GroupBy::Application => &[Column::Cluster, Column::Namespace],
            GroupBy::None => &[],
        };
        columns.extend(repeated.iter().copied());
        columns
    })
}

/// The choice of columns, for the toolbar; nothing where there is no table.
pub(super) fn chooser(look: Look) -> AnyView {
    let hidden = look.hidden_columns;
    let choice = |(column, title): (Column, &'static str)| {
        let is_shown = move || hidden.with(|hidden| !hidden.contains(&column));
        let toggle = move |_| {
            hidden.update(|hidden| {
                if !hidden.remove(&column) {
                    hidden.insert(column);
                }
            });
        };
        view! {
            <label class="opt">
                <input
                    type="checkbox"
                    class="checkbox"
                    checked=untrack(is_shown)
                    prop:checked=is_shown
                    on:change=toggle
                />
                <span>{title}</span>
            </label>
        }
    };
    view! {
        <details class="dropdown dropdown-end script-only">
            <summary class="field text-xs" title=text::COLUMNS>
                {Icon::Columns3.sized("i i-sm")}
                <span class="max-2xl:sr-only">{text::COLUMNS}</span>
                {Icon::ChevronDown.sized("i i-sm max-sm:hidden")}
            </summary>
            <div class="pop dropdown-content">
                <fieldset>
                    <legend>{text::COLUMNS}</legend>
                    {Column::ALL.map(choice).into_iter().collect_view()}
                </fieldset>
            </div>
        </details>
    }
    .erase_once()
}
