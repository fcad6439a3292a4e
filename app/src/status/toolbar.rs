//! How the cards are arranged.

use super::{columns, text};
use crate::address::{Address, link, link_with};
use crate::follow;
use crate::live::Store;
use crate::ui::effect::effect;
use crate::ui::erase::{Erase, live};
use crate::ui::icon::Icon;
use crate::ui::theme::Look;
use crate::ui::words::rows;
use crate::{NamedView, PageSettings};
use leptos::prelude::*;
use model::{Density, GroupBy, Selection, SortBy, WorkloadKind};

/// Grouping, order, only problems, named views, how many cards there are, and how densely.
pub(super) fn view(store: Store) -> AnyView {
    let address = expect_context::<Address>();
    let look = expect_context::<Look>();
    let selection = store.selection;
    let group = |(by, title): (GroupBy, &'static str)| {
        let href = move || selection.with(|s| link_with(s, |next| next.group = by));
        let current = move || selection.with(|s| s.group == by).then_some("true");
        view! {
            <a href=href aria-current=current>
                {title}
            </a>
        }
    };
    let group_entry = move |by| view! { <li>{group(by)}</li> };
    let sort = |(by, title): (SortBy, &'static str)| {
        let href = live(move || selection.with(|s| link_with(s, |next| next.sort = by)));
        let current = live(move || selection.with(|s| s.sort == by).then_some("true"));
        view! {
            <li>
                <a href=href aria-current=current>
                    {title}
                </a>
            </li>
        }
    };
    let order = live(move || {
        let sort = selection.with(|selection| selection.sort);
        SortBy::ALL
            .iter()
            .find(|(by, _)| *by == sort)
            .map_or("", |(_, title)| *title)
    });
    let only_problems = move || selection.with(|selection| selection.only_problems);
    let switched =
        move || selection.with(|s| link_with(s, |next| next.only_problems = !s.only_problems));
    let count = live(move || {
        let number = store.shown_count.get();
        selection.with(|selection| rows(selection, number))
    });
    // Said aloud of what somebody picks, not of what comes and goes by itself.
    let said = RwSignal::new(String::new());
    effect(move |is_later| {
        selection.track();
        if is_later {
            request_animation_frame(move || {
                let words =
                    selection.with_untracked(|it| rows(it, store.shown_count.get_untracked()));
                said.try_set(words);
            });
        }
    });
    let is_table = Memo::new(move |_| store.density.get() == Density::Table);
    view! {
        <div class="toolbar">
            <div class="tool max-md:hidden">
                <span id="lb-group" class="max-2xl:sr-only">{text::GROUP_BY}</span>
                <div class="seg" role="group" aria-labelledby="lb-group">
                    {GroupBy::ALL.map(group).into_iter().collect_view()}
                </div>
            </div>
            <details class="dropdown">
                <summary class="field text-xs">
                    {Icon::ArrowUpDown.sized("i i-sm max-sm:hidden")}
                    <span class="m max-2xl:sr-only">{text::SORT}</span>
                    <b>{order}</b>
                    {Icon::ChevronDown.sized("i i-sm")}
                </summary>
                <div class="pop dropdown-content">
                    <ul class="menu">
                        {SortBy::ALL.map(sort).into_iter().collect_view()}
                    </ul>
                    <h2 class="md:hidden" id="lb-group-menu">
                        {text::GROUP_BY}
                    </h2>
                    <ul class="menu md:hidden" aria-labelledby="lb-group-menu">
                        {GroupBy::ALL.map(group_entry).into_iter().collect_view()}
                    </ul>
                </div>
            </details>
            {kinds(store)}
            <label class="switch script-only">
                <input
                    type="checkbox"
                    class="toggle"
                    role="switch"
                    checked=untrack(only_problems)
                    prop:checked=only_problems
                    on:change=move |_| address.go(&switched())
                />
                {text::ONLY_PROBLEMS}
            </label>
            <a class="lnk no-script" href=switched>
                {live(move || if only_problems() { text::SHOW_ALL } else { text::ONLY_PROBLEMS })}
            </a>
            {named_views(store)}
            <span class="flex-1 max-sm:hidden"></span>
            <span class="tool count max-sm:sr-only">{count}</span>
            <span class="sr-only" role="status">
                {said}
            </span>
            {live(move || is_table.get().then(|| untrack(|| columns::chooser(look))))}
            {densities(store)}
            {follow::panel(store)}
        </div>
    }
    .erase_once()
}

