//! The language of the search.

mod arbitrary;
mod build;

use arbitrary::{row, verdict};
use build::at;
use model::{
    ContainerName, DeploymentKey, FoundPods, ImageReference, Row, Search, Selection, Text, Verdict,
    Why, WorkloadKind, matches,
};
use proptest::prelude::*;
use std::sync::Arc;

fn mk_row() -> Row {
    Row {
        key: DeploymentKey::new("prod-eu", "shop", "checkout-deploy"),
        title: "checkout".into(),
        verdict: Verdict::Degraded,
        why: Some(Why::new("ImagePullBackOff on 1 of 3 new pods").detail("a:b was not found")),
        since: None,
        ready: 2,
        desired: 3,
        updated: 1,
        available: 2,
        pods: 4,
        container: Some(ContainerName {
            name: "till-pod".into(),
            title: "till".into(),
        }),
        other_containers: 0,
        image_since: None,
        image: Some(ImageReference::new("registry:5000/Team/cash:v2".into())),
        previous_tag: Some("v1".into()),
        restarts: 0,
        created: at(0),
        pods_revision: 0,
    }
}

fn finds(row: &Row, search: &str) -> bool {
    Search::new(search).finds(row, row.verdict, "Frankfurt am Main")
}

#[track_caller]
fn check(cases: &[(&str, bool)]) {
    let row = mk_row();
    for (search, found) in cases {
        assert_eq!(finds(&row, search), *found, "{search:?}");
    }
}

/// Whether the search finds the row whose Pods have these names, and itself asked for them.
fn finds_by_pods(search: &str, pods: &[&str]) -> bool {
    let row = mk_row();
    let search = Search::new(search);
    let names = pods.iter().map(|&pod| (row.key.clone(), Text::from(pod)));
    let found = search.find_pods(names);
    let knowing = search.clone().knowing(Arc::new(found.clone()));
    let is_found = knowing.finds(&row, row.verdict, "");
    assert!(search.asks_for_pods() || found == FoundPods::default());
    is_found
}

#[test]
fn the_names_of_pods_are_looked_through_by_who_has_them() {
    let pods = ["checkout-deploy-7d9f8-x2x4z", "checkout-deploy-7d9f8-q9w8e"];
    for (search, found) in [
        ("checkout-deploy-7d9f8-x2x4z", true),
        ("X2X4Z", true),
        ("x2x4z q9w", true),
        ("x2x4z nothing", false),
        ("pod:x2", true),
        ("pod:checkout", true),
        ("pod:v", false),
        ("-pod:x2x4z", false),
        ("-pod:v", true),
        // So few letters are in very many names, and what is left out is left out by what one sees.
        ("x2", false),
        ("-x2x4z", true),
        ("ns:x2x4z", false),
    ] {
        assert_eq!(finds_by_pods(search, &pods), found, "{search}");
    }
    assert!(!finds_by_pods("x2x4z", &[]));
}

#[test]
fn pods_that_were_found_are_told_with_their_rows() {
    let key = |name: &str| DeploymentKey::new("prod-eu", "shop", name);
    let pods = [
        ("web", "web-1-abc"),
        ("abc", "abc-1-def"),
        ("api", "api-1-ABC"),
    ];
    let pods = pods.map(|(row, pod)| (key(row), Text::from(pod)));
    let found = Search::new("abc ns:shop").find_pods(pods.into_iter());
    let found: Vec<&str> = found.pods().map(|(_, pod)| &**pod).collect();
    assert_eq!(found, ["api-1-ABC", "web-1-abc"]);
}

#[test]
fn a_word_is_looked_for_everywhere() {
    check(&[
        ("checkout-DEPLOY", true),
        ("till-pod", true),
        ("registry:5000", true),
        ("v2", true),
        ("v1", true),
        ("shop", true),
        ("prod-eu", true),
        ("frankfurt", true),
        ("degraded", true),
        ("backoff", true),
        ("not", true),
        ("healthy", false),
        ("for", false),
    ]);
}

