//! What happened around access: the last events, with filters.

use super::data::{Audit, AuditEvent, Moment};
use super::parts::{labelled, table};
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use leptos::prelude::*;

pub(super) fn view(data: &Audit) -> AnyView {
    let since = &data.since;
    let about = format!(
        "Events of this replica since it started at {} UTC, {} ago; the last {} are kept here. Every \
         event is in the log, and in the files of audit.folder where that is set.",
        since.words, since.age, data.most
    );
    let last = data.first + data.events.len().saturating_sub(1);
    let count = match data.count {
        0 => "No event fits.".to_owned(),
        count => format!("Events {} to {last} of {count}, newest first", data.first),
    };
    let rows: Vec<_> = data.events.iter().map(row).collect();
    let heads = ["Time (UTC)", "Event", "Who", "From", "Detail"];
    let rows = (!rows.is_empty()).then(|| table("Events, newest first", &heads, rows));
    let page = |link: &Option<String>, words: &'static str| {
        link.clone()
            .map(|link| view! { <a class="lnk" href=link>{words}</a> })
    };
    view! {
        <p class="admin-note">{about}</p>
        {filter(data)}
        <p class="admin-count">{count}</p>
        {rows}
        <p class="admin-pages">
            {page(&data.newer, "Newer events")}
            {page(&data.older, "Older events")}
        </p>
    }
    .erase()
}

fn filter(data: &Audit) -> AnyView {
    let choice = |id: &'static str, choices: &[(String, String)], picked: &str| {
        let options = choices.iter().map(|(value, words)| {
            view! {
                <option value=value.clone() selected=value == picked>
                    {words.clone()}
                </option>
            }
        });
        view! {
            <select name=id>
                <option value="">"all"</option>
                {options.collect_view()}
            </select>
        }
        .erase()
    };
    let filter = &data.filter;
    let text = view! {
        <input
            type="search"
            name="text"
            value=filter.text.clone()
            placeholder="name, group, address, request…"
            autocomplete="off"
            spellcheck="false"
        />
    };
    view! {
        <form class="panel admin-form" method="get" action="/admin" role="search" aria-label="Filter events">
            <input type="hidden" name="tab" value="audit"/>
            {labelled("Event", choice("action", &data.actions, &filter.action))}
            {labelled("Outcome", choice("outcome", &data.outcomes, &filter.outcome))}
            {labelled("Words", text.erase())}
            <button type="submit" class="btn btn-sm btn-primary">
                "Filter"
            </button>
            <a class="lnk" href="/admin?tab=audit">
                "Show all"
            </a>
        </form>
    }
    .erase()
}

fn row(event: &AuditEvent) -> Vec<AnyView> {
    let Moment { exact, words, age } = event.at.clone();
    let time = view! {
        <time datetime=exact>{words}</time>
        <span class="m">{format!("{age} ago")}</span>
    };
    let icon = if event.is_success {
        Icon::CircleCheck
    } else {
        Icon::CircleAlert
    };
    let what = view! {
        <b>{event.action.clone()}</b>
        <span class="admin-outcome">
            {icon.sized("i i-xs")}
            {event.outcome.clone()}
        </span>
    };
    let joined = |title: &str, list: &[String]| {
        let words = format!("{title} {}", list.join(", "));
        (!list.is_empty()).then(|| view! { <span class="m">{words}</span> })
    };
    let subject = event.subject.as_ref().map(|subject| {
        view! { <span class="m">{format!("id {subject}")}</span> }
    });
    let name = match &event.name {
        Some(name) => view! { <b>{name.clone()}</b> }.erase(),
        None => view! { <span class="m">"–"</span> }.erase(),
    };
    let who = view! {
        {name}
        {subject}
        {joined("groups", &event.groups)}
        {joined("roles", &event.roles)}
    };
    let from = event.address.clone().unwrap_or_else(|| "–".to_owned());
    let request = event.request_id.clone().map(|id| {
        view! {
            <span class="m">
                "request "
                <code>{id}</code>
            </span>
        }
    });
    let detail = view! {
        <span>{event.detail.clone()}</span>
        {request}
    };
    let lines = |content: AnyView| view! { <div class="lines">{content}</div> }.erase();
    vec![
        lines(time.erase()),
        lines(what.erase()),
        lines(who.erase()),
        super::parts::words(&from),
        lines(detail.erase()),
    ]
}
