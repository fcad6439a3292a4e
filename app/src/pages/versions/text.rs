//! The English of the Versions page.

#[cfg(feature = "ssr")]
pub(super) use drawn::*;

pub(super) const NEW_LIST: &str = "New list";

pub(super) const THIS_PAGE: &str = "This page";

/// What the server alone says.
#[cfg(feature = "ssr")]
mod drawn {
    use crate::ui::words::counted;
    use model::Search;

    pub const NOT_DEPLOYED: &str = " not deployed";
    pub const DIFFERS: &str = "differs";
    pub const NO_CONTAINER: &str = "no container";
    pub const UNKNOWN: &str = "Unknown";
    pub const LAST_SEEN: &str = "last seen ";
    pub const AGO: &str = " ago";

    pub const VERSIONS: &str = "Versions";
    pub const NO_APPLICATION: &str = "No application runs in what is picked";
    pub const ONE_VERSION: &str = "Every application runs one version";
    pub const FOUND_IS_ONE_VERSION: &str = "What is found runs in one version everywhere";
    pub const NOTHING_FOUND: &str = "Nothing is found";
    pub const SHOW_EVERYTHING: &str = "Show everything";
    pub const TAGS_BY_CLUSTER: &str = "Image tags of every application by cluster";
    pub const TAGS_BY_ENVIRONMENT: &str = "Image tags of every application by environment";
    pub const VERSION_MATRIX: &str = "Version matrix";

    pub const KINDS: &str = "Kinds";
    pub const COLUMNS: &str = "Columns";
    pub const APPLICATIONS: &str = "Applications";
    pub const ALL: &str = "All";
    pub const ONLY_DIFFERENCES: &str = "Only differences";
    pub const WHAT_MOST_RUN: &str = "what most run";
    pub const COMPARE_WITH: &str = "Compare with";
    pub const COPY_AS: &str = "Copy as";
    pub const MARKDOWN: &str = "Markdown";
    pub const CSV: &str = "CSV";
    pub const FILTERS: &str = "Filters";
    pub const APPLICATION: &str = "Application";
    pub const NO_ENVIRONMENT: &str = "No environment";
    pub const PAGES: &str = "Pages";
    pub const PREVIOUS_PAGE: &str = "Previous page";
    pub const NEXT_PAGE: &str = "Next page";

    pub fn from(version: &str) -> String {
        format!(" from {version}")
    }

    /// How many applications there are, and how many of them differ.
    pub fn applications(all: usize, differing: usize) -> String {
        let all = number(all, "application", "applications");
        match differing {
            0 => format!("{all}."),
            1 => format!("{all}, 1 of them in different versions."),
            many => format!("{all}, {many} of them in different versions."),
        }
    }

    pub fn found_nowhere(search: &Search) -> String {
        format!("“{search}” is found nowhere.")
    }

    /// `rows` as in `3 deployments`.
    pub fn found_in(search: &Search, rows: &str, places: &str) -> String {
        format!("“{search}” is found in {rows}: {places}.")
    }

    /// What a version is compared with: what runs in one place, or what most run.
    pub fn legend(place: Option<&str>) -> String {
        let with = match place {
            None => "most of the application runs".to_owned(),
            Some(place) => format!("runs in {place}"),
        };
        format!(
            "“{DIFFERS}” marks another version than {with}. What stands before the hash of a tag \
             does not count, and a tag without a hash counts as a whole."
        )
    }

    pub fn namespaces(many: usize) -> String {
        format!("{many} namespaces")
    }

    pub fn environment_in(environment: &str, cluster: &str) -> String {
        format!("{environment} in {cluster}")
    }

    pub fn remove_filter(words: &str) -> String {
        format!("Remove filter {words}")
    }

    pub fn page(page: usize, pages: usize) -> String {
        format!("Page {page} of {pages}")
    }

    fn number(number: usize, one: &str, many: &str) -> String {
        counted(u32::try_from(number).unwrap_or(u32::MAX), one, many)
    }
}
