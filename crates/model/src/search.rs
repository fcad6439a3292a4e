//! The search: a small language in one line of text. `docs/search.md` describes it to its users.

use crate::{DeploymentKey, FoundPods, Row, Text, Verdict};
use std::iter;
use std::sync::Arc;

/// The longest search text that is looked at, in characters.
const LONGEST: usize = 200;
/// Shorter words without a prefix, in bytes, are not looked for in the names of Pods: too many have them.
const SHORTEST_IN_PODS: usize = 3;

/// What somebody searches for: the text and, read once, what it means. Any text is a search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Search {
    text: String,
    terms: Vec<Term>,
    pods: Arc<FoundPods>,
}

/// A word that has to be found, or must not be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Term {
    is_excluded: bool,
    /// Where it is looked for; `None` is everywhere.
    field: Option<Field>,
    /// Never empty.
    word: Folded,
}

/// What a prefix restricts a word to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Field {
    Cluster,
    Namespace,
    Container,
    Image,
    Tag,
    Verdict,
    Kind,
    Pod,
}

/// A word as it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Typed<'a> {
    pub(crate) is_excluded: bool,
    pub(crate) field: Option<Field>,
    /// Without `-`, prefix and quotes.
    pub(crate) word: &'a str,
    /// The text from the word's quote, or else the word, to the end.
    pub(crate) from_word: &'a str,
    /// What stands behind it.
    pub(crate) rest: &'a str,
}

/// A word without regard to case.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Folded(String);

/// The words of this text.
pub(crate) fn typed(text: &str) -> impl Iterator<Item = Typed<'_>> {
    iter::successors(Typed::first(text), |word| Typed::first(word.rest))
}

/// The character without regard to case: its lower case; a final sigma is a sigma.
fn fold(character: char) -> impl Iterator<Item = char> {
    let lower = |c: char| if c == 'ς' { 'σ' } else { c };
    character.to_lowercase().map(lower)
}

// === impl Search ===

impl Search {
    /// Reads a search text. White space around it is left off, as is what exceeds 200 characters.
    pub fn new(text: &str) -> Self {
        let start: String = text.trim().chars().take(LONGEST).collect();
        let text = start.trim_end();
        Self {
            text: text.to_owned(),
            terms: typed(text).filter_map(Term::new).collect(),
            pods: Arc::default(),
        }
    }

    /// The same search, knowing what [`Self::find_pods`] found.
    pub fn knowing(self, pods: Arc<FoundPods>) -> Self {
        Self { pods, ..self }
    }

    /// Whether the names of Pods matter, which rows do not have.
    pub fn asks_for_pods(&self) -> bool {
        self.terms.iter().any(Term::may_name_pod)
    }

    /// Looks through the names of Pods, each with the key of its row.
    pub fn find_pods(&self, pods: impl Iterator<Item = (DeploymentKey, Text)>) -> FoundPods {
        let terms = self.terms.iter().filter(|term| term.may_name_pod());
        FoundPods::of(terms.map(|term| &term.word), pods)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether no text was given.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether it asks for rows of a kind (`kind:job`).
    pub fn names_kinds(&self) -> bool {
        let mut terms = self.terms.iter();
        terms.any(|term| term.field == Some(Field::Kind) && !term.is_excluded)
    }

    /// Whether a row with this shown verdict, of a cluster with this title, has what is searched
    /// for.
    pub fn finds(&self, row: &Row, shown: Verdict, cluster_title: &str) -> bool {
        self.terms.iter().all(|term| {
            let word = &term.word;
            let is_found = match term.field {
                Some(Field::Pod) => {
                    row.pods > 0 && word.is_in(&row.key.name) || self.pods.has(word, &row.key)
                }
                Some(field) => field.has(row, shown, cluster_title, word),
                None => {
                    is_anywhere(row, shown, cluster_title, word)
                        || term.may_name_pod() && self.pods.has(word, &row.key)
                }
            };
            is_found != term.is_excluded
        })
    }
}

/// Whether the word stands anywhere a person would look for it.
fn is_anywhere(row: &Row, shown: Verdict, cluster_title: &str, word: &Folded) -> bool {
    let why = row.why.as_ref();
    word.is_in(&row.key.name)
        || word.is_in(&row.title)
        || Field::ALL
            .iter()
            .any(|field| field.has(row, shown, cluster_title, word))
        || why.is_some_and(|why| word.is_in(&why.what))
        || why
            .and_then(|why| why.detail.as_ref())
            .is_some_and(|detail| word.is_in(detail))
}

impl std::fmt::Display for Search {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

// === impl Term ===

impl Term {
    /// `None` for a word that is only begun, such as `-` or `ns:`.
    fn new(typed: Typed<'_>) -> Option<Self> {
        (!typed.word.is_empty()).then(|| Self {
            is_excluded: typed.is_excluded,
            field: typed.field,
            word: Folded::new(typed.word),
        })
    }

