//! What each role's patterns match at present, among what the administrator may see.

use super::{OwnCluster, roles};
use crate::auth::explain::{Miss, PatternParts};
use crate::auth::policy::STATUS;
use app::admin::{PatternMatches, Patterns, RolePatterns};
use config::{Config, NamespacePattern, Role, RoleName};
use std::collections::HashMap;

/// So many namespaces are listed.
const LISTED: usize = 50;

pub(super) fn data(config: &Config, own: &[OwnCluster]) -> Patterns {
    Patterns {
        roles: roles(config)
            .map(|role| of_role(config, role, own))
            .collect(),
    }
}

fn of_role(config: &Config, role: &Role, own: &[OwnCluster]) -> RolePatterns {
    let permissions = &role.permissions;
    let allowed = own
        .iter()
        .filter(|cluster| permissions.allows_cluster(&cluster.name));
    let clusters: Vec<&OwnCluster> = allowed.collect();
    let places: Vec<(&str, &str)> = clusters
        .iter()
        .flat_map(|cluster| {
            let namespaces = cluster.namespaces.iter();
            namespaces.map(|namespace| (cluster.name.as_str(), namespace.as_str()))
        })
        .collect();
    let own_roles: [RoleName; 1] = [role.name.clone()];
    let opens_status = config.menu_for(&own_roles).any(|item| item.id == STATUS);
    let notes = [
        (!opens_status).then(|| {
            format!("It does not open the menu item {STATUS}, so alone it shows nothing.")
        }),
        permissions
            .allowed_namespace_patterns
            .is_empty()
            .then(|| "It has no namespace pattern, so it shows no namespace.".to_owned()),
        clusters
            .is_empty()
            .then(|| "It allows none of the clusters that you may see.".to_owned()),
    ];
    let patterns = permissions.allowed_namespace_patterns.iter();
    let names = permissions.allowed_clusters.iter();
    RolePatterns {
        role: role.name.to_string(),
        allowed_clusters: names.map(|name| name.as_str().to_owned()).collect(),
        notes: notes.into_iter().flatten().collect(),
        patterns: patterns
            .map(|pattern| of_pattern(role, pattern, &places))
            .collect(),
    }
}

fn of_pattern(role: &Role, pattern: &NamespacePattern, places: &[(&str, &str)]) -> PatternMatches {
    let parts = PatternParts::new(pattern);
    let mut found = PatternMatches {
        pattern: pattern.as_str().to_owned(),
        ..PatternMatches::default()
    };
    // The same name often stands in several clusters.
    let mut misses: HashMap<&str, Option<Miss>> = HashMap::new();
    for &(cluster, namespace) in places {
        let place = || format!("{cluster} / {namespace}");
        if pattern.matches(namespace) {
            found.count += 1;
            if found.matches.len() < LISTED {
                found.matches.push(place());
            }
        } else if !role.permissions.allows_namespace(namespace) {
            let miss = misses
                .entry(namespace)
                .or_insert_with(|| parts.near(namespace));
            if let Some(miss) = miss {
                found.near_count += 1;
                if found.near.len() < LISTED {
                    found.near.push((place(), miss.to_string()));
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use config::Permissions;

    fn role(patterns: &[&str]) -> Role {
        Role {
            name: "viewer".into(),
            gitlab_groups: Vec::new(),
            permissions: Permissions {
                menu_items: Vec::new(),
                allowed_namespace_patterns: patterns.iter().map(|it| it.parse().unwrap()).collect(),
                allowed_clusters: vec!["prod-*".into()],
            },
        }
    }

    fn clusters(names: &[(&str, &[&str])]) -> Vec<OwnCluster> {
        let clusters = names.iter().map(|(name, namespaces)| OwnCluster {
            name: (*name).to_owned(),
            namespaces: namespaces.iter().map(|&name| name.to_owned()).collect(),
        });
        clusters.collect()
    }

    #[test]
    fn matches_and_near_misses_are_of_the_roles_clusters() {
        let role = role(&["^shop-.*$", "^chekout$"]);
        let own = clusters(&[
            ("prod-eu", &["shop-a", "checkout", "the-shop-a"]),
            ("prod-us", &["shop-a", "else"]),
            ("staging", &["shop-b"]),
        ]);
        let found = of_role(&Config::default(), &role, &own);
        let [shop, checkout] = found.patterns.as_slice() else {
            panic!("{found:?}");
        };
        assert_eq!(
            (shop.count, shop.matches.as_slice()),
            (
                2,
                ["prod-eu / shop-a".to_owned(), "prod-us / shop-a".to_owned()].as_slice()
            )
        );
        let near = |place: &str, why: &str| [(place.to_owned(), why.to_owned())];
        assert_eq!(
            shop.near,
            near("prod-eu / the-shop-a", "would match without ^")
        );
        assert_eq!((checkout.count, checkout.near_count), (0, 1));
        assert_eq!(
            checkout.near,
            near(
                "prod-eu / checkout",
                "the pattern says chekout where the name has checkout"
            )
        );
    }

    #[test]
    fn long_lists_end_and_are_counted() {
        let names: Vec<String> = (0..60).map(|number| format!("shop-{number}")).collect();
        let own = [OwnCluster {
            name: "prod-eu".to_owned(),
            namespaces: names,
        }];
        let found = of_role(&Config::default(), &role(&["^shop-"]), &own);
        assert_eq!(
            (found.patterns[0].count, found.patterns[0].matches.len()),
            (60, LISTED)
        );
    }

    #[test]
    fn a_role_that_shows_nothing_says_why() {
        let found = of_role(
            &Config::default(),
            &role(&[]),
            &clusters(&[("staging", &[])]),
        );
        assert_eq!(found.notes.len(), 3, "{:?}", found.notes);
    }
}
