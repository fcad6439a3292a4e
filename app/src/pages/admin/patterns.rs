//! What each role's patterns match at present, and what they nearly match.

use super::data::{PatternMatches, Patterns, RolePatterns};
use super::parts::{names, table};
use super::text;
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use leptos::prelude::*;

/// A list this short is shown at once.
const SHORT: usize = 6;

pub(super) fn view(data: &Patterns) -> AnyView {
    view! {
        <p class="admin-note">{text::ABOUT_PATTERNS}</p>
        {data.roles.iter().map(role).collect_view()}
    }
    .erase()
}

fn role(role: &RolePatterns) -> AnyView {
    let notes = role.notes.iter().cloned();
    let notes = notes.map(|note| {
        view! {
            <p class="admin-problem">
                {Icon::TriangleAlert.sized("i i-sm")}
                {note}
            </p>
        }
    });
    let rows = role.patterns.iter().map(row);
    let rows: Vec<_> = rows.collect();
    let heads = [text::PATTERN, text::MATCHES_NOW, text::NEARLY_MATCHES];
    let rows = (!rows.is_empty()).then(|| table(text::patterns_of(&role.role), &heads, rows));
    view! {
        <section class="admin-role">
            <div class="admin-role-head">
                <h2>{role.role.clone()}</h2>
                <span class="m">{text::IN_CLUSTERS}</span>
                {names(&role.allowed_clusters, text::NONE)}
            </div>
            {notes.collect_view()}
            {rows}
        </section>
    }
    .erase()
}

fn row(pattern: &PatternMatches) -> Vec<AnyView> {
    let matches = pattern.matches.iter().cloned();
    let matches = matches.map(|place| view! { <li>{place}</li> }.erase());
    let near = pattern.near.iter().map(|(place, why)| {
        view! {
            <li>
                {place.clone()}
                <span class="m">{format!(" {why}")}</span>
            </li>
        }
        .erase()
    });
    let matches = match pattern.count {
        0 => view! {
            <span class="admin-nothing">
                {Icon::TriangleAlert.sized("i i-sm")}
                {text::MATCHES_NOTHING}
            </span>
        }
        .erase(),
        count => list(count, matches.collect()),
    };
    let near = match pattern.near_count {
        0 => view! { <span class="m">{text::NONE}</span> }.erase(),
        count => list(count, near.collect()),
    };
    vec![
        view! { <code class="pattern">{pattern.pattern.clone()}</code> }.erase(),
        matches,
        near,
    ]
}

/// So many namespaces, of which the first are listed.
fn list(count: usize, first: Vec<AnyView>) -> AnyView {
    let more = count - first.len().min(count);
    let more = (more > 0).then(|| view! { <li class="m">{text::and_more(more)}</li> });
    view! {
        <details open=count <= SHORT>
            <summary>
                {Icon::ChevronRight.sized("i i-xs")}
                {text::namespaces(count)}
            </summary>
            <ul class="admin-list">{first} {more}</ul>
        </details>
    }
    .erase()
}
