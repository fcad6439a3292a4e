//! What happened: the events of the Deployment, its ReplicaSets and Pods, newest first.

use super::parts::{age, table, unknown};
use super::text;
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use leptos::prelude::*;
use model::{DeploymentKey, Event, Events, Timestamp};

const HEADS: [&str; 5] = [
    text::REASON,
    text::TYPE,
    text::MESSAGE,
    text::OBJECT,
    text::LAST,
];

pub(super) fn view(events: &Events, key: &DeploymentKey, now: Timestamp) -> AnyView {
    if events.events.is_empty() {
        return view! {
            <div class="blank">
                <h3>{text::NO_EVENTS}</h3>
                <p>{text::EVENTS_ARE_FORGOTTEN}</p>
            </div>
        }
        .erase();
    }
    let rows = events.events.iter().map(|event| row(event, key, now));
    let note = events.is_partial.then(|| {
        view! {
            <p class="note">{text::EVENTS_MAY_BE_MISSING}</p>
        }
    });
    view! {
        {table(text::EVENTS, &HEADS, rows.collect())}
        {note}
    }
    .erase()
}

fn row(event: &Event, key: &DeploymentKey, now: Timestamp) -> (String, Vec<AnyView>) {
    let Event {
        reason,
        message,
        kind,
        name,
        ..
    } = event;
    let kind_of_event = match event.is_warning {
        true => view! {
            <span class="verdict" data-verdict="warning">
                {Icon::TriangleAlert.sized("i i-sm")}
                {text::WARNING}
            </span>
        }
        .erase(),
        false => view! { <span class="m">{text::NORMAL}</span> }.erase(),
    };
    let start = format!("{}-", key.name);
    let short = name.strip_prefix(&start).unwrap_or(name).to_owned();
    let object = match &**kind {
        "Deployment" => view! { <span class="m">{text::DEPLOYMENT}</span> }.erase(),
        kind => view! {
            <span class="m">{format!("{kind} ")}</span>
            <code class="prose" title=name.to_string()>
                {short}
            </code>
        }
        .erase(),
    };
    let count = (event.count > 1).then(|| {
        let since = event.first.map(|at| view! { {text::IN} {age(at, now)} });
        view! { <span class="m event-count">{format!("×{}", event.count)} {since}</span> }
    });
    let last = match event.last {
        Some(at) => age(at, now),
        None => unknown(text::NOT_RECORDED),
    };
    let source = event.source.as_deref().map(str::to_owned);
    let cells = vec![
        view! { <span title=source>{reason.to_string()}</span> }.erase(),
        kind_of_event,
        view! { <span class="prose">{message.to_string()}</span> }.erase(),
        object,
        view! {
            {last}
            {count}
        }
        .erase(),
    ];
    (format!("{kind}/{name}/{reason}/{message}"), cells)
}
