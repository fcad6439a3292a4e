//! Who may see what: the explanation, in the page's words.

use super::{AdminQuery, OwnCluster, roles};
use crate::auth::explain::{self, Explanation, Place, Question, explain};
use app::admin::{Access, Answer, Asked, PlaceAnswer, Role, RoleAnswer, Section};
use config::{Anonymous, Config};
use std::collections::BTreeSet;

/// The longest name of an object in Kubernetes (a DNS subdomain, RFC 1123), in characters.
const LONGEST_NAME: usize = 253;

pub(super) fn data(config: &Config, own: &[OwnCluster], query: AdminQuery) -> Access {
    let is_asked = query.groups.is_some();
    let asked = Asked {
        groups: query.groups.unwrap_or_default(),
        cluster: name(&query.in_cluster),
        namespace: name(&query.in_namespace),
    };
    let lacks_cluster = !asked.namespace.is_empty() && asked.cluster.is_empty();
    let problem = lacks_cluster.then(|| {
        "Name a cluster too: the same namespace may be shown in one cluster and hidden in another."
            .to_owned()
    });
    let groups = roles(config).flat_map(|role| &role.gitlab_groups);
    let groups: BTreeSet<&str> = groups.map(config::GroupPattern::as_str).collect();
    let namespaces = own.iter().flat_map(|cluster| &cluster.namespaces);
    let namespaces: BTreeSet<&String> = namespaces.collect();
    Access {
        answer: is_asked.then(|| answer(&explain(config, &question(&asked)))),
        problem,
        known_groups: groups
            .into_iter()
            .filter(|group| !group.ends_with("/**"))
            .map(str::to_owned)
            .collect(),
        known_clusters: own.iter().map(|cluster| cluster.name.clone()).collect(),
        known_namespaces: namespaces.into_iter().cloned().collect(),
        roles: configured(config),
        asked,
    }
}

/// What may be a name in Kubernetes: nothing longer is looked for.
fn name(text: &str) -> String {
    text.trim().chars().take(LONGEST_NAME).collect()
}

fn question(asked: &Asked) -> Question {
    let is_between = |c: char| c == ',' || c.is_whitespace();
    let groups = asked.groups.split(is_between);
    let named = |text: &String| (!text.is_empty()).then(|| text.clone());
    Question {
        groups: groups
            .filter(|group| !group.is_empty())
            .map(str::to_owned)
            .collect(),
        place: named(&asked.cluster).map(|cluster| Place {
            cluster,
            namespace: named(&asked.namespace),
        }),
    }
}

fn answer(explanation: &Explanation) -> Answer {
    let roles = explanation.roles.iter().map(|role| {
        let because = role.because.iter().map(ToString::to_string);
        (role.name.clone(), because.collect())
    });
    let sections = explanation.menu.iter().map(|section| Section {
        title: section.title.clone(),
        is_open: section.is_open,
        reason: section.reason(),
    });
    let groups = explanation.groups.join(", ");
    Answer {
        sentence: explanation.sentence(),
        notes: explanation.notes().collect(),
        roles: roles.collect(),
        sections: sections.collect(),
        place: explanation.answer.as_ref().map(place),
        view_as: (!groups.is_empty()).then_some(groups),
    }
}

fn place(answer: &explain::Answer) -> PlaceAnswer {
    let roles = answer.roles.iter().map(|role| RoleAnswer {
        role: role.role.clone(),
        is_allowed: role.is_allowed,
        cluster: role.about_cluster(),
        namespace: role.about_namespace(&answer.place),
    });
    PlaceAnswer {
        headline: answer.headline(),
        is_allowed: answer.is_allowed,
        roles: roles.collect(),
        other_roles: answer.other_roles.iter().map(ToString::to_string).collect(),
    }
}

fn configured(config: &Config) -> Vec<Role> {
    let anonymous = config.anonymous();
    let roles = roles(config).map(|role| {
        let permissions = &role.permissions;
        let groups = role.gitlab_groups.iter();
        let clusters = permissions.allowed_clusters.iter();
        let patterns = permissions.allowed_namespace_patterns.iter();
        Role {
            name: role.name.to_string(),
            is_anonymous: anonymous == Anonymous::Role(role.name.clone()),
            groups: groups.map(|group| group.as_str().to_owned()).collect(),
            menu_items: permissions.menu_items.clone(),
            clusters: clusters.map(|it| it.as_str().to_owned()).collect(),
            patterns: patterns.map(|it| it.as_str().to_owned()).collect(),
        }
    });
    roles.collect()
}
