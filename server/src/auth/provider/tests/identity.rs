use super::*;
use crate::auth::provider::identity::{groups, name};

#[test]
fn groups_are_a_list_or_one_name() {
    let cases = [
        (json!({}), None),
        (json!({ "groups": null }), None),
        (json!({ "groups": [] }), Some(vec![])),
        (json!({ "groups": "team" }), Some(vec!["team"])),
        (json!({ "groups": "" }), Some(vec![])),
        (
            json!({ "groups": ["team", "", "team/a"] }),
            Some(vec!["team", "team/a"]),
        ),
    ];
    for (claims, expected) in cases {
        let expected = expected.map(|groups| groups.into_iter().map(str::to_owned).collect());
        let found = groups(&object(claims.clone()), "groups", USERINFO).unwrap();
        assert_eq!(found, expected, "{claims}");
    }
}

#[test]
fn other_shapes_of_groups_are_refused_in_words() {
    let cases = [
        json!({ "a": 1 }),
        json!(7),
        json!(true),
        json!(["a", 7]),
        json!([["a"]]),
    ];
    for value in cases {
        let claims = object(json!({ "roles": value }));
        let error = groups(&claims, "roles", USERINFO).unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains("userinfo") && text.contains("`roles`"),
            "{text}"
        );
    }
}

#[test]
fn groups_have_limits() {
    let mut many: Vec<String> = (0..10_005).map(|i| format!("g{i}")).collect();
    many[0] = "x".repeat(1025);
    many[1] = "y".repeat(1024);
    let claims = object(json!({ "groups": many }));
    let kept = groups(&claims, "groups", USERINFO).unwrap().unwrap();
    assert_eq!(kept.len(), 10_000);
    assert_eq!(kept[0], many[1]);
}

#[test]
fn the_best_name_is_taken() {
    let cases = [
        (
            json!({ "email": "e", "name": "n", "nickname": "i", "preferred_username": "p" }),
            "p",
        ),
        (json!({ "email": "e", "name": "n", "nickname": "i" }), "i"),
        (json!({ "email": "e", "name": "n" }), "n"),
        (json!({ "email": "e" }), "e"),
        (json!({}), "ada-1"),
        (
            json!({ "preferred_username": " \u{7}\n ", "name": "Ada" }),
            "Ada",
        ),
        (json!({ "preferred_username": 7, "name": "Ada" }), "Ada"),
        (json!({ "name": "A\u{0}d\u{202e}a\r\n" }), "Ada"),
    ];
    for (claims, expected) in cases {
        assert_eq!(
            name([&object(claims.clone())], "ada-1"),
            expected,
            "{claims}"
        );
    }
    let (poor, rich) = (object(json!({})), object(json!({ "name": "Ada" })));
    assert_eq!(name([&poor, &rich], "ada-1"), "Ada");
    let long = object(json!({ "name": "ä".repeat(300) }));
    assert_eq!(name([&long], "ada-1").chars().count(), 200);
}
