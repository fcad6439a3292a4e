//! The Pods: kubectl's columns, and below each the state of its containers.

use super::parts::{age, copy, image, unknown};
use crate::status::usage::{self, Use};
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use crate::ui::words::counted;
use leptos::prelude::*;
use model::{
    ContainerDetail, ContainerKind, DeploymentDetail, PodDetail, PodLevel, PodRow, Resources,
    Timestamp, Verdict, show_bytes, show_millicores,
};

const HEADS: [&str; 8] = [
    "Pod", "Status", "Ready", "Restarts", "CPU", "Memory", "Age", "Node",
];

pub(super) fn view(detail: &DeploymentDetail, now: Timestamp) -> AnyView {
    if detail.pods.is_empty() {
        let words = match detail.row.desired {
            0 => "The deployment is scaled to zero.",
            _ => "None was made so far; the conditions and events may say why.",
        };
        return view! {
            <div class="blank">
                {Icon::Boxes.view()}
                <h3>"No pods"</h3>
                <p>{words}</p>
            </div>
        }
        .erase();
    }
    let is_last_known = detail.shown == Verdict::Unknown;
    let pod = |one: &PodDetail| pod(detail, one, is_last_known, now);
    let heads = HEADS.map(|head| view! { <th scope="col">{head}</th> });
    view! {
        <table class="dt dt-flat pods-table">
            <caption class="sr-only">{format!("Pods of {}", detail.row.title)}</caption>
            <thead>
                <tr>{heads.into_iter().collect_view()}</tr>
            </thead>
            {detail.pods.iter().map(pod).collect_view()}
        </table>
    }
    .erase()
}

fn pod(detail: &DeploymentDetail, pod: &PodDetail, is_last_known: bool, now: Timestamp) -> AnyView {
    let PodDetail { row, ip, .. } = pod;
    let namespace = &detail.row.key.namespace;
    let colour = match is_last_known {
        true => "unknown",
        false => row.colour(),
    };
    let start = format!("{}-", detail.row.key.name);
    let name = row.name.strip_prefix(&start).unwrap_or(&row.name);
    let (before, last) = name.split_at(name.rfind('-').map_or(0, |dash| dash + 1));
    let (before, last) = (before.to_owned(), last.to_owned());
    let is_failing = row.level == PodLevel::Failing && !is_last_known;
    let verdict = is_failing.then_some("degraded");
    let node = row.node.as_deref().map(str::to_owned);
    let node = node.map_or_else(
        || unknown("not bound to a node"),
        |node| view! { <code class="m">{node}</code> }.erase(),
    );
    let ip = ip.as_deref().map(|ip| {
        view! {
            <span>
                "IP "
                <code>{ip.to_owned()}</code>
            </span>
        }
    });
    let describe = format!("kubectl -n {namespace} describe pod {}", row.name);
    let containers = pod.containers.iter();
    let containers = containers.map(|one| container(one, is_last_known, now));
    view! {
        <tbody data-key=row.name.to_string()>
            <tr data-verdict=verdict>
                <th scope="row">
                    <span class="pod-name" title=row.name.to_string()>
                        <code>
                            <span class="m">{before}</span>
                            {last}
                        </code>
                        {copy("the pod's name", &row.name)}
                    </span>
                </th>
                <td data-label="Status">
                    <span class="podstate" data-pod=colour>
                        {glyph(colour)}
                        {row.status.to_string()}
                    </span>
                </td>
                <td data-label="Ready">{format!("{}/{}", row.ready, row.total)}</td>
                <td data-label="Restarts">{row.restarts_column(now)}</td>
                <td data-label="CPU">{cpu(row, is_last_known)}</td>
                <td data-label="Memory">{memory(row, is_last_known)}</td>
                <td data-label="Age">{age(row.created, now)}</td>
                <td data-label="Node">{node}</td>
            </tr>
            <tr class="pod-more" data-verdict=verdict>
                <td colspan="8">
                    <details open=is_failing>
                        <summary>
                            {Icon::ChevronRight.sized("i i-xs")}
                            {summary(&pod.containers)}
                            <span class="prose">{row.detail.as_deref().map(|it| format!(" · {it}"))}</span>
                        </summary>
                        <ul class="containers">{containers.collect_view()}</ul>
                        <p class="pod-foot">
                            {ip}
                            <span>
                                <code>{describe.clone()}</code>
                                {copy("the kubectl command", &describe)}
                            </span>
                        </p>
                    </details>
                </td>
            </tr>
        </tbody>
    }
    .erase()
}

