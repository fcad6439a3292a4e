//! What happened around access: the last events, with filters.

use super::data::{Audit, AuditEvent, Moment};
use super::parts::{labelled, table};
use super::text;
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use leptos::prelude::*;

pub(super) fn view(data: &Audit) -> AnyView {
    let since = &data.since;
    let about = text::about_events(&since.words, &since.age, data.most);
    let last = data.first + data.events.len().saturating_sub(1);
    let count = match data.count {
        0 => text::NO_EVENT.to_owned(),
        count => text::events(data.first, last, count),
    };
    let rows: Vec<_> = data.events.iter().map(row).collect();
    let heads = [text::TIME, text::EVENT, text::WHO, text::FROM, text::DETAIL];
    let rows = (!rows.is_empty()).then(|| table(text::EVENTS, &heads, rows));
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
            {page(&data.newer, text::NEWER_EVENTS)}
            {page(&data.older, text::OLDER_EVENTS)}
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
                <option value="">{text::ALL}</option>
                {options.collect_view()}
            </select>
        }
        .erase()
    };
    let filter = &data.filter;
    let words = view! {
        <input
            type="search"
            name="text"
            value=filter.text.clone()
            placeholder=text::WORDS_SUCH_AS
            autocomplete="off"
            spellcheck="false"
        />
    };
    view! {
        <form class="panel admin-form" method="get" action="/admin" role="search" aria-label=text::FILTER_EVENTS>
            <input type="hidden" name="tab" value="audit"/>
            {labelled(text::EVENT, choice("action", &data.actions, &filter.action))}
            {labelled(text::OUTCOME, choice("outcome", &data.outcomes, &filter.outcome))}
            {labelled(text::WORDS, words.erase())}
            <button type="submit" class="btn btn-sm btn-primary">
                {text::FILTER}
            </button>
            <a class="lnk" href="/admin?tab=audit">
                {text::SHOW_ALL}
            </a>
        </form>
    }
    .erase()
}

fn row(event: &AuditEvent) -> Vec<AnyView> {
    let Moment { exact, words, age } = event.at.clone();
    let time = view! {
        <time datetime=exact>{words}</time>
        <span class="m">{text::ago(&age)}</span>
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
    let joined = |said: fn(&str) -> String, list: &[String]| {
        let words = said(&list.join(", "));
        (!list.is_empty()).then(|| view! { <span class="m">{words}</span> })
    };
    let subject = event.subject.as_ref().map(|subject| {
        view! { <span class="m">{text::id(subject)}</span> }
    });
    let name = match &event.name {
        Some(name) => view! { <b>{name.clone()}</b> }.erase(),
        None => view! { <span class="m">"–"</span> }.erase(),
    };
    let who = view! {
        {name}
        {subject}
        {joined(text::groups, &event.groups)}
        {joined(text::roles, &event.roles)}
    };
    let from = event.address.clone().unwrap_or_else(|| "–".to_owned());
    let request = event.request_id.clone().map(|id| {
        view! {
            <span class="m">
                {text::REQUEST}
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
