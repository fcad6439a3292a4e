//! How far a name is from a namespace pattern that does not match it.

use config::NamespacePattern;
use regex_syntax::ast::parse::Parser;
use regex_syntax::ast::{AssertionKind, Ast, Span};
use serde::Serialize;
use std::fmt;

/// Shorter words of a pattern are found anywhere and say nothing.
const SHORTEST_WORD: usize = 3;
/// In words of this length two letters may differ, in shorter ones one.
const LONG_WORD: usize = 6;

/// A pattern taken apart, to find out why a name does not match it.
#[derive(Clone, Debug)]
pub struct PatternParts {
    pattern: NamespacePattern,
    /// What matches more, and why a name that only it matches is near.
    looser: Vec<(NamespacePattern, Miss)>,
    /// The words that stand in it.
    words: Vec<Vec<char>>,
    /// Where its parts end, if it is a sequence of parts.
    ends: Vec<usize>,
}

/// Why a name does not match a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Miss {
    /// It would match without these anchors.
    Anchor {
        /// `^`, `$` or both.
        anchor: &'static str,
    },
    /// It would match if upper and lower case were the same.
    LetterCase,
    /// One or two letters of a word differ.
    Spelling {
        /// The word as it stands in the pattern.
        pattern: String,
        /// What the name has in its place.
        name: String,
    },
    /// The beginning of the pattern fits, the rest does not.
    Rest {
        /// The part that fits.
        fits: String,
        /// The part after it.
        rest: String,
    },
    /// More can't be said.
    Far,
}

// === impl PatternParts ===

impl PatternParts {
    /// Takes a pattern apart.
    pub fn new(pattern: &NamespacePattern) -> Self {
        let text = pattern.as_str();
        let mut parts = Self {
            pattern: pattern.clone(),
            looser: Vec::new(),
            words: Vec::new(),
            ends: Vec::new(),
        };
        let Ok(tree) = Parser::new().parse(text) else {
            return parts;
        };
        let (mut starts, mut ends) = (Vec::new(), Vec::new());
        anchors(&tree, &mut starts, &mut ends);
        let both: Vec<Span> = starts.iter().chain(&ends).copied().collect();
        parts.loosen(without(text, &starts), Miss::Anchor { anchor: "^" });
        parts.loosen(without(text, &ends), Miss::Anchor { anchor: "$" });
        parts.loosen(without(text, &both), Miss::Anchor { anchor: "^ and $" });
        parts.loosen(format!("(?i:{text})"), Miss::LetterCase);
        words(&tree, &mut parts.words);
        parts.words.retain(|word| word.len() >= SHORTEST_WORD);
        if let Ast::Concat(sequence) = &tree {
            let sequence = sequence.asts.iter();
            parts.ends = sequence.map(|part| part.span().end.offset).collect();
        }
        parts
    }

    fn loosen(&mut self, text: String, miss: Miss) {
        let is_new = text != self.pattern.as_str();
        if let Some(pattern) = is_new.then(|| text.parse().ok()).flatten() {
            self.looser.push((pattern, miss));
        }
    }

    /// The pattern.
    pub fn pattern(&self) -> &NamespacePattern {
        &self.pattern
    }

    /// Why this name, which does not match, nearly does: it would without an anchor or with other
    /// letter case, or if one or two letters of one word were others. `None` when it is not near.
    pub fn near(&self, name: &str) -> Option<Miss> {
        let looser = self.looser.iter();
        looser
            .clone()
            .find(|(pattern, _)| pattern.matches(name))
            .map(|(_, miss)| miss.clone())
            .or_else(|| self.misspelt(name))
    }

    /// Why this name does not match.
    pub fn miss(&self, name: &str) -> Miss {
        self.near(name).unwrap_or_else(|| self.rest(name))
    }

    fn misspelt(&self, name: &str) -> Option<Miss> {
        let letters: Vec<char> = name.chars().collect();
        self.words.iter().find_map(|word| {
            let most = if word.len() < LONG_WORD { 1 } else { 2 };
            let places = alike(word, &letters, most).into_iter();
            places
                .filter_map(|(start, end)| {
                    let (before, after) = (letters.get(..start)?, letters.get(end..)?);
                    let corrected: String =
                        [before, word.as_slice(), after].concat().iter().collect();
                    self.pattern.matches(&corrected).then(|| Miss::Spelling {
                        pattern: word.iter().collect(),
                        name: letters.get(start..end).unwrap_or_default().iter().collect(),
                    })
                })
                .next()
        })
    }

