//! Which page an address means.

use serde::{Deserialize, Serialize};

/// The pages there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Page {
    /// How the Deployments are.
    #[default]
    Status,
    /// There is no such page.
    NotFound,
}

// === impl Page ===

impl Page {
    /// The paths that are pages: register these (and render anything else as 404 by the same
    /// shell).
    pub const PATHS: [&'static str; 1] = ["/"];

    /// The page at this path.
    pub fn at(path: &str) -> Self {
        match path {
            "/" | "" => Self::Status,
            _ => Self::NotFound,
        }
    }

    /// The HTTP status it is answered with.
    pub const fn http_status(self) -> u16 {
        match self {
            Self::Status => 200,
            Self::NotFound => 404,
        }
    }

    /// The page's own part of the browser's title.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Status => "Status",
            Self::NotFound => "Page not found",
        }
    }

    /// The id of the menu entry that leads to it.
    pub const fn menu_id(self) -> Option<&'static str> {
        match self {
            Self::Status => Some("status"),
            Self::NotFound => None,
        }
    }
}
