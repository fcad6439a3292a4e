use super::*;
use crate::auth::Policy;
use config::{Auth, ClusterPattern, Session};
use proptest::prelude::*;
use std::sync::Arc;

const CLUSTERS: [&str; 3] = ["prod-eu", "prod-us", "staging"];
const NAMESPACES: [&str; 4] = [
    "project-a-staging",
    "project-a-prod",
    "common",
    "kube-system",
];
const GROUPS: [&str; 4] = ["team/qa", "team/ops/core", "team/ops", "other"];
const GROUP_PATTERNS: [&str; 4] = ["team/qa", "team/ops", "team/**", "team/ops/**"];
const CLUSTER_PATTERNS: [&str; 4] = ["*", "prod-*", "staging", "*-eu"];
const PATTERNS: [&str; 6] = [
    ".*",
    "^project-.*-(staging|prod)$",
    "^project-a-staging$",
    "common",
    "(?i)^KUBE",
    "^$",
];
const MENU: [&str; 3] = ["status", "admin", "files"];

fn role(name: &str, groups: &[&str], menu: &[&str], clusters: &[&str], patterns: &[&str]) -> Role {
    Role {
        name: name.into(),
        gitlab_groups: groups.iter().map(|group| group.parse().unwrap()).collect(),
        permissions: Permissions {
            menu_items: menu.iter().map(|&id| id.to_owned()).collect(),
            allowed_namespace_patterns: patterns.iter().map(|it| it.parse().unwrap()).collect(),
            allowed_clusters: clusters
                .iter()
                .map(|&it| ClusterPattern::from(it))
                .collect(),
        },
    }
}

fn item(id: &str, required: Option<&str>) -> MenuItem {
    MenuItem {
        id: id.to_owned(),
        title: id.to_uppercase(),
        icon: None,
        required_role: required.map(RoleName::from),
    }
}

fn company(roles: Vec<Role>, menu: Vec<MenuItem>, anonymous: Anonymous) -> Config {
    let session = Session {
        minutes: 60,
        max_hours: 12,
        keys: Vec::new(),
        valid_after: None,
    };
    Config {
        auth: Some(Auth {
            sign_in: None,
            anonymous,
            roles,
            session,
            help_text: None,
        }),
        menu,
        ..Config::default()
    }
}

fn two_roles() -> Config {
    let viewer = role(
        "viewer",
        &["team/qa"],
        &["status", "admin"],
        &["prod-*"],
        &["^project-.*-staging$", "^common$"],
    );
    let admin = role(
        "admin",
        &["team/ops/**"],
        &["status", "admin"],
        &["*"],
        &[".*"],
    );
    let menu = vec![item("status", None), item("admin", Some("admin"))];
    company(vec![viewer, admin], menu, Anonymous::Nothing)
}

fn question(groups: &[&str], place: Option<(&str, Option<&str>)>) -> Question {
    Question {
        groups: groups.iter().map(|&group| group.to_owned()).collect(),
        place: place.map(|(cluster, namespace)| Place {
            cluster: cluster.to_owned(),
            namespace: namespace.map(str::to_owned),
        }),
    }
}

#[test]
fn roles_and_sections_say_where_they_come_from() {
    let config = two_roles();
    let explanation = explain(
        &config,
        &question(&["team/qa", "team/ops/core", "else"], None),
    );
    assert_eq!(explanation.standing, Standing::Roles);
    assert_eq!(explanation.groups_without_role, ["else"]);
    let because: Vec<String> = explanation
        .roles
        .iter()
        .flat_map(|role| role.because.iter().map(ToString::to_string))
        .collect();
    assert_eq!(
        because,
        ["group team/qa", "group team/ops/core, meant by team/ops/**"]
    );
    assert!(!explanation.is_hidden(), "nothing is asked for");

    let viewer = explain(&config, &question(&["team/qa"], None));
    let reasons: Vec<String> = viewer.menu.iter().map(Section::reason).collect();
    assert_eq!(
        reasons,
        [
            "open by viewer",
            "withheld: named by viewer, but it requires admin or a later role"
        ]
    );
    let nobody = explain(&config, &question(&["else"], None));
    assert_eq!(nobody.standing, Standing::NoRole);
}

#[test]
fn what_is_shown_names_the_pattern_that_shows_it() {
    let place = Some(("prod-eu", Some("project-a-staging")));
    let explanation = explain(&two_roles(), &question(&["team/qa"], place));
    let answer = explanation.answer.unwrap();
    assert_eq!(
        answer.headline(),
        "Shown: namespace project-a-staging of cluster prod-eu"
    );
    assert_eq!(answer.roles[0].about_cluster(), "allowed by prod-*");
    assert_eq!(
        answer.roles[0].about_namespace(&answer.place).unwrap(),
        "matched by ^project-.*-staging$"
    );
    assert!(
        answer.other_roles.is_empty(),
        "nobody else needs to be named"
    );
}

#[test]
fn what_is_hidden_names_what_is_in_the_way_and_who_would_see_it() {
    let ask = |cluster, namespace| {
        let asked = question(&["team/qa"], Some((cluster, Some(namespace))));
        explain(&two_roles(), &asked).answer.unwrap()
    };
    let answer = ask("prod-eu", "project-a-prod");
    assert_eq!(
        answer.headline(),
        "Hidden: namespace project-a-prod of cluster prod-eu"
    );
    assert_eq!(
        answer.roles[0].about_namespace(&answer.place).unwrap(),
        "no pattern matches; the nearest is ^project-.*-staging$: \
         ^project-.*- fits, staging$ does not"
    );
    assert_eq!(
        answer.other_roles[0].to_string(),
        "admin, for members of team/ops/**"
    );
    let answer = ask("staging", "common");
    assert_eq!(answer.roles[0].about_cluster(), "not among its clusters");
    let near = ask("prod-eu", "common-2");
    assert_eq!(
        near.roles[0].about_namespace(&near.place).unwrap(),
        "no pattern matches; the nearest is ^common$: would match without $"
    );
}