    /// How many parts from the beginning fit. A match of some parts holds one of fewer.
    fn rest(&self, name: &str) -> Miss {
        let text = self.pattern.as_str();
        let fitting = self.ends.partition_point(|&end| {
            let beginning = text.get(..end).and_then(|part| part.parse().ok());
            beginning.is_some_and(|part: NamespacePattern| part.matches(name))
        });
        let end = fitting.checked_sub(1).and_then(|last| self.ends.get(last));
        match end.and_then(|&end| text.split_at_checked(end)) {
            Some((fits, rest)) if fits != "^" && !rest.is_empty() => Miss::Rest {
                fits: fits.to_owned(),
                rest: rest.to_owned(),
            },
            _ => Miss::Far,
        }
    }
}

// === impl Miss ===

impl Miss {
    /// How near a name is that misses for this reason: less is nearer.
    pub fn distance(&self) -> usize {
        match self {
            Self::Anchor { .. } => 0,
            Self::LetterCase => 1,
            Self::Spelling { .. } => 2,
            // The longer the part that fits, the nearer.
            Self::Rest { fits, .. } => usize::MAX - 1 - fits.len(),
            Self::Far => usize::MAX,
        }
    }
}

impl fmt::Display for Miss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anchor { anchor } => write!(f, "would match without {anchor}"),
            Self::LetterCase => f.write_str("would match if upper and lower case were the same"),
            Self::Spelling { pattern, name } => {
                write!(f, "the pattern says {pattern} where the name has {name}")
            }
            Self::Rest { fits, rest } => write!(f, "{fits} fits, {rest} does not"),
            Self::Far => f.write_str("does not match"),
        }
    }
}

/// Where the anchors of the beginning and of the end stand.
fn anchors(tree: &Ast, starts: &mut Vec<Span>, ends: &mut Vec<Span>) {
    match tree {
        Ast::Assertion(assertion) => match assertion.kind {
            AssertionKind::StartLine | AssertionKind::StartText => starts.push(assertion.span),
            AssertionKind::EndLine | AssertionKind::EndText => ends.push(assertion.span),
            _ => {}
        },
        Ast::Group(group) => anchors(&group.ast, starts, ends),
        Ast::Alternation(several) => each(&several.asts, |one| anchors(one, starts, ends)),
        Ast::Concat(several) => each(&several.asts, |one| anchors(one, starts, ends)),
        _ => {}
    }
}

fn each(several: &[Ast], visit: impl FnMut(&Ast)) {
    several.iter().for_each(visit);
}

/// The text without what stands there.
fn without(text: &str, spans: &[Span]) -> String {
    let is_out = |at: usize| {
        let mut spans = spans.iter();
        spans.any(|span| (span.start.offset..span.end.offset).contains(&at))
    };
    let kept = text.char_indices().filter(|(at, _)| !is_out(*at));
    kept.map(|(_, letter)| letter).collect()
}

/// The sequences of letters that stand in a pattern.
fn words(tree: &Ast, found: &mut Vec<Vec<char>>) {
    match tree {
        Ast::Literal(letter) => found.push(vec![letter.c]),
        Ast::Group(group) => words(&group.ast, found),
        Ast::Repetition(repeated) => words(&repeated.ast, found),
        Ast::Alternation(several) => each(&several.asts, |one| words(one, found)),
        Ast::Concat(several) => {
            let mut word = Vec::new();
            for one in &several.asts {
                match one {
                    Ast::Literal(letter) => word.push(letter.c),
                    other => {
                        found.push(std::mem::take(&mut word));
                        words(other, found);
                    }
                }
            }
            found.push(word);
        }
        _ => {}
    }
}

