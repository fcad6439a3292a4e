use config::{Anonymous, ClusterPattern, Colour, Config, RoleName};

use crate::{accepted, group, messages, only_message, read_with};

const ROLES: &str = "auth:
  allow_anonymous_access: true
  anonymous_role: viewer
  roles: { viewer: {}, editor: {}, admin: {} }
  permissions:
    viewer: { menu_items: [status, settings] }
    editor: { menu_items: [status, settings] }
    admin: { menu_items: [status, settings, audit] }
menu:
  - { id: status, title: Status, required_role: viewer }
  - { id: settings, title: Settings, required_role: editor }
  - { id: audit, title: Audit }
";

fn menu(config: &Config, roles: &[&str]) -> Vec<String> {
    let roles = roles
        .iter()
        .map(|role| RoleName::from(*role))
        .collect::<Vec<_>>();
    config
        .menu_for(&roles)
        .map(|item| item.id.clone())
        .collect()
}

#[test]
fn a_required_role_is_met_by_it_and_every_later_one() {
    let auth = accepted(ROLES).auth.unwrap();
    let names = ["viewer", "editor", "admin"].map(RoleName::from);
    for (rank, role) in names.iter().enumerate() {
        for (required_rank, required) in names.iter().enumerate() {
            assert_eq!(auth.meets(role, required), rank >= required_rank);
        }
    }
    assert!(!auth.meets(&"stranger".into(), &"viewer".into()));
    assert!(!auth.meets(&"admin".into(), &"stranger".into()));
}

#[test]
fn a_menu_item_needs_a_role_that_names_it_and_is_high_enough() {
    let config = accepted(ROLES);
    assert_eq!(menu(&config, &["viewer"]), ["status"]);
    assert_eq!(menu(&config, &["editor"]), ["status", "settings"]);
    assert_eq!(menu(&config, &["admin"]), ["status", "settings", "audit"]);
    assert_eq!(menu(&config, &["viewer", "editor"]), ["status", "settings"]);
    assert_eq!(menu(&config, &["stranger"]), Vec::<String>::new());
    assert_eq!(menu(&config, &[]), Vec::<String>::new());
}

#[test]
fn who_is_not_signed_in_sees_what_the_configuration_says() {
    assert_eq!(accepted("").anonymous(), Anonymous::Everything);
    let open = accepted("auth: { allow_anonymous_access: true }");
    assert_eq!(open.anonymous(), Anonymous::Everything);
    assert_eq!(
        accepted(ROLES).anonymous(),
        Anonymous::Role("viewer".into())
    );
}

#[test]
fn a_role_without_permissions_sees_nothing() {
    let config = accepted(
        "auth: { allow_anonymous_access: true, anonymous_role: a, roles: { a: }, permissions: { a: } }",
    );
    let auth = config.auth.unwrap();
    let permissions = &auth.role(&"a".into()).unwrap().permissions;
    assert!(!permissions.allows_cluster("x") && !permissions.allows_namespace("x"));
}

#[test]
fn patterns_that_are_too_large_together_are_refused() {
    let with = |count: usize| {
        let patterns: Vec<_> = (0..count)
            .map(|n| format!("'^project-{n}-\\w{{1,20}}$'"))
            .collect();
        format!(
            "auth:\n  allow_anonymous_access: true\n  anonymous_role: viewer\n  roles: {{ viewer: }}\n  \
             permissions:\n    viewer:\n      allowed_clusters: ['*']\n      \
             allowed_namespace_patterns: [{}]\n",
            patterns.join(", ")
        )
    };
    accepted(&with(2));
    assert_eq!(
        only_message(&with(60)),
        "8:7 auth.permissions.viewer.allowed_namespace_patterns: the 60 patterns need more than \
         16 MiB together when they are compiled, which is all one role may have; counted \
         repetitions such as {1,60} take the most: write + or * instead, [a-z0-9-] instead of \
         \\w, or fewer patterns"
    );
}

#[test]
fn a_star_in_a_cluster_pattern_stands_for_any_characters() {
    for (pattern, name, matches) in [
        ("staging", "staging", true),
        ("staging", "staging-2", false),
        ("*", "anything", true),
        ("*", "", true),
        ("staging-*", "staging-eu", true),
        ("staging-*", "staging", false),
        ("*-eu", "staging-eu", true),
        ("*-eu", "staging-eu-1", false),
        ("a*b*c", "a-b-b-c", true),
        ("a*b*c", "a-c-b", false),
        ("a*a", "a", false),
        ("ab*ba", "aba", false),
        ("", "a", false),
    ] {
        assert_eq!(
            ClusterPattern::from(pattern).matches(name),
            matches,
            "{pattern} {name}"
        );
    }
}

#[test]
fn a_catastrophic_pattern_is_harmless() {
    let config = accepted(
        "auth: { allow_anonymous_access: true, anonymous_role: a, roles: { a: }, permissions: { a: { allowed_namespace_patterns: ['^(a+)+$'] } } }",
    );
    let auth = config.auth.unwrap();
    let name = format!("{}!", "a".repeat(100_000));
    assert!(!auth.roles[0].permissions.allows_namespace(&name));
}

#[test]
fn a_colour_is_three_or_six_hexadecimal_digits() {
    assert_eq!("#AbC".parse::<Colour>().unwrap().to_string(), "#aabbcc");
    for bad in [
        "", "#", "28a745", "#12", "#12345", "#1234567", "#gggggg", "red", "#é12",
    ] {
        assert!(bad.parse::<Colour>().is_err(), "{bad}");
    }
}

#[test]
fn a_group_is_a_path_or_everything_below_one() {
    for (pattern, path, matches) in [
        ("team", "team", true),
        ("team", "Team", false),
        ("team", "team/a", false),
        ("team/a", "team/a", true),
        ("team/**", "team/a", true),
        ("team/**", "team/a/b", true),
        ("team/**", "team", false),
        ("team/**", "team/", false),
        ("team/**", "teams/a", false),
        ("team/a/**", "team/a/b", true),
    ] {
        assert_eq!(group(pattern).matches(path), matches, "{pattern} {path}");
    }
    for bad in [
        "", "/**", "**", "team/*", "a/**/b", "/team", "team/", " team", "te\nam",
    ] {
        let text = format!("auth: {{ roles: {{ a: {{ gitlab_groups: [{bad:?}] }} }} }}");
        let messages = messages(&read_with(&text, &[]).unwrap_err().report).join("\n");
        assert!(
            messages.contains("allowed is the full path of a group"),
            "{bad:?}: {messages}"
        );
    }
}

#[test]
fn some_sections_need_a_restart() {
    let old = accepted(ROLES);
    assert!(
        old.restart_needed(&accepted("ui: { title: Other }"))
            .is_empty()
    );
    let new = accepted(
        "server: { listen: 127.0.0.1:4000 }\nlog: { level: debug }\naudit: { keep_days: 3 }",
    );
    assert_eq!(old.restart_needed(&new), ["server", "audit", "log"]);
}
