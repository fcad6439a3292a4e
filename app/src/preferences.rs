//! What a person set once and finds again: kept in cookies, so that the server can draw it.

use model::{Selection, SortedSet};
use serde::{Deserialize, Serialize};

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// Always light.
    Light,
    /// Always dark.
    Dark,
    /// As the system is.
    #[default]
    System,
}

/// How wide the left menu is on large screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NavWidth {
    /// Icons and words.
    #[default]
    Full,
    /// Icons only.
    Rail,
}

/// The preferences of one browser.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// Light or dark.
    pub theme: Theme,
    /// The left menu's width.
    pub nav: NavWidth,
    /// The last picked clusters and namespaces and how they were arranged, as a query; empty for
    /// all in the usual way.
    pub last_selection: String,
    /// The table's columns that are left out.
    pub hidden_columns: SortedSet<Column>,
    /// Whether shortcuts of single keys are switched off.
    pub no_shortcuts: bool,
}

/// A column of the table that may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Column {
    /// The namespace.
    Namespace,
    /// The cluster.
    Cluster,
    /// Ready and wanted replicas.
    Ready,
    /// The image's tag.
    Tag,
    /// CPU in use.
    Cpu,
    /// Memory in use.
    Memory,
    /// Restarts.
    Restarts,
    /// Since when it is so.
    Changed,
}

/// The cookie of [`Preferences::theme`].
pub(crate) const THEME_COOKIE: &str = "dl_theme";
/// The cookie of [`Preferences::nav`].
pub(crate) const NAV_COOKIE: &str = "dl_nav";
/// The cookie of [`Preferences::no_shortcuts`].
pub(crate) const SHORTCUTS_COOKIE: &str = "dl_shortcuts";
/// The cookie of [`Preferences::last_selection`], percent-encoded.
pub(crate) const SELECTION_COOKIE: &str = "dl_selection";
/// The cookie of [`Preferences::hidden_columns`], their words with dots between.
pub(crate) const COLUMNS_COOKIE: &str = "dl_columns";
/// Longer selections are not remembered: the browser would refuse the cookie.
const LONGEST_SELECTION: usize = 3000;

// === impl Theme ===

impl Theme {
    /// Every theme with its title.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::Light, "Light"),
        (Self::Dark, "Dark"),
        (Self::System, "System"),
    ];

    /// The word in the cookie.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::System => "system",
        }
    }

    /// The next one, round and round.
    pub const fn next(self) -> Self {
        match self {
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
            Self::System => Self::Light,
        }
    }

    /// The document's `data-theme`; none when the system decides.
    pub const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light | Self::Dark => Some(self.as_str()),
        }
    }
}

// === impl NavWidth ===

impl NavWidth {
    /// The word in the cookie.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Rail => "rail",
        }
    }

    /// The document's `data-nav`; none when the menu is full.
    pub const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::Full => None,
            Self::Rail => Some("rail"),
        }
    }
}

// === impl Column ===

impl Column {
    /// Every column with its title, in order.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::Namespace, "Namespace"),
        (Self::Cluster, "Cluster"),
        (Self::Ready, "Ready"),
        (Self::Tag, "Image tag"),
        (Self::Cpu, "CPU"),
        (Self::Memory, "Memory"),
        (Self::Restarts, "Restarts"),
        (Self::Changed, "Changed"),
    ];

    /// The word in the cookie and in `data-column`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Namespace => "namespace",
            Self::Cluster => "cluster",
            Self::Ready => "ready",
            Self::Tag => "tag",
            Self::Cpu => "cpu",
            Self::Memory => "memory",
            Self::Restarts => "restarts",
            Self::Changed => "changed",
        }
    }
}

// === impl Preferences ===

impl Preferences {
    /// Reads a `Cookie` header. What is missing or not understood is the default.
    pub fn from_cookies(header: &str) -> Self {
        let mut preferences = Self::default();
        for (name, value) in header.split(';').filter_map(|pair| pair.split_once('=')) {
            match (name.trim(), value.trim()) {
                (THEME_COOKIE, "light") => preferences.theme = Theme::Light,
                (THEME_COOKIE, "dark") => preferences.theme = Theme::Dark,
                (NAV_COOKIE, "rail") => preferences.nav = NavWidth::Rail,
                (SHORTCUTS_COOKIE, "off") => preferences.no_shortcuts = true,
                (SELECTION_COOKIE, value) => {
                    // The query is percent-encoded once more; read as the value of a pair.
                    let pair = format!("s={value}");
                    let query = form_urlencoded::parse(pair.as_bytes()).next();
                    preferences.last_selection = query.map_or_else(String::new, |(_, query)| {
                        lasting_query(&Selection::from_query(&query))
                    });
                }
                (COLUMNS_COOKIE, value) => {
                    let is_hidden =
                        |column: &Column| value.split('.').any(|it| it == column.as_str());
                    let all = Column::ALL.map(|(column, _)| column).into_iter();
                    preferences.hidden_columns = all.filter(is_hidden).collect();
                }
                _ => {}
            }
        }
        preferences
    }
}

/// The part of a selection that is kept from visit to visit, as a query.
pub(crate) fn lasting_query(selection: &Selection) -> String {
    let query = selection.lasting().to_query();
    if query.len() > LONGEST_SELECTION {
        String::new()
    } else {
        query
    }
}

/// The address a bare one leads to: where this person was last. `None` when the address already
/// says what to show (a link means the same to everyone) or nothing is remembered.
pub fn resume(path: &str, query: &str, preferences: &Preferences) -> Option<String> {
    let is_bare = path == "/" && query.is_empty();
    (is_bare && !preferences.last_selection.is_empty())
        .then(|| format!("{path}?{}", preferences.last_selection))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_read_back() {
        let header = "a=b; dl_shortcuts=off; dl_theme=dark; dl_nav=rail; dl_columns=cpu.tag.none; \
                      dl_selection=cluster%3Dprod-eu%26q%3Dx%26group%3Dnone%26view%3Dtable";
        let preferences = Preferences::from_cookies(header);
        assert_eq!(preferences.theme, Theme::Dark);
        assert_eq!(preferences.nav, NavWidth::Rail);
        assert_eq!(
            preferences.last_selection,
            "cluster=prod-eu&group=none&view=table"
        );
        assert_eq!(
            preferences.hidden_columns,
            [Column::Tag, Column::Cpu].into()
        );
        assert!(preferences.no_shortcuts);
        assert_eq!(
            Preferences::from_cookies("dl_theme=pink"),
            Preferences::default()
        );
    }

    #[test]
    fn only_a_bare_address_leads_to_the_last_selection() {
        let preferences = Preferences::from_cookies("dl_selection=cluster%3Da");
        assert_eq!(
            resume("/", "", &preferences).as_deref(),
            Some("/?cluster=a")
        );
        assert_eq!(resume("/", "cluster=*", &preferences), None);
        assert_eq!(resume("/", "", &Preferences::default()), None);
    }
}