#[test]
fn without_the_status_section_nothing_is_shown() {
    let closed = role("closed", &["team/qa"], &["files"], &["*"], &[".*"]);
    let open = role("open", &["team/ops"], &["status"], &[], &[]);
    let config = company(
        vec![closed, open],
        vec![item("status", None), item("files", None)],
        Anonymous::Nothing,
    );
    let place = Some(("prod-eu", Some("common")));
    let answer = explain(&config, &question(&["team/qa"], place))
        .answer
        .unwrap();
    assert!(!answer.is_allowed && answer.roles[0].is_allowed);
    assert!(
        answer
            .headline()
            .ends_with("they see nothing of any cluster")
    );
    // Opening the section is all they lack.
    assert_eq!(answer.other_roles[0].name, "open");
}

#[test]
fn who_is_not_signed_in_has_the_anonymous_role_or_everything() {
    let mut config = two_roles();
    if let Some(auth) = &mut config.auth {
        auth.anonymous = Anonymous::Role("viewer".into());
    }
    let explanation = explain(&config, &question(&[], None));
    assert_eq!(explanation.roles[0].because, [Because::Everybody]);
    let open = explain(
        &Config::default(),
        &question(&[], Some(("any", Some("any")))),
    );
    assert_eq!(open.standing, Standing::Unrestricted);
    assert!(open.answer.unwrap().is_allowed);
}

fn some(of: &'static [&'static str]) -> impl Strategy<Value = Vec<&'static str>> {
    prop::sample::subsequence(of, 0..=of.len().min(2))
}

prop_compose! {
    fn any_role(name: String)(
        groups in some(&GROUP_PATTERNS),
        menu in some(&MENU),
        clusters in some(&CLUSTER_PATTERNS),
        patterns in some(&PATTERNS),
    ) -> Role {
        role(&name, &groups, &menu, &clusters, &patterns)
    }
}

fn any_config() -> impl Strategy<Value = Config> {
    let roles = (0..4usize).prop_flat_map(|count| {
        (0..count)
            .map(|index| any_role(format!("role{index}")))
            .collect::<Vec<_>>()
    });
    let required = || prop::option::of(prop::sample::select(vec!["role0", "role1", "role9"]));
    (roles, required(), required(), 0..4usize).prop_map(|(roles, status, admin, anonymous)| {
        let anonymous = match (roles.get(anonymous), roles.is_empty()) {
            (Some(role), _) => Anonymous::Role(role.name.clone()),
            (None, true) => Anonymous::Everything,
            (None, false) => Anonymous::Nothing,
        };
        let menu = vec![
            item("status", status),
            item("admin", admin),
            item("files", None),
        ];
        company(roles, menu, anonymous)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn the_explanation_agrees_with_what_decides(config in any_config(), groups in some(&GROUPS)) {
        let policy = Policy::new(Arc::new(config.clone()));
        let owned: Vec<String> = groups.iter().map(|&group| group.to_owned()).collect();
        let grant = match config.anonymous() {
            Anonymous::Everything => policy.anonymous(),
            _ => policy.members(&owned),
        };
        for cluster in CLUSTERS {
            for namespace in NAMESPACES.into_iter().map(Some).chain([None]) {
                let asked = question(&groups, Some((cluster, namespace)));
                let explanation = explain(&config, &asked);
                let decided = grant.as_ref().is_some_and(|grant| match namespace {
                    Some(namespace) => grant.scope.allows(cluster, namespace),
                    None => grant.scope.allows_cluster(cluster),
                });
                let answer = explanation.answer.as_ref().unwrap();
                prop_assert_eq!(answer.is_allowed, decided);
                for role in &answer.roles {
                    let by_cluster = !role.clusters.is_empty();
                    let by_name = namespace.is_none() || !role.namespace_patterns.is_empty();
                    prop_assert_eq!(role.is_allowed, by_cluster && by_name);
                }
                // Whoever gets one of the other roles does see it.
                for other in &answer.other_roles {
                    let with_it = config.auth.as_ref().unwrap().roles.iter().map(|role| {
                        let has = explanation.roles.iter().any(|own| own.name == role.name.as_str());
                        let mut role = role.clone();
                        if has || role.name.as_str() == other.name {
                            role.gitlab_groups.push("everybody/here".parse().unwrap());
                        }
                        role
                    });
                    let mut config = config.clone();
                    config.auth.as_mut().unwrap().roles = with_it.collect();
                    let policy = Policy::new(Arc::new(config));
                    let grant = policy.members(&["everybody/here".to_owned()]).unwrap();
                    let shown = match namespace {
                        Some(namespace) => grant.scope.allows(cluster, namespace),
                        None => grant.scope.allows_cluster(cluster),
                    };
                    prop_assert!(shown, "{} would not show it", other.name);
                }
            }
        }
        if let Some(grant) = grant {
            let explanation = explain(&config, &question(&groups, None));
            let names: Vec<&str> = grant.roles.iter().map(RoleName::as_str).collect();
            let explained: Vec<&str> = explanation.roles.iter().map(|role| role.name.as_str()).collect();
            prop_assert_eq!(names, explained);
            for section in &explanation.menu {
                prop_assert_eq!(section.is_open, grant.opens(&[&section.id]));
            }
        }
    }
}
