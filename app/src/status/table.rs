//! The table: a line for each Deployment, and one below it for the reason.

use super::list::List;
use super::usage::{self, Use};
use super::window::Piece;
use super::{card, group, pips, tag, verdict};
use crate::Column;
use crate::address::link;
use crate::drawer::Opened;
use crate::live::{Card, Shown, Store};
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use crate::ui::theme::Look;
use leptos::html::Tr;
use leptos::prelude::*;
use model::{
    DeploymentKey, DeploymentPods, GroupBy, PodRow, Row, Selection, SortBy, Text, Trend,
    UsageTrend, Verdict, show_bytes, show_millicores,
};
use std::collections::BTreeSet;

/// Columns that are always there: verdict and name.
const FIXED: usize = 2;

/// The table. Columns are left out by the stylesheet, so that no row is drawn anew for that.
pub(super) fn view(list: List) -> AnyView {
    let store = list.store;
    let left_out = left_out(store);
    let hidden = move || {
        let words: Vec<&str> =
            left_out.with(|columns| columns.iter().map(|column| column.as_str()).collect());
        words.join(" ")
    };
    let span = Signal::derive(move || FIXED + Column::ALL.len() - left_out.with(BTreeSet::len));
    let column = |(column, title): (Column, &'static str)| {
        let sort = match column {
            Column::Cpu => Some(SortBy::Cpu),
            Column::Memory => Some(SortBy::Memory),
            Column::Restarts => Some(SortBy::Restarts),
            Column::Changed => Some(SortBy::Newest),
            _ => None,
        };
        heading(store, column.as_str(), move || title, sort)
    };
    let name = move || match store.selection.with(|selection| selection.group) {
        GroupBy::Application => "Place",
        _ => "Application",
    };
    let width = |(column, _): (Column, &'static str)| view! { <col data-column=column.as_str()/> };
    let groups = move || list.plan.with(|plan| plan.groups.clone());
    view! {
        <div class="panel dt-panel">
            <div class="dt-scroll" tabindex="0" role="region" aria-label="Deployments table">
                <table class="dt dt-lines" data-hide=hidden>
                    <caption class="sr-only">"Deployments"</caption>
                    <colgroup>
                        <col data-column="verdict"/>
                        <col data-column="name"/>
                        {Column::ALL.map(width).into_iter().collect_view()}
                    </colgroup>
                    <thead>
                        <tr>
                            {heading(store, "verdict", || "Verdict", Some(SortBy::Worst))}
                            {heading(store, "name", name, Some(SortBy::Name))}
                            {Column::ALL.map(column).into_iter().collect_view()}
                        </tr>
                    </thead>
                    <For each=groups key=Piece::clone let:piece>
                        {body(list, span, &piece)}
                    </For>
                </table>
            </div>
        </div>
    }
    .erase()
}

/// The columns that are not there: those the viewer left out, and those that repeat the group.
fn left_out(store: Store) -> Memo<BTreeSet<Column>> {
    let hidden = expect_context::<Look>().hidden_columns;
    Memo::new(move |_| {
        let mut columns = hidden.get();
        columns.extend(match store.selection.with(|selection| selection.group) {
            GroupBy::Cluster => &[Column::Cluster][..],
            GroupBy::Namespace => &[Column::Namespace],
            GroupBy::Application => &[Column::Cluster, Column::Namespace],
            GroupBy::None => &[],
        });
        columns
    })
}

/// The heading of a column; a link where one can sort by it.
fn heading(
    store: Store,
    column: &'static str,
    title: impl Fn() -> &'static str + Send + 'static,
    sort: Option<SortBy>,
) -> AnyView {
    let Some(by) = sort else {
        return view! {
            <th scope="col" data-column=column>
                {title}
            </th>
        }
        .erase();
    };
    let is_sorted = move || store.selection.with(|selection| selection.sort == by);
    let order = move || {
        is_sorted().then_some(match by {
            SortBy::Name => "ascending",
            _ => "descending",
        })
    };
    let href = move || {
        store.selection.with(|selection| {
            link(&Selection {
                sort: by,
                ..selection.clone()
            })
        })
    };
    view! {
        <th scope="col" data-column=column aria-sort=order>
            <a href=href>
                {title}
                {Icon::ChevronDown.sized("i i-xs")}
            </a>
        </th>
    }
    .erase()
}

/// A group with its lines.
fn body(list: List, span: Signal<usize>, piece: &Piece<Text>) -> AnyView {
    let name = match piece {
        Piece::One(name) => name.clone(),
        Piece::Gap(_, height) => {
            return view! { <tbody aria-hidden="true">{gap(span, *height)}</tbody> }.erase();
        }
    };
    let head = list.store.group(&name).filter(|_| !name.is_empty());
    let head = head.map(|group| {
        let title = {
            let head = group.head.clone();
            move || head.with(|head| head.title.to_string())
        };
        view! {
            <tr class="grp">
                <th colspan=move || span.get() scope="rowgroup">
                    <span>
                        <b>{title}</b>
                        {group::summary(list.store, group.head)}
                    </span>
                </th>
            </tr>
        }
    });
    let rows = move || list.rows(&name);
    view! {
        <tbody>
            {head}
            <For each=rows key=Piece::clone let:piece>
                {line_or_gap(list.store, span, &piece)}
            </For>
        </tbody>
    }
    .erase()
}

fn line_or_gap(store: Store, span: Signal<usize>, piece: &Piece<DeploymentKey>) -> Option<AnyView> {
    match piece {
        Piece::One(key) => store.card(key).map(|card| line(store, span, card)),
        Piece::Gap(_, height) => Some(gap(span, *height)),
    }
}

fn gap(span: Signal<usize>, height: i32) -> AnyView {
    view! {
        <tr class="gap" aria-hidden="true">
            <td colspan=move || span.get() style:height=format!("{height}px")></td>
        </tr>
    }
    .erase()
}

/// The line of one Deployment, with the one for the reason.
fn line(store: Store, span: Signal<usize>, card: Card) -> AnyView {
    let Card {
        key,
        row,
        shown,
        pods,
    } = card;
    let clock = store.clock;
    let verdict = {
        let shown = shown.clone();
        Memo::new(move |_| shown.with(|shown| shown.verdict.as_str()))
    };
    let has_why = {
        let (row, shown) = (row.clone(), shown.clone());
        Memo::new(move |_| {
            let is_known = shown.with(|shown| shown.verdict != Verdict::Unknown);
            is_known && row.with(|row| row.why.is_some())
        })
    };
    let chip = {
        let (row, shown) = (row.clone(), shown.clone());
        move || row.with(|row| chip(row, shown.get()))
    };
    let cluster = store.cluster_title(&key.cluster).to_string();
    let name = {
        let (row, place) = (row.clone(), format!("{cluster} / {}", key.namespace));
        move || match store.selection.with(|selection| selection.group) {
            GroupBy::Application => place.clone(),
            _ => row.with(|row| row.title.to_string()),
        }
    };
    let href = {
        let opened = Opened::new(key.clone());
        move || store.selection.with(|selection| opened.link(selection))
    };
    let ready = {
        let (row, shown, pods) = (row.clone(), shown.clone(), pods.clone());
        move || {
            let verdict = shown.with(|shown| shown.verdict);
            row.with(|row| {
                view! {
                    <b>{format!("{}/{}", row.ready, row.desired)}</b>
                    {pods.with(|pods| pips::view(row, verdict, pods.as_ref()))}
                }
            })
        }
    };
    let image = {
        let row = row.clone();
        move || row.with(tag::view)
    };
    let used = |of: fn(Option<&DeploymentPods>) -> AnyView| {
        let (shown, pods) = (shown.clone(), pods.clone());
        move || match shown.with(|shown| shown.verdict) {
            Verdict::Unknown => usage::unknown("Not known at present"),
            _ => pods.with(|pods| of(pods.as_ref())),
        }
    };
    let (cpu, memory) = (used(cpu), used(memory));
    let restarts = {
        let (row, shown) = (row.clone(), shown.clone());
        move || match shown.with(|shown| shown.verdict) {
            Verdict::Unknown => "–".to_owned(),
            _ => row.with(|row| row.restarts.to_string()),
        }
    };
    let changed = {
        let (row, shown) = (row.clone(), shown.clone());
        move || match shown.with(|shown| shown.verdict) {
            Verdict::Unknown => "–".to_owned(),
            _ => clock.age(row.with(|row| row.since.unwrap_or(row.created))),
        }
    };
    let why = move || {
        has_why.get().then(|| {
            let (row, shown) = (row.clone(), shown.clone());
            let sentence = move || row.with(|row| card::why_words(row, shown.get(), clock));
            view! {
                <tr class="why-row" data-verdict=move || verdict.get()>
                    <td></td>
                    <td colspan=move || span.get().saturating_sub(1)>
                        <span>{sentence}</span>
                    </td>
                </tr>
            }
        })
    };
    let node = NodeRef::<Tr>::new();
    card::watch(node);
    view! {
        <tr
            class="dt-line"
            data-key=key.to_string()
            data-verdict=move || verdict.get()
            data-has-why=move || has_why.get().then_some("")
            node_ref=node
        >
            <td data-column="verdict">{chip}</td>
            <th scope="row" data-column="name">
                <a href=href title=key.name.to_string()>
                    {name}
                </a>
            </th>
            <td data-column="namespace">{key.namespace.to_string()}</td>
            <td data-column="cluster">{cluster}</td>
            <td data-column="ready">
                <span class="ready">{ready}</span>
            </td>
            <td data-column="tag">{image}</td>
            <td data-column="cpu">{cpu}</td>
            <td data-column="memory">{memory}</td>
            <td data-column="restarts">{restarts}</td>
            <td data-column="changed">{changed}</td>
        </tr>
        {why}
    }
    .erase()
}

/// The verdict in a word; solid where a person should look.
fn chip(row: &Row, shown: Shown) -> AnyView {
    let verdict = shown.verdict;
    let word = match verdict {
        Verdict::Progressing => row.headline(verdict, None),
        _ => verdict.title().to_owned(),
    };
    view! {
        <span
            class="verdict"
            data-verdict=verdict.as_str()
            data-solid=verdict.is_alert().then_some("")
        >
            {verdict::icon(verdict).sized("i i-sm")}
            {word}
        </span>
    }
    .erase()
}

fn cpu(pods: Option<&DeploymentPods>) -> AnyView {
    used(
        pods,
        |usage| usage.cpu_millicores,
        |it| it.cpu_millicores,
        |trend| &trend.cpu,
        show_millicores,
    )
}

fn memory(pods: Option<&DeploymentPods>) -> AnyView {
    used(
        pods,
        |usage| usage.memory_bytes,
        |it| it.memory_bytes,
        |trend| &trend.memory,
        show_bytes,
    )
}

/// What the pods with figures use together, against all they may. One without a limit has none.
fn used(
    pods: Option<&DeploymentPods>,
    of: fn(&model::Usage) -> u64,
    bound: fn(&model::Resources) -> Option<u64>,
    trend: fn(&UsageTrend) -> &Trend,
    show: fn(u64) -> String,
) -> AnyView {
    let Some(pods) = pods else {
        return usage::unknown("Being asked for");
    };
    let measured = || pods.pods.iter().filter(|pod| pod.usage.is_some());
    let sum = |of: fn(&PodRow) -> &model::Resources| measured().map(|pod| bound(of(pod))).sum();
    usage::view(Use {
        used: pods.usage.as_ref().map(of),
        request: sum(|pod| &pod.requests),
        limit: sum(|pod| &pod.limits),
        trend: pods.trend.as_ref().map(trend),
        show,
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
                    checked=is_shown()
                    prop:checked=is_shown
                    on:change=toggle
                />
                <span>{title}</span>
            </label>
        }
    };
    view! {
        <details class="dropdown dropdown-end script-only">
            <summary class="field text-xs" title="Columns">
                {Icon::Columns3.sized("i i-sm")}
                <span class="max-2xl:sr-only">"Columns"</span>
                {Icon::ChevronDown.sized("i i-sm max-sm:hidden")}
            </summary>
            <div class="pop dropdown-content">
                <fieldset>
                    <legend>"Columns"</legend>
                    {Column::ALL.map(choice).into_iter().collect_view()}
                </fieldset>
            </div>
        </details>
    }
    .erase()
}
