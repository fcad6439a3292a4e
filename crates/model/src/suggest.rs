//! What a search that is being typed may be completed to.

use crate::search::{Field, Folded, typed};
use crate::{Text, Verdict};

/// How many suggestions are made at most.
const MOST: usize = 8;

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
    /// The name that is suggested.
    pub name: Text,
    /// What takes the place of all text before the cursor.
    pub before: String,
}

/// Suggestions for the text before the cursor, at most eight: names that contain what is typed
/// after a prefix, those that begin with it first. There are none for plain words, nor behind a
/// word that is complete.
pub fn suggest(before: &str, known: &Known<'_>) -> Vec<Suggestion> {
    let Some(last) = typed(before).last().filter(|last| last.rest.is_empty()) else {
        return Vec::new();
    };
    // A closing quote ends the word.
    if last.from_word.len() > last.word.len() + 1 {
        return Vec::new();
    }
    let verdicts: Vec<Text>;
    let names = match last.field {
        Some(Field::Cluster) => known.clusters,
        Some(Field::Namespace) => known.namespaces,
        Some(Field::Tag) => known.tags,
        Some(Field::Verdict) => {
            let words = known.verdicts.iter().map(|verdict| verdict.as_str().into());
            verdicts = words.collect();
            &verdicts
        }
        Some(Field::Container | Field::Image) | None => return Vec::new(),
    };
    let start = &before[..before.len() - last.from_word.len()];
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