#[test]
fn a_prefix_restricts_a_word_to_one_field() {
    check(&[
        ("ns:shop", true),
        ("NS:SHO", true),
        ("namespace:shop", true),
        ("ns:prod", false),
        ("cluster:prod", true),
        ("cluster:main", true),
        ("cluster:shop", false),
        ("tag:v2", true),
        ("tag:v1", true),
        ("tag:cash", false),
        ("image:cash:v2", true),
        ("image:registry:5000/team", true),
        ("image:v1", false),
        ("container:till-p", true),
        ("container:cash", false),
        ("verdict:degraded", true),
        ("verdict:Degr", true),
        ("verdict:down", false),
        ("ns:shop tag:v2 check", true),
        ("ns:shop tag:v3 check", false),
    ]);
}

#[test]
fn a_kind_is_named_from_its_beginning() {
    let mut row = mk_row();
    row.key.kind = WorkloadKind::CronJob;
    for (search, found) in [
        ("kind:cronjob", true),
        ("kind:CRON", true),
        ("kind:job", false),
        ("-kind:job", true),
        ("-kind:cronjob", false),
        ("cronjob", false),
    ] {
        assert_eq!(finds(&row, search), found, "{search:?}");
    }
    assert!(Search::new("x kind:job").names_kinds());
    assert!(!Search::new("-kind:job kind:").names_kinds());
}

#[test]
fn a_minus_excludes() {
    check(&[
        ("-checkout", false),
        ("-other", true),
        ("-ns:shop", false),
        ("-ns:prod", true),
        ("checkout -ns:shop", false),
        ("checkout -ns:test -verdict:down", true),
        ("-\"am main\"", false),
        ("-cluster:\"am rhein\"", true),
        ("--x", true),
    ]);
}

#[test]
fn quotes_keep_blanks_together_and_take_words_as_they_are() {
    check(&[
        ("\"new pods\"", true),
        ("\"pods new\"", false),
        ("pods new", true),
        ("cluster:\"AM MAIN\"", true),
        ("cluster:\"am  main\"", false),
        ("\"new pods\"shop", true),
        ("\"new pods\"nowhere", false),
        ("\"-deploy\"", true),
        ("\"ns:shop\"", false),
        ("wa\"s", false),
    ]);
}

#[test]
fn an_unknown_prefix_is_ordinary_text() {
    check(&[
        ("a:b", true),
        ("foo:bar", false),
        ("-foo:bar", true),
        ("-a:b", false),
        (":", true),
        ("cash:v2", true),
    ]);
}

#[test]
fn what_is_only_begun_restricts_nothing() {
    check(&[
        ("", true),
        ("-", true),
        ("ns:", true),
        ("-ns:", true),
        ("ns:\"", true),
        ("\"", true),
        ("\"\"", true),
        ("\"new po", true),
        ("cluster:\"am ma", true),
        ("ns: shop", true),
        ("ns: nowhere", false),
        ("- checkout", true),
    ]);
}

#[test]
fn what_a_row_does_not_have_is_not_found_but_may_be_excluded() {
    let row = Row {
        container: None,
        image: None,
        previous_tag: None,
        why: None,
        ..mk_row()
    };
    for word in ["container:till", "image:cash", "tag:v2", "backoff"] {
        assert!(!finds(&row, word), "{word}");
        assert!(finds(&row, &format!("-{word}")), "-{word}");
    }
}

#[test]
fn case_does_not_matter_in_any_script() {
    let row = Row {
        why: Some(Why::new("größer als ΟΔΟΣ").detail("İstanbul, 5 \u{212a}")),
        ..mk_row()
    };
    for (search, found) in [
        ("GRÖßER", true),
        ("grösser", false),
        ("οδος", true),
        ("οδοσ", true),
        ("İSTANBUL", true),
        ("\"5 k\"", true),
        ("\u{212a}", true),
        ("ALS", true),
        ("ö", true),
        ("ü", false),
    ] {
        assert_eq!(finds(&row, search), found, "{search:?}");
    }
    assert!(
        finds(&mk_row(), "chec\u{212a}out"),
        "the Kelvin sign is a k"
    );
}

