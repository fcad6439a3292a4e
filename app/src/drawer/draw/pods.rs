//! The Pods: kubectl's columns, and below each the state of its containers.

use super::parts::{age, copy, image, unknown};
use super::text;
use crate::status::usage::{self, Use};
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use leptos::prelude::*;
use model::{
    ContainerDetail, ContainerKind, DeploymentDetail, PodDetail, PodLevel, PodRow, Resources,
    Timestamp, Verdict, show_bytes, show_millicores,
};

const HEADS: [&str; 8] = [
    text::POD,
    text::STATUS,
    text::READY,
    text::RESTARTS,
    text::CPU,
    text::MEMORY,
    text::AGE,
    text::NODE,
];

pub(super) fn view(detail: &DeploymentDetail, now: Timestamp) -> AnyView {
    if detail.pods.is_empty() {
        let words = match detail.row.desired {
            0 => text::SCALED_TO_ZERO,
            _ => text::NO_POD_WAS_MADE,
        };
        return view! {
            <div class="blank">
                {Icon::Boxes.view()}
                <h3>{text::NO_PODS}</h3>
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
            <caption class="sr-only">{text::pods_of(&detail.row.title)}</caption>
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
        || unknown(text::NOT_BOUND),
        |node| view! { <code class="m">{node}</code> }.erase(),
    );
    let ip = ip.as_deref().map(|ip| {
        view! {
            <span>
                {text::IP}
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
                        {copy(text::COPY_POD_NAME, &row.name)}
                    </span>
                </th>
                <td data-label=text::STATUS>
                    <span class="podstate" data-pod=colour>
                        {glyph(colour)}
                        {row.status.to_string()}
                    </span>
                </td>
                <td data-label=text::READY>{format!("{}/{}", row.ready, row.total)}</td>
                <td data-label=text::RESTARTS>{row.restarts_column(now)}</td>
                <td data-label=text::CPU>{cpu(row, is_last_known)}</td>
                <td data-label=text::MEMORY>{memory(row, is_last_known)}</td>
                <td data-label=text::AGE>{age(row.created, now)}</td>
                <td data-label=text::NODE>{node}</td>
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
                                {copy(text::COPY_COMMAND, &describe)}
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
        ContainerKind::Main,
        ContainerKind::Sidecar,
        ContainerKind::Init,
    ];
    let there = kinds.map(|kind| (kind, count(kind)));
    let there = there.into_iter().filter(|(_, number)| *number > 0);
    let words: Vec<String> = there.map(|(kind, n)| text::containers(kind, n)).collect();
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
        (_, true) => text::CONTAINER_READY,
        (_, false) => text::CONTAINER_NOT_READY,
    };
    let restarts = (one.restarts > 0).then(|| text::restarts(one.restarts));
    let detail = one.state_detail();
    let detail = detail.map(|words| view! { <p class="prose">{words}</p> });
    let last = one.last_words().map(|words| {
        let ended = one.last.as_ref().and_then(|last| last.finished_at);
        let ended = ended.map(|at| view! { ", " {age(at, now)} {text::AGO} });
        view! {
            <p class="prose">
                <span class="m">{text::LAST_RUN}</span>
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
        let request = text::request(request.map(show));
        let limit = text::limit(limit.map(show));
        format!("{request}, {limit}")
    };
    let cpu = of(
        requests.cpu_millicores,
        limits.cpu_millicores,
        show_millicores,
    );
    let memory = of(requests.memory_bytes, limits.memory_bytes, show_bytes);
    text::declared(&cpu, &memory)
}