fn glyph(colour: &'static str) -> AnyView {
    view! {
        <svg class="glyph" aria-hidden="true">
            <use href=format!("#g-{colour}")></use>
        </svg>
    }
    .erase()
}

fn cpu(row: &PodRow, is_last_known: bool) -> AnyView {
    usage::view(Use {
        used: row
            .usage
            .filter(|_| !is_last_known)
            .map(|it| it.cpu_millicores),
        request: row.requests.cpu_millicores,
        limit: row.limits.cpu_millicores,
        trend: row.trend.as_ref().map(|trend| &trend.cpu),
        show: show_millicores,
    })
}

fn memory(row: &PodRow, is_last_known: bool) -> AnyView {
    usage::view(Use {
        used: row
            .usage
            .filter(|_| !is_last_known)
            .map(|it| it.memory_bytes),
        request: row.requests.memory_bytes,
        limit: row.limits.memory_bytes,
        trend: row.trend.as_ref().map(|trend| &trend.memory),
        show: show_bytes,
    })
}

/// `2 containers, 1 init container`.
fn summary(containers: &[ContainerDetail]) -> String {
    let count = |kind: ContainerKind| {
        let number = containers.iter().filter(|one| one.kind == kind).count();
        u32::try_from(number).unwrap_or(u32::MAX)
    };
    let kinds = [
        (ContainerKind::Main, "container", "containers"),
        (ContainerKind::Sidecar, "sidecar", "sidecars"),
        (ContainerKind::Init, "init container", "init containers"),
    ];
    let there = kinds.map(|(kind, one, many)| (count(kind), one, many));
    let there = there.into_iter().filter(|(number, ..)| *number > 0);
    let words: Vec<String> = there.map(|(n, one, many)| counted(n, one, many)).collect();
    words.join(", ")
}

/// One container: what it does, how it ended last, what it may use.
fn container(one: &ContainerDetail, is_last_known: bool, now: Timestamp) -> AnyView {
    let colour = match is_last_known {
        true => "unknown",
        false => one.colour(),
    };
    let kind = (one.kind != ContainerKind::Main)
        .then(|| view! { <span class="kind">{one.kind.as_str()}</span> });
    let since = one.since().map(|at| view! { " " {age(at, now)} });
    let is_ready = match (one.kind, one.ready) {
        (ContainerKind::Init, _) => "",
        (_, true) => "ready",
        (_, false) => "not ready",
    };
    let restarts = (one.restarts > 0).then(|| counted(one.restarts, "restart", "restarts"));
    let detail = one.state_detail();
    let detail = detail.map(|words| view! { <p class="prose">{words}</p> });
    let last = one.last_words().map(|words| {
        let ended = one.last.as_ref().and_then(|last| last.finished_at);
        let ended = ended.map(|at| view! { ", " {age(at, now)} " ago" });
        view! {
            <p class="prose">
                <span class="m">"Last run: "</span>
                {words}
                {ended}
            </p>
        }
    });
    view! {
        <li data-key=one.name.to_string()>
            <p class="container-line">
                <b>{one.name.to_string()}</b>
                {kind}
                <span class="podstate" data-pod=colour>
                    {glyph(colour)}
                    {one.state_word().to_owned()}
                    <span class="m">{since}</span>
                </span>
                <span class="m">{is_ready}</span>
                <span>{restarts}</span>
            </p>
            {detail}
            {last}
            <p>{image(&one.image)}</p>
            <p class="m">{declared(&one.requests, &one.limits)}</p>
        </li>
    }
    .erase()
}

/// `CPU request 100m, limit 500m · memory request 256 MiB, no limit`.
fn declared(requests: &Resources, limits: &Resources) -> String {
    let of = |request: Option<u64>, limit: Option<u64>, show: fn(u64) -> String| {
        let request = request.map_or_else(
            || "no request".to_owned(),
            |it| format!("request {}", show(it)),
        );
        let limit = limit.map_or_else(|| "no limit".to_owned(), |it| format!("limit {}", show(it)));
        format!("{request}, {limit}")
    };
    let cpu = of(
        requests.cpu_millicores,
        limits.cpu_millicores,
        show_millicores,
    );
    let memory = of(requests.memory_bytes, limits.memory_bytes, show_bytes);
    format!("CPU {cpu} · Memory {memory}")
}
