//! What happened: the events of the Deployment, its ReplicaSets and Pods, newest first.

use super::parts::{age, table, unknown};
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use leptos::prelude::*;
use model::{DeploymentKey, Event, Events, Timestamp};

const HEADS: [&str; 5] = ["Reason", "Type", "Message", "Object", "Last"];

pub(super) fn view(events: &Events, key: &DeploymentKey, now: Timestamp) -> AnyView {
    if events.events.is_empty() {
        return view! {
            <div class="blank">
                <h3>"No events"</h3>
                <p>"Clusters forget events, as a rule after an hour."</p>
            </div>
        }
        .erase();
    }
    let rows = events.events.iter().map(|event| row(event, key, now));
    let note = events.is_partial.then(|| {
        view! {
            <p class="note">
                "The namespace holds more events than were read, so some may be missing."
            </p>
        }
    });
    view! {
        {table("Events", &HEADS, rows.collect())}
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
                "Warning"
            </span>
        }
        .erase(),
        false => view! { <span class="m">"Normal"</span> }.erase(),
    };
    let start = format!("{}-", key.name);
    let short = name.strip_prefix(&start).unwrap_or(name).to_owned();
    let object = match &**kind {
        "Deployment" => view! { <span class="m">"Deployment"</span> }.erase(),
        kind => view! {
            <span class="m">{format!("{kind} ")}</span>
            <code class="prose" title=name.to_string()>
                {short}
            </code>
        }
        .erase(),
    };
    let count = (event.count > 1).then(|| {
        let since = event.first.map(|at| view! { " in " {age(at, now)} });
        view! { <span class="m event-count">{format!("×{}", event.count)} {since}</span> }
    });
    let last = match event.last {
        Some(at) => age(at, now),
        None => unknown("not recorded"),
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
