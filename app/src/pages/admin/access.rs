//! Who may see what: a question, its answer, and all roles.

use super::data::{Access, Answer, PlaceAnswer, Role};
use super::parts::{labelled, name, names, table, words};
use super::text;
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
        <h2>{text::ALL_ROLES}</h2>
        <p class="admin-note">{text::ABOUT_ROLES}</p>
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
        <form class="panel admin-form" method="get" action="/admin" aria-label=text::ASK>
            <input type="hidden" name="tab" value="access"/>
            {labelled(text::GROUPS, field("groups", &asked.groups, "known-groups", text::GROUPS_SUCH_AS))}
            {labelled(text::CLUSTER, field("in_cluster", &asked.cluster, "known-clusters", text::ANY))}
            {labelled(text::NAMESPACE, field("in_namespace", &asked.namespace, "known-namespaces", text::ANY))}
            <button type="submit" class="btn btn-sm btn-primary">
                {text::EXPLAIN}
            </button>
            <p class="admin-note">{text::ABOUT_ASKING}</p>
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
    let held =
        (!held.is_empty()).then(|| table(text::THEIR_ROLES, &[text::ROLE, text::BECAUSE_OF], held));
    let sections = answer.sections.iter().map(|section| {
        let open = if section.is_open {
            text::OPEN
        } else {
            text::CLOSED
        };
        vec![name(&section.title), words(open), words(&section.reason)]
    });
    let view_as = answer.view_as.clone().map(|groups| {
        view! {
            <form method="post" action=VIEW_AS class="admin-view-as">
                <input type="hidden" name="groups" value=groups/>
                <button type="submit" class="btn btn-sm btn-line">
                    {Icon::Eye.sized("i i-sm")}
                    {text::VIEW_AS}
                </button>
                <p class="admin-note">{text::ABOUT_VIEW_AS}</p>
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
                    text::SECTIONS,
                    &[text::SECTION, text::STATE, text::WHY],
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
        let state = if role.is_allowed { text::YES } else { text::NO };
        let namespace = role.namespace.as_deref().unwrap_or(text::NOT_ASKED_FOR);
        vec![
            name(&role.role),
            words(state),
            words(&role.cluster),
            words(namespace),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let heads = [text::ROLE, text::SHOWS_IT, text::CLUSTER, text::NAMESPACE];
    let rows = (!rows.is_empty()).then(|| table(text::WHAT_ROLES_SAY, &heads, rows));
    let others = place.other_roles.iter().cloned();
    let others: Vec<_> = others.map(|other| view! { <li>{other}</li> }).collect();
    let others = (!others.is_empty()).then(|| {
        view! {
            <p class="admin-note">{text::SHOWN_WITH}</p>
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
            <p class="admin-note">{text::NO_ROLE}</p>
        }
        .erase();
    }
    let rows = roles.iter().map(|role| {
        let everybody = role
            .is_anonymous
            .then(|| view! { <span class="m">{text::EVERYBODY}</span> });
        let groups = if role.is_anonymous && role.groups.is_empty() {
            None
        } else {
            Some(names(&role.groups, text::NO_GROUP))
        };
        let members = view! {
            {everybody}
            {groups}
        };
        vec![
            name(&role.name),
            members.erase(),
            names(&role.menu_items, text::NONE),
            names(&role.clusters, text::NONE),
            names(&role.patterns, text::NONE),
        ]
    });
    let heads = [
        text::ROLE,
        text::GROUPS,
        text::MENU_ITEMS,
        text::CLUSTERS,
        text::NAMESPACE_PATTERNS,
    ];
    table(text::WHAT_ROLES_ALLOW, &heads, rows.collect())
}
