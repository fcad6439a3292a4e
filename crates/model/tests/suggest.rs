//! What a search that is being typed may be completed to.

mod arbitrary;
mod build;

use arbitrary::row;
use model::{Known, Search, Text, Verdict, suggest};
use proptest::prelude::*;

fn texts(names: &[&str]) -> Vec<Text> {
    names.iter().map(|&name| name.into()).collect()
}

/// The whole text before the cursor after each suggestion.
fn completed(before: &str) -> Vec<String> {
    let known = Known {
        clusters: &texts(&["prod-eu", "prod us", "say \"hi\"", "Demo"]),
        namespaces: &texts(&["a-shop", "shop", "shop-eu", "shop", "base", ""]),
        tags: &texts(&[
            "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12", "v13",
            "rev1",
        ]),
        verdicts: &Verdict::ALL,
    };
    let suggestions = suggest(before, &known);
    assert!(suggestions.len() <= 12);
    suggestions.into_iter().map(|one| one.before).collect()
}

#[test]
fn names_that_begin_with_the_word_come_first() {
    assert_eq!(
        completed("ns:SH"),
        ["ns:shop ", "ns:shop-eu ", "ns:a-shop "]
    );
    assert_eq!(completed("ns:eu"), ["ns:shop-eu "]);
    assert_eq!(
        completed("verdict:d"),
        [
            "verdict:down ",
            "verdict:degraded ",
            "verdict:failed ",
            "verdict:paused ",
            "verdict:idle ",
        ]
    );
}

#[test]
fn an_empty_word_is_completed_to_the_first_names() {
    assert_eq!(completed("tag:").len(), 12);
    assert_eq!(completed("tag:")[0], "tag:v1 ");
    assert_eq!(
        completed("namespace:"),
        [
            "namespace:a-shop ",
            "namespace:shop ",
            "namespace:shop-eu ",
            "namespace:base "
        ]
    );
}

#[test]
fn what_was_typed_before_stays() {
    assert_eq!(completed("web  -NS:b"), ["web  -NS:base "]);
    assert_eq!(
        completed("\"new pods\" tag:rev"),
        ["\"new pods\" tag:rev1 "]
    );
}

#[test]
fn a_name_with_blanks_is_quoted_and_one_with_quotes_left_out() {
    assert_eq!(
        completed("cluster:"),
        ["cluster:prod-eu ", "cluster:\"prod us\" ", "cluster:Demo "]
    );
    assert_eq!(completed("cluster:\"prod u"), ["cluster:\"prod us\" "]);
}

#[test]
fn where_a_word_begins_prefixes_are_suggested() {
    let all = [
        "ns:",
        "cluster:",
        "tag:",
        "image:",
        "container:",
        "verdict:",
        "kind:",
        "pod:",
    ];
    assert_eq!(completed(""), all);
    assert_eq!(
        completed("web "),
        all.map(|prefix| format!("web {prefix}")).as_slice()
    );
    assert_eq!(completed("C"), ["cluster:", "container:"]);
    assert_eq!(completed("ns:sh -v"), ["ns:sh -verdict:"]);
    assert_eq!(completed("-").len(), 8);
}

#[test]
fn there_is_nothing_to_say_of_other_words_and_complete_ones() {
    for before in [
        "sh",
        "foo:sh",
        "\"ns:sh",
        "\"n",
        "image:v",
        "container:v",
        "ns:\"sh\"",
        "ns:base",
        "ns:nowhere",
        "ns:sh x",
    ] {
        assert_eq!(completed(before), [] as [&str; 0], "{before:?}");
    }
}

proptest! {
    #[test]
    fn any_text_may_be_completed(before in any::<String>(), name in any::<String>()) {
        let names = [Text::from(name)];
        let known = Known { clusters: &names, namespaces: &names, tags: &names, verdicts: &[] };
        suggest(&before, &known);
        suggest(&format!("{before} ns:"), &known);
    }

    #[test]
    fn a_suggestion_finds_what_it_names(
        start in "(web |-ns:b |\"a b\" )?",
        typed in "\"?[a-z -]{0,2}",
        name in "\\S([^\"]{0,8}\\S)?",
        row in row(),
    ) {
        let names = [Text::from(name)];
        let known = Known { namespaces: &names, ..Known::default() };
        let mut row = row;
        row.key.namespace = names[0].clone();
        let suggestions = suggest(&format!("{start}ns:{typed}"), &known).into_iter();
        for suggestion in suggestions.filter(|one| one.place.is_none()) {
            let Some(word) = suggestion.before.strip_prefix(&start) else {
                return Err(TestCaseError::fail("the start is kept"));
            };
            prop_assert!(Search::new(word).finds(&row, row.verdict, ""), "{}", word);
            row.key.namespace = "".into();
            prop_assert!(!Search::new(word).finds(&row, row.verdict, ""), "{}", word);
        }
    }
}
