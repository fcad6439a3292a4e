//! What is wrong with a configuration, where, and what is allowed.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// Where something was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In the file: line and column count from 1, the column in characters.
    File {
        /// The file as it was named.
        file: Arc<str>,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// The file as a whole.
    WholeFile(Arc<str>),
    /// In an environment variable of this name.
    Variable(Arc<str>),
    /// Nowhere: a default.
    Default,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The configuration is refused.
    Error,
    /// It is accepted, and probably not what was meant.
    Warning,
}

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Where it was written.
    pub place: Place,
    /// The setting, for example `auth.permissions.viewer.allowed_clusters[0]`; may be empty.
    pub path: String,
    /// What is wrong and what is allowed, on one line.
    pub message: String,
    /// The line of the file, unless it might hold a secret.
    pub snippet: Option<String>,
}

/// All mistakes of one configuration, in the order in which they stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The mistakes.
    pub diagnostics: Vec<Diagnostic>,
}

/// Collects mistakes while a configuration is read.
pub(crate) struct Findings<'a> {
    text: &'a str,
    diagnostics: Vec<Diagnostic>,
    /// Where each setting was written, by its path.
    places: HashMap<String, Place>,
}

// === impl Place ===

impl Place {
    /// Orders by line and column; variables come after the file.
    fn rank(&self) -> (u8, usize, usize, &str) {
        match self {
            Place::WholeFile(_) => (0, 0, 0, ""),
            Place::File { line, column, .. } => (1, *line, *column, ""),
            Place::Variable(name) => (2, 0, 0, name),
            Place::Default => (3, 0, 0, ""),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File { file, line, column } => write!(f, "{file}:{line}:{column}"),
            Place::WholeFile(name) | Place::Variable(name) => f.write_str(name),
            Place::Default => f.write_str("(default)"),
        }
    }
}

// === impl Diagnostic ===

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.place)?;
        if self.severity == Severity::Warning {
            f.write_str("warning: ")?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)?;
        match (&self.snippet, &self.place) {
            (Some(snippet), Place::File { line, .. }) => write!(f, "\n{line:>6} | {snippet}"),
            _ => Ok(()),
        }
    }
}

// === impl Report ===

impl Report {
    /// How many errors there are.
    pub fn errors(&self) -> usize {
        self.count(Severity::Error)
    }

    /// How many warnings there are.
    pub fn warnings(&self) -> usize {
        self.count(Severity::Warning)
    }

    fn count(&self, severity: Severity) -> usize {
        self.diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == severity)
            .count()
    }

    /// For example `2 errors, 1 warning`.
    pub fn summary(&self) -> String {
        let plural = |count: usize, word: &str| match count {
            1 => format!("1 {word}"),
            _ => format!("{count} {word}s"),
        };
        format!(
            "{}, {}",
            plural(self.errors(), "error"),
            plural(self.warnings(), "warning")
        )
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.diagnostics
            .iter()
            .try_for_each(|diagnostic| writeln!(f, "{diagnostic}"))
    }
}

// === impl Findings ===

impl<'a> Findings<'a> {
    /// For a configuration file with this text.
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            diagnostics: Vec::new(),
            places: HashMap::new(),
        }
    }

    /// Remembers where a setting was written.
    pub(crate) fn located(&mut self, path: &str, place: &Place) {
        self.places.insert(path.to_owned(), place.clone());
    }

    /// An error at a known place.
    pub(crate) fn error(&mut self, place: &Place, path: &str, message: impl Into<String>) {
        self.add(Severity::Error, place.clone(), path, message.into());
    }

    /// A warning at a known place.
    pub(crate) fn warning(&mut self, place: &Place, path: &str, message: impl Into<String>) {
        self.add(Severity::Warning, place.clone(), path, message.into());
    }

    /// An error at a setting, wherever it or the section around it was written.
    pub(crate) fn error_at(&mut self, path: &str, message: impl Into<String>) {
        self.add(Severity::Error, self.place_of(path), path, message.into());
    }

    /// A warning at a setting, wherever it or the section around it was written.
    pub(crate) fn warning_at(&mut self, path: &str, message: impl Into<String>) {
        self.add(Severity::Warning, self.place_of(path), path, message.into());
    }

    /// Whether the setting itself, or something below it, is already known to be wrong.
    pub(crate) fn has_error_at(&self, path: &str) -> bool {
        self.diagnostics.iter().any(|diagnostic| {
            diagnostic.severity == Severity::Error
                && diagnostic
                    .path
                    .strip_prefix(path)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        })
    }

    /// Whether the setting itself is already known to be wrong, whatever is below it.
    pub(crate) fn is_wrong(&self, path: &str) -> bool {
        self.diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error && diagnostic.path == path)
    }

    /// Whether anything is wrong.
    pub(crate) fn has_errors(&self) -> bool {
        self.diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Everything found, in the order in which it stands.
    pub(crate) fn into_report(self) -> Report {
        let mut diagnostics = self.diagnostics;
        diagnostics.sort_by(|a, b| a.place.rank().cmp(&b.place.rank()));
        Report { diagnostics }
    }

    fn place_of(&self, path: &str) -> Place {
        let mut path = path;
        loop {
            match (self.places.get(path), path.rfind(['.', '['])) {
                (Some(place), _) => return place.clone(),
                (None, Some(at)) => path = &path[..at],
                (None, None) => return self.places.get("").cloned().unwrap_or(Place::Default),
            }
        }
    }

    fn add(&mut self, severity: Severity, place: Place, path: &str, message: String) {
        let snippet = match &place {
            Place::File { line, .. } => self.snippet(*line),
            _ => None,
        };
        // A value may hold anything; a message stays one line.
        let message = message.replace(char::is_control, " ");
        let path = path.replace(char::is_control, " ");
        self.diagnostics.push(Diagnostic {
            severity,
            place,
            path,
            message,
            snippet,
        });
    }

    fn snippet(&self, line: usize) -> Option<String> {
        let text = self.text.lines().nth(line.checked_sub(1)?)?.trim();
        // A secret may stand on the line after the word that announces it.
        let before = line
            .checked_sub(2)
            .and_then(|before| self.text.lines().nth(before));
        let secretive = may_hold_secret(text) || before.is_some_and(may_hold_secret);
        let short = text.chars().count() <= 160 && !text.contains(char::is_control);
        (short && !text.is_empty() && !secretive).then(|| text.to_owned())
    }
}

/// Whether a line or a path speaks of secrets, so that what stands there is not repeated.
pub(crate) fn may_hold_secret(text: &str) -> bool {
    const WORDS: [&str; 7] = [
        "secret",
        "password",
        "passwd",
        "token",
        "credential",
        "_key",
        "private",
    ];
    let lower = text.to_ascii_lowercase();
    WORDS.iter().any(|word| lower.contains(word))
        // A user and password in an address.
        || (lower.contains("//") && lower.contains('@'))
}

/// The known word nearest to this one, as `; did you mean "…"?`, or nothing.
pub(crate) fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, known)
        .map(|known| format!("; did you mean \"{known}\"?"))
        .unwrap_or_default()
}

/// The known word nearest to this one, if any is near.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let limit = (lower.chars().count() / 3).max(2);
    known
        .into_iter()
        .filter(|known| *known != word)
        .map(|known| {
            (
                strsim::damerau_levenshtein(&lower, &known.to_lowercase()),
                known,
            )
        })
        .filter(|(distance, known)| *distance <= limit && *distance < known.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// The words in quotes, separated by commas.
pub(crate) fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().collect::<Vec<_>>().join(", ")
}
