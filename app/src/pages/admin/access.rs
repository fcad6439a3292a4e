//! Who may see what: a question, its answer, and all roles.

use super::data::{Access, Answer, PlaceAnswer, Role};
use super::parts::{labelled, name, names, table, words};
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use leptos::prelude::*;

/// Where administrators take on the view of others: a form is posted there.
const VIEW_AS: &str = "/auth/view-as";

pub(super) fn view(data: &Access) -> AnyView {
    let problem = data.problem.clone().map(|problem| {
        view! {
            <p class="admin-problem" role="alert">
                {Icon::CircleAlert.sized("i i-sm")}
                {problem}
            </p>
        }
    });
    view! {
        {question(data)}
        {problem}
        {data.answer.as_ref().map(answer)}
        <h2>"All roles"</h2>
        <p class="admin-note">
            "From least to most privileged. Somebody with several roles may do what any of them allows; a namespace is shown where one role names both its cluster and, by a pattern, itself."
        </p>
        {roles(&data.roles)}
    }
    .erase()
}

fn question(data: &Access) -> AnyView {
    let asked = &data.asked;
    let field = |id: &'static str, value: &str, list: &'static str, hint: &'static str| {
        view! {
            <input
                type="text"
                name=id
                value=value.to_owned()
                list=list
                placeholder=hint
                autocomplete="off"
                spellcheck="false"
            />
        }
        .erase()
    };
    let suggestions = [
        ("known-groups", &data.known_groups),
        ("known-clusters", &data.known_clusters),
        ("known-namespaces", &data.known_namespaces),
    ];
    let suggestions = suggestions.map(|(id, names)| {
        let options = names.iter().cloned();
        let options = options.map(|name| view! { <option value=name></option> });
        view! { <datalist id=id>{options.collect_view()}</datalist> }.erase()
    });
    view! {
        <form class="panel admin-form" method="get" action="/admin" aria-label="Ask who sees what">
            <input type="hidden" name="tab" value="access"/>
            {labelled("Groups", field("groups", &asked.groups, "known-groups", "team/qa, team/ops"))}
            {labelled("Cluster", field("in_cluster", &asked.cluster, "known-clusters", "any"))}
            {labelled("Namespace", field("in_namespace", &asked.namespace, "known-namespaces", "any"))}
            <button type="submit" class="btn btn-sm btn-primary">
                "Explain"
            </button>
            <p class="admin-note">
                "Groups by their full paths, separated by commas; without any, somebody who is not signed in."
            </p>
            {suggestions.into_iter().collect_view()}
        </form>
    }
    .erase()
}

fn answer(answer: &Answer) -> AnyView {
    let notes = answer.notes.iter().cloned();
    let notes = notes.map(|note| view! { <p class="admin-note">{note}</p> });
    let held = answer.roles.iter().map(|(role, because)| {
        let because = because.iter().cloned();
        let because = because.map(|reason| view! { <li>{reason}</li> });
        let because = view! { <ul>{because.collect_view()}</ul> }.erase();
        vec![name(role), because]
    });
    let held: Vec<_> = held.collect();
    let held = (!held.is_empty()).then(|| table("Their roles", &["Role", "Because of"], held));
    let sections = answer.sections.iter().map(|section| {
        let open = if section.is_open { "Open" } else { "Closed" };
        vec![name(&section.title), words(open), words(&section.reason)]
    });
    let view_as = answer.view_as.clone().map(|groups| {
        view! {
            <form method="post" action=VIEW_AS class="admin-view-as">
                <input type="hidden" name="groups" value=groups/>
                <button type="submit" class="btn btn-sm btn-line">
                    {Icon::Eye.sized("i i-sm")}
                    "View as these groups"
                </button>
                <p class="admin-note">
                    "Read only, and never more than you may see yourself. A bar at the foot of every page ends it."
                </p>
            </form>
        }
    });
    view! {
        <section class="admin-answer" aria-labelledby="answer">
            <h2 id="answer">{answer.sentence.clone()}</h2>
            {notes.collect_view()}
            {answer.place.as_ref().map(place)}
            <div class="admin-columns">
                {held}
                {table(
                    "Sections of the menu",
                    &["Section", "State", "Why"],
                    sections.collect(),
                )}
            </div>
            {view_as}
        </section>
    }
    .erase()
}

fn place(place: &PlaceAnswer) -> AnyView {
    let icon = if place.is_allowed {
        Icon::CircleCheck
    } else {
        Icon::Lock
    };
    let rows = place.roles.iter().map(|role| {
        let state = if role.is_allowed { "yes" } else { "no" };
        let namespace = role.namespace.as_deref().unwrap_or("not asked for");
        vec![
            name(&role.role),
            words(state),
            words(&role.cluster),
            words(namespace),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let heads = ["Role", "Shows it", "Cluster", "Namespace"];
    let rows = (!rows.is_empty()).then(|| table("What each of their roles says", &heads, rows));
    let others = place.other_roles.iter().cloned();
    let others: Vec<_> = others.map(|other| view! { <li>{other}</li> }).collect();
    let others = (!others.is_empty()).then(|| {
        view! {
            <p class="admin-note">"It would be shown to them with any of these roles:"</p>
            <ul class="admin-list">{others}</ul>
        }
    });
    view! {
        <p class="admin-verdict">
            {icon.view()}
            {place.headline.clone()}
        </p>
        {rows}
        {others}
    }
    .erase()
}

fn roles(roles: &[Role]) -> AnyView {
    if roles.is_empty() {
        return view! {
            <p class="admin-note">"No role is configured: nothing is restricted."</p>
        }
        .erase();
    }
    let rows = roles.iter().map(|role| {
        let everybody = role
            .is_anonymous
            .then(|| view! { <span class="m">"everybody (anonymous role)"</span> });
        let groups = if role.is_anonymous && role.groups.is_empty() {
            None
        } else {
            Some(names(&role.groups, "no group"))
        };
        let members = view! {
            {everybody}
            {groups}
        };
        vec![
            name(&role.name),
            members.erase(),
            names(&role.menu_items, "none"),
            names(&role.clusters, "none"),
            names(&role.patterns, "none"),
        ]
    });
    let heads = [
        "Role",
        "Groups",
        "Menu items",
        "Clusters",
        "Namespace patterns",
    ];
    table("All roles and what they allow", &heads, rows.collect())
}
