//! How the cards are arranged.

use crate::address::{Address, link};
use crate::follow;
use crate::live::Store;
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use crate::ui::words::deployments;
use leptos::prelude::*;
use model::{GroupBy, Selection, SortBy};

/// Grouping, order, only problems, and how many cards there are.
pub(super) fn view(store: Store) -> AnyView {
    let address = expect_context::<Address>();
    let selection = store.selection;
    let group = |(by, title): (GroupBy, &'static str)| {
        let href = move || {
            selection.with(|s| {
                link(&Selection {
                    group: by,
                    ..s.clone()
                })
            })
        };
        let current = move || selection.with(|s| s.group == by).then_some("true");
        view! {
            <a href=href aria-current=current>
                {title}
            </a>
        }
    };
    let sort = |(by, title): (SortBy, &'static str)| {
        let href = move || {
            selection.with(|s| {
                link(&Selection {
                    sort: by,
                    ..s.clone()
                })
            })
        };
        let current = move || selection.with(|s| s.sort == by).then_some("true");
        view! {
            <li>
                <a href=href aria-current=current>
                    {title}
                </a>
            </li>
        }
    };
    let order = move || {
        let sort = selection.with(|selection| selection.sort);
        SortBy::ALL
            .iter()
            .find(|(by, _)| *by == sort)
            .map_or("", |(_, title)| *title)
    };
    let only_problems = move || selection.with(|selection| selection.only_problems);
    let switched = move || {
        selection.with(|s| {
            link(&Selection {
                only_problems: !s.only_problems,
                ..s.clone()
            })
        })
    };
    let count = move || deployments(store.shown_count.get());
    view! {
        <div class="toolbar">
            <div class="tool max-md:hidden">
                <span id="lb-group">"Group by"</span>
                <div class="seg" role="group" aria-labelledby="lb-group">
                    {GroupBy::ALL.map(group).into_iter().collect_view()}
                </div>
            </div>
            <details class="dropdown">
                <summary class="field text-xs">
                    {Icon::ArrowUpDown.sized("i i-sm max-sm:hidden")}
                    <span class="m max-sm:sr-only">"Sort"</span>
                    <b>{order}</b>
                    {Icon::ChevronDown.sized("i i-sm")}
                </summary>
                <div class="pop dropdown-content">
                    <ul class="menu">
                        {SortBy::ALL.map(sort).into_iter().collect_view()}
                    </ul>
                </div>
            </details>
            <label class="switch script-only">
                <input
                    type="checkbox"
                    class="toggle"
                    role="switch"
                    checked=only_problems()
                    prop:checked=only_problems
                    on:change=move |_| address.go(&switched())
                />
                "Only problems"
            </label>
            <a class="lnk no-script" href=switched>
                {move || if only_problems() { "Show all" } else { "Only problems" }}
            </a>
            <span class="flex-1 max-sm:hidden"></span>
            <span class="tool max-sm:sr-only" role="status">
                {count}
            </span>
            {follow::panel(store)}
        </div>
    }
    .erase()
}
