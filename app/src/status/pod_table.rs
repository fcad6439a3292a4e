//! The pods on a card: a real table, so that the figures keep their headings.

use super::text;
use super::usage::{self, Use};
use crate::live::{Clock, Shown};
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use leptos::prelude::*;
use model::{
    DeploymentPods, PodLevel, PodRow, Row, Usage, Verdict, show_bytes, show_millicores,
    sorted_places,
};

/// A card lists up to this many pods; of more it lists one fewer and sums up the rest.
const MOST: usize = 4;

/// The pods of the row, worst first.
pub(super) fn view(
    row: &Row,
    shown: Shown,
    pods: Option<&DeploymentPods>,
    clock: Clock,
) -> AnyView {
    let Some(found) = pods else {
        return if row.pods == 0 {
            no_pods()
        } else {
            awaited(row)
        };
    };
    if found.pods.is_empty() {
        return no_pods();
    }
    let is_last_known = shown.verdict == Verdict::Unknown;
    let rank = |pod: &PodRow| (pod.level, pod.colour() == "succeeded");
    let order = sorted_places(found.pods.len(), &mut |a, b| {
        rank(&found.pods[a]).cmp(&rank(&found.pods[b]))
    });
    let mut pods: Vec<&PodRow> = order.iter().map(|place| &found.pods[*place]).collect();
    let first = if pods.len() > MOST { MOST - 1 } else { MOST };
    let rest = pods.split_off(first.min(pods.len()));
    let draw = |pods: &[&PodRow]| {
        pods.iter()
            .map(|pod| line(pod, is_last_known, clock))
            .collect::<Vec<_>>()
    };
    let total = found
        .usage
        .filter(|_| found.pods.len() > 1 && !is_last_known);
    let count = u32::try_from(found.pods.len()).unwrap_or(u32::MAX);
    let (first, more) = (draw(&pods), more(row, &rest, draw(&rest), is_last_known));
    view! {
        <table class="pods">
            <caption class="sr-only">{text::pods_of(&row.title)}</caption>
            <thead>
                <tr>
                    <th scope="col">{text::pods(count)}</th>
                    <th scope="col" class="num">
                        {text::CPU}
                        {sum(total.map(|total| show_millicores(total.cpu_millicores)))}
                    </th>
                    <th scope="col" class="num">
                        {text::MEMORY}
                        {sum(total.map(|total| show_bytes(total.memory_bytes)))}
                    </th>
                </tr>
            </thead>
            <tbody>{first}</tbody>
        </table>
        {more}
    }
    .erase()
}

fn sum(words: Option<String>) -> Option<AnyView> {
    words.map(|words| view! { <b title=text::ALL_PODS_TOGETHER>{words}</b> }.erase())
}

fn no_pods() -> AnyView {
    view! { <p class="note no-pods">{text::NO_PODS}</p> }.erase()
}

/// The pods are being asked for.
fn awaited(row: &Row) -> AnyView {
    let lines = usize::try_from(row.pods).unwrap_or(MOST).min(MOST);
    let line = |_| view! { <span class="skeleton"></span> }.erase();
    view! {
        <p class="pods-awaited">
            <span class="sr-only">{text::PODS_ASKED_FOR}</span>
            {(0..lines).map(line).collect::<Vec<_>>()}
        </p>
    }
    .erase()
}

fn more(row: &Row, rest: &[&PodRow], lines: Vec<AnyView>, is_last_known: bool) -> Option<AnyView> {
    if rest.is_empty() {
        return None;
    }
    let total = Usage::sum(rest.iter().map(|pod| pod.usage)).filter(|_| !is_last_known);
    let total = total.map(|total| {
        let cpu = show_millicores(total.cpu_millicores);
        let words = format!("{cpu} · {}", show_bytes(total.memory_bytes));
        view! { <span class="more-sum">{words}</span> }
    });
    let count = u32::try_from(rest.len()).unwrap_or(u32::MAX);
    let found = view! {
        <details class="more">
            <summary>
                {Icon::ChevronRight.sized("i i-xs")}
                {text::more_pods(count)}
                {total}
            </summary>
            <table class="pods">
                <caption class="sr-only">{text::more_pods_of(&row.title)}</caption>
                <thead class="sr-only">
                    <tr>
                        <th scope="col">{text::POD}</th>
                        <th scope="col">{text::CPU}</th>
                        <th scope="col">{text::MEMORY}</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </details>
    };
    Some(found.erase())
}

/// One pod.
fn line(pod: &PodRow, is_last_known: bool, clock: Clock) -> AnyView {
    let colour = if is_last_known {
        "unknown"
    } else {
        pod.colour()
    };
    // That it runs again for the moment says nothing of why it fails.
    let is_failing = pod.level == PodLevel::Failing && !is_last_known;
    let trouble = pod
        .detail
        .as_deref()
        .filter(|_| is_failing && &*pod.status == "Running");
    let trouble = trouble.map(str::to_owned);
    view! {
        <tr>
            <th scope="row">
                <span data-pod=colour title=title(pod)>
                    <svg class="glyph" aria-hidden="true">
                        <use href=format!("#g-{colour}")></use>
                    </svg>
                    {pod.short_name().to_owned()}
                    <span class="sr-only">{format!(", {}", pod.status)}</span>
                </span>
            </th>
            {if is_last_known {
                cells(usage::unknown(text::NOT_KNOWN), usage::unknown(text::NOT_KNOWN))
            } else if &*pod.status == "Running" && trouble.is_none() {
                let (used, trend) = (pod.usage, pod.trend.as_ref());
                cells(
                    usage::view(Use {
                        used: used.map(|used| used.cpu_millicores),
                        request: pod.requests.cpu_millicores,
                        limit: pod.limits.cpu_millicores,
                        trend: trend.map(|trend| &trend.cpu),
                        show: show_millicores,
                    }),
                    usage::view(Use {
                        used: used.map(|used| used.memory_bytes),
                        request: pod.requests.memory_bytes,
                        limit: pod.limits.memory_bytes,
                        trend: trend.map(|trend| &trend.memory),
                        show: show_bytes,
                    }),
                )
            } else {
                let status = trouble.unwrap_or_else(|| pod.status.to_string());
                view! {
                    <td colspan="2" class="state" data-pod=colour title=pod.detail.as_deref().map(str::to_owned)>
                        {status}
                        " "
                        <span>{extra(pod, clock)}</span>
                    </td>
                }
                .erase()
            }}
        </tr>
    }
    .erase()
}

fn cells(cpu: AnyView, memory: AnyView) -> AnyView {
    view! {
        <td>{cpu}</td>
        <td>{memory}</td>
    }
    .erase()
}

/// What follows the state: how often it was restarted, or for how long it is so.
fn extra(pod: &PodRow, clock: Clock) -> String {
    let is_failing = pod.level == PodLevel::Failing;
    match pod.since {
        _ if is_failing && pod.restarts > 0 => format!("×{}", pod.restarts),
        _ if pod.level == PodLevel::Ok => String::new(),
        Some(since) => clock.age(since),
        None => clock.age(pod.created),
    }
}

/// The columns that have no place on a card.
fn title(pod: &PodRow) -> String {
    let PodRow {
        name,
        status,
        ready,
        total,
        restarts,
        node,
        ..
    } = pod;
    let mut title = text::pod_state(name, status, *ready, *total);
    if *restarts > 0 {
        title.push_str(&text::and_restarts(*restarts));
    }
    if let Some(node) = node {
        title.push_str(&text::on_node(node));
    }
    if let Some(detail) = &pod.detail {
        title.push_str(&format!(": {detail}"));
    }
    title
}
