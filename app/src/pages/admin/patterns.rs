//! What each role's patterns match at present, and what they nearly match.

use super::data::{PatternMatches, Patterns, RolePatterns};
use super::parts::{names, table};
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use leptos::prelude::*;

/// A list this short is shown at once.
const SHORT: usize = 6;

pub(super) fn view(data: &Patterns) -> AnyView {
    view! {
        <p class="admin-note">
            "Namespaces that exist now and that you may see yourself. Nearly matched are namespaces of the role's clusters that none of its patterns matches, but that one would match without an anchor, with other letter case, or if one or two letters of one of its words were others."
        </p>
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
    let heads = ["Pattern", "Matches now", "Nearly matches"];
    let rows = (!rows.is_empty())
        .then(|| table(format!("Patterns of the role {}", role.role), &heads, rows));
    view! {
        <section class="admin-role">
            <div class="admin-role-head">
                <h2>{role.role.clone()}</h2>
                <span class="m">"in clusters"</span>
                {names(&role.allowed_clusters, "none")}
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
                "Matches nothing"
            </span>
        }
        .erase(),
        count => list(count, matches.collect()),
    };
    let near = match pattern.near_count {
        0 => view! { <span class="m">"none"</span> }.erase(),
        count => list(count, near.collect()),
    };
    let text = pattern.pattern.clone();
    vec![
        view! { <code class="pattern">{text}</code> }.erase(),
        matches,
        near,
    ]
}

/// So many namespaces, of which the first are listed.
fn list(count: usize, first: Vec<AnyView>) -> AnyView {
    let title = match count {
        1 => "1 namespace".to_owned(),
        many => format!("{many} namespaces"),
    };
    let more = count - first.len().min(count);
    let more = (more > 0).then(|| view! { <li class="m">{format!("and {more} more")}</li> });
    view! {
        <details open=count <= SHORT>
            <summary>
                {Icon::ChevronRight.sized("i i-xs")}
                {title}
            </summary>
            <ul class="admin-list">{first} {more}</ul>
        </details>
    }
    .erase()
}
