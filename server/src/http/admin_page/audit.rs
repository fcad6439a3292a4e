//! The last audit events, in the page's words.

use super::AdminQuery;
use crate::auth::audit::{Action, Event, Filter, KEPT, Outcome};
use crate::state::AppState;
use app::admin::{Audit, AuditEvent, AuditFilter, Moment};
use model::Timestamp;

/// So many events stand on one page.
const ON_A_PAGE: usize = 100;

pub(super) fn data(state: &AppState, query: &AdminQuery) -> Audit {
    let now = state.clock.now();
    let filter = Filter {
        action: Action::ALL
            .into_iter()
            .find(|action| action.as_str() == query.action),
        outcome: Outcome::ALL
            .into_iter()
            .find(|outcome| outcome.as_str() == query.outcome),
        text: query.text.trim().to_owned(),
    };
    let events = state.audit.find(&filter);
    let pages = events.len().div_ceil(ON_A_PAGE).max(1);
    let page = query.page.parse().unwrap_or(1).clamp(1, pages);
    let skipped = (page - 1) * ON_A_PAGE;
    let shown = events.iter().skip(skipped).take(ON_A_PAGE);
    let link = |page: usize| link(&filter, page);
    Audit {
        actions: Action::ALL
            .map(|action| (action.as_str().to_owned(), of_action(action).to_owned()))
            .into(),
        outcomes: Outcome::ALL
            .map(|outcome| (outcome.as_str().to_owned(), of_outcome(outcome).to_owned()))
            .into(),
        since: moment(state.audit.since(), now),
        most: KEPT,
        count: events.len(),
        first: skipped + 1,
        events: shown.map(|event| in_words(event, now)).collect(),
        newer: (page > 1).then(|| link(page - 1)),
        older: (page < pages).then(|| link(page + 1)),
        filter: AuditFilter {
            action: filter.action.map_or("", Action::as_str).to_owned(),
            outcome: filter.outcome.map_or("", Outcome::as_str).to_owned(),
            text: filter.text.clone(),
        },
    }
}

fn link(filter: &Filter, page: usize) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("tab", "audit");
    let parts = [
        ("action", filter.action.map_or("", Action::as_str)),
        ("outcome", filter.outcome.map_or("", Outcome::as_str)),
        ("text", filter.text.as_str()),
    ];
    for (name, value) in parts {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    if page > 1 {
        query.append_pair("page", &page.to_string());
    }
    format!("/admin?{}", query.finish())
}

fn in_words(event: &Event, now: Timestamp) -> AuditEvent {
    AuditEvent {
        at: moment(event.at, now),
        action: of_action(event.action).to_owned(),
        is_success: event.outcome == Outcome::Success,
        outcome: of_outcome(event.outcome).to_owned(),
        name: event.name.clone(),
        subject: event.subject.clone(),
        groups: event.groups.clone(),
        roles: event.roles.clone(),
        address: event.origin.address.clone(),
        detail: event.detail.clone(),
        request_id: event.origin.request_id.clone(),
    }
}

const fn of_action(action: Action) -> &'static str {
    match action {
        Action::SignIn => "Sign-in",
        Action::SignOut => "Sign-out",
        Action::Refusal => "Refusal",
        Action::Renewal => "Renewal",
        Action::ViewAs => "View as",
        Action::Configuration => "Configuration",
    }
}

const fn of_outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Success => "success",
        Outcome::Failure => "failure",
    }
}

fn moment(at: Timestamp, now: Timestamp) -> Moment {
    let to_the_second = jiff::Timestamp::from_second(at.0.div_euclid(1000)).unwrap_or_default();
    Moment {
        exact: to_the_second.to_string(),
        words: to_the_second.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        age: at.age(now),
    }
}
