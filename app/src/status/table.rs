//! The table: a line for each Deployment, and one below it for the reason.

use super::each::pieces;
use super::list::List;
use super::usage::{self, Use};
use super::window::Piece;
use super::{card, columns, group, pips, tag, text, verdict};
use crate::Column;
use crate::address::link_with;
use crate::drawer::Opened;
use crate::live::{Card, Store};
use crate::ui::erase::{Erase, live};
use crate::ui::icon::Icon;
use crate::ui::words::counts;
use leptos::html::Tr;
use leptos::prelude::*;
use model::{
    DeploymentKey, DeploymentPods, GroupBy, PodRow, SortBy, Text, Trend, UsageTrend, Verdict,
    WorkloadKind, show_bytes, show_millicores,
};

/// Columns that are always there: verdict and name.
const FIXED: usize = 2;

/// The table. Columns are left out by the stylesheet, so that no row is drawn anew for that.
pub(super) fn view(list: List) -> AnyView {
    let store = list.store;
    let left_out = columns::left_out(store);
    let hidden = live(move || {
        let words: Vec<&str> =
            left_out.with(|columns| columns.iter().map(|column| column.as_str()).collect());
        words.join(" ")
    });
    let span =
        Signal::derive(move || FIXED + Column::ALL.len() - left_out.with(|columns| columns.len()));
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
        GroupBy::Application => text::PLACE,
        _ => text::APPLICATION,
    };
    let width = |(column, _): (Column, &'static str)| view! { <col data-column=column.as_str()/> };
    let groups = move || list.plan.with(|plan| plan.groups.clone());
    view! {
        <div class="panel dt-panel">
            <div class="dt-scroll" tabindex="0" role="region" aria-label=text::DEPLOYMENTS_TABLE>
                <table class="dt dt-lines" data-hide=hidden>
                    <caption class="sr-only">{text::DEPLOYMENTS}</caption>
                    <colgroup>
                        <col data-column="verdict"/>
                        <col data-column="name"/>
                        {Column::ALL.map(width).into_iter().collect_view()}
                    </colgroup>
                    <thead>
                        <tr>
                            {heading(store, "verdict", || text::VERDICT, Some(SortBy::Worst))}
                            {heading(store, "name", name, Some(SortBy::Name))}
                            {Column::ALL.map(column).into_iter().collect_view()}
                        </tr>
                    </thead>
                    {pieces(groups, move |piece| body(list, span, &piece))}
                </table>
            </div>
        </div>
    }
    .erase_once()
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
    let order = live(move || {
        is_sorted().then_some(match by {
            SortBy::Name => "ascending",
            _ => "descending",
        })
    });
    let href = live(move || {
        let selection = store.selection;
        selection.with(|s| link_with(s, |next| next.sort = by))
    });
    view! {
        <th scope="col" data-column=column aria-sort=order>
            <a href=href>
                {title}
                {Icon::ChevronDown.sized("i i-xs")}
            </a>
        </th>
    }
    .erase_once()
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
            live(move || head.with(|head| head.title.to_string()))
        };
        view! {
            <tr class="grp">
                <th colspan=live(move || span.get().to_string()) scope="rowgroup">
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
            {pieces(rows, move |piece| line_or_gap(list.store, span, &piece).erase())}
        </tbody>
    }
    .erase_once()
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
            <td colspan=live(move || span.get().to_string()) style:height=format!("{height}px")></td>
        </tr>
    }
    .erase_once()
}

/// The line of one Deployment, with the one for the reason.
fn line(store: Store, span: Signal<usize>, card: Card) -> AnyView {
    let clock = store.clock;
    let verdict = {
        let card = card.clone();
        Memo::new(move |_| card.verdict())
    };
    let has_why = {
        let card = card.clone();
        Memo::new(move |_| card.has_why())
    };
    let chip = {
        let card = card.clone();
        live(move || chip(verdict.get(), card.word(clock)))
    };
    let key = card.key.clone();
    let kind = (key.kind != WorkloadKind::Deployment)
        .then(|| view! { <span class="m">{format!(" {}", key.kind.title())}</span> });
    let name = {
        let (card, place) = (card.clone(), store.place(&key));
        live(
            move || match store.selection.with(|selection| selection.group) {
                GroupBy::Application => place.clone(),
                _ => card.title(),
            },
        )
    };
    let href = {
        let opened = Opened::new(key.clone());
        live(move || store.selection.with(|selection| opened.link(selection)))
    };
    let ready = {
        let card = card.clone();
        live(move || {
            let verdict = verdict.get();
            card.row.with(|row| {
                view! {
                    <b>{counts(row)}</b>
                    {card.pods.with(|pods| pips::view(row, verdict, pods.as_ref()))}
                }
                .erase()
            })
        })
    };
    let image = {
        let card = card.clone();
        live(move || card.row.with(tag::view))
    };
    let used = |of: fn(Option<&DeploymentPods>) -> AnyView| {
        let card = card.clone();
        move || match verdict.get() {
            Verdict::Unknown => usage::unknown(text::NOT_KNOWN),
            _ => card.pods.with(|pods| of(pods.as_ref())),
        }
    };
    let (cpu, memory) = (used(cpu), used(memory));
    let restarts = {
        let card = card.clone();
        live(move || match verdict.get() {
            Verdict::Unknown => "–".to_owned(),
            _ => card.row.with(|row| row.restarts.to_string()),
        })
    };
    let changed = {
        let card = card.clone();
        live(move || match verdict.get() {
            Verdict::Unknown => "–".to_owned(),
            _ => card.age(clock),
        })
    };
    let why = live(move || {
        has_why.get().then(|| {
            let card = card.clone();
            let sentence = live(move || card.why(clock));
            view! {
                <tr class="why-row" data-verdict=live(move || verdict.get().as_str())>
                    <td></td>
                    <td colspan=live(move || span.get().saturating_sub(1).to_string())>
                        <span>{sentence}</span>
                    </td>
                </tr>
            }
            .erase_once()
        })
    });
    let node = NodeRef::<Tr>::new();
    card::watch(node);
    view! {
        <tr
            class="dt-line"
            data-key=key.to_string()
            data-verdict=live(move || verdict.get().as_str())
            data-has-why=live(move || has_why.get().then_some(""))
            node_ref=node
        >
            <td data-column="verdict">{chip}</td>
            <th scope="row" data-column="name">
                <a href=href title=key.name.to_string()>
                    {name}
                </a>
                {kind}
            </th>
            <td data-column="namespace" title=key.namespace.to_string()>{key.namespace.to_string()}</td>
            <td data-column="cluster">{store.cluster_title(&key.cluster).to_string()}</td>
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
    .erase_once()
}

/// The verdict in a word; solid where a person should look.
fn chip(verdict: Verdict, word: String) -> AnyView {
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
        return usage::unknown(text::ASKED_FOR);
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