#[test]
fn a_search_knows_its_text() {
    let search = Search::new("  ns:shop \"new pods\"\t");
    assert_eq!(search.as_str(), "ns:shop \"new pods\"");
    assert_eq!(search.to_string(), search.as_str());
    assert!(!search.is_empty());
    assert!(Search::new(" \n").is_empty());
    assert_eq!(Search::new(&"é".repeat(300)).as_str(), "é".repeat(200));
}

/// One complete word of the language that says something.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        "(ns:|NAMESPACE:|cluster:|tag:|image:|container:|verdict:|foo:)?[abewéÉ:/2]{1,3}",
        "(ns:|cluster:|tag:|image:|container:|verdict:)?\"[abew 2]{1,4}\"",
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[-\": \tnsabé]{0,20}"]
}

proptest! {
    #[test]
    fn any_text_is_a_search(text in text(), row in row(), shown in verdict()) {
        let search = Search::new(&text);
        search.finds(&row, shown, &text);
        prop_assert_eq!(Search::new(search.as_str()), search);
    }

    #[test]
    fn another_word_never_finds_more(
        first in word(), second in word(), excludes in any::<(bool, bool)>(),
        row in row(), shown in verdict(),
    ) {
        let sign = |is_excluded| if is_excluded { "-" } else { "" };
        let first = format!("{}{first}", sign(excludes.0));
        let second = format!("{}{second}", sign(excludes.1));
        let has = |search: &str| Search::new(search).finds(&row, shown, "Web É");
        prop_assert_eq!(has(&format!("{first} {second}")), has(&first) && has(&second));
    }

    #[test]
    fn a_minus_finds_exactly_the_others(word in word(), row in row(), shown in verdict()) {
        let has = |search: &str| Search::new(search).finds(&row, shown, "Web É");
        prop_assert_ne!(has(&word), has(&format!("-{word}")));
    }

    #[test]
    fn a_prefix_never_finds_more_than_the_word(
        prefix in "ns:|cluster:|tag:|image:|container:|verdict:",
        word in "[abewé2]{1,3}", row in row(), shown in verdict(),
    ) {
        let has = |search: &str| Search::new(search).finds(&row, shown, "Web É");
        let restricted = format!("{prefix}{word}");
        prop_assert!(!has(&restricted) || has(&word));
    }

    #[test]
    fn plain_words_are_found_as_the_standard_library_would(
        words in proptest::collection::vec("[a-cA-Ce:/w2éÉ]{1,3}", 0..3),
        row in row(), shown in verdict(),
    ) {
        let mut places = vec![&row.key.name, &row.title, &row.key.namespace, &row.key.cluster];
        places.extend(row.container.as_ref().map(|container| &container.name));
        places.extend(row.image.as_ref().map(|image| &image.reference));
        places.extend(row.why.as_ref().map(|why| &why.what));
        let has = |word: &str| {
            let word = word.to_lowercase();
            let mut all = places.iter().map(|place| place.to_lowercase());
            all.any(|place| place.contains(&word)) || shown.as_str().contains(&word)
        };
        let expected = words.iter().all(|word| has(word));
        prop_assert_eq!(Search::new(&words.join(" ")).finds(&row, shown, ""), expected);
    }

    #[test]
    fn a_link_finds_the_same(text in text(), row in row(), shown in verdict()) {
        let selection = Selection { search: Search::new(&text), ..Selection::default() };
        let linked = Selection::from_query(&selection.to_query());
        prop_assert_eq!(
            matches(&row, shown, "É", &linked),
            matches(&row, shown, "É", &selection)
        );
        prop_assert_eq!(linked, selection);
    }
}