/// The places of `name` that become `word` by changing, adding or leaving out at most so many
/// letters (Sellers' algorithm: Levenshtein's distance where the word may begin anywhere).
fn alike(word: &[char], name: &[char], most: usize) -> Vec<(usize, usize)> {
    // The least number of changes with which the word's beginning ends at each place, and where it
    // began then.
    let mut costs: Vec<(usize, usize)> = (0..=name.len()).map(|at| (0, at)).collect();
    for (row, letter) in word.iter().enumerate() {
        let mut left = (row + 1, 0);
        let mut diagonal = std::mem::replace(&mut costs[0], left);
        for (cost, other) in costs.iter_mut().skip(1).zip(name) {
            let changed = (diagonal.0 + usize::from(letter != other), diagonal.1);
            let missing = (cost.0 + 1, cost.1);
            let extra = (left.0 + 1, left.1);
            left = changed.min(missing).min(extra);
            diagonal = std::mem::replace(cost, left);
        }
    }
    let places = costs.into_iter().enumerate();
    places
        .filter(|(_, (changes, _))| (1..=most).contains(changes))
        .map(|(end, (_, start))| (start, end))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn miss(pattern: &str, name: &str) -> String {
        let parts = PatternParts::new(&pattern.parse().unwrap());
        assert!(!parts.pattern.matches(name), "{pattern} matches {name}");
        parts.miss(name).to_string()
    }

    #[test]
    fn a_miss_says_what_is_in_the_way() {
        for (pattern, name, words) in [
            ("^shop$", "the-shop", "would match without ^"),
            ("^shop$", "shop-eu", "would match without $"),
            ("^shop$", "the-shop-eu", "would match without ^ and $"),
            ("^(a|b)-prod$|^x$", "b-prod-eu", "would match without $"),
            (
                "^Shop$",
                "shop",
                "would match if upper and lower case were the same",
            ),
            (
                "^projcet-.*-staging$",
                "project-one-staging",
                "the pattern says projcet- where the name has project-",
            ),
            (
                "^project-.*-(staging|prod)$",
                "project-one-stagin",
                "the pattern says staging where the name has stagin",
            ),
            (
                "^shop-[0-9]+$",
                "shp-12",
                "the pattern says shop- where the name has shp-",
            ),
            (
                "^project-.*-(staging|prod)$",
                "project-one-test",
                "^project-.*- fits, (staging|prod)$ does not",
            ),
            ("^project-.*-prod$", "common", "does not match"),
            ("^alpha$|^beta$", "gamma", "does not match"),
            (".*-staging$", "one", ".* fits, -staging$ does not"),
        ] {
            assert_eq!(miss(pattern, name), words, "{pattern} {name}");
        }
    }

    #[test]
    fn only_small_differences_are_near() {
        let near = |pattern: &str, name: &str| {
            let parts = PatternParts::new(&pattern.parse().unwrap());
            parts.near(name).is_some()
        };
        assert!(near("^team-a-.*-prod$", "team-a-shop-prod-eu"));
        assert!(near("^checkout-.*$", "chekout-api"));
        assert!(!near("^checkout-.*$", "chkot-api"), "three letters");
        assert!(!near("^qa$", "qb"), "two letters say nothing");
        assert!(!near("^project-.*-staging$", "common-one-staging"));
    }

    #[test]
    fn a_place_that_is_alike_is_found() {
        let alike = |word: &str, name: &str, most| {
            let name: Vec<char> = name.chars().collect();
            let word: Vec<char> = word.chars().collect();
            let places = super::alike(&word, &name, most).into_iter();
            places
                .map(|(start, end)| name[start..end].iter().collect())
                .collect::<Vec<String>>()
        };
        assert!(alike("shop", "the-shp-eu", 1).contains(&"shp".to_owned()));
        assert!(alike("shop", "the-shoop-eu", 1).contains(&"shoop".to_owned()));
        assert!(alike("shop", "the-snop-eu", 1).contains(&"snop".to_owned()));
        assert!(alike("shop", "nothing", 1).is_empty());
        assert!(alike("shop", "", 1).is_empty());
    }

    proptest::proptest! {
        #[test]
        fn any_pattern_and_name_are_judged(pattern in ".{0,24}", name in "[a-zA-Z0-9.-]{0,40}") {
            if let Ok(pattern) = pattern.parse::<NamespacePattern>() {
                let parts = PatternParts::new(&pattern);
                if !pattern.matches(&name) {
                    let miss = parts.miss(&name);
                    proptest::prop_assert_eq!(parts.near(&name).is_some(), miss.distance() < 3);
                }
            }
        }
    }
}
