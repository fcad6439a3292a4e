//! How the Deployment is: its verdict, why, and what is good to know at once.

use super::parts::{self, age, copy, image, unknown};
use super::text;
use crate::status::{pips, verdict};
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use crate::ui::words::counts;
use leptos::prelude::*;
use model::{
    DeploymentDetail, DeploymentPods, LinkFacts, LinkTemplate, Timestamp, Verdict, WorkloadKind,
    show_bytes, show_millicores,
};

pub(super) fn view(detail: &DeploymentDetail, links: &[LinkTemplate], now: Timestamp) -> AnyView {
    let DeploymentDetail {
        row,
        shown,
        cluster,
        usage,
        limits,
        ..
    } = detail;
    let last_seen = cluster.freshness.last_seen;
    let last_seen = last_seen.map(parts::utc);
    let headline = row.headline(*shown, last_seen.as_deref());
    let is_unknown = *shown == Verdict::Unknown;
    let pods = DeploymentPods {
        key: row.key.clone(),
        pods_revision: row.pods_revision,
        pods: detail.pods.iter().map(|pod| pod.row.clone()).collect(),
        usage: *usage,
        trend: None,
    };
    let usage = usage.filter(|_| !is_unknown);
    let command = format!(
        "kubectl -n {} get {} {}",
        row.key.namespace, row.key.kind, row.key.name
    );
    let kind = row.key.kind;
    // Of a Deployment they stand there already.
    let columns = detail.columns.iter().filter(|(name, _)| {
        kind != WorkloadKind::Deployment && !matches!(*name, "READY" | "RESTARTS")
    });
    let columns: Vec<AnyView> = columns
        .map(|(name, value)| fact(sentence_case(name), value.clone().erase()))
        .collect();
    let ready = (kind != WorkloadKind::CronJob).then(|| {
        let ready = view! {
            <b>{counts(row)}</b>
            {pips::view(row, *shown, Some(&pods))}
        };
        fact(text::READY, ready.erase())
    });
    let cpu = usage.map(|it| show_millicores(it.cpu_millicores));
    let cpu_limit = limits.cpu_millicores.map(show_millicores);
    let memory = usage.map(|it| show_bytes(it.memory_bytes));
    let memory_limit = limits.memory_bytes.map(show_bytes);
    let reference = row.image.as_ref().map(|image| &*image.reference);
    let container = row.container.as_ref().map(|container| {
        let others = match row.other_containers {
            0 => String::new(),
            more => text::more_containers(more),
        };
        view! {
            <code>{container.name.to_string()}</code>
            <span class="m">{others}</span>
        }
    });
    let revision = detail.revision.map(text::of_revision);
    let changed = detail.changed.map(|at| {
        let changed = view! {
            {age(at, now)}
            {text::AGO}
            <span class="m">{revision}</span>
        };
        fact(text::LAST_CHANGE, changed.erase())
    });
    view! {
        <p class="drawer-verdict" data-verdict=shown.as_str()>
            <span class="verdict" data-solid="">
                {verdict::icon(*shown).view()}
                {headline}
            </span>
            <button type="button" class="btn btn-sm btn-line script-only" data-copy=command.clone() title=command>
                {Icon::Copy.sized("i i-sm")}
                {text::KUBECTL}
                <span class="sr-only">{text::COMMAND_COPY}</span>
            </button>
        </p>
        {why(detail, now)}
        <dl class="facts">
            {ready}
            {fact(text::CPU, used(cpu, cpu_limit))}
            {fact(text::MEMORY, used(memory, memory_limit))}
            {columns}
            {fact(text::RESTARTS, row.restarts.to_string().erase())}
            {wide(text::IMAGE, reference.map_or_else(|| unknown(text::NO_CONTAINER), image))}
            {fact(text::CONTAINER, container.erase())}
            {changed}
            {wide(
                text::FULL_NAME,
                view! {
                    <code>{row.key.name.to_string()}</code>
                    {copy(text::COPY_FULL_NAME, &row.key.name)}
                }
                    .erase(),
            )}
        </dl>
        {parts::links(links.iter(), &LinkFacts::of(row), text::LINKS)}
    }
    .erase()
}

/// `UP-TO-DATE` as the other facts are named: `Up-to-date`.
fn sentence_case(name: &str) -> String {
    let (first, rest) = name.split_at(name.len().min(1));
    format!("{first}{}", rest.to_lowercase())
}

fn fact(name: impl Into<String>, value: AnyView) -> AnyView {
    let name = name.into();
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
        </div>
    }
    .erase()
}

fn wide(name: &'static str, value: AnyView) -> AnyView {
    view! {
        <div class="wide">
            <dt>{name}</dt>
            <dd>{value}</dd>
        </div>
    }
    .erase()
}

fn used(figure: Option<String>, limit: Option<String>) -> AnyView {
    let Some(figure) = figure else {
        return unknown(text::NO_METRICS);
    };
    let limit = limit.map(|limit| text::of_limit(&limit));
    view! {
        <b>{figure}</b>
        <span class="m">{limit}</span>
    }
    .erase()
}

/// The sentence that says why it is not healthy, or why nothing is known.
fn why(detail: &DeploymentDetail, now: Timestamp) -> Option<AnyView> {
    let DeploymentDetail {
        row,
        shown,
        cluster,
        ..
    } = detail;
    let words = if *shown == Verdict::Unknown {
        let why = cluster.freshness.detail.as_deref().unwrap_or_default();
        let was = row.verdict.title();
        view! {
            <b>{text::does_not_answer(&cluster.title)}</b>
            {text::last_known(why, was)}
        }
        .erase()
    } else {
        let why = row.why.as_ref()?;
        let since = why.since.map(|at| view! { {text::FOR} {age(at, now)} });
        let detail = why.detail.as_deref().map(|detail| format!(" {detail}"));
        view! {
            <b>{why.what.to_string()} {since} "."</b>
            {detail}
        }
        .erase()
    };
    Some(
        view! {
            <p class="drawer-why" data-verdict=shown.as_str()>
                {verdict::icon(*shown).view()}
                <span>{words}</span>
            </p>
        }
        .erase(),
    )
}