    /// Whether it is looked for in the names of Pods.
    fn may_name_pod(&self) -> bool {
        match self.field {
            Some(field) => field == Field::Pod,
            None => !self.is_excluded && self.word.as_str().len() >= SHORTEST_IN_PODS,
        }
    }
}

// === impl Field ===

impl Field {
    /// What is looked at for a word without a prefix. That a row is of a kind is no find: all are.
    const ALL: [Self; 6] = [
        Self::Cluster,
        Self::Namespace,
        Self::Container,
        Self::Image,
        Self::Tag,
        Self::Verdict,
    ];

    /// Every prefix, without its colon.
    const PREFIXES: [(&'static str, Self); 9] = [
        ("cluster", Self::Cluster),
        ("namespace", Self::Namespace),
        ("ns", Self::Namespace),
        ("container", Self::Container),
        ("image", Self::Image),
        ("tag", Self::Tag),
        ("verdict", Self::Verdict),
        ("kind", Self::Kind),
        ("pod", Self::Pod),
    ];

    /// The prefixes that are suggested, each with the place where it has words looked for.
    pub(crate) const SUGGESTED: [(&'static str, &'static str); 8] = [
        ("ns", "namespace"),
        ("cluster", "cluster"),
        ("tag", "image tag"),
        ("image", "whole image"),
        ("container", "main container"),
        ("verdict", "verdict"),
        ("kind", "kind of workload"),
        ("pod", "name of a pod"),
    ];

    /// What stands behind the prefix at the beginning of the text, if there is one we know.
    fn strip(text: &str) -> Option<(Self, &str)> {
        let (prefix, rest) = text.split_once(':')?;
        Self::PREFIXES
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(prefix))
            .map(|(_, field)| (*field, rest))
    }

    fn has(self, row: &Row, shown: Verdict, cluster_title: &str, word: &Folded) -> bool {
        let image = row.image.as_ref();
        match self {
            Self::Cluster => word.is_in(&row.key.cluster) || word.is_in(cluster_title),
            Self::Namespace => word.is_in(&row.key.namespace),
            Self::Container => row.container.as_ref().is_some_and(|container| {
                word.is_in(&container.name) || word.is_in(&container.title)
            }),
            Self::Image => image.is_some_and(|image| word.is_in(&image.reference)),
            // During a rollout both tags run.
            Self::Tag => image
                .map(|image| &image.tag)
                .into_iter()
                .chain(&row.previous_tag)
                .any(|tag| word.is_in(tag)),
            Self::Verdict => word.is_in(shown.as_str()),
            // From its beginning: a cron job is no job.
            Self::Kind => word.begins(row.key.kind.as_str()),
            // Rows have none.
            Self::Pod => false,
        }
    }
}

// === impl Typed ===

impl<'a> Typed<'a> {
    /// The first word of the text, if there is one.
    fn first(text: &'a str) -> Option<Self> {
        let text = text.trim_start();
        if text.is_empty() {
            return None;
        }
        let (is_excluded, from_word) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (field, from_word) = match Field::strip(from_word) {
            Some((field, rest)) => (Some(field), rest),
            None => (None, from_word),
        };
        let (word, rest) = match from_word.strip_prefix('"') {
            // Without a closing quote, the phrase is still being typed.
            Some(phrase) => phrase.split_once('"').unwrap_or((phrase, "")),
            None => {
                let end = from_word.find(char::is_whitespace);
                from_word.split_at(end.unwrap_or(from_word.len()))
            }
        };
        Some(Self {
            is_excluded,
            field,
            word,
            from_word,
            rest,
        })
    }
}

// === impl Folded ===

impl Folded {
    pub(crate) fn new(word: &str) -> Self {
        Self(word.chars().flat_map(fold).collect())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the word is part of the text. It allocates nothing: it is asked for every row.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        let Some((first, others)) = self.0.as_bytes().split_first() else {
            return true;
        };
        if text.is_ascii() {
            return text.as_bytes().windows(self.0.len()).any(|part| {
                part.split_first().is_some_and(|(head, tail)| {
                    head.to_ascii_lowercase() == *first && tail.eq_ignore_ascii_case(others)
                })
            });
        }
        text.char_indices()
            .any(|(place, _)| self.begins(&text[place..]))
    }

    /// Whether the text begins with the word.
    pub(crate) fn begins(&self, text: &str) -> bool {
        let mut characters = text.chars().flat_map(fold);
        self.0.chars().all(|c| characters.next() == Some(c))
    }
}
