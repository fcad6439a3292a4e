//! Finding by a few letters.

use model::Fuzzy;
use proptest::prelude::*;

/// The names in the order in which they are offered.
fn found<'a>(typed: &str, names: &[&'a str]) -> Vec<&'a str> {
    let fuzzy = Fuzzy::new(typed);
    let mut scored: Vec<(i32, &str)> = names
        .iter()
        .filter_map(|name| Some((fuzzy.score(&[name])?, *name)))
        .collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.into_iter().map(|(_, name)| name).collect()
}

/// The text with what was found in brackets.
fn marked(typed: &str, texts: &[&str]) -> Vec<String> {
    let marks = Fuzzy::new(typed).marks(texts);
    let write = |(text, marks): (&&str, &Vec<usize>)| {
        let letters = text.chars().enumerate();
        letters
            .map(|(place, letter)| match marks.contains(&place) {
                true => format!("[{letter}]"),
                false => letter.to_string(),
            })
            .collect()
    };
    texts.iter().zip(&marks).map(write).collect()
}

#[test]
fn what_stands_together_and_at_a_beginning_comes_first() {
    let names = [
        "recheckout",
        "my-checkout",
        "checkout-worker",
        "checkout",
        "c-h-e-c-k",
    ];
    assert_eq!(
        found("check", &names),
        [
            "checkout",
            "checkout-worker",
            "my-checkout",
            "recheckout",
            "c-h-e-c-k"
        ]
    );
}

#[test]
fn letters_may_stand_apart_but_not_anywhere() {
    assert_eq!(found("chkout", &["checkout", "cart"]), ["checkout"]);
    assert_eq!(
        found("chk", &["fraud-check", "checkout"]),
        ["checkout", "fraud-check"],
        "the beginning is what one thinks of"
    );
    assert_eq!(
        found("pg", &["payment-gateway", "pricing"]),
        ["payment-gateway", "pricing"]
    );
    assert_eq!(found("tuokcehc", &["checkout"]), [] as [&str; 0]);
    assert_eq!(
        found("aeiou", &["abcdefghijklmnopqrstuvwxyz"]),
        ["abcdefghijklmnopqrstuvwxyz"]
    );
    assert_eq!(found("acegikmo", &["abcdefghijklmnop"]), [] as [&str; 0]);
}

#[test]
fn every_word_is_found_in_one_of_the_texts() {
    let texts = ["checkout", "prod-eu / shop"];
    let fuzzy = Fuzzy::new("eu CHK");
    assert!(fuzzy.score(&texts).is_some());
    assert_eq!(Fuzzy::new("eu chk west").score(&texts), None);
    assert_eq!(
        marked("eu CHK", &texts),
        ["[c][h]ec[k]out", "prod-[e][u] / shop"]
    );
    // The name counts for more than the place.
    let score = |texts: [&str; 2]| Fuzzy::new("shop").score(&texts);
    assert!(score(["shop", "eu / cart"]) > score(["cart", "eu / shop"]));
}

#[test]
fn nothing_typed_finds_everything() {
    assert!(Fuzzy::new("  ").is_empty());
    assert!(Fuzzy::new("").score(&["any", ""]).is_some());
}

#[test]
fn the_nearest_letters_are_marked() {
    assert_eq!(marked("ao", &["a-a-bo"]), ["a-[a]-b[o]"]);
    assert_eq!(marked("ö", &["KÖLN"]), ["K[Ö]LN"]);
}

proptest! {
    #[test]
    fn marks_spell_the_words(typed in "[a-cA-C ]{0,6}", text in "[a-cA-C-]{0,12}") {
        let fuzzy = Fuzzy::new(&typed);
        let marks = fuzzy.marks(&[&text]);
        let letters: Vec<char> = text.chars().collect();
        prop_assert!(marks[0].is_sorted());
        prop_assert!(marks[0].iter().all(|place| *place < letters.len()));
        let spelt: String = marks[0].iter().map(|place| letters[*place]).collect();
        if let (Some(_), 1) = (fuzzy.score(&[&text]), typed.split_whitespace().count()) {
            prop_assert_eq!(spelt.to_lowercase(), typed.trim().to_lowercase());
        }
    }

    #[test]
    fn any_text_may_be_looked_at(typed in any::<String>(), text in any::<String>()) {
        let fuzzy = Fuzzy::new(&typed);
        let marks = fuzzy.marks(&[&text]);
        prop_assert!(marks[0].iter().all(|place| *place < text.chars().count()));
        fuzzy.score(&[&text, &typed]);
    }
}