/// `Deployments`, `3 kinds`, `All kinds`.
pub(crate) fn kinds_in_words(selection: &Selection) -> String {
    let kinds = selection.asked_kinds();
    match (kinds.len(), kinds.first()) {
        (1, Some(kind)) => text::all_of_kind(kind.title()),
        (number, _) if number == WorkloadKind::ALL.len() => text::ALL_KINDS.to_owned(),
        (number, _) => text::kinds(number),
    }
}

/// Which kinds are shown: each entry adds or takes one.
fn kinds(store: Store) -> AnyView {
    let selection = store.selection;
    let is_shown = move |kind| selection.with(|selection| selection.has_kind(kind));
    let entry = |kind: WorkloadKind| {
        let href =
            live(move || selection.with(|selection| link(&selection.with_kind_toggled(kind))));
        let current = live(move || is_shown(kind).then_some("true"));
        let mark = live(move || is_shown(kind).then(|| Icon::Check.sized("i i-sm").erase()));
        view! {
            <li>
                <a href=href aria-current=current>
                    {kind.title()}
                    {mark}
                </a>
            </li>
        }
    };
    let shown = live(move || selection.with(kinds_in_words));
    let all = live(move || {
        selection
            .with(|selection| link_with(selection, |next| next.kinds = WorkloadKind::ALL.into()))
    });
    view! {
        <details class="dropdown kinds" data-stays="">
            <summary class="field text-xs">
                <span class="sr-only">{text::KINDS}</span>
                <b>{shown}</b>
                {Icon::ChevronDown.sized("i i-sm")}
            </summary>
            <div class="pop dropdown-content">
                <ul class="menu">
                    {WorkloadKind::ALL.map(entry).into_iter().collect_view()}
                    <li>
                        <a href=all>{text::ALL_KINDS}</a>
                    </li>
                </ul>
            </div>
        </details>
    }
    .erase()
}

/// How densely.
fn densities(store: Store) -> AnyView {
    let density = |(density, title): (Density, &'static str)| {
        let icon = match density {
            Density::Cards => Icon::LayoutGrid,
            Density::Table => Icon::Rows3,
            Density::Tiles => Icon::Grid3x3,
            Density::Wall => Icon::Monitor,
        };
        let href = live(move || {
            let selection = store.selection;
            selection.with(|s| link_with(s, |next| next.density = Some(density)))
        });
        let current = live(move || (store.density.get() == density).then_some("true"));
        view! {
            <a href=href title=title aria-current=current>
                {icon.sized("i i-sm")}
                <span class="max-xl:sr-only">{title}</span>
            </a>
        }
    };
    view! {
        <div class="seg" role="group" aria-label=text::DENSITY>
            {Density::ALL.map(density).into_iter().collect_view()}
        </div>
    }
    .erase_once()
}

/// The configured views, where there are any.
fn named_views(store: Store) -> Option<AnyView> {
    let settings = expect_context::<StoredValue<PageSettings>>();
    let views = settings.with_value(|settings| settings.views.clone());
    if views.is_empty() {
        return None;
    }
    let entry = |view: NamedView| {
        let selection = Selection::from_query(&view.query);
        let href = link(&selection);
        let current = live(move || {
            store
                .selection
                .with(|it| *it == selection)
                .then_some("true")
        });
        view! {
            <li>
                <a href=href aria-current=current>
                    {view.name}
                </a>
            </li>
        }
    };
    let menu = view! {
        <details class="dropdown views">
            <summary class="field text-xs">
                {Icon::ListFilter.sized("i i-sm max-sm:hidden")}
                {text::VIEWS}
                {Icon::ChevronDown.sized("i i-sm")}
            </summary>
            <div class="pop dropdown-content">
                <ul class="menu">{views.into_iter().map(entry).collect_view()}</ul>
            </div>
        </details>
    };
    Some(menu.erase_once())
}
