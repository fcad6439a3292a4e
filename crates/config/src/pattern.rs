//! Which namespaces and which clusters a role may see.

use std::fmt;
use std::str::FromStr;

use regex::{Regex, RegexBuilder, RegexSetBuilder};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A regular expression over namespace names, compiled once and used as written: it matches
/// anywhere in the name unless its author anchored it with `^` and `$`.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NamespacePattern(Regex);

/// Names of clusters: a name as it is, or with `*` standing for any characters.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct ClusterPattern(String);

/// The compiled size one pattern may have, in bytes.
const PATTERN_SIZE_LIMIT: usize = 1 << 20;

/// The compiled size the patterns of one role may have together, in bytes.
pub const PATTERNS_SIZE_LIMIT: usize = 16 << 20;

// === impl NamespacePattern ===

impl NamespacePattern {
    /// Whether a namespace of this name is meant. Linear in the length of the name.
    pub fn matches(&self, namespace: &str) -> bool {
        self.0.is_match(namespace)
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// What its author probably did not mean, in words, if anything.
    pub(crate) fn doubt(&self) -> Option<String> {
        let text = self.as_str();
        if let Some(regex) = glob_as_regex(text) {
            return Some(format!(
                "looks like a glob, but is a regular expression; did you mean \"{regex}\"?"
            ));
        }
        let everything = [".*", ".+", ""].contains(&text);
        let anchored = text.contains('^') || text.contains('$') || text.contains("\\A");
        let whole = match text.contains('|') {
            true => format!("^({text})$"),
            false => format!("^{text}$"),
        };
        (!everything && !anchored).then(|| {
            format!(
                "has no anchor, so it matches anywhere in the name; \
                 for the whole name write \"{whole}\""
            )
        })
    }
}

/// The regular expression, within the size one may have.
pub(crate) fn compile(text: &str) -> Result<Regex, BadPattern> {
    let regex = RegexBuilder::new(text)
        .size_limit(PATTERN_SIZE_LIMIT)
        .build();
    regex.map_err(|error| BadPattern {
        text: text.to_owned(),
        why: why(&error),
        hint: glob_as_regex(text)
            .map(|regex| format!("; it looks like a glob, did you mean \"{regex}\"?"))
            .unwrap_or_default(),
    })
}

/// Whether the patterns are small enough to be those of one role.
pub(crate) fn fit_together(patterns: &[NamespacePattern]) -> bool {
    let texts = patterns.iter().map(NamespacePattern::as_str);
    let together = RegexSetBuilder::new(texts)
        .size_limit(PATTERNS_SIZE_LIMIT)
        .build();
    together.is_ok()
}

/// `*staging` → `^.*staging$`: what a glob would be as a regular expression. `None` when the
/// text does not look like a glob.
fn glob_as_regex(text: &str) -> Option<String> {
    let name_or_star = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '*' || c == '?';
    (text.contains('*') && text.chars().all(name_or_star))
        .then(|| format!("^{}$", text.replace('?', ".").replace('*', ".*")))
}

/// The last line of the error says what is wrong; those before draw the pattern again.
fn why(error: &regex::Error) -> String {
    let text = error.to_string();
    let line = text.lines().last().unwrap_or_default().trim();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}

impl FromStr for NamespacePattern {
    type Err = BadPattern;

    fn from_str(text: &str) -> Result<Self, BadPattern> {
        compile(text).map(Self)
    }
}

impl TryFrom<String> for NamespacePattern {
    type Error = BadPattern;

    fn try_from(text: String) -> Result<Self, BadPattern> {
        text.parse()
    }
}

impl From<NamespacePattern> for String {
    fn from(pattern: NamespacePattern) -> String {
        pattern.as_str().to_owned()
    }
}

impl fmt::Debug for NamespacePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}/", self.as_str())
    }
}

impl PartialEq for NamespacePattern {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for NamespacePattern {}

impl JsonSchema for NamespacePattern {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "NamespacePattern".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "regex" })
    }
}

/// The text is not a regular expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{text}\" is not a regular expression: {why}{hint}")]
pub struct BadPattern {
    text: String,
    why: String,
    hint: String,
}

// === impl ClusterPattern ===

impl ClusterPattern {
    /// Whether a cluster of this name is meant.
    pub fn matches(&self, cluster: &str) -> bool {
        let mut parts = self.0.split('*');
        // `split` yields at least one part: what stands before the first star.
        let Some(mut rest) = parts.next().and_then(|first| cluster.strip_prefix(first)) else {
            return false;
        };
        let mut parts = parts.collect::<Vec<_>>();
        let Some(last) = parts.pop() else {
            return rest.is_empty();
        };
        for part in parts {
            match rest.find(part) {
                Some(at) => rest = &rest[at + part.len()..],
                None => return false,
            }
        }
        rest.ends_with(last)
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for ClusterPattern {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for ClusterPattern {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<ClusterPattern> for String {
    fn from(pattern: ClusterPattern) -> String {
        pattern.0
    }
}

impl fmt::Debug for ClusterPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl JsonSchema for ClusterPattern {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ClusterPattern".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}
