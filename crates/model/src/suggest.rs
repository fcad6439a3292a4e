//! What a search that is being typed may be completed to.

use crate::search::{Field, Folded, Typed, typed};
use crate::{Text, Verdict, WorkloadKind};

/// How many suggestions are made at most.
const MOST: usize = 12;

/// The names that may be suggested, in the order in which they are.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// For `cluster:`.
    pub clusters: &'a [Text],
    /// For `ns:` and `namespace:`.
    pub namespaces: &'a [Text],
    /// For `tag:`.
    pub tags: &'a [Text],
    /// For `verdict:`.
    pub verdicts: &'a [Verdict],
}

/// How a search may go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The name that is suggested, or the prefix with its colon.
    pub name: Text,
    /// For a prefix, where it has words looked for.
    pub place: Option<&'static str>,
    /// What takes the place of all text before the cursor.
    pub before: String,
}

/// Suggestions for the text before the cursor, at most twelve: behind a prefix the names that
/// contain what is typed, those that begin with it first; where a word begins, the prefixes that
/// begin with it. There are none behind a word that is complete.
pub fn suggest(before: &str, known: &Known<'_>) -> Vec<Suggestion> {
    let is_new_word = before.chars().next_back().is_none_or(char::is_whitespace);
    let last = typed(before).last().filter(|last| last.rest.is_empty());
    let Some(last) = last else {
        // A blank is behind the last word, or there is none yet.
        return if is_new_word {
            prefixes(before, "")
        } else {
            Vec::new()
        };
    };
    match last.field {
        Some(field) => names(before, last, field, known),
        None if last.from_word.starts_with('"') => Vec::new(),
        None => prefixes(start(before, last), last.word),
    }
}

/// What stands before the word.
fn start<'a>(before: &'a str, last: Typed<'_>) -> &'a str {
    &before[..before.len() - last.from_word.len()]
}

/// The prefixes that begin with the word.
fn prefixes(start: &str, word: &str) -> Vec<Suggestion> {
    let word = Folded::new(word);
    Field::SUGGESTED
        .iter()
        .filter(|(prefix, _)| word.begins(prefix))
        .map(|(prefix, place)| Suggestion {
            name: format!("{prefix}:").into(),
            place: Some(place),
            before: format!("{start}{prefix}:"),
        })
        .collect()
}

/// The names that contain the word.
fn names(before: &str, last: Typed<'_>, field: Field, known: &Known<'_>) -> Vec<Suggestion> {
    // A closing quote ends the word.
    if last.from_word.len() > last.word.len() + 1 {
        return Vec::new();
    }
    let known_words: Vec<Text>;
    let names = match field {
        Field::Cluster => known.clusters,
        Field::Namespace => known.namespaces,
        Field::Tag => known.tags,
        Field::Verdict => {
            let words = known.verdicts.iter().map(|verdict| verdict.as_str().into());
            known_words = words.collect();
            &known_words
        }
        Field::Kind => {
            known_words = WorkloadKind::ALL.map(|kind| kind.as_str().into()).into();
            &known_words
        }
        Field::Container | Field::Image | Field::Pod => return Vec::new(),
    };
    let start = start(before, last);
    let word = Folded::new(last.word);
    let first = names.iter().filter(|name| word.begins(name));
    let others = names
        .iter()
        .filter(|name| !word.begins(name) && word.is_in(name));
    let mut suggestions: Vec<Suggestion> = Vec::new();
    for name in first.chain(others) {
        let is_news = suggestions.iter().all(|one| one.name != *name);
        if let (true, Some(written)) = (is_news && **name != *last.word, written(name)) {
            suggestions.push(Suggestion {
                name: name.clone(),
                place: None,
                before: format!("{start}{written} "),
            });
        }
        if suggestions.len() == MOST {
            break;
        }
    }
    suggestions
}

/// The name as it is searched for; `None` where it cannot be.
fn written(name: &str) -> Option<String> {
    if name.is_empty() || name.contains('"') {
        None
    } else if name.contains(char::is_whitespace) {
        Some(format!("\"{name}\""))
    } else {
        Some(name.to_owned())
    }
}
