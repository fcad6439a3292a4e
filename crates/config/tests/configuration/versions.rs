//! `ui.versions`, and who sees the Versions page.

use crate::{messages, only_message, read_with};

#[test]
fn a_pattern_of_environments_says_what_is_wrong_with_it() {
    let with = |pattern: &str| format!("ui:\n  versions:\n    namespace_pattern: '{pattern}'\n");
    for (pattern, words) in [
        (
            "^project-(?<app>.*)-(staging|prod)$",
            "has no named group env",
        ),
        (
            "^(?<enb>staging|prod)$",
            "the group \"enb\" means nothing; did you mean \"env\"?",
        ),
        ("^(?<env>staging|prod$", "unclosed group"),
        ("*-prod", "did you mean \"^.*-prod$\"?"),
        ("^(?<env>x)(?<env>y)$", "duplicate capture group name"),
    ] {
        let message = only_message(&with(pattern));
        let place = "3:24 ui.versions.namespace_pattern: ";
        assert!(
            message.starts_with(place) && message.contains(words),
            "{message}"
        );
    }
}

#[test]
fn environments_without_a_pattern_have_no_effect() {
    let pattern = "namespace_pattern: '^.*-(?<env>a|b)$'";
    let with = |more: &str| format!("ui: {{ versions: {{ {more} environments: [b, a] }} }}");
    let warnings = |text: &str| messages(&read_with(text, &[]).unwrap().warnings);
    assert_eq!(
        warnings(&with(&format!("{pattern},"))),
        Vec::<String>::new()
    );
    let [warning] = &warnings(&with(""))[..] else {
        panic!("not one warning");
    };
    assert!(
        warning.starts_with("1:") && warning.contains("ui.versions.environments"),
        "{warning}"
    );
    let twice = format!("ui: {{ versions: {{ {pattern}, environments: [a, b, a] }} }}");
    assert!(only_message(&twice).contains("environments[2]: duplicate: \"a\""));
}

#[test]
fn versions_without_status_are_a_warning() {
    let with = |items: &str| {
        format!(
            "auth:\n  allow_anonymous_access: true\n  anonymous_role: a\n  roles: {{ a: {{}} }}\n  \
             permissions: {{ a: {{ menu_items: [{items}] }} }}\n"
        )
    };
    let warnings = |items: &str| messages(&read_with(&with(items), &[]).unwrap().warnings);
    assert_eq!(warnings("status, versions"), Vec::<String>::new());
    let [warning] = &warnings("versions")[..] else {
        panic!("not one warning");
    };
    assert!(
        warning.contains("menu_items[0]: \"versions\" shows nothing"),
        "{warning}"
    );
}
